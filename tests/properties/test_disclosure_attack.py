"""Random tables, attacked twice: by the audit's programs, and by counting every table that fits."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from zaitaku.disclosure.audit import audit
from zaitaku.disclosure.complementary import protect
from zaitaku.disclosure.policy import Policy, Threshold
from zaitaku.disclosure.primary import primary
from zaitaku.disclosure.table import Cell, Table, cube

LIMIT = 6.0
POLICY = Policy()


@st.composite
def tables(draw: st.DrawFn, largest: int = 30) -> Table:
    """Areas in two overlapping groupings × two categories, with every total."""
    areas = [f"a{n}" for n in range(draw(st.integers(2, 4)))]
    split = draw(st.integers(1, len(areas) - 1))
    area_rules = [("県", areas), ("西", areas[:split]), ("東", areas[split:])]
    if draw(st.booleans()) and len(areas) > 2:
        area_rules.append(("沿岸", areas[::2]))
    kinds = ["x", "y"]
    value = {
        key: float(draw(st.one_of(st.just(0), st.integers(0, 9), st.integers(0, largest))))
        for key in product(areas, kinds)
    }
    members = dict(area_rules) | {area: [area] for area in areas}
    cells = {}
    for area, inside in members.items():
        for kind, parts in (("x", ["x"]), ("y", ["y"]), ("計", kinds)):
            number = sum(value[a, k] for a in inside for k in parts)
            cells[area, kind] = Cell(number, Threshold(LIMIT))
    return cube("random", [area_rules, [("計", kinds)]], cells)


@settings(max_examples=60)
@given(tables())
def test_nothing_small_is_shown_and_nothing_hidden_can_be_worked_out(table: Table) -> None:
    protection = protect(table, POLICY)
    shown = table.values[~protection.hidden]
    assert not ((shown > 0) & (shown < LIMIT)).any()
    assert audit(table, protection.hidden, POLICY).unprotected == ()
    # zero and 秘匿 are never confused: what is 0 and may be shown is hidden only for protection
    assert not (protection.primary & (table.values == 0)).any()


@settings(max_examples=30)
@given(tables())
def test_the_same_table_gives_the_same_mask(table: Table) -> None:
    assert protect(table, POLICY).hidden.tolist() == protect(table, POLICY).hidden.tolist()


@settings(max_examples=40)
@given(tables(largest=12))
def test_bound_propagation_finds_no_more_than_the_audit(table: Table) -> None:
    hidden = protect(table, POLICY).hidden
    low, high = propagated(table, hidden)
    needed = table.limits / 2
    # a second attacker with another method never narrows a hidden cell below its need
    assert ((high - low)[hidden] >= needed[hidden] - 1e-6).all()


def propagated(table: Table, hidden: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Intervals by passing bounds along the sums until nothing changes."""
    small = primary(table, POLICY)
    low = np.where(hidden, 0.0, table.values)
    high = np.where(hidden, np.where(small, table.limits, 1e9), table.values)
    changed = True
    while changed:
        before = low.copy(), high.copy()
        for total, parts in table.sums:
            inside = list(parts)
            low[total] = max(low[total], low[inside].sum())
            high[total] = min(high[total], high[inside].sum())
            for part in inside:
                others = [p for p in inside if p != part]
                low[part] = max(low[part], low[total] - high[others].sum())
                high[part] = min(high[part], high[total] - low[others].sum())
        changed = not (np.allclose(low, before[0]) and np.allclose(high, before[1]))
    return low, high


def test_an_unprotected_mask_is_found_by_both_attackers() -> None:
    value = {("a0", "x"): 3.0, ("a0", "y"): 20.0, ("a1", "x"): 15.0, ("a1", "y"): 9.0}
    members = {"a0": ["a0"], "a1": ["a1"], "県": ["a0", "a1"]}
    cells = {
        (area, kind): Cell(
            sum(value[a, k] for a in inside for k in (["x", "y"] if kind == "計" else [kind])),
            Threshold(LIMIT),
        )
        for area, inside in members.items()
        for kind in ("x", "y", "計")
    }
    table = cube("leaks", [[("県", ["a0", "a1"])], [("計", ["x", "y"])]], cells)
    hidden = primary(table, POLICY)
    low, high = propagated(table, hidden)
    assert [item.key for item in audit(table, hidden, POLICY).unprotected] == [("a0", "x")]
    assert (high - low)[hidden].tolist() == [0.0]
