"""The best division as a mixed integer program, solved by HiGHS.

Every zone is known by its root, the member that stands first in an order of municipalities: each
division then has one form only. x[i, r] says that i belongs to the zone of root r. A pair that
exchanges patients counts in the zone r if both belong to it. A zone hangs together if a flow from
its root, along borders inside the zone, brings one unit to every other member.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from zaitaku.zones.inputs import MICRO, Layers
from zaitaku.zones.search import Group, Task

MOST_VARIABLES = 60_000  # some 100 municipalities; beyond, not even the bound comes in time

# (i, r) → the column of x[i, r]
Belongs = dict[tuple[int, int], int]
Indices = NDArray[np.int32]


class Solution(NamedTuple):
    """``groups`` None: none was found. ``bound``: no division keeps more patients (millionths)
    in their zone; None when unknown. ``infeasible``: there is no division at all."""

    groups: list[Group] | None
    bound: float | None
    optimal: bool
    infeasible: bool


@dataclass
class _Model:
    cost: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    integer: list[int] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)  # of each row in the two that follow
    columns: list[int] = field(default_factory=list)
    coefficients: list[float] = field(default_factory=list)

    def variable(self, cost: float = 0.0, upper: float = 1.0, integer: bool = False) -> int:
        self.cost.append(cost)
        self.upper.append(upper)
        self.integer.append(int(integer))
        return len(self.cost) - 1

    def row(
        self, terms: Iterable[tuple[int, float]], low: float = -np.inf, high: float = np.inf
    ) -> None:
        summed: dict[int, float] = {}
        for column, coefficient in terms:
            summed[column] = summed.get(column, 0.0) + coefficient
        self.starts.append(len(self.columns))
        self.columns += summed
        self.coefficients += summed.values()
        self.low.append(low)
        self.high.append(high)


def too_large(task: Task) -> bool:
    """Whether the program would have more variables than can be solved in seconds."""
    pairs = int(np.count_nonzero(np.triu(task.exchange, 1)))
    return (task.size * (task.size + 1)) // 2 + pairs * task.size // 2 > MOST_VARIABLES


def solve(task: Task, seconds: float, start: list[Group] | None = None) -> Solution:
    """The division that keeps most patients in their zone, or the best found in ``seconds``.

    ``start``: a division to begin with, if one is known.
    """
    import highspy

    model = _Model()
    belongs = _assignment(model, task)
    pairs = _pairs(model, task, belongs)
    if task.neighbours is not None:
        _contiguity(model, task, belongs, task.neighbours)
    _floors(model, task, belongs, pairs)
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("time_limit", max(seconds, 0.1))
    solver.setOptionValue("mip_rel_gap", 0.0)
    _load(solver, model)
    if start is not None:
        columns, values = _as_values(start, belongs)
        solver.setSolution(len(columns), columns, values)
    solver.run()
    info, status = solver.getInfo(), solver.getModelStatus()
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    bound = info.mip_dual_bound  # of the cost: patients exchanged, negative
    stays = float(np.trace(task.patients))
    return Solution(
        groups=_groups(solver.getSolution().col_value, belongs) if found else None,
        bound=stays - float(bound) * MICRO if np.isfinite(bound) else None,
        optimal=status == highspy.HighsModelStatus.kOptimal,
        infeasible=status == highspy.HighsModelStatus.kInfeasible,
    )


def _load(solver: Any, model: _Model) -> None:
    import highspy

    size = len(model.cost)
    every = np.arange(size, dtype=np.int32)
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    solver.addVars(size, np.zeros(size), np.array(model.upper))
    solver.changeColsCost(size, every, np.array(model.cost))
    solver.changeColsIntegrality(size, every, np.array([kinds[flag] for flag in model.integer]))
    solver.addRows(
        len(model.low),
        np.array(model.low),
        np.array(model.high),
        len(model.columns),
        np.array(model.starts, dtype=np.int32),
        np.array(model.columns, dtype=np.int32),
        np.array(model.coefficients),
    )


def _as_values(groups: list[Group], belongs: Belongs) -> tuple[Indices, Layers]:
    """The columns x[i, r] of a division, and their values."""
    roots = {r for _, r in belongs}
    root_of = {
        i: next(r for r in roots.intersection(group) if all((m, r) in belongs for m in group))
        for group in groups
        for i in group
    }
    columns = np.array(list(belongs.values()), dtype=np.int32)
    return columns, np.array([float(root_of[i] == r) for i, r in belongs])


def _assignment(model: _Model, task: Task) -> Belongs:
    """x[i, r]: each municipality in one zone, ``zones`` roots, no member before its root.

    Municipalities that exchange most come first, so that centres are roots; exempt ones last, so
    that they are roots of zones without others only.
    """
    weight = task.exchange.sum(axis=1)
    order = sorted(range(task.size), key=lambda i: (i in task.exempt, -weight[i], i))
    rank = {place: number for number, place in enumerate(order)}
    belongs = {
        (i, r): model.variable(integer=True)
        for r in range(task.size)
        for i in range(task.size)
        if rank[i] >= rank[r]
    }
    for i in range(task.size):
        model.row([(belongs[i, r], 1) for r in order if (i, r) in belongs], 1, 1)
    for (i, r), x in belongs.items():
        if i != r:
            model.row([(x, 1), (belongs[r, r], -1)], high=0)
    model.row([(belongs[r, r], 1) for r in order], task.zones, task.zones)
    return belongs


def _pairs(model: _Model, task: Task, belongs: Belongs) -> dict[tuple[int, int, int], int]:
    """Both of a pair in zone r: worth what they exchange."""
    exchange = task.exchange / MICRO
    pairs = {}
    for a, b in np.argwhere(np.triu(exchange, 1) > 0).tolist():
        for r in range(task.size):
            if (a, r) in belongs and (b, r) in belongs:
                both = pairs[a, b, r] = model.variable(cost=-float(exchange[a, b]))
                model.row([(both, 1), (belongs[a, r], -1)], high=0)
                model.row([(both, 1), (belongs[b, r], -1)], high=0)
    return pairs


def _contiguity(
    model: _Model,
    task: Task,
    belongs: Belongs,
    neighbours: tuple[frozenset[int], ...],
) -> None:
    size = task.size
    for (i, r), x in belongs.items():  # a member has a neighbour in its zone: implied, but tight
        if i != r and i not in task.exempt and r not in neighbours[i]:
            beside = [(belongs[u, r], -1.0) for u in sorted(neighbours[i]) if (u, r) in belongs]
            model.row([(x, 1), *beside], high=0)
    flow: dict[tuple[int, int], int] = {}
    for a in range(size):
        for b in sorted(place for place in neighbours[a] if place > a):
            together = model.variable()
            for r in range(size):
                one, other = ([(belongs[i, r], 1.0)] if (i, r) in belongs else [] for i in (a, b))
                if one or other:
                    minus_one, minus_other = ([(c, -1.0) for c, _ in t] for t in (one, other))
                    model.row([(together, 1), *one, *minus_other], high=1)
                    model.row([(together, 1), *other, *minus_one], high=1)
            for pair in ((a, b), (b, a)):
                flow[pair] = model.variable(upper=size)
                model.row([(flow[pair], 1), (together, -float(size - task.zones))], high=0)
    for i in range(size):
        comes = [(flow[u, i], 1.0) for u in sorted(neighbours[i])]
        goes = [(flow[i, u], -1.0) for u in sorted(neighbours[i])]
        model.row([*comes, *goes, (belongs[i, i], size)], low=0 if i in task.exempt else 1)


def _floors(
    model: _Model,
    task: Task,
    belongs: Belongs,
    pairs: dict[tuple[int, int, int], int],
) -> None:
    members: dict[int, list[tuple[int, int]]] = {}
    for (i, r), x in belongs.items():
        members.setdefault(r, []).append((i, x))
    if task.min_share:
        exchange = task.exchange / MICRO
        own = (np.diagonal(task.patients) - task.min_share * task.residents) / MICRO
        shares = {r: [(x, float(own[i])) for i, x in zone] for r, zone in members.items()}
        for (a, b, r), both in pairs.items():
            shares[r].append((both, float(exchange[a, b])))
        for terms in shares.values():
            model.row(terms, low=0)
    for bound in task.bounds:
        for r, zone in members.items():
            amounts = [(x, float(bound.amounts[i])) for i, x in zone]
            root = belongs[r, r]
            if bound.minimum is not None:
                model.row([*amounts, (root, -bound.minimum)], low=0)
            if bound.maximum is not None:
                model.row([*amounts, (root, -bound.maximum)], high=0)


def _groups(x: Sequence[float], belongs: Belongs) -> list[Group]:
    found: dict[int, list[int]] = {}
    for (i, r), column in belongs.items():
        if x[column] > 0.5:
            found.setdefault(r, []).append(i)
    return sorted(tuple(sorted(group)) for group in found.values())
