"""圏域案 in a browser: by click and by keyboard, saved, and found after a reload."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser

from tests.browser.conftest import Visit, serve
from tests.conftest import copy_of
from zaitaku.kept import plans

pytestmark = pytest.mark.browser
MAP = ".st-key-redraw_map svg.marks"


@pytest.fixture
def data(sample_build_dir: Path, tmp_path: Path) -> Path:
    """The sample build in a folder of its own, as plans are written beside builds."""
    return copy_of(sample_build_dir, tmp_path)


@pytest.fixture
def desk(browser: Browser, data: Path) -> Iterator[Visit]:
    running = serve(data)
    context = browser.new_context(viewport={"width": 1366, "height": 900}, locale="ja-JP")
    yield Visit(context.new_page(), next(running)).open("redraw?mode=internal")
    context.close()
    running.close()


def sentence(desk: Visit) -> str:
    """The sentence of the page: the paragraph in bold that stands alone."""
    return str(
        desk.page.locator("[data-testid=stMain] p:has(> strong:only-child)").first.inner_text()
    )


def colours(desk: Visit) -> set[tuple[int, int, int]]:
    """Colours that fill at least 200 pixels of the map."""
    image = Image.open(io.BytesIO(desk.page.locator(MAP).screenshot())).convert("RGB")
    found = image.getcolors(maxcolors=1 << 24) or []
    return {rgb for count, rgb in found if count >= 200}  # type: ignore[misc]


def town_in_address(desk: Visit) -> str:
    match = re.search(r"towns=(\d{5})", desk.page.url)
    return match[1] if match else ""


def test_moved_by_click_saved_and_found_after_a_reload(desk: Visit, data: Path) -> None:
    assert len(colours(desk)) >= 6  # zones side by side differ
    box = desk.page.locator(MAP).bounding_box()
    assert box
    for across, down in ((0.5, 0.5), (0.3, 0.6), (0.6, 0.3), (0.4, 0.7)):
        desk.page.mouse.click(box["x"] + box["width"] * across, box["y"] + box["height"] * down)
        desk.page.wait_for_timeout(300)
        desk.settled()
        if town_in_address(desk):
            break
    assert town_in_address(desk).startswith("99")
    assert "まだ市町村を移していない" in sentence(desk)
    desk.page.get_by_role("button", name="を移す").click()
    desk.page.wait_for_timeout(300)
    desk.settled()
    assert "移した案" in sentence(desk)
    moved = sentence(desk)

    name = desk.page.get_by_label("案の名前")
    name.fill("打合せの案")
    name.press("Enter")
    desk.settled()
    desk.page.get_by_role("button", name="保存する").click()
    desk.page.wait_for_timeout(300)
    desk.settled()
    assert [plan.name for plan in plans.listed(data)] == ["打合せの案"]
    desk.page.reload()
    desk.settled()
    assert sentence(desk) == f"「打合せの案」: {moved}"
    assert desk.foreign == []


def test_moved_by_keyboard(desk: Visit) -> None:
    before = sentence(desk)
    town = desk.page.locator(".st-key-towns input")
    town.focus()
    desk.page.keyboard.press("ArrowDown")
    desk.page.keyboard.press("ArrowDown")
    desk.page.keyboard.press("Enter")
    desk.page.keyboard.press("Escape")  # the list closes
    desk.page.wait_for_timeout(300)
    desk.settled()
    assert town_in_address(desk)
    button = desk.page.get_by_role("button", name="を移す")
    button.focus()
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_timeout(300)
    desk.settled()
    assert sentence(desk) != before
    assert "移した案" in sentence(desk)
    undo = desk.page.get_by_role("button", name="元に戻す")
    undo.focus()
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_timeout(300)
    desk.settled()
    assert sentence(desk) == before


def bottom(desk: Visit, where: str) -> float:
    box = desk.page.locator(where).last.bounding_box()
    assert box
    return float(box["y"] + box["height"])


def test_map_move_and_consequences_are_on_the_first_screen(desk: Visit) -> None:
    desk.page.set_viewport_size({"width": 1366, "height": 768})
    desk.settled()
    map_box = desk.page.locator(MAP).bounding_box()
    assert map_box
    assert map_box["y"] <= 200
    for where in (MAP, ".st-key-redraw_move", ".redraw-sums dl", ".redraw-sums ul"):
        assert bottom(desk, where) <= 768, where
    figures = desk.page.locator(".redraw-sums").bounding_box()
    assert figures
    assert figures["x"] >= map_box["x"] + map_box["width"]  # beside the map, not under it


@pytest.mark.parametrize("width", [390, 1024])
def test_nothing_is_cut_on_a_narrow_screen(desk: Visit, width: int) -> None:
    desk.page.set_viewport_size({"width": width, "height": 844})
    desk.settled()
    for where in (MAP, ".redraw-sums", ".st-key-redraw_move"):
        box = desk.page.locator(where).bounding_box()
        assert box, where
        assert box["x"] >= 0, where
        assert box["x"] + box["width"] <= width, where
    assert desk.page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_draft_outlives_a_reload_and_another_page(desk: Visit) -> None:
    desk.page.locator(".st-key-redraw_move button").click()
    desk.page.wait_for_timeout(300)
    desk.settled()
    moved = sentence(desk)
    assert "移した案" in moved
    desk.page.reload()
    desk.settled()
    assert sentence(desk) == moved
    undo = desk.page.get_by_role("button", name="元に戻す")
    assert undo.is_enabled()
    desk.page.get_by_role("link", name="データ", exact=True).first.click()
    desk.page.wait_for_timeout(300)
    desk.settled()
    desk.page.get_by_role("link", name="圏域案", exact=True).first.click()
    desk.page.wait_for_timeout(300)
    desk.settled()
    assert sentence(desk) == moved
