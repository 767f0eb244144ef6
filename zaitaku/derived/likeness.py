"""Which areas of the prefecture are most like one: by its people and their ages, never by its care.

All features are published figures, so that the answer is the same in both modes and nothing hidden
is in it. A feature that one area lacks is left out for all, and named: taken for 0 or for the mean
it would make areas alike that are not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zaitaku.ask.answer import Answer
from zaitaku.comparing import similar
from zaitaku.derived import judging
from zaitaku.derived.declared import SCHEME, Asked, Computed, Values, area_of, declared
from zaitaku.derived.planner import asked as answered
from zaitaku.ground.states import ACTUAL, MISSING, NOT_APPLICABLE

HORIZON = 2040
_UNITS = "municipality|medical_area|zone|prefecture"
# column → what it is called
FEATURES = {
    "population": "人口",
    "share_65plus_pct": "65歳以上の割合",
    "share_75plus_pct": "75歳以上の割合",
    "certified_pct": "認定率",
    "growth_75plus_pct": f"75歳以上人口の伸び（{HORIZON}年）",
}
PLACED = {name: f"{name}_z" for name in FEATURES}  # column of a feature → of it standardised
_STANDARDISED = "".join(
    f"-- column {PLACED[name]}: double, public = {label}（標準化） | "
    "平均との差を標準偏差で割ったもの。使っていない特徴は該当なし\n"
    for name, label in FEATURES.items()
)
SIMILAR = declared(
    "compare/similar",
    f"""\
-- question: どの地域が、人口と年齢の点で似ているか
-- grain: one row per area, the area itself first, then the most similar
-- source: 住民基本台帳 年齢階級別人口、国立社会保障・人口問題研究所 地域別将来推計人口、\
介護保険事業状況報告 年報（厚生労働省）
-- param fiscal_year: integer default latest in area_population.fiscal_year = 年度
-- param area_unit: varchar default municipality in {_UNITS} = 地域の単位
{SCHEME}\
-- param area_code: varchar default '' in area.area_code = 地域 | 空のときは、その単位の最初の地域
-- param top: integer default 5 = 似た地域の数
-- column place: integer, 番目, public = 近さの順 | 0 はその地域
-- column area_code: varchar, key = 地域コード | 市町村は JIS X 0402 の 5 桁
-- column area_name: varchar, key = 地域名
-- column distance: double, public = 距離 | 標準化した特徴のユークリッド距離。小さいほど似ている
-- column population: bigint, 人, public = 人口
-- column share_65plus_pct: double, %, public = 65歳以上の割合
-- column share_75plus_pct: double, %, public = 75歳以上の割合
-- column certified_pct: double, %, public = 認定率 | 第1号被保険者
-- column growth_75plus_pct: double, %, public = 75歳以上人口の伸び | \
{HORIZON} 年の推計。推計の最初の年を 100 とする
{_STANDARDISED}\
-- note: 特徴はどれも公表された数で、在宅医療の数は入っていません。\
地域どうしの標準偏差で割り、どの特徴も同じ重みです。
-- note: 面積の表がないため、人口密度は使っていません。県内の地域の中だけで探しています。
""",
)


def used(answer: Answer) -> list[str]:
    """The columns that the areas of an answer were compared by."""
    return [
        name
        for name, placed in PLACED.items()
        if all(states[placed] == ACTUAL for states in answer.state_records)
    ]


def tells(answer: Answer, areas: int) -> bool:
    """Whether those found are fewer than half of all areas: else it says nothing to be like one."""
    return 0 < (len(answer) - 1) * 2 < areas


def _similar(asked: Asked, values: Values) -> Answer | None:
    own = area_of(asked.ask, values)
    if own is None or values["fiscal_year"] is None:
        return None
    where = {"area_unit": values["area_unit"], "zone_scheme": values["zone_scheme"]}
    people = asked.ask("area/population", fiscal_year=values["fiscal_year"], **where)
    known = _features(asked, values, people, **where)
    lacking = [name for name in FEATURES if any(one[name] is None for one in known.values())]
    used = {
        code: {name: value for name, value in one.items() if name not in lacking}
        for code, one in known.items()
    }
    if own.code not in used or len(used) < 2 or len(lacking) == len(FEATURES):
        return None
    near = similar.nearest(used, own.code, max(values["top"], 0))
    placed = similar.standardised(used)
    names = {row["area_code"]: row["area_name"] for row in people.records}
    rows = [
        _row(place, code, names[code], distance, known[code]) | _placed(placed[code])
        for place, (code, distance) in enumerate(
            [(own.code, 0.0), *((one.area, one.distance) for one in near)]
        )
    ]
    return judging.answer(people, SIMILAR, values, rows, _told(lacking))


def _row(
    place: int, code: str, name: str, distance: float, features: Mapping[str, float | None]
) -> judging.Cells:
    cells = judging.actual(place=place, area_code=code, area_name=name, distance=distance)
    return cells | {
        name: (value, MISSING if value is None else ACTUAL) for name, value in features.items()
    }


def _placed(standardised: Mapping[str, float]) -> judging.Cells:
    """What takes no part, or is alike everywhere, has none."""
    return {
        column: (standardised[name], ACTUAL) if name in standardised else (None, NOT_APPLICABLE)
        for name, column in PLACED.items()
    }


def _told(lacking: list[str]) -> tuple[str, ...]:
    used = "、".join(label for name, label in FEATURES.items() if name not in lacking)
    told = [f"似ているかどうかは、{used}で見ています。"]
    if lacking:
        named = "、".join(FEATURES[name] for name in lacking)
        told.append(
            f"{named}は、この版にないか、分からない地域があるため、どの地域でも使っていません。"
        )
    return tuple(told)


def _features(
    asked: Asked, values: Values, people: Answer, **where: Any
) -> dict[str, dict[str, float | None]]:
    """Area → every feature; None where it is not known."""
    growth = _by_area(
        answered(
            asked.ask, "projection/by_area", year=[HORIZON], sex="計", age_band=["75+"], **where
        ),
        "index_pct",
    )
    whose = {"people": "第1号被保険者", "care_level": ["計"]}
    certified = _by_area(
        answered(
            asked.ask, "certified/by_area", fiscal_year=values["fiscal_year"], **whose, **where
        ),
        "certified_pct",
    )
    return {
        row["area_code"]: {
            "population": row["population"],
            "share_65plus_pct": _share(row["population_65plus"], row["population"]),
            "share_75plus_pct": _share(row["population_75plus"], row["population"]),
            "certified_pct": certified.get(row["area_code"]),
            "growth_75plus_pct": growth.get(row["area_code"]),
        }
        for row in people.records
        if row["population"] is not None  # who lives there is not known: it takes no part
    }


def _by_area(answer: Answer | None, column: str) -> dict[str, float | None]:
    """Its figures where they are 実数."""
    if answer is None:
        return {}
    return {
        row["area_code"]: row[column] if states[column] == ACTUAL else None
        for row, states in zip(answer.records, answer.state_records, strict=True)
    }


def _share(part: float | None, whole: float | None) -> float | None:
    return None if part is None or not whole else part / whole * 100


QUESTIONS = (Computed(SIMILAR, _similar),)
