"""A card → one A4 slide that PowerPoint edits: two charts and the tables, the rest in the notes.

A prefecture's own A4 template is used where there is one. The same card gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Inches, Pt

from zaitaku.cards.content import Block, Card, Row
from zaitaku.exhibits.charts.card_needs import needs
from zaitaku.exhibits.charts.card_rates import rates
from zaitaku.exhibits.charts.theme import readable_on
from zaitaku.exhibits.office import OfficeChart
from zaitaku.exhibits.views import Scene
from zaitaku.export import pptx, slides_chart, words
from zaitaku.export.slides_template import Box, Template, opened, own
from zaitaku.export.slides_text import DARK, STAMP, SUBTLE, Pen, box, describe

_TITLE, _HEAD, _FOOT, _SMALL = 20, 10, 8, 7  # points
_ROW, _HEADS, _HEADING, _GAP = Inches(0.165), Inches(0.3), Inches(0.2), Inches(0.08)
_NEEDS, _RATES = Inches(1.55), Inches(3.65)
_LABEL = 0.46  # of a table's width
_BAND = "E8EEF5"


def to_bytes(card: Card, data_dir: Path) -> bytes:
    """The presentation of one slide; SourceFileError where the prefecture's template is broken."""
    paper = opened(own(data_dir, "A4"), "A4")
    _Slide(card, paper).write()
    return pptx.saved(paper.presentation, f"{card.view.title} {card.name}")


