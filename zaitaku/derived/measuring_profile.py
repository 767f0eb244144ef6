"""The profile: every indicator of one area, and where that area lies among all of its unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from zaitaku.ask.answer import Answer
from zaitaku.ask.area import Area, Areas
from zaitaku.ask.asker import Asker
from zaitaku.ask.figures import STATE_WORDS
from zaitaku.derived import measuring_judged
from zaitaku.derived.declared import (
    LAST_YEAR,
    ONE_AREA,
    Asked,
    Computed,
    Values,
    area_of,
    areas_of,
    declared,
    reference_of,
    takes_areas,
)
from zaitaku.derived.measuring import (
    KDB_NOTES,
    LABELS,
    coded,
    decimals_of,
    indicators,
    missing_words,
    params_of,
    words_of,
)
from zaitaku.derived.measuring_spread import Over, over
from zaitaku.ground import breaks
from zaitaku.ground.states import ACTUAL, MISSING, NOT_APPLICABLE, SUPPRESSED
from zaitaku.indicators.catalogue import Indicator

UP, DOWN, SAME = "上昇", "下降", "変化なし"
BROKEN = "定義の変更"
NOT_ADDED = "該当なし: 地域ごとに数えた施設は、この地域の分を足し合わせられません。"
_OTHER = f"""\
-- param other_unit: varchar default prefecture in municipality|medical_area|zone|prefecture = \
比べる相手の単位
-- param other_code: varchar[] in area.area_code = 比べる相手 | \
空のときは、その単位の最初の地域。いくつかのときは、数を足し合わせて 1 つとみる
{LAST_YEAR}\
-- param by: varchar default own in own|computed = 基準 | \
own は指標ごとの基準、computed は KDB などから計算した値
"""
_FIGURES = """\
-- column value: double, count = 値（数）
-- column unit: varchar, public = 単位
-- column year: integer, public = 年度
-- column compared: double, from value = 比べる数 | 足し合わせられる数は 65歳以上人口あたり\
（人は千人、施設・事業所・薬局は10万人）、ほかは値そのもの
-- column compared_unit: varchar, public = 比べる数の単位
-- column comparable: boolean, public = 大きさの違う地域と比べられる
-- column value_words: varchar, public = 値 | 単位まで
-- column compared_words: varchar, public = 65歳以上人口あたり | 単位まで。ほかは空
-- column reference_words: varchar, public = 比べる相手 | 比べられないときはそう書く
"""
_PLACED = """\
-- column rank: integer, 位, public = 順位 | 高いほうから。示せる地域の中
-- column of: integer, 地域, public = 示せる地域の数
-- column end: varchar, public = 端の5分の1 | 高いほう・低いほう。同じ値の地域が多いときは空
-- column lower: double, from compared = 95 % 区間の下 | 比べる数の単位。数えられるものだけ
-- column upper: double, from compared = 95 % 区間の上
-- column interval_words: varchar, public = 95 % 区間 | 単位まで。ないときは空
-- column judgement: varchar, from compared, reference = 判定 | 99.8 % の限界の外なら高い・低い
-- column unjudged: varchar, public = 判定しない理由
-- column wanted: varchar, public = 望ましい向き | 目標の表に書かれているときだけ
"""
_NOTES = f"""\
-- note: 最も低い・高い値、順位、地域の数は、このモードで示せる値だけから出しています。
-- note: {measuring_judged.NOTES[0]}
-- note: {KDB_NOTES[0]}
"""
PROFILE = declared(
    "profile/indicators",
    f"""\
