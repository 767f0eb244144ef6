"""The first half of a year's work of three people in their browsers, from an empty installation
behind a real nginx: files in, adopted, targets and an agreement entered, approved, adopted, seen,
up to what is to be published. It goes on in ``test_a_year_published.py``.

Every step leaves a picture in the folder of the test (``pictures/``), to be looked at.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.server.desks import FILES, LATER, SOON, Desk, Take, at, press, settled, targets
from zaitaku.ask import warehouse
from zaitaku.build import entered
from zaitaku.sources import templates

pytestmark = [pytest.mark.browser, pytest.mark.thorough]
AGREED = ("120", "260", "第2回 地域医療構想調整会議", "2026-10-15")


def paste(page: Page, rows: list[list[str]], kind: str, column: str, line: int = 0) -> None:
    """Cells copied from a spreadsheet, into the table from this column and line on."""
    text = "\n".join("\t".join(row) for row in rows)
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    box = page.locator("[data-testid=stDataFrame] canvas").first.bounding_box()
    assert box is not None
    # cells are drawn, not elements: the first row of the first column, then along
    page.mouse.click(box["x"] + 120, box["y"] + 50)
    for _ in range(line):
        page.keyboard.press("ArrowDown")
    for _ in range(templates.of(kind).columns.index(column)):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Control+V")
    expect(page.get_by_role("button", name="1 つ元に戻す")).to_be_enabled(timeout=SOON)
    page.get_by_text("誤りはありません").wait_for()


def save(page: Page, why: str) -> None:
    page.get_by_label("理由（何を、なぜ変えたか）").fill(why)
    saved = page.get_by_text("第1版を、下書きとして保存しました")
    press(page, "下書きとして保存する", saved)
    asked = page.get_by_text("決裁は、公表・管理の権限をもつ人がします")
    press(page, "決裁を申請する", asked)


def of_table(page: Page, label: str) -> None:
    option = page.get_by_role("option", name=label)
    for _ in range(10):  # a run that ends just now closes the list again
        settled(page).get_by_label("入力する表").first.click()
        try:
            option.click(timeout=5_000)
        except PlaywrightTimeout:
            continue
        page.wait_for_timeout(500)
        settled(page)
        return
    raise AssertionError(f"{label} を選べません")


def test_from_an_empty_installation_to_what_is_to_be_published(
    desk: Desk, data: Path, take: Take
) -> None:
    editor, manager, reader = desk("hen"), desk("kan"), desk("koh")
    begin(editor, manager, reader, data, take)
    enter(editor, data, take)
    approve(manager, data, take)


def begin(editor: Page, manager: Page, reader: Page, data: Path, take: Take) -> None:
    """An empty installation: the editor drops the files, the manager adopts."""
    at(reader, "")
    reader.get_by_text("取り込みの権限のある人が").wait_for()
    take(reader, "公表_空")
    at(editor, "")
    editor.locator("[data-testid=stFileUploader] input[type=file]").set_input_files(FILES)
    start = editor.get_by_role("button", name="確かめて、新しい版を作る")
    expect(start).to_be_enabled(timeout=SOON)
    checked = editor.get_by_text("確かめた結果")
    press(editor, "確かめて、新しい版を作る", checked, LATER)
    editor.get_by_text("版を使うかどうかは、公表・管理の権限をもつ人が決めます").wait_for()
    take(editor, "編集_取り込んだ")
    assert warehouse.current_build_id(data) is None  # nobody sees it yet
    at(manager, "")
    manager.get_by_text("使うかどうかの決定を待っています").wait_for()
    take(manager, "管理_決める前")
    press(manager, "この版を使う", manager.get_by_role("heading", name="概況"))
    take(manager, "管理_使う")
    assert warehouse.current_build_id(data) is not None


def enter(editor: Page, data: Path, take: Take) -> None:
    """Three targets into an empty table, one agreement into the table that came as a file."""
    at(editor, "entry?mode=internal")
    paste(editor, targets(), "targets", "indicator_id")
    take(editor, "編集_目標を貼る")
    save(editor, "第8次計画の目標")
    assert len(entered.versions(data, "targets")[0].rows) == 3
    of_table(editor, "追加的需要の表")
    paste(editor, [list(AGREED)], "additional_demand", "agreed_home", line=1)
    take(editor, "編集_合意を貼る")
    save(editor, "調整会議の合意")
    take(editor, "編集_申請した")


def approve(manager: Page, data: Path, take: Take) -> None:
    """Both are approved, each is seen before it is used; then they may be published."""
    before = warehouse.current_build_id(data)
    for kind, label in (("targets", "目標の表"), ("additional_demand", "追加的需要の表")):
        at(manager, "entry?mode=internal")
        manager.get_by_text("決裁待ち: ").wait_for()
        of_table(manager, label)
        take(manager, f"管理_決裁の前_{kind}")
        apply = manager.get_by_role("button", name="データに入れる版を作る")
        press(manager, "決裁する", apply)
        press(manager, "データに入れる版を作る", manager.get_by_role("heading", name="取り込み"))
        use = manager.get_by_role("button", name="この版を使う")
        use.wait_for(timeout=LATER)
        use.scroll_into_view_if_needed()
        take(manager, f"管理_比べる_{kind}")
        press(manager, "この版を使う", manager.get_by_text("に切り替えました"))
    assert warehouse.current_build_id(data) != before
    at(manager, "targets?mode=internal")
    manager.get_by_text("160").first.wait_for()
    take(manager, "管理_目標")
    at(manager, "publish?mode=internal")
    manager.get_by_text("公表するには、先に監査が要ります").wait_for()
    current = warehouse.current_build_id(data)
    assert manager.get_by_label("公表する版").first.input_value().startswith(f"{current}　")
    take(manager, "管理_公表の前")
