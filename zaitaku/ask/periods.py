"""The time that answers are of, read off the answers themselves. Pure.

A sidebar has one 年度 for all; a projection, a list as of a day or a table without a date is of
another time, or of none.
"""

from __future__ import annotations

from collections.abc import Iterable

from zaitaku.ask.answer import Answer, Column
from zaitaku.ground.years import fiscal_year_label

AS_OF, YEAR, BEFORE = "as_of_on", "year", "before_year"


def fiscal_years(answers: Iterable[Answer]) -> list[int]:
    """The 年度 that the questions asked for, in the order of time; a list as of a day has none."""
    asked = (a.params.get("fiscal_year") for a in answers if AS_OF not in a.names)
    return sorted({year for year in asked if isinstance(year, int) and year > 0})


def period(answers: Iterable[Answer]) -> str:
    """「令和5年度（2023）」「2020–2050年」「2024-03-01 現在」, or several; '' for none."""
    answers = list(answers)
    asked = {*fiscal_years(answers), *_years_before(answers)}
    found = [_span([fiscal_year_label(year) for year in sorted(asked)])]
    days = {str(day) for answer in answers for day in _cells(answer, AS_OF)}
    found += [f"{_span(sorted(days))} 現在"] if days else []
    rows: dict[str, set[int]] = {}
    for answer in answers:
        if years := _cells(answer, YEAR):
            rows.setdefault(_kind(answer.column(YEAR)), set()).update(
                int(str(year)) for year in years
            )
    for kind, spanned in rows.items():
        if kind != "年度" or spanned != set(fiscal_years(answers)):
            found.append(_span([str(year) for year in sorted(spanned)]) + kind)
    return "、".join(part for part in found if part)


def _years_before(answers: Iterable[Answer]) -> set[int]:
    """The 年度 that a change begins with."""
    asked = (answer.params.get(BEFORE) for answer in answers)
    return {year for year in asked if isinstance(year, int) and year > 0}


def _kind(column: Column) -> str:
    """年度, 年, or 年・年度 where a column holds both."""
    if "年・年度" in column.label:
        return "年・年度"
    return "年度" if column.unit == "年度" or column.label.endswith("年度") else "年"


def _span(parts: list[str]) -> str:
    return "–".join(dict.fromkeys((parts[0], parts[-1]))) if parts else ""


def _cells(answer: Answer, name: str) -> list[object]:
    """What a column holds, if there is one."""
    if name not in answer.names:
        return []
    place = answer.names.index(name)
    return [row[place] for row in answer.rows if row[place]]
