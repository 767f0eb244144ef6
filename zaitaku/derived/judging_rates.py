"""Patients of an act or of home care per head of each area, judged beside a reference.

The reference is an area's own figure from its own cells (a prefecture: its counts regrouped, so its
rate is that of its parts together). Which population a rate is per is always the one asked for.
"""

from __future__ import annotations

from typing import Any

from zaitaku.ask.answer import Answer, Column
from zaitaku.ask.area import PREFECTURE, Areas
from zaitaku.ask.area import Area as Place
from zaitaku.ask.figures import Figure
from zaitaku.comparing import shrinkage
from zaitaku.derived import judging
from zaitaku.derived.declared import (
    LAST_YEAR,
    Asked,
    Computed,
    Values,
    areas_of,
    declared,
    reference_of,
    takes_areas,
    told_of,
    year_of,
)
from zaitaku.derived.judging import Area, Judging
from zaitaku.derived.planner import asked as answered
from zaitaku.ground.errors import NotInDataError
from zaitaku.ground.states import ACTUAL, MISSING

PER = 1000
# denominator → (what it is called, column of its answer)
DENOMINATORS: dict[str, tuple[str, str]] = {
    "65plus": ("65歳以上", "population_65plus"),
    "75plus": ("75歳以上", "population_75plus"),
    "85plus": ("85歳以上", "population_85plus"),
    "certified": ("要介護・要支援認定者", "certified"),
    "insured": ("被保険者（国保・後期）", "insured"),
}
# those that are of the patients' own 年度 only → their question
_OF_THE_YEAR: dict[str, tuple[str, dict[str, Any]]] = {
    "certified": ("certified/by_area", {"people": "第1号被保険者", "care_level": ["計"]}),
    "insured": ("insured/by_area", {}),
}
SUBJECTS = {"act": "診療行為", "home_care": "在宅医療"}
RATES = declared(
    "compare/rates",
    f"""\
-- question: 人口当たりの患者数は、比べる相手より高いか、それは偶然の範囲か
-- grain: one row per area
-- source: 供給側 診療行為別 (KDB 集計表①)、需要側 患者数 (KDB 集計表③)、\
住民基本台帳 年齢階級別人口、介護保険事業状況報告 年報（厚生労働省）、\
国保・後期高齢者医療の被保険者数の表
{LAST_YEAR}\
{takes_areas("municipality")}\
-- param subject: varchar default act in {"|".join(SUBJECTS)} = 数えるもの | \
act: item の患者数（①）、home_care: 在宅医療の患者数（③）
-- param item: varchar default 在宅患者訪問診療料 in supply_cell.item = 診療行為
-- param detail: varchar default '' = 内訳 | 空のときは全体
-- param denominator: varchar default 65plus in {"|".join(DENOMINATORS)} = 分母 | \
certified: 第1号被保険者の認定者、insured: 国保・後期の被保険者（どちらも患者と同じ年度のものだけ）
{judging.TAKES_REFERENCE}\
-- column area_code: varchar, key = 地域コード | 市町村は JIS X 0402 の 5 桁
-- column area_name: varchar, key = 地域名
-- column patients: double, 人/月, count = 患者数 | 1か月当たり患者数（月平均）
-- column population: bigint, 人, public = 分母の人口
-- column value: double, 人/千人, from patients, population = patients / population * 1000 = \
千人当たり患者数
{judging.judged_columns("人/千人", "patients, population")}\
-- column shrunken: double, 人/千人, from patients, population = ならした値 | \
人口の少ない地域ほど、値を示せる地域ぜんたいの率に近づけた率（経験ベイズ、Marshall 1991）
""",
)


def missing(denominator: str) -> str:
    """That the build has no such population, and what to do."""
    label, column = DENOMINATORS[denominator]
    others = "・".join(name for name, own in DENOMINATORS.values() if own != column)
    return (
        f"分母「{label}」の数は、この質問ではまだ使えないか、この版にありません。"
        f"ほかの分母で代えることはしません。{others}から選び直してください。"
    )


