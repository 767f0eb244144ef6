"""Figures of different tables that count the same patients, and so give each other away.

① counts who was visited (在宅患者訪問診療料) and so do the row totals of ④; ① counts who is managed
(在宅時・施設入居時等医学総合管理料) and so does ③. They need not agree to the decimal, but where a
table's figures are those of the other, what one hides must not stand in the other. Whether they are
is read off the figures themselves, as anyone could who holds both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence, Set
from statistics import median
from typing import Any

from zaitaku.release.blocks import TOTAL, Block

VISITS = "①供給 在宅患者訪問診療料"
_VISITED = {"同一建物以外": "同一建物居住者以外", "同一建物": "同一建物居住者"}
_MANAGED = ("在宅時", "施設入居時等")
_SEVERE = "重症"
_SAME_SHARE, _SAME_PATIENTS = 0.1, 1.0  # how far apart figures of the same patients may lie

Place = tuple[str, Hashable]  # block name, key of a figure of its first measure
Hidden = Mapping[str, Set[Any]]


class Links:
    """The linked figures of one fiscal year."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        values = {block.name: _values(block) for block in blocks}
        # nobody's secret: a 0 that is known though it is not printed
        self._known = {
            (block.name, row.key)
            for block in blocks
            for row in block.rows
            if block.is_silent_zero(row, 0)
        }
        self.sums: list[tuple[Place, tuple[Place, ...]]] = []
        by_kind: dict[str, list[tuple[Place, tuple[Place, ...]]]] = defaultdict(list)
        for kind, total, parts in _candidates(blocks):
            # a figure that is not there cannot be hidden, and gives nothing away
            if all(values.get(name, {}).get(key) is not None for name, key in (total, *parts)):
                by_kind[kind].append((total, parts))
        for found in by_kind.values():
            if _are_the_same(found, values):
                self.sums += found
        self.figures: dict[str, set[Any]] = defaultdict(set)
        for total, parts in self.sums:
            for name, key in (total, *parts):
                self.figures[name].add(key)
        self._values = values

    def to_hide(self, hidden: Hidden) -> dict[str, set[Any]]:
        """What must be hidden as well: a figure that one other, or one sum of others, gives away.

        A hidden figure alone among those of its sum is given away by the others; the smallest of
        them is hidden with it (the only other one, where two count the same).
        """
        found: dict[str, set[Any]] = defaultdict(set)
        for total, parts in self.sums:
            places = [place for place in (total, *parts) if place not in self._known]
            shown = [place for place in places if place[1] not in hidden.get(place[0], ())]
            if len(places) - len(shown) == 1 and shown:
                name, key = min(shown, key=lambda p: (self._values[p[0]][p[1]], str(p)))
                found[name].add(key)
        return dict(found)


def _candidates(blocks: Sequence[Block]) -> Iterator[tuple[str, Place, tuple[Place, ...]]]:
    """Kind of link, one figure, and the figures it is the sum of (one: the same figure)."""
    for block in blocks:
        if block.relation == "flow_cell":
            detail = _VISITED.get(block.name.removeprefix("④流出入 "))
            for origin, destination in {row.key for row in block.rows}:
                if detail and destination == TOTAL:
                    for area in _areas(origin, block):
                        yield block.name, (block.name, (origin, TOTAL)), ((VISITS, (area, detail)),)
        elif block.relation == "patients_cell":
            for area in {row.key[0] for row in block.rows}:
                for residence in _MANAGED:
                    act = f"①供給 {residence}医学総合管理料"
                    whole = (block.name, (area, residence, TOTAL, TOTAL))
                    yield residence, whole, ((act, (area, "")),)
                parts = tuple((f"①供給 {r}医学総合管理料", (area, _SEVERE)) for r in _MANAGED)
                yield _SEVERE, (block.name, (area, TOTAL, _SEVERE, TOTAL)), parts


def _areas(origin: Hashable, block: Block) -> Sequence[Hashable]:
    """The area of a row of ④; the prefecture's is 計 there."""
    if origin != TOTAL:
        return [origin]
    return [(r.lead[1], r.lead[2], r.lead[4]) for r in block.rows if r.lead[1] == "prefecture"][:1]


def _values(block: Block) -> dict[Any, float]:
    """Figures of the first measure; those without a number are left out."""
    return {r.key: float(r.values[0][0]) for r in block.rows if r.values[0][0] is not None}


def _are_the_same(
    sums: Sequence[tuple[Place, tuple[Place, ...]]], values: Mapping[str, Mapping[Any, float]]
) -> bool:
    """Whether most figures are near their counterparts."""
    distances = []
    for (name, key), parts in sums:
        whole = values[name][key]
        apart = abs(whole - sum(values[part][part_key] for part, part_key in parts))
        distances.append(apart / max(_SAME_PATIENTS, _SAME_SHARE * whole))
    return median(distances) <= 1