-- question: ある地域の指標はそれぞれいくつで、同じ単位の地域の中でどこにあるか
-- grain: one row per indicator
-- source: KDB 集計表①②、指標値の表、施設基準の届出、訪問看護ステーションの表、住民基本台帳
{ONE_AREA}\
{_OTHER}\
-- column function: varchar, key = 医療機能
-- column spo: varchar, key = S・P・O
-- column indicator_id: varchar, key = 番号
-- column indicator_name: varchar, key = 指標
-- column short_name: varchar, key = 指標の短い名前
-- column state: varchar, public = 値の状態 | 実数、秘匿、該当なし、欠測
{_FIGURES}\
-- column reference: double, count = 比べる相手の値（数） | 同じ基準・単位・年度の値だけ
-- column ratio: double, %, from compared, reference = 比べる相手との比 | 比べる相手が 100
-- column lowest: double, public = 最も低い地域
-- column lower_quarter: double, public = 下から25%の地域
-- column upper_quarter: double, public = 下から75%の地域
-- column highest: double, public = 最も高い地域
{_PLACED}\
-- column hidden: integer, 地域, public = 秘匿の地域の数
-- column previous: double, count = 前年度の値
-- column range_words: varchar, public = 最も低い–最も高い
-- column trend: varchar, public = 前年度からの変化 | 間に定義の変更があるときは比べない
-- column basis: varchar, key = 基準
-- column gap: varchar, public = 指標の定義との違い
-- column words: varchar, public = 値がないとき
{_NOTES}""",
)
AREAS = declared(
    "profile/areas",
    f"""\
-- question: 指標は地域ごとにそれぞれいくつで、同じ単位の地域の中でどこにあるか
-- grain: one row per indicator and area
-- source: KDB 集計表①②、指標値の表、施設基準の届出、訪問看護ステーションの表、住民基本台帳
{takes_areas("municipality")}\
{_OTHER}\
-- column function: varchar, key = 医療機能
-- column indicator_id: varchar, key = 番号
-- column indicator_name: varchar, key = 指標
-- column short_name: varchar, key = 指標の短い名前
-- column area_code: varchar, key = 地域コード
-- column area_name: varchar, key = 地域名
{_FIGURES}\
-- column reference: double, count = 比べる相手の値（数） | 同じ基準・単位・年度の値だけ
{_PLACED}\
-- column fifth: integer, 段階, public = 5分の1 | 1 が最も低く、5 が最も高い。示せる地域の中
-- column basis: varchar, key = 基準
{_NOTES}""",
)


def overs(
    asker: Asker, areas: Sequence[Area], other: Area | Areas, year: int, *, computed: bool = False
) -> dict[str, tuple[Indicator, Over | None]]:
    """Every indicator over all areas of a unit; None where none of them has a figure."""
    return {
        code: (item, over(asker, item, areas, other, year, computed=computed) if areas else None)
        for code, item in indicators(asker.ask).items()
    }


def profiles(
    asker: Asker,
    areas: Sequence[Area],
    own: Area | None,
    other: Area | Areas,
    year: int,
    *,
    computed: bool = False,
) -> tuple[Answer | None, Answer]:
    """The profile of one area of a unit (None where none is named), and that of all of them."""
    found = overs(asker, areas, other, year, computed=computed)
    one = profile(asker, own, other, year, found, computed=computed) if own else None
    return one, every_area(asker, areas, other, year, found, computed=computed)


def profile(
    asker: Asker,
    area: Area,
    other: Area | Areas,
    year: int,
    found: dict[str, tuple[Indicator, Over | None]],
    *,
    computed: bool = False,
) -> Answer:
    """One area's rows; those of an indicator that no area has a figure of say what is lacking."""
    lines: list[tuple[tuple[Any, ...], tuple[str, ...]]] = []
    changed: dict[str, list[str]] = {}
    wanted = _wanted(asker)
    for item, one in found.values():
        lead = {
            "function": "・".join(item.functions), "spo": item.spo,
            "indicator_id": item.indicator_id, "indicator_name": item.name,
            "short_name": item.short, "comparable": False, "gap": "", "words": "", "trend": "",
            "end": "", "basis": "", "value_words": STATE_WORDS[MISSING], "compared_words": "",
            "reference_words": "", "range_words": "", "unit": item.unit, "compared_unit": item.unit,
            "state": MISSING, "unjudged": "", "interval_words": "",
            "wanted": wanted.get(item.indicator_id, ""),
        }  # fmt: skip
        if one is None:
            lead["words"] = missing_words(asker, item, computed=computed)
            lines.append(_line(PROFILE.columns, lead, {}))
            continue
        row, states = _figures(one, area.code)
        lines.append(_line(PROFILE.columns, lead | row | _of_profile(one, area.code), states))
        for told in breaks.caveats(one.one.breaks, [one.year]):
            changed.setdefault(told, []).append(item.name)
    columns = tuple(
        replace(c, label=other.title) if c.name == "reference_words" else c for c in PROFILE.columns
    )
    return replace(
        asker.ask("indicators/catalogue"),
        name=PROFILE.name,
        question=f"{area.title}の指標と、同じ単位の地域の中での位置（比べる相手: {other.title}）",
        grain=PROFILE.grain,
        source=PROFILE.source,
        columns=columns,
        rows=[row for row, _ in lines],
        states=[states for _, states in lines],
        notes=(*_notes(PROFILE), *(f"{'、'.join(n)}: {told}" for told, n in changed.items())),
        params=params_of(area) | _params(other, year, computed),
        param_labels=LABELS,
    )


