"""Targets of an area judged by its figures: which figures may judge, and what comes of it.

The arithmetic is ``indicators.targets``. A target is judged by the prefecture's own values of the
same basis; by figures computed from KDB only where its ``basis`` says 「KDB」.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from zaitaku.ask.answer import Answer
from zaitaku.ask.area import Area
from zaitaku.ask.asker import Asker
from zaitaku.ask.figures import STATE_WORDS
from zaitaku.derived.declared import ONE_AREA, Asked, Computed, Values, area_of, declared
from zaitaku.derived.measuring import (
    BY_PEOPLE,
    IMPORTED,
    KDB_NOTES,
    LABELS,
    cited,
    indicators,
    missing_words,
    params_of,
    per_people,
    series,
    standing,
    words_of,
)
from zaitaku.ground.breaks import Break
from zaitaku.ground.states import ACTUAL, MISSING, SUPPRESSED
from zaitaku.indicators import catalogue, values
from zaitaku.indicators.catalogue import Indicator
from zaitaku.indicators.targets import Judgement, Target, judge
from zaitaku.indicators.values import INCREASE, KINDS, NUMBER, WORDS, Point, Series

KDB = "KDB"  # a target's basis that says: judge me by the figures computed from KDB


@dataclass(frozen=True)
class Judged:
    """A target of an area, the figures it is judged by, and the judgement.

    ``unit``: of the figures; ``basis``: what they count, '' where there are none; ``origin``: the
    kind of file they come from; ``breaks``: changes of definition that they are subject to;
    ``target_basis``: what the table of targets says that they must count.
    """

    area: str
    indicator_id: str
    indicator: str
    unit: str
    target: Target
    points: tuple[Point, ...]
    basis: str
    judgement: Judgement
    revision: str
    revised_on: str
    note: str
    origin: str = ""
    breaks: tuple[Break, ...] = ()
    target_basis: str = ""

    @property
    def label(self) -> str:
        """指標, told apart where an indicator has several targets."""
        kind = "" if self.target.kind == NUMBER else f"（{KINDS[self.target.kind]}）"
        return f"{self.indicator}{kind}"

    @property
    def name(self) -> str:
        """The label with the basis of the figures: on another basis it is another figure."""
        return f"{self.label}（{self.basis}）" if self.basis else self.label


def judged(asker: Asker, area: Area, indicator_id: str = "") -> list[Judged]:
    """Every target in force of one area (of one indicator, if given), judged by figures on its own
    basis only."""
    of = {"indicator_id": [indicator_id]} if indicator_id else {}
    answer = asker.ask("targets/list", unit=[area.unit], area_code=[area.code], **of)
    known = indicators(asker.ask)
    found = []
    for record in answer.records:
        if record["zone_scheme"] == (area.zone_scheme if area.unit == "zone" else ""):
            found.append(_judged(asker, known[record["indicator_id"]], area, record))
    return found


def _judged(asker: Asker, item: Indicator, area: Area, record: Mapping[str, Any]) -> Judged:
    target = Target(
        record["kind"],
        record["baseline_year"],
        record["baseline_value"],
        record["target_year"],
        record["target_value"],
        record["target_words"],
        record["polarity"],
    )
    figures_of = _figures(asker, item, area, target.kind, record["basis"])
    if isinstance(figures_of, str):
        judgement = replace(judge(target, ()), reason=figures_of)
        points: tuple[Point, ...] = ()
        kind = NUMBER if target.kind in (INCREASE, WORDS) else target.kind
        unit, basis = values.unit_of(kind, item.unit), ""
    else:
        judgement, points = judge(target, figures_of.points, figures_of.breaks), figures_of.points
        unit, basis = figures_of.unit, figures_of.basis
    return Judged(
        area.name,
        item.indicator_id,
        item.name,
        unit,
        target,
        points,
        basis,
        judgement,
        record["revision"],
        record["revised_on"],
        record["note"],
        "" if isinstance(figures_of, str) else figures_of.origin,
        () if isinstance(figures_of, str) else figures_of.breaks,
        record["basis"],
    )


def _figures(asker: Asker, item: Indicator, area: Area, kind: str, basis: str) -> Series | str:
    """The one series that a target may be judged by, or why there is none."""
    level = NUMBER if kind in (INCREASE, WORDS) else kind
    is_kdb = basis == KDB
    found = [one for one in series(asker, item, area) if one.is_imported != is_kdb]
    if is_kdb:
        decided = standing(asker, item, computed=True)
        candidates = [one for one in found if decided and one.basis == decided.basis]
    else:
        candidates = [one for one in found if not basis or one.stated == basis]
    exact = [one for one in candidates if one.kind == level]
    if not exact and level in BY_PEOPLE:
        exact = [per_people(asker, one, level, area) for one in candidates if one.kind == NUMBER]
    if len(exact) == 1:
        return exact[0]
    if exact:
        return (
            "基準の違う実績値が混じっています。目標の表の basis に、どの基準で判定するかを"
            "書いてください。"
        )
    if is_kdb:
        why = missing_words(asker, item, computed=True)
        return f"KDB の集計から計算できる実績値がありません。{why}"
    told = f"（基準「{basis}」）" if basis else ""
    return (
        f"{IMPORTED}に、この目標と比べられる実績値{told}がありません。"
        "KDB の集計は数え方が違うので、判定に使いません。"
    )


def goal_words(one: Judged) -> str:
    """「145 施設（2022年度）→ 175 施設（2029年度）」, with the rate or the words as written."""
    found, target = one.judgement, one.target
    start = words_of(found.baseline, MISSING, one.unit)
    goal = words_of(found.goal, MISSING, one.unit)
    if target.kind == WORDS:
        goal = f"「{target.target_words}」"
    elif target.kind == INCREASE:
        goal += f"・{target.target_value:+g} %"
    return f"{start}（{target.baseline_year}年度）→ {goal}（{target.target_year}年度）"


def latest_words(one: Judged) -> str:
    """「152 施設（2023年度）」; the state's word where there is no number."""
    latest = one.judgement.latest
    if latest is not None:
        return f"{words_of(latest.value, latest.state, one.unit)}（{latest.year}年度）"
    is_hidden = any(point.state == SUPPRESSED for point in one.points)
    return STATE_WORDS[SUPPRESSED if is_hidden else MISSING]


