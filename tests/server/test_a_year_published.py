"""The second half of a year's work: audited, published with number and approver, handed out as
slides and as a static site, and read by somebody who may see 公表 alone.

It begins with the files and targets that ``test_a_year.py`` ends with. Every step leaves a picture
in the folder of the test (``pictures/``), to be looked at.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pptx import Presentation

from tests.server.desks import FILES, LATER, SOON, Desk, Take, at, press, settled, targets
from zaitaku.ask import warehouse
from zaitaku.build import entered, importing, releases
from zaitaku.disclosure.policy import load_policy
from zaitaku.ground import paths

pytestmark = [pytest.mark.browser, pytest.mark.thorough]
APPROVER, SITE = "医療政策課長 架空花子", "静的サイト_第1号.zip"
MEETING = "第3回 調整会議"
SAID = {"supply?area=99201": "提供体制の現状", "targets?area=99": "目標までの道のり"}
BADGE = "内部検討用・公表不可"


@pytest.fixture
def data(data: Path, tmp_path: Path) -> Path:
    """With a build that has the targets."""
    entry = tmp_path / "目標.csv"
    entry.write_bytes(entered.as_csv("targets", targets()))
    assert importing.run([*FILES, entry], data, load_policy(paths.POLICY)).exit_code == 0
    return data


def test_published_handed_out_and_read(desk: Desk, data: Path, take: Take) -> None:
    manager, reader = desk("kan"), desk("koh")
    publish(manager, data, take)
    hand_out(manager, take)
    put_on_the_web(manager, take)
    look(reader, take)


def publish(manager: Page, data: Path, take: Take) -> None:
    """Audited, then released with number and approver."""
    at(manager, "publish?mode=internal")
    manager.get_by_text("公表するには、先に監査が要ります").wait_for()
    take(manager, "管理_公表の前")
    audited = manager.get_by_text("秘匿した数が分かるところはありません")
    press(manager, "監査する（秘匿した数が分からないかを確かめる）", audited, LATER)
    manager.get_by_label("決裁した人").fill(APPROVER)
    manager.get_by_label("備考").fill("令和5年度の数値")
    take(manager, "管理_監査の後")
    press(manager, "番号を付けて公表する", manager.get_by_text("第1号として公表しました"))
    take(manager, "管理_公表した")
    (release,) = releases.listed(data)
    assert (release.number, release.approver) == (1, APPROVER)
    assert release.build_id == warehouse.current_build_id(data)


def hand_out(manager: Page, take: Take) -> None:
    """Two figures of 公表 on slides for the meeting."""
    for number, (page, text) in enumerate(SAID.items(), start=1):
        at(manager, page)
        manager.get_by_text("会議資料に追加", exact=True).first.click()
        if number == 1:
            manager.get_by_label("新しい会議資料の名前").fill(MEETING)
        said = manager.get_by_label("伝えたいこと（スライドの見出しになります）")
        settled(manager)
        said.fill(text)
        said.blur()
        settled(manager)
        expect(said).to_have_value(text)
        press(manager, "追加する", manager.get_by_text(f"{number} 枚目に加えました"))
        take(manager, f"管理_追加_{number}")
    manager.get_by_role("link", name="会議資料を開く").click()
    manager.locator(".st-key-scenes summary").nth(1).wait_for()
    settled(manager)
    take(manager, "管理_会議資料")
    with manager.expect_download(timeout=LATER) as waiting:
        manager.get_by_role("button", name="PowerPoint", exact=True).click()
    assert waiting.value.suggested_filename == "会議資料_第3回_調整会議_公表.pptx"
    deck = Presentation(io.BytesIO(waiting.value.path().read_bytes()))
    told = "\n".join(
        shape.text_frame.text for slide in deck.slides for shape in slide.shapes
        if shape.has_text_frame
    )  # fmt: skip
    assert all(text in told for text in SAID.values()) and "内部検討用" not in told


def put_on_the_web(manager: Page, take: Take) -> None:
    """The static site: made, taken by a click, and opened from the disk."""
    at(manager, "publish?mode=internal")
    made = manager.get_by_role("button", name="静的サイトを保存（zip）")
    press(manager, "静的サイトを作る", made, LATER)
    made.scroll_into_view_if_needed()
    take(manager, "管理_静的サイト")
    with manager.expect_download(timeout=SOON) as waiting:
        made.click()
    assert waiting.value.suggested_filename == SITE
    folder = waiting.value.path().parent / "静的サイト"
    with zipfile.ZipFile(waiting.value.path()) as archive:
        archive.extractall(folder)
    page = manager.context.new_page()
    page.goto((folder / "index.html").as_uri())
    page.get_by_role("heading", level=1).wait_for()
    take(page, "サイト_はじめ")
    page.locator("main li a", has_text="目標").first.click()
    page.get_by_role("heading", level=1, name="目標").wait_for()
    assert "160 施設" in page.content()
    take(page, "サイト_目標")
    page.close()


def look(reader: Page, take: Take) -> None:
    """What the public reader sees: the release, its figures, and nothing of 内部."""
    at(reader, "publish")
    reader.get_by_role("cell", name="第1号").wait_for()
    take(reader, "公表_一覧")
    assert "架空花子" not in reader.locator("body").inner_text()
    # links that were made in 内部
    for link, figure in (("targets?area=99", "160"), ("supply?area=99201", "訪問診療")):
        at(reader, f"{link}&mode=internal")
        reader.get_by_text(figure).first.wait_for()
        assert BADGE not in reader.locator("body").inner_text()
        take(reader, f"公表_{link.partition('?')[0]}")
    at(reader, "institutions?mode=internal")  # 内部 alone has this page
    reader.get_by_text("内部モードでだけ").first.wait_for()
    take(reader, "公表_医療機関")
