"""The linear system behind a table, reduced to what can still vary.

Every cell is a sum of base cells (cells that are no total), so base cells are the variables and
all relations between totals follow. A base cell that is 0 and shown, or known to everybody, is a
constant and drops out.
Cells that are then the same sum are one *figure* (a 圏域 of one municipality; a total with a single
part that is not 0; two sources of one figure): they are hidden together or shown together.

Deviations, not values: an attacker's candidate tables are the true one plus a deviation of the
base cells, so no right-hand side is ever rounded.
"""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from scipy import sparse

from zaitaku.disclosure.expansion import (
    distinct_rows,
    expand,
    filled,
    in_order,
    matrix_of,
    row_entries,
)
from zaitaku.disclosure.policy import Policy
from zaitaku.disclosure.primary import primary
from zaitaku.disclosure.table import TOLERANCE, Bools, Floats, Ints, Sum, Table, key_text
from zaitaku.ground.errors import DisclosureError


@dataclass(frozen=True, eq=False)
class System:
    """Figures (rows) over free base cells (columns); arrays have one entry per figure.

    ``figure_of`` gives each cell its figure; -1: a constant everybody knows (a shown 0), or no
    number at all. ``matrix`` is figures × columns, ``equalities`` are rows that are 0 for every
    deviation (a total with two different splits). ``must_hide``: some cell of the figure is hidden
    by itself. ``seen``: an earlier release shows it, so it is known and cannot be hidden.
    ``room_up`` and ``room_down``: how far an attacker thinks a hidden figure may lie above or below
    its true value. ``need``: how wide its interval must be. ``weight``: how many released cells it
    stands for; ``broad``: by how much their loss hurts more. ``column``: its variable if it is a
    base figure, else -1.
    ``relations``: the sums of the table in terms of figures (total, parts); ``sources``: the sum
    of the table each of them was first. ``follows``: who hides the first must hide the second.
    """

    figure_of: Ints
    matrix: sparse.csr_matrix
    equalities: sparse.csr_matrix
    values: Floats
    must_hide: Bools
    seen: Bools
    room_up: Floats
    room_down: Floats
    need: Floats
    weight: Floats
    broad: Floats
    column: Ints
    relations: tuple[Sum, ...]
    sources: tuple[Sum, ...]
    follows: tuple[tuple[int, int], ...]

    def __len__(self) -> int:
        return len(self.values)

    @cached_property
    def totals(self) -> Ints:
        """Figures that are not base figures: the rows of every program."""
        return np.flatnonzero(self.column < 0)

    @cached_property
    def base(self) -> Ints:
        """The base figure of each column."""
        figures = np.flatnonzero(self.column >= 0)
        found = np.empty(self.matrix.shape[1], dtype=np.int64)
        found[self.column[figures]] = figures
        return found

    @cached_property
    def rows(self) -> sparse.csr_matrix:
        """Totals, then equalities, over the columns."""
        return sparse.vstack([self.matrix[self.totals], self.equalities]).tocsr()

    @cached_property
    def sums(self) -> sparse.csr_matrix:
        """``relations`` over the figures: total − parts (= 0 for every deviation)."""
        return in_order(
            matrix_of(
                [
                    {total: 1.0} | {part: -float(count) for part, count in Counter(parts).items()}
                    for total, parts in self.relations
                ],
                len(self),
            )
        )

    @cached_property
    def sum_members(self) -> list[list[int]]:
        """The figures of each sum, its total first."""
        return [[total, *dict.fromkeys(parts)] for total, parts in self.relations]

    @cached_property
    def sum_entries(self) -> list[tuple[Ints, Floats]]:
        """The figures of each sum with their signs: total − parts (= 0 for every deviation)."""
        starts = self.sums.indptr
        return [
            (self.sums.indices[start:end].astype(np.int64), self.sums.data[start:end])
            for start, end in pairwise(starts)
        ]

    @cached_property
    def sums_of(self) -> list[list[int]]:
        """The sums each figure is in."""
        found: list[list[int]] = [[] for _ in range(len(self))]
        for row, members in enumerate(self.sum_members):
            for member in members:
                found[member].append(row)
        return found

    def hidden_in_sums(self, hidden: Bools) -> Ints:
        """How many members of each sum are hidden."""
        count: Ints = (abs(self.sums) > 0) @ hidden.astype(np.int64)
        return count

    def hides(self, cells: Bools) -> Bools:
        """Figures that a mask of cells hides: those of which no cell is shown."""
        hidden = np.ones(len(self), dtype=np.bool_)
        hidden[self.figure_of[~cells & (self.figure_of >= 0)]] = False
        return hidden

    def touched(self, cells: Bools) -> Bools:
        """Figures of which a mask of cells hides any, with what must be hidden and what follows."""
        hidden = self.must_hide.copy()
        hidden[self.figure_of[cells & (self.figure_of >= 0)]] = True
        hidden &= ~self.seen
        _follow(hidden, self.follows)
        return hidden

    def cells(self, figures: Bools) -> Bools:
        """The mask of cells that a mask of figures hides."""
        mask: Bools = np.zeros(len(self.figure_of), dtype=np.bool_)
        known = self.figure_of >= 0
        mask[known] = figures[self.figure_of[known]]
        return mask


