"""補完秘匿: what else must be hidden so that no hidden cell can be worked out from what is shown.

Looks for the least hiding that protects: the fewest cells, then the smallest sum. Cuts (what must
be hidden together) are collected where the attacker succeeds, and the cheapest mask satisfying all
of them is chosen, until the attacker finds nothing. Small tables are solved to the optimum; on
large ones the search stops after a fixed amount of work, what is hidden by then stays hidden, and
the rest is added in the same way. Work is counted in programs, never in seconds: the same table
gives the same mask everywhere.
"""

from dataclasses import dataclass, field

import numpy as np

from zaitaku.disclosure.attacker import Attacker
from zaitaku.disclosure.cuts import Chooser, Cut, Surroundings, cuts_in_sums
from zaitaku.disclosure.policy import Policy
from zaitaku.disclosure.primary import primary
from zaitaku.disclosure.system import System, check_feasible, reduce
from zaitaku.disclosure.table import Bools, Table, key_text
from zaitaku.ground.errors import DisclosureError

_ALL = 10**9
_SIZES = (40, 160, 640, _ALL)  # sums around a figure that are looked at, in turn
_SMALL = 400  # figures that may be hidden or shown; up to here the least hiding is found
# Programs solved for that, while anything may still be exchanged. On small tables 4,000 reach the
# proven least on the sample, hiding 1 % fewer cells in twice the time; on the large ones 1,000 hide
# 10 % fewer in ten times the time, and 100 hide 7 % more in no less.
_WORK = 300
_ROUNDS = 8  # choices while completing, before what was chosen is kept


@dataclass(frozen=True, eq=False)
class Protection:
    """What to hide in a table. Masks have one entry per cell.

    ``hidden`` includes ``primary``. ``reasons`` says for each complementary cell (by position)
    which sum would have given which cell away. ``least``: no mask that protects has fewer
    complementary cells than this (proven; equal to ``complementary`` where the search finished).
    """

    table: Table
    hidden: Bools
    primary: Bools
    reasons: dict[int, str] = field(default_factory=dict)
    least: int = 0

    @property
    def complementary(self) -> int:
        """How many released cells are hidden for protection alone."""
        return int((self.hidden & ~self.primary & self.table.released).sum())


def protect(table: Table, policy: Policy) -> Protection:
    """Primary and complementary suppression of one table; deterministic.

    Raises DisclosureError, naming the table, when even hiding every cell would not protect it.
    """
    small = primary(table, policy)
    if not small.any():
        return Protection(table, small | ~table.released, small)
    system = reduce(table, small, small)
    check_feasible(table, system)
    search = _Search(system)
    start = _piece_by_piece(table, policy) if table.rests.any() else None
    figures = (
        search.run()
        if start is None
        else search.complete(system.touched(start.hidden & table.released))
    )
    if figures is None:
        raise DisclosureError(
            f"{table.name}: どう秘匿しても、しきい値の半分の幅まで曖昧にできない数があります。"
            "disclosure.toml のしきい値の段階を見直すか、公表する圏域の区分を減らしてください。"
        )
    # A hidden cell that can only be a known 0 stays hidden; the audit reports it.
    hidden = system.cells(figures) | small | ~table.released
    reasons = _reasons(table, system, hidden & ~small & table.released, search.cuts)
    if start is not None:
        return Protection(table, hidden, small, reasons | start.reasons, start.least)
    least = int(np.ceil(search.least - 1e-6)) + _sharing(table, system, small)
    return Protection(table, hidden, small, reasons, least)


def _piece_by_piece(table: Table, policy: Policy) -> Protection:
    """Protect each piece of the table that sums hold together, as if there were no orders.

    They seldom ask for more, and a search through all pieces at once takes twice the time.
    """
    small = primary(table, policy)
    hidden = small | ~table.released
    reasons: dict[int, str] = {}
    least = 0
    for cells in table.pieces():
        led = np.zeros(len(table), dtype=np.bool_)
        for first, then in table.follows:
            led[then] |= hidden[first]
        found = protect(table.piece(cells, forced=led), policy)
        hidden[cells] |= found.hidden
        reasons |= {int(cells[cell]): reason for cell, reason in found.reasons.items()}
        least += 0 if led[cells].any() else found.least
    return Protection(table, hidden, small, reasons, least)


