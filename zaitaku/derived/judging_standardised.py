"""標準化比（SCR）: patients of an act beside what their ages and sexes would lead one to expect.

Expected is Σ (national rate of a sex and age × residents of it), scaled so that of the prefecture
as many are expected as there are: NDB counts every insurer and twelve months, ① 国保・後期 and a
month, so that only how the rate goes with sex and age is taken from it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zaitaku.ask.answer import Answer, Column
from zaitaku.ask.area import PREFECTURE, Areas
from zaitaku.ask.area import Area as Place
from zaitaku.ask.figures import Figure
from zaitaku.comparing import standardised
from zaitaku.derived import judging
from zaitaku.derived.declared import (
    Asked,
    Computed,
    Values,
    areas_of,
    declared,
    reference_of,
    takes_areas,
    told_of,
)
from zaitaku.derived.judging import Area, Cells, Judging
from zaitaku.derived.planner import asked as answered
from zaitaku.ground.errors import NotInDataError
from zaitaku.ground.states import ACTUAL, MISSING, SUPPRESSED

PER, AVERAGE = 100, 100.0
MEN, WOMEN = "男", "女"
_VISITS = "在宅患者訪問診療料"  # ④ is of it alone
# an index has no unit
_JUDGED = judging.judged_columns("", "patients, expected").replace("double, , ", "double, ")
STANDARDISED = declared(
    "compare/standardised",
    f"""\
