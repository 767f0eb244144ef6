"""Which cells must be hidden together: necessary conditions, found where protection fails.

For a mask of hidden figures that leaves figure p too narrow, linear-programming duality gives a
*cut*: every mask that protects p satisfies Σ a_k·y_k ≥ b (y_k = 1: figure k is hidden). Choosing
the cheapest mask that satisfies all cuts found so far, and looking again, converges to the least
hiding that protects (Fischetti and Salazar, Management Science 47, 2001). Two ways to find cuts:
in a single sum, which is cheap and finds most; and in a program around p, which finds all.
"""

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from zaitaku.disclosure.program import Cover, Program, Rows
from zaitaku.disclosure.system import System
from zaitaku.disclosure.table import TOLERANCE, Bools, Floats

_NO_PRICE = 1e-9
_ENDLESS = 1e9  # an interval without an upper end, as a coefficient; cut down to the right side


@dataclass(frozen=True)
class Cut:
    """Whenever ``figure`` is hidden, Σ ``shares``[k] over the other hidden figures k is ≥ 1.

    ``shares`` has only figures a mask may leave shown; what must be hidden is already counted.
    ``sums`` are the sums of the system that give the figure away without them.
    """

    figure: int
    shares: Mapping[int, float]
    sums: tuple[int, ...]


class Chooser:
    """The cheapest mask that satisfies every cut so far: number of cells first, then their sum.

    ``bound``: no mask that protects hides less than this (in ``price``), proven by the last
    ``choose``.
    """

    def __init__(self, system: System) -> None:
        self.system = system
        self.price = prices(system)
        self._free = np.flatnonzero(~system.must_hide)
        self._place = np.full(len(system), -1)
        self._place[self._free] = np.arange(len(self._free))
        self._cover = Cover(self.price[self._free])
        self._seen: set[tuple[object, ...]] = set()
        self.bound = 0.0
        for first, then in system.follows:
            if not system.must_hide[then]:  # else the first may be shown or hidden
                places = np.array([self._place[first], self._place[then]])
                self._cover.add(0.0, places, np.array([-1.0, 1.0]))

    def add(self, cut: Cut) -> bool:
        """Take a cut into account; False if it was known."""
        row = {int(self._place[other]): share for other, share in cut.shares.items()}
        lower = 1.0
        if not self.system.must_hide[cut.figure]:
            row[int(self._place[cut.figure])] = -1.0
            lower = 0.0
        places = sorted(row)
        values = np.array([row[place] for place in places])
        key = (lower, tuple(places), tuple(np.round(values, 6)))
        if key in self._seen:
            return False
        self._seen.add(key)
        self._cover.add(lower, np.array(places), values)
        return True

    def choose(
        self,
        *,
        gap: float,
        nodes: int,
        kept: Bools | None = None,
        allowed: Bools | None = None,
    ) -> Bools | None:
        """Figures to hide, must-hides included; None when no mask satisfies the cuts.

        ``kept`` figures are hidden in any case, and only ``allowed`` ones may be. Restricted in
        this way the choice is quick, and proves no bound.
        """
        may = ~self.system.seen if allowed is None else allowed & ~self.system.seen
        found = self._cover.solve(
            np.zeros(len(self._free)) if kept is None else kept[self._free].astype(np.float64),
            may[self._free].astype(np.float64),
            gap=gap,
            nodes=nodes,
        )
        if found is None:
            return None
        chosen, bound = found
        if kept is None and allowed is None:
            self.bound = max(self.bound, bound)
        hidden: Bools = self.system.must_hide.copy()
        hidden[self._free[chosen]] = True
        return hidden


def prices(system: System) -> Floats:
    """Cost of hiding each figure: its released cells, what their loss hurts more, and a share of
    one for its size."""
    whole = float((system.weight * system.values).sum()) or 1.0
    price: Floats = system.weight * (1.0 + 0.5 * system.values / whole) + system.broad
    return price


def _cut(
    system: System, figure: int, reach: Mapping[int, float], right: float, sums: tuple[int, ...]
) -> Cut | None:
    """The cut Σ reach·y ≥ right, unless what must be hidden satisfies it already."""
    must = system.must_hide
    right -= sum(value for other, value in reach.items() if must[other])
    if right <= TOLERANCE:
        return None
    # A share above 1 says no more than 1, and would cut less.
    shares = {
        other: min(value / right, 1.0)
        for other, value in reach.items()
        if not must[other] and value > TOLERANCE and other != figure
    }
    return Cut(figure, shares, sums)


def cuts_in_sums(system: System, hidden: Bools) -> Iterator[Cut]:
    """The cuts single sums give for ``hidden``: in each, some hidden figure is too narrow."""
    up, down = system.room_up, system.room_down
    for row in np.flatnonzero(system.hidden_in_sums(hidden)):
        members = system.sum_members[row]
        in_it = [member for member in members if hidden[member]]
        if len(in_it) > 6:  # with many hidden parts a single sum binds no one
            continue
        total = members[0]
        for figure in in_it:
            others = [member for member in members if member != figure]
            # The figure rises as the total rises or other parts fall; the total with its parts.
            with_it, against = (up, down) if figure == total else (down, up)
            rise = {other: up[other] if other == total else with_it[other] for other in others}
            fall = {other: down[other] if other == total else against[other] for other in others}
            cut = _cut_in_sum(system, hidden, figure, int(row), rise, fall)
            if cut is not None:
                yield cut


