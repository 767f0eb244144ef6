"""The task of dividing a prefecture, in numbers, and a division found by merging and moving.

Municipalities are positions 0…n-1. A group is a tuple of positions in order; a division is a list
of groups. Everything is deterministic: ties go to the lower position.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from zaitaku.zones.inputs import Layers, pieces

Group = tuple[int, ...]
_ROUNDING = 2.0  # millionths of a patient: what a solver's tolerance may leave


@dataclass(frozen=True, eq=False)
class Bounds:
    """Every zone's sum of ``amounts`` lies between ``minimum`` and ``maximum`` (None: open)."""

    amounts: Layers
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True, eq=False)
class Task:
    """``patients``: origin × destination within the prefecture, in millionths; ``residents``: all
    patients of an origin, those served elsewhere included. ``neighbours`` None: no borders known,
    any group is allowed. ``exempt`` positions may lie apart. ``min_share`` is 0 to 1.
    """

    patients: Layers
    residents: Layers
    neighbours: tuple[frozenset[int], ...] | None
    exempt: frozenset[int]
    zones: int
    min_share: float = 0.0
    bounds: tuple[Bounds, ...] = ()

    def excess(self, group: Group) -> float:
        """How far a group is beyond the bounds, as parts of them; 0 within all."""
        places, beyond = list(group), 0.0
        for bound in self.bounds:
            amount = float(bound.amounts[places].sum())
            if bound.minimum:
                beyond += max(bound.minimum - amount, 0.0) / bound.minimum
            if bound.maximum:
                beyond += max(amount - bound.maximum, 0.0) / bound.maximum
        return beyond if beyond > 1e-9 else 0.0

    def fits(self, group: Group) -> bool:
        """Whether no maximum is passed: what no merger can mend."""
        places = list(group)
        return all(
            bound.maximum is None or bound.amounts[places].sum() <= bound.maximum + 1e-9
            for bound in self.bounds
        )

    @property
    def size(self) -> int:
        """The number of municipalities."""
        return len(self.residents)

    @property
    def exchange(self) -> Layers:
        """Patients between two municipalities, both directions together."""
        return self.patients + self.patients.T

    def within(self, group: Group) -> float:
        """Patients of the group served in the group."""
        return float(self.patients[np.ix_(group, group)].sum())

    def value(self, groups: Iterable[Group]) -> float:
        """Patients served in their own group: what is to be as large as possible."""
        return sum(self.within(group) for group in groups)

    def share(self, group: Group) -> float:
        """完結率 of a group, 0 to 1; 1 when it has no patients."""
        residents = float(self.residents[list(group)].sum())
        return self.within(group) / residents if residents else 1.0

    def parts(self, group: Iterable[int]) -> list[Group]:
        """Pieces of a group that hang together, largest first, without those all exempt."""
        if self.neighbours is None:
            return [tuple(group)]
        return [tuple(piece) for piece in pieces(group, self.neighbours.__getitem__, self.exempt)]

    def reaches_minimum(self, group: Group) -> bool:
        """Whether 完結率 and the minima hold: what a merger can mend."""
        places = list(group)
        needed = self.min_share * float(self.residents[places].sum())
        return self.within(group) >= needed - _ROUNDING and all(
            bound.minimum is None or bound.amounts[places].sum() >= bound.minimum - 1e-9
            for bound in self.bounds
        )

    def allowed(self, group: Group) -> bool:
        """Whether a group can be a zone."""
        return (
            bool(group)
            and self.reaches_minimum(group)
            and self.fits(group)
            and len(self.parts(group)) <= 1
        )

    def touch(self, one: Group, other: Group) -> bool:
        """Whether two groups may be one: together they are in no more pieces than before."""
        if self.neighbours is None:
            return True
        if self.exempt.isdisjoint(one) and self.exempt.isdisjoint(other):
            beside = set(other)
            return any(not beside.isdisjoint(self.neighbours[place]) for place in one)
        before = max(len(self.parts(one)), len(self.parts(other)))
        return len(self.parts(one + other)) <= before


def merged(groups: list[Group], one: Group, other: Group) -> list[Group]:
    """The groups with two of them made one."""
    rest = [group for group in groups if group not in (one, other)]
    return sorted([*rest, tuple(sorted(one + other))])


