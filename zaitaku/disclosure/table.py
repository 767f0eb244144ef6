"""Cells that are protected together, and the sums and orders that tie them.

A ``Table`` is everything a reader could add, subtract or compare: the cells of one release table
with all its margins, over all hierarchies at once. It knows true values; it does not know what is
hidden.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse import csgraph

from zaitaku.disclosure.policy import Threshold
from zaitaku.ground.errors import DisclosureError

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Sum = tuple[int, tuple[int, ...]]  # total, parts (positions in the table)
Order = tuple[Hashable, Hashable]  # a part and its whole, by key: never more than it
Rule = tuple[Hashable, Sequence[Hashable]]  # total member, part members
Dimension = Sequence[Rule]

TOLERANCE = 1e-6  # of a figure, in persons


class Cell(NamedTuple):
    """One figure. ``value`` is None (or NaN) where the source has no number.

    ``secret``: the source itself says 秘匿; nobody here knows the number, and it stays hidden.
    Without it a missing number is 欠測 or 該当なし: shown as such, and no one's secret.
    ``forced``: hidden whatever its value.
    ``released``: False for a figure the release does not hold but a reader can work out (持ち出し
    の合計 = 計 − 域内); it is never shown, and protected only if its value is below its threshold.
    ``known``: a number of any sign that everybody knows and nobody can hide: how far apart two
    sources of the same figure lie.
    ``seen``: an earlier release shows it. Hiding it now protects nothing, and the attacker counts
    on it whether or not this release holds it.
    ``broad``: by how much its loss hurts more than that of another: 0.1 is hidden rather than 1.2
    others, not rather than one.
    """

    value: float | None
    threshold: Threshold
    secret: bool = False
    forced: bool = False
    released: bool = True
    known: bool = False
    seen: bool = False
    broad: float = 0.0


@dataclass(frozen=True, eq=False)
class Table:
    """One linear system of cells, in columns; every array has one entry per cell.

    ``keys`` name the cells in messages and reports. ``sums`` are the relations total = Σ parts;
    they must hold for the true values (a part without a number that is not ``secret`` counts 0).
    ``follows``: pairs of cells; who hides the first must hide the second. ``rests``: what a whole
    has beyond its part, so that "never more than" is a sum like any other; nobody's secret.
    ``within``: how wide a hidden cell can be at all after what was shown before, where that is too
    little; else endless.
    """

    name: str
    keys: tuple[Hashable, ...]
    values: Floats
    limits: Floats
    nothing_shown: Bools
    secret: Bools
    forced: Bools
    released: Bools
    known: Bools
    seen: Bools
    broad: Floats
    within: Floats
    rests: Bools
    sums: tuple[Sum, ...]
    follows: tuple[tuple[int, int], ...] = ()

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def needs(self) -> Floats:
        """How wide the interval of each cell must be if it is hidden."""
        result: Floats = np.minimum(self.limits / 2, self.within)
        return result

    @cached_property
    def position(self) -> dict[Hashable, int]:
        """Where each key is."""
        return {key: index for index, key in enumerate(self.keys)}

    def pieces(self) -> list[Ints]:
        """Cells that sums hold together, orders aside; a piece that is followed comes first."""
        sums = [sum_ for sum_ in self.sums if not self.rests[list(sum_[1])].any()]
        rows = [total for total, parts in sums for _ in parts]
        columns = [part for _, parts in sums for part in parts]
        links = sparse.coo_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(self),) * 2)
        count, label = csgraph.connected_components(links, directed=False)
        found = [np.flatnonzero((label == piece) & ~self.rests) for piece in range(count)]
        return sorted((cells for cells in found if len(cells)), key=lambda cells: int(cells[0]))

    def piece(self, cells: Ints, forced: Bools) -> "Table":
        """A table of some of the cells, with the sums among them; ``forced`` ones are hidden."""
        place = np.full(len(self), -1)
        place[cells] = np.arange(len(cells))
        sums = [
            (int(place[total]), tuple(place[list(parts)].tolist()))
            for total, parts in self.sums
            if place[total] >= 0 and (place[list(parts)] >= 0).all()
        ]
        follows = [(int(place[a]), int(place[b])) for a, b in self.follows]
        return Table(
            self.name,
            tuple(self.keys[cell] for cell in cells),
            self.values[cells],
            self.limits[cells],
            self.nothing_shown[cells],
            self.secret[cells],
            (self.forced | forced)[cells],
            self.released[cells],
            self.known[cells],
            self.seen[cells],
            self.broad[cells],
            self.within[cells],
            self.rests[cells],
            tuple(sums),
            tuple(pair for pair in follows if min(pair) >= 0),
        )

    def sum_text(self, relation: Sum) -> str:
        """A relation as a reader would write it: 計 = 部分 + 部分 + …, 全体 ≧ 部分."""
        total, every = relation
        parts = [part for part in every if not (self.known[part] or self.rests[part])]
        sign = "≧" if self.rests[list(every)].any() else "="
        shown = " + ".join(key_text(self.keys[part]) for part in parts[:4])
        more = f" + …（全 {len(parts)} 項）" if len(parts) > 4 else ""
        return f"{key_text(self.keys[total])} {sign} {shown}{more}"


def key_text(key: Hashable) -> str:
    """A cell's key as one phrase: 盛岡市・在宅時・重症."""
    return "・".join(str(part) for part in key) if isinstance(key, tuple) else str(key)


