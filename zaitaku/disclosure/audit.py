"""The attack: what someone who holds the release can work out about each hidden cell.

He knows every shown value, of this release and of earlier ones, all sums and orders, that nothing
is negative, and the thresholds: a cell hidden for its smallness lies between 0 and its threshold,
every other hidden cell anywhere from 0 up.
A hidden cell is protected if the values he cannot rule out span at least half its threshold.
"""

from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from zaitaku.disclosure.attacker import SLACK, Attacker
from zaitaku.disclosure.policy import Policy
from zaitaku.disclosure.primary import primary
from zaitaku.disclosure.system import System, reduce
from zaitaku.disclosure.table import Bools, Floats, Table, key_text


class Unprotected(NamedTuple):
    """A hidden cell an attacker can bound too closely, or a shown one that may not be shown."""

    key: Hashable
    low: float
    high: float
    needed: float

    def __str__(self) -> str:
        return (
            f"「{key_text(self.key)}」は {self.low:g}〜{self.high:g} と分かります"
            f"（必要な幅 {self.needed:g}）"
        )


@dataclass(frozen=True)
class Audit:
    """The result for one table.

    ``narrowest_share``: the narrowest interval of a protected or unprotected hidden cell, as a
    share of the width it must have, at least as wide as witnessed (1.0 and above is protected);
    None where nothing is hidden.
    """

    unprotected: tuple[Unprotected, ...]
    narrowest_share: float | None

    @property
    def ok(self) -> bool:
        """Whether the table may be published."""
        return not self.unprotected


def audit(table: Table, hidden: Bools, policy: Policy) -> Audit:
    """Bound every hidden cell of ``table``; ``hidden`` is a mask of cells.

    Cells that are primary and shown are reported as unprotected, with their value as both ends.
    """
    small = primary(table, policy)
    system, figures = _attacked(table, small, hidden)
    attacker = Attacker(system, figures)
    attacker.explore()
    for figure in attacker.open.tolist():
        attacker.settle(figure)  # a witness, or the exact interval
    found: list[Unprotected] = []
    shares: list[float] = []
    needs = table.needs
    for cell in np.flatnonzero(hidden | small).tolist():
        needed = needs[cell]
        if table.seen[cell] or not (table.released[cell] or small[cell]):
            continue  # shown before; or nobody's secret, and not in the release
        figure = int(system.figure_of[cell])
        if figure < 0 or not figures[figure]:
            # A constant, or a value that another cell shows.
            low = high = _value(table, system, cell)
            width = 0.0
        else:
            width = float(attacker.high[figure] - attacker.low[figure])
            value = _value(table, system, cell)
            low, high = value + attacker.low[figure], value + attacker.high[figure]
        shares.append(width / needed if needed else 1.0)
        if width < needed - SLACK:
            found.append(Unprotected(table.keys[cell], float(low), float(high), float(needed)))
    return Audit(
        unprotected=tuple(found),
        narrowest_share=min(shares, default=None),
    )


def bounds(
    table: Table, hidden: Bools, policy: Policy, keys: Iterable[Hashable]
) -> dict[Hashable, tuple[float, float]]:
    """The exact interval an attacker finds for chosen cells; for a shown one, its value twice."""
    system, figures = _attacked(table, primary(table, policy), hidden)
    attacker = Attacker(system, figures)
    result: dict[Hashable, tuple[float, float]] = {}
    for key in keys:
        cell = table.position[key]
        figure = int(system.figure_of[cell])
        if figure < 0 or not figures[figure]:
            result[key] = (_value(table, system, cell),) * 2
        else:
            low, high = attacker.bounds(figure)
            value = _value(table, system, cell)
            result[key] = value + low, value + high
    return result


def reachable(table: Table, policy: Policy) -> Floats:
    """How wide each cell is if all is hidden that can still be; endless where it is enough."""
    small = primary(table, policy)
    system = reduce(table, small, small)
    attacker = Attacker(system, ~system.seen)
    attacker.explore()
    widths = np.full(len(system) + 1, np.inf)  # the last: cells that are no figure
    for figure in attacker.open.tolist():
        if not attacker.settle(figure):
            widths[figure] = max(attacker.high[figure] - attacker.low[figure], 0.0)
    found: Floats = widths[system.figure_of]
    return found


def mask(table: Table, keys: Collection[Hashable]) -> Bools:
    """The mask of the named cells; figures the release does not hold are hidden in any case."""
    named = np.fromiter((key in keys for key in table.keys), dtype=np.bool_, count=len(table))
    hidden: Bools = named | ~table.released
    return hidden


def _attacked(table: Table, small: Bools, hidden: Bools) -> tuple[System, Bools]:
    """The system as the attacker sees it: only what is really hidden may vary."""
    system = reduce(table, small & hidden, hidden)
    return system, system.hides((hidden | ~table.released) & ~table.seen)


def _value(table: Table, system: System, cell: int) -> float:
    figure, value = int(system.figure_of[cell]), float(table.values[cell])
    if not np.isnan(value):
        return value
    return float(system.values[figure]) if figure >= 0 else 0.0
