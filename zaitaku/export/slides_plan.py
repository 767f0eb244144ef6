"""Scenes → the slides of a deck in their order, before any is written. Pure.

A figure is one slide. What does not fit there goes to the appendix at the end, and its slide names
the appendix by its number; what goes nowhere is told on the slide, too. So all slides are known,
and counted, before the first is made.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal

from zaitaku.ask.figures import STATE_WORDS
from zaitaku.exhibits.office import OfficeChart
from zaitaku.exhibits.views import Exhibit, Scene
from zaitaku.export import fonts, slides_matrix, slides_table, words
from zaitaku.export.slides_table import Table
from zaitaku.export.slides_template import Box
from zaitaku.ground.states import ACTUAL

AGENDA, AGENDA_GAP = 18.0, 9.0  # points of an entry, and after it
_NUMBERS = 100  # points of its width for its two numbers
_ROOM = 15  # lines of a slide of words
_LINE = 50  # letters of such a line
_FEW = 120  # letters of the names that are folded away, told one by one
NOTHING = (
    "この図に示せる数値はありません。この条件では、数がすべて秘匿か、元のデータにないためです。"
)
_STATED = re.compile(f"(.+?)[（　]({'|'.join(map(re.escape, STATE_WORDS.values()))})）?")
NO_FIGURE = "この条件で表示できる図や表がありません。"
Kind = Literal["cover", "agenda", "figure", "table", "words", "decisions", "left_out"]


@dataclass(frozen=True)
class Page:
    """One slide. ``title`` stands on top, ``subtitle`` says what the figure shows, ``said`` are
    lines below it, ``lines`` what a slide of words has: label ('' for none) and text."""

    kind: Kind
    title: str
    scene: Scene | None = None
    exhibit: Exhibit | None = None
    subtitle: str = ""
    charts: tuple[OfficeChart, ...] = ()
    table: Table | None = None
    said: tuple[str, ...] = ()
    lines: tuple[tuple[str, str], ...] = ()


@dataclass
class _Desk:
    """Slides by where they stand: those of the scenes, each with what follows in the appendix."""

    main: list[Page] = field(default_factory=list)
    after: list[tuple[int, str, list[Page]]] = field(default_factory=list)  # whose, what, slides


def planned(
    scenes: Sequence[Scene],
    body: Box,
    *,
    title: str = "",
    left_out: Sequence[tuple[str, str]] = (),
) -> list[Page]:
    """Every slide. A ``title`` puts a cover and an agenda in front; ``left_out``: scenes that
    cannot be shown, with the reason."""
    desk = _Desk()
    starts = []
    for scene in scenes:
        starts.append(len(desk.main))
        _scene(desk, scene, body)
    titles = [f"{n}　{words.headline(scene)}" for n, scene in enumerate(scenes, start=1)]
    parts = _agenda(titles, body) if title else []
    front = 1 + len(parts) if title else 0
    entries = [(name, str(front + at + 1)) for name, at in zip(titles, starts, strict=True)]
    pages = [Page("cover", title)] if title else []
    pages += [Page("agenda", "議題", lines=tuple(entries[a:b])) for a, b in parts]
    decided = list(_decisions(scenes))
    number = front + len(desk.main) + len(decided) + 1
    appendix = []
    told: dict[int, list[str]] = {}
    for whose, what, follow in desk.after:
        last = number + len(follow) - 1
        where = f"{number}" if last == number else f"{number}–{last}"
        told.setdefault(whose, []).append(f"{what}は付録（{where} ページ）")
        appendix += [replace(one, said=(*one.said, f"{front + whose + 1} ページの付録"))
                     for one in follow]  # fmt: skip
        number = last + 1
    for whose, where_to in told.items():
        page = desk.main[whose]
        desk.main[whose] = replace(page, said=(*page.said, "、".join(where_to)))
    return [*pages, *desk.main, *decided, *appendix, *_left_out(left_out)]


def agenda_lines(title: str, body: Box) -> list[str]:
    """An entry in as many lines as it needs: whole, with room for the number at its end."""
    return fonts.wrapped(title, body.width / POINT - _NUMBERS, AGENDA)


def _agenda(titles: Sequence[str], body: Box) -> list[tuple[int, int]]:
    """Which entries stand on each slide."""
    found, used = [0], 0.0
    for at, title in enumerate(titles):
        need = len(agenda_lines(title, body)) * AGENDA * LEADING + AGENDA_GAP
        if at > found[-1] and used + need > body.height / POINT:
            found.append(at)
            used = 0.0
        used += need
    return list(pairwise([*found, len(titles)]))


# --- a scene -------------------------------------------------------------------------------------


def _scene(desk: _Desk, scene: Scene, body: Box) -> None:
    said = _said(scene)
    if not scene.view.exhibits:
        lines = [("", NO_FIGURE if scene.view.page else ""), ("論点", scene.issue)]
        lines.append(("決定", scene.decision))
        kept = tuple((label, text) for label, text in lines if text)
        desk.main.append(Page("words", words.headline(scene), scene, said=said[bool(scene.issue) :],
                              lines=kept))  # fmt: skip
        return
    for number, exhibit in enumerate(scene.view.exhibits):
        page = Page(
            "figure",
            words.headline(scene) if number == 0 else exhibit.title,
            scene,
            exhibit,
            subtitle=_subtitle(exhibit, with_title=number == 0 and bool(scene.headline)),
            said=said if number == 0 else (),
        )
        if exhibit.builder is not None:
            _figure(desk, page, body)
        else:
            _table(desk, page, body)


def _subtitle(exhibit: Exhibit, *, with_title: bool) -> str:
    """Measure, place, year and basis; the basis alone where the title says the others."""
    basis = words.basis(exhibit)
    return "｜".join(filter(None, (exhibit.title if with_title else "", basis)))


def _said(scene: Scene) -> tuple[str, ...]:
    """The lines under the first figure of a scene."""
    issue = (f"論点　{' '.join(scene.issue.split())}",) if scene.issue else ()
    gone = (
        f"「{title}」は、この条件では表示できません（数がすべて秘匿か、元のデータにありません）。"
        for title in scene.missing
    )
    return (*issue, *gone)


def _figure(desk: _Desk, page: Page, body: Box) -> None:
    assert page.exhibit is not None and page.scene is not None
    scene, exhibit, whose = page.scene, page.exhibit, len(desk.main)
    if shows_nothing(exhibit):
        desk.main.append(replace(page, kind="words", lines=(("", NOTHING),)))
        return
    plain = replace(page, title=f"付録　{exhibit.title}", subtitle="", said=())
    charts = exhibit.office_charts()
    rows = [] if charts else slides_matrix.parts(exhibit, room_of(page, body, 2))
    if rows:
        of_rows = [replace(page, exhibit=one.exhibit, said=(*page.said, one.which)) for one in rows]
        desk.main.append(of_rows[0])
        desk.after.append((whose, "ほかの部分", [
            replace(one, title=plain.title, subtitle="", said=(part.which,))
            for one, part in zip(of_rows[1:], rows[1:], strict=True)
        ]))  # fmt: skip
    else:
        first, *others = _screens(charts) or [[]]
        desk.main.append(_drawn(page, first))
        if others:
            names = "、".join(filter(None, (c.title for p in others for c in p))) or "図の続き"
            desk.after.append((whose, names, [_drawn(plain, part) for part in others]))
    if scene.has_numbers and not words.is_told_again(scene.view, exhibit):
        tables = slides_table.pages(exhibit, body)
        if tables:
            what = "数表の一部" if tables[-1].is_cut else "数表"
            desk.after.append((whose, what, [_with(plain, one) for one in tables]))


def _drawn(page: Page, charts: Sequence[OfficeChart]) -> Page:
    """The slide of these charts; what they fold away is told below them."""
    shown, hidden = _folded(charts)
    return replace(page, charts=tuple(shown), said=(*page.said, *filter(None, (hidden,))))


def _table(desk: _Desk, page: Page, body: Box) -> None:
    assert page.exhibit is not None and page.scene is not None
    whole = slides_table.whole(page.exhibit)
    if whole is None or not whole.rows:
        desk.main.append(replace(page, kind="words", lines=(("", NOTHING),)))
        return
    area = page.scene.view.link.get("area", ("",))[0]
    brief = slides_table.brief(page.exhibit, whole, room_of(page, body, 2), area)
    whose = len(desk.main)
    desk.main.append(_with(page, brief))
    if brief.which:
        plain = replace(page, title=f"付録　{page.exhibit.title}", subtitle="", said=())
        tables = slides_table.pages(page.exhibit, body)
        what = "表の続きの一部" if tables[-1].is_cut else "表の全体"
        desk.after.append((whose, what, [_with(plain, one) for one in tables]))


def _with(page: Page, table: Table) -> Page:
    told = (table.which,) if table.which else ()
    return replace(page, kind="table", table=table, said=(*told, *page.said))


def room_of(page: Page, body: Box, coming: int = 0) -> Box:
    """Where the figure stands: what subtitle and lines leave of the body; so many lines are still
    to come below it."""
    above = subtitle_height(page.subtitle, body)
    below = said_height((*page.said, *[""] * coming), body)
    return replace(body, top=body.top + above, height=body.height - above - below)


POINT = 12700  # EMU
SUBTITLE, SAID, LEADING = 14.0, 12.0, 1.3  # points


def lines_of(text: str, points: float, width: int) -> int:
    """How many lines a text takes."""
    wide = sum(0.55 if ord(letter) < 0x2E80 else 1.0 for letter in text)
    return max(1, math.ceil(wide * points / (width / POINT - points)))


def subtitle_height(text: str, body: Box) -> int:
    lines = lines_of(text, SUBTITLE, body.width) if text else 0
    return int(lines * SUBTITLE * LEADING * POINT)


def said_height(said: Sequence[str], body: Box) -> int:
    """Of the lines below a figure."""
    lines = sum(lines_of(text, SAID, body.width) for text in said)
    return int(lines * SAID * LEADING * POINT)


# --- charts --------------------------------------------------------------------------------------


def shows_nothing(exhibit: Exhibit) -> bool:
    """Whether a figure has answers and not one number of them may or can be shown."""
    answers = [answer for answer in exhibit.answers if any(_numbers(answer))]
    return bool(answers) and not any(
        states[at] == ACTUAL and row[at] is not None
        for answer in answers
        for row, states in zip(answer.rows, answer.states, strict=True)
        for at, is_number in enumerate(_numbers(answer))
        if is_number
    )


def _numbers(answer: object) -> list[bool]:
    columns = getattr(answer, "columns", ())
    return [column.is_number and column.role != "key" for column in columns]


def _folded(charts: Sequence[OfficeChart]) -> tuple[list[OfficeChart], str]:
    """Charts without the categories that show nothing in any of them, which are told in a line."""
    kept, gone = [], []
    for chart in charts:
        names = chart.categories
        shown = [at for at in range(len(names)) if not _is_hidden(chart, at)]
        if chart.kind in ("bar", "column", "stacked100") and shown:
            gone += [name for at, name in enumerate(names) if at not in shown]
            chart = _only(chart, shown)
        kept.append(chart)
    return kept, _told(list(dict.fromkeys(gone)))


def _is_hidden(chart: OfficeChart, at: int) -> bool:
    """Whether a category has no number and says with a word why."""
    drawn = (s.values[at] for s in chart.series if not s.is_line and s.colour is not None)
    return _STATED.fullmatch(chart.categories[at]) is not None and not any(
        value is not None for value in drawn
    )


def _told(categories: Sequence[str]) -> str:
    """「図に数値のない項目　秘匿 2（乙町、丙村）」, by the word that stands for the number."""
    by_state: dict[str, list[str]] = {}
    for name in categories:
        found = _STATED.fullmatch(name)
        if found is not None:
            names = by_state.setdefault(found[2], [])
            names += [found[1].split("　")[0]]
    told = []
    for state, names in by_state.items():
        names = list(dict.fromkeys(names))
        named = "、".join(names)
        told.append(f"{state} {len(names)}（{named if len(named) < _FEW else '名前は元の画面に'}）")
    return f"図に数値のない項目　{'、'.join(told)}" if told else ""


def _only(chart: OfficeChart, places: Sequence[int]) -> OfficeChart:
    """The chart with these categories."""
    new = {old: at for at, old in enumerate(places)}
    return replace(
        chart,
        categories=tuple(chart.categories[at] for at in places),
        series=tuple(
            replace(
                series,
                values=tuple(series.values[at] for at in places),
                points={new[at]: c for at, c in series.points.items() if at in new},
            )
            for series in chart.series
        ),
        highlight=new.get(chart.highlight) if chart.highlight is not None else None,
    )


def _screens(charts: Sequence[OfficeChart]) -> list[list[OfficeChart]]:
    """Charts that stand under each other go on to the next slide when the height is used up."""
    screens: list[list[OfficeChart]] = []
    used = 0.0
    for chart in charts:
        if not screens or (chart.below and used + chart.share > 1.01):
            screens.append([])
            used = 0.0
        screens[-1].append(chart)
        used += chart.share
    return screens


# --- words ---------------------------------------------------------------------------------------


def _decisions(scenes: Sequence[Scene]) -> Iterator[Page]:
    entries = [(words.headline(scene), scene.decision) for scene in scenes if scene.decision]
    return _of_words("decisions", "決定事項", entries)


def _left_out(left_out: Sequence[tuple[str, str]]) -> Iterator[Page]:
    return _of_words("left_out", "載せられなかった場面", list(left_out))


def _of_words(kind: Kind, title: str, entries: Sequence[tuple[str, str]]) -> Iterator[Page]:
    """As many entries on a slide as it has room for."""
    part: list[tuple[str, str]] = []
    used = 0
    for label, text in entries:
        need = sum(math.ceil(len(one) / _LINE) for one in (label, text)) + 1
        if part and used + need > _ROOM:
            yield Page(kind, title, lines=tuple(part))
            part, used = [], 0
        part.append((label, text))
        used += need
    if part:
        yield Page(kind, title, lines=tuple(part))
