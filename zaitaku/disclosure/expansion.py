"""Every cell of a table as a sum of base cells, and numbers for those that the source hides.

Knows sums and their relations, nothing of what is to be hidden (``system``).
"""

import numpy as np
from scipy import optimize, sparse

from zaitaku.disclosure.table import TOLERANCE, Bools, Floats, Ints, Sum, Table
from zaitaku.ground.errors import DisclosureError


def expand(table: Table) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    """Each cell as a sum of base cells, and the differences of rival expansions (= 0)."""
    first: dict[int, tuple[int, ...]] = {}
    rest: list[Sum] = []
    for total, parts in table.sums:
        if total in first:
            rest.append((total, parts))
        else:
            first[total] = parts
    done: dict[int, dict[int, float]] = {}
    for cell in range(len(table)):
        _expand_cell(table, cell, first, done)
    extra: list[dict[int, float]] = []
    for total, parts in rest:
        difference = dict(done[total])
        for part in parts:
            for base, count in done[part].items():
                difference[base] = difference.get(base, 0.0) - count
        extra.append({base: count for base, count in difference.items() if count})
    return matrix_of([done[cell] for cell in range(len(table))], len(table)), matrix_of(
        extra, len(table)
    )


def _expand_cell(
    table: Table,
    cell: int,
    first: dict[int, tuple[int, ...]],
    done: dict[int, dict[int, float]],
) -> None:
    # An explicit stack: hierarchies may be deep, and a cycle must be an error, not a crash.
    stack = [(cell, False)]
    opened: set[int] = set()
    while stack:
        current, parts_done = stack.pop()
        if current in done:
            continue
        parts = first.get(current)
        if parts is None:
            done[current] = {current: 1.0}
        elif parts_done:
            counts: dict[int, float] = {}
            for part in parts:
                for base, count in done[part].items():
                    counts[base] = counts.get(base, 0.0) + count
            done[current] = counts
        elif current in opened:
            raise DisclosureError(
                f"{table.name}: 合計の関係が循環しています"
                f"（{table.sum_text((current, parts))}）。圏域や区分の親子関係を直してください。"
            )
        else:
            opened.add(current)
            stack.append((current, True))
            stack.extend((part, False) for part in parts)


def matrix_of(rows: list[dict[int, float]], width: int) -> sparse.csr_matrix:
    """Rows given as column → number."""
    indices = np.fromiter((base for row in rows for base in sorted(row)), dtype=np.int32)
    data = np.fromiter((row[base] for row in rows for base in sorted(row)), dtype=np.float64)
    indptr = np.concatenate(([0], np.cumsum([len(row) for row in rows], dtype=np.int32)))
    return sparse.csr_matrix((data, indices, indptr.astype(np.int32)), shape=(len(rows), width))


def in_order(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    """The matrix without stored zeros, so that equal rows are stored alike."""
    result = matrix.tocsr()
    result.eliminate_zeros()
    result.sort_indices()
    return result


def row_entries(matrix: sparse.csr_matrix, row: int) -> Ints:
    """The columns a row has an entry in."""
    entries: Ints = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]
    return entries


def distinct_rows(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    """Each row that is not empty, once."""
    rows = in_order(matrix)
    seen: dict[tuple[bytes, bytes], int] = {}
    for row in range(rows.shape[0]):
        span = slice(rows.indptr[row], rows.indptr[row + 1])
        if span.start < span.stop:
            seen.setdefault((rows.indices[span].tobytes(), rows.data[span].tobytes()), row)
    return rows[list(seen.values())]


def filled(
    table: Table, is_total: Bools, expansion: sparse.csr_matrix, extra: sparse.csr_matrix
) -> Floats:
    """True values, with a possible number for each one the source hides; no number counts 0.

    Nobody here knows the source's hidden numbers. Any candidate that fits the known sums will do:
    the intervals an attacker finds do not depend on which.
    """
    values: Floats = np.where(np.isnan(table.values), 0.0, table.values)
    if not table.secret.any():
        return values
    unknown = np.flatnonzero(table.secret & ~is_total)
    known_totals = is_total & ~np.isnan(table.values)
    checks = sparse.vstack([expansion[known_totals], extra]).tocsr()
    target = np.concatenate([values[known_totals], np.zeros(extra.shape[0])])
    right = target - checks @ np.where(is_total, 0.0, values)
    mine = checks[:, unknown].tocsr()
    relevant = np.flatnonzero(np.diff(mine.indptr))
    values[unknown] = table.limits[unknown] / 2
    if len(relevant):
        for ceiling in (table.limits[unknown], np.full(len(unknown), np.inf)):
            found = optimize.linprog(
                np.zeros(len(unknown)),
                A_eq=mine[relevant],
                b_eq=right[relevant],
                bounds=np.column_stack([np.zeros(len(unknown)), ceiling]),
            )
            if found.status == 0:
                values[unknown] = np.maximum(found.x, 0.0)
                break
        else:
            raise DisclosureError(
                f"{table.name}: 元データで秘匿されている内訳と、表示されている合計が食い違います。"
                "元データの合計と内訳を確かめて、取り込み直してください。"
            )
    computed = expansion @ np.where(is_total, 0.0, values)
    values[is_total] = computed[is_total]
    values[np.abs(values) < TOLERANCE] = 0.0
    return values
