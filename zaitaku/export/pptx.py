"""Scenes → slides that PowerPoint edits: charts and tables, not pictures of them.

A figure is a slide, titled with its message, in letters that are read from the back of a room; what
has no room there stands in the appendix (``slides_plan``). Under each stands where it comes from;
its notes hold the sentence, the choices, how to read it and the caveats.
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
from zaitaku.exhibits.views import NO_COVER, Cover, Exhibit, Scene
from zaitaku.export import (
    slides_chart,
    slides_picture,
    slides_plan,
    slides_table,
    slides_words,
    words,
)
from zaitaku.export.slides_plan import Page
from zaitaku.export.slides_template import TITLE_POINTS, Box, Size, Template, opened, own
from zaitaku.export.slides_text import STAMP, SUBTLE, Pen, box, describe

_FOOT = 12  # points
_LONG_TITLE = 20  # points of a title that has no room in two lines
_CORNER = Inches(0.3)  # height of 資料番号 and of the stamp
_EPOCH = (2000, 1, 1, 0, 0, 0)


def to_bytes(
    scenes: Sequence[Scene],
    data_dir: Path,
    *,
    template: Path | None = None,
    size: Size = "16:9",
    title: str = "",
    cover: Cover = NO_COVER,
    left_out: Sequence[tuple[str, str]] = (),
) -> bytes:
    """The presentation; the same scenes and template give the same bytes.

    ``template``: a prefecture's own (default: the one in ``data_dir``, else ours). A ``title``
    puts a cover and an agenda in front. ``left_out``: scenes not shown, with the reason.
    """
    paper = opened(template or own(data_dir, size), size)
    pages = slides_plan.planned(scenes, paper.body, title=title, left_out=left_out)
    # one scene in 内部 makes the whole 内部: its message stands in front, too
    gravest = next((s for s in scenes if s.view.mode == "internal"), scenes[0])
    deck = _Deck(paper, data_dir, gravest, cover)
    for page in pages:
        deck.write(page)
    return saved(paper.presentation, title or scenes[0].view.title)


class _Deck:
    """The slides being written."""

    def __init__(self, paper: Template, data_dir: Path, gravest: Scene, cover: Cover) -> None:
        self.paper, self.data_dir = paper, data_dir
        self.gravest, self.cover = gravest, cover
        self.pen = Pen(paper.font)

    def write(self, page: Page) -> None:
        if page.scene is None:
            self._front(page)
            return
        slide = self._slide(page.title, page.scene, self._footer(page), notes(page.scene))
        self._subtitle(slide, page.subtitle)
        place = slides_plan.room_of(page, self.paper.body)
        if page.kind == "words":
            slides_words.lines(slide, page.lines, place, self.pen)
        elif page.table is not None and page.exhibit is not None:
            slides_table.add(slide, page.table, place, self.pen, page.exhibit.title)
        elif page.exhibit is not None and page.charts:
            self._charts(slide, page.exhibit, page.charts, place)
        elif page.exhibit is not None:
            self._picture(slide, page.exhibit, place)
        slides_words.below(slide, page.said, self.paper.body, self.pen)

    def _front(self, page: Page) -> None:
        """Cover, agenda, decisions and what was left out: slides of the whole deck."""
        said = [f"{label}　{text}" for label, text in page.lines]
        if page.kind == "agenda":
            said = [title for title, _ in page.lines]
        title = (self.cover.meeting or page.title) if page.kind == "cover" else page.title
        slide = self._slide(title, self.gravest, words.stamp(self.gravest.view), said)
        body = self.paper.body
        if page.kind == "cover":
            slides_words.cover(slide, page.title, self.cover, self.paper, self.pen)
        elif page.kind == "agenda":
            slides_words.agenda(slide, page.lines, body, self.pen)
        else:
            slides_words.entries(slide, page.lines, body, self.pen)

    def _footer(self, page: Page) -> str:
        """出典, time, choices, mode, 版ID in two lines; choices without room are in the notes."""
        assert page.scene is not None
        view = page.scene.view
        if not view.page:
            return words.stamp(view)
        whole = words.footer(view, page.exhibit)
        most = 2 * (self.paper.footer.width / Pt(1) / _FOOT - 5)
        if slides_words.wide(whole) <= most:
            return whole
        short = words.footer(view, page.exhibit, choices=False)
        return short if slides_words.wide(short) <= most else shortened(short, int(most))

    def _slide(self, title: str, scene: Scene, footer: str, said: Sequence[str]) -> Any:
        """A slide with title, footer, stamp, 資料番号 and notes."""
        slide = self.paper.presentation.slides.add_slide(self.paper.layout)
        for placeholder in list(slide.placeholders):
            if placeholder.shape_id != slide.shapes.title.shape_id:
                placeholder._element.getparent().remove(placeholder._element)
        self._title(slide, title)
        self._foot(slide, footer)
        self._corner(slide, words.stamp(scene.view) if scene.view.mode == "internal" else "")
        self._notes(slide, said)
        return slide

    def _title(self, slide: Any, title: str) -> None:
        """In two lines, else in three smaller ones; what has no room there is in the notes."""
        width = slide.shapes.title.width / Pt(1)
        points, most = TITLE_POINTS, int(2 * (width / TITLE_POINTS - 1.5))
        if slides_words.wide(title) > most:
            points, most = _LONG_TITLE, int(3 * (width / _LONG_TITLE - 1.5))
        paragraph = slide.shapes.title.text_frame.paragraphs[0]
        self.pen.write(paragraph, shortened(title, most), points, bold=True)

    def _foot(self, slide: Any, text: str) -> None:
        number = Inches(0.5)
        place = self.paper.footer
        frame = box(slide, replace(place, width=place.width - number), name="出典")
        self.pen.write(frame.paragraphs[0], text, _FOOT, colour=SUBTLE)
        frame = box(
            slide,
            replace(place, left=place.left + place.width - number, width=number),
            name="スライド番号",
        )
        frame.paragraphs[0].alignment = PP_ALIGN.RIGHT
        self.pen.write(frame.paragraphs[0], "", _FOOT, colour=SUBTLE)
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

    def _corner(self, slide: Any, stamp: str) -> None:
        """資料番号 at the right of the top, the stamp of 内部 before it."""
        right = self.paper.footer.left + self.paper.footer.width
        for name, text, colour, width in (
            ("資料番号", self.cover.number, SUBTLE, Pt(12 * (len(self.cover.number) + 2))),
            ("取扱い", stamp, STAMP, Inches(2.6)),
        ):
            if not text:
                continue
            frame = box(slide, Box(right - width, Inches(0.06), width, _CORNER), name=name)
            frame.vertical_anchor = MSO_ANCHOR.MIDDLE
            frame.paragraphs[0].alignment = PP_ALIGN.CENTER
            self.pen.write(frame.paragraphs[0], text, 12, bold=True, colour=colour)
            line = slide.shapes[-1].line
            line.color.rgb, line.width = RGBColor.from_string(colour.upper()), Pt(1)
            right -= width + Inches(0.1)

    def _subtitle(self, slide: Any, text: str) -> None:
        """What the figure shows, where and when."""
        if not text:
            return
        height = slides_plan.subtitle_height(text, self.paper.body)
        frame = box(slide, replace(self.paper.body, height=height), name="図の題名")
        self.pen.write(frame.paragraphs[0], text, slides_plan.SUBTITLE, bold=True, colour=SUBTLE)

    def _charts(
        self, slide: Any, exhibit: Exhibit, charts: Sequence[OfficeChart], place: Box
    ) -> None:
        for chart, part in zip(charts, _arranged(charts, place), strict=True):
            frame = slides_chart.add(slide, chart, part, self.pen)
            name = "　".join(filter(None, [exhibit.title, chart.title]))
            describe(frame, f"グラフ　{name}", alternative(name, chart))

    def _picture(self, slide: Any, exhibit: Exhibit, place: Box) -> None:
        """As large as fits, in the middle."""
        content = slides_picture.png(exhibit, self.data_dir, place)
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
    own = (("論点", scene.issue), ("決定", scene.decision))
    lines += [f"{label}　{text}" for label, text in own if text]
    if not view.page:  # words only
        return [line for line in lines if line]
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
    return f"{text}。系列は {shown}。"


def shortened(text: str, most: int) -> str:
    """The sentences that fit; a single longer one is cut. The notes have all of it."""
    if slides_words.wide(text) <= most:
        return text
    kept = ""
    for sentence in text.split("。"):
        if slides_words.wide(f"{kept}{sentence}。") > most:
            break
        kept += f"{sentence}。"
    return kept or slides_words.cut(text, most)


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
