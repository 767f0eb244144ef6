"""The place a reader looks at: kept by the browser, kept over a change of unit."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


def asked(visit: Visit) -> dict[str, list[str]]:
    return parse_qs(urlsplit(visit.page.url).query)


def sentence(visit: Visit) -> str:
    return visit.page.locator("[data-testid=stMain] strong").first.inner_text()


def choose(visit: Visit, name: str, typed: str) -> None:
    box: Any = visit.page.get_by_role("combobox", name=name).first
    box.click()
    box.fill(typed)
    visit.page.get_by_role("option").first.click()
    visit.settled()


def test_the_next_visit_opens_the_area_seen_last_without_an_action(visit: Visit) -> None:
    visit.open("")
    choose(visit, "注目する地域", "99203")
    first = sentence(visit)
    visit.open("")
    assert asked(visit)["area"] == ["99203"]
    assert sentence(visit) == first
    # a link that says something is shown to everybody alike
    visit.open("?year=2022")
    assert "area" not in asked(visit)
    assert visit.foreign == []


def test_what_an_area_is_found_by_is_not_read_aloud(visit: Visit) -> None:
    visit.open("supply?area=99201")
    visit.page.get_by_role("combobox", name="注目する地域").first.click()
    option = visit.page.get_by_role("option", name="架空市", exact=True)
    assert "kakuushi" in option.inner_text()


def test_an_area_is_found_by_reading_and_stays_over_a_change_of_unit(visit: Visit) -> None:
    visit.open("supply?area=99201")
    choose(visit, "注目する地域", "hinagata")
    town = asked(visit)["area"]
    assert town == ["99202"]
    choose(visit, "地域の単位", "二次医療圏")
    assert asked(visit)["area"] != town
    choose(visit, "地域の単位", "市町村")
    assert asked(visit)["area"] == town


def offered(visit: Visit) -> list[str]:
    visit.page.get_by_role("combobox", name="注目する地域").first.click()
    found = [one.inner_text().split()[0] for one in visit.page.get_by_role("option").all()[:3]]
    visit.page.keyboard.press("Escape")
    return found


def test_an_area_chosen_last_stands_on_top_at_the_next_visit_but_not_that_of_a_link(
    visit: Visit,
) -> None:
    visit.open("supply?area=99304")
    choose(visit, "注目する地域", "99203")
    chosen = offered(visit)[1]
    assert chosen != "架空市"
    visit.open("supply?area=99201")
    assert asked(visit)["area"] == ["99201"]
    assert offered(visit)[1:] == [chosen, "架空市"]
