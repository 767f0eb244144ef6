"""From an empty installation to figures in a browser: dropped, checked, compared, adopted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import serve
from zaitaku.ask import warehouse
from zaitaku.ground import paths

PATIENT = 120_000  # ms: an import on a busy machine
MASTER, PEOPLE = "市区町村マスタ.csv", "人口_年齢階級別.csv"


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    data = tmp_path / "data"
    data.mkdir()
    for address in serve(data):
        page = browser.new_page(viewport={"width": 1366, "height": 768}, base_url=address)
        page.set_default_timeout(PATIENT)
        yield page
        page.close()


def drop(page: Page, *files: Path) -> None:
    page.locator("[data-testid=stFileUploader] input[type=file]").set_input_files(files)
    start = page.get_by_role("button", name="確かめて、新しい版を作る")
    expect(start).to_be_enabled(timeout=PATIENT)
    start.click()
    page.get_by_text("確かめた結果").wait_for()


def test_a_year_begins_with_files_and_no_terminal(page: Page, tmp_path: Path) -> None:
    data = tmp_path / "data"
    page.goto("/")
    page.get_by_text("まだデータがありません").wait_for()
    drop(page, paths.SAMPLE_DATA / MASTER, paths.SAMPLE_DATA / PEOPLE)
    assert warehouse.current_build_id(data) is None  # nobody sees it yet
    page.get_by_role("button", name="この版を使う").click()
    page.get_by_role("heading", name="概況").wait_for()
    first = warehouse.current_build_id(data)
    assert first is not None

    # a file with a fault: told by its cell, and nothing has changed
    bad = tmp_path / PEOPLE
    text = (paths.SAMPLE_DATA / PEOPLE).read_text(encoding="utf-8-sig")
    bad.write_text(text.replace("2021,99201,0-4,", "2021,99201,0-4,人"), encoding="utf-8")
    page.goto("/intake?mode=internal")
    drop(page, bad)
    page.get_by_text("人口_年齢階級別.csv D2").wait_for()
    page.get_by_text("新しい版は作っていません").wait_for()
    assert warehouse.held(data) == frozenset()

    # mended: what it changes is told, and it can be thrown away
    page.goto("/intake?mode=internal")
    drop(page, paths.SAMPLE_DATA / "訪問看護ステーション.csv")
    page.get_by_role("cell", name="訪問看護ステーション", exact=True).first.wait_for()
    page.get_by_role("cell", name="新しく入る").wait_for()
    page.get_by_role("button", name="使わない（捨てる）").click()
    page.get_by_text("を捨てました").wait_for()
    assert warehouse.current_build_id(data) == first
    assert [one.build_id for one in warehouse.builds(data)] == [first]
