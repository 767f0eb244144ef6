"""Lines of CSV files: those of files without breaks in cells, and where a record of others stands.

A record number is no line where cells have breaks; it is looked for only where something is wrong,
so its pace does not matter. Nothing here tells content.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator
from pathlib import Path

from zaitaku.ground.errors import SourceFileError


def each(path: Path, encoding: str, wanted: str) -> Iterator[tuple[int, list[str]]]:
    """Number and cells of every line that is not blank; a quotation mark ends with its line.

    SourceFileError names the line that is not of the encoding; ``wanted``: what to do then.
    """
    with path.open("rb") as file:
        for number, raw in enumerate(file, start=1):
            try:
                text = raw.decode(encoding)
            except UnicodeDecodeError:
                raise SourceFileError(
                    f"「{path.name}」の {number} 行目に、文字コードの違うところがあります。{wanted}"
                ) from None
            try:
                cells = next(csv.reader([text]), [])
            except csv.Error:  # no line of a table: one cell, so that it is told as too short
                cells = [""]
            if cells:
                yield number, cells


def is_cut(path: Path, line: int) -> bool:
    """Whether a line is the last and has no end: with it the file was cut."""
    with path.open("rb") as file:
        file.seek(-1, 2)
        if file.read(1) == b"\n":
            return False
        file.seek(0)
        ends = sum(part.count(b"\n") for part in iter(lambda: file.read(1 << 20), b""))
    return line == ends + 1


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
