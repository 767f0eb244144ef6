"""Targets of one indicator over all areas: beside the prefecture's, and beside the plan before.

What was not reached of an earlier target is told by the figures that judge the one in force, where
both are on the same basis and nothing changed its definition in between; else it is not known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from zaitaku.ask.answer import Answer
from zaitaku.ask.area import PREFECTURE, Area
from zaitaku.ask.asker import Asker, areas
from zaitaku.derived.declared import SCHEME, Asked, Computed, Values, declared
from zaitaku.derived.measuring import KDB_NOTES, LABELS, words_of
from zaitaku.derived.measuring_targets import Judged, goal_words, judged, latest_words, sources
from zaitaku.ground import breaks
from zaitaku.ground.states import ACTUAL, MISSING, SUPPRESSED
from zaitaku.indicators.catalogue import OBLIGATORY
from zaitaku.indicators.targets import DOWN, UP, Target, goal_of, judge
from zaitaku.indicators.values import INCREASE, NUMBER, WORDS, Point, adds_up

ACROSS = declared(
    "targets/by_area",
    f"""\
-- question: 指標の目標は地域ごとにいくつで、前の計画の目標には届いたか
-- grain: one row per area and target in force, the prefecture first; one for an area without any
-- source: 目標の表、指標値の表、KDB 集計表①②
-- param indicator_id: varchar default {OBLIGATORY} in indicator.indicator_id = 指標番号
-- param area_unit: varchar default medical_area in municipality|medical_area|zone|prefecture = \
地域の単位
{SCHEME}\
-- column area_unit: varchar, key = 地域の単位
-- column area_code: varchar, key = 地域コード
-- column area_name: varchar, key = 地域
-- column earlier_words: varchar, key = 前の計画の目標
-- column earlier_goal: double, public = 前の目標の水準
-- column earlier_value: double, count = 前の目標年度の値
-- column unreached: double, from earlier_value = 届かなかった分 | 届いていれば 0
-- column goal_words: varchar, key = いまの目標（基準 → 目標）
-- column target_year: integer, public = 目標年度
-- column goal: double, public = 目標の水準 | 増加率の目標は数に直したもの
-- column latest_words: varchar, key = いまの値
-- column latest: double, count = いまの値（数）
-- column left: double, from latest = goal - latest = 目標までの差
-- column unit: varchar, key = 単位
-- column state: varchar, key = 判定
-- column reason: varchar, key = 判定の理由
-- column basis: varchar, key = 実績値の基準
-- column revision: varchar, key = 策定・改定
-- column revised_on: varchar, key = 策定・改定の日
-- note: {KDB_NOTES[0]}
""",
)
NO_GOAL, ENDED = "目標なし", "廃止"  # the latter as the table of targets says it


@dataclass(frozen=True)
class Earlier:
    """The target before the one in force. ``value``: the figure of its year, None where none may be
    set beside it; ``unreached``: what was left of it, 0 where it was reached."""

    words: str
    goal: float | None
    value: Point | None
    unreached: float | None


@dataclass(frozen=True)
class Across:
    """An area, its target in force and the one before; None where it has none."""

    area: Area
    now: Judged | None
    before: Earlier | None


def across(asker: Asker, places: Sequence[Area], indicator_id: str) -> list[Across]:
    """The areas in their order; one that has several targets of the indicator stands once each."""
    listed = asker.ask("targets/history", indicator_id=[indicator_id])
    found = []
    for place in places:
        past = [
            record
            for record in listed.records
            if (record["area_unit"], record["area_code"]) == (place.unit, place.code)
            and record["zone_scheme"] == (place.zone_scheme if place.unit == "zone" else "")
        ]
        targets = judged(asker, place, indicator_id)
        found += [Across(place, one, _earlier(past, one)) for one in targets]
        if not targets:
            found.append(Across(place, None, _earlier(past, None)))
    return found


def _earlier(past: Sequence[Mapping[str, Any]], now: Judged | None) -> Earlier | None:
    """Of the revision before; of several targets in it the one of the same kind."""
    old = [one for one in past if not one["is_in_force"] and one["target_words"] != ENDED]
    if now is not None:
        old = [record for record in old if record["kind"] == now.target.kind]
    if not old:
        return None
    record = old[0]  # the latest comes first
    target = Target(
        record["kind"], record["baseline_year"], record["baseline_value"],
        record["target_year"], record["target_value"], record["target_words"],
    )  # fmt: skip
    goal = goal_of(target, target.baseline_value)
    unit = now.unit if now else record["unit"]
    said = f"「{target.target_words}」" if target.kind == WORDS else words_of(goal, MISSING, unit)
    words = f"{said}（{target.target_year}年度、{record['revision']}）"
    point = _point(target, record["basis"], now)
    return Earlier(words, goal, point, _unreached(target, goal, point))


def _point(target: Target, basis: str, now: Judged | None) -> Point | None:
    """The figure of the target's own year, where it counts what the target was set for."""
    if now is None or basis != now.target_basis:
        return None
    if breaks.between(now.breaks, target.baseline_year, target.target_year):
        return None
    return next((point for point in now.points if point.year == target.target_year), None)


