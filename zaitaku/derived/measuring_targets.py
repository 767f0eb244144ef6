"""Targets of an area judged by its figures: which figures may judge, and what comes of it.

The arithmetic is ``indicators.targets``. A target is judged by the prefecture's own values of the
same basis; by figures computed from KDB only where its ``basis`` says 「KDB」.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from zaitaku.ask.answer import Answer, Column
from zaitaku.ask.area import Area
from zaitaku.ask.asker import Asker
from zaitaku.ask.figures import STATE_WORDS
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
    kind of file they come from; ``breaks``: changes of definition that they are subject to.
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

    @property
    def label(self) -> str:
        """指標, told apart where an indicator has several targets."""
        kind = "" if self.target.kind == NUMBER else f"（{KINDS[self.target.kind]}）"
        return f"{self.indicator}{kind}"

    @property
    def name(self) -> str:
        """The label with the basis of the figures: on another basis it is another figure."""
        return f"{self.label}（{self.basis}）" if self.basis else self.label


def judged(asker: Asker, area: Area) -> list[Judged]:
    """Every target in force of one area, judged by figures on its own basis only."""
    answer = asker.ask("targets/list", unit=[area.unit], area_code=[area.code])
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


_JUDGED = (
    Column("indicator_id", "varchar", "key", "番号"),
    Column("indicator", "varchar", "key", "指標"),
    Column("goal_words", "varchar", "key", "目標（基準 → 目標）"),
    Column("latest_words", "varchar", "key", "いまの値"),
    Column("kind", "varchar", "key", "目標の種類"),
    Column("baseline_year", "integer", "public", "基準年度"),
    Column("baseline", "double", "public", "基準値"),
    Column("target_year", "integer", "public", "目標年度"),
    Column("target", "double", "public", "目標の水準", description="増加率の目標は数に直したもの"),
    Column("target_words", "varchar", "key", "目標の言葉"),
    Column("latest_year", "integer", "public", "実績の年度"),
    Column("latest", "double", "count", "実績値"),
    Column("unit", "varchar", "key", "単位"),
    Column("state", "varchar", "key", "判定"),
    Column("reason", "varchar", "key", "判定の理由"),
    Column("progress_pct", "double", "public", "進みぐあい", "%", "基準値から目標までの道のり"),
    Column("needed_pace", "double", "public", "必要な増減", "1年当たり"),
    Column("pace", "double", "public", "これまでの増減", "1年当たり", "最小二乗法"),
    Column("forecast", "double", "public", "傾向の行き先", description="目標年度の値"),
    Column("low", "double", "public", "行き先の幅（下）"),
    Column("high", "double", "public", "行き先の幅（上）"),
    Column("basis", "varchar", "key", "実績値の基準"),
    Column("revision", "varchar", "key", "策定・改定"),
    Column("revised_on", "varchar", "key", "策定・改定の日"),
)


def judged_answer(asker: Asker, area: Area, found: Sequence[Judged]) -> Answer:
    """The judgements of one area as an answer, for tables and downloads."""
    base = asker.ask("targets/list", unit=[area.unit], area_code=[area.code])
    rows = [_judged_row(one) for one in found]
    return replace(
        base,
        name="targets/judged",
        question=f"{area.name}の目標は、どこまで進んだか",
        grain="one row per target in force",
        source=sources(base, found),
        columns=_JUDGED,
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
        for column, value in zip(_JUDGED, row, strict=True)
    )
