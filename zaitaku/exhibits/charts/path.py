"""One target drawn: its years, the even way to it, and where its trend leads with its range."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import altair as alt
import pandas as pd

from zaitaku.derived.measuring import decimals_of
from zaitaku.derived.measuring_targets import Judged
from zaitaku.exhibits.charts import breaks, theme
from zaitaku.exhibits.office import FORMATS, Charts, OfficeChart, Series, broken, form_of
from zaitaku.ground.breaks import segments
from zaitaku.indicators.targets import Trend
from zaitaku.indicators.values import Point

_BAND = "#c9dcef"
WAS, WAY, TREND = "実績", "目標まで均等に進む場合", "傾向"


def path(one: Judged) -> Any:
    """Years and level: what was, the even way to the target, and the trend with its range."""
    known = _known(one)
    spanned = _spanned(one)
    parting = breaks.over(one.breaks, spanned)
    axis = alt.Axis(title="年度", format="d", values=list(spanned), grid=False)
    domain = [spanned[0] - 0.3, spanned[-1] + 1.2]
    x = alt.X("year:Q", axis=axis, scale=alt.Scale(domain=domain))
    y = alt.Y(
        "level:Q",
        title=one.unit,
        scale=alt.Scale(zero=False, nice=True, padding=12 + breaks.LINE * len(parting)),
        axis=alt.Axis(**theme.UPRIGHT),
    )
    layers = [
        *_ahead(one, known, x),
        *_way(one, x, y),
        *_was(one, known, x, y),
        *breaks.marks(parting, spanned, x, spanned[0]),
    ]
    return theme.finish(
        alt.layer(*layers).properties(height=320),
        f"{one.area}の{one.name}。実績の折れ線、目標までの破線、傾向の点線とその幅。"
        + breaks.ended(parting),
        theme.SHORT_WORDS,
    )


def _known(one: Judged) -> list[Point]:
    return sorted((p for p in one.points if p.value is not None), key=lambda p: p.year)


def _spanned(one: Judged) -> range:
    """From the first to the last year of the target and of its figures."""
    years = [one.target.baseline_year, one.target.target_year, *(p.year for p in _known(one))]
    return range(min(years), max(years) + 1)


def _ahead(one: Judged, known: list[Point], x: alt.X) -> Iterator[Any]:
    """The trend from the last year to that of the target, within its range."""
    ahead, end = one.judgement.trend, one.target.target_year
    if ahead is None or known[-1].year >= end:
        return
    ends = {"low": ahead.low, "level": ahead.level, "high": ahead.high}
    fan = pd.DataFrame(
        [
            {"year": year, **{name: at_year(year, end, ahead, at) for name, at in ends.items()}}
            for year in range(known[-1].year, end + 1)
        ]
    )
    band = alt.Chart(fan)
    yield band.mark_area(color=_BAND, opacity=0.8).encode(x=x, y=alt.Y("low:Q"), y2="high:Q")
    yield band.mark_line(color=theme.PLAIN, strokeDash=[2, 3], strokeWidth=2).encode(
        x=x, y=alt.Y("level:Q")
    )
    yield _label(end, ahead.level, f"{TREND} {_n(ahead.level, one)}", theme.HIGHLIGHT, -8)


def _way(one: Judged, x: alt.X, y: alt.Y) -> Iterator[Any]:
    """A straight line from the level at the start to the target."""
    start, goal, target = one.judgement.baseline, one.judgement.goal, one.target
    if start is None or goal is None:
        return
    years = [target.baseline_year, target.target_year]
    way = pd.DataFrame({"year": years, "level": [start, goal]})
    yield (
        alt.Chart(way)
        .mark_line(color=theme.REFERENCE, strokeDash=[6, 3], strokeWidth=2)
        .encode(x=x, y=y)
    )
    yield (
        alt.Chart(way)
        .mark_point(color=theme.REFERENCE, filled=True, size=70, shape="diamond", opacity=1)
        .encode(x=x, y=y)
    )
    yield _label(target.target_year, goal, f"目標 {_n(goal, one)}", theme.REFERENCE, 8)


def _was(one: Judged, known: list[Point], x: alt.X, y: alt.Y) -> Iterator[Any]:
    """The figures by year, in lines that end where what is counted changes."""
    if not known:
        return
    alike = segments(one.breaks, [p.year for p in known])
    was = pd.DataFrame(
        {
            "year": [p.year for p in known],
            "level": [p.value for p in known],
            "text": [_n(p.value, one) for p in known],
            "when": [breaks.year_words(p.year, s) for p, s in zip(known, alike, strict=True)],
            "segment": alike,
        }
    )
    base = alt.Chart(was)
    yield base.mark_line(color=theme.HIGHLIGHT, strokeWidth=2.5).encode(
        x=x, y=y, detail=breaks.SEGMENT
    )
    yield base.mark_point(color=theme.HIGHLIGHT, filled=True, size=60, opacity=1).encode(
        x=x, y=y, tooltip=theme.tooltip(when="年度", text=f"{WAS}（{one.unit}）")
    )
    yield base.mark_text(dy=-14, color=theme.HIGHLIGHT).encode(x=x, y=y, text="text:N")


def _label(year: int, level: float, text: str, color: str, dy: int) -> Any:
    return (
        alt.Chart(pd.DataFrame({"year": [year], "level": [level], "text": [text]}))
        .mark_text(align="left", dx=8, dy=dy, color=color, fontWeight="bold")
        .encode(x="year:Q", y="level:Q", text="text:N")
    )


def at_year(year: int, end_year: int, ahead: Trend, end: float) -> float:
    """The level in a year on the line from the mean point to its end."""
    share = (year - ahead.mean_year) / (end_year - ahead.mean_year)
    return float(ahead.mean_level + (end - ahead.mean_level) * share)


def _n(value: float | None, one: Judged) -> str:
    return theme.number(value, decimals_of(one.unit))


@form_of(path)
def _in_office(one: Judged) -> Charts:
    """What was, the even way to the target, and the trend with its range, year by year."""
    years = _spanned(one)
    known = {point.year: point.value for point in _known(one)}
    alike = dict(zip(known, segments(one.breaks, list(known)), strict=True))
    series = (
        *broken(
            WAS,
            [known.get(year) for year in years],
            [alike.get(year, "") for year in years],
            theme.HIGHLIGHT,
        ),
        *_office_way(one, years),
        *_office_trend(one, years),
    )
    names = tuple(f"{year}年度" for year in years)
    return (OfficeChart("line", names, series, FORMATS[1], value_title=one.unit, spans=True),)


def _office_way(one: Judged, years: range) -> Iterator[Series]:
    judged, first, last = one.judgement, one.target.baseline_year, one.target.target_year
    if judged.baseline is None or judged.goal is None:
        return
    start, goal = float(judged.baseline), float(judged.goal)
    way = tuple(
        start + (goal - start) * (year - first) / (last - first) if first <= year <= last else None
        for year in years
    )
    yield Series(WAY, way, theme.REFERENCE, is_labelled=False)


def _office_trend(one: Judged, years: range) -> Iterator[Series]:
    ahead, known, end = one.judgement.trend, _known(one), one.target.target_year
    if ahead is None or not known or known[-1].year >= end:
        return
    ends = {f"{TREND}の下": ahead.low, TREND: ahead.level, f"{TREND}の上": ahead.high}
    for name, at in ends.items():
        line = tuple(
            at_year(year, end, ahead, at) if year >= known[-1].year else None for year in years
        )
        colour = theme.PLAIN if at == ahead.level else theme.SAME
        yield Series(name, line, colour, is_labelled=False)