def _unreached(target: Target, goal: float | None, point: Point | None) -> float | None:
    if goal is None or point is None or point.value is None:
        return None
    way = judge(target, [point]).direction
    if way not in (UP, DOWN):
        return None
    return max(0.0, goal - point.value if way == UP else point.value - goal)


@dataclass(frozen=True)
class Sum:
    """The targets of the areas together, beside the prefecture's.

    ``without``: areas without a number (then ``whole`` is a part only). ``prefecture``: None where
    it has none of that year.
    """

    whole: float
    year: int
    unit: str
    areas: int
    without: tuple[str, ...]
    prefecture: float | None


def summed(found: Sequence[Across]) -> Sum | None:
    """None where the numbers of areas do not add up (other years, or counted on another basis), or
    none of them has one."""
    inner = [one for one in found if one.area.unit != PREFECTURE]
    counted = [one for one in inner if _is_count(one)]
    if not counted:
        return None
    known = [one.now for one in counted if one.now is not None]
    counts = {(one.target.target_year, one.target_basis) for one in known}
    names = [one.area.code for one in counted]
    if len(counts) > 1 or len(set(names)) < len(names):
        return None
    if not all(adds_up(one.unit, one.basis) for one in known):
        return None
    ((year, basis),) = counts
    own = next(
        (
            one.now.judgement.goal
            for one in found
            if one.area.unit == PREFECTURE and one.now is not None and _is_count(one)
            if (one.now.target.target_year, one.now.target_basis) == (year, basis)
        ),
        None,
    )
    return Sum(
        sum(one.judgement.goal or 0.0 for one in known),
        year,
        known[0].unit,
        len({one.area.code for one in inner}),
        tuple(dict.fromkeys(one.area.name for one in inner if one.area.code not in names)),
        own,
    )


def _is_count(one: Across) -> bool:
    return (
        one.now is not None
        and one.now.target.kind in (NUMBER, INCREASE)
        and one.now.judgement.goal is not None
    )


def answer(asker: Asker, found: Sequence[Across], params: Mapping[str, Any]) -> Answer:
    """The areas with their targets, as a table. ``params``: of the question."""
    base = asker.ask("targets/list", indicator_id=[params["indicator_id"]])
    rows = [_row(one) for one in found]
    every = [one.now for one in found if one.now is not None]
    return replace(
        base,
        name=ACROSS.name,
        question=ACROSS.question,
        grain=ACROSS.grain,
        source=sources(base, every),
        columns=ACROSS.columns,
        rows=[tuple(row[column.name] for column in ACROSS.columns) for row in rows],
        states=[_states(one, row) for one, row in zip(found, rows, strict=True)],
        notes=(*base.notes, *KDB_NOTES),
        params=dict(params),
        param_labels=LABELS | {param.name: param.label for param in ACROSS.params},
    )


def _row(one: Across) -> dict[str, Any]:
    now, before = one.now, one.before
    row: dict[str, Any] = dict.fromkeys(column.name for column in ACROSS.columns)
    row |= {
        "area_unit": one.area.unit, "area_code": one.area.code, "area_name": one.area.name,
        "earlier_words": before.words if before else "", "goal_words": NO_GOAL,
        "earlier_goal": before.goal if before else None,
        "earlier_value": before.value.value if before and before.value else None,
        "unreached": before.unreached if before else None,
        "latest_words": "", "unit": "", "state": "", "reason": "", "basis": "", "revision": "",
        "revised_on": "",
    }  # fmt: skip
    if now is not None:
        goal, latest = now.judgement.goal, now.judgement.latest
        value = latest.value if latest else None
        row |= {
            "goal_words": goal_words(now), "target_year": now.target.target_year, "goal": goal,
            "latest_words": latest_words(now), "latest": value,
            "left": None if goal is None or value is None else goal - value,
            "unit": now.unit, "state": now.judgement.state, "reason": now.judgement.reason,
            "basis": now.basis, "revision": now.revision, "revised_on": now.revised_on,
        }  # fmt: skip
    return row


def _states(one: Across, row: Mapping[str, Any]) -> tuple[str, ...]:
    """秘匿 where a figure of that very place is hidden, else 欠測, where there is no number."""
    points = one.now.points if one.now else ()
    is_hidden = any(point.state == SUPPRESSED for point in points)
    earlier = one.before.value if one.before else None
    was_hidden = earlier is not None and earlier.state == SUPPRESSED
    hidden = {"latest": is_hidden, "left": is_hidden, "earlier_value": was_hidden,
              "unreached": was_hidden}  # fmt: skip
    return tuple(
        ACTUAL
        if row[column.name] is not None
        else SUPPRESSED
        if hidden.get(column.name)
        else MISSING
        for column in ACROSS.columns
    )


def places(ask: Any, unit: str, scheme: str) -> list[Area]:
    """The prefecture, then every area of the unit."""
    inner = areas(ask, unit, scheme) if unit != PREFECTURE else []
    return [*areas(ask, PREFECTURE, ""), *inner]


def _by_area(asked: Asked, values: Values) -> Answer | None:
    listed = asked.ask("targets/list").records
    if not any(row["indicator_id"] == values["indicator_id"] for row in listed):
        return None
    every = places(asked.ask, values["area_unit"], values["zone_scheme"] or "")
    return answer(asked.asker, across(asked.asker, every, values["indicator_id"]), values)


QUESTIONS = (Computed(ACROSS, _by_area),)
