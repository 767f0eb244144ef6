"""Maps in a browser: whole beside their legend, enlarged by buttons, never by the wheel."""

from __future__ import annotations

import io
from typing import cast

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import FloatRect, Locator

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

VEGA, DECK = "[data-testid=stVegaLiteChart]", "[data-testid=stDeckGlJsonChart]"
SCROLLED = "() => document.querySelector('[data-testid=stMain]').scrollTop"
Pixels = NDArray[np.int16]
LOOK = "() => document.querySelector('.vega-bindings input[name=look]').value"


def box(found: Locator) -> FloatRect:
    made = found.bounding_box()
    assert made is not None
    return made


def painted(visit: Visit, figure: str) -> Pixels:
    """The figure once nothing moves, with the pointer elsewhere."""
    visit.page.mouse.move(2, 2)
    visit.page.wait_for_timeout(1200)
    shot = visit.page.locator(figure).first.screenshot()
    return np.asarray(Image.open(io.BytesIO(shot)).convert("RGB")).astype(np.int16)


def alike(one: Pixels, other: Pixels) -> bool:
    """The same but for the edges of lines, which differ by where the page has scrolled to."""
    if one.shape != other.shape:
        return False
    return bool((np.abs(one - other).max(axis=-1) > 60).mean() < 0.005)


def pull(visit: Visit, figure: str) -> None:
    """Take hold of the middle of the figure and move it."""
    at = box(visit.page.locator(figure).first)
    x, y = at["x"] + at["width"] / 2, at["y"] + at["height"] / 2
    visit.page.mouse.move(x, y)
    visit.page.mouse.down()
    visit.page.mouse.move(x + 60, y + 40, steps=5)
    visit.page.mouse.up()
    visit.settled()


@pytest.mark.parametrize("page", ["map", "overview", "roles", "flow_map"])
def test_a_map_fits_the_first_screen_with_its_legend_beside_it(visit: Visit, page: str) -> None:
    visit.open(f"{page}?mode=internal")
    drawn = box(visit.page.locator(DECK if page == "flow_map" else VEGA).first)
    legend = box(visit.page.locator(".map-legend").first)
    assert drawn["height"] <= 510 and legend["height"] <= 510
    assert legend["x"] >= drawn["x"] + drawn["width"]
    assert abs(legend["y"] - drawn["y"]) < 20
    for picture in visit.page.locator(".map-legend img").all():
        assert picture.evaluate("one => one.complete && one.naturalWidth > 0")


@pytest.mark.parametrize(("page", "figure"), [("map", VEGA), ("flow_map", DECK)])
@pytest.mark.parametrize("key", ["", "Control"])
def test_the_wheel_moves_the_page_and_no_map(
    visit: Visit, page: str, figure: str, key: str
) -> None:
    visit.open(f"{page}?mode=internal")
    found = visit.page.locator(figure).first
    found.scroll_into_view_if_needed()
    before, top = painted(visit, figure), cast(float, visit.page.evaluate(SCROLLED))
    at = box(found)
    visit.page.mouse.move(at["x"] + at["width"] / 2, at["y"] + at["height"] / 2)
    if key:
        visit.page.keyboard.down(key)
    visit.page.mouse.wheel(0, 60)
    if key:
        visit.page.keyboard.up(key)
    visit.page.wait_for_timeout(500)
    assert key or visit.page.evaluate(SCROLLED) == top + 60
    visit.page.mouse.wheel(0, -60)
    visit.page.wait_for_timeout(500)
    assert alike(painted(visit, figure), before)


def test_a_map_is_enlarged_dragged_and_brought_back(visit: Visit) -> None:
    visit.open("map?mode=internal")
    whole = painted(visit, VEGA)
    closer = visit.page.get_by_role("button", name="地図を拡大する")
    pull(visit, VEGA)
    assert visit.page.evaluate(LOOK) == "1 0 0"  # a whole map has nowhere to go
    for _ in range(4):
        closer.click()
    near = painted(visit, VEGA)
    assert visit.page.evaluate(LOOK) == "4 0 0" and not alike(near, whole)
    address = visit.page.url
    pull(visit, VEGA)
    assert visit.page.url == address  # the end of a drag chooses no area
    zoom, right, down = map(float, visit.page.evaluate(LOOK).split())
    assert zoom == 4 and right > 0 and down > 0
    closer.focus()
    closer.press("ArrowLeft")
    assert float(visit.page.evaluate(LOOK).split()[1]) > right
    visit.page.get_by_role("button", name="地図をもとに戻す").click()
    assert alike(painted(visit, VEGA), whole)


def test_a_click_chooses_an_area_and_the_map_stays_where_it_was(visit: Visit) -> None:
    visit.open("map?mode=internal&area=99201")
    for _ in range(2):
        visit.page.get_by_role("button", name="地図を拡大する").click()
    at, before = box(visit.page.locator(VEGA).first), visit.page.evaluate(LOOK)
    for x, y in ((0.3, 0.4), (0.4, 0.7), (0.5, 0.3)):
        visit.page.mouse.click(at["x"] + x * at["width"], at["y"] + y * at["height"])
        visit.settled()
        if "area=99201" not in visit.page.url:
            break
    assert "area=99201" not in visit.page.url
    # drawn anew it shows the whole for a moment
    visit.page.wait_for_timeout(700)
    visit.page.wait_for_function(
        "before => document.querySelector('.vega-bindings input[name=look]')?.value === before",
        arg=before,
    )
    assert "注目する地域（" in visit.page.locator(".map-legend").inner_text()


def test_the_map_of_flows_is_enlarged_dragged_and_brought_back(visit: Visit) -> None:
    visit.open("flow_map?mode=internal")
    whole = painted(visit, DECK)
    visit.page.get_by_role("button", name="地図を拡大する").click()
    near = painted(visit, DECK)
    assert not alike(near, whole)
    pull(visit, DECK)
    assert not alike(painted(visit, DECK), near)
    for _ in range(2):  # also a second time
        visit.page.get_by_role("button", name="地図をもとに戻す").click()
        visit.settled()
        assert alike(painted(visit, DECK), whole)
        visit.page.get_by_role("button", name="地図を縮小する").click()


@pytest.mark.parametrize("page", ["map", "flow_map", "flow_map&span=all"])
@pytest.mark.parametrize(("width", "height"), [(1024, 768), (390, 844)])
def test_nothing_is_cut_where_there_is_little_room(
    visit: Visit, page: str, width: int, height: int
) -> None:
    visit.page.set_viewport_size({"width": width, "height": height})
    name, _, rest = page.partition("&")
    visit.open(f"{name}?mode=internal&{rest}")
    main = box(visit.page.locator("[data-testid=stMainBlockContainer]"))
    shown = visit.page.locator(f"{VEGA}, {DECK}, .map-legend").all()
    assert len(shown) >= 2
    for one in shown:
        assert box(one)["x"] + box(one)["width"] <= main["x"] + main["width"] + 1
    assert visit.page.evaluate(
        "() => { const m = document.querySelector('[data-testid=stMain]');"
        " return m.scrollWidth <= m.clientWidth }"
    )
