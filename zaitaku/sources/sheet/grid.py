"""A sheet as rows of cells with the row and column numbers its spreadsheet shows.

Knows where a cell is and how to find header words; knows no kind of file.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from zaitaku.ground.states import Problem, Severity
from zaitaku.ground.text import TOO_LARGE, squash, tidy

HEAD_ROWS = 60  # titles, notes and headers all end before here
HEADER_DEPTH = 8  # the deepest official header has six rows (④)

Cell = Any

# What a spreadsheet shows where a calculation gave no value; the last two are told so by us.
UNCALCULATED = "（計算されていない数式）"
FAILED = "（計算エラー）"
NO_VALUE = frozenset(
    {"#N/A", "#DIV/0!", "#REF!", "#NAME?", "#NULL!", "#NUM!", "#VALUE!", "#GETTING_DATA"}
    | {"#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!"}
    | {UNCALCULATED, FAILED}
)


def column_letters(column: int) -> str:
    """0 → A, 26 → AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


# what a pattern of one line might see of the lines around it
_BEYOND_LINE = re.compile(r"\[\^|\\[sSWDnrAZbB]|\(\?(?!:)|[\^$]|\n")


@lru_cache(maxsize=4096)
def _of_lines(pattern: str) -> re.Pattern[str] | None:
    """A pattern that finds the whole lines it matches; None where it must see each text alone."""
    if _BEYOND_LINE.search(pattern):
        return None
    return re.compile(f"^(?:{pattern})$", re.MULTILINE)


@dataclass
class Grid:
    """One worksheet, or one CSV file (``sheet`` None). Rows start at A1; indices here at 0.

    ``is_open``: the text ends within a line, so its last cell may have lost its end.
    """

    file_name: str
    sheet: str | None
    rows: list[list[Cell]]
    is_hidden: bool = False
    is_open: bool = False
    _found: dict[str, list[tuple[int, int]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def title(self) -> str:
        """File and sheet as messages name them: 「R05.xlsx「③需要_患者数」」."""
        return self.file_name if self.sheet is None else f"{self.file_name}「{self.sheet}」"

    def at(self, row: int, column: int | None = None) -> str:
        """A place as the spreadsheet shows it: 「R05.xlsx「③需要_患者数」G17」, or 「… 17行目」."""
        gap = " " if self.sheet is None else ""
        if column is None:
            return f"{self.title}{gap}{row + 1}行目"
        return f"{self.title}{gap}{self.cell_name(row, column)}"

    @staticmethod
    def cell_name(row: int, column: int) -> str:
        return f"{column_letters(column)}{row + 1}"

    def problem(
        self,
        severity: Severity,
        row: int | None,
        column: int | None,
        message: str,
        fix: str = "",
    ) -> Problem:
        where = self.title if row is None else self.at(row, column)
        return Problem(severity, where, message, fix)

    @property
    def is_blank(self) -> bool:
        return not any(cell != "" for row in self.rows for cell in row)

    @cached_property
    def words(self) -> dict[str, list[tuple[int, int]]]:
        """Where each text of the first rows stands, by its squashed form."""
        places: dict[str, list[tuple[int, int]]] = {}
        for row, cells in enumerate(self.rows[:HEAD_ROWS]):
            for column, cell in enumerate(cells):
                if isinstance(cell, str) and cell:
                    places.setdefault(squash(cell), []).append((row, column))
        return places

    def find(self, pattern: str, top: int = 0, bottom: int = HEAD_ROWS) -> list[tuple[int, int]]:
        """Places (row, column) between two rows whose squashed text matches a pattern fully."""
        places = self._found.get(pattern)
        if places is None:
            texts = self._matching(pattern)
            places = sorted(place for text in texts for place in self.words[text])
            self._found[pattern] = places
        return [place for place in places if top <= place[0] < bottom]

    def _matching(self, pattern: str) -> Iterable[str]:
        """The texts that match fully: every kind asks for its words, of every sheet of a run."""
        lines = _of_lines(pattern)
        if lines is None:
            return [text for text in self.words if re.fullmatch(pattern, text)]
        return {match.group() for match in lines.finditer(self._lines)}

    @cached_property
    def _lines(self) -> str:
        """The squashed texts, which hold no line break, a line each."""
        return "\n".join(self.words)

    def header_top(self, signature: Sequence[str]) -> int | None:
        """The first row of the header that has all words of a signature; None without one."""
        found: list[set[int]] = []
        for pattern in signature:
            found.append({row for row, _ in self.find(pattern)})
            if not found[-1]:
                return None

        def depth(top: int) -> int:
            """How many rows from here on it takes to meet every word."""
            below = (min((row - top for row in rows if row >= top), default=HEAD_ROWS)
                     for rows in found)  # fmt: skip
            return max(below)

        tops = [row for row in sorted(set().union(*found)) if depth(row) < HEADER_DEPTH]
        # A word may also stand alone above (a legend): the tightest window is the header. Of two
        # equal ones the first is: what stands between them are rows, and the header is repeated.
        return min(tops, key=lambda row: (depth(row), row), default=None)

    def without_value(self, top: int) -> list[tuple[int, int]]:
        """Places of cells from a row on whose calculation gave no value."""
        return [
            (row, column)
            for row in range(top, len(self.rows))
            if not NO_VALUE.isdisjoint(self.rows[row])
            for column, cell in enumerate(self.rows[row])
            if cell in NO_VALUE
        ]

    def lines_above(self, top: int) -> list[str]:
        """Texts above the header: titles, 集計対象 lines."""
        return [tidy(cell) for row in self.rows[:top] for cell in row if isinstance(cell, str)]

    def filled(self, index: int) -> list[int]:
        """The columns of a row that hold something."""
        return [column for column, cell in enumerate(self.rows[index]) if cell != ""]

    def text(self, row: int, column: int) -> str:
        """The text of a cell as written, without line breaks; '' for a blank or missing cell."""
        cells = self.rows[row]
        if column >= len(cells):
            return ""
        cell = cells[column]
        if isinstance(cell, str):
            return tidy(cell)
        is_whole = isinstance(cell, float) and cell.is_integer() and abs(cell) < TOO_LARGE
        return str(int(cell)) if is_whole else str(cell)

    def stack(self, column: int, top: int, bottom: int) -> list[str]:
        """The squashed header texts of one column, from top to bottom, blanks included."""
        return [squash(self.text(row, column)) for row in range(top, bottom)]
