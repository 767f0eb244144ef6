"""Tables of areas: sorted where a heading is pressed, also by keyboard, and figures that fit."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit

FITS = """() => [...document.querySelectorAll('[data-testid=stVegaLiteChart]')].map(chart => {
  const drawn = chart.querySelector('svg, canvas').getBoundingClientRect();
  const frame = chart.closest('[class*="st-key-wide-"], [class*="st-key-least-"]');
  const limit = frame ? Infinity : document.documentElement.clientWidth;
  return [drawn.right <= limit + 1, Math.round(drawn.height)];
})"""


def test_a_heading_sorts_and_what_is_hidden_stays_last(visit: Visit) -> None:
    page = visit.open("flows?mode=public").page
    board = page.locator(".board").last
    board.scroll_into_view_if_needed()
    board = page.locator(".board", has_text="◀ 注目").last
    head = board.locator("th[aria-sort]", has_text="住んでいる患者数")
    at = head.evaluate("th => th.cellIndex")

    def column() -> list[str]:
        rows = board.locator("tbody:not(.apart) tr")
        return [row.locator("td").nth(at).inner_text() for row in rows.all()]

    def numbers(texts: list[str]) -> list[float]:
        return [float(text.replace(",", "")) for text in texts if text[0].isdigit()]

    before = column()
    head.get_by_role("button").focus()
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    down = column()
    assert numbers(down) == sorted(numbers(before), reverse=True) != numbers(before)
    assert all(not text[0].isdigit() for text in down[len(numbers(down)) :])
    page.keyboard.press("Enter")
    assert numbers(column()) == sorted(numbers(before))
    page.keyboard.press("Enter")
    assert column() == before


@pytest.mark.parametrize("width", [1366, 1024, 390])
def test_figures_are_whole_at_any_width(visit: Visit, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 768})
    for address in ("supply?mode=internal", "patients?mode=internal", "flows?mode=internal"):
        page = visit.open(address).page
        page.wait_for_timeout(500)
        found = page.evaluate(FITS)
        assert found and all(fits for fits, _ in found)
        assert found[0][1] <= 540  # with a line of Vega's own margin
        main = "m => m.scrollWidth <= m.clientWidth + 1"
        assert page.locator("[data-testid=stMain]").evaluate(main)
