"""Which municipalities of the whole country are most like one: by published people and ages alone.

Of other prefectures nothing of KDB is known, so they are named to be asked and read about; their
patients cannot be set beside those of here, and no figure of care is in the answer.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from zaitaku.ask.answer import Answer
from zaitaku.comparing import similar
from zaitaku.derived import judging
from zaitaku.derived.declared import Asked, Computed, Values, area_of, declared
from zaitaku.derived.planner import asked as answered
from zaitaku.ground.states import ACTUAL, NOT_APPLICABLE

# column → what it is called
FEATURES = {
    "population": "人口（対数）",
    "share_65plus_pct": "65歳以上の割合",
    "share_75plus_pct": "75歳以上の割合",
    "share_85plus_pct": "85歳以上の割合",
}
PLACED = {name: f"{name}_z" for name in FEATURES}  # column of a feature → of it standardised
CANNOT_COMPARE = (
    "ほかの都道府県の KDB の数はこの版にないため、比べる相手には選べません。"
    "公表された資料を読む、取組を尋ねるときの候補です。"
)
_STANDARDISED = "".join(
    f"-- column {PLACED[name]}: double, public = {label}（標準化） | "
    "全国の平均との差を標準偏差で割ったもの\n"
    for name, label in FEATURES.items()
)
SIMILAR = declared(
    "compare/similar_country",
    f"""\
-- question: 全国のどの市区町村が、人口と年齢の点で似ているか
-- grain: one row per municipality, the municipality itself first, then the most similar
-- source: 住民基本台帳 年齢階級別人口（総務省）
-- param area_code: varchar default '' in area.area_code = 市町村 | 空のときは、最初の市町村
-- param top: integer default 10 = 似た市区町村の数
-- column place: integer, 番目, public = 近さの順 | 0 はその市町村
-- column area_code: varchar, key = 市区町村コード | JIS X 0402 の 5 桁
-- column prefecture_name: varchar, key = 都道府県
-- column area_name: varchar, key = 市区町村
-- column population_year: integer, 年, public = 人口の年度
-- column distance: double, public = 距離 | 標準化した特徴のユークリッド距離。小さいほど似ている
-- column population: bigint, 人, public = 人口
-- column share_65plus_pct: double, %, public = 65歳以上の割合
-- column share_75plus_pct: double, %, public = 75歳以上の割合
-- column share_85plus_pct: double, %, public = 85歳以上の割合
{_STANDARDISED}\
-- note: 全国の市区町村の標準偏差で割り、どの特徴も同じ重みです。\
人口は、大都市だけで決まらないように対数にしています。
-- note: {CANNOT_COMPARE}
-- note: 面積の表がないため、人口密度は使っていません。認定率と将来の伸びも、全国の分がないため\
使っていません。
""",
)


def _similar(asked: Asked, values: Values) -> Answer | None:
    own = area_of(asked.ask, {**values, "area_unit": "municipality", "zone_scheme": ""})
    country = answered(asked.ask, "population/country")
    if own is None or country is None:
        return None
    rows = {str(row["area_code"]): row for row in country.records}
    known = {code: _features(row) for code, row in rows.items()}
    if own.code not in known:  # a code that the table of that year has not
        return None
    placed = similar.standardised(known)
    near = similar.nearest(known, own.code, max(values["top"], 0))
    found = [(own.code, 0.0), *((one.area, one.distance) for one in near)]
    cells = [
        _row(place, rows[code], distance, placed[code])
        for place, (code, distance) in enumerate(found)
    ]
    year = rows[own.code]["population_year"]
    told = (
        f"似ているかどうかは、{'、'.join(FEATURES.values())}で、全国の {len(known):,} 市区町村から"
        f"見ています（{year} 年度の人口）。",
        *(note.told for note in SIMILAR.notes),
    )
    return judging.answer(country, SIMILAR, values, cells, told)


def _features(row: Mapping[str, Any]) -> dict[str, float | None]:
    """A share that is not known leaves the municipality out, as it would be like none."""
    shares = {name: row[name] for name in FEATURES if name != "population"}
    return {"population": math.log(row["population"]), **shares}


def _row(
    place: int, row: Mapping[str, Any], distance: float, placed: Mapping[str, float]
) -> judging.Cells:
    told = ("area_code", "prefecture_name", "area_name", "population_year", *FEATURES)
    cells = judging.actual(place=place, distance=distance, **{name: row[name] for name in told})
    return cells | {
        column: (placed[name], ACTUAL) if name in placed else (None, NOT_APPLICABLE)
        for name, column in PLACED.items()
    }


QUESTIONS = (Computed(SIMILAR, _similar),)
