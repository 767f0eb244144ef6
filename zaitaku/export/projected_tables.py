"""Exhibit → the part of its table that 会議モード has room for, in words.

Letters there are of one size (24 pt on the smallest screen), so a table is as many rows and columns
as fit; what is left out is counted, never dropped in silence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from zaitaku.ask.answer import Answer
from zaitaku.ask.figures import STATE_WORDS, words
from zaitaku.exhibits.views import Exhibit
from zaitaku.export import fonts

# in letters of the stage: its width, and its height between title and foot
WIDE, HIGH = 40.0, 13.0
_PAD, _LINE, _GAP = 1.0, 1.3, 0.45  # beside a cell, a line, what a row has more than its lines
_NO_FIGURE = {"", "－", *STATE_WORDS.values()}
_FIGURE = re.compile(r"[+＋−\-△]?[0-9]")
_LONGEST, _SHORTEST = 12.0, 3.0  # of a column that breaks its words, and of any


@dataclass(frozen=True)
class Table:
    """Heading and rows, which columns are numbers (to the right), and how much is left out."""

    head: list[str]
    rows: list[list[str]]
    numbers: list[bool]
    rows_left: int
    columns_left: int


def table(exhibit: Exhibit, area: str = "") -> Table:
    """As much of it as fits, from its top left; the row of ``area`` wherever it stands."""
    head, rows, numbers, places = _whole(exhibit)
    shown, widths = _columns(head, rows, numbers)
    room = HIGH - _height([head[n] for n in shown], widths) - _LINE  # the line that counts
    own = [n for n, place in enumerate(places) if place == area][:1] if area else []
    heights = [_height([row[n] for n in shown], widths) for row in rows]
    room -= sum(heights[n] for n in own)
    kept: list[int] = []
    for number, height in enumerate(heights):
        room -= 0 if number in own else height
        if room < 0 and kept:
            break
        kept.append(number)
    kept += [n for n in own if n not in kept]
    return Table(
        [head[n] for n in shown],
        [[rows[at][n] for n in shown] for at in kept],
        [numbers[n] for n in shown],
        len(rows) - len(kept),
        len(head) - len(shown),
    )


def _whole(exhibit: Exhibit) -> tuple[list[str], list[list[str]], list[bool], list[str]]:
    """Heading, rows, which columns are numbers, and the code of each row's area."""
    if exhibit.answer is None:
        head, *rows = [list(row) for row in exhibit.words]
        numbers = [n > 0 and _are_numbers([row[n] for row in rows]) for n in range(len(head))]
        return head, rows, numbers, []
    answer = exhibit.answer
    names = [n for n in exhibit.columns or answer.names if not n.endswith("_code")]
    rows = [[_cell(answer, at, name) for name in names] for at in range(len(answer))]
    head = [answer.column(name).title for name in names]
    places: list[str] = []
    if "area_code" in answer.names:
        place = answer.names.index("area_code")
        places = [str(row[place]) for row in answer.rows]
    return head, rows, [_is_number(answer, name) for name in names], places


def _columns(
    head: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[bool]
) -> tuple[list[int], list[float]]:
    """Which columns fit beside each other, and how wide each then is."""
    longest = [max((_long(row[n]) for row in rows), default=0.0) for n in range(len(head))]
    least = [
        max(_SHORTEST, longest[n] if numbers[n] else min(max(longest[n], _long(head[n])), _LONGEST))
        for n in range(len(head))
    ]
    shown = [0]
    for n in range(1, len(head)):
        if sum(least[m] + _PAD for m in (*shown, n)) > WIDE:
            break
        shown.append(n)
    free = WIDE - sum(least[n] + _PAD for n in shown)
    wanted = [max(longest[n], _long(head[n])) - least[n] for n in shown]
    share = min(free / sum(wanted), 1.0) if sum(wanted) > 0 else 0.0
    return shown, [least[n] + more * share for n, more in zip(shown, wanted, strict=True)]


def _height(cells: Sequence[str], widths: Sequence[float]) -> float:
    lines = (ceil(_long(cell) / wide) for cell, wide in zip(cells, widths, strict=True) if cell)
    return max(lines, default=1) * _LINE + _GAP


def _long(text: str) -> float:
    return fonts.width(text, 1.0)


def _is_number(answer: Answer, name: str) -> bool:
    column = answer.column(name)
    return column.is_number and column.role != "key"


def _are_numbers(cells: Sequence[str]) -> bool:
    """Whether cells of plain text are figures; words that stand for one do not speak against it."""
    given = [cell for cell in cells if cell not in _NO_FIGURE]
    return bool(given) and sum(bool(_FIGURE.match(cell)) for cell in given) > len(given) / 2


def _cell(answer: Answer, number: int, name: str) -> str:
    column, place = answer.column(name), answer.names.index(name)
    value, state = answer.rows[number][place], answer.states[number][place]
    if _is_number(answer, name):
        return words(value, state, column)
    return "" if value is None else str(value)
