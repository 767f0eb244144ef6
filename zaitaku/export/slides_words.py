"""Slides of words: cover, agenda, points to discuss, decisions; and the lines under a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Pt

from zaitaku.exhibits.charts import theme
from zaitaku.exhibits.views import Cover
from zaitaku.export import slides_plan
from zaitaku.export.slides_template import Box, Template
from zaitaku.export.slides_text import DARK, SUBTLE, Pen, box

_TEXT, _COVER, _NAME = 18, 20, 26  # points


def cover(slide: Any, name: str, said: Cover, paper: Template, pen: Pen) -> None:
    """What the material is called, then its number, date and section; the title in a band."""
    body = paper.body
    if paper.is_ours:
        body = _band(slide, paper)
    is_named = bool(said.meeting) and said.meeting != name
    found = [(name if is_named else "", _NAME, True)]
    found += [(text, _COVER, False) for text in (said.number, said.date, said.section)]
    frame = box(slide, body, name="表紙")
    frame.vertical_anchor = MSO_ANCHOR.TOP if paper.is_ours else MSO_ANCHOR.MIDDLE
    for number, (text, points, is_bold) in enumerate(line for line in found if line[0]):
        paragraph = _next(frame, first=number == 0)
        paragraph.space_after = Pt(_COVER / 2)
        pen.write(paragraph, text, points, bold=is_bold)


def _band(slide: Any, paper: Template) -> Box:
    """A dark band across the slide with the title in it; returns the place below it."""
    page, title = paper.presentation, slide.shapes.title
    band = slide.shapes.add_shape(
        MSO_SHAPE.RECTANGLE, 0, page.slide_height // 5, page.slide_width, page.slide_height // 4
    )
    band.name = "帯"
    band.fill.solid()
    band.fill.fore_color.rgb = RGBColor.from_string(theme.HIGHLIGHT[1:].upper())
    band.line.fill.background()
    title._element.addprevious(band._element)  # behind it
    title.left, title.width = paper.body.left, paper.body.width
    title.top, title.height = band.top, band.height
    title.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    for run in title.text_frame.paragraphs[0].runs:
        run.font.color.rgb = RGBColor.from_string("FFFFFF")
    top = band.top + band.height + Pt(_NAME)
    return replace(paper.body, top=top, height=paper.footer.top - top)


def agenda(slide: Any, entries: Sequence[tuple[str, str]], body: Box, pen: Pen) -> None:
    """Titles of the scenes, each with the number of its slide at the right."""
    frame = box(slide, body, name="議題")
    end = body.width - Pt(2)
    points = slides_plan.AGENDA
    for number, (title, page) in enumerate(entries, start=1):
        paragraph = _next(frame, first=number == 1)
        paragraph.space_after = Pt(slides_plan.AGENDA_GAP)
        properties = paragraph._p.get_or_add_pPr()
        properties.set("marR", str(Pt(0)))
        properties.append(
            parse_xml(f'<a:tabLst {nsdecls("a")}><a:tab pos="{end}" algn="r"/></a:tabLst>')
        )
        for at, line in enumerate(slides_plan.agenda_lines(title, body)):
            if at:
                paragraph.add_line_break()
            pen.write(paragraph, line, points)
        pen.write(paragraph, f"\t{page}", points, colour=SUBTLE)


def lines(slide: Any, found: Sequence[tuple[str, str]], place: Box, pen: Pen) -> None:
    """論点 and 決定, or why a figure is not there."""
    frame = box(slide, place, name="本文")
    for number, (label, text) in enumerate(found):
        paragraph = _next(frame, first=number == 0)
        paragraph.space_after = Pt(_TEXT)
        if label:
            pen.write(paragraph, f"{label}　", _TEXT, bold=True)
        _write(pen, frame, paragraph, text)


def entries(slide: Any, found: Sequence[tuple[str, str]], place: Box, pen: Pen) -> None:
    """What it is about, and below it what was decided or why it is not shown."""
    frame = box(slide, place, name="本文")
    for number, (label, text) in enumerate(found):
        pen.write(_next(frame, first=number == 0), label, 14, colour=SUBTLE)
        paragraph = frame.add_paragraph()
        paragraph.space_after = Pt(_TEXT * 0.7)
        _write(pen, frame, paragraph, text)


def below(slide: Any, said: Sequence[str], body: Box, pen: Pen) -> None:
    """The lines under a figure: 論点, what is not shown, where the rest is."""
    if not said:
        return
    height = slides_plan.said_height(said, body)
    place = replace(body, top=body.top + body.height - height, height=height)
    frame = box(slide, place, name="図の注")
    frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    for number, text in enumerate(said):
        is_issue = text.startswith("論点　")
        pen.write(
            _next(frame, first=number == 0),
            text,
            slides_plan.SAID,
            bold=is_issue,
            colour=DARK if is_issue else SUBTLE,
        )


def wide(text: str) -> float:
    """Full-width letters that a text takes."""
    return sum(0.55 if ord(letter) < 0x2E80 else 1.0 for letter in text)


def cut(text: str, most: float) -> str:
    """A text of at most so many full-width letters; one that is longer ends in 「…」."""
    if wide(text) <= most:
        return text
    while wide(text) > most - 1:
        text = text[:-1]
    return f"{text}…"


def _write(pen: Pen, frame: Any, paragraph: Any, text: str) -> None:
    """Lines as they were written."""
    first, *others = text.splitlines() or [""]
    pen.write(paragraph, first, _TEXT)
    for line in others:
        pen.write(frame.add_paragraph(), line, _TEXT)


def _next(frame: Any, *, first: bool) -> Any:
    return frame.paragraphs[0] if first else frame.add_paragraph()
