"""plans/two_plans → a panel per item over one time axis: never two units in one panel."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import altair as alt
import pandas as pd

from zaitaku.ask.answer import Answer
from zaitaku.ask.figures import number
from zaitaku.exhibits.charts import breaks, theme
from zaitaku.exhibits.office import FORMATS, Charts, OfficeChart, Series, broken, form_of
from zaitaku.ground import breaks as changes
from zaitaku.ground.states import ACTUAL

PANEL_HEIGHT = 120
WIDTH = 640
CHARACTER = 7  # px of a digit of the words, with some room
COLOURS = (theme.HIGHLIGHT, "#c9741a", "#2a8a86", "#7d2f6f")


def panels(answer: Answer) -> Any:
    """Small multiples under each other. A figure that is 秘匿 has no point; its table says so."""
    frame = pd.DataFrame(
        rows(answer), columns=["panel", "series", "year", "value", "words", "unit", "segment"]
    )
    years = sorted(set(frame["year"]))
    first, last = (years[0], years[-1]) if years else (0, 1)
    order = list(dict.fromkeys(frame["panel"]))
    drawn = [
        _panel(
            title,
            frame[frame["panel"] == title],
            [first - 1, last + 1],
            [year for year in range(first - first % 5, last + 1, 5) if year >= first - 1],
        )
        for title in order
    ]
    described = "　".join(
        f"{title}: "
        + "、".join(
            f"{row.series} {row.year}年 {row.words} {row.unit}"
            for row in frame[frame["panel"] == title].itertuples()
        )
        for title in order
    )
    # each panel has series of its own, and so a legend of its own
    stacked = alt.vconcat(*drawn, spacing=12).resolve_scale(
        color="independent", shape="independent"
    )
    return theme.finish(stacked, f"同じ年の軸に並べた図。{described}")


def rows(answer: Answer) -> list[tuple[Any, ...]]:
    """Panel, series, year, value, its words and unit, and what tells the years that count alike,
    of every figure that is shown."""
    place = answer.names.index("value")
    found = []
    for row, states in zip(answer.rows, answer.states, strict=True):
        record = dict(zip(answer.names, row, strict=True))
        if states[place] == ACTUAL:
            value = float(record["value"])
            words = number(value, 0 if value == int(value) else 1)
            panel = f"{record['panel']}（{record['unit']}）"
            found.append(
                (panel, record["series"], record["year"], value, words, record["unit"],
                 record["segment"])
            )  # fmt: skip
    return found


def labelled(frame: pd.DataFrame, domain: list[int]) -> list[bool]:
    """Which points have room for their words: of each series the last, and before it every one
    that stays clear of the next. The others tell theirs in the tooltip and the table."""
    px = WIDTH / (domain[1] - domain[0])
    points = list(zip(frame["series"], frame["year"], frame["words"], strict=True))
    shown: dict[tuple[str, int], bool] = {}
    taken: dict[str, float] = {}  # of each series, the left end of the words to the right
    for series, year, words in sorted(points, key=lambda point: -point[1]):
        half = len(words) * CHARACTER / 2
        shown[series, year] = fits = year * px + half <= taken.get(series, float("inf"))
        if fits:
            taken[series] = year * px - half
    return [shown[series, year] for series, year, _ in points]


def parted(frame: pd.DataFrame) -> list[tuple[float, str, str]]:
    """Where lines are broken: half way between two years, what changed, and the years."""
    found: dict[str, tuple[float, str, str]] = {}
    points = sorted(zip(frame["series"], frame["year"], frame["segment"], strict=True))
    for (series, year, before), (same, later, after) in pairwise(points):
        label = changes.label_of(after)
        if series == same and before != after and label not in found:
            found[label] = ((year + later) / 2, label, f"{year}年度までの数とは比べられません")
    return list(found.values())


def _panel(title: str, frame: pd.DataFrame, domain: list[int], ticks: list[int]) -> Any:
    names = list(dict.fromkeys(frame["series"]))
    scale = alt.Scale(domain=names, range=list(COLOURS[: len(names)]))
    frame = frame.assign(
        when=frame["year"].astype(str) + "年",
        told=frame["words"] + " " + frame["unit"],
        labelled=labelled(frame, domain),
    )
    tip = theme.tooltip(series="系列", when="年", told="値")
    base = alt.Chart(frame).encode(
        x=alt.X(
            "year:Q",
            scale=alt.Scale(domain=domain, nice=False),
            axis=alt.Axis(
                title=None, values=ticks, grid=True, labelExpr="format(datum.value, 'd') + '年'"
            ),
        ),
        y=alt.Y(
            "value:Q",
            scale=alt.Scale(domain=[0, float(frame["value"].max()) * 1.35 or 1.0], nice=False),
            axis=alt.Axis(title=None, tickCount=3, minExtent=56),
        ),
        color=alt.Color(
            "series:N", scale=scale, legend=alt.Legend(title=None, orient="right", labelLimit=230)
        ),
        shape=alt.Shape("series:N", scale=alt.Scale(domain=names), legend=None),
    )
    layers = [
        base.mark_line(strokeWidth=2).encode(detail=breaks.SEGMENT),
        base.mark_point(filled=True, size=55, opacity=1).encode(tooltip=tip),
        base.transform_filter("datum.labelled")
        .mark_text(dy=-11, fontSize=11)
        .encode(
            text="words:N", tooltip=tip, shape=alt.value("circle"), color=alt.value(theme.TEXT)
        ),
    ]
    layers += breaks.rules(parted(frame), alt.X("year:Q"))
    return alt.layer(*layers).properties(width=WIDTH, height=PANEL_HEIGHT, title=title)


@form_of(panels)
def _in_office(answer: Answer) -> Charts:
    """A chart per item, below each other; never two units in one. Every year has a place."""
    found = rows(answer)
    shown = [row[2] for row in found]
    years = range(min(shown, default=0), max(shown, default=-1) + 1)
    names = tuple(f"{year}年" for year in years)
    return tuple(
        OfficeChart(
            "line",
            names,
            _office_lines([row for row in found if row[0] == panel], years),
            FORMATS[1],
            title=panel,
            below=number > 0,
            spans=True,
        )
        for number, panel in enumerate(dict.fromkeys(row[0] for row in found))
    )


def _office_lines(found: Sequence[tuple[Any, ...]], years: range) -> tuple[Series, ...]:
    series: list[Series] = []
    for at, name in enumerate(dict.fromkeys(row[1] for row in found)):
        own = {row[2]: row for row in found if row[1] == name}
        values = [own[year][3] if year in own else None for year in years]
        alike = [own[year][6] if year in own else "" for year in years]
        series += broken(name, values, alike, COLOURS[at % len(COLOURS)])
    return tuple(series)
