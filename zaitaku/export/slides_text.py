"""Text on slides: every run names its font for Latin and for Japanese, and says it is Japanese."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.oxml.ns import qn
from pptx.util import Pt

DARK, SUBTLE, STAMP = "08111a", "4f5d6b", "8a3b00"


@dataclass(frozen=True)
class Pen:
    """Writes with one font."""

    font: str

    def write(
        self,
        paragraph: Any,
        text: str,
        points: float,
        *,
        bold: bool = False,
        colour: str = DARK,
    ) -> None:
        """Add a run to a paragraph."""
        run = paragraph.add_run()
        run.text = text
        self.style(run.font, points, bold=bold, colour=colour)

    def style(self, font: Any, points: float, *, bold: bool = False, colour: str = DARK) -> None:
        """Give a font of python-pptx (of a run, an axis, a label) size, colour and both names."""
        font.size, font.bold = Pt(points), bold
        font.color.rgb = RGBColor.from_string(colour.removeprefix("#").upper())
        font.language_id = MSO_LANGUAGE_ID.JAPANESE
        self.name(font)

    def name(self, font: Any) -> None:
        """The font's name for Latin and for Japanese letters."""
        font.name = self.font
        properties = font._rPr
        for old in properties.findall(qn("a:ea")):
            properties.remove(old)
        latin = properties.find(qn("a:latin"))
        latin.addnext(latin.makeelement(qn("a:ea"), {"typeface": self.font}))


def box(slide: Any, place: Any, *, name: str = "") -> Any:
    """The frame of a new text box without margins; its text wraps."""
    shape = slide.shapes.add_textbox(place.left, place.top, place.width, place.height)
    if name:
        shape.name = name
    frame = shape.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    return frame


def describe(shape: Any, name: str, text: str) -> None:
    """Name and alternative text of a picture, chart or table."""
    shape.name = name
    properties = next(shape._element.iter(qn("p:cNvPr")))
    properties.set("descr", text)
