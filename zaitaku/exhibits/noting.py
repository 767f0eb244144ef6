"""Which 注記 of the prefecture belong under which figure. Pure: it knows answers and titles.

A note names a page (it stands under the page's first figure), a word of a figure's title, or an
indicator. One of an area or a 年度 stands only under figures that hold that area or year.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from zaitaku.ask.answer import Answer
from zaitaku.ask.periods import fiscal_years
from zaitaku.exhibits.views import Exhibit
from zaitaku.ground.years import fiscal_year_label

_AREAS = ("area_code", "origin_code", "destination_code", "zone_code")
_INDICATOR = "indicator_id"


@dataclass(frozen=True)
class Note:
    """``figure``: a page's title, a part of a figure's title, or an indicator; ``area_code`` ''
    and ``year`` None: of every area, of every year."""

    figure: str
    area_code: str
    area_name: str
    year: int | None
    text: str

    def said_of(self, figure: str) -> str:
        """The note with what it is of, where that is less than the whole figure."""
        year = fiscal_year_label(self.year) if self.year is not None else ""
        parts = [figure, self.area_name if self.area_code else "", year]
        told = "・".join(filter(None, parts))
        return f"{told}: {self.text}" if told else self.text


def of_answer(answer: Answer) -> tuple[Note, ...]:
    """The notes that ``build/figure_notes`` gives in the reader's mode."""
    return tuple(
        Note(
            str(row["figure"]),
            str(row["area_code"] or ""),
            str(row["area_name"] or ""),
            None if row["year"] is None else int(row["year"]),
            str(row["note_text"]),
        )
        for row in answer.records
    )


def noted(exhibits: Sequence[Exhibit], page: str, notes: Sequence[Note]) -> tuple[Exhibit, ...]:
    """The exhibits of a page (its title), each with the notes that belong under it."""
    if not notes:
        return tuple(exhibits)
    found: list[list[str]] = [[] for _ in exhibits]
    for note in notes:
        for at, exhibit in enumerate(exhibits):
            if not _holds(exhibit, note):
                continue
            if note.figure == page:
                found[at].append(note.said_of(""))
                break
            if (told := _told(exhibit, note.figure)) is not None:
                found[at].append(note.said_of(told))
    return tuple(
        replace(exhibit, notes=tuple(dict.fromkeys(texts))) if texts else exhibit
        for exhibit, texts in zip(exhibits, found, strict=True)
    )


def _told(exhibit: Exhibit, figure: str) -> str | None:
    """How the note names the figure: '' for its title, the indicator's name; None: not of it."""
    if figure in {part.strip() for part in exhibit.title.replace("　", "｜").split("｜")}:
        return ""
    for answer in exhibit.answers:
        if answer.params.get(_INDICATOR) == figure:
            return ""
        if _INDICATOR in answer.names:
            for row in answer.records:
                if row[_INDICATOR] == figure:
                    return str(row.get("indicator_name") or row.get("name") or figure)
    return None


def _holds(exhibit: Exhibit, note: Note) -> bool:
    """Whether the figure shows anything of the note's area and 年度."""
    answers = exhibit.answers
    if note.year is not None and note.year not in fiscal_years(answers):
        return False
    return not note.area_code or any(_is_of(answer, note.area_code) for answer in answers)


def _is_of(answer: Answer, code: str) -> bool:
    asked = answer.params.get("area_code")
    if asked == code or (isinstance(asked, list) and code in asked):
        return True
    places = [answer.names.index(name) for name in _AREAS if name in answer.names]
    return any(row[at] == code for row in answer.rows for at in places)