def _rates(asked: Asked, given: Values) -> Answer | None:
    label, column = DENOMINATORS[given["denominator"]]
    year = year_of(asked, given, _counts(given))
    if year is None:
        return None
    values = {**given, "fiscal_year": year}
    where = {"area_unit": values["area_unit"], "zone_scheme": values["zone_scheme"]}
    people = _people(asked, values, **where)
    areas = _areas(_counted(asked, values, **where), people, column)
    if not areas:
        return None
    if all(one.base_state == MISSING for one in areas):
        raise NotInDataError(missing(values["denominator"]))
    other = reference_of(asked.ask, values)
    found = Judging(
        "rate", PER, ("patients", "population"), areas, _reference(asked, values, column, other),
        values["widening"],
    )  # fmt: skip
    wanted = {one.code for one in areas_of(asked.ask, values)}
    smooth = _shrunken(areas)
    rows = [
        row | {"shrunken": smooth.get(row["area_code"][0], (None, row["state"][0]))}
        for row in judging.cells(found)
        if row["area_code"][0] in wanted
    ]
    told = [*judging.notes(found, "Byar 法（10 未満は正確法）"), *_dated(people, values),
            *told_of(asked.ask, values, other)]  # fmt: skip
    counted = label if values["denominator"] in _OF_THE_YEAR else f"{label}人口"
    labels = {"population": counted, "value": f"{label}千人当たり患者数"}
    return judging.answer(_counted(asked, values, **where), RATES, values, rows, told, labels)


def _shrunken(areas: list[Area]) -> dict[str, tuple[float, str]]:
    """Of the areas that are shown, from them alone: a hidden one takes no part in the fit."""
    known = [(one.code, one.known) for one in areas if one.known is not None]
    if not known:
        return {}
    rates = shrinkage.shrunken([pair[0] for _, pair in known], [pair[1] for _, pair in known])
    return {code: (rate * PER, ACTUAL) for (code, _), rate in zip(known, rates, strict=True)}


def _counts(values: Values) -> str:
    """The question that the patients are counted by: ③ is there without ①, and ① without ③."""
    return "patients/by_area" if values["subject"] == "home_care" else "supply/by_area"


def _counted(asked: Asked, values: Values, **where: Any) -> Answer:
    is_act = values["subject"] == "act"
    act = {"item": values["item"], "detail": values["detail"]} if is_act else {}
    return asked.ask(_counts(values), fiscal_year=values["fiscal_year"], **act, **where)


def _people(asked: Asked, values: Values, **where: Any) -> Answer:
    """認定者 and 被保険者 are those of the same 年度 or none: they change with its end."""
    year = values["fiscal_year"]
    if values["denominator"] not in _OF_THE_YEAR:
        return asked.ask("area/denominators", fiscal_year=year, **where)
    name, whose = _OF_THE_YEAR[values["denominator"]]
    found = answered(asked.ask, name, fiscal_year=year, **whose, **where)
    if found is None:
        raise NotInDataError(missing(values["denominator"]))
    return found


def _areas(counted: Answer, people: Answer, column: str) -> list[Area]:
    """Every area that has a row of counts; one without a row of people has none."""
    bases = {
        row["area_code"]: (None if row[column] is None else int(row[column]), states[column])
        for row, states in zip(people.records, people.state_records, strict=True)
    }
    return [
        Area(
            row["area_code"], row["area_name"], row["patients"], states["patients"],
            *bases.get(row["area_code"], (None, MISSING)),
        )
        for row, states in zip(counted.records, counted.state_records, strict=True)
    ]  # fmt: skip


def _reference(asked: Asked, values: Values, column: str, other: Place | Areas | None) -> Figure:
    """The rate of what is the reference; its state where it has none."""
    if other is None:
        return Figure("比べる相手", None, MISSING, _VALUE)
    where = other.each() if isinstance(other, Areas) else other.params()
    areas = _areas(_counted(asked, values, **where), _people(asked, values, **where), column)
    name = f"{other.name}全体" if other.unit == PREFECTURE else other.title
    own = judging.as_one(areas, other)
    if own.known is None:
        return Figure(name, None, own.state, _VALUE)
    count, base = own.known
    return Figure(name, count / base * PER, ACTUAL, _VALUE)


def _dated(people: Answer, values: Values) -> list[str]:
    """That the population is of another year than the patients."""
    if people.name != "area/denominators":
        return []
    years = {row["population_year"] for row in people.records} - {values["fiscal_year"], None}
    return [
        f"人口は {year} 年度のものです（ある年度のうち最も近いもの）。" for year in sorted(years)
    ]


_VALUE: Column = next(column for column in RATES.columns if column.name == "value")
QUESTIONS = (Computed(RATES, _rates),)