def has_obligatory(answer: Answer, area: Area | None = None) -> bool:
    """Whether a list of targets has one for the obligatory indicator (of the area, if given)."""
    item, unit, code = (
        answer.names.index(name) for name in ("indicator_id", "area_unit", "area_code")
    )
    return any(
        row[item] == catalogue.OBLIGATORY
        and (area is None or (row[unit], row[code]) == (area.unit, area.code))
        for row in answer.rows
    )


JUDGED = declared(
    "targets/judged",
    f"""\
-- question: 地域の目標は、どこまで進んだか
-- grain: one row per target in force
-- source: 目標の表、指標値の表、KDB 集計表①②
{ONE_AREA}\
-- column indicator_id: varchar, key = 番号
-- column indicator: varchar, key = 指標
-- column goal_words: varchar, key = 目標（基準 → 目標）
-- column latest_words: varchar, key = いまの値
-- column kind: varchar, key = 目標の種類
-- column baseline_year: integer, public = 基準年度
-- column baseline: double, public = 基準値
-- column target_year: integer, public = 目標年度
-- column target: double, public = 目標の水準 | 増加率の目標は数に直したもの
-- column target_words: varchar, key = 目標の言葉
-- column latest_year: integer, public = 実績の年度
-- column latest: double, count = 実績値
-- column unit: varchar, key = 単位
-- column state: varchar, key = 判定
-- column reason: varchar, key = 判定の理由
-- column progress_pct: double, %, public = 進みぐあい | 基準値から目標までの道のり
-- column needed_pace: double, 1年当たり, public = 必要な増減
-- column pace: double, 1年当たり, public = これまでの増減 | 最小二乗法
-- column forecast: double, public = 傾向の行き先 | 目標年度の値
-- column low: double, public = 行き先の幅（下）
-- column high: double, public = 行き先の幅（上）
-- column basis: varchar, key = 実績値の基準
-- column revision: varchar, key = 策定・改定
-- column revised_on: varchar, key = 策定・改定の日
-- note: {KDB_NOTES[0]}
""",
)


def judged_answer(asker: Asker, area: Area, found: Sequence[Judged]) -> Answer:
    """The judgements of one area as an answer, for tables and downloads."""
    base = asker.ask("targets/list", unit=[area.unit], area_code=[area.code])
    rows = [_judged_row(one) for one in found]
    return replace(
        base,
        name=JUDGED.name,
        question=f"{area.title}の目標は、どこまで進んだか",
        grain=JUDGED.grain,
        source=sources(base, found),
        columns=JUDGED.columns,
        rows=rows,
        states=[_judged_states(one, row) for one, row in zip(found, rows, strict=True)],
        notes=(*base.notes, *KDB_NOTES),
        params=params_of(area),
        param_labels=LABELS,
    )


def sources(targets: Answer, found: Sequence[Judged]) -> str:
    """出典 of targets and of the figures they are judged by, once each."""
    origins = (cited(one.origin) for one in found if one.points)
    return "、".join(filter(None, dict.fromkeys((targets.source, *origins))))


def _judged_row(one: Judged) -> tuple[Any, ...]:
    found, ahead = one.judgement, one.judgement.trend
    return (
        one.indicator_id,
        one.indicator,
        goal_words(one),
        latest_words(one),
        KINDS[one.target.kind],
        one.target.baseline_year,
        found.baseline,
        one.target.target_year,
        found.goal,
        one.target.target_words,
        found.latest.year if found.latest else None,
        found.latest.value if found.latest else None,
        one.unit,
        found.state,
        found.reason,
        found.progress_pct,
        found.needed_pace,
        ahead.pace if ahead else None,
        ahead.level if ahead else None,
        ahead.low if ahead else None,
        ahead.high if ahead else None,
        one.basis,
        one.revision,
        one.revised_on,
    )


def _judged_states(one: Judged, row: Sequence[Any]) -> tuple[str, ...]:
    is_hidden = any(point.state == SUPPRESSED for point in one.points)
    return tuple(
        ACTUAL
        if value is not None
        else SUPPRESSED
        if column.name == "latest" and is_hidden
        else MISSING
        for column, value in zip(JUDGED.columns, row, strict=True)
    )


def _judged_by_area(asked: Asked, values: Values) -> Answer | None:
    where = area_of(asked.ask, values)
    if where is None:
        return None
    return judged_answer(asked.asker, where, judged(asked.asker, where))


QUESTIONS = (Computed(JUDGED, _judged_by_area),)
