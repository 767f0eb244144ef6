"""A group of figures together with what earlier releases showed of it.

A figure that did not change since is the same one: shown before, it is known; hidden before, it
stays hidden. A figure that changed (a correction), is gone (a scheme no longer published) or was of
other municipalities (a 圏域 redrawn) is one of its own, tied by the sums of its release to all that
did not change: what is new can follow from what was old.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from zaitaku.build.release.blocks import Block, Row
from zaitaku.build.release.groups import Group
from zaitaku.build.release.orders import Key, key_of, orders
from zaitaku.build.release.published import Earlier, Figure
from zaitaku.build.release.sums import Area
from zaitaku.disclosure import audit as auditing
from zaitaku.disclosure.policy import Policy, Threshold, strictest
from zaitaku.disclosure.table import TOLERANCE, Cell, Table, build
from zaitaku.ground.states import ACTUAL, SUPPRESSED

Members = Mapping[Area, Sequence[str]]


@dataclass(frozen=True)
class History:
    """What earlier releases say, and of which municipalities the areas are made today."""

    earlier: Sequence[Earlier]
    areas: Members

    def table(self, group: Group) -> Table:
        """The group's figures with what was published of them before."""
        made = _Table(group, self.areas)
        for earlier in self.earlier:
            made.add(earlier)
        return made.finished()


def within_reach(table: Table, policy: Policy) -> Table:
    """The table that asks of no hidden figure more than what was shown before leaves possible."""
    if not table.seen.any():
        return table
    return replace(table, within=auditing.reachable(table, policy))


class _Table:
    """The table of a group in the making: cells, sums and orders of one release after another."""

    def __init__(self, group: Group, areas: Members) -> None:
        self.group = group
        self.areas = areas
        self.cells, self.sums, self.orders, self.follows = group.parts()
        self.current = dict(self.cells)
        self._versions: dict[Key, list[float | None]] = defaultdict(list)
        self._redrawn: dict[Area, list[Sequence[str]]] = defaultdict(list)

    def finished(self) -> Table:
        # shown by one release and hidden by another: it is known
        cells = {
            key: cell._replace(forced=False) if cell.seen else cell
            for key, cell in self.cells.items()
        }
        return build(self.group.title, cells, self.sums, orders=self.orders, follows=self.follows)

    def add(self, earlier: Earlier) -> None:
        """What one release showed and hid, and how its figures were tied."""
        rules = [
            (area, [("municipality", "", code) for code in members])
            for area, members in earlier.areas.items()
        ]
        names: dict[Key, Key] = {}
        for block in self.group.blocks:
            figures = earlier.figures.get((block.fiscal_year, block.name))
            if not figures:
                continue
            before = _as_it_was(block, figures, rules)
            mine = dict(self._cells(before, figures, earlier.areas))
            names |= {old: new for old, (new, _) in mine.items()}
            if all(old == new for old, (new, _) in mine.items()):
                continue  # tied as today
            cells = {old: cell for old, (_, cell) in mine.items()}
            sums: list[tuple[Any, Sequence[Any]]] = []
            for measure in range(len(block.measures)):
                key = partial(key_of, before, measure=measure)
                own = before.cells(measure)
                sums += [(key(total), [*map(key, parts)]) for total, parts in before.sums(own)]
            self.sums += _renamed(sums, names)
            pairs: list[Any] = orders(before, cells, sums)
            self.orders += [
                (names[part], names[whole])
                for part, whole in pairs
                if names[part] != part or names[whole] != whole
            ]
        self._add_links(names)

    def _cells(
        self, before: Block, figures: Mapping[Any, Figure], areas: Members
    ) -> Iterator[tuple[Key, tuple[Key, Cell]]]:
        """Each figure of a block with its name in this table and as a cell of its own."""
        for figure, was in figures.items():
            for measure, value in enumerate(was.values):
                old = key_of(before, figure, measure)
                threshold = Threshold(was.limit, was.nothing_shown and value != 0)
                cell = Cell(value, threshold, secret=was.secret[measure], released=False)
                name = self._name(old, cell, areas)
                shown = not was.hidden[measure] and value is not None
                known = self.cells.get(name, cell)
                hidden = was.hidden[measure] and name in self.current
                self.cells[name] = known._replace(
                    seen=known.seen or shown,
                    forced=known.forced or hidden,
                    threshold=strictest(known.threshold, threshold) if hidden else known.threshold,
                )
                yield old, (name, cell)

    def _name(self, key: Key, cell: Cell, areas: Members) -> Key:
        """The key itself where the figure is the one of today, else one for each value it had."""
        key = tuple(self._area(part, areas) if isinstance(part, tuple) else part for part in key)
        now = self.current.get(key)
        if now is not None and now.secret == cell.secret and _same(now.value, cell.value):
            return key
        versions = self._versions[key]
        for number, value in enumerate(versions):
            if _same(value, cell.value):
                return (*key, f"前の公表{number + 1}")
        versions.append(cell.value)
        return (*key, f"前の公表{len(versions)}")

    def _area(self, area: Area, areas: Members) -> Area:
        """An area under its name of today, unless it was made of other municipalities."""
        members = areas.get(area, ())
        if sorted(members) == sorted(self.areas.get(area, members)):
            return area
        redrawn = self._redrawn[area]
        if members not in redrawn:
            redrawn.append(members)
        unit, scheme, code = area
        return unit, scheme, f"{code}（前の区域{redrawn.index(members) + 1}）"

    def _add_links(self, names: Mapping[Key, Key]) -> None:
        """Tables that count the same patients did so before."""
        for total, parts, _ in self.group.links:
            keys = (total, *parts)
            if not all(key in names for key in keys) or all(names[key] == key for key in keys):
                continue
            cells = [self.cells[names[key]] for key in keys]
            values = [cell.value for cell in cells if cell.value is not None]
            if len(values) < len(keys):
                continue
            apart = values[0] - sum(values[1:])
            if abs(apart) < cells[0].threshold.limit / 2:
                difference = ("差", *(names[key] for key in keys))
                self.cells[difference] = Cell(apart, Threshold(1), released=False, known=True)
                self.sums.append((names[total], [*(names[part] for part in parts), difference]))


def _as_it_was(
    block: Block, figures: Mapping[Any, Figure], rules: Sequence[tuple[Area, list[Area]]]
) -> Block:
    rows = [
        Row(
            (),
            key,
            tuple(
                (value, SUPPRESSED if secret else ACTUAL)
                for value, secret in zip(was.values, was.secret, strict=True)
            ),
            is_total=False,
        )
        for key, was in figures.items()
    ]
    thresholds = {key: Threshold(was.limit, was.nothing_shown) for key, was in figures.items()}
    sums = partial(block.sums_over, rules) if block.sums_over is not None else block.sums
    return replace(block, rows=rows, thresholds=thresholds, sums=sums)


def _renamed(
    sums: Sequence[tuple[Any, Sequence[Any]]], names: Mapping[Any, Key]
) -> Iterator[tuple[Key, Sequence[Key]]]:
    """Sums that say something of a figure that is no longer what it was."""
    for total, parts in sums:
        if any(names[key] != key for key in (total, *parts)):
            yield names[total], [names[part] for part in parts]


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) < TOLERANCE / 1000
