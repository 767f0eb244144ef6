"""Tables on slides: text cells that can be edited, the heading on every slide.

A slide has room for some twenty rows. A longer table goes on; a very long one is left to the
workbook, and the slide says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Pt

from zaitaku import tables
from zaitaku.export import native
from zaitaku.export.slides_template import Box
from zaitaku.export.slides_text import Pen, describe
from zaitaku.views import Exhibit

ROWS = 18  # on one slide
MOST_SLIDES = 4
MOST_COLUMNS = 10
_HEAD_LINES = 1.6  # the heading may break into two lines
_HEAD, _BAND = "E8EEF5", "F7F9FB"


@dataclass(frozen=True)
class Table:
    """What one slide holds. ``which``: which rows these are, '' where they are all."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int]
    which: str = ""


def pages(exhibit: Exhibit) -> list[Table]:
    """The table of an exhibit, cut into slides; none where it has none."""
    whole = _whole(exhibit)
    if whole is None or not whole.rows:
        return []
    count = len(whole.rows)
    if count <= ROWS:
        return [whole]
    if count > ROWS * MOST_SLIDES:
        which = f"全 {count:,} 行のうち先頭の {ROWS} 行（すべての行は Excel にあります）"
        return [Table(whole.head, whole.rows[:ROWS], whole.numbers, which)]
    slides = -(-count // ROWS)
    size = -(-count // slides)
    return [
        Table(
            whole.head,
            whole.rows[at : at + size],
            whole.numbers,
            f"{at + 1}–{min(at + size, count)} 行（全 {count} 行）",
        )
        for at in range(0, count, size)
    ]


def _whole(exhibit: Exhibit) -> Table | None:
    rows = native.table(exhibit) or exhibit.words
    if rows:
        numbers = frozenset(range(1, len(rows[0])))
        return Table(rows[0], tuple(rows[1:]), numbers)
    if exhibit.answer is None:
        return None
    shown = tables.display(exhibit.answer, exhibit.columns or _readable(exhibit))
    head = tuple(map(str, shown.frame.columns))
    return Table(
        head,
        tuple(tuple(map(str, row)) for row in shown.frame.itertuples(index=False)),
        frozenset(at for at, title in enumerate(head) if title in shown.numbers),
    )


def _readable(exhibit: Exhibit) -> list[str]:
    """Columns for people: no code beside its name, no more than a slide is wide."""
    assert exhibit.answer is not None
    names = exhibit.answer.names
    kept = [n for n in names if not (n.endswith("_code") and f"{n[:-5]}_name" in names)]
    return kept[:MOST_COLUMNS]


def add(slide: Any, table: Table, place: Box, pen: Pen, title: str) -> None:
    """Put the table on the slide, numbers at the right, as wide as the place."""
    lines = [table.head, *table.rows]
    height = min(int(place.height / (len(table.rows) + _HEAD_LINES)), Pt(28))
    whole = int(height * (len(table.rows) + _HEAD_LINES))
    frame = slide.shapes.add_table(
        len(lines), len(table.head), place.left, place.top, place.width, whole
    )
    describe(
        frame, f"表　{title}", f"{title}の表。{len(table.rows)}行、列は {'、'.join(table.head)}。"
    )
    grid = frame.table
    points = max(8.0, min(14.0, int(height / Pt(1) * 0.55)))
    points = min(points, 12.0 if len(table.head) <= 6 else 10.0 if len(table.head) <= 8 else 9.0)
    for column, width in zip(grid.columns, _widths(table, place.width), strict=True):
        column.width = Emu(width)
    for number, line in enumerate(lines):
        grid.rows[number].height = Emu(int(height * _HEAD_LINES) if number == 0 else height)
        for at, text in enumerate(line):
            _cell(grid.cell(number, at), text, pen, points, number, at in table.numbers)


def _cell(cell: Any, text: str, pen: Pen, points: float, line: int, is_number: bool) -> None:
    cell.margin_top = cell.margin_bottom = Pt(1)
    cell.margin_left = cell.margin_right = Pt(4)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.fill.solid()
    colour = _HEAD if line == 0 else _BAND if line % 2 == 0 else "FFFFFF"
    cell.fill.fore_color.rgb = RGBColor.from_string(colour)
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if is_number else PP_ALIGN.LEFT
    pen.write(paragraph, text, points, bold=line == 0)


def _widths(table: Table, whole: int) -> list[int]:
    """Columns as wide as their longest text, within the width of the slide."""

    def longest(cells: Sequence[str]) -> float:
        return min(max(_wide(cell) for cell in cells), 30.0) + 2

    needed = [longest(cells) for cells in zip(table.head, *table.rows, strict=True)]
    # a heading may break into two lines, a number may not
    needed = [
        max(need / 2 if at in table.numbers else need, longest([r[at] for r in table.rows]))
        for at, need in enumerate(needed)
    ]
    return [int(whole * need / sum(needed)) for need in needed]


def _wide(text: str) -> float:
    """Full-width letters a text takes."""
    return sum(0.55 if ord(letter) < 0x2E80 else 1.0 for letter in text)
