"""The 医療計画 and the 介護保険事業（支援）計画 of one area over one time axis, as an answer.

Each panel has one unit and one basis; figures of another are never put beside them on its axis.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from zaitaku.ask.answer import Answer, Ask
from zaitaku.ask.area import Area
from zaitaku.ask.asker import Asker
from zaitaku.derived import measuring_targets as judging
from zaitaku.derived import planner, planner_demand, planner_table
from zaitaku.derived.declared import ONE_AREA, Asked, Computed, Values, area_of, declared
from zaitaku.derived.planner import Choice
from zaitaku.ground import breaks
from zaitaku.ground.states import ACTUAL, MISSING

MEDICAL, CARE, DEMAND = "医療計画", "介護保険事業（支援）計画", "将来需要"
TWO_PLANS = declared(
    "plans/two_plans",
    f"""\
-- question: 地域の二つの計画は、同じ年にどう並ぶか
-- grain: one row per plan, item, series and year
-- source: 目標の表、指標値の表、KDB 集計表①②、{planner.TABLE}、{planner.PATIENTS}、受療率の表、\
社人研 地域別将来推計人口、厚生労働省 将来の在宅（訪問診療）需要推計
{ONE_AREA}\
-- param source: varchar default {next(iter(planner.CHOOSABLE))} \
in {"|".join(planner.CHOOSABLE)} = 按分の根拠
{planner_demand.TAKES}\
-- column plan: varchar, key = 計画
-- column panel: varchar, key = 項目
-- column series: varchar, key = 系列
-- column year: integer, key = 年・年度
-- column value: double, count = 値
-- column unit: varchar, key = 単位
-- column basis: varchar, key = 数え方
-- column segment: varchar, key = 定義の変更 | 空欄は、変更より前か、変更がない
-- note: 項目ごとに単位と数え方が違うため、縦の軸は分けてあります。\
項目どうしを足したり引いたりできません。
-- note: 追加的需要は人/日、将来需要は 1 か月の件数です。
-- note: 公表モードで県の合計だけを按分した数は、圏域ごとに按分した数の計（内部モード）と\
一致しないことがあります。根拠の比が圏域ごとに違うためです。
-- note: 年度と暦年（推計人口の 10 月 1 日）を同じ年の位置に置いています。
""",
)
COLUMNS = TWO_PLANS.columns
# the columns but the last, the state, and what tells the years that count alike
Row = tuple[str, str, str, int, float | None, str, str, str, str]


def two_plans(asker: Asker, area: Area, choice: Choice | None, demand: Answer | None) -> Answer:
    """One row per plan, item, series and year. ``choice``: how the worksheet is read, if loaded;
    ``demand``: the projection of the area alone."""
    judged = [one for one in judging.judged(asker, area) if one.judgement.goal is not None]
    parts: list[tuple[str, list[Row]]] = [
        (judging.sources(asker.ask("targets/list"), judged), list(_targets(judged)))
    ]
    if choice is not None:
        parts += _worksheet(asker.ask, area, choice)
    if demand is not None:
        parts.append((demand.source, list(_projection(demand))))
    parts.append((asker.ask("demand/official").source, list(_official(asker.ask, area))))
    rows = [row for _, part in parts for row in part]
    cited = [source for written, part in parts if part for source in written.split("、")]
    about = asker.ask("area/list", area_unit=area.unit, zone_scheme=area.zone_scheme or None)
    params: dict[str, Any] = {"area_unit": area.unit, "area_code": [area.code]}
    labels = {"area_unit": "地域の単位", "area_code": "地域"}
    if choice is not None:
        params["source"] = planner.CHOOSABLE[choice.source].label
        labels["source"] = "按分の根拠"
    if demand is not None:
        params["demand"] = _conditions(demand)
        labels["demand"] = "将来需要の条件"
    return Answer(
        TWO_PLANS.name, f"{area.title}の二つの計画は、同じ年にどう並ぶか", TWO_PLANS.grain,
        "、".join(dict.fromkeys(cited)), COLUMNS,
        [(*row[:7], row[8]) for row in rows],
        [(*[ACTUAL] * 4, row[7], ACTUAL, ACTUAL, ACTUAL) for row in rows],
        tuple(note.told for note in TWO_PLANS.notes), params, labels, about.build_id, about.mode,
    )  # fmt: skip


def _conditions(demand: Answer) -> str:
    """How the projection was asked for; its area is that of the whole."""
    return "、".join(
        f"{demand.param_labels[name]} {value}"
        for name, value in sorted(demand.params.items())
        if value not in (None, "") and not isinstance(value, list)
        and name not in ("area_unit", "zone_scheme")
    )  # fmt: skip


def _targets(judged: Sequence[judging.Judged]) -> Iterator[Row]:
    """Figures and targets in number; targets in words have no place on an axis."""
    for one in judged:
        goal = one.judgement.goal
        assert goal is not None
        panel = f"目標: {one.name}"
        known = {point.year: point for point in one.points}
        alike = dict(zip(known, breaks.segments(one.breaks, list(known)), strict=True))
        for point in one.points:
            if point.state == ACTUAL and point.value is not None:
                yield (MEDICAL, panel, "実績", point.year, point.value, one.unit, one.basis,
                       ACTUAL, alike[point.year])  # fmt: skip
        base = one.target
        if base.baseline_value is not None and base.baseline_year not in known:
            yield (MEDICAL, panel, "基準値", base.baseline_year, base.baseline_value, one.unit,
                   one.basis, ACTUAL, "")  # fmt: skip
        yield (MEDICAL, panel, "目標", base.target_year, goal, one.unit, one.basis, ACTUAL, "")


def _worksheet(ask: Ask, area: Area, choice: Choice) -> Iterator[tuple[str, list[Row]]]:
    """在宅医療 and 介護施設 of the area in every target year, from the one table of both plans,
    each year with its source."""
    for year in planner.years(ask, choice.unit, choice.zone_scheme):
        table = planner_table.plan_table(ask, replace(choice, year=year))
        yield table.source, list(_of_year(table, area, choice, year))


def _of_year(table: Answer, area: Area, choice: Choice, year: int) -> Iterator[Row]:
    panel, unit = "追加的需要", "人/日"
    for record, state in zip(table.records, table.state_records, strict=True):
        if not _is_area(record, area, choice):
            continue
        for plan, series, name in (
            (MEDICAL, "在宅医療（医療計画）", "home"),
            (CARE, "介護施設（介護保険事業計画）", "facility"),
            (CARE, "介護保険事業計画の見込み量", "care_plan_facility"),
        ):
            if state[name] != MISSING:
                yield (plan, panel, series, year, record[name], unit, record["status"],
                       state[name], "")  # fmt: skip


def _is_area(record: Mapping[str, Any], area: Area, choice: Choice) -> bool:
    if area.unit == "prefecture":
        return bool(record["area_code"] == planner.WHOLE)
    if (area.unit, area.zone_scheme) == (choice.unit, choice.zone_scheme):
        return bool(record["area_code"] == area.code)
    return bool(area.unit == "municipality" and record["area_code"] == area.code)


def _projection(demand: Answer) -> Iterator[Row]:
    for record, states in zip(demand.records, demand.state_records, strict=True):
        if states["demand"] != MISSING:
            unit = "人/月" if record["unit"].startswith("患者") else "件/月"
            yield (
                DEMAND, "将来需要（この計算）", "将来需要", record["year"], record["demand"],
                unit, "住所地・将来推計人口×受療率", states["demand"], "",
            )  # fmt: skip


def _official(ask: Ask, area: Area) -> Iterator[Row]:
    if area.unit != "medical_area":
        return
    known = {row[0] for row in ask("demand/official").rows}
    if area.code not in known:
        return
    found = ask("demand/official", area_code=[area.code])
    for record, states in zip(found.records, found.state_records, strict=True):
        yield (
            DEMAND, "将来需要（国の推計）", "国の推計", record["year"],
            record["receipts_per_month"], "件/月", f"国・{record['basis']}",
            states["receipts_per_month"], "",
        )  # fmt: skip


def missing(answer: Answer, area: Area) -> Sequence[str]:
    """What is not on the page and what file would give it, in words."""
    have = {row[1].split(":")[0] for row in answer.rows}
    told = []
    if "目標" not in have:
        told.append(f"医療計画の目標: {area.title}の目標の表（zaitaku template targets）")
    if "追加的需要" not in have:
        told.append("追加的需要: 追加的需要の表（zaitaku template additional_demand）")
    elif not any(row[2] == "介護保険事業計画の見込み量" for row in answer.rows):
        told.append(
            "介護保険事業計画の見込み量: 追加的需要の表の care_plan_facility（見込み量）の列"
        )
    if "将来需要（この計算）" not in have:
        told.append("将来需要: 社人研の将来推計人口と、受療率の表（zaitaku template care_rates）")
    if area.unit == "medical_area" and "将来需要（国の推計）" not in have:
        told.append("国の推計: 厚生労働省の在宅（訪問診療）需要推計")
    return told


def _two_plans(asked: Asked, values: Values) -> Answer | None:
    where = area_of(asked.ask, values)
    if where is None:
        return None
    written = next(iter(planner.units(asked.ask)), None)
    choice = None
    if written is not None:
        year = planner.years(asked.ask, *written)[0]
        choice = Choice(*written, year, values["source"], "population_75plus", asked.last_year)
    demand = planner_demand.projection(asked, {**values, **where.params()})
    return two_plans(asked.asker, where, choice, demand)


QUESTIONS = (Computed(TWO_PLANS, _two_plans),)
