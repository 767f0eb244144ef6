"""The one Japanese font of every file: it comes with the installation, so that no machine's own
fonts decide how a figure looks or whether its 漢字 are there at all.

``FAMILY`` names it for slides and pages, ``directories`` says where its files lie, and ``outline``
gives a text as a shape, for pictures that must look the same everywhere.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

FAMILY = "Noto Sans CJK JP"
# What may not stand at the start of a line, and what not at its end (禁則).
_NOT_FIRST = set(
    "、。，．・：；？！）」』】〉》〕］｝ー％%,.:;?!)]}…々ぁぃぅぇぉっゃゅょァィゥェォッャュョ"
)
_NOT_LAST = set("（「『【〈《〔［｛([{")
_UNITS = re.compile(r"[A-Za-z0-9.,%+\-−/_:#@]+|.", re.DOTALL)


def file(*, bold: bool = False) -> Path:
    """The font's file (OpenType with CFF outlines)."""
    # here, so that a page that draws no file does not read them
    if bold:
        import noto_cjk_sans_jp_bold as font
    else:
        import noto_cjk_sans_jp_regular as font
    return Path(str(font.FONT_PATH))


def directories() -> list[Path]:
    """Folders with the font, regular and bold, for programs that look for fonts by folder."""
    return [file().parent, file(bold=True).parent]


@cache
def register() -> None:
    """Make the font known to vl_convert, once per process."""
    import vl_convert

    for folder in directories():
        vl_convert.register_font_directory(str(folder))


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Length of a line of text, in the unit of ``size``."""
    face = _face(bold)
    return sum(face.advance(face.glyph(c)) for c in text) * size / face.units


def wrapped(text: str, room: float, size: float, *, bold: bool = False) -> list[str]:
    """Text in lines no longer than ``room``; words and numbers stay whole where they can."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for unit in _units(paragraph, room, size, bold):
            if line and width(line + unit, size, bold=bold) > room:
                lines.append(line.rstrip())
                unit = unit.lstrip()
                line = ""
            line += unit
        lines.append(line.rstrip())
    return lines


def outline(text: str, size: float, *, bold: bool = False, x: float = 0, y: float = 0) -> str:
    """The path of a line of text (SVG's ``d``), its baseline starting at ``x``, ``y``."""
    face = _face(bold)
    scale = size / face.units
    parts = []
    for character in text:
        glyph = face.glyph(character)
        parts.append(_placed(face.shape(glyph), scale, x, y))
        x += face.advance(glyph) * scale
    return "".join(parts)


# --- the file --------------------------------------------------------------------------------

Shape = list[tuple[str, tuple[tuple[float, float], ...]]]
_COMMANDS = {"moveTo": "M", "lineTo": "L", "curveTo": "C", "qCurveTo": "Q", "closePath": "Z"}


@dataclass(frozen=True)
class _Face:
    """One weight of the font, opened once."""

    glyphs: Any
    names: dict[int, str]
    advances: Any
    units: int

    def glyph(self, character: str) -> str:
        """Name of the glyph; of the box that stands for what the font does not have."""
        found = self.names.get(ord(character))
        if found is None:
            found = self.names.get(ord(unicodedata.normalize("NFKC", character)[0]), ".notdef")
        return found

    def advance(self, glyph: str) -> int:
        return int(self.advances[glyph][0])

    def shape(self, glyph: str) -> Shape:
        return _shape(self, glyph)

    def __hash__(self) -> int:
        return id(self)


@cache
def _face(bold: bool) -> _Face:
    from fontTools.ttLib import TTFont

    font = TTFont(file(bold=bold), lazy=True)
    units = int(font["head"].unitsPerEm)
    return _Face(font.getGlyphSet(), font.getBestCmap(), font["hmtx"].metrics, units)


@lru_cache(maxsize=4000)
def _shape(face: _Face, glyph: str) -> Shape:
    from fontTools.pens.recordingPen import RecordingPen

    pen = RecordingPen()
    face.glyphs[glyph].draw(pen)
    drawn: Shape = pen.value
    return drawn


def _placed(shape: Shape, scale: float, x: float, y: float) -> str:
    written = []
    for command, points in shape:
        numbers = (f"{x + px * scale:.2f},{y - py * scale:.2f}" for px, py in points)
        written.append(_COMMANDS[command] + " ".join(numbers))
    return "".join(written)


def _units(text: str, room: float, size: float, bold: bool) -> list[str]:
    """What must not be broken apart: words, numbers, and marks with what they belong to."""
    units: list[str] = []
    for found in _UNITS.findall(text):
        # a word longer than a line is broken after all
        pieces = list(found) if width(found, size, bold=bold) > room else [found]
        for piece in pieces:
            if units and (piece[0] in _NOT_FIRST or units[-1][-1] in _NOT_LAST):
                units[-1] += piece
            else:
                units.append(piece)
    return units