def build(
    name: str,
    cells: Mapping[Any, Cell],
    sums: Iterable[tuple[Hashable, Sequence[Hashable]]],
    *,
    orders: Iterable[Order] = (),
    follows: Iterable[tuple[Hashable, Hashable]] = (),
) -> Table:
    """A table from named cells, sums and orders; every key they name must be a cell.

    An order ties two cells with numbers, and must hold for them. ``follows`` may run in chains,
    each link after the one that leads to it.
    """
    # an order as a sum: the whole is its part and a rest that nobody knows
    cells, sums = dict(cells), list(sums)
    rests = set()
    for part, whole in orders:
        rest = ("余り", part, whole)
        rests.add(rest)
        beyond = (cells[whole].value or 0.0) - (cells[part].value or 0.0)
        cells[rest] = Cell(max(beyond, 0.0), Threshold(0), released=False)
        sums.append((whole, [part, rest]))
    keys = tuple(cells)
    position = {key: index for index, key in enumerate(keys)}
    rows = list(cells.values())
    table = Table(
        name=name,
        keys=keys,
        values=np.array(
            [np.nan if cell.value is None else cell.value for cell in rows], dtype=np.float64
        ),
        limits=np.array([cell.threshold.limit for cell in rows], dtype=np.float64),
        nothing_shown=np.array([cell.threshold.nothing_shown for cell in rows], dtype=np.bool_),
        secret=np.array([cell.secret for cell in rows], dtype=np.bool_),
        forced=np.array([cell.forced for cell in rows], dtype=np.bool_),
        released=np.array([cell.released for cell in rows], dtype=np.bool_),
        known=np.array([cell.known for cell in rows], dtype=np.bool_),
        seen=np.array([cell.seen for cell in rows], dtype=np.bool_),
        broad=np.array([cell.broad for cell in rows], dtype=np.float64),
        within=np.full(len(keys), np.inf),
        rests=np.array([key in rests for key in keys], dtype=np.bool_),
        follows=tuple((position[first], position[then]) for first, then in follows),
        sums=tuple(
            dict.fromkeys(
                (position[total], tuple(position[part] for part in parts)) for total, parts in sums
            )
        ),
    )
    _check_sums(table)
    return table


def cube(
    name: str, dimensions: Sequence[Dimension], cells: Mapping[tuple[Hashable, ...], Cell]
) -> Table:
    """A table over several dimensions; cells are keyed by one member of each.

    A dimension is a list of rules (total member, part members). A member may have several rules
    (県 = 二次医療圏の和 = 在宅医療圏の和) and belong to several totals. A sum is made wherever the
    total and all its parts are cells: along one dimension, and along two or more at once when the
    steps between are not cells (圏域×圏域 = Σ 市町村×市町村).
    """
    return build(name, cells, cube_sums(dimensions, cells))