def reduce(table: Table, primary: Bools, hidden: Bools) -> System:
    """The system of ``table`` in which ``hidden`` cells may vary; ``primary`` ⊆ ``hidden``.

    A figure whose ``hidden`` cells include a primary one must hide all its cells.
    """
    is_total = np.zeros(len(table), dtype=np.bool_)
    is_total[[total for total, _ in table.sums]] = True
    expansion, extra = expand(table)
    values = filled(table, is_total, expansion, extra)
    absent = np.isnan(table.values) & ~table.secret
    varies = _varying(table, values, hidden, expansion)
    columns = np.flatnonzero(varies & ~is_total & ~absent & ~table.known)
    reduced = in_order(expansion[:, columns])

    figure_of, first = _figures(reduced, absent)
    members = figure_of >= 0
    figures = figure_of[members]
    n = len(first)

    def gather(per_cell: Floats, start: float, combine: np.ufunc) -> Floats:
        result = np.full(n, start)
        combine.at(result, figures, per_cell[members])
        return result

    # What an attacker knows of a hidden cell: 0 < v < limit is why most are hidden. A figure of an
    # area that shows nothing, or hidden for its companion's sake, may be anything.
    bounded = primary & ~table.nothing_shown & (values < table.limits)
    room = gather(np.where(bounded, table.limits, np.inf) - values, np.inf, np.minimum)
    sensitive = primary | table.released
    matrix = reduced[first]
    # the free part of each figure; sources of one figure that differ have it in common
    free = matrix @ values[columns]
    single = np.flatnonzero(np.diff(matrix.indptr) == 1)
    column = np.full(n, -1)
    column[single] = matrix.indices[matrix.indptr[single]]
    weight = gather(table.released.astype(np.float64), 0.0, np.add)
    must_hide = gather(primary.astype(np.float64), 0.0, np.maximum) > 0
    relations = _relations(table, figure_of)
    seen = gather(table.seen.astype(np.float64), 0.0, np.maximum) > 0
    follows = tuple(pair for pair in _follows(table, figure_of) if not seen[pair[1]])
    must_hide = (must_hide | (weight == 0)) & ~seen
    _follow(must_hide, follows)
    return System(
        figure_of=figure_of,
        matrix=matrix,
        equalities=distinct_rows(extra[:, columns]),
        values=values[first],
        must_hide=must_hide,
        seen=seen,
        room_up=_ceilings(matrix, free + room) - free,
        room_down=gather(values, np.inf, np.minimum),
        need=gather(np.where(sensitive, table.needs, 0.0), 0.0, np.maximum),
        weight=weight,
        broad=gather(np.where(table.released, table.broad, 0.0), 0.0, np.add),
        column=column,
        relations=tuple(relations),
        sources=tuple(relations.values()),
        follows=follows,
    )


