"""Indicators as figures of an area: asks questions, decides what may stand beside what.

The core (``indicators``) knows no build; pages take everything from here. An asker is handed in,
so that what is said is tested without a page. Figures of another basis are never compared: where
they would have to be, the answer says so instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from zaitaku.ask import figures, queries
from zaitaku.ask.answer import Answer, Ask
from zaitaku.ask.area import Area, Areas
from zaitaku.ask.asker import Asker, kdb_years
from zaitaku.ground import breaks
from zaitaku.ground.breaks import Break
from zaitaku.ground.states import ACTUAL, MISSING
from zaitaku.ground.text import fiscal_year_told
from zaitaku.indicators import catalogue, values
from zaitaku.indicators.catalogue import Indicator, Way
from zaitaku.indicators.values import NUMBER, Point, Series
from zaitaku.sources import known

IMPORTED = "指標値の表"
WHOLE = ("施設", "事業所", "薬局", "人")  # counted one by one; 人/月 is a mean of months
BY_PEOPLE = {values.PER_100K: "population", values.PER_100K_AGED: "population_65plus"}


def indicators(ask: Ask) -> dict[str, Indicator]:
    """The catalogue and the prefecture's own indicators, in their order."""
    records = ask("indicators/catalogue").records
    own = [catalogue.from_record(record) for record in records if record["is_own"]]
    return catalogue.load() | {item.indicator_id: item for item in own}


# --- figures of one indicator --------------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """The basis on which an indicator is shown; ``way``: how it is computed, None if imported."""

    basis: str
    way: Way | None = None


def standing(asker: Asker, item: Indicator, *, computed: bool = False) -> Standing | None:
    """The one basis of an indicator, the same for every area, unit, year, page and mode.

    What the prefecture's tables decide (queries/indicators/bases.sql), else the nearest way to
    compute it from what was imported, also where the mode has no such figures: another basis would
    be another number.
    ``computed``: the reader asks for the computed figures. None where nothing gives a figure.
    """
    nearest = _nearest(asker, item)
    decided = (
        {} if computed else {r["indicator_id"]: r for r in asker.ask("indicators/bases").records}
    )
    record = decided.get(item.indicator_id)
    if record is not None and not record["is_computed"]:
        return Standing(_basis(record["basis"], record["value_source"]))
    return None if nearest is None else Standing(nearest.basis, nearest)


def _nearest(asker: Asker, item: Indicator) -> Way | None:
    """The nearest way for which a file was imported; the nearest of all where there is none."""
    every = catalogue.ways().get(item.indicator_id, ())
    held = {record["kind"] for record in asker.ask("build/sources").records}
    has_kdb = bool(kdb_years(asker.ask))
    there = (way for way in every if (has_kdb if way.is_by_year else way.needs in held))
    return next(there, next(iter(every), None))


def standing_figure(
    asker: Asker, item: Indicator, area: Area, year: int, *, computed: bool = False
) -> tuple[Series, Point] | None:
    """The figure that stands for an indicator in an area: that of its basis, or none."""
    decided = standing(asker, item, computed=computed)
    return values.first(series(asker, item, area, [year], on=decided), year) if decided else None


def series(
    asker: Asker,
    item: Indicator,
    area: Area,
    years: Sequence[int] | None = None,
    *,
    on: Standing | None = None,
) -> list[Series]:
    """What is known of an indicator for one area: imported figures first, then computed ones.

    ``years``: those to compute (all with KDB data by default). ``on``: that basis alone.
    """
    if on is not None and on.way is None:
        return [one for one in _imported(asker, item, area) if one.basis == on.basis]
    found = _imported(asker, item, area) if on is None else []
    for way in ways(asker, item):
        if on is not None and on.way != way:
            continue
        computed = list(_computed(asker, way, area, years or asker.years))
        if computed:
            origin, points = known.labels()[way.needs], tuple(point for point, _ in computed)
            changed = {one for _, answer in computed for one in answer.breaks}
            found.append(
                Series(
                    NUMBER, way.unit, way.basis, origin, points, way.fit, way.gap,
                    breaks=breaks.of_area(changed, area.code),
                )
            )  # fmt: skip
    return found


def known_bases(asker: Asker, item: Indicator, areas: Sequence[Area]) -> dict[str, str]:
    """Each basis on which any of the areas has more than 欠測, and what kind of figure it is."""
    found: dict[str, str] = {}
    for area in areas:
        for one in series(asker, item, area):
            if any(point.state != MISSING for point in one.points):
                found.setdefault(one.basis, one.kind)
    return found


def ways(asker: Asker, item: Indicator) -> list[Way]:
    """The ways that the mode allows."""
    return [
        way
        for way in catalogue.ways().get(item.indicator_id, ())
        if asker.mode in queries.load(way.question).modes
    ]


def _computed(
    asker: Asker, way: Way, area: Area, years: Sequence[int]
) -> Iterator[tuple[Point, Answer]]:
    """The figures of a way by year; a file that is not of a year has only its latest day."""
    for year in years if way.is_by_year else (None,):
        answer = asker.of(area, way.question, fiscal_year=year, **way.params)
        figure = figures.figure(answer, way.column, area.code) if answer else None
        if answer and figure:
            told = year or answer.params.get("fiscal_year") or _year_of_day(answer)
            value = figure.value if figure.state == ACTUAL else None
            yield Point(told, value, figure.state), answer


