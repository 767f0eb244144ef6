"""Blocks that tell of the same patients: one system, protected and attacked as one.

① counts who was visited (在宅患者訪問診療料) and so do the row totals of ④; ① counts who is managed
(在宅時・施設入居時等医学総合管理料) and so does ③. Who holds both tables can put their sums
together, so hiding a figure in each by itself is not enough. They need not agree to the decimal;
whether two tables count the same is read off the figures themselves, as any reader could. How far
apart two figures lie is taken to be known to everybody, unless it is further than the width that a
hidden figure must have: then the one says too little of the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from statistics import median
from typing import Any, NamedTuple

from zaitaku.build.release.blocks import Block
from zaitaku.build.release.orders import Key, key_of, measure_pairs, orders
from zaitaku.build.release.sums import TOTAL
from zaitaku.disclosure.policy import Policy, Threshold
from zaitaku.disclosure.system import hopeless
from zaitaku.disclosure.table import Cell, Order, Table, build

VISITS = "①供給 在宅患者訪問診療料"
_VISITED = {"同一建物以外": "同一建物居住者以外", "同一建物": "同一建物居住者"}
_MANAGED = ("在宅時", "施設入居時等")
_SEVERE = "重症"
_SAME_SHARE, _SAME_PATIENTS = 0.1, 1.0  # how far apart figures of the same patients may lie


class Link(NamedTuple):
    """A figure that counts the same patients as others of another table together.

    ``apart``: total − parts; known to everybody.
    """

    total: Key
    parts: tuple[Key, ...]
    apart: float


@dataclass(frozen=True)
class Group:
    """Blocks of one year that are protected together; most stand alone."""

    blocks: tuple[Block, ...]
    links: tuple[Link, ...] = ()

    @property
    def name(self) -> str:
        """What the group is about, for messages."""
        return "・".join(block.name for block in self.blocks)

    @property
    def title(self) -> str:
        """The group and its year."""
        return f"{self.name} {self.blocks[0].fiscal_year}年度"

    def table(self) -> Table:
        """All figures of the group, every measure of them, as one linear system."""
        cells, sums, found, follows = self.parts()
        return build(self.title, cells, sums, orders=found, follows=follows)

    def parts(
        self,
    ) -> tuple[
        dict[Any, Cell], list[tuple[Hashable, Sequence[Hashable]]], list[Order], list[Order]
    ]:
        """What the table is made of: cells, sums, orders, and who hides what."""
        cells: dict[Any, Cell] = {}
        sums: list[tuple[Hashable, Sequence[Hashable]]] = []
        found: list[Order] = []
        follows: list[Order] = []
        for block in self.blocks:
            mine: list[tuple[Hashable, Sequence[Hashable]]] = []
            for measure in range(len(block.measures)):
                key = partial(key_of, block, measure=measure)
                own = block.cells(measure)
                mine += [(key(total), [*map(key, parts)]) for total, parts in block.sums(own)]
                cells |= {key(figure): cell for figure, cell in own.items()}
            sums += mine
            found += orders(block, cells, mine)
            follows += chain.from_iterable(measure_pairs(block))
        # after the sums of each table, so that these define its totals
        for number, (total, parts, apart) in enumerate(self.links):
            difference = ("差", number)
            cells[difference] = Cell(apart, Threshold(1), released=False, known=True)
            sums.append((total, [*parts, difference]))
        return cells, sums, found, follows


def grouped(blocks: Sequence[Block], policy: Policy) -> list[Group]:
    """The blocks of one year, those that count the same patients together."""
    values = {block.name: _values(block) for block in blocks}
    links = list(_links(blocks, values))
    leader = {block.name: block.name for block in blocks}
    for total, parts, _ in links:
        joined = {leader[key[0]] for key in (total, *parts)}
        leader = {name: min(joined) if mine in joined else mine for name, mine in leader.items()}
    together: dict[str, list[Block]] = defaultdict(list)
    for block in blocks:
        together[leader[block.name]].append(block)
    made = [
        Group(tuple(members), tuple(link for link in links if leader[link.total[0]] == name))
        for name, members in together.items()
    ]
    return [_loosened(group, policy) for group in made]


def _loosened(group: Group, policy: Policy) -> Group:
    """Without links that would leave a figure less room than it must have.

    Several links of one area add up; those that lie furthest apart say least and go first.
    """
    while group.links and (keys := hopeless(group.table(), policy)):
        areas = {part for key in keys for part in key[1:] if isinstance(part, tuple)}  # type: ignore[index]
        near = [link for link in group.links if link.apart and areas & set(link.total)]
        worst = max(near or group.links, key=lambda link: abs(link.apart))
        group = replace(group, links=tuple(link for link in group.links if link is not worst))
    return group


def _links(blocks: Sequence[Block], values: Mapping[str, Mapping[Any, float]]) -> Iterator[Link]:
    # nobody's secret: a 0 that is known though it is not printed
    known = {
        (block.name, *row.key)
        for block in blocks
        for row in block.rows
        if block.is_silent_zero(row, 0)
    }
    figures = {(name, *key): value for name, own in values.items() for key, value in own.items()}
    limits = {
        (block.name, *key): threshold.limit
        for block in blocks
        for key, threshold in block.thresholds.items()
    }
    by_kind: dict[str, list[Link]] = defaultdict(list)
    for kind, total, parts in _candidates(blocks):
        # a figure that is not there cannot be hidden, and gives nothing away
        if all(key in figures for key in (total, *parts)):
            apart = figures[total] - sum(figures[part] for part in parts)
            by_kind[kind].append(Link(total, parts, apart))
    for found in by_kind.values():
        if _are_the_same(found, figures):
            for total, parts, apart in dict.fromkeys(found):
                unknown = tuple(part for part in parts if part not in known)
                near = abs(apart) < limits[total] / 2
                if near and unknown and total not in known:
                    yield Link(total, unknown, apart)


def _candidates(blocks: Sequence[Block]) -> Iterator[tuple[str, Key, tuple[Key, ...]]]:
    """Kind of link, a figure and those it counts; it is never one that these are made of."""
    for block in blocks:
        if block.relation == "flow_cell":
            detail = _VISITED.get(block.name.removeprefix("④流出入 "))
            for row in block.rows:
                origin, destination = row.key
                if detail and destination == TOTAL:
                    for area in _areas(origin, block):
                        yield block.name, (VISITS, area, detail), ((block.name, *row.key),)
        elif block.relation == "patients_cell":
            for area in dict.fromkeys(row.key[0] for row in block.rows):
                for residence in _MANAGED:
                    whole = (block.name, area, residence, TOTAL, TOTAL)
                    yield residence, whole, ((f"①供給 {residence}医学総合管理料", area, ""),)
                parts = tuple((f"①供給 {r}医学総合管理料", area, _SEVERE) for r in _MANAGED)
                yield _SEVERE, (block.name, area, TOTAL, _SEVERE, TOTAL), parts


def _areas(origin: Hashable, block: Block) -> Sequence[Hashable]:
    """The area of a row of ④; the prefecture's is 計 there."""
    if origin != TOTAL:
        return [origin]
    return [(r.lead[1], r.lead[2], r.lead[4]) for r in block.rows if r.lead[1] == "prefecture"][:1]


def _values(block: Block) -> dict[Any, float]:
    """Figures of the first measure; those without a number are left out."""
    return {r.key: float(r.values[0][0]) for r in block.rows if r.values[0][0] is not None}


def _are_the_same(links: Sequence[Link], figures: Mapping[Key, float]) -> bool:
    """Whether most figures are near their counterparts."""
    distances = [
        abs(link.apart) / max(_SAME_PATIENTS, _SAME_SHARE * figures[link.total]) for link in links
    ]
    return median(distances) <= 1
