"""Scenes → slides that PowerPoint edits: charts and tables, not pictures of them.

A scene is a slide per figure, titled with its message, and slides of its table. Under each stands
where it comes from; its notes hold the sentence, the choices, how to read it and the caveats.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Emu, Inches, Pt

from zaitaku.exhibits.office import OfficeChart
from zaitaku.exhibits.views import Exhibit, Scene
from zaitaku.export import picture, slides_chart, slides_table, words
from zaitaku.export.slides_template import TITLE_POINTS, Box, Size, Template, opened, own
from zaitaku.export.slides_text import STAMP, SUBTLE, Pen, box, describe

LONGEST_TITLE = 105  # characters: three lines of 24 points
_FEW_MESSAGES = 10  # on one slide of contents
_TWO_LINES = 150  # characters of a footer of 10 points; a longer one is smaller
_SUBTITLE = Inches(0.36)
_ONE_LINE, _SMALL_LINE = 58, 74  # characters of a line of 14 points, and of 11
_EPOCH = (2000, 1, 1, 0, 0, 0)


def to_bytes(
    scenes: Sequence[Scene],
    data_dir: Path,
    *,
    template: Path | None = None,
    size: Size = "16:9",
    title: str = "",
) -> bytes:
    """The presentation; the same scenes and template give the same bytes.

    ``template``: a prefecture's own (default: the one in ``data_dir``, else ours). A ``title``
    puts a slide with it and the messages in front.
    """
    paper = opened(template or own(data_dir, size), size)
    deck = _Deck(paper, data_dir)
    if title:
        deck.cover(title, scenes)
    for scene in scenes:
        deck.scene(scene)
    return saved(paper.presentation, title or scenes[0].view.title)


class _Deck:
    """The slides being written."""

    def __init__(self, paper: Template, data_dir: Path) -> None:
        self.paper, self.data_dir = paper, data_dir
        self.pen = Pen(paper.font)

    def cover(self, title: str, scenes: Sequence[Scene]) -> None:
        """Title and the messages in their order, on as many slides as they need.

        One scene in 内部 makes the whole 内部: its message stands here too.
        """
        gravest = next((s for s in scenes if s.view.mode == "internal"), scenes[0])
        said = [f"{n}　{s.headline or s.view.title}" for n, s in enumerate(scenes, start=1)]
        points = 20 if len(said) <= _FEW_MESSAGES else 14
        for at in range(0, len(said), _FEW_MESSAGES):
            lines = said[at : at + _FEW_MESSAGES]
            slide = self._slide(title, gravest, words.stamp(gravest.view), lines)
            frame = box(slide, self.paper.body, name="目次")
            for line in lines:
                paragraph = frame.paragraphs[0] if line is lines[0] else frame.add_paragraph()
                paragraph.space_after = Pt(points / 2)
                self.pen.write(paragraph, shortened(line, 60), points)

    def scene(self, scene: Scene) -> None:
        """A slide per figure, each followed by its table; the first bears the message."""
        headline = scene.headline
        for exhibit in scene.view.exhibits:
            headline = self._exhibit(scene, exhibit, headline)

    def _exhibit(self, scene: Scene, exhibit: Exhibit, headline: str) -> str:
        """Returns the headline if no slide has borne it yet."""
        if exhibit.builder is not None:
            charts = exhibit.office_charts()
            for page in _pages(charts) or [[]]:
                slide = self._slide(headline or exhibit.title, scene, self._footer(scene, exhibit))
                place = self._subtitle(slide, exhibit.title) if headline else self.paper.body
                if page:
                    self._charts(slide, exhibit, page, place)
                else:
                    self._picture(slide, exhibit, place)
                headline = ""
        if words.is_told_again(scene.view, exhibit):
            return headline
        body = self.paper.body
        below = replace(body, top=body.top + _SUBTITLE, height=body.height - _SUBTITLE)
        for table in slides_table.pages(exhibit, below):
            head = headline or exhibit.title
            slide = self._slide(head, scene, self._footer(scene, exhibit))
            # what is left out stands first: a long title may be cut, this may not
            place = self._subtitle(slide, "　".join(filter(None, [
                table.which, exhibit.title if headline else ""
            ])))  # fmt: skip
            slides_table.add(slide, table, place, self.pen, exhibit.title)
            headline = ""
        return headline

    def _footer(self, scene: Scene, exhibit: Exhibit) -> str:
        return words.footer(scene.view, exhibit)

    def _slide(
        self, title: str, scene: Scene, footer: str, said: Sequence[str] | None = None
    ) -> Any:
        """A slide with title, footer, stamp and notes (``said``; default: those of the scene)."""
        slide = self.paper.presentation.slides.add_slide(self.paper.layout)
        for placeholder in list(slide.placeholders):
            if placeholder.shape_id != slide.shapes.title.shape_id:
                placeholder._element.getparent().remove(placeholder._element)
        frame = slide.shapes.title.text_frame
        self.pen.write(
            frame.paragraphs[0], shortened(title, LONGEST_TITLE), TITLE_POINTS, bold=True
        )
        self._foot(slide, footer)
        if scene.view.mode == "internal":
            self._stamp(slide, words.stamp(scene.view))
        self._notes(slide, notes(scene) if said is None else said)
        return slide

    def _foot(self, slide: Any, text: str) -> None:
        number = Inches(0.5)
        place = self.paper.footer
        frame = box(slide, replace(place, width=place.width - number), name="出典")
        points = 10 if len(text) <= _TWO_LINES else 8
        self.pen.write(frame.paragraphs[0], text, points, colour=SUBTLE)
        frame = box(
            slide,
            replace(place, left=place.left + place.width - number, width=number),
            name="スライド番号",
        )
        frame.paragraphs[0].alignment = PP_ALIGN.RIGHT
        self.pen.write(frame.paragraphs[0], "", 10, colour=SUBTLE)
        run = frame.paragraphs[0]._p.find(qn("a:r"))
        field = parse_xml(
            f'<a:fld {nsdecls("a")} id="{{C1FF6DA9-008F-8B48-92A6-B652298478BF}}" type="slidenum"/>'
        )
        field.append(run.find(qn("a:rPr")))
        text_element = run.find(qn("a:t"))
        text_element.text = "‹#›"
        field.append(text_element)
        run.addprevious(field)
        run.getparent().remove(run)

    def _stamp(self, slide: Any, text: str) -> None:
        width, height = Inches(2.6), Inches(0.3)
        right = self.paper.footer.left + self.paper.footer.width
        frame = box(slide, Box(right - width, Inches(0.08), width, height), name="取扱い")
        frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        frame.paragraphs[0].alignment = PP_ALIGN.CENTER
        self.pen.write(frame.paragraphs[0], text, 12, bold=True, colour=STAMP)
        line = slide.shapes[-1].line
        line.color.rgb, line.width = RGBColor.from_string(STAMP.upper()), Pt(1)

    def _subtitle(self, slide: Any, text: str) -> Box:
        """A line above the figure that says what it shows; returns what is left below it."""
        body = self.paper.body
        if not text:
            return body
        frame = box(slide, replace(body, height=_SUBTITLE), name="図の題名")
        points = 14 if len(text) <= _ONE_LINE else 11
        self.pen.write(frame.paragraphs[0], shortened(text, _SMALL_LINE), points, bold=True,
                       colour=SUBTLE)  # fmt: skip
        return replace(body, top=body.top + _SUBTITLE, height=body.height - _SUBTITLE)

    def _charts(
        self, slide: Any, exhibit: Exhibit, charts: Sequence[OfficeChart], place: Box
    ) -> None:
        for chart, part in zip(charts, _arranged(charts, place), strict=True):
            frame = slides_chart.add(slide, chart, part, self.pen)
            name = "　".join(filter(None, [exhibit.title, chart.title]))
            describe(frame, f"グラフ　{name}", alternative(name, chart))

    def _picture(self, slide: Any, exhibit: Exhibit, place: Box) -> None:
        """As large as fits, in the middle."""
        content = picture.png(exhibit, self.data_dir, ppi=picture.PRINT)
        shape = slide.shapes.add_picture(io.BytesIO(content), place.left, place.top)
        scale = min(place.width / shape.width, place.height / shape.height)
        shape.width, shape.height = Emu(int(shape.width * scale)), Emu(int(shape.height * scale))
        shape.left = Emu(place.left + (place.width - shape.width) // 2)
        said = getattr(exhibit.chart(), "description", "")
        describe(shape, f"図　{exhibit.title}", f"{exhibit.title}。{said}")

    def _notes(self, slide: Any, lines: Sequence[str]) -> None:
        frame = slide.notes_slide.notes_text_frame
        for number, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            self.pen.write(paragraph, line, 12)


def notes(scene: Scene) -> list[str]:
    """What the speaker reads: the sentence, the choices, how to read it, definitions, caveats."""
    view = scene.view
    lines = [scene.message, *view.sentences, scene.note]
    lines.append(f"条件　{words.conditions(view)}")
    if view.reading is not None:
        lines += ["この図の読み方", *(f"・{k}　{v}" for k, v in words.reading(view.reading))]
    if definitions := words.definitions(view):
        lines += ["定義", *(f"・{label}　{text}" for label, text in definitions)]
    lines += [f"出典　{words.sources(view)}", f"版ID　{view.id}（版 {view.build_id}）"]
    if caveats := words.caveats(view):
        lines += ["留意事項", *(f"・{caveat}" for caveat in caveats)]
    return [line for line in lines if line]


def alternative(name: str, chart: OfficeChart) -> str:
    """What a screen reader says of a chart: its form, its size, its largest value."""
    forms = {
        "bar": "横棒グラフ",
        "stacked": "積み上げ横棒グラフ",
        "stacked100": "100%積み上げグラフ",
        "column": "縦棒グラフ",
        "line": "折れ線グラフ",
        "scatter": "散布図",
    }
    text = f"{name}。{forms[chart.kind]}"
    if chart.categories:
        text += f"、{len(chart.categories)}項目"
    shown = "・".join(series.name for series in chart.series if series.colour is not None)
    return f"{text}。系列は {shown}。数値は表のスライドにあります。"


def shortened(text: str, most: int) -> str:
    """The sentences that fit; a single longer one is cut. The notes have all of it."""
    if len(text) <= most:
        return text
    kept = ""
    for sentence in text.split("。"):
        if len(kept) + len(sentence) + 1 > most:
            break
        kept += f"{sentence}。"
    return kept or f"{text[: most - 1]}…"


def _pages(charts: Sequence[OfficeChart]) -> list[list[OfficeChart]]:
    """Charts that stand under each other go on to the next slide when the height is used up."""
    pages: list[list[OfficeChart]] = []
    used = 0.0
    for chart in charts:
        if not pages or (chart.below and used + chart.share > 1.01):
            pages.append([])
            used = 0.0
        pages[-1].append(chart)
        used += chart.share
    return pages


def _arranged(charts: Sequence[OfficeChart], place: Box) -> list[Box]:
    """Side by side by their shares of the width, or below each other by those of the height."""
    whole = sum(chart.share for chart in charts)
    is_below = any(chart.below for chart in charts)
    found, used = [], 0
    length = place.height if is_below else place.width
    for chart in charts:
        part = int(length * chart.share / whole)
        if is_below:
            found.append(replace(place, top=place.top + used, height=part))
        else:
            found.append(replace(place, left=place.left + used, width=part))
        used += part
    return found


def saved(presentation: Any, title: str) -> bytes:
    """The file without the time and the machine it was made on."""
    package = presentation.part.package
    for relation in list(package._rels.values()):
        if relation.reltype.endswith("/thumbnail"):  # of the template, not of these slides
            package.drop_rel(relation.rId)
    properties = presentation.core_properties
    properties.title, properties.author = title, "在宅医療アトラス"
    properties.last_modified_by, properties.language = "在宅医療アトラス", "ja-JP"
    properties.created = properties.modified = datetime(*_EPOCH)
    properties.revision = 1
    written = io.BytesIO()
    presentation.save(written)
    plain = io.BytesIO()
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(plain, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            new.writestr(entry, old.read(name), zipfile.ZIP_DEFLATED)
    return plain.getvalue()
