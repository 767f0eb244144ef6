"""Two releases of one year: what neither gives away, both together must not give away either."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from zaitaku.build.release.blocks import Block, Row
from zaitaku.build.release.decisions import Decision, decide, search
from zaitaku.build.release.groups import Group
from zaitaku.build.release.history import History, within_reach
from zaitaku.build.release.orders import Key
from zaitaku.build.release.published import Earlier, Figure
from zaitaku.build.release.sums import Area
from zaitaku.disclosure import audit as auditing
from zaitaku.disclosure.complementary import protect
from zaitaku.disclosure.policy import Policy, Threshold
from zaitaku.disclosure.table import Dimension, cube_sums
from zaitaku.ground.states import ACTUAL

POLICY = Policy()
WEST, EAST, NORTH, SOUTH = (("municipality", "", code) for code in ("01", "02", "03", "04"))
WHOLE: Area = ("prefecture", "", "99")
ALL = {WHOLE: (WEST, EAST, NORTH, SOUTH)}
Areas = Mapping[Area, Sequence[Area]]


def zone(code: str, scheme: str = "在宅医療圏") -> Area:
    return "zone", scheme, code


def block(towns: Mapping[Area, float], areas: Areas = ALL, limit: float = 10) -> Block:
    """Persons by municipality, with a total for each area."""
    values = dict(towns) | {a: sum(towns[t] for t in parts) for a, parts in areas.items()}
    rows = [
        Row((2023, *area), (area, "人"), ((value, ACTUAL),), False)
        for area, value in values.items()
    ]

    def sums(rules: Dimension, cells: Any) -> Any:
        return cube_sums([rules, []], cells)

    rules = [(area, list(parts)) for area, parts in areas.items()]
    limits = {(area, "人"): Threshold(limit) for area in values}
    return Block(
        "表", 2023, "x", "表", rows, limits, lambda cells: sums(rules, cells), sums_over=sums
    )


def codes(areas: Areas) -> dict[Area, tuple[str, ...]]:
    return {area: tuple(part[2] for part in parts) for area, parts in areas.items()}


def decided(now: Block, areas: Areas = ALL, *earlier: Earlier) -> Decision:
    history = History(earlier, codes(areas)) if earlier else None
    found = search(Group((now,)), POLICY, lambda table: protect(table, POLICY), history)
    assert auditing.audit(found.table, found.mask, POLICY).ok
    return found


def as_published(of: Block, decision: Decision, areas: Areas = ALL) -> Earlier:
    """What is remembered of a release."""
    figures = {
        row.key: Figure(
            (row.values[0][0],), (False,), (("表", *row.key) in decision.hidden,),
            of.thresholds[row.key].limit, False,
        )
        for row in of.rows
    }  # fmt: skip
    return Earlier("first", codes(areas), {(2023, "表"): figures})


def towns(*areas: Area) -> set[Key]:
    return {("表", area, "人") for area in areas}


def attacked(now: Block, hidden: set[Key], areas: Areas, *earlier: Earlier) -> list[Any]:
    """What an attacker who holds all releases can bound too closely."""
    table = History(earlier, codes(areas)).table(Group((now,)))
    mask = auditing.mask(table, hidden)
    return [item.key for item in auditing.audit(table, mask, POLICY).unprotected]


FIGURES = {WEST: 5.0, EAST: 12.0, NORTH: 40.0, SOUTH: 50.0}


def test_the_same_again_is_the_same() -> None:
    now = block(FIGURES)
    first = decided(now)
    assert first.hidden == towns(WEST, EAST)
    again = decided(now, ALL, as_published(now, first))
    assert (again.hidden, again.reasons) == (first.hidden, first.reasons)
    assert not again.exposed and not again.kept


ONE_MORE = {**ALL, zone("甲"): (WEST, NORTH), zone("乙"): (EAST, SOUTH)}
OTHER = {**ALL, zone("甲"): (WEST, SOUTH), zone("乙"): (EAST, NORTH)}


@pytest.mark.parametrize(
    ("before", "after"),
    [(ALL, ONE_MORE), (ONE_MORE, ALL), (ONE_MORE, OTHER)],
    ids=["one more", "one less", "redrawn"],
)
def test_another_scheme(before: Areas, after: Areas) -> None:
    first = block(FIGURES, before)
    earlier = as_published(first, decided(first, before), before)
    now = block(FIGURES, after)
    assert attacked(now, set(decided(now, after).hidden), after, earlier)  # each by itself
    both = decided(now, after, earlier)
    assert not attacked(now, set(both.hidden), after, earlier)
    assert not both.exposed


def test_two_schemes_that_each_hide_enough_give_a_town_away_together() -> None:
    """甲 = 西 + 東, then 甲 = 西 + 東 + 南 under the same name: their difference is 南."""
    before = {**ALL, zone("甲"): (WEST, EAST)}
    after = {**ALL, zone("甲"): (WEST, EAST, SOUTH)}
    figures = {WEST: 40.0, EAST: 41.0, NORTH: 9.0, SOUTH: 8.0}
    first, now = block(figures, before), block(figures, after)
    alone = decided(first, before), decided(now, after)
    assert attacked(now, set(alone[1].hidden), after, as_published(first, alone[0], before))
    both = decided(now, after, as_published(first, alone[0], before))
    assert ("表", zone("甲"), "人") in both.hidden


def test_a_looser_rule_shows_nothing_that_was_hidden() -> None:
    strict, loose = block(FIGURES, limit=20), block(FIGURES, limit=10)
    first = decided(strict)
    assert towns(EAST) < first.hidden
    earlier = as_published(strict, first)
    # alone it would show more
    again = decided(loose, ALL, earlier)
    assert again.hidden == first.hidden and not again.exposed
    assert ("表", EAST, "人") not in again.small


def test_a_stricter_rule_says_what_it_cannot_protect() -> None:
    figures = {WEST: 5.0, EAST: 11.0, NORTH: 15.0, SOUTH: 50.0}
    loose, strict = block(figures, limit=10), block(figures, limit=20)
    first = decided(loose)
    assert first.hidden == towns(WEST, EAST)
    both = decided(strict, ALL, as_published(loose, first))
    assert set(both.exposed) == towns(NORTH)  # shown before: still hidden, in vain
    assert towns(NORTH) < both.hidden


def test_what_a_stricter_rule_can_still_protect_it_does() -> None:
    """西 5 and 東 6 were as wide as the old rule asks; the new one asks for more than is left."""
    figures = {WEST: 5.0, EAST: 6.0, NORTH: 60.0, SOUTH: 50.0}
    loose, strict = block(figures, limit=10), block(figures, limit=30)
    first = decided(loose)
    assert first.hidden == towns(WEST, EAST)  # 0〜10 each; now the rule asks for 15
    both = decided(strict, ALL, as_published(loose, first))
    assert set(both.exposed) == towns(WEST, EAST) and both.hidden == towns(WEST, EAST)
    assert all("絞り込める" in why for why in both.exposed.values())


def test_a_correction_is_not_given_away_by_what_did_not_change() -> None:
    """西 + 東 = 17 follows from the first release; then 北 would be the rest of the new total."""
    first = block(FIGURES)
    earlier = as_published(first, decided(first))
    now = block({**FIGURES, NORTH: 8.0})
    naive = decided(now)
    assert attacked(now, set(naive.hidden), ALL, earlier)
    both = decided(now, ALL, earlier)
    assert towns(WEST, EAST, NORTH, WHOLE) <= both.hidden | towns(SOUTH)
    assert not attacked(now, set(both.hidden), ALL, earlier) and not both.exposed


def test_a_corrected_figure_may_be_shown_though_it_was_hidden() -> None:
    first = block(FIGURES)
    earlier = as_published(first, decided(first))
    both = decided(block({**FIGURES, WEST: 60.0, EAST: 70.0}), ALL, earlier)
    assert not both.hidden


def test_the_number_of_before_stays_a_secret_after_a_correction() -> None:
    """西 5 → 60, with 東 12 as before: who sees 東 now knows the 5 of before."""
    first = block(FIGURES)
    earlier = as_published(first, decided(first))
    now = block({**FIGURES, WEST: 60.0})
    assert attacked(now, set(decided(now).hidden), ALL, earlier)
    both = decided(now, ALL, earlier)
    assert towns(EAST) < both.hidden


def test_what_earlier_releases_gave_away_is_said_and_the_rest_is_protected() -> None:
    """A release that showed everything: what it showed cannot be hidden, and nothing fails."""
    first = block(FIGURES)
    shown = as_published(first, replace(decided(first), hidden=frozenset()))
    both = decided(first, ALL, shown)
    assert set(both.exposed) == towns(WEST) and both.hidden == towns(WEST)


def test_what_one_release_shows_need_not_be_hidden_because_another_hid_it() -> None:
    now = block(FIGURES)
    first = decided(now)
    some = replace(first, hidden=towns(WEST, NORTH))
    both = decided(now, ALL, as_published(now, first), as_published(now, some))
    assert both.hidden == towns(WEST) == set(both.exposed)


def test_what_was_hidden_keeps_the_width_of_its_rule() -> None:
    """西 and 東 hidden under 30 need a width of 15, also once the rule asks for 5 alone."""
    figures = {WEST: 5.0, EAST: 6.0, NORTH: 60.0, SOUTH: 50.0}
    strict, loose = block(figures, limit=30), block(figures, limit=10)
    first = decided(strict)
    both = decided(loose, ALL, as_published(strict, first))
    assert first.hidden == both.hidden > towns(WEST, EAST)
    assert decided(loose).hidden == towns(WEST, EAST)


def test_three_releases_count_together() -> None:
    """甲 = 西 + 北, 乙 = 北 + 東 and 丙 = 西 + 東, one after another."""
    figures = {WEST: 8.0, NORTH: 30.0, EAST: 31.0, SOUTH: 90.0}
    parts = {"甲": (WEST, NORTH), "乙": (NORTH, EAST), "丙": (WEST, EAST)}
    earlier: list[Earlier] = []
    naive: list[Earlier] = []
    for code, members in parts.items():
        areas = {zone(code): members}
        now = block(figures, areas)
        both = decided(now, areas, *earlier)
        assert not attacked(now, set(both.hidden), areas, *earlier)
        earlier.append(as_published(now, both, areas))
        alone = decided(now, areas)
        assert bool(naive) == bool(attacked(now, set(alone.hidden), areas, *naive))
        naive.append(as_published(now, alone, areas))


def test_the_audit_of_a_release_counts_the_others() -> None:
    first = block(FIGURES)
    earlier = as_published(first, decided(first))
    table = within_reach(History([earlier], codes(ALL)).table(Group((first,))), POLICY)
    shown = decide(Group((first,)), table, auditing.mask(table, towns(WEST)), POLICY)
    assert not shown.exposed
    assert not auditing.audit(shown.table, shown.mask, POLICY).ok
