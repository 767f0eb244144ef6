"""会議資料 in a browser: made from three pages, put in order, downloaded, and shown by keys."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from pptx import Presentation
from pypdf import PdfReader

from tests.browser.conftest import Visit, serve
from tests.conftest import copy_of
from zaitaku.compose import pages
from zaitaku.ground import secret
from zaitaku.kept import packs, packs_changes, packs_store

pytestmark = pytest.mark.browser
PAGES = [("supply", "供給の話"), ("patients", "患者の話"), ("bridge", "需要と供給の話")]
SMALLEST = 24 * 96 / 72  # px of 24 pt


@pytest.fixture
def data(sample_build_dir: Path, tmp_path: Path) -> Path:
    """The sample build in a folder of its own, as packs are written beside builds."""
    return copy_of(sample_build_dir, tmp_path)


@pytest.fixture
def desk(browser: Browser, data: Path) -> Iterator[Visit]:
    running = serve(data)
    context = browser.new_context(
        viewport={"width": 1366, "height": 768}, locale="ja-JP", accept_downloads=True
    )
    context.set_default_timeout(60_000)
    yield Visit(context.new_page(), next(running))
    context.close()
    running.close()


def press(desk: Visit, name: str) -> None:
    desk.page.get_by_role("button", name=name, exact=True).first.click()
    desk.page.wait_for_timeout(300)
    desk.settled()


def add(desk: Visit, page: str, message: str, new: str = "") -> None:
    """The page on the screen into the pack made last, or into a new one."""
    desk.open(f"{page}?area=99201")
    desk.page.get_by_text("会議資料に追加", exact=True).click()
    if new:
        desk.page.get_by_label("新しい会議資料の名前").fill(new)
    said = desk.page.get_by_label("伝えたいこと（スライドの見出しになります）")
    said.fill(message)
    said.blur()
    desk.page.wait_for_timeout(300)
    desk.settled()
    press(desk, "追加する")
    desk.page.get_by_text("枚目に加えました。").wait_for()


def download(desk: Visit, label: str) -> tuple[str, bytes]:
    with desk.page.expect_download(timeout=180_000) as waiting:
        desk.page.get_by_role("button", name=label, exact=True).click()
    return waiting.value.suggested_filename, waiting.value.path().read_bytes()


def test_a_pack_from_three_pages_to_the_screen(desk: Visit, data: Path) -> None:
    for number, (page, message) in enumerate(PAGES):
        add(desk, page, message, new="第3回 調整会議" if number == 0 else "")
    desk.page.get_by_role("link", name="会議資料を開く").click()
    desk.page.locator(".st-key-scenes summary").nth(2).wait_for()
    desk.settled()
    up = desk.page.get_by_role("button", name="上へ", exact=True).nth(2)
    up.focus()
    desk.page.keyboard.press("Enter")  # without a mouse
    desk.page.wait_for_timeout(500)
    desk.settled()
    ((pack,), _) = packs_store.listed(data)
    order = [PAGES[0][1], PAGES[2][1], PAGES[1][1]]
    assert [scene.message for scene in pack.scenes] == order

    name, content = download(desk, "PowerPoint")
    assert name == "会議資料_第3回_調整会議_公表.pptx"
    slides = "\n".join(
        shape.text_frame.text
        for slide in Presentation(io.BytesIO(content)).slides
        for shape in slide.shapes
        if shape.has_text_frame
    )
    assert in_order(slides, order)
    name, content = download(desk, "PDF")
    pdf = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    assert in_order("".join(pdf.split()), order)
    name, content = download(desk, "zip（CSV・画像）")
    with zipfile.ZipFile(io.BytesIO(content)) as bundle:
        assert bundle.testzip() is None
        assert {Path(file).suffix for file in bundle.namelist()} >= {".csv"}
    name, content = download(desk, "会場用（PDF と PPTX）")
    with zipfile.ZipFile(io.BytesIO(content)) as bundle:
        assert sorted(Path(file).suffix for file in bundle.namelist()) == [".pdf", ".pptx"]
    assert desk.foreign == []


def test_a_newcomer_has_a_deck_of_eight_slides_in_few_actions(desk: Visit) -> None:
    """Cover, agenda, six figures; every click and every field filled in counts."""
    actions = 0
    desk.open("")
    for number, title in enumerate(("", "供給", "流出入", "需要と供給", "地図", "将来需要")):
        if title:
            desk.page.get_by_role("link", name=title, exact=True).first.click()
            desk.page.get_by_role("heading", name=title, exact=True, level=1).wait_for()
            desk.settled()
        desk.page.get_by_text("会議資料に追加", exact=True).click()
        actions += 3
        if number == 0:
            desk.page.get_by_label("新しい会議資料の名前").fill("第1回 会議")
            desk.page.get_by_label("新しい会議資料の名前").blur()
            actions += 1
            desk.settled()
        press(desk, "追加する")
        desk.page.get_by_text("枚目に加えました。").wait_for()
        if number < 5:  # the panel closes
            desk.page.keyboard.press("Escape")
            actions += 1
    desk.page.get_by_role("link", name="会議資料を開く").click()
    desk.page.locator(".st-key-scenes summary").nth(5).wait_for()
    desk.settled()
    rows = desk.page.locator(".st-key-scenes summary")
    places = [rows.nth(at).bounding_box() for at in range(6)]
    assert all(place is not None and place["y"] + place["height"] <= 768 for place in places)
    desk.page.get_by_text("表紙（会議名・日付・課名・資料番号）").click()
    for label, said in (
        ("会議名", "第1回 会議"),
        ("日付", "令和8年12月1日"),
        ("課名", "医療政策課"),
        ("資料番号", "資料1"),
    ):
        field = desk.page.get_by_role("textbox", name=label, exact=True)
        field.fill(said)
        field.blur()
        desk.settled()
    press(desk, "表紙を保存する")
    _, content = download(desk, "PowerPoint")
    actions += 1 + 1 + 4 + 1 + 1
    titles = [one.shapes.title.text for one in Presentation(io.BytesIO(content)).slides]
    # the rows of the matrix that one slide does not hold stand behind, in an appendix
    assert [title.startswith("付録　") for title in titles] == [False] * 8 + [True]
    assert actions <= 40


def in_order(text: str, wanted: list[str]) -> bool:
    places = [text.find(words) for words in wanted]
    return -1 not in places and places == sorted(places)


def whole(desk: Visit) -> bool:
    """Whether the figure, its title and the foot are on the screen, with nothing to scroll."""
    size = desk.page.viewport_size
    image = desk.page.locator(".st-key-show img").bounding_box()
    foot = desk.page.locator(".st-key-show_foot").bounding_box()
    assert size is not None
    assert image is not None
    assert foot is not None
    scrolls = desk.page.evaluate(
        "() => { const m = document.querySelector('[data-testid=stMain]');"
        " return m.scrollHeight > m.clientHeight || m.scrollWidth > m.clientWidth }"
    )
    return (
        not scrolls
        and image["height"] > 0.5 * size["height"]
        and image["width"] > 0.9 * size["width"]
        and image["y"] + image["height"] <= foot["y"] + 1
        and foot["y"] + foot["height"] <= size["height"] + 1
    )


def test_keys_lead_through_the_scenes(
    desk: Visit, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZAITAKU_DATA", str(data))
    pack_id = packs_store.create(data, "会議").pack_id
    for page, message in PAGES:
        scene = packs_changes.saved(
            pages.view_of(page, {"area": ["99201"]}), message, key=secret.key(data)
        )
        packs_store.change(data, pack_id, packs.add(scene))
    desk.open("show")
    title = desk.page.locator("h1")

    def after(key: str, expected: str) -> None:
        desk.page.keyboard.press(key)
        title.get_by_text(expected).wait_for()
        desk.settled()

    assert title.inner_text() == "供給の話"
    assert not desk.page.locator("[data-testid=stSidebar]").is_visible()
    small = desk.page.evaluate(
        """(least) => [...document.querySelectorAll("[data-testid=stMain] *")]
          .filter((e) => e.offsetWidth > 1 && [...e.childNodes]
            .some((n) => n.nodeType === 3 && n.data.trim()))
          .filter((e) => parseFloat(getComputedStyle(e).fontSize) < least)
          .filter((e) => !e.closest("[data-testid=stIconMaterial], .st-key-show_foot"))
          .map((e) => e.textContent.slice(0, 40))""",
        SMALLEST - 0.01,
    )
    assert small == []
    for width, height in ((1366, 768), (1920, 1080)):
        desk.page.set_viewport_size({"width": width, "height": height})
        assert whole(desk), (width, height)
    desk.page.get_by_role("button", name="拡大").click()
    large = desk.page.locator(".st-key-show img").bounding_box()
    assert large is not None
    assert large["width"] > 1920  # read piece by piece, within its frame
    desk.page.get_by_role("button", name="拡大").click()
    assert whole(desk)
    after("ArrowRight", "患者の話")
    desk.page.keyboard.press("PageDown")  # its second figure
    desk.page.get_by_text("（2／2）").wait_for()
    desk.settled()
    after("PageDown", "需要と供給の話")
    desk.page.keyboard.press("ArrowRight")  # the last one stays
    after("PageUp", "患者の話")
    desk.page.keyboard.press("PageUp")
    desk.page.get_by_text("（1／2）").wait_for()
    desk.settled()
    after("ArrowLeft", "供給の話")
    desk.page.get_by_label("強調する地域").focus()
    desk.page.keyboard.press("ArrowRight")  # in a field keys mean what they always mean
    desk.page.wait_for_timeout(500)
    assert title.inner_text() == "供給の話"
    title.click()
    desk.page.keyboard.press("Escape")
    desk.page.get_by_role("heading", name="会議資料", exact=True).wait_for()
    assert "scene=" not in desk.page.url
    assert desk.foreign == []
