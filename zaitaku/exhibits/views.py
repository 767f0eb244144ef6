"""What a page shows for a link, apart from any screen: the unit of every file, scene and slide.

A page writes its sentence, its exhibits and how to read them on a sheet (``compose``); a ``View``
is what stands there. It holds answers, so nothing that the mode hides is in it. Pure: a chart is
known only by the function that draws it and what the function is given.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from zaitaku import __version__
from zaitaku.ask.answer import Answer
from zaitaku.ask.periods import fiscal_years, period
from zaitaku.exhibits import office
from zaitaku.ground import breaks
from zaitaku.ground.settings import Mode

Link = Mapping[str, tuple[str, ...]]
HOME = "overview"  # the page whose address is the server's own
# Crockford's base 32: no I, L, O, U, so that an id can be read out and typed
_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 10
_MISREAD = str.maketrans("OIL", "011")


@dataclass(frozen=True)
class Exhibit:
    """図表: one titled figure, table or list, with the answer behind it.

    ``builder(*args, **kwargs)`` draws the chart or map (Altair); None where there is only a table.
    ``answer`` holds the numbers (``columns`` of it; empty: all), ``words`` a table of plain text,
    heading first, where no single answer holds it. At least one of the three is there.
    ``behind``: the answers such words were taken from, for their sources and caveats. ``notes``:
    what the prefecture says of it (注記), plain text.
    """

    title: str
    builder: Callable[..., Any] | None = None
    args: tuple[Any, ...] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    answer: Answer | None = None
    columns: tuple[str, ...] = ()
    words: tuple[tuple[str, ...], ...] = ()
    behind: tuple[Answer, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def answers(self) -> list[Answer]:
        """Every answer drawn, shown or quoted, once each: the figure's sources, time and places."""
        given = (self.args, tuple(self.kwargs.values()), self.answer, self.behind)
        return list({answer.key: answer for answer in _answers_in(given)}.values())

    @property
    def sources(self) -> list[str]:
        return list(dict.fromkeys(answer.source for answer in self.answers))

    @property
    def period(self) -> str:
        """The time of its figures; '' where its answers have none."""
        return period(self.answers)

    @property
    def changes(self) -> list[str]:
        """What changed in definition between the years that it sets side by side."""
        years = fiscal_years(self.answers)
        if len(years) < 2:
            return []
        return breaks.caveats(
            (
                one
                for answer in self.answers
                for one in answer.breaks
                if breaks.concerns(one, answer.names, answer.rows)
            ),
            years,
        )

    def chart(self) -> Any:
        """The Altair chart; call only where there is a builder."""
        assert self.builder is not None
        return self.builder(*self.args, **self.kwargs)

    def office_charts(self) -> office.Charts:
        """The charts of its Office form; none where it is a picture or a table."""
        return office.charts(self.builder, *self.args, **self.kwargs)

    def table_words(self) -> office.Words:
        """A table of plain text, heading first; none where its answer's rows are the table."""
        return office.table(self.builder, *self.args, **self.kwargs) or self.words


@dataclass(frozen=True)
class Reading:
    """この図の読み方: what it shows, what can be said, what cannot."""

    what: str
    can: str
    cannot: str


@dataclass(frozen=True)
class View:
    """A page as it was for one link, in one mode and from one build.

    ``page``: its address (supply). ``link``: every choice by its address key, defaults included,
    so that the same view comes back when defaults change. ``choices``: the same as label and
    words, for a reader.
    """

    page: str
    title: str
    link: Link
    choices: tuple[tuple[str, str], ...]
    mode: Mode
    build_id: str
    year_label: str
    sentences: tuple[str, ...]
    exhibits: tuple[Exhibit, ...]
    reading: Reading | None
    content: str = ""

    @property
    def id(self) -> str:
        """版ID of this view; ``content`` tells apart what a link alone does not (a plan)."""
        page = f"{self.page}#{self.content}" if self.content else self.page
        return view_id(self.build_id, self.mode, page, self.link)

    @property
    def answers(self) -> list[Answer]:
        """Every answer behind the exhibits, once each, in their order."""
        shown = (answer for exhibit in self.exhibits for answer in exhibit.answers)
        return list({answer.key: answer for answer in shown}.values())

    @property
    def sources(self) -> list[str]:
        return list(dict.fromkeys(answer.source for answer in self.answers))

    @property
    def period(self) -> str:
        """The time of all figures of the page."""
        return period(self.answers)

    @property
    def notes(self) -> list[str]:
        told = [note for answer in self.answers for note in answer.notes]
        return list(dict.fromkeys(told + [text for e in self.exhibits for text in e.changes]))


def _answers_in(given: object) -> Iterator[Answer]:
    """The answers among what a chart is given, also several of them by year or area."""
    if isinstance(given, Answer):
        yield given
    elif isinstance(given, Mapping):
        yield from _answers_in(tuple(given.values()))
    elif isinstance(given, tuple | list):
        for part in given:
            yield from _answers_in(part)


def address(page: str, link: Mapping[str, str | Sequence[str]]) -> str:
    """The path and query that open a page with a link: 「/supply?year=2023&area=03201」."""
    path = "/" if page == HOME else f"/{page}"
    query = urlencode(link, doseq=True)
    return f"{path}?{query}" if query else path


def view_id(build_id: str, mode: Mode, page: str, link: Link, version: str = __version__) -> str:
    """版ID: 「K7F2A-9QXMP」 from build, mode, page, every choice and the software's version."""
    choices = sorted((key, tuple(values)) for key, values in link.items())
    text = repr((build_id, mode, page, choices, version))
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])
    digits = ""
    for _ in range(_LENGTH):
        number, digit = divmod(number, 32)
        digits += _DIGITS[digit]
    return f"{digits[:5]}-{digits[5:]}"


def written_id(text: str) -> str | None:
    """A 版ID as somebody typed it (small letters, no hyphen, O for 0); None if it is none."""
    digits = "".join(c for c in text.upper().translate(_MISREAD) if c.isalnum())
    if len(digits) != _LENGTH or set(digits) - set(_DIGITS):
        return None
    return f"{digits[:5]}-{digits[5:]}"


@dataclass(frozen=True)
class Cover:
    """表紙: 会議名, 日付, 課名 and 資料番号, as somebody wrote them; any may be empty."""

    meeting: str = ""
    date: str = ""
    section: str = ""
    number: str = ""


NO_COVER = Cover()


@dataclass(frozen=True)
class Scene:
    """A view as somebody presents it: with a one-sentence message and notes of their own.

    ``issue`` and ``decision``: 論点 and 決定. ``missing``: figures that were chosen and cannot be
    shown. ``has_numbers``: whether the numbers of its charts are to be printed too.
    """

    view: View
    message: str = ""
    note: str = ""
    issue: str = ""
    decision: str = ""
    missing: tuple[str, ...] = ()
    has_numbers: bool = True

    @property
    def headline(self) -> str:
        """What the slide says: the message, else the page's own sentence."""
        return self.message or next(iter(self.view.sentences), "")
