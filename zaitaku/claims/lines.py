"""Which line of a CSV file a record stands in: a record number is no line where cells have breaks.

Looked for only where something is wrong, so its pace does not matter. Gives numbers, never content.
"""

from __future__ import annotations

import csv
from collections.abc import Collection
from pathlib import Path


def physical(path: Path, records: Collection[int], passed_over: Collection[int]) -> dict[int, int]:
    """Record number (1 is the first below the heading) → line number in the file.

    ``passed_over``: lines that were refused as a whole and so are no records.
    """
    wanted, refused = set(records), set(passed_over)
    found: dict[int, int] = {}
    csv.field_size_limit(2**31 - 1)
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        rows = csv.reader(file)
        record, before = -1, 0
        for row in rows:
            line, before = before + 1, rows.line_num
            if not row or line in refused:
                continue
            record += 1
            if record in wanted:
                found[record] = line
                if len(found) == len(wanted):
                    break
    return found
