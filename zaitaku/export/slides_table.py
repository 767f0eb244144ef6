"""Tables on slides: text cells that can be edited, the heading on every slide.

A scene's own slide has eight rows (``brief``), one of the appendix some eighteen (``pages``); fewer
where long texts take several lines, and eight columns. A longer or wider table goes on in the
appendix; of a very long one it has the beginning. Every slide says which rows and columns of how
many it has, the last one how many are left and where they are.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Pt

from zaitaku.exhibits import tables
from zaitaku.exhibits.views import Exhibit
from zaitaku.export.slides_template import Box
from zaitaku.export.slides_text import Pen, describe

BRIEF = 8  # rows on the slide of a scene
ROWS = 18  # on one slide of the appendix
MOST_SLIDES = 12  # of a table: 216 rows
MOST_COLUMNS = 8
_MOST_LEADING = 3  # columns repeated on each slide of a wide table
_HEAD_LINES = 1.6  # the heading may break into two lines
_SMALL, _LARGE = 12.0, 16.0  # points
_LEADING, _INSET, _SIDES = 1.25, 2.0, 8.0  # of a line; points above and below it, beside it
# what stays on one line: a number or word, each letter of Japanese, with the marks that close it
_PIECES = re.compile(r"[!-~]+ ?[、。）」』]*|.[、。）」』]*", re.DOTALL)
_NARROW = frozenset(map(chr, range(0x21, 0x7F)))
_SURE = 0.93  # of a line: another font than ours may be wider
_GAPS = 0.5  # of a letter: what programs put around numbers and words within Japanese
_HEAD, _BAND = "E8EEF5", "F7F9FB"


@dataclass(frozen=True)
class Table:
    """What one slide holds. ``which``: which rows and columns these are, '' where they are all."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int]
    which: str = ""
    is_cut: bool = False  # it is the last slide, and the table goes on


def pages(exhibit: Exhibit, place: Box) -> list[Table]:
    """The table of an exhibit, cut into slides with this place for it; none where it has none."""
    found = whole(exhibit)
    if found is None or not found.rows:
        return []
    every = [page for part in _parts(found) for page in _cut(part, place)]
    kept = every[:MOST_SLIDES]
    shown = sum(len(page.rows) for page in kept if page.head == kept[-1].head)
    left = [
        f"{len(found.rows) - shown:,} 行" if shown < len(found.rows) else "",
        f"{_columns_left(found, kept)} 列" if _columns_left(found, kept) else "",
    ]
    if any(left):
        which = f"残りの {'・'.join(filter(None, left))}は、元の画面の表と Excel にあります"
        kept[-1] = replace(kept[-1], which=_both(kept[-1].which, which), is_cut=True)
    return kept


def _columns_left(found: Table, kept: Sequence[Table]) -> int:
    """How many columns stand on none of the slides."""
    parts = _parts(found)
    heads = {page.head for page in kept}
    shown = [part for part in parts if part.head in heads]
    lead = sum(len(part.head) for part in parts) - len(found.head)  # repeated on every further part
    each = lead // (len(parts) - 1) if len(parts) > 1 else 0
    return len(found.head) - sum(len(part.head) for part in shown) + each * (len(shown) - 1)


def brief(exhibit: Exhibit, found: Table, place: Box, area: str) -> Table:
    """The rows and columns that the slide of a scene has room for, that of the area among them."""
    part = _parts(found)[0]
    heights = _heights(part, _widths(part, place.width))
    room = place.height / Pt(1) / _line(1) - heights[0]
    kept = list(range(min(BRIEF, len(part.rows))))
    while len(kept) > 1 and sum(heights[at + 1] for at in kept) > room:
        kept.pop()
    own = _row_of(exhibit, area)
    if own is not None and own not in kept:
        kept[-1] = own
    rows = f"{len(kept)} 行（全 {len(part.rows):,} 行のうち）" if len(kept) < len(part.rows) else ""
    return Table(
        part.head,
        tuple(part.rows[at] for at in kept),
        part.numbers,
        _both(part.which, rows),
    )


def _row_of(exhibit: Exhibit, area: str) -> int | None:
    """Where the row of the highlighted area stands in an answer's table."""
    answer = exhibit.answer
    if answer is None or exhibit.table_words() or not area or "area_code" not in answer.names:
        return None
    place = answer.names.index("area_code")
    return next((at for at, row in enumerate(answer.rows) if row[place] == area), None)


def _parts(whole: Table) -> list[Table]:
    """The columns in parts that a slide is wide enough for, each led by those that name the row."""
    total = len(whole.head)
    if total <= MOST_COLUMNS:
        return [whole]
    lead = next((at for at in range(total) if at in whole.numbers), 1)
    lead = min(max(lead, 1), _MOST_LEADING)
    slides = math.ceil((total - lead) / (MOST_COLUMNS - lead))
    each = math.ceil((total - lead) / slides)
    parts = []
    for start in range(lead, total, each):
        end = min(start + each, total)
        kept = [*range(lead), *range(start, end)]
        parts.append(
            Table(
                tuple(whole.head[at] for at in kept),
                tuple(tuple(row[at] for at in kept) for row in whole.rows),
                frozenset(new for new, at in enumerate(kept) if at in whole.numbers),
                f"{1 if start == lead else start + 1}–{end} 列（全 {total} 列）",
            )
        )
    return parts


