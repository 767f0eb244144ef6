"""The map of flows in a browser: arcs and polygons are painted, filters repaint, nothing leaves."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

MAP = "[data-testid=stDeckGlJsonChart]"
Pixels = NDArray[np.int16]


def pixels(visit: Visit) -> Pixels:
    """RGB of the map as painted; the buttons over it are at its right edge and left out."""
    visit.page.wait_for_timeout(1500)  # deck.gl paints after the data has come
    shot = visit.page.locator(MAP).first.screenshot()
    whole = np.asarray(Image.open(io.BytesIO(shot)).convert("RGB")).astype(np.int16)
    return whole[:, : int(whole.shape[1] * 0.88)]


def orange(image: Pixels) -> int:
    """Pixels of arcs at their 住所地: much more red than blue."""
    return int((image[..., 0] - image[..., 2] > 60).sum())


def blue(image: Pixels) -> int:
    """Pixels of arcs at their 所在地 and of circles: much more blue than red."""
    return int((image[..., 2] - image[..., 0] > 60).sum())


def land(image: Pixels) -> int:
    """Pixels of the areas' own fill (#f7f9fb), which is not the ground's (#eef2f5)."""
    return int((np.abs(image - np.array([0xF7, 0xF9, 0xFB])).max(axis=-1) <= 1).sum())


def test_areas_arcs_and_circles_are_painted(visit: Visit) -> None:
    visit.open("flow_map?mode=internal")
    image = pixels(visit)
    size = image.shape[0] * image.shape[1]
    assert land(image) > 0.05 * size
    assert orange(image) > 200
    assert blue(image) > 200
    assert visit.foreign == []


@pytest.mark.parametrize(
    ("flow", "more", "less"), [("outgoing", orange, blue), ("incoming", blue, orange)]
)
def test_one_direction_has_its_own_colour(
    visit: Visit, flow: str, more: Callable[[Pixels], int], less: Callable[[Pixels], int]
) -> None:
    visit.open("flow_map?mode=internal&area=99201")
    everything = pixels(visit)
    visit.open(f"flow_map?mode=internal&area=99201&flow={flow}")
    one = pixels(visit)
    assert more(one) > 100
    assert less(one) < less(everything)


def test_years_are_painted_side_by_side(visit: Visit) -> None:
    visit.open("flow_map?mode=internal&span=all")
    maps = visit.page.locator(MAP)
    assert maps.count() == 3
    boxes = [box for one in maps.all() if (box := one.bounding_box())]
    assert len({box["y"] for box in boxes}) == 1
    assert orange(pixels(visit)) > 50


def test_the_list_says_the_same_and_is_reached_by_keyboard(visit: Visit) -> None:
    visit.open("flow_map?mode=internal")
    listed = visit.page.locator(".board").first
    assert listed.locator("tbody tr").count() == 40
    reading = visit.page.get_by_role("tab", name="この図の読み方").first
    reading.focus()
    reading.press("Enter")
    visit.settled()
    assert visit.page.locator(".board").count() == 0


def test_an_interaction_sends_little(visit: Visit) -> None:
    """A public server's line is narrow: outlines come once, by an address of their own."""
    frames: list[int] = []
    visit.page.on(
        "websocket",
        lambda socket: socket.on("framereceived", lambda data: frames.append(len(data))),
    )
    for page in ("flow_map", "flows"):
        visit.open(f"{page}?mode=internal")
        frames.clear()
        visit.page.get_by_role("combobox", name="居住形態").click()
        visit.page.get_by_role("option", name="両方", exact=True).click()
        visit.settled()
        assert 0 < sum(frames) < 150_000, page
