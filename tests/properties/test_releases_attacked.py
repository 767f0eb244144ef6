"""Random rows of releases, attacked together by SciPy: each release written out as it was."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from tests.unit.test_release_history import Areas, as_published, block, codes, zone
from zaitaku.build.release.decisions import search
from zaitaku.build.release.groups import Group
from zaitaku.build.release.history import History
from zaitaku.build.release.sums import Area
from zaitaku.disclosure.complementary import protect
from zaitaku.disclosure.policy import Policy

POLICY = Policy()
TOWNS: list[Area] = [("municipality", "", f"0{n}") for n in range(5)]
WHOLE: Area = ("prefecture", "", "99")


class Release(NamedTuple):
    """What is published: numbers of towns, areas, and the threshold; then what it hides."""

    towns: dict[Area, float]
    areas: Areas
    limit: float
    hidden: frozenset[Area] = frozenset()


@st.composite
def rows(draw: st.DrawFn) -> list[Release]:
    """Two or three releases: some numbers are corrected, zones redrawn, thresholds changed."""
    number = st.sampled_from([0, 2, 4, 7, 9, 11, 13, 18, 25, 40])
    towns = {town: float(draw(number)) for town in TOWNS}
    made = []
    for _ in range(draw(st.integers(2, 3))):
        zones: dict[str, list[Area]] = {}
        for town in TOWNS:
            zones.setdefault(draw(st.sampled_from(["甲", "乙"])), []).append(town)
        areas = {WHOLE: tuple(TOWNS), **{zone(code): tuple(parts) for code, parts in zones.items()}}
        made.append(Release(dict(towns), areas, draw(st.sampled_from([6.0, 10.0]))))
        for town in draw(st.lists(st.sampled_from(TOWNS), max_size=2, unique=True)):
            towns[town] = float(draw(number))
    return made


@settings(max_examples=40)
@given(rows())
def test_all_releases_together_give_nothing_away(made: list[Release]) -> None:
    published = []
    done: list[Release] = []
    for release in made:
        now = block(release.towns, release.areas, release.limit)
        history = History(published, codes(release.areas)) if published else None
        found = search(Group((now,)), POLICY, lambda table: protect(table, POLICY), history)
        published.append(as_published(now, found, release.areas))
        done.append(release._replace(hidden=frozenset(key[1] for key in found.hidden)))
        exposed = {key[1] for key in found.exposed}
        for area in done[-1].hidden - exposed:
            value = sum(release.towns[town] for town in members(release, area))
            if 0 < value < release.limit:
                assert width(done, len(done) - 1, area) >= release.limit / 2 - 1e-4
        # nothing that was shown is told to be protected
        for area in exposed:
            assert width(done, len(done) - 1, area) < release.limit / 2 + 1e-4


def members(release: Release, area: Area) -> tuple[Area, ...]:
    return tuple(release.areas.get(area, (area,)))


def width(releases: list[Release], which: int, area: Area) -> float:
    """How far a figure of one release may lie, for who holds all of them.

    One variable for each number a town had: an unchanged number is known to be the same.
    """
    variables = {(town, r.towns[town]): 0 for r in releases for town in TOWNS}
    place = {key: number for number, key in enumerate(variables)}
    equal, equals, most, at_most = [], [], [], []
    for release in releases:
        for figure in (*TOWNS, *release.areas):
            row = np.zeros(len(place))
            for town in members(release, figure):
                row[place[town, release.towns[town]]] += 1
            value = sum(release.towns[town] for town in members(release, figure))
            if figure not in release.hidden:
                equal.append(row)
                equals.append(value)
            elif value < release.limit:
                most.append(row)
                at_most.append(release.limit)
    goal = np.zeros(len(place))
    for town in members(releases[which], area):
        goal[place[town, releases[which].towns[town]]] += 1
    ends = []
    for side in (1.0, -1.0):
        found = linprog(
            side * goal,
            A_eq=np.array(equal) if equal else None,
            b_eq=equals if equal else None,
            A_ub=np.array(most) if most else None,
            b_ub=at_most if most else None,
        )
        assert found.status in (0, 3), found.message
        ends.append(-side * np.inf if found.status == 3 else side * found.fun)
    return float(ends[1] - ends[0])