def check_feasible(table: Table, system: System) -> None:
    """Refuse rules no table can satisfy: a total known to lie below what a part of it needs."""
    stuck = _stuck(system)
    if len(stuck):
        ceiling = system.room_up + system.room_down
        cell = int(np.flatnonzero(system.figure_of == stuck[0])[0])
        raise DisclosureError(
            f"{table.name}: 「{key_text(table.keys[cell])}」は、それを含む合計が "
            f"{ceiling[stuck[0]]:g} 未満と分かるため、幅 {system.need[stuck[0]]:g} まで曖昧に"
            "できません。disclosure.toml で、人口の多い段階のしきい値を少ない段階の半分以上に"
            "してください。"
        )


def hopeless(table: Table, policy: Policy) -> list[Hashable]:
    """Keys of cells that no hiding could protect, whatever else is hidden."""
    small = primary(table, policy)
    system = reduce(table, small, small)
    cells = np.flatnonzero(np.isin(system.figure_of, _stuck(system)))
    return [table.keys[cell] for cell in cells]


def _stuck(system: System) -> Ints:
    room = system.room_up + system.room_down
    return np.flatnonzero(system.must_hide & (room < system.need - TOLERANCE))


def _varying(table: Table, values: Floats, hidden: Bools, expansion: sparse.csr_matrix) -> Bools:
    """Cells that are not known to everybody to be 0."""
    varies: Bools = (values > 0) | hidden | ~table.released
    for cell in np.flatnonzero(hidden & (values == 0)).tolist():
        # A hidden 0 can vary only if the zeros it is made of can.
        varies[row_entries(expansion, cell)] = True
    return varies


def _figures(reduced: sparse.csr_matrix, absent: Bools) -> tuple[Ints, list[int]]:
    """The figure of each cell (-1: none), and the first cell of each figure."""
    figure_of = np.full(len(absent), -1)
    first: list[int] = []
    known: dict[tuple[bytes, bytes], int] = {}
    for cell in range(len(absent)):
        span = slice(reduced.indptr[cell], reduced.indptr[cell + 1])
        if absent[cell] or span.start == span.stop:
            continue
        row = (reduced.indices[span].tobytes(), reduced.data[span].tobytes())
        figure = known.setdefault(row, len(first))
        figure_of[cell] = figure
        if figure == len(first):
            first.append(cell)
    return figure_of, first


def _ceilings(matrix: sparse.csr_matrix, upper: Floats) -> Floats:
    """What each figure cannot exceed: the lowest upper end of any figure that contains it."""
    ceilings = upper.copy()
    bounded = np.flatnonzero(np.isfinite(upper))
    if not len(bounded):
        return ceilings
    size = np.diff(matrix.indptr)
    # common[k, j]: how many columns figure k shares with bounded figure j; all of them: k ⊆ j.
    common = (matrix @ matrix[bounded].T).tocoo()
    inside = common.data >= size[common.row] - TOLERANCE
    np.minimum.at(ceilings, common.row[inside], upper[bounded[common.col[inside]]])
    return ceilings


def _relations(table: Table, figure_of: Ints) -> dict[Sum, Sum]:
    found: dict[Sum, Sum] = {}
    for total, parts in table.sums:
        figure = int(figure_of[total])
        split = tuple(sorted(int(figure_of[part]) for part in parts if figure_of[part] >= 0))
        if figure >= 0 and split != (figure,):
            found.setdefault((figure, split), (total, parts))
    return found


def _follows(table: Table, figure_of: Ints) -> tuple[tuple[int, int], ...]:
    pairs = ((int(figure_of[first]), int(figure_of[then])) for first, then in table.follows)
    return tuple(dict.fromkeys((a, b) for a, b in pairs if a >= 0 and b >= 0 and a != b))


def _follow(hidden: Bools, follows: Sequence[tuple[int, int]]) -> None:
    """Hide what follows hidden figures. Figures of several cells may close the chains anywhere."""
    while new := [then for first, then in follows if hidden[first] and not hidden[then]]:
        hidden[new] = True
