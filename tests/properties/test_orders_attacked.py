"""Random tables of patients and receipts, attacked by SciPy with the orders as inequalities."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from zaitaku.disclosure.audit import audit, bounds
from zaitaku.disclosure.complementary import protect
from zaitaku.disclosure.policy import Policy, Threshold
from zaitaku.disclosure.table import Bools, Cell, Table, build

POLICY = Policy()
LIMIT = 6.0
MEASURES = ("人", "件")


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Towns × two kinds with margins, for patients and for receipts, which are a little more."""
    towns = [f"町{n}" for n in range(draw(st.integers(2, 3)))]
    kinds = ["x", "y"]
    value: dict[tuple[str, str, str], float] = {}
    for town, kind in product(towns, kinds):
        people = draw(st.one_of(st.just(0), st.integers(1, 12)))
        value[town, kind, "人"] = people
        value[town, kind, "件"] = people + draw(st.integers(0, 2)) if people else 0
    sums = []
    for measure in MEASURES:
        for town in towns:
            parts = [(town, kind, measure) for kind in kinds]
            value[town, "計", measure] = sum(value[part] for part in parts)
            sums.append(((town, "計", measure), parts))
        for kind in (*kinds, "計"):
            parts = [(town, kind, measure) for town in towns]
            value["県", kind, measure] = sum(value[part] for part in parts)
            sums.append((("県", kind, measure), parts))
    pairs = [((a, k, "人"), (a, k, "件")) for a, k in product((*towns, "県"), (*kinds, "計"))]
    cells = {key: Cell(float(number), Threshold(LIMIT)) for key, number in value.items()}
    return build("表", cells, sums, orders=pairs, follows=pairs)


@settings(max_examples=25)
@given(tables())
def test_orders_give_nothing_hidden_away(table: Table) -> None:
    hidden = protect(table, POLICY).hidden
    assert audit(table, hidden, POLICY).ok
    shown = table.values[~hidden]
    assert not ((shown > 0) & (shown < LIMIT)).any()
    for first, then in table.follows:
        assert hidden[then] >= hidden[first]
    secret = np.flatnonzero(hidden & table.released)
    found = bounds(table, hidden, POLICY, [table.keys[cell] for cell in secret])
    for cell in secret[:4]:
        low, high = interval(table, hidden, int(cell))
        assert high - low >= LIMIT / 2 - 1e-4
        assert (low, high) == pytest.approx(found[table.keys[cell]], abs=1e-4)


def interval(table: Table, hidden: Bools, cell: int) -> tuple[float, float]:
    """What a cell may be: sums and orders as they are written, one variable per released cell."""
    width = int(table.released.sum())
    values, hidden = table.values[:width], hidden[:width]
    small = (values > 0) & (values < LIMIT)
    low = np.where(hidden, 0.0, values)
    high = np.where(hidden, np.where(small, LIMIT, np.inf), values)
    sums, wholes = [], []
    for total, parts in table.sums:
        row = np.zeros(width)
        row[total] = -1.0
        row[[part for part in parts if part < width]] = 1.0
        (wholes if max(parts) >= width else sums).append(row)
    ends = []
    for side in (1.0, -1.0):
        goal = np.zeros(width)
        goal[cell] = side
        found = linprog(
            goal,
            A_eq=np.array(sums),
            b_eq=np.zeros(len(sums)),
            A_ub=np.array(wholes),
            b_ub=np.zeros(len(wholes)),
            bounds=np.column_stack([low, high]),
        )
        assert found.status in (0, 3)
        ends.append(-side * np.inf if found.status == 3 else side * found.fun)
    return ends[0], ends[1]