def every_area(
    asker: Asker,
    areas: Sequence[Area],
    other: Area | Areas,
    year: int,
    found: dict[str, tuple[Indicator, Over | None]],
    *,
    computed: bool = False,
) -> Answer:
    """A row for each indicator that has a figure, and each area."""
    lines = []
    wanted = _wanted(asker)
    for item, one in found.values():
        for area in areas if one is not None else ():
            assert one is not None
            row, states = _figures(one, area.code)
            value = one.compared[area.code].value
            row |= {
                "function": "・".join(item.functions), "indicator_id": item.indicator_id,
                "indicator_name": item.name, "short_name": item.short,
                "area_code": area.code, "area_name": area.name,
                "fifth": None if value is None else one.spread.fifth(value),
                "wanted": wanted.get(item.indicator_id, ""),
            }  # fmt: skip
            lines.append(_line(AREAS.columns, row, states | _hidden(one, area.code, "fifth")))
    where = params_of(areas[0]) if areas else {}
    return replace(
        asker.ask("indicators/catalogue"),
        name=AREAS.name,
        question=AREAS.question,
        grain=AREAS.grain,
        source=AREAS.source,
        columns=AREAS.columns,
        rows=[row for row, _ in lines],
        states=[states for _, states in lines],
        notes=_notes(AREAS),
        params=where | {"area_code": []} | _params(other, year, computed),
        param_labels=LABELS,
    )


def only(every: Answer, codes: Sequence[str]) -> Answer:
    """The rows of these areas."""
    kept = [n for n, record in enumerate(every.records) if record["area_code"] in codes]
    return replace(
        every,
        rows=[every.rows[n] for n in kept],
        states=[every.states[n] for n in kept],
        params=every.params | {"area_code": list(codes)},
    )


def _figures(one: Over, code: str) -> tuple[dict[str, Any], dict[str, str]]:
    """What both answers tell of an area's figure, and the states of its numbers."""
    point, compared, judged = one.points[code], one.compared[code], one.judged[code]
    spread, value = one.spread, compared.value
    found = {
        "value": point.value, "unit": one.one.unit, "year": one.year or None,
        "compared": value, "compared_unit": one.compared_unit, "comparable": one.is_comparable,
        "reference": one.reference.value, "basis": one.one.basis, "of": len(spread),
        "rank": None if value is None else spread.rank(value),
        "end": _end(one, code),
        "value_words": words_of(point.value, point.state, one.one.unit),
        "compared_words": "" if not one.is_per_head or point.state != ACTUAL
        else f"{one.said(value, compared.state)} {one.compared_unit}",
        "reference_words": one.reference_words, "unjudged": judged.why,
        "judgement": judged.judgement or None, "interval_words": "",
    }  # fmt: skip
    if judged.interval is not None:
        ends = "–".join(map(one.said, judged.interval))
        found |= {"lower": judged.interval.lower, "upper": judged.interval.upper,
                  "interval_words": f"{ends} {one.compared_unit}"}  # fmt: skip
    states = {
        "value": point.state,
        "compared": compared.state,
        "reference": one.reference.state,
    }
    # what is not counted, or beside nothing, has a figure and no judgement
    absent = dict.fromkeys(("lower", "upper", "judgement"), NOT_APPLICABLE)
    return found, states | absent | _hidden(one, code, "rank", *absent)


