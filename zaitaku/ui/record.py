"""Writes down what a page shows, while it shows it: the ``View`` of this run.

Every file, scene and slide is made from it, so that they hold what the screen holds. A run can
also be for the record alone (``headless``): then nothing is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

import streamlit as st

from zaitaku.ask.answer import Answer
from zaitaku.ask.periods import fiscal_years
from zaitaku.exhibits.views import Exhibit, Reading, View
from zaitaku.ground.settings import Mode
from zaitaku.ui import view

_RECORD, _ALONE = "_record", "_record_alone"


@dataclass
class Record:
    """One run of one page, being written."""

    page: str = ""
    title: str = ""
    heading: str = ""
    year_label: str = ""
    sentences: list[str] = field(default_factory=list)
    exhibits: list[Exhibit] = field(default_factory=list)
    reading: Reading | None = None
    labels: dict[str, tuple[str, str]] = field(default_factory=dict)
    content: str = ""
    unsaved: str = ""


def begin(page: str) -> None:
    """Start anew; ``page`` is its address."""
    st.session_state[_RECORD] = Record(page=page)


def alone() -> bool:
    """Whether nobody looks: the run is for the record only, and nothing need be drawn."""
    return bool(st.session_state.get(_ALONE, False))


def opened(title: str, year_label: str) -> None:
    """The page's heading and the fiscal year chosen."""
    _record().title, _record().year_label = title, year_label


def rests_on(content: str) -> None:
    """What the figures rest on besides build and link: it becomes part of the 版ID."""
    _record().content = content


def not_yet(reason: str) -> None:
    """No file and no 版ID: what is on the screen is kept nowhere and could not be shown again."""
    _record().unsaved = reason


def unsaved() -> str:
    """Why the view cannot be given away; '' where it can."""
    return _record().unsaved


def headed(title: str) -> None:
    """The title of what follows."""
    _record().heading = title


def title_of(answer: Answer) -> str:
    """What the last figure or table that holds the answer is called; else what stands above."""
    record = _record()
    holding = [e.title for e in record.exhibits if e.answer and e.answer.key == answer.key]
    return holding[-1] if holding else record.heading or record.title


def said(text: str) -> None:
    """The sentence that answers; a page may have several."""
    _record().sentences.append(text)


def chose(key: str, label: str, words: str) -> None:
    """A choice as a reader sees it: label and words."""
    _record().labels[key] = (label, words)


def drew(builder: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> Exhibit:
    """A chart or map under the last title, with the answer it is given."""
    record = _record()
    title = record.heading or record.title
    drawn = Exhibit(title, builder, tuple(args), dict(kwargs), _answer(args))
    record.exhibits.append(drawn)
    return drawn


def tabled(answer: Answer, columns: Sequence[str] | None, label: str) -> None:
    """A table: the numbers of the figure just drawn, or an exhibit of its own."""
    record = _record()
    heading, shown = record.heading or record.title, tuple(columns or ())
    here = [at for at, one in enumerate(record.exhibits) if one.title == heading]
    for at in here:
        figure = record.exhibits[at]
        is_its_own = figure.answer is None or figure.answer.key == answer.key
        is_its_own &= len(fiscal_years(figure.answers)) <= 1  # of several years each has a table
        if figure.builder is not None and is_its_own:
            record.exhibits[at] = replace(figure, answer=answer, columns=shown)
            return
    title = f"{heading}｜{label.removeprefix('表で見る｜')}" if here else heading
    record.exhibits.append(Exhibit(title, answer=answer, columns=shown))


def notes_of(answer: Answer) -> list[str]:
    """The caveats of an answer, and of the same question for other years drawn on the page."""
    drawn = [a for e in _record().exhibits for a in e.answers if a.name == answer.name]
    return list(dict.fromkeys(note for a in (answer, *drawn) for note in a.notes))


def _answer(args: Sequence[Any]) -> Answer | None:
    """What a figure is drawn from: the first answer it is given, the last of several years."""
    for arg in args:
        if isinstance(arg, Answer):
            return arg
        if isinstance(arg, Mapping):
            years = [value for value in arg.values() if isinstance(value, Answer)]
            if years:
                return years[-1]
    return None


def listed(
    head: Sequence[str], row: Sequence[str], *, title: str = "", behind: Sequence[Answer] = ()
) -> None:
    """A row of a table of plain text, under the last title or one of its own; rows of one heading
    stay together. ``behind``: the answers the text was taken from."""
    record = _record()
    title = title or record.heading or record.title
    last = record.exhibits[-1] if record.exhibits else None
    if last is not None and last.words and last.title == title and last.words[0] == tuple(head):
        record.exhibits[-1] = replace(last, words=(*last.words, tuple(row)))
    else:
        record.exhibits.append(
            Exhibit(title, words=(tuple(head), tuple(row)), behind=tuple(behind))
        )


def explained(what: str, can: str, cannot: str) -> None:
    """この図の読み方."""
    _record().reading = Reading(what, can, cannot)


def made(mode: Mode, build_id: str) -> View:
    """The view of this run, so far."""
    record = _record()
    link = view.everything_chosen()
    return View(
        page=record.page,
        title=record.title,
        link=link,
        choices=tuple(record.labels[key] for key in link if key in record.labels),
        mode=mode,
        build_id=build_id,
        year_label=record.year_label,
        sentences=tuple(record.sentences),
        exhibits=tuple(record.exhibits),
        reading=record.reading,
        content=record.content,
    )


def _record() -> Record:
    return cast(Record, st.session_state.setdefault(_RECORD, Record()))
