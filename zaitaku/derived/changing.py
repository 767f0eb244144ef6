"""Patients of every area of a unit in two years: what both answers about change rest on.

A change of definition between the years forbids to compare them: both figures stay, and the words
for it stand where the change would be. All is of the figures that the build shows in its mode.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from zaitaku.ask.answer import Answer
from zaitaku.derived import planner
from zaitaku.derived.declared import LAST_YEAR, Asked, Values, year_of
from zaitaku.ground import breaks
from zaitaku.ground.errors import NotInDataError
from zaitaku.ground.states import ACTUAL, MISSING, NOT_APPLICABLE, SUPPRESSED

AGED = {"65plus": "65歳以上", "75plus": "75歳以上", "85plus": "85歳以上"}
SUBJECTS = {"act": "診療行為", "home_care": "在宅医療"}
TAKES = f"""\
-- param subject: varchar default act in {"|".join(SUBJECTS)} = 数えるもの | \
act: item の患者数（①）、home_care: 在宅医療の患者数（③）
-- param item: varchar default 在宅患者訪問診療料 in supply_cell.item = 診療行為
-- param detail: varchar default '' = 内訳 | 空のときは全体
"""
YEARS = f"""\
{LAST_YEAR}\
-- param before_year: integer default 0 = 前の年度 | 0 のときは、年度の 1 つ前
"""


@dataclass(frozen=True)
class People:
    """Of one year; None where they are not known for that very year."""

    whole: int | None = None
    aged: int | None = None


@dataclass(frozen=True)
class Change:
    """``counts``, ``states``, ``people``: before and after. ``broken``: why the two cannot be
    compared; '' where they can."""

    code: str
    name: str
    counts: tuple[float | None, float | None]
    states: tuple[str, str]
    people: tuple[People, People]
    broken: str = ""

    @property
    def known(self) -> tuple[float, float] | None:
        """Both counts where they may be shown and compared."""
        before, after = self.counts
        if self.broken or before is None or after is None:
            return None
        return float(before), float(after)


def dated(asked: Asked, values: Values) -> Values | None:
    """The values with their 年度 found; None where what is counted is there of none."""
    found = year_of(asked, values, _counts(values))
    return None if found is None else {**values, "fiscal_year": found}


def _counts(values: Values) -> str:
    """The question that the patients are counted by: ③ is there without ①, and ① without ③."""
    return "patients/by_area" if values["subject"] == "home_care" else "supply/by_area"


def years_of(values: Values) -> tuple[int, int]:
    """Before and after; NotInDataError where they are not in that order."""
    after = int(values["fiscal_year"])
    before = int(values["before_year"]) or after - 1
    if before >= after:
        raise NotInDataError(f"前の年度（{before}）は、年度（{after}）より前から選んでください。")
    return before, after


def counted(asked: Asked, values: Values, year: int) -> Answer | None:
    """What is counted of every area in a year; None where the build has no such year."""
    where = {"area_unit": values["area_unit"], "zone_scheme": values["zone_scheme"]}
    is_act = values["subject"] == "act"
    act = {"item": values["item"], "detail": values["detail"]} if is_act else {}
    return planner.asked(asked.ask, _counts(values), fiscal_year=year, **act, **where)


def changes(asked: Asked, values: Values, aged: str) -> tuple[Answer, list[Change]] | None:
    """Every area's change, and the answer of the later year that it was taken from.

    None where the build has neither year. NotInDataError where it lacks the one before.
    """
    first, last = years_of(values)
    after, before = counted(asked, values, last), counted(asked, values, first)
    if after is None or not len(after):
        return None
    if before is None or not len(before):
        raise NotInDataError(
            f"{first} 年度のデータがありません。前の年度は、取り込んである年度から選んでください。"
        )
    people = [_people(asked, values, year, aged) for year in (first, last)]
    earlier = {
        row["area_code"]: (row["patients"], states["patients"])
        for row, states in zip(before.records, before.state_records, strict=True)
    }
    changed = {*before.breaks, *after.breaks}
    found = []
    for row, states in zip(after.records, after.state_records, strict=True):
        code = row["area_code"]
        old, state = earlier.get(code, (None, MISSING))
        crossed = breaks.between(breaks.of_area(changed, code), first, last)
        nobody = People()
        found.append(
            Change(
                code, row["area_name"], (old, row["patients"]), (state, states["patients"]),
                (people[0].get(code, nobody), people[1].get(code, nobody)),
                breaks.refusal(crossed),
            )
        )  # fmt: skip
    return after, found


def _people(asked: Asked, values: Values, year: int, aged: str) -> dict[str, People]:
    """A population of another year is none: its change would be told as 0."""
    where: dict[str, Any] = {
        "area_unit": values["area_unit"], "zone_scheme": values["zone_scheme"],
    }  # fmt: skip
    whole = planner.asked(asked.ask, "area/population", fiscal_year=year, **where)
    parts = planner.asked(asked.ask, "area/denominators", fiscal_year=year, **where)
    old = {
        row["area_code"]: row[f"population_{aged}"]
        for row in (parts.records if parts else ())
        if row["population_year"] == year
    }
    return {
        row["area_code"]: People(row["population"], old.get(row["area_code"]))
        for row in (whole.records if whole else ())
        if row["population_year"] == year
    }


def state_of(change: Change) -> str:
    """Of what is derived from both counts: the worst of theirs; 該当なし over a change of
    definition."""
    worst = next((s for s in (SUPPRESSED, MISSING, NOT_APPLICABLE) if s in change.states), ACTUAL)
    return NOT_APPLICABLE if worst == ACTUAL and change.broken else worst
