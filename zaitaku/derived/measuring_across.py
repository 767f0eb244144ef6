"""One indicator on one basis: every area's figure, year by year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from zaitaku.ask.answer import Answer
from zaitaku.ask.area import Area
from zaitaku.ask.asker import Asker
from zaitaku.derived.declared import Asked, Computed, Values, areas_of, declared, takes_areas
from zaitaku.derived.measuring import (
    BY_PEOPLE,
    KDB_NOTES,
    LABELS,
    cited,
    decimals_of,
    indicators,
    params_of,
    per_people,
    series,
    standing,
)
from zaitaku.ground import breaks
from zaitaku.ground.errors import NotInDataError
from zaitaku.ground.states import ACTUAL, MISSING
from zaitaku.indicators.catalogue import OBLIGATORY, Indicator
from zaitaku.indicators.values import NUMBER, VALUE_KINDS, Point, Series

BY_AREA = declared(
    "indicators/by_area",
    f"""\
-- question: 1 つの指標は、同じ基準で、地域ごとにいくつか
-- grain: one row per area
-- source: 指標値の表、KDB 集計表①②、施設基準の届出、訪問看護ステーションの表、役割の表
-- param indicator_id: varchar default {OBLIGATORY} = 指標番号
{takes_areas("prefecture")}\
-- param fiscal_year: integer default 0 = 年度 | 0 のときは、値のある最後の年度
-- param basis: varchar default '' = 基準（数え方） | 空のときは、その指標を示す基準
-- param kind: varchar default {NUMBER} in {"|".join(VALUE_KINDS)} = 値の種類
-- column area_code: varchar, key = 地域コード
-- column area_name: varchar, key = 地域名
-- column value: double, count = 値 | 単位は指標による。数える単位（施設・人など）なら整数
-- note: {KDB_NOTES[0]}
""",
)


def across(
    asker: Asker, item: Indicator, basis: str, areas: Sequence[Area], kind: str = NUMBER
) -> dict[int, Answer]:
    """Year → every area's figure on one basis, as an answer; years in the order of time."""
    found = {
        area.code: one
        for area in areas
        for one in series(asker, item, area)
        if one.basis == basis and (kind not in BY_PEOPLE or one.kind in (NUMBER, kind))
    }
    if kind in BY_PEOPLE:
        found = {
            area.code: per_people(asker, found[area.code], kind, area)
            if found[area.code].kind == NUMBER
            else found[area.code]
            for area in areas
            if area.code in found
        }
    years = sorted({point.year for one in found.values() for point in one.points})
    base = asker.ask("indicators/catalogue")
    return {year: _across(base, item, basis, areas, found, year, kind) for year in years}


def _across(
    base: Answer,
    item: Indicator,
    basis: str,
    areas: Sequence[Area],
    found: Mapping[str, Series],
    year: int,
    kind: str,
) -> Answer:
    some = next(iter(found.values()))
    points = [
        next((p for p in found[a.code].points if p.year == year), Point(year, None, MISSING))
        if a.code in found
        else Point(year, None, MISSING)
        for a in areas
    ]
    gap = f"{some.fit}: {some.gap}" if some.fit else ""
    type_ = "integer" if decimals_of(some.unit) == 0 else "double"
    *keys, value = BY_AREA.columns
    value = replace(value, type=type_, unit=some.unit, description=f"{basis}。{gap}".strip("。"))
    changed = tuple(sorted({one for series_ in found.values() for one in series_.breaks}))
    notes = (
        f"基準: {basis}",
        *((f"指標の定義との違い: {gap}",) if gap else ()),
        *breaks.caveats(changed, [year]),
    )
    return replace(
        base,
        name=BY_AREA.name,
        question=f"{item.name}（{item.indicator_id}、{basis}）は、地域ごとにいくつか",
        grain=BY_AREA.grain,
        source=cited(some.origin),
        columns=(*keys, value),
        rows=[(a.code, a.name, p.value) for a, p in zip(areas, points, strict=True)],
        states=[(ACTUAL, ACTUAL, p.state) for p in points],
        notes=(*notes, *(KDB_NOTES if some.fit else ())),
        params=params_of(areas[0])
        | {"area_code": [area.code for area in areas]}
        | {"fiscal_year": year, "indicator_id": item.indicator_id, "kind": kind, "basis": basis},
        param_labels=LABELS,
        breaks=changed,
    )


def _by_area(asked: Asked, values: Values) -> Answer | None:
    item = indicators(asked.ask).get(values["indicator_id"])
    if item is None:
        raise NotInDataError(
            f"指標番号「{values['indicator_id']}」はありません。"
            "番号は zaitaku query indicators/catalogue で見られます。"
        )
    decided = standing(asked.asker, item)
    basis = values["basis"] or (decided.basis if decided else "")
    found = across(asked.asker, item, basis, areas_of(asked.ask, values), values["kind"])
    year = values["fiscal_year"] or max(found, default=0)
    return found.get(year)


QUESTIONS = (Computed(BY_AREA, _by_area),)
