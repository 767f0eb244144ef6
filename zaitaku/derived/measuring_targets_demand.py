"""The obligatory target worked back from 将来需要: how many places the year of the plan takes.

    needed = places of today × demand(target year) / demand(today) ÷ capacity

The figure of today is the indicator's own, on the one basis it stands on, so what comes out is on
that basis too and may be set beside a target that was set for it. ``capacity`` says how many times
the cases of today one place shall see; 1 leaves it as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

from zaitaku.ask.answer import Answer
from zaitaku.ask.area import PREFECTURE, Area
from zaitaku.ask.asker import Asker
from zaitaku.derived import planner_demand
from zaitaku.derived.declared import SCHEME, Asked, Computed, Values, declared
from zaitaku.derived.measuring import (
    KDB_NOTES,
    LABELS,
    cited,
    indicators,
    standing_figure,
)
from zaitaku.derived.measuring_targets import goal_words, judged
from zaitaku.derived.measuring_targets_areas import NO_GOAL, places
from zaitaku.ground.errors import QueryError
from zaitaku.ground.states import ACTUAL, MISSING, SUPPRESSED
from zaitaku.indicators.catalogue import OBLIGATORY
from zaitaku.indicators.values import INCREASE, NUMBER, Point
from zaitaku.planning.projection import Series

_NEVER = 9999  # a year after all: the latest figure
_WHOLE = 1e-9  # 12 × 1.25 ÷ 1.25 is 12 places, whatever the last binary digit says
FROM_DEMAND = declared(
    "targets/from_demand",
    f"""\
