"""The template of slides: ours, made here, or a prefecture's own .pptx put into the data folder.

``DATA/template.pptx`` takes the place of the 16:9 template and ``DATA/template-a4.pptx`` that of
A4. Its first layout that has a title and nothing else to fill is used, with its fonts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.util import Emu, Inches, Pt

from zaitaku.ground.errors import SourceFileError

Size = Literal["16:9", "A4"]
SIZES: dict[Size, tuple[float, float]] = {"16:9": (13.333, 7.5), "A4": (11.693, 8.268)}
OWN: dict[Size, str] = {"16:9": "template.pptx", "A4": "template-a4.pptx"}
# Windows has it since 10, and it is drawn for people who see badly
FONT = "BIZ UDPゴシック"
TITLE_POINTS = 24
_MARGIN, _TITLE_TOP, _TITLE_HEIGHT, _FOOTER = 0.5, 0.38, 0.95, 0.46
_LEAST_HEIGHT = 0.4  # of the slide, for the figure
_DECORATION = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)
_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
_HELP = (
    "タイトルのあるレイアウト（「タイトルのみ」など）を持つ .pptx を置くか、"
    "ファイルを外して標準のひな形に戻してください。"
)


@dataclass(frozen=True)
class Box:
    """A place on a slide, in EMU."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True)
class Template:
    """An empty presentation, the layout of its slides, its font, and where things stand. On one
    that a prefecture made nothing is painted."""

    presentation: Any
    layout: Any
    font: str
    body: Box
    footer: Box
    is_ours: bool = False


def own(data_dir: Path, size: Size) -> Path | None:
    """The prefecture's own template, if it has put one there."""
    path = data_dir / OWN[size]
    return path if path.is_file() else None


def opened(path: Path | None, size: Size) -> Template:
    """A template to write on; SourceFileError says what is wrong with a file that is none."""
    if path is None:
        return _ours(size)
    try:
        presentation = Presentation(str(path))
        _remove_slides(presentation)
        layouts = list(presentation.slide_layouts)
        font = _font_of(presentation) or FONT
    except Exception as error:  # whatever a broken package makes the reader stumble over
        raise SourceFileError(
            f"スライドのひな形「{path}」を PowerPoint のファイル（.pptx）として読めません。{_HELP}"
        ) from error
    layout = _with_title_only(layouts)
    if layout is None:
        raise SourceFileError(
            f"スライドのひな形「{path}」に、タイトルのあるレイアウトがありません。{_HELP}"
        )
    body, footer = _places(presentation, layout)
    if body.height < presentation.slide_height * _LEAST_HEIGHT:
        raise SourceFileError(
            f"スライドのひな形「{path}」のレイアウト「{layout.name}」には、"
            f"タイトルとフッターの間に図を置く高さがありません。{_HELP}"
        )
    return Template(presentation, layout, font, body, footer)


def _with_title_only(layouts: list[Any]) -> Any | None:
    """The layout with the fewest things to fill besides its title."""

    def to_fill(layout: Any) -> list[Any]:
        return [p for p in layout.placeholders if p.placeholder_format.type not in _DECORATION]

    titled = [
        layout
        for layout in layouts
        if any(p.placeholder_format.type == PP_PLACEHOLDER.TITLE for p in layout.placeholders)
    ] or [
        layout
        for layout in layouts
        if any(p.placeholder_format.type in _TITLES for p in layout.placeholders)
    ]
    return min(titled, key=lambda layout: len(to_fill(layout)), default=None)


def _places(presentation: Any, layout: Any) -> tuple[Box, Box]:
    """Where the figure stands, between title and footer, and where the footer does."""
    width, height = presentation.slide_width, presentation.slide_height
    title = next(p for p in layout.placeholders if p.placeholder_format.type in _TITLES)
    feet = [
        p
        for holder in (layout, layout.slide_master)
        for p in holder.placeholders
        if p.placeholder_format.type == PP_PLACEHOLDER.FOOTER and p.top is not None
    ]
    foot_top = min((p.top for p in feet), default=height - Inches(_FOOTER + 0.1))
    foot_top = min(foot_top, height - Inches(_FOOTER))
    left = min(max(title.left, 0), width // 4)
    top = title.top + title.height + Inches(0.08)
    body = Box(left, top, width - 2 * left, foot_top - Inches(0.08) - top)
    return body, Box(left, foot_top, width - 2 * left, Inches(_FOOTER))


def _remove_slides(presentation: Any) -> None:
    """A template may have been saved with examples."""
    ids = presentation.slides._sldIdLst
    for slide in list(ids):
        presentation.part.drop_rel(slide.rId)
        ids.remove(slide)


def _themes(presentation: Any) -> Iterator[Any]:
    for relation in presentation.slide_masters[0].part.rels.values():
        if relation.reltype.endswith("/theme"):
            yield relation.target_part


def _font_of(presentation: Any) -> str:
    """The Japanese font of the theme's text; '' where it names none."""
    for theme in _themes(presentation):
        minor = re.search(r"<a:minorFont>.*?</a:minorFont>", theme.blob.decode("utf-8"), re.DOTALL)
        for form in (r'<a:ea typeface="([^"+]+)"', r'script="Jpan" typeface="([^"]+)"'):
            if minor and (found := re.search(form, minor[0])):
                return found[1]
    return ""


# --- ours -------------------------------------------------------------------------------------


def _ours(size: Size) -> Template:
    """One layout: a title at the left, room for the figure, a line of sources."""
    presentation = Presentation()
    width, height = (Inches(inches) for inches in SIZES[size])
    presentation.slide_width, presentation.slide_height = width, height
    layouts = presentation.slide_layouts
    layout = next(found for found in layouts if found.name == "Title Only")
    for other in list(layouts):
        if other.name != layout.name:
            layouts.remove(other)
    layout._element.cSld.set("name", "タイトルと図")
    _in_japanese(presentation)
    for placeholder in [*layout.placeholders, *layout.slide_master.placeholders]:
        kind = placeholder.placeholder_format.type
        if kind in _TITLES:
            _put(placeholder, _MARGIN, _TITLE_TOP, width, _TITLE_HEIGHT)
        elif kind in _DECORATION:
            placeholder._element.getparent().remove(placeholder._element)
        else:
            top = _TITLE_TOP + _TITLE_HEIGHT
            room = height / Inches(1) - top - _FOOTER
            _put(placeholder, _MARGIN, top, width, room)
    body, footer = _places(presentation, layout)
    return Template(presentation, layout, FONT, body, footer, is_ours=True)


def _put(shape: Any, margin: float, top: float, width: int, tall: float) -> None:
    shape.left, shape.top = Inches(margin), Inches(top)
    shape.width, shape.height = Emu(width - 2 * Inches(margin)), Inches(tall)


def _in_japanese(presentation: Any) -> None:
    """Japanese fonts in the theme; titles of 24 points, bold, at the left."""
    for theme in _themes(presentation):
        text = theme.blob.decode("utf-8")
        text = text.replace('<a:latin typeface="Calibri"/>', f'<a:latin typeface="{FONT}"/>')
        theme._blob = text.replace('<a:ea typeface=""/>', f'<a:ea typeface="{FONT}"/>').encode()
    master = presentation.slide_masters[0]._element
    for level in master.iter("{*}lvl1pPr"):
        if level.getparent().tag.endswith("titleStyle"):
            level.set("algn", "l")
            for properties in level.iter("{*}defRPr"):
                properties.set("sz", str(Pt(TITLE_POINTS).centipoints))
                properties.set("b", "1")
    for run in master.iter("{*}rPr"):
        run.set("lang", "ja-JP")
