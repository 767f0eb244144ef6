"""Which line of a CSV file a record stands in: a record number is no line where cells have breaks.

Looked for only where something is wrong, so its pace does not matter. Gives numbers, never content.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator
from pathlib import Path


def physical(path: Path, records: Collection[int], refused: Collection[int]) -> dict[int, int]:
    """Record number (1 is the first below the heading) → line number in the file.

    ``refused``: rows (``of_rows``) that are no records.
    """
    wanted, out = set(records), set(refused)
    found: dict[int, int] = {}
    record = -1
    for row, line, is_blank in _rows(path) if wanted else ():
        if is_blank or row in out:
            continue
        record += 1
        if record in wanted:
            found[record] = line
            if len(found) == len(wanted):
                break
    return found


def of_rows(path: Path, rows: Collection[int]) -> dict[int, int]:
    """Row (1 is the heading; blank ones count) → line. DuckDB tells refused rows so."""
    wanted = set(rows)
    found: dict[int, int] = {}
    for row, line, _ in _rows(path) if wanted else ():
        if row in wanted:
            found[row] = line
            if len(found) == len(wanted):
                break
    return found


def _rows(path: Path) -> Iterator[tuple[int, int, bool]]:
    """Every row: its number, the line it begins in, whether it is blank."""
    csv.field_size_limit(2**31 - 1)
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        rows = csv.reader(file)
        before = 0
        for number, row in enumerate(rows, start=1):
            yield number, before + 1, not row
            before = rows.line_num
