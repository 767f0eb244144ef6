"""From cells that are pasted to figures that are used: entered, approved, adopted, seen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import serve
from zaitaku.ask import warehouse
from zaitaku.build import entered, importing
from zaitaku.disclosure.policy import load_policy
from zaitaku.ground import paths
from zaitaku.sources import templates

PATIENT = 120_000  # ms: an import on a busy machine
INPUTS = ("市区町村マスタ.csv", "人口_年齢階級別.csv", "目標.csv", "指標値.csv")
COLUMNS = templates.of("targets").columns
GOALS = ("171", "172", "173")


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    data = tmp_path / "data"
    files = [paths.SAMPLE_DATA / name for name in INPUTS]
    assert importing.run(files, data, load_policy(paths.POLICY)).exit_code == 0
    for address in serve(data):
        context = browser.new_context(viewport={"width": 1366, "height": 768}, base_url=address)
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
        page = context.new_page()
        page.set_default_timeout(PATIENT)
        yield page
        context.close()


def paste(page: Page, column: str, cells: tuple[str, ...]) -> None:
    """Into the first rows of a column, as copied from a spreadsheet."""
    page.evaluate("text => navigator.clipboard.writeText(text)", "\n".join(cells))
    box = page.locator("[data-testid=stDataFrame] canvas").first.bounding_box()
    assert box is not None
    # cells are drawn, not elements: the first row of the first column, then along the row
    page.mouse.click(box["x"] + 120, box["y"] + 50)
    for _ in range(COLUMNS.index(column)):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Control+V")


def test_three_targets_are_entered_approved_adopted_and_seen(page: Page, tmp_path: Path) -> None:
    data = tmp_path / "data"
    before = warehouse.current_build_id(data)
    page.goto("/entry?mode=internal")
    page.get_by_text("誤りはありません").wait_for()
    # what is drawn later would move the table away from under the click
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.wait_for_timeout(500)
    paste(page, "target_value", GOALS)
    undo = page.get_by_role("button", name="1 つ元に戻す")
    expect(undo).to_be_enabled(timeout=PATIENT)

    # what is typed outlives a reload
    page.reload()
    expect(undo).to_be_enabled(timeout=PATIENT)
    page.get_by_label("理由（何を、なぜ変えたか）").fill("中間見直し")
    page.get_by_role("button", name="下書きとして保存する").click()
    page.get_by_text("第1版を、下書きとして保存しました").wait_for()
    place = COLUMNS.index("target_value")
    (version,) = entered.versions(data, "targets")
    assert tuple(row[place] for row in version.rows[:3]) == GOALS

    page.get_by_role("button", name="決裁を申請する").click()
    page.get_by_role("button", name="決裁する", exact=True).click()
    page.get_by_role("button", name="データに入れる版を作る").click()
    page.get_by_role("heading", name="取り込み").wait_for()
    page.get_by_role("cell", name="値が変わる").first.wait_for()
    assert warehouse.current_build_id(data) == before  # nobody sees it yet
    page.get_by_role("button", name="この版を使う").click()
    page.get_by_text("に切り替えました").wait_for()
    assert warehouse.current_build_id(data) != before

    page.goto("/targets?mode=internal")
    page.get_by_text("173").first.wait_for()
    page.goto("/entry?mode=internal")
    page.get_by_role("cell", name="決裁済み・反映").wait_for()
