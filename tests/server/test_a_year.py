"""The first half of a year's work of three people in their browsers, from an empty installation
behind a real nginx: files in, adopted, targets and an agreement entered, approved, adopted, seen.
Publishing and handing out are in ``tests/browser`` (``test_publishing.py``, ``test_packs.py``).

Every step leaves a picture in the folder of the test (``pictures/``), to be looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.browser.conftest import serve
from tests.server import nginx
from zaitaku.access.roles import Role
from zaitaku.ask import warehouse
from zaitaku.build import entered
from zaitaku.ground import paths
from zaitaku.sources import templates

pytestmark = [pytest.mark.browser, pytest.mark.thorough]
USERS: dict[str, Role] = {"koh": "public", "hen": "edit", "kan": "manage"}
PATIENT = 900_000  # ms: imports and an audit on a busy machine
# one 年度 of KDB tables is enough here
FILES = [path for path in paths.sample_inputs() if not path.name.startswith(("目標", "R03", "R04"))]
TARGETS = (
    {"indicator_id": "NS1", "area_code": "99", "baseline_value": "128", "target_value": "160"},
    {"indicator_id": "NS1", "area_code": "9901", "baseline_value": "48", "target_value": "60"},
    {"indicator_id": "NS1", "area_code": "9902", "baseline_value": "30", "target_value": "41"},
)
EVERY = {"kind": "number", "baseline_year": "2023", "target_year": "2029", "revision": "策定",
         "revised_on": "2026-03-30"}  # fmt: skip
AGREED = ("120", "260", "第2回 地域医療構想調整会議", "2026-10-15")
Desk = Callable[[str], Page]
Take = Callable[[Page, str], None]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    people = "".join(f'[[people]]\nuser = "{u}"\nrole = "{r}"\n' for u, r in USERS.items())
    (folder / "access.toml").write_text(
        f'kind = "proxy"\n[proxy]\nsecret = "{nginx.SECRET}"\nuser_header = "X-Remote-User"\n'
        f"{people}",
        encoding="utf-8",
    )
    return folder


@pytest.fixture
def front(data: Path, tmp_path: Path) -> Iterator[str]:
    for behind in serve(data):
        (tmp_path / "nginx").mkdir()
        yield from nginx.in_front_of(behind, list(USERS), tmp_path / "nginx")


@pytest.fixture
def desk(browser: Browser, front: str) -> Iterator[Desk]:
    contexts = []

    def of(user: str) -> Page:
        context = browser.new_context(
            http_credentials={"username": user, "password": nginx.PASSWORD},
            viewport={"width": 1366, "height": 768},
            locale="ja-JP",
            base_url=front,
            accept_downloads=True,
        )
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=front)
        context.set_default_timeout(PATIENT)
        contexts.append(context)
        return context.new_page()

    yield of
    for context in contexts:
        context.close()


@pytest.fixture
def take(tmp_path: Path) -> Take:
    folder = tmp_path / "pictures"
    folder.mkdir()

    def taken(page: Page, name: str) -> None:
        page.wait_for_timeout(800)  # charts paint after the last message
        page.screenshot(path=folder / f"{len(list(folder.iterdir())):02d}_{name}.png")

    return taken


def at(page: Page, address: str) -> Page:
    """On a page, once it is whole."""
    page.goto(f"/{address}")
    return settled(page)


def settled(page: Page) -> Page:
    page.wait_for_selector("h1")
    page.wait_for_timeout(500)
    page.wait_for_function(
        "() => document.querySelector('[data-testid=stApp]')"
        ".getAttribute('data-test-script-state') === 'notRunning'"
    )
    return page


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


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
    expect(page.get_by_role("button", name="1 つ元に戻す")).to_be_enabled(timeout=PATIENT)
    page.get_by_text("誤りはありません").wait_for()


def save(page: Page, why: str) -> None:
    page.get_by_label("理由（何を、なぜ変えたか）").fill(why)
    press(page, "下書きとして保存する")
    page.get_by_text("第1版を、下書きとして保存しました").wait_for()
    press(page, "決裁を申請する")
    page.get_by_text("決裁は、公表・管理の権限をもつ人がします").wait_for()


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


def test_from_an_empty_installation_to_approved_targets(desk: Desk, data: Path, take: Take) -> None:
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
    expect(start).to_be_enabled(timeout=PATIENT)
    start.click()
    editor.get_by_text("確かめた結果").wait_for()
    editor.get_by_text("版を使うかどうかは、公表・管理の権限をもつ人が決めます").wait_for()
    take(editor, "編集_取り込んだ")
    assert warehouse.current_build_id(data) is None  # nobody sees it yet
    at(manager, "")
    manager.get_by_text("使うかどうかの決定を待っています").wait_for()
    take(manager, "管理_決める前")
    press(manager, "この版を使う")
    manager.get_by_role("heading", name="概況").wait_for()
    take(manager, "管理_使う")
    assert warehouse.current_build_id(data) is not None


def enter(editor: Page, data: Path, take: Take) -> None:
    """Three targets into an empty table, one agreement into the table that came as a file."""
    at(editor, "entry?mode=internal")
    columns = templates.of("targets").columns
    rows = [[({**EVERY, **one}).get(name, "") for name in columns] for one in TARGETS]
    paste(editor, rows, "targets", "indicator_id")
    take(editor, "編集_目標を貼る")
    save(editor, "第8次計画の目標")
    assert len(entered.versions(data, "targets")[0].rows) == 3
    of_table(editor, "追加的需要の表")
    paste(editor, [list(AGREED)], "additional_demand", "agreed_home", line=1)
    take(editor, "編集_合意を貼る")
    save(editor, "調整会議の合意")
    take(editor, "編集_申請した")


def approve(manager: Page, data: Path, take: Take) -> None:
    """Both are approved, and each is seen before it is used."""
    before = warehouse.current_build_id(data)
    for kind, label in (("targets", "目標の表"), ("additional_demand", "追加的需要の表")):
        at(manager, "entry?mode=internal")
        manager.get_by_text("決裁待ち: ").wait_for()
        of_table(manager, label)
        take(manager, f"管理_決裁の前_{kind}")
        press(manager, "決裁する")
        press(manager, "データに入れる版を作る")
        manager.get_by_role("heading", name="取り込み").wait_for()
        manager.get_by_role("button", name="この版を使う").scroll_into_view_if_needed()
        take(manager, f"管理_比べる_{kind}")
        press(manager, "この版を使う")
        manager.get_by_text("に切り替えました").wait_for()
    assert warehouse.current_build_id(data) != before
    at(manager, "targets?mode=internal")
    manager.get_by_text("160").first.wait_for()
    take(manager, "管理_目標")
