"""The one table that both plans take: 追加的需要 as 在宅医療 and 介護施設, by area."""

from __future__ import annotations

from typing import Any

from zaitaku.ask.answer import Answer, Ask
from zaitaku.derived.declared import Asked, Computed, Values, declared
from zaitaku.derived.planner import (
    DISCHARGES,
    PATIENTS,
    PEOPLE,
    TABLE,
    TAKES,
    TOLD,
    WHOLE,
    Choice,
    answer,
    asked,
    chosen,
    ratios,
    rows,
)
from zaitaku.ground.states import ACTUAL, MISSING, NOT_APPLICABLE
from zaitaku.planning import additional_demand as ad
from zaitaku.planning.lines import Line, Record, line_of

PLAN_TABLE = declared(
    "additional_demand/plan_table",
    f"""\
-- question: 追加的需要を在宅医療と介護施設にどう分けるか（二つの計画に載せる表）
-- grain: one row per area of the worksheet, then its municipalities
-- source: {TABLE}、{PATIENTS}、{DISCHARGES}、{PEOPLE}
{TAKES}\
-- column zone_code: varchar, key = 圏域コード
-- column zone_name: varchar, key = 圏域
-- column area_code: varchar, key = 地域コード
-- column area_name: varchar, key = 地域
-- column year: integer, key = 目標年度
-- column need: bigint, 人/日, count = 追加的需要 | 圏域の総数と持越しの和
-- column total: bigint, 人/日, count = 計（在宅＋施設）
-- column home: bigint, 人/日, count = 在宅医療 | 医療計画に載せる数
-- column facility: bigint, 人/日, count = 介護施設 | \
介護保険事業（支援）計画に載せる数。移行分を含む
-- column step1: bigint, 人/日, count = うち移行分（STEP1）
-- column other_facility: bigint, 人/日, count = うちその他の介護施設
-- column status: varchar, key = 決まり方 | 合意、または選んだ根拠による試算
-- column agreed_by: varchar, key = 合意した場
-- column agreed_on: varchar, key = 合意した日
-- column care_plan_facility: double, 人/日, public = 介護保険事業（支援）計画の見込み量
-- column remark: varchar, key = 確かめること
{TOLD}""",
)
_Row = tuple[tuple[Any, ...], tuple[str, ...]]


def plan_table(ask: Ask, choice: Choice) -> Answer:
    """The table both plans need: every area of the worksheet, its municipalities, and their sum.

    Municipalities get whole numbers that add up to their area's, 在宅医療 and 介護施設 each.
    """
    found = ratios(ask, choice)
    members = _members(ask, choice)
    cells: list[_Row] = []
    lines: list[Line] = []
    for record in rows(ask, choice):
        own = found[record["area_code"]]
        one = next(r for r in own if r.source.code == choice.source)
        line, status, told = line_of(record, one)
        lines.append(line)
        cells += _of_area(record, line, status, told, members.get(record["area_code"], []), choice)
    if lines:
        top = {"area_code": WHOLE, "area_name": "すべて"}
        name = f"すべての{choice.unit_label}の計"
        cells.append(_row(top, WHOLE, name, choice.year, Line.sum_of(lines), "", "", "", None, ""))
    read = "、".join((TABLE, *_cited(choice), *([PEOPLE] if members else [])))
    return answer(
        ask, choice, PLAN_TABLE, [row for row, _ in cells], [state for _, state in cells], read
    )


def _of_area(
    record: Record,
    line: Line,
    status: str,
    told: str,
    parts: list[tuple[str, str, float | None]],
    choice: Choice,
) -> list[_Row]:
    """An area and its municipalities."""
    care_plan, agreed = record["care_plan_facility"], (record["agreed_by"], record["agreed_on"])
    told += line.beside(care_plan)
    name = record["area_name"] if not parts else f"{record['area_name']}（{WHOLE}）"
    found = [
        _row(record, record["area_code"], name, choice.year, line, status, *agreed, care_plan, told)
    ]
    shared = line.shared_out([weight for *_, weight in parts])
    for (code, town, _), part in zip(parts, shared, strict=True):
        found.append(_row(record, code, town, choice.year, part, status, *agreed, None, ""))
    return found


def _row(zone: Record, code: str, name: str, year: int, line: Line, *words: Any) -> _Row:
    """``words``: how it was decided, where, when, 見込み量 and what to look at."""
    care_plan = ACTUAL if words[3] is not None else MISSING
    absent = NOT_APPLICABLE if line.state == ACTUAL else line.state
    numbers = (absent if cell is None else ACTUAL for cell in line.cells)
    return (
        (zone["area_code"], zone["area_name"], code, name, year, *line.cells, *words),
        (*[ACTUAL] * 5, *numbers, *[ACTUAL] * 3, care_plan, ACTUAL),
    )


def _cited(choice: Choice) -> tuple[str, ...]:
    """What the chosen ratio comes from, where that is not the table itself."""
    if choice.source == ad.KDB.code:
        return (DISCHARGES,)
    return (PATIENTS,) if choice.source.startswith(ad.PATIENT_SURVEY.code) else ()


def _members(ask: Ask, choice: Choice) -> dict[str, list[tuple[str, str, float | None]]]:
    """Area → its municipalities with their weight; nothing where they are the rows themselves."""
    if choice.unit not in ("medical_area", "zone"):
        return {}
    counted = asked(
        ask, "area/population", area_unit="municipality", fiscal_year=choice.fiscal_year
    )
    people = {
        record["area_code"]: (record["area_name"], record[choice.weight])
        for record in (counted.records if counted else ())
    }
    found: dict[str, list[tuple[str, str, float | None]]] = {}
    groups = ask("area/groups", group_unit=choice.unit, zone_scheme=choice.scheme)
    for record in groups.records:
        name, weight = people.get(record["area_code"], (record["area_code"], None))
        found.setdefault(record["group_code"], []).append((record["area_code"], name, weight))
    return found


def _plan_table(asked: Asked, values: Values) -> Answer | None:
    choice = chosen(asked, values)
    return None if choice is None else plan_table(asked.ask, choice)


QUESTIONS = (Computed(PLAN_TABLE, _plan_table),)
