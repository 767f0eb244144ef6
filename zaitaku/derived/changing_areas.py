"""How areas changed: how many grew or shrank by how much, and how far they lie apart over years.

Of the areas that the mode shows, and only of them; how many are not among them is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from zaitaku.ask.answer import Answer
from zaitaku.comparing import changes as classes
from zaitaku.comparing import spread
from zaitaku.derived import changing, judging, planner
from zaitaku.derived.changing import AGED, Change
from zaitaku.derived.declared import SCHEME, Asked, Computed, Values, declared
from zaitaku.derived.judging import Cells, actual
from zaitaku.ground import breaks
from zaitaku.ground.states import ACTUAL, MISSING, NOT_APPLICABLE
from zaitaku.planning.projection import SIZE_GROUPS, size_group

PER = 1000
_UNIT = f"""\
-- param area_unit: varchar default municipality in \
municipality|medical_area|zone|prefecture = 地域の単位
{SCHEME}"""
DISTRIBUTION = declared(
    "change/distribution",
    f"""\
-- question: 患者数の増えた地域・減った地域は、人口規模別にいくつか
-- grain: one row per size of area and class of change
-- source: 供給側 診療行為別 (KDB 集計表①)、需要側 患者数 (KDB 集計表③)、\
住民基本台帳 年齢階級別人口
{changing.YEARS}\
{_UNIT}\
{changing.TAKES}\
-- column size: varchar, key = 人口規模
-- column change_class: varchar, key = 増減の階級 | 増減なしは 0～10%増 に入る
-- column areas: integer, 地域, public = 地域の数 | 両方の年度の値を示せる地域だけ
""",
)
SPREAD = declared(
    "change/spread",
    f"""\
-- question: 人口当たりの患者数は、地域どうしでどれだけ開いているか、それは年度で変わったか
-- grain: one row per fiscal year
-- source: 供給側 診療行為別 (KDB 集計表①)、需要側 患者数 (KDB 集計表③)、\
住民基本台帳 年齢階級別人口
{_UNIT}\
{changing.TAKES}\
-- param aged: varchar default 65plus in {"|".join(AGED)} = 分母
-- column year: integer, 年度, key = 年度
-- column areas: integer, 地域, public = 値を示せる地域の数
-- column others: integer, 地域, public = 値を示せない地域の数
-- column lowest: double, 人/千人, public = 最も低い地域の値
-- column highest: double, 人/千人, public = 最も高い地域の値
-- column highest_to_lowest: double, 倍, public = 最も高い÷最も低い
-- column p90_to_p10: double, 倍, public = 90%点÷10%点
-- column variation_pct: double, %, public = 変動係数 | 標準偏差÷平均（地域を 1 つずつ数える）
-- column gini_pct: double, %, public = ジニ係数 | 人口で重みづけ。0 は同じ、100 に近いほど偏る
-- column segment: varchar, public = 数え方 | 言葉の違う年度どうしは比べられない
""",
)


def _distribution(asked: Asked, given: Values) -> Answer | None:
    values = changing.dated(asked, given)
    if values is None:
        return None
    found = changing.changes(asked, values, "65plus")
    if found is None:
        return None
    base, changes = found
    counted = Counter(place for one in changes if (place := _place(one)) is not None)
    sizes = [size for size in SIZE_GROUPS if any((size, c) in counted for c in classes.CLASSES)]
    rows: list[Cells] = [
        actual(size=size, change_class=one, areas=counted[size, one])
        for size in sizes
        for one in classes.CLASSES
    ]
    before, _ = changing.years_of(values)
    told = _left_out(changes, sum(counted.values()))
    return judging.answer(base, DISTRIBUTION, {**values, "before_year": before}, rows, told)


def _place(change: Change) -> tuple[str, str] | None:
    """Size and class; None where the change may not be shown, began with none, or nobody knows
    how many live there."""
    people = change.people[1].whole
    if change.known is None or not change.known[0] or people is None:
        return None
    return size_group(people), classes.class_of(*change.known)


def _left_out(changes: Sequence[Change], shown: int) -> list[str]:
    told = ["人口の少ない地域の増減率は、わずかな人数で大きく動きます。"]
    if others := len(changes) - shown:
        told.append(
            f"ほかの {others} 地域は、どちらかの年度の値を示せないか、前の年度が 0 か、"
            "人口がないため、数えていません。"
        )
    told += dict.fromkeys(one.broken for one in changes if one.broken)
    return told


def _spread(asked: Asked, values: Values) -> Answer | None:
    rows: list[Cells] = []
    answers: list[Answer] = []
    for year in asked.asker.years:
        counted = changing.counted(asked, values, year)
        if counted is not None and len(counted):
            rows.append(_of_year(asked, values, year, counted))
            answers.append(counted)
    if not answers:
        return None
    changed = {one for answer in answers for one in answer.breaks if not one.area_code}
    years = [int(row["year"][0]) for row in rows]
    for row, segment in zip(rows, breaks.segments(changed, years), strict=True):
        row |= actual(segment=segment)
    told = [
        f"開きは、値を示せる地域の{AGED[values['aged']]}千人当たり患者数から求めました。"
        "小さい地域の値は偶然で大きく動くため、最も高い÷最も低いは 1 つの地域で決まります。"
        "値を示せない地域が多い年度は、開きが小さく見えます。",
        *breaks.caveats(changed, years),
    ]
    return judging.answer(answers[-1], SPREAD, values, rows, told)


def _of_year(asked: Asked, values: Values, year: int, counted: Answer) -> Cells:
    where: dict[str, Any] = {
        "area_unit": values["area_unit"], "zone_scheme": values["zone_scheme"],
    }  # fmt: skip
    people = planner.asked(asked.ask, "area/denominators", fiscal_year=year, **where)
    column = f"population_{values['aged']}"
    bases = {row["area_code"]: row[column] for row in (people.records if people else ())}
    known = [
        (row["patients"] / bases[row["area_code"]] * PER, float(bases[row["area_code"]]))
        for row in counted.records
        if row["patients"] is not None and bases.get(row["area_code"])
    ]
    found = actual(year=year, areas=len(known), others=len(counted) - len(known))
    if not known:
        return found | dict.fromkeys(_SPREAD, (None, MISSING))
    of = spread.of([rate for rate, _ in known], [weight for _, weight in known])
    figures = (
        of.lowest, of.highest, of.highest_to_lowest, of.p90_to_p10,
        _pct(of.variation), _pct(of.gini),
    )  # fmt: skip
    return found | {
        name: (value, NOT_APPLICABLE if value is None else ACTUAL)
        for name, value in zip(_SPREAD, figures, strict=True)
    }


def _pct(share: float | None) -> float | None:
    return None if share is None else share * 100


_SPREAD = ("lowest", "highest", "highest_to_lowest", "p90_to_p10", "variation_pct", "gini_pct")
QUESTIONS = (Computed(DISTRIBUTION, _distribution), Computed(SPREAD, _spread))
