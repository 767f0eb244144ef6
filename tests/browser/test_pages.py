"""What only a browser shows: first visits, paint, words, downloads, and that nothing leaves."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
import pytest
from PIL import Image

from tests.browser.conftest import Visit
from zaitaku.compose import pages
from zaitaku.sources.opening import TABLE_SUFFIXES

pytestmark = pytest.mark.browser

ADDRESSES = [page.address for section in pages.PAGES.values() for page in section]
# words that are no Japanese but belong: codes, units, names of formats
ALLOWED = {
    "CSV", "UTF-8", "Shift_JIS", "CP932", "Excel", "xlsx", "KDB", "NDB", "HHI", "JIS", "SHA-256",
    "disclosure.toml", "ID", "JSON", "N03", "geojson", "csv", "pdf", "ST", "No", "C", "X",
    "PowerPoint", "PPTX", "PDF", "zip", "STEP1", "STEP2", "Sheet1", "H26", "H28", "NST", "TPN",
    "care_plan_facility", "Chrome", "Edge", "Ctrl", "Esc",
}  # fmt: skip
# as the field of 取り込み names what it takes
FORMATS = {suffix.removeprefix(".").upper() for suffix in TABLE_SUFFIXES}


def path_of(address: str) -> str:
    return "" if address == "overview" else address


def colours(visit: Visit, selector: str) -> int:
    """How many different colours an element is painted in."""
    shot = visit.page.locator(selector).first.screenshot()
    return len(Image.open(io.BytesIO(shot)).convert("RGB").getcolors(maxcolors=1 << 24) or [])


@pytest.mark.parametrize("address", ADDRESSES)
def test_first_visit_shows_the_page_in_japanese_and_nothing_leaves(
    address: str, visit: Visit
) -> None:
    """In 内部; ``test_public`` opens every page in 公表."""
    visit.open(f"{path_of(address)}?mode=internal")
    visit.check_page("internal")
    # an icon is a word of an icon font
    visit.page.evaluate(
        "[...document.querySelectorAll('span')].filter("
        "e => getComputedStyle(e).fontFamily.includes('Material')).forEach(e => e.remove())"
    )
    # a 版ID, and commands as they are typed
    text = re.sub(r"版ID [0-9A-Z-]{11}|zaitaku( [a-z_]+)+", "", visit.page.inner_text("body"))
    words = set(re.findall(r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9_.\-]{2,}", text))
    leftover = {
        word
        for word in words - ALLOWED - FORMATS
        # versions, hashes, indicators' ids and the user's own file names
        if not re.fullmatch(
            r"[0-9a-f]{6,64}|[DNKMX][SPOK]\d+b?|R0\d.*|NDB_|.*\.(csv|xlsx|geojson|toml)", word
        )
    }
    assert leftover == set()


def test_map_is_painted_and_a_click_chooses_the_area(visit: Visit) -> None:
    visit.open("map?mode=internal")
    assert colours(visit, "[data-testid=stVegaLiteChart]") > 20
    before = visit.page.url
    box = visit.page.locator("[data-testid=stVegaLiteChart]").first.bounding_box()
    assert box
    for fraction in (0.30, 0.35, 0.25, 0.40):
        visit.page.mouse.click(box["x"] + box["width"] * fraction, box["y"] + box["height"] * 0.5)
        visit.settled()
        if visit.page.url != before:
            break
    assert re.search(r"area=99\d{3}", visit.page.url)


def test_back_button_returns_to_the_view_before(visit: Visit) -> None:
    visit.open("supply?mode=internal")
    visit.page.locator(".st-key-form").get_by_text("推移", exact=True).click()
    visit.settled()
    changed = visit.page.url
    visit.page.get_by_role("link", name="患者").first.click()
    visit.settled()
    assert "/patients" in visit.page.url
    visit.page.go_back()
    visit.settled()
    assert visit.page.url == changed
    assert visit.page.locator("h1").inner_text() == "供給"


def test_link_reproduces_the_view(visit: Visit) -> None:
    visit.open("flows?mode=internal&year=2021&unit=medical_area")
    text = visit.page.locator("[data-testid=stMain]").inner_text()
    assert "令和3年度" in text
    assert "二次医療圏別" in text


def test_bad_link_falls_back_to_defaults(visit: Visit) -> None:
    visit.open("supply?mode=secret&year=1066&unit=continent&area=00000")
    text = visit.page.locator("[data-testid=stMain]").inner_text()
    assert "公表モード" in text
    assert "令和5年度" in text


@pytest.mark.parametrize("mode", ["public", "internal"])
def test_downloads_carry_the_mode_and_text_codes(mode: str, visit: Visit, tmp_path: Path) -> None:
    visit.open(f"supply?mode={mode}")
    visit.page.get_by_role("tab", name="ファイル").first.click()
    visit.settled()
    label = "公表" if mode == "public" else "内部"
    with visit.page.expect_download() as waiting:
        visit.page.get_by_role("button", name="Excel（xlsx）").first.click()
    download = waiting.value
    assert f"_{label}_" in download.suggested_filename
    file = tmp_path / "a.xlsx"
    download.save_as(file)
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == ["数表", "定義・出典", "留意事項"]
    codes = [row[0] for row in book["数表"].iter_rows(min_row=5, values_only=True)]
    assert all(isinstance(code, str) and len(code) == 5 for code in codes)
    stamp = book["数表"]["A2"].value
    assert ("公表不可" in stamp) == (mode == "internal")
    with visit.page.expect_download() as waiting:
        visit.page.get_by_role("button", name="CSV（UTF-8）").first.click()
    raw = Path(waiting.value.path()).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert b"99201" in raw
