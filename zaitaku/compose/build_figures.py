"""The headline figures of the prefecture in two builds: which move when the other is used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zaitaku.ask.area import PREFECTURE
from zaitaku.ask.figures import figure
from zaitaku.ask.warehouse import Build
from zaitaku.compose.overview import HEADLINES
from zaitaku.derived import questions
from zaitaku.exhibits import measures
from zaitaku.exhibits.measures import Measure
from zaitaku.ground.errors import NotInDataError
from zaitaku.ground.years import japanese_year

_NONE = "データなし"


def moved(before: Build, after: Build) -> list[dict[str, str]]:
    """A row for each 年度 and figure whose words differ, the newest 年度 first."""
    years = sorted(_years(before) | _years(after), reverse=True)
    rows = []
    for year in years:
        for one in (measures.load()[name] for name in HEADLINES):
            words = [_words(build, one, year) for build in (before, after)]
            if words[0] != words[1]:
                rows.append(
                    {
                        "年度": japanese_year(year),
                        "県全体の数値": one.label,
                        "いま": words[0],
                        "この版": words[1],
                    }
                )
    return rows


def _years(build: Build) -> set[int]:
    return {int(row[1]) for row in questions.run(build, "build/years", {}).rows}


def _words(build: Build, one: Measure, year: int) -> str:
    params: Mapping[str, Any] = {
        **one.params,
        "area_unit": PREFECTURE,
        "zone_scheme": None,
        "fiscal_year": year,
    }
    known = questions.load(one.question).takes
    given = {k: v for k, v in params.items() if k in known and v is not None}
    try:
        found = figure(questions.run(build, one.question, given), one.column)
    except NotInDataError:
        return _NONE
    return found.words if found else _NONE
