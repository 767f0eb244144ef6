"""Printing: the paper has the whole chart and every column, and none of the controls."""

from __future__ import annotations

import io
import unicodedata

import pypdf
import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

# of every chart: does it lie within the page's width, and is it lower than a page is high?
CHARTS = """() => [...document.querySelectorAll('[data-testid=stVegaLiteChart] :is(svg, canvas)')]
  .filter(e => e.getBoundingClientRect().width > 100)
  .map(e => { const r = e.getBoundingClientRect();
              return [r.left, document.documentElement.clientWidth - r.right, r.height]; })"""
PAPER = {"width": 1047, "height": 718}  # px of A4 landscape within its margins of 10 mm


def words(sheet: pypdf.PageObject) -> str:
    """Text of a page; Chromium writes some 漢字 and 中黒 as characters that look the same."""
    text = unicodedata.normalize("NFKC", sheet.extract_text()).replace("‧", "・")
    return "".join(text.split())


def printed(page: Page) -> pypdf.PdfReader:
    made = page.pdf(print_background=True, prefer_css_page_size=True)
    return pypdf.PdfReader(io.BytesIO(made))


def test_what_must_not_be_said_is_on_paper_where_it_is_open(visit: Visit) -> None:
    visit.open("supply").page.get_by_role("tab", name="この図の読み方").click()
    texts = [words(sheet) for sheet in printed(visit.settled().page).pages]
    assert any("言えないこと" in text for text in texts)


@pytest.mark.parametrize(
    ("address", "last_column"),
    [
        ("supply?mode=internal", "65歳以上千人当たり患者数"),
        ("flows?mode=internal", "医療機関所在地に占める割合"),
    ],
)
def test_charts_and_tables_are_whole_on_paper(visit: Visit, address: str, last_column: str) -> None:
    page = visit.open(address).page
    page.get_by_role("tab").first.click()  # a matrix is not open from the start
    visit.settled()
    page.wait_for_selector("table")
    page.wait_for_timeout(500)
    reader = printed(page)
    size = reader.pages[0].mediabox
    assert size.width > size.height
    texts = [words(sheet) for sheet in reader.pages]
    assert "内部検討用・公表不可" in texts[0]
    assert any("地域コード" in t or "住所地コード" in t for t in texts)
    assert any(last_column in text for text in texts)
    for control in (
        "全国の入院",
        "並べ替え",
        "コード順",
        "ファイルにする",
    ):  # menu, choices, button
        assert not any(control in text for text in texts)

    page.emulate_media(media="print")
    page.set_viewport_size(PAPER)
    page.wait_for_timeout(500)
    charts = page.evaluate(CHARTS)
    assert charts
    for left, right, height in charts:
        assert left >= 0 and right >= -1 and height <= PAPER["height"]
