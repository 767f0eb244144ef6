"""Proposals of even sizes, and the sentence that says why there is none."""

from dataclasses import replace

import pytest

from tests.unit.test_zones_suggest import BORDERS, CODES, inputs, zones
from zaitaku.zones import obstacles, sizes
from zaitaku.zones.inputs import Borders, Inputs, prepare
from zaitaku.zones.proposal import Limit
from zaitaku.zones.suggest import NoProposalError, optimise, plurality

# nine towns in a ring; all go to the first as well as home, so that one zone would take everything
TOWNS = [f"99{number}" for number in range(301, 310)]
RING = Borders(frozenset(zip(TOWNS, [*TOWNS[1:], TOWNS[0]], strict=True)))


def hub(borders: Borders = RING, people: dict[str, float] | None = None) -> Inputs:
    flows = [
        flow
        for code in TOWNS
        for flow in ((code, code, "", 60.0, "実数"), (code, TOWNS[0], "", 40.0, "実数"))
    ]
    amounts = {"population": {c: (n, "実数") for c, n in people.items()}} if people else None
    return prepare({code: code for code in TOWNS}, flows, borders=borders, amounts=amounts)


def counts(zones: object) -> list[int]:
    return sorted(len(zone.municipality_codes) for zone in zones)  # type: ignore[attr-defined]


@pytest.mark.parametrize("propose", [optimise, plurality])
def test_no_zone_takes_everything_and_none_is_left_alone(propose: object) -> None:
    table = hub()
    free = propose(table, zones=3)  # type: ignore[operator]
    assert counts(free.zones) == [1, 1, 7]
    even = propose(table, zones=3, limits=sizes.even(table, 3))  # type: ignore[operator]
    assert counts(even.zones)[0] >= 2
    assert counts(even.zones)[-1] <= 6


def test_bounds_follow_from_the_averages() -> None:
    people = dict.fromkeys(TOWNS, 12_345.0)
    towns, population = sizes.even(hub(people=people), 3)
    assert (towns.minimum, towns.maximum) == (2, 6)
    # a quarter of 37,035, told with two figures
    assert (population.minimum, population.maximum) == (9_200, None)
    assert str(population) == "人口 9,200人以上"


def test_a_population_that_is_not_known_bounds_nothing() -> None:
    amounts = {"population": {TOWNS[0]: (None, "秘匿"), TOWNS[1]: (10_000.0, "実数")}}
    table = prepare({code: code for code in TOWNS}, [], borders=RING, amounts=amounts)
    flows = replace(table, has_flows=True)
    assert [limit.label for limit in sizes.even(flows, 3)] == [sizes.TOWNS]


def test_an_island_is_a_zone_by_itself_and_the_rest_is_even() -> None:
    table = inputs("AA60 AB40 BB90 CC60 CB40 DD60 DC40 EE60 ED40 II90")
    (towns,) = sizes.even(table, 2)
    assert (towns.minimum, towns.maximum) == (3, 10)  # of five towns in one zone
    assert towns.amounts[CODES["I"]] == 3
    assert zones(optimise(table, zones=2, limits=[towns])) == "ABCDE I"


def test_islands_are_named_with_what_becomes_of_them() -> None:
    flows = "AA90 BB90 II40"
    alone = plurality(inputs(flows)).steps
    assert "陸続きの隣が県内にない市区町村（離島・飛び地）: I（それだけの圏域になる）。" in alone
    linked = replace(BORDERS, ferry_links=frozenset({(CODES["B"], CODES["I"])}))
    assert any("I（航路でつながる）" in step for step in plurality(inputs(flows, linked)).steps)
    exempt = replace(BORDERS, exempt=frozenset({CODES["I"]}))
    told = plurality(inputs(flows, exempt)).steps
    assert any("I（離れた圏域に入れてもよい）" in step for step in told)
    assert not any("離島" in step for step in plurality(inputs("AA90 BB90")).steps)


def test_what_there_is_too_little_of_is_said() -> None:
    limit = Limit("連携を担う拠点", "か所", {TOWNS[0]: 1, TOWNS[1]: 1}, 1)
    assert obstacles.scarce([limit], 2) == ""
    with pytest.raises(NoProposalError, match="拠点は県内に2か所で、3圏域のすべてに1か所以上"):
        optimise(hub(), zones=3, limits=[limit])


def test_which_condition_to_give_up_is_said() -> None:
    # bases stand in three towns side by side: no arc of three has the one in the middle alone
    bases = Limit("拠点", "か所", dict.fromkeys(TOWNS[:3], 1.0), 1)
    towns = Limit(sizes.TOWNS, "", dict.fromkeys(TOWNS, 1.0), 3, 3)
    told = "「市区町村の数 3以上3以下」か「拠点 1か所以上」を外せば作れます"
    with pytest.raises(NoProposalError, match=told):
        optimise(hub(), zones=3, limits=[towns, bases])
