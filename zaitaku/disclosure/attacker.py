"""What an attacker who holds the release can say about each hidden figure.

He knows every shown figure, every sum, that nothing is negative and the thresholds. The tables he
cannot rule out form a polytope around the true one; the interval of a figure is its range there.
Every point of the polytope found on the way is a *witness* for all figures at once, so a program
is solved only for figures no witness has yet shown to be wide enough.
"""

import numpy as np
from scipy import sparse

from zaitaku.disclosure.program import Program, Rows
from zaitaku.disclosure.system import System
from zaitaku.disclosure.table import TOLERANCE, Bools, Floats, Ints

_SEED = 20240401
SLACK = 1e-5  # looser than the search, so that what it thinks protected is not sent back
_FAR = 1e6  # a stand-in for "as far as he likes" while exploring in random directions


class Attacker:
    """The polytope for one mask of hidden figures, and the widths witnessed so far.

    ``low`` ≤ 0 ≤ ``high``: deviations from the true value that are known to be possible.
    """

    def __init__(self, system: System, hidden: Bools) -> None:
        self.system = system
        self.hidden = hidden
        self.low = np.zeros(len(system))
        self.high = np.zeros(len(system))
        base = system.base
        self._lower = np.where(hidden[base], -system.room_down[base], 0.0)
        self._upper = np.where(hidden[base], system.room_up[base], 0.0)
        self._columns = np.flatnonzero(self._upper > self._lower)
        self._place = np.full(len(base), -1)
        self._place[self._columns] = np.arange(len(self._columns))
        self._reach = system.matrix[:, self._columns].tocsr()
        self._row_of: dict[int, int] = {}
        self._program = self._build()
        self._random = np.random.default_rng(_SEED)

    def _build(self) -> Program:
        system = self.system
        totals = system.totals
        shown = ~self.hidden[totals]
        capped = ~shown & np.isfinite(system.room_up[totals])
        kept = np.flatnonzero((shown | capped) & (np.diff(self._reach[totals].indptr) > 0))
        self._row_of = {int(totals[row]): place for place, row in enumerate(kept)}
        upper = np.where(shown, 0.0, system.room_up[totals])[kept]
        lower = np.where(shown, 0.0, -np.inf)[kept]
        ties = system.equalities[:, self._columns]
        zeros = np.zeros(ties.shape[0])
        return Program(
            Rows.of(sparse.vstack([self._reach[totals[kept]], ties]).tocsr()),
            np.concatenate([lower, zeros]),
            np.concatenate([upper, zeros]),
            self._lower[self._columns],
            self._upper[self._columns],
        )

    @property
    def open(self) -> Ints:
        """Hidden figures not yet known to be wide enough."""
        width = self.high - self.low
        return np.flatnonzero(self.hidden & (width < self.system.need - SLACK))

    def explore(self, most: int = 20) -> None:
        """Find witnesses for many figures at once, in random directions, while that pays."""
        if not len(self._columns):
            return
        lower, upper = self._lower[self._columns], self._upper[self._columns]
        endless = np.flatnonzero(upper > _FAR).tolist()
        for place in endless:
            self._program.bound_column(place, lower[place], _FAR)
        before = len(self.open)
        for step in range(most):
            target = self.open
            if not len(target):
                break
            push = np.zeros(len(self.system))
            push[target] = self._random.standard_normal(len(target))
            self._see(self._program.maximise(self._reach.T @ push))
            if step % 5 == 4:
                if before - len(self.open) < 0.02 * before:
                    break
                before = len(self.open)
        for place in endless:
            self._program.bound_column(place, lower[place], upper[place])

    def witness(self, figure: int) -> bool:
        """Look for a witness that a hidden figure is protected; False: none found, no proof."""
        for side in (1, -1):
            if self._is_wide(figure):
                return True
            # Far enough on this side, given what the other side already reaches.
            need = self.system.need[figure]
            self._see(
                self._push(
                    figure, self.low[figure] + need if side > 0 else self.high[figure] - need
                )
            )
        return self._is_wide(figure)

    def settle(self, figure: int) -> bool:
        """Whether a hidden figure is protected: by a witness, or else by its exact interval."""
        if not self.witness(figure):
            self.bounds(figure)
        return self._is_wide(figure)

    def bounds(self, figure: int) -> tuple[float, float]:
        """The exact interval of a hidden figure, as deviations from its true value."""
        for side, ends in ((-1.0, self.low), (1.0, self.high)):
            self._see(self._program.maximise(side * self._reach[figure].toarray()[0]))
            if self._program.endless:
                ends[figure] = side * np.inf
        # Where a program could not be settled this is what was witnessed: no wider than the truth.
        return float(self.low[figure]), float(self.high[figure])

    def _is_wide(self, figure: int) -> bool:
        width = self.high[figure] - self.low[figure]
        return bool(width >= self.system.need[figure] - SLACK)

    def _push(self, figure: int, target: float) -> Floats | None:
        """A table in which the figure deviates by ``target`` or more; None if there is none."""
        place = self._place[self.system.column[figure]] if self.system.column[figure] >= 0 else -1
        if self.system.column[figure] >= 0:
            if place < 0:
                return None
            lower = self._lower[self._columns[place]]
            upper = self._upper[self._columns[place]]
            if not lower - TOLERANCE <= target <= upper + TOLERANCE:
                return None
            clipped = min(max(target, lower), upper)
            self._program.bound_column(
                place, clipped if target > 0 else lower, upper if target > 0 else clipped
            )
            point = self._program.maximise(np.zeros(len(self._columns)))
            self._program.bound_column(place, lower, upper)
            return point
        if figure not in self._row_of:
            columns = self._reach.indices[
                self._reach.indptr[figure] : self._reach.indptr[figure + 1]
            ]
            if not len(columns):
                return None
            self._row_of[figure] = self._program.add_row(columns, -np.inf, np.inf)
        row = self._row_of[figure]
        ceiling = float(self.system.room_up[figure])
        if target > ceiling + TOLERANCE:
            return None
        target = min(target, ceiling)
        self._program.bound_row(
            row, target if target > 0 else -np.inf, ceiling if target > 0 else target
        )
        point = self._program.maximise(np.zeros(len(self._columns)))
        self._program.bound_row(row, -np.inf, ceiling)
        return point

    def _see(self, point: Floats | None) -> None:
        if point is None:
            return
        deviation = self._reach @ point
        np.minimum(self.low, deviation, out=self.low)
        np.maximum(self.high, deviation, out=self.high)
