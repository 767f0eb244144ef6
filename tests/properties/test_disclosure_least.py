"""Small random tables, solved again by other means: every mask tried, every interval recomputed.

The second attacker shares nothing with the audit but the table: it takes the sums as they are
written, one variable per cell, and asks SciPy.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from zaitaku.disclosure.audit import audit, bounds
from zaitaku.disclosure.complementary import protect
from zaitaku.disclosure.policy import Policy
from zaitaku.disclosure.table import Bools, Cell, Table, cube

POLICY = Policy()


def table(areas: int, kinds: int, seed: int, largest: int = 60) -> Table:
    """Municipalities of all three tiers in two overlapping groupings × kinds, with margins."""
    chance = np.random.default_rng(seed)
    towns = [f"町{n}" for n in range(areas)]
    groups: dict[str, list[str]] = {}
    for scheme in ("医", "在"):
        for town, number in zip(towns, chance.integers(0, areas, areas), strict=True):
            groups.setdefault(f"{scheme}{number % 3}", []).append(town)
    members = {town: [town] for town in towns} | groups | {"県": towns}
    names = [f"種{n}" for n in range(kinds)]
    split = {name: [name] for name in names} | {"計": names}
    people = {town: int(chance.choice([1_500, 8_000, 30_000], p=[0.1, 0.5, 0.4])) for town in towns}
    count = {
        (town, name): float(chance.choice([0, chance.integers(0, 10), chance.integers(0, largest)]))
        for town in towns
        for name in names
    }
    cells = {
        (area, name): Cell(
            sum(count[town, part] for town in inside for part in parts),
            POLICY.threshold(sum(people[town] for town in inside)),
        )
        for area, inside in members.items()
        for name, parts in split.items()
    }
    rules = [*groups.items(), ("県", towns)]
    return cube(f"表{seed}", [rules, [("計", names)]], cells)


tables = st.builds(table, st.integers(2, 5), st.integers(1, 3), st.integers(0, 10_000))


@settings(max_examples=25)
@given(tables)
def test_a_second_attacker_finds_the_same_intervals(made: Table) -> None:
    hidden = protect(made, POLICY).hidden
    found = bounds(made, hidden, POLICY, made.keys)
    for cell in np.flatnonzero(hidden):
        low, high = interval(made, hidden, cell)
        assert (low, high) == pytest.approx(found[made.keys[cell]], abs=1e-4)
        assert high - low >= made.limits[cell] / 2 - 1e-4


@settings(max_examples=25)
@given(tables, st.data())
def test_both_attackers_agree_on_masks_that_leak(made: Table, data: st.DataObject) -> None:
    small = protect(made, POLICY).primary
    more = data.draw(st.lists(st.booleans(), min_size=len(made), max_size=len(made)))
    # hiding a 0 at random would let it vary; the second attacker knows no constants
    hidden = small | (np.array(more) & (made.values > 0))
    told = {item.key for item in audit(made, hidden, POLICY).unprotected}
    for cell in np.flatnonzero(hidden):
        low, high = interval(made, hidden, cell)
        assert (made.keys[cell] in told) == (high - low < made.limits[cell] / 2 - 1e-4)


@settings(max_examples=25)
@given(tables)
def test_protecting_what_is_protected_hides_nothing_more(made: Table) -> None:
    hidden = protect(made, POLICY).hidden
    again = protect(replace(made, forced=hidden), POLICY)
    assert again.hidden.tolist() == hidden.tolist()


@settings(max_examples=15)
@given(st.builds(table, st.just(3), st.just(1), st.integers(0, 10_000), st.just(30)))
def test_no_other_mask_hides_fewer_cells(made: Table) -> None:
    protection = protect(made, POLICY)
    free = np.flatnonzero(~protection.primary & (made.values > 0))
    fewest = next(
        (len(extra) for extra in subsets(free) if leaks_nothing(made, protection.primary, extra)),
        None,
    )
    # shown zeros may be hidden as well where nothing is shown in a part of them
    assert fewest is None or protection.complementary <= fewest
    assert protection.complementary == protection.least


def interval(made: Table, hidden: Bools, cell: int) -> tuple[float, float]:
    """What one cell may be, given the shown ones: SciPy on the sums as they are written."""
    known = (made.values > 0) & (made.values < made.limits) & ~made.nothing_shown
    low = np.where(hidden, 0.0, made.values)
    high = np.where(hidden, np.where(known, made.limits, np.inf), made.values)
    sums = np.zeros((len(made.sums), len(made)))
    for row, (total, parts) in enumerate(made.sums):
        sums[row, total] += 1
        np.subtract.at(sums[row], list(parts), 1)
    ends = []
    for side in (1.0, -1.0):
        goal = np.zeros(len(made))
        goal[cell] = side
        found = linprog(
            goal, A_eq=sums, b_eq=np.zeros(len(sums)), bounds=np.column_stack([low, high])
        )
        assert found.status in (0, 3)
        ends.append(-side * np.inf if found.status == 3 else side * found.fun)
    return ends[0], ends[1]


def leaks_nothing(made: Table, small: Bools, extra: tuple[int, ...]) -> bool:
    hidden = small.copy()
    hidden[list(extra)] = True
    return all(
        high - low >= made.limits[cell] / 2 - 1e-4
        for cell in np.flatnonzero(hidden)
        for low, high in [interval(made, hidden, cell)]
    )


def subsets(cells: np.ndarray) -> chain[tuple[int, ...]]:
    chosen = cells.tolist()
    return chain.from_iterable(combinations(chosen, size) for size in range(len(chosen) + 1))
