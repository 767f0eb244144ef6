"""Patients of an act or of home care per head of each area, judged beside a reference.

The reference is an area's own figure from its own cells (a prefecture: its counts regrouped, so its
rate is that of its parts together). Which population a rate is per is always the one asked for.
"""

from __future__ import annotations

from typing import Any

from zaitaku.ask.answer import Answer, Column
from zaitaku.ask.area import PREFECTURE
from zaitaku.ask.figures import Figure
from zaitaku.derived import judging
from zaitaku.derived.declared import (
    Asked,
    Computed,
    Values,
    area_of,
    areas_of,
    declared,
    takes_areas,
)
from zaitaku.derived.judging import Area, Judging
from zaitaku.ground.errors import NotInDataError
from zaitaku.ground.states import ACTUAL, MISSING

PER = 1000
# denominator → (what it is called, column of area/denominators; None where no kind of file has it)
DENOMINATORS: dict[str, tuple[str, str | None]] = {
    "65plus": ("65歳以上", "population_65plus"),
    "75plus": ("75歳以上", "population_75plus"),
    "85plus": ("85歳以上", "population_85plus"),
    "certified": ("要介護・要支援認定者", None),
    "insured": ("被保険者", None),
}
SUBJECTS = {"act": "診療行為", "home_care": "在宅医療"}
RATES = declared(
    "compare/rates",
    f"""\
-- question: 人口当たりの患者数は、比べる相手より高いか、それは偶然の範囲か
-- grain: one row per area
-- source: 供給側 診療行為別 (KDB 集計表①)、需要側 患者数 (KDB 集計表③)、\
住民基本台帳 年齢階級別人口
-- param fiscal_year: integer default latest in supply_cell.fiscal_year = 年度
{takes_areas("municipality")}\
-- param subject: varchar default act in {"|".join(SUBJECTS)} = 数えるもの | \
act: item の患者数（①）、home_care: 在宅医療の患者数（③）
-- param item: varchar default 在宅患者訪問診療料 in supply_cell.item = 診療行為
-- param detail: varchar default '' = 内訳 | 空のときは全体
-- param denominator: varchar default 65plus in {"|".join(DENOMINATORS)} = 分母
{judging.TAKES_REFERENCE}\
-- column area_code: varchar, key = 地域コード | 市町村は JIS X 0402 の 5 桁
-- column area_name: varchar, key = 地域名
-- column patients: double, 人/月, count = 患者数 | 1か月当たり患者数（月平均）
-- column population: bigint, 人, public = 分母の人口
-- column value: double, 人/千人, from patients, population = patients / population * 1000 = \
千人当たり患者数
{judging.judged_columns("人/千人", "patients, population")}\
""",
)


def missing(denominator: str) -> str:
    """That the build has no such population, and what to do."""
    label, column = DENOMINATORS[denominator]
    others = "・".join(name for name, own in DENOMINATORS.values() if own and own != column)
    return (
        f"分母「{label}」の数は、この版にありません。ほかの分母で代えることはしません。"
        f"{others}から選び直すか、{label}の数がある表を取り込んでください。"
    )


def _rates(asked: Asked, values: Values) -> Answer | None:
    label, column = DENOMINATORS[values["denominator"]]
    if values["fiscal_year"] is None:
        return None
    if column is None:
        raise NotInDataError(missing(values["denominator"]))
    where = {"area_unit": values["area_unit"], "zone_scheme": values["zone_scheme"]}
    people = _people(asked, values, **where)
    areas = _areas(_counted(asked, values, **where), people, column)
    if not areas:
        return None
    if all(one.base_state == MISSING for one in areas):
        raise NotInDataError(missing(values["denominator"]))
    found = Judging(
        "rate", PER, ("patients", "population"), areas, _reference(asked, values, column),
        values["widening"],
    )  # fmt: skip
    wanted = {one.code for one in areas_of(asked.ask, values)}
    rows = [row for row in judging.cells(found) if row["area_code"][0] in wanted]
    told = [*judging.notes(found, "Byar 法（10 未満は正確法）"), *_dated(people, values)]
    labels = {"population": f"{label}人口", "value": f"{label}千人当たり患者数"}
    return judging.answer(_counted(asked, values, **where), RATES, values, rows, told, labels)


def _counted(asked: Asked, values: Values, **where: Any) -> Answer:
    year = values["fiscal_year"]
    if values["subject"] == "home_care":
        return asked.ask("patients/by_area", fiscal_year=year, **where)
    act = {"item": values["item"], "detail": values["detail"]}
    return asked.ask("supply/by_area", fiscal_year=year, **act, **where)


def _people(asked: Asked, values: Values, **where: Any) -> Answer:
    return asked.ask("area/denominators", fiscal_year=values["fiscal_year"], **where)


def _areas(counted: Answer, people: Answer, column: str) -> list[Area]:
    """Every area that has a row of counts; one without a row of people has none."""
    bases = {
        row["area_code"]: (row[column], states[column])
        for row, states in zip(people.records, people.state_records, strict=True)
    }
    return [
        Area(
            row["area_code"], row["area_name"], row["patients"], states["patients"],
            *bases.get(row["area_code"], (None, MISSING)),
        )
        for row, states in zip(counted.records, counted.state_records, strict=True)
    ]  # fmt: skip


def _reference(asked: Asked, values: Values, column: str) -> Figure:
    """The rate of the area that is the reference; its state where it has none."""
    other = area_of(asked.ask, values, "reference")
    if other is None:
        return Figure("比べる相手", None, MISSING, _VALUE)
    where = other.params()
    areas = _areas(_counted(asked, values, **where), _people(asked, values, **where), column)
    own = next(iter(areas), None)
    name = f"{other.name}全体" if other.unit == PREFECTURE else other.title
    if own is None or own.known is None:
        return Figure(name, None, own.state if own else MISSING, _VALUE)
    count, base = own.known
    return Figure(name, count / base * PER, ACTUAL, _VALUE)


def _dated(people: Answer, values: Values) -> list[str]:
    """That the population is of another year than the patients."""
    years = {row["population_year"] for row in people.records} - {values["fiscal_year"], None}
    return [
        f"人口は {year} 年度のものです（ある年度のうち最も近いもの）。" for year in sorted(years)
    ]


_VALUE: Column = next(column for column in RATES.columns if column.name == "value")
QUESTIONS = (Computed(RATES, _rates),)