def _wanted(asker: Asker) -> dict[str, str]:
    """Which way an indicator should go, where its targets say one way and no other."""
    said: dict[str, set[str]] = {}
    for record in asker.ask("targets/list").records:
        said.setdefault(record["indicator_id"], set()).add(record["polarity"])
    return {code: next(iter(ways)) for code, ways in said.items() if len(ways) == 1}


def _hidden(one: Over, code: str, *names: str) -> dict[str, str]:
    """What is told of a figure only where it has one, in the figure's own state elsewhere."""
    state = one.compared[code].state
    return {} if state == ACTUAL else dict.fromkeys(names, state)


def _end(one: Over, code: str) -> str:
    value = one.compared[code].value
    found = None if value is None else one.spread.end(value)
    return found[0] if found else ""


def _of_profile(one: Over, code: str) -> dict[str, Any]:
    point, compared, spread = one.points[code], one.compared[code], one.spread
    ratio = None
    if compared.value is not None and one.reference.value:
        ratio = compared.value / one.reference.value * 100
    return {
        "state": point.state,
        "ratio": ratio,
        "lowest": spread.lowest,
        "lower_quarter": spread.quantile(0.25),
        "upper_quarter": spread.quantile(0.75),
        "highest": spread.highest,
        "hidden": one.hidden,
        "words": NOT_ADDED if point.state == NOT_APPLICABLE else "",
        "range_words": "–".join(map(one.said, (spread.lowest, spread.highest))) if spread else "",
        "previous": one.before[code].value,
        "trend": _trend(one, code),
        "gap": f"{one.one.fit}: {one.one.gap}" if one.one.fit else "",
    }


def _trend(one: Over, code: str) -> str:
    """上昇, 下降 or 変化なし by the figures as they are shown; why they are not compared; ''."""
    now, before = one.points[code], one.before[code]
    if now.value is None or before.value is None:
        return ""
    if one.crossed[code]:
        return BROKEN
    digits = decimals_of(one.one.unit)
    change = round(now.value, digits) - round(before.value, digits)
    return SAME if change == 0 else UP if change > 0 else DOWN


def _line(
    columns: Iterable[Any], row: dict[str, Any], states: dict[str, str]
) -> tuple[tuple[Any, ...], tuple[str, ...]]:
    """A row with a state for every cell; what is derived has that of what it is derived from."""
    cells = tuple(row.get(column.name) for column in columns)
    told: dict[str, str] = {}
    for column, cell in zip(columns, cells, strict=True):
        if cell is not None:
            told[column.name] = ACTUAL
            continue
        of_parts = {told[part] for part in column.parts}
        worst = next((s for s in (SUPPRESSED, NOT_APPLICABLE) if s in of_parts), MISSING)
        told[column.name] = states.get(column.name, worst)
    return cells, tuple(told.values())


def _notes(question: Any) -> tuple[str, ...]:
    return tuple(note.told for note in question.notes)


def _params(other: Area | Areas, year: int, computed: bool) -> dict[str, Any]:
    found = {"fiscal_year": year, "other": coded(other)}
    return found | ({"basis": "計算した値"} if computed else {})


def _asked(asked: Asked, values: Values) -> tuple[Area | Areas, int, bool] | None:
    other = reference_of(asked.ask, values, "other")
    year = values["fiscal_year"] or asked.last_year
    return None if other is None else (other, year, values["by"] == "computed")


def _profile(asked: Asked, values: Values) -> Answer | None:
    own, rest = area_of(asked.ask, values), _asked(asked, values)
    if own is None or rest is None:
        return None
    other, year, computed = rest
    areas = areas_of(asked.ask, {**values, "area_code": []})
    found = overs(asked.asker, areas, other, year, computed=computed)
    return profile(asked.asker, own, other, year, found, computed=computed)


def _areas(asked: Asked, values: Values) -> Answer | None:
    rest = _asked(asked, values)
    areas = areas_of(asked.ask, {**values, "area_code": []})
    if rest is None or not areas:
        return None
    other, year, computed = rest
    found = overs(asked.asker, areas, other, year, computed=computed)
    every = every_area(asked.asker, areas, other, year, found, computed=computed)
    return only(every, values["area_code"]) if values["area_code"] else every


QUESTIONS = (Computed(PROFILE, _profile), Computed(AREAS, _areas))