def _cut(whole: Table, place: Box) -> list[Table]:
    """A table in parts that a slide is high enough for."""
    count = len(whole.rows)
    heights = _heights(whole, _widths(whole, place.width))
    cuts = _cuts(heights[1:], place.height / Pt(_line(1)) - heights[0])
    if len(cuts) == 1:
        return [whole]
    if count > ROWS * MOST_SLIDES:
        which = _both(whole.which, f"1–{cuts[1]} 行（全 {count:,} 行）")
        return [Table(whole.head, whole.rows[: cuts[1]], whole.numbers, which)]
    return [
        Table(
            whole.head,
            whole.rows[at:end],
            whole.numbers,
            _both(whole.which, f"{at + 1}–{end} 行（全 {count} 行）"),
        )
        for at, end in zip(cuts, [*cuts[1:], count], strict=True)
    ]


def _both(columns: str, rows: str) -> str:
    return "、".join(filter(None, (columns, rows)))


def _cuts(heights: Sequence[float], room: float) -> list[int]:
    """Where each slide begins: no more rows than fit, and about as many on each."""
    slides = -(-len(heights) // ROWS)
    most = -(-len(heights) // slides) if slides <= MOST_SLIDES else ROWS
    cuts, used = [0], 0.0
    for at, height in enumerate(heights):
        if at > cuts[-1] and (at - cuts[-1] == most or used + height > room):
            cuts.append(at)
            used = 0.0
        used += height
    return cuts


def _line(lines: float) -> float:
    """Points that a cell of so many lines is high."""
    return lines * _SMALL * _LEADING + _INSET


def _heights(table: Table, widths: Sequence[int]) -> list[float]:
    """What heading and rows take, in rows of one line."""

    def lines(cell: str, width: int) -> int:
        room = max((width / Pt(1) - _SIDES) * _SURE, _SMALL) / _SMALL
        return sum(lines_of(part, room) for part in cell.split("\n"))

    most = [max(map(lines, row, widths)) for row in (table.head, *table.rows)]
    found = [_line(count) / _line(1) for count in most]
    return [max(found[0], _HEAD_LINES), *found[1:]]


def lines_of(text: str, room: float) -> int:
    """Lines of a text: a number or word stays whole, no line begins with a closing mark."""
    count, used = 1, 0.0
    for piece in _PIECES.findall(text):
        need = _wide(piece) + (_GAPS if piece[0] in _NARROW else 0)
        if used and used + need > room:
            count, used = count + 1, 0.0
        whole, rest = divmod(need, room)
        count += int(whole) if rest else max(int(whole) - 1, 0)
        used += rest
    return count


def whole(exhibit: Exhibit) -> Table | None:
    """The table of an exhibit; None where it has none."""
    rows = exhibit.table_words()
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
    """Columns for people: no code beside its name."""
    assert exhibit.answer is not None
    names = exhibit.answer.names
    return [n for n in names if not (n.endswith("_code") and f"{n[:-5]}_name" in names)]


def add(slide: Any, table: Table, place: Box, pen: Pen, title: str) -> None:
    """Put the table on the slide, numbers at the right, as wide as the place."""
    lines = [table.head, *table.rows]
    widths = _widths(table, place.width)
    heights = _heights(table, widths)
    wraps = max(heights[1:]) > 1
    # where texts break is known only roughly: a little room is left for one line more
    height = min(int(place.height * (0.94 if wraps else 1) / sum(heights)), Pt(28))
    whole = int(height * sum(heights))
    frame = slide.shapes.add_table(
        len(lines), len(table.head), place.left, place.top, place.width, whole
    )
    describe(
        frame, f"表　{title}", f"{title}の表。{len(table.rows)}行、列は {'、'.join(table.head)}。"
    )
    grid = frame.table
    points = max(_SMALL, min(_LARGE, int(height / Pt(1) * 0.55)))
    if wraps or len(table.head) > 6:
        points = _SMALL
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Emu(width)
    for number, line in enumerate(lines):
        grid.rows[number].height = Emu(int(height * heights[number]))
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
    if text:
        pen.write(paragraph, text, points, bold=line == 0)
    else:  # without a size of its own it would be as high as the 18 points of a slide's text
        paragraph._p.get_or_add_endParaRPr().set("sz", str(int(points * 100)))


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
    most = _most(needed, whole / Pt(_SMALL))
    needed = [min(need, most) for need in needed]
    return [int(whole * need / sum(needed)) for need in needed]


def _most(needs: Sequence[float], room: float) -> float:
    """The width that columns of long texts have to be content with; the others keep theirs."""
    for place, need in enumerate(ordered := sorted(needs)):
        share = room / (len(ordered) - place)
        if need > share:
            return share
        room -= need
    return ordered[-1]


def _wide(text: str) -> float:
    """Full-width letters a text takes."""
    return sum(0.55 if ord(letter) < 0x2E80 else 1.0 for letter in text)