class _Slide:
    """The slide being filled: three columns, each from the top down."""

    def __init__(self, card: Card, paper: Template) -> None:
        self.card, self.paper, self.pen = card, paper, Pen(paper.font)
        self.slide = paper.presentation.slides.add_slide(paper.layout)
        self.office = {
            exhibit.builder: exhibit.office_charts()
            for exhibit in card.view.exhibits
            if exhibit.builder is not None
        }

    def write(self) -> None:
        card, view = self.card, self.card.view
        for placeholder in list(self.slide.placeholders):
            if placeholder.shape_id != self.slide.shapes.title.shape_id:
                placeholder._element.getparent().remove(placeholder._element)
        title = self.slide.shapes.title.text_frame.paragraphs[0]
        head = f"{card.name}　{view.title}｜{view.year_label}"
        self.pen.write(title, head, _TITLE, bold=True)
        self._lines(self.paper.footer, words.footer(view, choices=False), "出典", _FOOT, SUBTLE)
        if view.mode == "internal":
            self._stamp(words.stamp(view))
        left, middle, right = self._columns()
        left = self._block(left, card.main)
        left = self._chart(left, card.needs.title, needs, _NEEDS)
        left = self._block(left, card.years)
        if card.certified_line:  # no room for its rows
            self._block(left, replace(card.certified, rows=(), note=card.certified_line))
        middle = self._chart(middle, card.supply.title, rates, _RATES)
        self._block(middle, _turned(card.population))
        right = self._block(right, card.flows)
        right = self._block(right, card.outgoing)
        right = self._block(right, card.incoming)
        right = self._block(right, card.dependence)
        self._block(right, replace(card.plausible, rows=()))  # no room for its rows
        frame = self.slide.notes_slide.notes_text_frame
        for number, line in enumerate(pptx.notes(Scene(view))):
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            self.pen.write(paragraph, line, 12)

    def _columns(self) -> Sequence[Box]:
        """The title of a card is one line: the room of the others is for figures."""
        body, gap, title = self.paper.body, Inches(0.15), self.slide.shapes.title
        left, top, width = title.left, title.top, title.width
        title.left, title.top, title.width, title.height = left, top, width, Inches(0.5)
        top = min(body.top, top + Inches(0.55))
        width = (body.width - 2 * gap) // 3
        height = body.top + body.height - top
        return [Box(body.left + at * (width + gap), top, width, height) for at in range(3)]

    def _block(self, place: Box, block: Block) -> Box:
        """A titled table (or why there is none) at the top of the place; what is left of it."""
        place = self._heading(place, block.title)
        if block.rows:
            place = _below(place, self._table(place, block))
        if block.note:
            lines = 1 + len(block.note) // 34
            height = int(_HEADING * 0.75) * lines
            self._lines(replace(place, height=height), block.note, "注", _FOOT, SUBTLE)
            place = _below(place, height)
        return _below(place, _GAP)

    def _table(self, place: Box, block: Block) -> int:
        """An editable table with its first row as heading; its height."""
        lines = block.words
        height = _HEADS + _ROW * (len(lines) - 1)
        frame = self.slide.shapes.add_table(
            len(lines), len(lines[0]), place.left, place.top, place.width, height
        )
        describe(frame, f"表　{block.title}", f"{block.title}の表。列は {'、'.join(lines[0])}。")
        label = int(place.width * _LABEL / max(1, (len(lines[0]) - 1) / 3))
        others = (place.width - label) // (len(lines[0]) - 1)
        for at, column in enumerate(frame.table.columns):
            column.width = Emu(others if at else label)
        for number, line in enumerate(lines):
            frame.table.rows[number].height = Emu(_ROW if number else _HEADS)
            for at, text in enumerate(line):
                self._cell(
                    frame.table.cell(number, at), text, is_head=number == 0, is_number=at > 0
                )
        return int(height)

    def _cell(self, cell: Any, text: str, *, is_head: bool, is_number: bool) -> None:
        cell.margin_top = cell.margin_bottom = Pt(0.5)
        cell.margin_left = cell.margin_right = Pt(2)
        cell.vertical_anchor = MSO_ANCHOR.MIDDLE
        cell.fill.solid()
        cell.fill.fore_color.rgb = RGBColor.from_string(_BAND if is_head else "FFFFFF")
        paragraph = cell.text_frame.paragraphs[0]
        paragraph.alignment = PP_ALIGN.RIGHT if is_number else PP_ALIGN.LEFT
        self.pen.write(paragraph, text, _SMALL, bold=is_head)

    def _chart(self, place: Box, title: str, builder: Any, height: int) -> Box:
        place = self._heading(place, title)
        found: Sequence[OfficeChart] = self.office.get(builder, ())
        if not found:
            self._lines(replace(place, height=_HEADING), "データなし", "注", _FOOT, SUBTLE)
            return _below(place, _HEADING)
        for chart in found:
            frame = slides_chart.add(self.slide, chart, replace(place, height=height), self.pen)
            self._smaller(frame.chart, chart)
            describe(frame, f"グラフ　{title}", pptx.alternative(title, chart))
        return _below(place, height + _GAP)

    def _smaller(self, chart: Any, form: OfficeChart) -> None:
        """A chart of a third of a slide: small names and numbers, no title of an axis."""
        for axis in (chart.category_axis, chart.value_axis):
            axis.has_title = False
            self.pen.style(axis.tick_labels.font, _SMALL)
        if chart.has_legend:
            self.pen.style(chart.legend.font, _SMALL)
        plot = chart.plots[0]
        if form.kind == "bar":
            plot.overlap, plot.gap_width = 0, 40
        for drawn, series in zip(plot.series, form.series, strict=True):
            if series.is_labelled:
                colour = readable_on(series.colour or DARK) if form.kind == "stacked100" else DARK
                self.pen.style(drawn.data_labels.font, _SMALL, colour=colour)

    def _heading(self, place: Box, text: str) -> Box:
        frame = box(self.slide, replace(place, height=_HEADING), name="見出し")
        self.pen.write(frame.paragraphs[0], text, _HEAD, bold=True)
        return _below(place, _HEADING)

    def _lines(self, place: Box, text: str, name: str, points: int, colour: str) -> None:
        frame = box(self.slide, place, name=name)
        self.pen.write(frame.paragraphs[0], text, points, colour=colour)

    def _stamp(self, text: str) -> None:
        width = Inches(2.6)
        right = self.paper.footer.left + self.paper.footer.width
        frame = box(self.slide, Box(right - width, Inches(0.1), width, Inches(0.3)), name="取扱い")
        frame.paragraphs[0].alignment = PP_ALIGN.RIGHT
        self.pen.write(frame.paragraphs[0], text, 12, bold=True, colour=STAMP)


def _turned(block: Block) -> Block:
    """Heads as rows and rows as heads: seven columns of people have no room on a third of A4."""
    heads = tuple(row.label for row in block.rows)
    rows = tuple(
        Row(head, tuple(row.figures[at] for row in block.rows))
        for at, head in enumerate(block.heads)
    )
    return replace(block, heads=heads, rows=rows)


def _below(place: Box, height: int) -> Box:
    return replace(place, top=place.top + height, height=place.height - height)