-- question: 年齢と性の違いを除いても、その地域の患者数は多いか、それは偶然の範囲か
-- grain: one row per area
-- source: 供給側 診療行為別 (KDB 集計表①)、NDBオープンデータ C 在宅医療 性年齢別（厚生労働省）、\
住民基本台帳 年齢階級別人口、需要側 流出入 (KDB 集計表④)
-- param fiscal_year: integer default latest in supply_cell.fiscal_year = 年度
{takes_areas("municipality")}\
-- param item: varchar default {_VISITS} in supply_cell.item = 診療行為
-- param detail: varchar default '' = 内訳 | 空のときは全体
-- param ndb_year: integer default latest in ndb_sex_age_cell.fiscal_year = 率をとる NDB の年度
{judging.TAKES_REFERENCE}\
-- column area_code: varchar, key = 地域コード | 市町村は JIS X 0402 の 5 桁
-- column area_name: varchar, key = 地域名
-- column patients: double, 人/月, count = 患者数 | 1か月当たり患者数（月平均）
-- column expected: double, 人/月, count = 期待数 | 全国の性・年齢階級別の率を住民に当てはめ、\
県の計が県の患者数になるようにした数
-- column value: double, from patients, expected = patients / expected * 100 = 標準化比 | \
県全体が 100
{_JUDGED}\
-- column crude: double, 人/千人, from patients = 65歳以上千人当たり患者数 | 年齢と性をそろえない率
-- column within_pct: double, %, from patients = 完結率 | 訪問診療のとき。\
住民のうち地域内で受ける割合（④）
-- note: 率は NDB（すべての保険者、医療機関の所在地）から、患者数は国保・後期の加入者だけから取って\
います。保険者の構成や、国保・後期に入る人の割合が地域で違えば、その違いも標準化比に出ます。
-- note: 要介護度、施設に住む人の数、医療機関の数の違いは除いていません。高いことの良し悪しは\
言えません。
""",
)
Group = tuple[str, int]  # sex, first year of age
Rates = Mapping[Hashable, float]  # by ``Group``


# of the patients of all rows of an act, what those with every age known must hold
ENOUGH = 0.95


@dataclass(frozen=True)
class Pattern:
    """How the national rate goes with sex and age; ``bands``: the first ages, in order.

    ``left_out``: rows that hide an age, ``share``: of the patients of all rows, those of ``acts``.
    """

    rates: Rates
    bands: tuple[int, ...]
    acts: tuple[str, ...]
    measure: str
    period: str
    left_out: tuple[str, ...] = ()
    share: float = 1.0


@dataclass
class _Row:
    """A row of NDB: its rates per head, the groups without one, and its total as published (None
    where none is)."""

    name: str
    rates: dict[Group, float]
    lacking: list[str]
    total: float | None = None
    period: str = ""


def _standardised(asked: Asked, values: Values) -> Answer | None:
    if values["fiscal_year"] is None:
        return None
    if values["ndb_year"] is None:
        raise NotInDataError(
            "標準化比の率をとる NDBオープンデータの性年齢別の表が、この版にありません。"
            "「C 在宅医療」の性年齢別の Excel を取り込んでください。二次医療圏別の表には年齢がなく"
            "代わりになりません。"
        )
    found = pattern(asked, values)
    where = {"area_unit": values["area_unit"], "zone_scheme": values["zone_scheme"]}
    scale = _scale(asked, values, found)
    areas = _areas(asked, values, found, scale, **where)
    if not areas:
        return None
    other = reference_of(asked.ask, values)
    judged = Judging(
        "rate", PER, ("patients", "expected"), areas,
        _reference(asked, values, found, scale, other), values["widening"],
    )  # fmt: skip
    wanted = {one.code for one in areas_of(asked.ask, values)}
    beside = _beside(asked, values, **where)
    rows = [
        row | beside.get(row["area_code"][0], _NOTHING_BESIDE)
        for row in judging.cells(judged)
        if row["area_code"][0] in wanted
    ]
    year = _population_year(asked, values)
    told = (*judging.notes(judged, "Byar 法（10 未満は正確法）"), *_told(found, year),
            *told_of(asked.ask, values, other))  # fmt: skip
    return judging.answer(_counted(asked, values, **where), STANDARDISED, values, rows, told)


# --- the national pattern ------------------------------------------------------------------------


def pattern(asked: Asked, values: Values) -> Pattern:
    """The rates of all acts of NDB that the act of ① is the name of, added up.

    A row that hides an age is left out, and told, where the others hold nearly all patients: of
    the level nothing is taken. NotInDataError where there is no row, where more is hidden, and
    where nobody is counted: a rate that is not known is never 0.
    """
    for measure in ("患者数", "算定回数"):
        codes = _acts(asked, values, measure)
        if codes:
            break
    else:
        act = values["item"] + (f"（{values['detail']}）" if values["detail"] else "")
        raise NotInDataError(
            f"NDBオープンデータの性年齢別の表に「{act}」に当たる行がありません。"
            "標準化比は、同じ名前の行があるものだけで求めます。"
        )
    rows = [_row(asked, values, measure, code, name) for code, name in codes.items()]
    used = [row for row in rows if not row.lacking]
    share = _share(used, rows)
    if share < ENOUGH:
        lacking = [f"{row.name} {group}" for row in rows for group in row.lacking]
        raise NotInDataError(
            "全国の率が分からない性・年齢階級があるため、標準化比を求められません"
            f"（{'、'.join(lacking[:5])}{' など' if len(lacking) > 5 else ''}）。元の表で秘匿か、"
            "全国の人口（総務省の表の合計の行）がありません。0 とはみなしません。"
        )
    rates: dict[Hashable, float] = {}
    for row in used:
        for group, rate in row.rates.items():
            rates[group] = rates.get(group, 0.0) + rate
    return Pattern(
        rates,
        tuple(sorted({age for row in used for _, age in row.rates})),
        tuple(row.name for row in used),
        measure,
        used[0].period,
        tuple(row.name for row in rows if row.lacking),
        share,
    )


def _share(used: Sequence[_Row], rows: Sequence[_Row]) -> float:
    """Of the patients of all rows, those of the rows used; 0 where it is not known."""
    if len(used) == len(rows):
        return 1.0
    held, whole = ([row.total for row in some] for some in (used, rows))
    if not used or None in whole:
        return 0.0
    return sum(filter(None, held)) / (sum(filter(None, whole)) or 1.0)


def _row(asked: Asked, values: Values, measure: str, code: str, name: str) -> _Row:
    found = _Row(name, {}, [])
    answer = asked.ask("ndb/sex_age", fiscal_year=values["ndb_year"], measure=measure,
                       act_code=code)  # fmt: skip
    for row, states in zip(answer.records, answer.state_records, strict=True):
        found.period = row["fiscal_period"]
        if row["sex"] not in (MEN, WOMEN):
            # hidden itself, it is of so few that no share is changed by them
            found.total = 0.0 if states["value"] == SUPPRESSED else row["value"]
        elif states["per_1000"] != ACTUAL or row["per_1000"] is None:
            found.lacking.append(f"{row['sex']} {row['age_band']}歳")
        else:
            found.rates[row["sex"], _first(row["age_band"])] = row["per_1000"] / 1000
    return found


def _acts(asked: Asked, values: Values, measure: str) -> dict[str, str]:
    """Code → name of the acts of NDB that are the act (and its detail)."""
    listed = asked.ask("ndb/sex_age_acts", fiscal_year=values["ndb_year"], measure=measure)
    item, detail = _plain(values["item"]), _plain(values["detail"])
    return {
        row["act_code"]: row["act_name"]
        for row in listed.records
        if _is_named(_plain(row["act_name"]), item) and _has(_plain(row["act_name"]), detail)
    }


def _is_named(name: str, item: str) -> bool:
    """Whether a name is that of the act, with what follows it: a bracket, or its number.

    「Ａ・Ｂ（…）減算」 counts patients of Ａ once more and is none.
    """
    return re.fullmatch(rf"{re.escape(item)}\d*(\(.*)?", name) is not None


def _plain(name: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", name))


def _has(name: str, detail: str) -> bool:
    """Whether a name says a detail; 同一建物居住者 is not said by 同一建物居住者以外."""
    return not detail or re.search(f"{re.escape(detail)}(?!以外)", name) is not None


def _first(band: str) -> int:
    return int(re.match(r"\d+", band)[0])  # type: ignore[index]


# --- areas ---------------------------------------------------------------------------------------


def _scale(asked: Asked, values: Values, found: Pattern) -> tuple[float | None, str]:
    """Patients of ① for a patient of the pattern, over the whole prefecture; its state if none."""
    whole = {"area_unit": PREFECTURE}
    counted = _counted(asked, values, **whole)
    expected = _raw(asked, values, found, **whole)
    if not len(counted) or not expected:
        return None, MISSING
    row, states = counted.records[0], counted.state_records[0]
    raw = next(iter(expected.values()))
    if states["patients"] != ACTUAL:
        return None, states["patients"]
    if not raw:
        return None, MISSING
    return row["patients"] / raw, ACTUAL


def _counted(asked: Asked, values: Values, **where: Any) -> Answer:
    act = {"item": values["item"], "detail": values["detail"]}
    return asked.ask("supply/by_area", fiscal_year=values["fiscal_year"], **act, **where)


def _raw(asked: Asked, values: Values, found: Pattern, **where: Any) -> dict[str, float | None]:
    """Area → what the national rates give for its residents; None where one group is not known."""
    year = _population_year(asked, values)
    people: dict[str, dict[Group, float | None]] = {}
    answer = asked.ask("population/sex_age", year=year, sex=[MEN, WOMEN], **where)
    for row in answer.records:
        age = max((band for band in found.bands if band <= _first(row["age_band"])), default=None)
        group = (row["sex"], found.bands[0] if age is None else age)
        own = people.setdefault(row["area_code"], {})
        sum_, here = own.get(group, 0.0), row["population"]
        own[group] = None if sum_ is None or here is None else sum_ + here
    return {code: _expected(found, own) for code, own in people.items()}


def _expected(found: Pattern, people: Mapping[Group, float | None]) -> float | None:
    known: dict[Hashable, float] = {
        group: number for group, number in people.items() if number is not None
    }
    if len(known) < len(people) or {sex for sex, _ in people} != {MEN, WOMEN}:
        return None
    return standardised.expected(found.rates, known)


def _population_year(asked: Asked, values: Values) -> int:
    """The year nearest to that of the patients that has men and women."""
    years = [row[0] for row in asked.ask("population/sex_years").rows]
    if not years:
        raise NotInDataError(
            "男女別・年齢階級別の人口がこの版にないため、標準化比を求められません。"
            "総務省「住民基本台帳年齢階級別人口（市区町村別）」の Excel を取り込んでください。"
        )
    return int(min(years, key=lambda year: (abs(year - values["fiscal_year"]), year)))


def _areas(
    asked: Asked, values: Values, found: Pattern, scale: tuple[float | None, str], **where: Any
) -> list[Area]:
    counted, raw = _counted(asked, values, **where), _raw(asked, values, found, **where)
    factor, state = scale

    def base(code: str) -> tuple[float | None, str]:
        own = raw.get(code)
        if own is None:
            return None, MISSING
        return (None, state) if factor is None else (own * factor, ACTUAL)

    return [
        Area(
            row["area_code"], row["area_name"], row["patients"], states["patients"],
            *base(row["area_code"]),
        )
        for row, states in zip(counted.records, counted.state_records, strict=True)
    ]  # fmt: skip


def _reference(
    asked: Asked,
    values: Values,
    found: Pattern,
    scale: tuple[float | None, str],
    other: Place | Areas | None,
) -> Figure:
    if other is None:
        return Figure("比べる相手", None, MISSING, _VALUE)
    if other.unit == PREFECTURE:
        factor, state = scale
        value = None if factor is None else AVERAGE
        return Figure(f"{other.name}全体", value, state, _VALUE)
    where = other.each() if isinstance(other, Areas) else other.params()
    own = judging.as_one(_areas(asked, values, found, scale, **where), other)
    if own.known is None:
        return Figure(other.title, None, own.state, _VALUE)
    count, expected = own.known
    return Figure(other.title, count / expected * PER, ACTUAL, _VALUE)


_NOTHING_BESIDE: Cells = {"crude": (None, MISSING), "within_pct": (None, MISSING)}


def _beside(asked: Asked, values: Values, **where: Any) -> dict[str, Cells]:
    """The crude rate, and for visits how many of the residents are cared for within the area."""
    rows = _counted(asked, values, **where)
    found: dict[str, Cells] = {
        row["area_code"]: _NOTHING_BESIDE
        | {"crude": (row["patients_per_1000_65plus"], states["patients_per_1000_65plus"])}
        for row, states in zip(rows.records, rows.state_records, strict=True)
    }
    if values["item"] == _VISITS and not values["detail"]:
        flows = answered(
            asked.ask, "flows/summary", fiscal_year=values["fiscal_year"], residence=[], **where
        )
        for row, states in zip(flows.records, flows.state_records, strict=True) if flows else ():
            if row["area_code"] in found:
                value = row["self_sufficiency_pct"], states["self_sufficiency_pct"]
                found[row["area_code"]] |= {"within_pct": value}
    return found


def _told(found: Pattern, year: int) -> Sequence[str]:
    told = [
        f"率は、NDBオープンデータ {found.period} の{found.measure}（{_listed(found.acts)}）を、"
        "性・年齢階級ごとに全国の人口で割ったものです。県全体の期待数が県の患者数（100）になるように"
        f"そろえています。住民の人口は {year} 年度のものです。"
    ]
    if found.left_out:
        told.append(
            f"秘匿の年齢階級がある行（{_listed(found.left_out)}）は、率に入れていません。"
            f"入れた行が、全国の{found.measure}の {found.share * 100:.1f} % です。"
        )
    return told


def _listed(names: Sequence[str]) -> str:
    return "、".join(names[:3]) + (" など" if len(names) > 3 else "")


_VALUE: Column = next(column for column in STANDARDISED.columns if column.name == "value")
QUESTIONS = (Computed(STANDARDISED, _standardised),)