class _Search:
    """The search for one system; ``cuts`` in the order found, ``least`` as in ``Protection``."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.cuts: list[Cut] = []
        self._chooser = Chooser(system)
        self._work = 0
        # Figures that look wide enough from here: how far was looked, and what that rests on.
        self._wide: dict[int, tuple[int, frozenset[int]]] = {}
        self._last = system.must_hide
        self._small = int((~system.must_hide).sum()) <= _SMALL
        self._gap, self._nodes = (0.0, 5_000) if self._small else (0.01, 50)

    @property
    def least(self) -> float:
        """Cells that any protecting mask adds.

        The price of a cell is 1 and what it hurts more; the shares for size are half a cell in all.
        """
        free = ~self.system.must_hide & (self.system.weight > 0)
        dearest = (self.system.broad[free] / self.system.weight[free]).max(initial=0.0)
        return float((self._chooser.bound - 0.5) / (1.0 + dearest))

    def complete(self, hidden: Bools) -> Bools | None:
        """What protects beside ``hidden``, which stays; None if nothing does."""
        found = self._complete(hidden)
        return self._everything() if found is None else found

    def run(self) -> Bools | None:
        """Figures to hide; None if there is no protecting mask."""
        hidden = self._from_sums()
        found, done = (None, False) if hidden is None else self._exchange(hidden)
        if found is not None and not done:
            found = self._complete(found)
            if found is not None:
                found = self._clean_up(found)
        return self._everything() if found is None else found

    def _everything(self) -> Bools | None:
        """Rather hide everything than leak; None if even that does not protect."""
        everything = ~self.system.seen
        attacker = Attacker(self.system, everything)
        return None if self._suspects(attacker, exact=True) else everything

    def _from_sums(self) -> Bools | None:
        """A first choice from single sums alone, which are cheap to look at."""
        hidden: Bools | None = self.system.must_hide
        for _ in range(2 * _ROUNDS):
            assert hidden is not None
            new = self._add_all(hidden)
            if new <= 0.03 * int(hidden.sum() - self.system.must_hide.sum()):
                break
            hidden = self._choose()
            if hidden is None:
                return None
        return hidden

    def _exchange(self, hidden: Bools, allowed: Bools | None = None) -> tuple[Bools | None, bool]:
        """Improve the choice while work is left; True when nothing is left to protect.

        With ``allowed`` the choice is among those figures only.
        """
        thorough = self._small or allowed is not None
        last = len(_SIZES) - 1 if thorough else 0
        enough = self._work + _WORK
        level = 0 if allowed is None else 1
        while self._work < enough:
            attacker = Attacker(self.system, hidden)
            attacker.explore()
            suspects = self._suspects(attacker, exact=True) if level > 1 else attacker.open.tolist()
            if not suspects:
                return hidden, True
            new, _ = self._look(hidden, suspects, _SIZES[: level + 1], skip=allowed is None)
            if not new:
                if level == last:
                    return hidden, False
                level += 1
                continue
            self._add_all(hidden)
            chosen = self._choose(allowed=allowed)
            if chosen is None:
                return None, False
            hidden = chosen
        return hidden, False

    def _complete(self, hidden: Bools, allowed: Bools | None = None) -> Bools | None:
        """Protect what is still open by hiding more; nothing chosen before is given up."""
        for step in range(len(self.system)):
            attacker = Attacker(self.system, hidden)
            attacker.explore()
            # At first most of what is open is narrow, and finding out why is no slower.
            suspects = self._suspects(attacker, exact=step > 1) if step else attacker.open.tolist()
            if not suspects:
                return hidden
            level = min(step, len(_SIZES) - 2)
            grown = self._grow(hidden, suspects, _SIZES[level : level + 2], allowed)
            if grown is None or (level == len(_SIZES) - 2 and np.array_equal(grown, hidden)):
                return None
            hidden = grown
        return None

    def _grow(
        self,
        hidden: Bools,
        suspects: list[int],
        sizes: tuple[int, ...],
        allowed: Bools | None,
    ) -> Bools | None:
        for _ in range(_ROUNDS):
            new, narrow = self._look(hidden, suspects, sizes, skip=False)
            if not new:
                break
            self._add_all(hidden)
            chosen = self._choose(hidden, allowed=allowed)
            if chosen is None:
                return None
            # Hiding more narrows nobody: who was wide stays wide.
            suspects = sorted({*narrow, *np.flatnonzero(chosen & ~hidden).tolist()})
            hidden = chosen
        return hidden

    def _clean_up(self, enough: Bools) -> Bools:
        """Show again what need not be hidden, without hiding anything else in its place."""
        less = self._choose(allowed=enough)
        if less is not None:
            less, done = self._exchange(less, allowed=enough)
            if less is not None and not done:
                less = self._complete(less, allowed=enough)
        price = self._chooser.price
        return enough if less is None or price[less].sum() > price[enough].sum() else less

    def _suspects(self, attacker: Attacker, *, exact: bool) -> list[int]:
        """Hidden figures for which no witness is found; if ``exact``, those proven too narrow."""
        return [
            int(figure)
            for figure in attacker.open
            if not (attacker.settle(figure) if exact else attacker.witness(figure))
        ]

    def _look(
        self, hidden: Bools, figures: list[int], sizes: tuple[int, ...], *, skip: bool
    ) -> tuple[int, list[int]]:
        """Add cuts for figures that are too narrow; how many were new, and which were narrow.

        With ``skip``, figures that an earlier cut of this round rests on wait for the next one:
        what protects one often protects its neighbours.
        """
        self._forget(hidden)
        counts = self.system.hidden_in_sums(hidden).tolist()
        new, narrow, waiting = 0, [], set[int]()
        for figure in figures:
            seen = self._wide.get(figure, (0, frozenset[int]()))[0]
            if skip and figure in waiting:
                continue
            for size in sizes:
                if size <= seen:
                    continue
                around = Surroundings(self.system, hidden, counts, figure, size)
                cut = around.cut()
                self._work += 1
                if cut is None:
                    self._wide[figure] = size, around.members
                    continue
                self._wide.pop(figure, None)
                narrow.append(figure)
                new += self._add(cut)
                if skip:
                    waiting |= around.involved
                break
        return new, narrow

    def _forget(self, hidden: Bools) -> None:
        """What looked wide may be narrow again where something is no longer hidden."""
        removed = set(np.flatnonzero(self._last & ~hidden).tolist())
        if removed:
            self._wide = {
                figure: seen for figure, seen in self._wide.items() if removed.isdisjoint(seen[1])
            }
        self._last = hidden

    def _add_all(self, hidden: Bools) -> int:
        return sum([self._add(cut) for cut in cuts_in_sums(self.system, hidden)])

    def _add(self, cut: Cut) -> bool:
        new = self._chooser.add(cut)
        if new:
            self.cuts.append(cut)
        return new

    def _choose(self, kept: Bools | None = None, *, allowed: Bools | None = None) -> Bools | None:
        return self._chooser.choose(gap=self._gap, nodes=self._nodes, kept=kept, allowed=allowed)


def _sharing(table: Table, system: System, small: Bools) -> int:
    """Released cells that are hidden because the same figure is hidden elsewhere in the table."""
    return int((system.cells(system.must_hide) & ~small & table.released).sum())


def _reasons(table: Table, system: System, cells: Bools, cuts: list[Cut]) -> dict[int, str]:
    """For each complementary cell, the first sum found that gives another cell away without it."""
    example = {int(system.figure_of[c]): c for c in range(len(table) - 1, -1, -1)}
    chosen = set(system.figure_of[cells].tolist())
    why: dict[int, Cut] = {}
    for cut in cuts:
        needed = [figure for figure in cut.shares if figure in chosen]
        for figure in needed:
            # The only one of its cut that is hidden explains best.
            if figure not in why or (len(needed) == 1 and len(why[figure].shares) > 1):
                why.setdefault(figure, cut)
    reasons: dict[int, str] = {}
    for cell in np.flatnonzero(cells):
        figure = int(system.figure_of[cell])
        if system.must_hide[figure]:
            reasons[int(cell)] = (
                f"「{key_text(table.keys[example[figure]])}」と同じ数なので、一方だけを隠せません"
            )
        elif figure in why:
            reasons[int(cell)] = _reason(table, system, figure, why[figure], example)
    return reasons


def _reason(table: Table, system: System, figure: int, cut: Cut, example: dict[int, int]) -> str:
    mine = [row for row in cut.sums if figure in system.sum_members[row]]
    both = [row for row in mine if cut.figure in system.sum_members[row]]
    row = min(
        both or mine or cut.sums, key=lambda number: (len(system.sum_members[number]), number)
    )
    # several sums in a row may lead from one cell to the other
    others = "" if cut.figure in system.sum_members[row] else "などの合計"
    return (
        f"{table.sum_text(system.sources[row])} {others}から"
        f"「{key_text(table.keys[example[cut.figure]])}」が分かってしまうため"
    )