def _year_of_day(answer: Answer) -> int:
    """The fiscal year of the day a file tells; UNDATED where it tells none."""
    told = "as_of_on" if "as_of_on" in answer.names else "as_of"
    day = str(answer.rows[0][answer.names.index(told)])
    return fiscal_year_told(day) or values.UNDATED


def per_people(asker: Asker, one: Series, kind: str, area: Area) -> Series:
    """A series of numbers per 100,000 people of the area, by the population of each year."""
    points = tuple(
        values.per_population(point, population(asker, area, point.year, BY_PEOPLE[kind]))
        for point in one.points
    )
    return replace(one, kind=kind, unit=values.unit_of(kind, one.unit), points=points)


def words_of(value: float | None, state: str, unit: str) -> str:
    """A figure as people read it with its unit; people and places are counted whole."""
    if value is None:
        return figures.STATE_WORDS.get(state, "")
    return f"{figures.number(value, decimals_of(unit))} {unit}"


def decimals_of(unit: str) -> int:
    """Digits after the point of a figure in that unit."""
    return 0 if unit in WHOLE else 1


def missing_words(asker: Asker, item: Indicator, *, computed: bool = False) -> str:
    """Why the indicator has no figure on its basis: what to import, or where else to look."""
    decided = standing(asker, item, computed=computed)
    if decided is not None and decided.way is None:
        return (
            f"データなし: この指標は「{decided.basis}」で示します（{IMPORTED}）。"
            "この地域の値を取り込むか、基準を変えると表示します。"
        )
    if decided and decided.way and decided.way not in ways(asker, item):
        return (
            f"表示しません: この指標は「{decided.basis}」で示します。"
            "医療機関別の集計は内部モードだけです。ほかの基準の値は、基準を変えると表示します。"
        )
    files = [known.labels()[decided.way.needs]] if decided and decided.way else []
    own = f"{IMPORTED}（出典の例: {item.source}）" if item.source else IMPORTED
    return f"データなし: {'か'.join([*files, own])}を取り込むと表示します。"


def _imported(asker: Asker, item: Indicator, area: Area) -> list[Series]:
    answer = asker.of(area, "indicators/values")
    grouped: dict[tuple[str, str, str], list[Point]] = {}
    for record in answer.records if answer else ():
        if (record["indicator_id"], record["area_code"]) == (item.indicator_id, area.code):
            key = (record["kind"], record["basis"], record["value_source"])
            point = Point(record["year"], record["value"], record["value_state"])
            grouped.setdefault(key, []).append(point)
    changed = _breaks(asker, item, area) if grouped else ()
    return [
        Series(
            kind,
            values.unit_of(kind, item.unit),
            _basis(basis, source),
            IMPORTED,
            tuple(points),
            stated=basis,
            breaks=changed,
        )
        for (kind, basis, source), points in grouped.items()
    ]


def _breaks(asker: Asker, item: Indicator, area: Area) -> tuple[Break, ...]:
    """The changes that an imported figure is subject to: of the acts that it is computed from
    elsewhere or that its source names, and mergers of the area."""
    rows = [
        {**record, "changed_on": date.fromisoformat(record["changed_on"])}
        for record in asker.ask("build/definition_breaks").records
    ]
    named = {"item": re.split(r"[+/()]", item.source), "area_unit": area.unit}
    found = set(breaks.of_question(rows, "supply/by_area", named))
    for way in catalogue.ways().get(item.indicator_id, ()):
        found |= set(breaks.of_question(rows, way.question, way.params))
    return breaks.of_area(found, area.code)


def _basis(stated: str, source: str) -> str:
    """The basis of an imported value in words: what it says and where it is from."""
    return "・".join(part for part in (stated, source) if part) or "基準の記載なし"


def population(asker: Asker, area: Area, year: int, column: str) -> float | None:
    answer = asker.of(area, "area/population", fiscal_year=year)
    found = figures.figure(answer, column, area.code) if answer else None
    return found.value if found else None


def cited(origin: str) -> str:
    """出典 of figures of this origin: the table of indicators, or the one of KDB."""
    return f"KDB 集計表{origin[0]}" if origin[:1] in _OF_KDB else origin


_OF_KDB = ("①", "②", "③", "④", "⑤")
LABELS = {
    "area_unit": "地域の単位",
    "zone_scheme": "圏域の種類",
    "area_code": "地域",
    "fiscal_year": "年度",
    "other": "比べる相手",
    "indicator_id": "指標番号",
    "kind": "値の種類",
    "basis": "基準",
}
KDB_NOTES = (
    "KDB から計算した値は国保・後期高齢者医療の加入者だけで、指標の定義（NDB など）とおおよそしか"
    "一致しません。基準の違う値は足したり比べたりできません。",
)


def params_of(area: Area) -> dict[str, Any]:
    return {"area_unit": area.unit, "zone_scheme": area.zone_scheme, "area_code": [area.code]}


def coded(other: Area | Areas) -> str:
    """What is compared with, by name and code, as a file says its parameters."""
    codes = other.codes if isinstance(other, Areas) else (other.code,)
    return f"{other.title}（{'・'.join(codes)}）"