def cube_sums(
    dimensions: Sequence[Dimension], cells: Mapping[tuple[Hashable, ...], Cell]
) -> Iterator[tuple[Hashable, Sequence[Hashable]]]:
    """The sums of a cube (see ``cube``), for tables that have further sums of their own."""
    rules: list[dict[Hashable, list[Sequence[Hashable]]]] = []
    for dimension in dimensions:
        by_total: dict[Hashable, list[Sequence[Hashable]]] = {}
        for total, parts in [*dimension, *_sums_of_totals(dimension)]:
            by_total.setdefault(total, []).append(tuple(parts))
        rules.append(by_total)
    for key in cells:
        axes = [axis for axis, by_total in enumerate(rules) if key[axis] in by_total]
        found_axes: list[tuple[int, ...]] = []
        for size in range(1, len(axes) + 1):
            for chosen in combinations(axes, size):
                # A joint sum says nothing new where one along fewer dimensions exists.
                if any(set(found) <= set(chosen) for found in found_axes):
                    continue
                for split in product(*(rules[axis][key[axis]] for axis in chosen)):
                    parts = [_replaced(key, chosen, members) for members in product(*split)]
                    if all(part in cells for part in parts):
                        found_axes.append(chosen)
                        yield key, parts


def _sums_of_totals(dimension: Dimension) -> Iterator[Rule]:
    """Rules that follow from the given ones: 県 = Σ 二次医療圏, where both are Σ 市町村.

    They say nothing new, but a short sum shows at a glance what a long one hides.
    """
    first: dict[Hashable, Sequence[Hashable]] = {}
    for total, parts in dimension:
        first.setdefault(total, parts)
    # Only totals of members that are no totals; deeper hierarchies name their steps already.
    flat = {t: frozenset(parts) for t, parts in first.items() if first.keys().isdisjoint(parts)}
    order = {total: place for place, total in enumerate(flat)}
    known = {(total, frozenset(parts)) for total, parts in dimension}
    for total, members in flat.items():
        inside = [other for other in flat if flat[other] < members]
        used: set[Hashable] = set()
        for start in inside:
            if start in used:
                continue
            parts, rest = [], set(members)
            # One grouping at a time; groups of a kind stand together in the rules.
            for group in sorted(inside, key=lambda g: (g in used, abs(order[g] - order[start]))):
                if flat[group] <= rest:
                    parts.append(group)
                    rest -= flat[group]
            used.update(parts)
            if any(rest & flat[group] for group in inside) or len(parts) < 2:
                continue
            # Members that no group holds (県外) complete the sum.
            parts += [member for member in first[total] if member in rest]
            if (total, frozenset(parts)) not in known:
                known.add((total, frozenset(parts)))
                yield total, parts


def _replaced(
    key: tuple[Hashable, ...], axes: tuple[int, ...], members: tuple[Hashable, ...]
) -> tuple[Hashable, ...]:
    changed = list(key)
    for axis, member in zip(axes, members, strict=True):
        changed[axis] = member
    return tuple(changed)


def _check_sums(table: Table) -> None:
    numbers = np.where(np.isnan(table.values), 0.0, table.values)
    negative = (numbers < 0) & ~table.known
    if negative.any():
        worst = int(np.argmin(np.where(negative, numbers, 0.0)))
        raise DisclosureError(
            f"{table.name}: 「{key_text(table.keys[worst])}」が負の値です。人数は 0 以上でなければ"
            "保護できません。元データを確かめて取り込み直してください。"
        )
    for relation in table.sums:
        total, parts = relation
        members = [total, *parts]
        if table.secret[members].any() or np.isnan(table.values[total]):
            continue
        difference = numbers[total] - numbers[list(parts)].sum()
        if abs(difference) > TOLERANCE * max(1.0, numbers[total]):
            raise DisclosureError(
                f"{table.name}: 合計と内訳の和が {abs(difference):g} 食い違います"
                f"（{table.sum_text(relation)}）。公表用の合計は内訳から作る必要があります。"
                "build の検査結果を確かめて、取り込み直してください。"
            )
