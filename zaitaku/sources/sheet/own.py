"""The prefecture's own tidy tables: one header row, one statement a row, notes anywhere.

Rows are given back as written, with their place; what they mean is the kind's affair. A row with
two or more filled cells is a statement, so that none is lost because one of its cells is empty.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date

from zaitaku.ground import codes
from zaitaku.ground.states import Problem
from zaitaku.ground.text import digits
from zaitaku.sources.master import Master
from zaitaku.sources.model import TableRefusedError, refusal
from zaitaku.sources.sheet.grid import HEADER_DEPTH, Cell, Grid
from zaitaku.sources.sheet.names import is_of_a_program
from zaitaku.sources.sheet.notices import told_notes, told_remarks, told_repeats
from zaitaku.sources.sheet.table import (
    Field,
    find_columns,
    header_width,
    is_number,
    line_fault,
    repeats_header,
)

AREA_NAME = "地域名"  # heading of the names that a workbook has beside the codes, for people
_GIVEN = (("area_code", "zone_scheme"), ("municipality_code",))  # what such a workbook fills in
_NOTE_MARKS = ("※", "注", "#")


@dataclass(frozen=True)
class Statement:
    """One row: the spreadsheet's number of it (from 1), and its cells by field name.

    Text is trimmed, a whole number is its digits, dates stay dates, a missing column is ''.
    """

    row: int
    cells: Mapping[str, Cell]


def statements(
    grid: Grid, top: int, fields: Sequence[Field]
) -> tuple[list[Statement], list[Problem]]:
    """Every row under the header that says something, and what is to be told of other rows.

    TableRefusedError when there is none.
    """
    header = next(row for row, _ in grid.find(fields[0].pattern, top, top + HEADER_DEPTH))
    columns = find_columns(grid, header, header + 1, fields)
    width = header_width(grid, header, header + 1)
    below = range(header + 1, len(grid.rows))
    said = [row for row in below if not _is_note(grid, row)]
    repeated = [row for row in said if repeats_header(grid, header, header + 1, row)]
    untouched = _untouched(grid, header, said, columns)
    said = sorted(set(said) - set(repeated) - set(untouched))
    told = list(filter(None, (_shortage(grid, row, columns, fields, width) for row in said)))
    told += filter(None, (line_fault(grid, row, width) for row in below))
    if any(problem.severity == "error" for problem in told):
        raise TableRefusedError(told)
    found = [
        Statement(row + 1, {f.name: _cell(grid, row, columns.get(f.name)) for f in fields})
        for row in said
    ]
    if not found:
        raise refusal(
            grid,
            None,
            "見出しはありますが、データの行が1行もありません。",
            "1行に1件ずつ書いてください。",
        )
    notes = [
        row
        for row in sorted(set(below) - set(said) - set(repeated) - set(untouched))
        if (count := sum(cell != "" for cell in grid.rows[row]))
        and (count > 1 or said[0] < row < said[-1])
    ]
    told += told_repeats(grid, repeated) + told_notes(grid, notes)
    told += _told_unnamed(grid, header, said, width, set(columns.values()))
    return found, told + _told_untouched(grid, untouched) + told_remarks(grid, said, width)


def _told_unnamed(
    grid: Grid, header: int, rows: Sequence[int], width: int, known: Set[int]
) -> list[Problem]:
    """Columns of values that nobody named: one of ours, perhaps, that lost its heading."""
    found = []
    for column in sorted(set(range(width)) - known):
        heading = grid.text(header, column)
        row = next((row for row in rows if grid.text(row, column)), None)
        if row is not None and (not heading or is_of_a_program(heading)):
            found.append(
                grid.problem(
                    "warning",
                    header,
                    column,
                    f"見出し「{heading}」の下に値がありますが、何の列か分からないので読みませんでした"
                    f"（最初の値 {grid.cell_name(row, column)}）。",
                    "ひな形の見出しに直すか、要らない列なら消してください。",
                )
            )
    return found


def _untouched(
    grid: Grid, header: int, rows: Sequence[int], columns: Mapping[str, int]
) -> list[int]:
    """Rows of a workbook made by ``template`` in which nobody wrote: an area with its name alone.

    Told by the column of names, which no other table of ours has.
    """
    names = [column for _, column in grid.find(AREA_NAME, header, header + 1)]
    given = next((one for one in _GIVEN if one[0] in columns), ())
    if not names or not given:
        return []
    prefilled = {*names, *(columns[name] for name in given if name in columns)}
    return [
        row
        for row in rows
        if all(cell == "" or at in prefilled for at, cell in enumerate(grid.rows[row]))
    ]


def _told_untouched(grid: Grid, rows: Sequence[int]) -> list[Problem]:
    if not rows:
        return []
    text = f"地域だけがあって何も書いていない {len(rows)} 行は、読みませんでした。"
    return [grid.problem("info", None, None, text)]


def _shortage(
    grid: Grid, row: int, columns: Mapping[str, int], fields: Sequence[Field], width: int
) -> Problem | None:
    """A line that ends early: typed without its last commas, or cut."""
    count = len(grid.rows[row])
    if count >= width:
        return None
    is_cut = any(f.is_required and columns.get(f.name, 0) >= count for f in fields)
    return grid.problem(
        "error" if is_cut else "warning",
        row,
        None,
        f"列が {width} 列必要なところ {count} 列しかありません。",
        "ファイルが途中で切れていないか確かめてください。"
        + ("" if is_cut else "足りない欄は空欄として読みました。"),
    )


def _is_note(grid: Grid, index: int) -> bool:
    filled = [cell for cell in grid.rows[index] if cell != ""]
    if len(filled) < 2:
        return not any(map(is_number, filled))
    return isinstance(filled[0], str) and filled[0].startswith(_NOTE_MARKS)


def _cell(grid: Grid, row: int, column: int | None) -> Cell:
    if column is None:
        return ""
    cells = grid.rows[row]
    if column < len(cells) and isinstance(cells[column], date):  # a datetime is one, too
        return cells[column]
    return grid.text(row, column)


def todays(written: Sequence[Cell], master: Master) -> dict[str, str]:
    """Old code or ward → today's municipality, for written codes that the master lacks."""
    found = {}
    for cell in written:
        for code in codes.municipality_readings(digits(cell) or ""):
            current = master.current(code)
            if code not in master.by_code and current is not None:
                found[code] = current
    return found
