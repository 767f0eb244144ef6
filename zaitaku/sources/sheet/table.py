"""Finding the columns and the data rows of a table, and reading its numbers.

Shared by the readers of the official kinds. Fails closed: a row that holds numbers but no
readable key is an error, never left out in silence.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, takewhile
from operator import itemgetter

import numpy as np
import numpy.typing as npt

from zaitaku.ground.states import Problem
from zaitaku.ground.text import digits, squash, tidy
from zaitaku.sources.model import HEADING_FIX, TableRefusedError
from zaitaku.sources.sheet.grid import HEADER_DEPTH, Cell, Grid, column_letters
from zaitaku.sources.sheet.notices import told_notes, told_remarks, told_repeats
from zaitaku.sources.sheet.values import (
    DASH_IS_ZERO,
)

Floats = npt.NDArray[np.float64]
_SYMBOLS = DASH_IS_ZERO.keys() - {""}
Objects = npt.NDArray[np.object_]

TOTAL_WORDS = frozenset(
    {"合計", "計", "総計", "総数", "県計", "県合計", "都道府県計", "全体", "全県"}
)
_NAMED_BY = ("insurer_no", "name", "prefecture")
_NAMES = ("name", "prefecture", "act_name")
_DELIMITERS = ";\t|"
_FEWEST_PARTS = 3


@dataclass(frozen=True)
class Field:
    """A column wanted: our name, how the official header writes it, and how to know it."""

    name: str
    label: str
    pattern: str
    is_required: bool = True


@dataclass
class Table:
    """Where things are in a sheet. Indices from 0.

    ``data``: rows with a key; ``totals``: rows 「合計」「計」 without one.
    """

    grid: Grid
    top: int
    start: int
    columns: dict[str, int]
    data: list[int]
    totals: list[int]
    problems: list[Problem]

    @property
    def header(self) -> range:
        """The rows of its headings."""
        return range(self.top, self.start)

    def cells(self, name: str, rows: Sequence[int] | None = None) -> list[Cell]:
        """The cells of one column in the data rows."""
        pick = itemgetter(self.columns[name])
        sheet = self.grid.rows
        return [pick(sheet[row]) for row in (self.data if rows is None else rows)]

    def places(self, name: str) -> list[tuple[int, int]]:
        """Where the cells of one column stand, as (row, column)."""
        column = self.columns[name]
        return [(row, column) for row in self.data]

    def texts(self, name: str) -> list[str] | None:
        """A column of names as written; None when the table has no such column."""
        if name not in self.columns:
            return None
        return [tidy(cell) if isinstance(cell, str) else str(cell) for cell in self.cells(name)]


def is_total_word(text: str) -> bool:
    """Whether a label names a total: 合計, 計, 県計, 「岩手県計」."""
    key = squash(text)
    return key in TOTAL_WORDS or key.endswith(("県計", "府計", "都計", "道計"))


def open_table(
    grid: Grid, top: int, fields: Sequence[Field], key: str, *, header_has_numbers: bool = False
) -> Table:
    """Locate columns and rows. ``key`` is the field whose digits make a row a data row.

    A header of words ends where numbers begin, so a first row that lost its key is told; where
    ``header_has_numbers`` (years, bands), it ends where a name stands in the column of names, else
    at the first key. TableRefusedError when required columns are missing or stand twice, a first
    row has no key, or no data row follows.
    """
    key_field = next(field for field in fields if field.name == key)
    start = first_data_row(grid, top, key_field)
    columns = find_columns(grid, top, start, fields)
    table = Table(grid, top, start, columns, [], [], [])
    header = grid.find(key_field.pattern, top, top + HEADER_DEPTH)
    first = header[0][0] + 1 if header else start
    if header_has_numbers:
        first = _first_named(table, fields, first)
    classify_rows(table, columns[key], header_width(grid, top, start), first)
    if header_has_numbers and first < start and first not in table.totals:
        # what follows would take the row for a part of the header
        raise TableRefusedError(table.problems or [_without_key(table, first, columns[key])])
    if not table.data:
        raise TableRefusedError(
            table.problems
            or [
                grid.problem(
                    "error",
                    None,
                    None,
                    "見出しはありますが、データの行が1行もありません。",
                    "保険者番号の入った行があるか確かめてください。",
                )
            ]
        )
    return table


def _without_key(table: Table, row: int, column: int) -> Problem:
    return table.grid.problem(
        "error",
        row,
        column,
        f"見出しの下の行ですが、番号の欄が「{table.grid.text(row, column)}」で読み取れません。",
        "番号を入れるか、表の行でなければ消してください。",
    )


def _first_named(table: Table, fields: Sequence[Field], first: int) -> int:
    """The first row from ``first`` on that has a name where the header only has its heading."""
    named = [field for field in fields if field.name in _NAMES and field.name in table.columns]
    for row in range(first, table.start):
        texts = {field.pattern: table.grid.text(row, table.columns[field.name]) for field in named}
        if any(text and not re.fullmatch(pattern, squash(text)) for pattern, text in texts.items()):
            return row
        if line_fault(table.grid, row, header_width(table.grid, table.top, table.start)):
            return row
    return table.start


def header_width(grid: Grid, top: int, start: int) -> int:
    """How many columns a header has, blank ones at its right end not counted."""
    return max(
        (
            column + 1
            for row in grid.rows[top:start]
            for column, cell in enumerate(row)
            if cell != ""
        ),
        default=0,
    )


def first_data_row(grid: Grid, top: int, key: Field) -> int:
    """Where the header ends: blank rows and then the first key follow (else the deepest end)."""
    places = grid.find(key.pattern, top, top + HEADER_DEPTH)
    if places:
        header_row, column = places[0]
        for row in range(header_row + 1, len(grid.rows)):
            cells = grid.rows[row]
            if column < len(cells) and digits(cells[column]) is not None:
                while not any(cell != "" for cell in grid.rows[row - 1]):
                    row -= 1
                return row
    return min(top + HEADER_DEPTH, len(grid.rows))


def find_columns(grid: Grid, top: int, start: int, fields: Sequence[Field]) -> dict[str, int]:
    """Column of each field by its header words; order does not matter."""
    columns: dict[str, int] = {}
    problems: list[Problem] = []
    for field in fields:
        found = sorted({column for _, column in grid.find(field.pattern, top, start)})
        if not found:
            found = _across_lines(grid, top, start, field)
        if len(found) == 1:
            columns[field.name] = found[0]
        elif found:
            places = "、".join(f"{column_letters(column)}列" for column in found)
            problems.append(
                grid.problem(
                    "error",
                    top,
                    None,
                    f"「{field.label}」の列が2つ以上あります（{places}）。",
                    "どちらかを削除するか、見出しを直してください。",
                )
            )
        elif field.is_required:
            problems.append(
                grid.problem(
                    "error",
                    top,
                    None,
                    f"「{field.label}」の列が見つかりません。",
                    HEADING_FIX,
                )
            )
    if problems:
        raise TableRefusedError(problems)
    return columns


def _across_lines(grid: Grid, top: int, start: int, field: Field) -> list[int]:
    """Columns whose header is split over several rows: 「1ヶ月当り」 above 「患者数」."""
    width = max((len(row) for row in grid.rows[top:start]), default=0)
    return [
        column
        for column in range(width)
        if re.fullmatch(field.pattern, "".join(grid.stack(column, top, start)))
    ]


def classify_rows(table: Table, key_column: int, width: int, first: int | None = None) -> None:
    """Fill ``data`` and ``totals``: rows with digits in the key column, rows named 合計.

    Looked at from row ``first`` on (None: from where the data start). Blank rows and notes are
    passed over; repeated headers and notes between rows too, and told. A row with numbers but no
    key, with fewer than ``width`` cells or with figures beyond them, is an error.
    """
    grid = table.grid
    repeated: list[int] = []
    notes: list[int] = []
    faulty: list[Problem] = []
    names = [table.columns[name] for name in _NAMED_BY if name in table.columns]
    known: dict[Cell, bool] = {}
    for index in range(table.start if first is None else first, len(grid.rows)):
        row = grid.rows[index]
        cell = row[key_column] if key_column < len(row) else ""
        is_key = known.get(cell)
        if is_key is None:
            is_key = known[cell] = digits(cell) is not None
        if not is_key:
            filled = [cell for cell in row if cell != ""]
            if not filled:
                continue
            if repeats_header(grid, 0, min(table.start, index), index):
                if index >= table.start:
                    repeated.append(index)
                continue
        is_total = not is_key and any(is_total_word(grid.text(index, name)) for name in names)
        if (is_key or is_total) and len(row) < width:
            table.problems.append(_short(grid, index, width))
        elif is_key:
            table.data.append(index)
            if problem := line_fault(grid, index, width):
                faulty.append(problem)
        elif problem := line_fault(grid, index, width):
            table.problems.append(problem)
        elif is_total:
            table.totals.append(index)
        elif _is_row_of_data(filled):
            table.problems.append(_unreadable_key(grid, index, key_column, cell))
        else:
            notes.append(index)
    if not 1 < len(faulty) == len(table.data):  # else it is the header that stands beside its data
        table.problems += faulty
    table.problems += told_repeats(grid, repeated)
    between = [row for row in notes if table.data and table.data[0] < row < table.data[-1]]
    table.problems += told_notes(grid, between) + told_remarks(grid, table.data, width)


def _short(grid: Grid, row: int, width: int) -> Problem:
    return grid.problem(
        "error",
        row,
        None,
        f"列が {width} 列必要なところ {len(grid.rows[row])} 列しかありません。",
        "ファイルが途中で切れていないか確かめてください。",
    )


def _unreadable_key(grid: Grid, row: int, column: int, cell: Cell) -> Problem:
    return grid.problem(
        "error",
        row,
        column,
        f"数値のある行ですが、番号の欄が「{tidy(str(cell))}」で読み取れません。",
        "保険者番号などの番号を数字で入れてください。",
    )


def _is_row_of_data(filled: list[Cell]) -> bool:
    """Whether a row without a key still holds numbers: notes and titles hold text only."""
    return any(is_number(cell) or squash(cell) in _SYMBOLS for cell in filled)


def is_number(cell: Cell) -> bool:
    """Whether a cell holds a number or a code, alone."""
    if not isinstance(cell, str):
        return True
    return squash(cell).replace(",", "").replace(".", "", 1).isdigit()


def line_fault(grid: Grid, index: int, width: int) -> Problem | None:
    """What is wrong with a row whose figures are not below the ``width`` columns of the header.

    Two rows in one line have them beyond; a row of another delimiter has all in one cell. A blank
    column ends the table: calculations beside it are none of its figures.
    """
    row = grid.rows[index]
    if len(row) > 1 and row[0] != "" != row[1] and (len(row) <= width or row[width] == ""):
        return None  # so does nearly every row begin and end
    for column in takewhile(lambda column: row[column] != "", range(width, len(row))):
        if is_number(row[column]):
            return grid.problem(
                "error",
                index,
                column,
                f"見出しのない列に値「{grid.text(index, column)}」があります。",
                "2行が1行につながっていないか、列がずれていないか確かめてください。"
                "表に関係のない値なら消してください。",
            )
    filled = (column for column, cell in enumerate(row) if cell != "")
    columns = list(islice(filled, 2))  # whether there is one alone
    text = str(row[columns[0]]) if len(columns) == 1 else ""
    parts = 1 + max((text.count(sign) for sign in _DELIMITERS), default=0)
    if parts >= max(_FEWEST_PARTS, width // 2) or (text.count(",") + 1 == width >= _FEWEST_PARTS):
        return grid.problem(
            "error",
            index,
            columns[0],
            f"1つのセルに1行分の値「{tidy(text)}」が入っています。",
            "区切りの文字をほかの行と同じにしてください。",
        )
    return None


def repeats_header(grid: Grid, top: int, bottom: int, index: int) -> bool:
    """Whether a row says again what rows from ``top`` to ``bottom`` say in the same columns.

    Printed tables repeat their header on every page, joined files once in a file.
    """
    said = [(column, squash(grid.text(index, column))) for column in grid.filled(index)]
    return all(
        any(squash(grid.text(row, column)) == text for row in range(top, bottom))
        for column, text in said
    )