-- question: 将来の需要から逆算すると、訪問診療を実施する診療所・病院はいくつ要るか
-- grain: one row per area, the prefecture first
-- source: 目標の表、指標値の表、KDB 集計表①②、将来需要
-- param fiscal_year: integer default latest in supply_cell.fiscal_year = 年度 | いまの数の年度
-- param area_unit: varchar default medical_area in municipality|medical_area|zone|prefecture = \
地域の単位
{SCHEME}\
-- param target_year: integer default 2029 = 目標年度
-- param capacity: double default 1 = 1施設が診る件数の倍率 | 1 はいまのまま
{planner_demand.TAKES}\
-- column area_unit: varchar, key = 地域の単位
-- column area_code: varchar, key = 地域コード
-- column area_name: varchar, key = 地域
-- column year: integer, key = いまの年度
-- column latest: bigint, 施設, count = いまの数
-- column growth_pct: double, %, count = 需要の伸び | いまの年度を 100 とした目標年度の需要
-- column target_year: integer, key = 目標年度
-- column needed: bigint, 施設, from latest = 要る数 | 端数は切り上げ
-- column more: bigint, 施設, from latest = needed - latest = いまとの差
-- column goal_words: varchar, key = いまの目標（基準 → 目標）
-- column goal: bigint, 施設, public = 目標の水準 | 目標年度と基準が同じときだけ
-- column short: bigint, 施設, from needed = needed - goal = 目標に足りない数 | 負は余り
-- column basis: varchar, key = 数の基準
-- column reason: varchar, key = 分からない理由
-- note: いまの数に、いまの年度から目標年度までの需要の伸びを掛け、1施設が診る件数の倍率で割って\
切り上げたものです。流出入と 1 施設の大きさの分布がいまのまま続くとした計算で、予測ではありません。
-- note: 切り上げるため、地域の和は県全体で計算した数より大きくなります。
-- note: 国が示した計算方法ではありません。根拠の一つとして協議の場で使ってください。
-- note: {KDB_NOTES[0]}
""",
)


@dataclass(frozen=True)
class Growth:
    """The index of demand of an area; ``state``: why there is none."""

    series: Series | None
    state: str = MISSING


def worked_back(
    asker: Asker, found: Sequence[Area], growths: Mapping[Area, Growth], values: Values
) -> list[tuple[dict[str, Any], Mapping[str, str]]]:
    """Each area's row (with the kind of file of its figure as ``origin``) and the states of what
    may be hidden in it, in their order."""
    item = indicators(asker.ask)[OBLIGATORY]
    year = values["fiscal_year"] or _NEVER
    rows = []
    for place in found:
        figure = standing_figure(asker, item, place, year)
        point = figure[1] if figure else None
        basis = figure[0].basis if figure else ""
        growth = growths.get(place, Growth(None))
        rate = _rate(growth.series, point, values["target_year"])
        row, states = _row(point, rate, growth.state, values)
        row |= {
            "area_unit": place.unit, "area_code": place.code, "area_name": place.name,
            "basis": basis, "origin": figure[0].origin if figure else "",
        }  # fmt: skip
        row |= _goal(asker, place, basis, row)
        rows.append((row, states))
    return rows


def _rate(series: Series | None, point: Point | None, target_year: int) -> float | None:
    if series is None or point is None:
        return None
    now, then = (series.at(year, interpolate=True) for year in (point.year, target_year))
    return then / now if now and then is not None else None


def _row(
    point: Point | None, rate: float | None, why: str, values: Values
) -> tuple[dict[str, Any], Mapping[str, str]]:
    latest = point.value if point else None
    needed = None
    if latest is not None and rate is not None:
        needed = ceil(latest * rate / values["capacity"] - _WHOLE)
    of_latest = point.state if point and latest is None else MISSING
    of_growth = SUPPRESSED if rate is None and why == SUPPRESSED else MISSING
    worst = SUPPRESSED if SUPPRESSED in (of_latest, of_growth) else MISSING
    reason = ""
    if needed is None:
        reason = _reason(point, latest, worst)
    row = {
        "year": point.year if point else None,
        "latest": latest,
        "growth_pct": None if rate is None else rate * 100,
        "target_year": values["target_year"],
        "needed": needed,
        "more": None if needed is None or latest is None else needed - latest,
        "reason": reason,
    }
    derived = dict.fromkeys(("needed", "more", "short"), worst)
    return row, {"latest": of_latest, "growth_pct": of_growth, **derived}


def _reason(point: Point | None, latest: float | None, worst: str) -> str:
    if worst == SUPPRESSED:
        return "もとの数が秘匿のため"
    if point is None or latest is None:
        return "いまの数がないため"
    return "将来需要が、いまの年度か目標年度を含まないため"


def _goal(asker: Asker, place: Area, basis: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """The target in force in words; its level only where it may be set beside what is needed."""
    every = [
        one
        for one in judged(asker, place, OBLIGATORY)
        if one.target.kind in (NUMBER, INCREASE) and one.judgement.goal is not None
    ]
    if len(every) != 1:
        return {"goal_words": "、".join(map(goal_words, every)) or NO_GOAL}
    (one,) = every
    is_same = basis and (one.basis, one.target.target_year) == (basis, row["target_year"])
    goal, needed = one.judgement.goal if is_same else None, row["needed"]
    short = None if goal is None or needed is None else needed - goal
    return {"goal_words": goal_words(one), "goal": goal, "short": short}


def _growths(asked: Asked, values: Values) -> dict[Area, Growth] | None:
    """The demand of the areas and of the prefecture; None without a projection."""
    found: dict[Area, Growth] = {}
    every = places(asked.ask, values["area_unit"], values["zone_scheme"] or "")
    for unit in dict.fromkeys((PREFECTURE, values["area_unit"])):
        scheme = values["zone_scheme"] if unit == "zone" else None
        given = dict(values) | {"area_unit": unit, "zone_scheme": scheme}
        demand = planner_demand.projection(asked, given)
        if demand is None:
            return None
        series, states = planner_demand.series_by_area(demand), planner_demand.hidden(demand)
        for place in every:
            if place.unit == unit:
                state = states.get(place.code, MISSING)
                found[place] = Growth(series.get(place.code), state)
    return found


def _answer(asked: Asked, values: Values) -> Answer | None:
    if not values["capacity"] > 0:
        raise QueryError(
            f"capacity（1施設が診る件数の倍率）は 0 より大きい数です（{values['capacity']:g}）。"
            "いまのままなら 1 にしてください。"
        )
    growths = _growths(asked, values)
    if growths is None:
        return None
    found = worked_back(asked.asker, list(growths), growths, values)
    base = asked.ask("targets/list", indicator_id=[OBLIGATORY])
    names = [column.name for column in FROM_DEMAND.columns]
    origins = (cited(row["origin"]) for row, _ in found if row["origin"])
    return replace(
        base,
        name=FROM_DEMAND.name,
        question=FROM_DEMAND.question,
        grain=FROM_DEMAND.grain,
        source="、".join(filter(None, dict.fromkeys((base.source, *origins, "将来需要")))),
        columns=FROM_DEMAND.columns,
        rows=[tuple(row.get(name) for name in names) for row, _ in found],
        states=[
            tuple(
                ACTUAL if row.get(name) is not None else states.get(name, MISSING)
                for name in names
            )
            for row, states in found
        ],
        notes=(*base.notes, *(note.told for note in FROM_DEMAND.notes)),
        params=dict(values),
        param_labels=LABELS | {param.name: param.label for param in FROM_DEMAND.params},
    )  # fmt: skip


QUESTIONS = (Computed(FROM_DEMAND, _answer),)