def _cut_in_sum(
    system: System,
    hidden: Bools,
    figure: int,
    row: int,
    rise: Mapping[int, float],
    fall: Mapping[int, float],
) -> Cut | None:
    """A cut from what lets the figure rise and what lets it fall, each against its own bound."""
    right = float(system.need[figure])
    reach: dict[int, float] = {}
    width = 0.0
    for side, own in ((rise, system.room_up[figure]), (fall, system.room_down[figure])):
        possible = sum(value for other, value in side.items() if hidden[other])
        if possible < own:
            width += possible
            for other, value in side.items():
                reach[other] = reach.get(other, 0.0) + min(value, _ENDLESS)
        else:
            width += own
            right -= own
    if width >= system.need[figure] - TOLERANCE:
        return None
    return _cut(system, figure, reach, right, (row,))


class Surroundings:
    """An attacker who knows only the sums around one figure: weaker, so the cuts he yields hold.

    ``counts``: how many members of each sum are hidden (``System.hidden_in_sums``).
    ``members``: the figures of those sums; ``involved``: those of the sums the last cut rests on.
    """

    def __init__(
        self, system: System, hidden: Bools, counts: list[int], figure: int, size: int
    ) -> None:
        self.system = system
        self.figure = figure
        self._numbers = _nearest_sums(system, hidden, counts, figure, size)
        sums = [system.sum_entries[number] for number in self._numbers]
        members = np.concatenate([entries[0] for entries in sums])
        signs = np.concatenate([entries[1] for entries in sums])
        lengths = [len(entries[0]) for entries in sums]
        free = hidden[members]
        self._members, self._signs = members, signs
        self._row = np.repeat(np.arange(len(sums)), lengths)
        movable, place = np.unique(np.append(members[free], figure), return_inverse=True)
        ends = np.searchsorted(self._row[free], np.arange(len(sums) + 1))
        self._goal = (movable == figure).astype(np.float64)
        zeros = np.zeros(len(sums))
        self._program = Program(
            Rows(ends, place[:-1], signs[free], len(movable)),
            zeros,
            zeros,
            -system.room_down[movable],
            system.room_up[movable],
        )
        self.members = frozenset(members.tolist())
        self.involved: frozenset[int] = frozenset()

    def cut(self) -> Cut | None:
        """A cut that the mask violates; None if from here the figure looks wide enough."""
        system = self.system
        need = float(system.need[self.figure])
        width = 0.0
        reach = np.zeros(len(system))
        used = np.zeros(len(self._numbers), dtype=np.bool_)
        for side in (1.0, -1.0):
            point = self._program.maximise(side * self._goal)
            if point is None:  # no end on this side
                return None
            width += float(side * (self._goal @ point))
            if width >= need - TOLERANCE:
                return None
            # What a figure adds to the reach if it is hidden: its reduced cost times its room.
            prices = self._program.row_prices()
            reduced = np.zeros(len(system))
            np.subtract.at(reduced, self._members, self._signs * prices[self._row])
            reduced[self.figure] += side
            reach += _times(np.maximum(reduced, 0.0), system.room_up)
            reach += _times(np.maximum(-reduced, 0.0), system.room_down)
            used |= np.abs(prices) > _NO_PRICE
        self.involved = frozenset(self._members[used[self._row]].tolist())
        # Its own bound limits the figure whatever else is hidden.
        need -= float(reach[self.figure])
        reach[self.figure] = 0.0
        others = np.flatnonzero(reach > TOLERANCE)
        sums = tuple(number for number, is_used in zip(self._numbers, used, strict=True) if is_used)
        return _cut(
            system,
            self.figure,
            dict(zip(others.tolist(), reach[others].tolist(), strict=True)),
            need,
            sums,
        )


def _times(prices: Floats, rooms: Floats) -> Floats:
    """prices·rooms, where no price times an endless room is nothing, and no product is endless."""
    used = np.where(prices > _NO_PRICE, rooms, 0.0)
    result: Floats = np.minimum(prices * used, _ENDLESS)
    return result


def _nearest_sums(
    system: System, hidden: Bools, counts: list[int], figure: int, size: int
) -> list[int]:
    """The ``size`` sums that bind a figure most: near it, through sums with few hidden members."""
    if size >= len(system.relations):
        return list(range(len(system.relations)))
    found: set[int] = set()
    queue: list[tuple[int, int]] = []
    reached = {figure}

    def reach(member: int, distance: int) -> None:
        for row in system.sums_of[member]:
            if row not in found:
                found.add(row)
                heapq.heappush(queue, (distance + counts[row], row))

    reach(figure, 0)
    nearest: list[int] = []
    while queue and len(nearest) < size:
        distance, row = heapq.heappop(queue)
        nearest.append(row)
        for member in system.sum_members[row]:
            if hidden[member] and member not in reached:
                reached.add(member)
                reach(member, distance)
    return sorted(nearest)
