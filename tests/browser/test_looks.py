"""Every page on the screens that people have: whole, reached in the order that is seen, readable
by a screen reader.

``looks.js`` says what is cut or covered. A window of 911 × 512 is one of 1366 × 768 at 150 %.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import Visit
from tests.browser.test_pages import ADDRESSES, path_of

pytestmark = pytest.mark.browser

LOOKS = Path(__file__).with_name("looks.js").read_text(encoding="utf-8").partition("\n")[2]
OFFICE = (1366, 768)
OTHERS = ((1024, 768), (911, 512), (390, 844))
DRAWN = 700  # ms in which charts take their new width
# the first chart of the page and the heading above it, as [top, bottom] on the screen
FIGURE = """() => {
  const main = document.querySelector("[data-testid=stMain]");
  const edges = (element) => {
    const box = element.getBoundingClientRect();
    return [box.top, box.bottom];
  };
  const charts = "[data-testid=stVegaLiteChart], [data-testid=stDeckGlJsonChart]";
  const kinds = `:is(${charts}, .st-key-card_main)`; // カルテは、おもな数値の表から始まる
  const chart = [...main.querySelectorAll(kinds)].find((element) => element.offsetHeight > 60);
  if (!chart) return null;
  const named = "h2, h4, p:has(> strong:first-child + span)"; // カルテの図の題は段落
  const heads = [...main.querySelectorAll(named)].filter(
    (head) => head.checkVisibility() && head.compareDocumentPosition(chart) & 4
  );
  const drawn = chart.querySelector("svg.marks, canvas") ?? chart;
  return { head: heads.length ? edges(heads.at(-1)) : null, drawn: edges(drawn) };
}"""
# where the keyboard is: the box of it, whether it is seen there and marked
FOCUS = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const box = at.getBoundingClientRect();
  const own = at.closest("label") ?? at.closest("[role=group]") ?? at;
  const places = { "[data-testid=stSidebar]": "menu", ".st-key-bar": "bar", "*": "page" };
  if (at.matches("main")) places["*"] = "main";
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  let isMarked = false;
  for (let one = at; one && one !== own.parentElement; one = one.parentElement) {
    const style = getComputedStyle(one);
    isMarked ||= style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  }
  return {
    name: (at.ariaLabel || at.textContent || at.value || "").trim().slice(0, 40),
    place: Object.entries(places).find(([around]) => at.closest(around))[1],
    isChart: Boolean(at.closest("[data-testid=stFullScreenFrame]")),
    top: box.top + document.querySelector("[data-testid=stMain]").scrollTop,
    left: box.left,
    height: box.height,
    isSeen: !top || own.contains(top) || top.contains(at),
    isMarked,
  };
}"""


def faults(visit: Visit) -> list[str]:
    found: list[str] = visit.page.evaluate(LOOKS)
    return found


def violations(visit: Visit) -> list[str]:
    """What axe-core finds serious or critical, with the first place of each."""
    found = Axe().run(visit.page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{one['id']}: {one['help']} {one['nodes'][0]['target']} {one['nodes'][0]['html'][:200]}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("mode", ["internal", "public"])
def test_first_screen_of_an_office_pc(address: str, mode: str, visit: Visit) -> None:
    visit.open(f"{path_of(address)}?mode={mode}")
    assert faults(visit) == []
    figure = visit.page.evaluate(FIGURE)
    if figure:
        assert figure["head"] is None or figure["head"][0] <= 200, figure
        assert figure["drawn"][1] <= OFFICE[1], figure
    assert violations(visit) == []


@pytest.mark.thorough
@pytest.mark.parametrize("address", ADDRESSES)
def test_narrow_and_enlarged_screens(address: str, visit: Visit) -> None:
    """Nothing is cut or covered, and only charts and tables scroll sideways (WCAG 1.4.10)."""
    visit.open(f"{path_of(address)}?mode=internal")
    for width, height in OTHERS:
        visit.page.set_viewport_size({"width": width, "height": height})
        visit.page.wait_for_timeout(DRAWN)
        if faults(visit):  # a busy machine folds the menu later
            visit.page.wait_for_timeout(4 * DRAWN)
        assert faults(visit) == [], f"{width} × {height}"


@pytest.mark.parametrize("address", ["overview", "supply", "map", "redraw", "packs"])
def test_keyboard_goes_as_the_eye_does(address: str, visit: Visit) -> None:
    """Menu, bar, page; downwards, and in a row to the right; always marked and never covered."""
    visit.open(f"{path_of(address)}?mode=internal")
    stops: list[dict[str, Any]] = []
    for _ in range(60):
        visit.page.keyboard.press("Tab")
        stop = visit.page.evaluate(FOCUS)
        if stop is None or stop["isChart"]:
            break
        stops.append(stop)
    assert [stop["name"] for stop in stops if not (stop["isMarked"] and stop["isSeen"])] == []
    assert stops.pop(0)["name"] == "本文へ進む"
    places = [stop["place"] for stop in stops]
    # ``main`` is the whole beside the menu, which the keys scroll
    assert places == sorted(places, key=["menu", "main", "bar", "page"].index)
    assert set(places) >= {"menu", "bar"}
    for before, after in pairwise(stops):
        if before["place"] == after["place"]:
            is_below = after["top"] >= before["top"] + before["height"] / 2
            is_right = after["left"] >= before["left"]
            is_above = after["top"] + after["height"] < before["top"]
            assert is_below or (is_right and not is_above), (before["name"], after["name"])


def test_menu_of_a_narrow_screen_opens_on_request_and_closes_behind_a_choice(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 844})
    visit.open("bridge?mode=public")
    link = visit.page.locator(".st-key-menu").get_by_role("link", name="供給", exact=True)
    assert not link.is_visible() or link.bounding_box()["x"] < 0  # type: ignore[index]
    visit.page.get_by_role("button", name="目次を開く").click()
    link.click()
    visit.settled()
    assert visit.page.locator("h1").inner_text() == "供給"
    assert visit.page.get_by_role("button", name="目次を開く").is_visible()
    assert faults(visit) == []
