"""Arithmetic of targets: share of the way, required pace, where the trend leads, the judgement.

Rules, as the page tells them:

- the way goes from the baseline to the target; progress is the share of it that is behind us;
- the trend is the least-squares line through all years with a number (three at least), its range
  the steepest and the flattest line between any two of them, both laid through the mean point:
  the trend always lies inside its range, and all of it can be checked by hand (no figure can fall
  below zero, so no line leads there);
- 達成: the latest figure is at the target or beyond; 順調: the trend reaches it in the target's
  year; 遅れ: it does not, or the year is past; 判定できない: the figures do not say;
- a target in words is judged by the direction from its baseline, 達成 only from its year on;
- nothing is compared over a change of definition: where one lies between the baseline and the
  latest year, or between it and the target's year that the trend would have to reach, the
  judgement is 判定できない and names it. A trend is of the years that count alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean

from zaitaku.ground import breaks
from zaitaku.ground.breaks import Break
from zaitaku.ground.states import SUPPRESSED
from zaitaku.indicators.values import INCREASE, WORDS, Point

REACHED, ON_THE_WAY, BEHIND, UNKNOWN = "達成", "順調", "遅れ", "判定できない"
STATES = (REACHED, ON_THE_WAY, BEHIND, UNKNOWN)
UP, DOWN, KEEP = "増やす", "減らす", "保つ"
POLARITIES = {"多いほどよい": UP, "少ないほどよい": DOWN}
ENOUGH = 3  # years with a number that make a trend
_NOISE = 1e-9
_WORDS = {
    UP: re.compile("増|拡大|向上|上昇|充実"),
    DOWN: re.compile("減|縮小|低下"),
    KEEP: re.compile("維持|同水準|同程度|横ばい"),
}
# 「減らさない」 does not ask for fewer: such words keep a level, to one side of it
_NOT = "[^。、]*?(?:ない|せず|さず|らず|抑|歯止|防)"
_KEPT = {
    UP: re.compile(f"(?:減|縮小|低下|下回){_NOT}"),
    DOWN: re.compile(f"(?:増|拡大|上昇|上回){_NOT}"),
}


@dataclass(frozen=True)
class Target:
    """A target as the plan writes it. ``kind``: number, per_100000 …, share, increase_rate, words.

    ``baseline_value`` is a level, also where ``target_value`` is a rate of increase (%); either may
    be None. ``polarity``: 多いほどよい, 少ないほどよい or ''.
    """

    kind: str
    baseline_year: int
    baseline_value: float | None
    target_year: int
    target_value: float | None
    target_words: str = ""
    polarity: str = ""


@dataclass(frozen=True)
class Trend:
    """Where the years lead: the level in the target's year, and its range; ``pace`` per year.

    All lines go through the mean point; none leads below zero.
    """

    pace: float
    level: float
    low: float
    high: float
    mean_year: float
    mean_level: float


@dataclass(frozen=True)
class Judgement:
    """What can be said of a target. Numbers are None where they cannot be known.

    ``baseline``, ``goal``: levels in the unit of the figures. ``progress_pct``: share of the way,
    below 0 when it went the other way. ``needed_pace``: per year from the latest year on.
    """

    state: str
    reason: str
    direction: str
    baseline: float | None
    goal: float | None
    latest: Point | None
    progress_pct: float | None = None
    needed_pace: float | None = None
    trend: Trend | None = None


def direction_of(words: str) -> str:
    """増やす, 減らす or 保つ as 「増加」「現状維持」 say; '' for none or for several at once."""
    kept = [way for way, pattern in _KEPT.items() if pattern.search(words)]
    for way in kept:
        words = _KEPT[way].sub("", words)
    found = [way for way, pattern in _WORDS.items() if pattern.search(words)]
    if kept:
        return KEEP if len(kept) == 1 and not set(found) - {KEEP} else ""
    return found[0] if len(found) == 1 else ""


def goal_of(target: Target, baseline: float | None) -> float | None:
    """The level to reach; a rate of increase is taken on the baseline."""
    if target.kind == WORDS or target.target_value is None:
        return None
    if target.kind != INCREASE:
        return target.target_value
    return None if baseline is None else baseline * (1 + target.target_value / 100)


def trend(points: Sequence[Point], year: int) -> Trend | None:
    """Least squares and the range of the slopes between any two years; None for too few years."""
    known = [(point.year, point.value) for point in points if point.value is not None]
    if len(known) < ENOUGH:
        return None
    x0, y0 = fmean(x for x, _ in known), fmean(y for _, y in known)
    pace = sum((x - x0) * (y - y0) for x, y in known) / sum((x - x0) ** 2 for x, _ in known)
    slopes = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in combinations(known, 2)]
    low, level, high = sorted(
        max(0.0, y0 + slope * (year - x0)) for slope in (min(slopes), pace, max(slopes))
    )
    return Trend(pace, level, low, high, x0, y0)


def judge(target: Target, points: Sequence[Point], changes: Sequence[Break] = ()) -> Judgement:
    """Judge one target by figures on the target's own basis, one per year, in any order.

    ``changes``: days from which the figures count another thing.
    """
    known = sorted((p for p in points if p.value is not None), key=lambda p: p.year)
    baseline = target.baseline_value
    if baseline is None:
        baseline = next((p.value for p in known if p.year == target.baseline_year), None)
    goal = goal_of(target, baseline)
    until = [point for point in known if point.year <= target.target_year]
    latest = (until or known)[-1] if known else None
    now = latest.year if latest is not None else target.baseline_year
    behind = breaks.between(changes, target.baseline_year, now)
    to_come = breaks.between(changes, now, target.target_year) if now < target.target_year else ()
    alike = [point for point in known if not breaks.between(changes, point.year, now)]
    ahead = None if to_come else trend(alike, target.target_year)
    direction = _direction(target, baseline, goal)
    progress = needed = None
    if latest is not None and latest.value is not None and goal is not None and not behind:
        if baseline is not None and abs(goal - baseline) > _NOISE:
            progress = (latest.value - baseline) / (goal - baseline) * 100
        if latest.year < target.target_year and not to_come:
            needed = (goal - latest.value) / (target.target_year - latest.year)
    state, reason = _state(target, direction, baseline, goal, latest, ahead)
    if behind and now > target.baseline_year:
        state, reason = (
            UNKNOWN,
            (f"基準の{target.baseline_year}年度と{now}年度は比べません。{breaks.refusal(behind)}"),
        )
    elif to_come and goal is not None and direction and state != REACHED:
        state, reason = (
            UNKNOWN,
            (
                f"傾向を{now}年度から{target.target_year}年度へ延ばしません。{breaks.refusal(to_come)}"
            ),
        )
    if latest is None and any(point.state == SUPPRESSED for point in points):
        reason = "実績値が秘匿です。"
    return Judgement(state, reason, direction, baseline, goal, latest, progress, needed, ahead)


def _direction(target: Target, baseline: float | None, goal: float | None) -> str:
    if target.kind == WORDS:
        return direction_of(target.target_words)
    if goal is None:
        return ""
    if baseline is not None and abs(goal - baseline) > _NOISE:
        return UP if goal > baseline else DOWN
    return POLARITIES.get(target.polarity, UP)


def _state(
    target: Target,
    direction: str,
    baseline: float | None,
    goal: float | None,
    latest: Point | None,
    ahead: Trend | None,
) -> tuple[str, str]:
    if not direction:
        what = target.target_words or "目標値"
        return UNKNOWN, f"「{what}」からは、増やすのか減らすのかが決まりません。"
    if latest is None or latest.value is None:
        return UNKNOWN, "同じ基準の実績値がありません。"
    if goal is None:
        return _by_words(target, direction, baseline, latest)
    if latest.year <= target.baseline_year:
        return UNKNOWN, "基準年より後の実績値がありません。"
    if _reaches(latest.value, goal, direction):
        return REACHED, f"{latest.year}年度の値が目標に達しています。"
    if latest.year >= target.target_year:
        return BEHIND, f"目標の{target.target_year}年度を過ぎましたが、達していません。"
    if ahead is None:
        return UNKNOWN, f"実績値が {ENOUGH} 年分に足りず、傾向が分かりません。"
    if _reaches(ahead.level, goal, direction):
        worse = ahead.low if direction == UP else ahead.high
        sure = _reaches(worse, goal, direction)
        return ON_THE_WAY, "いまの傾向で目標に届きます" + (
            "。" if sure else "（幅の悪いほうでは届きません）。"
        )
    better = ahead.high if direction == UP else ahead.low
    hope = _reaches(better, goal, direction)
    return BEHIND, "いまの傾向では目標に届きません" + (
        "（幅の良いほうなら届きます）。" if hope else "。"
    )


def _by_words(
    target: Target, direction: str, baseline: float | None, latest: Point
) -> tuple[str, str]:
    if baseline is None:
        return UNKNOWN, f"基準年（{target.baseline_year}年度）の値がありません。"
    if latest.year <= target.baseline_year:
        return UNKNOWN, "基準年より後の実績値がありません。"
    assert latest.value is not None
    change = latest.value - baseline
    moved = (
        "増えています" if change > _NOISE else "減っています" if change < -_NOISE else "同じです"
    )
    said = next((w for w, pattern in _KEPT.items() if pattern.search(target.target_words)), UP)
    kept = POLARITIES.get(target.polarity, said) if direction == KEEP else ""
    holds = {
        UP: change > _NOISE,
        DOWN: change < -_NOISE,
        KEEP: change >= -_NOISE if kept == UP else change <= _NOISE,
    }[direction]
    reason = f"基準年と比べて{moved}。"
    if not holds:
        return BEHIND, reason
    return (REACHED if latest.year >= target.target_year else ON_THE_WAY), reason


def _reaches(value: float, goal: float, direction: str) -> bool:
    return value >= goal - _NOISE if direction == UP else value <= goal + _NOISE