def best_neighbour(task: Task, groups: list[Group], group: Group) -> Group | None:
    """The group beside it with which it exchanges most patients; None when it stands alone.

    One with which it passes no maximum comes first, then that with which it passes least.
    """
    beside = [other for other in groups if other != group and task.touch(group, other)]
    if not beside:
        return None
    over = [0.0 if task.fits(group + other) else task.excess(group + other) for other in beside]
    gains = [float(task.exchange[np.ix_(group, other)].sum()) for other in beside]
    return beside[min(range(len(beside)), key=lambda n: (over[n], -gains[n], n))]


def find(task: Task, deadline: float) -> list[Group] | None:
    """A good division into ``task.zones`` groups that are all allowed, or None.

    Merges, from single municipalities, first what misses a minimum with the neighbour it
    exchanges most patients with, then the pair that exchanges most, as long as no maximum is
    passed; then moves one municipality at a time while that helps. ``deadline`` on
    ``time.monotonic``.
    """
    groups: list[Group] = [(place,) for place in range(task.size)]
    while len(groups) > task.zones:
        pair = _next_merger(task, groups)
        if pair is None:
            return None
        groups = merged(groups, *pair)
    groups = improve(task, groups, deadline)
    return groups if all(map(task.allowed, groups)) else None


def _next_merger(task: Task, groups: list[Group]) -> tuple[Group, Group] | None:
    short = [group for group in groups if not task.reaches_minimum(group)]
    for group in sorted(short, key=lambda group: (task.share(group), group)):
        other = best_neighbour(task, groups, group)
        if other is not None:
            return group, other
    best: tuple[tuple[float, float], Group, Group] | None = None
    exchange = _between(task, groups)
    for a, one in enumerate(groups):
        for b in range(a + 1, len(groups)):
            if not task.touch(one, groups[b]):
                continue
            together = one + groups[b]
            over = 0.0 if task.fits(together) else task.excess(together)
            order = (over, -float(exchange[a, b]))
            if best is None or order < best[0]:
                best = (order, one, groups[b])
    return None if best is None else (best[1], best[2])


def _between(task: Task, groups: list[Group]) -> Layers:
    member = np.zeros((len(groups), task.size))
    for row, group in enumerate(groups):
        member[row, list(group)] = 1
    return np.asarray(member @ task.exchange @ member.T)


def improve(
    task: Task, groups: list[Group], deadline: float, *, only_faults: bool = False
) -> list[Group]:
    """Take the best move of one municipality until none helps: faults first, then patients.

    ``only_faults``: a move for more patients alone is none that helps.
    """
    score = _scorer(task)
    current = list(groups)
    while time.monotonic() < deadline:
        best: tuple[tuple[float, float], int, int, int] | None = None
        for source, group in enumerate(current):
            for place in group if len(group) > 1 else ():
                rest = tuple(other for other in group if other != place)
                for target, other in enumerate(current):
                    if target == source or not task.touch((place,), other):
                        continue
                    joined = tuple(sorted((*other, place)))
                    before, after = (score(group), score(other)), (score(rest), score(joined))
                    faults, value = (
                        sum(one[part] for one in after) - sum(one[part] for one in before)
                        for part in (0, 1)
                    )
                    change = (round(faults, 9), -value)
                    if only_faults and change[0] >= 0:
                        continue
                    if change < (0, 0.0) and (best is None or change < best[0]):
                        best = (change, source, target, place)
        if best is None:
            break
        _, source, target, place = best
        current[source] = tuple(other for other in current[source] if other != place)
        current[target] = tuple(sorted((*current[target], place)))
    return sorted(current)


def _scorer(task: Task) -> Callable[[Group], tuple[float, float]]:
    """Group → (its faults, 0 if allowed; patients within it), remembered.

    A fault of size is graded, so that a group much too large can be made smaller step by step.
    """
    known: dict[Group, tuple[float, float]] = {}

    def score(group: Group) -> tuple[float, float]:
        if group not in known:
            faults = 0.0 if task.allowed(group) else 1.0 + task.excess(group)
            known[group] = (faults, task.within(group))
        return known[group]

    return score
