"""plans/two_plans → a panel per item over one time axis: never two units in one panel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import altair as alt
import pandas as pd

from zaitaku.ask.answer import Answer
from zaitaku.ask.figures import number
from zaitaku.exhibits.charts import breaks, layout, theme
from zaitaku.exhibits.office import FORMATS, Charts, OfficeChart, Series, broken, form_of
from zaitaku.ground import breaks as changes
from zaitaku.ground.states import ACTUAL

MOST, LEAST = 150, 84  # px of a panel with its title
WIDTH = 640  # px of the years, for which words make room
CHARACTER = 7  # px of a digit of the words, with some room
COLOURS = (theme.HIGHLIGHT, "#c9741a", "#2a8a86", "#7d2f6f")
SHAPES = ("circle", "square", "diamond", "triangle-up")
_HEAD = 26  # px of a panel's title, which names its series too
_ROOMY = 420  # px of a plot that has room for the words at its points
_AXIS = 30  # px of the years, once under all panels


def panels(answer: Answer) -> Any:
    """Small multiples under each other, whole on the first screen: the years are the same, so they
    stand once. A figure that is 秘匿 has no point; its table says so."""
    frame = pd.DataFrame(
        rows(answer), columns=["panel", "series", "year", "value", "words", "unit", "segment"]
    )
    years = sorted(set(frame["year"]))
    first, last = (years[0], years[-1]) if years else (0, 1)
    domain = [first - 1, last + 1]
    ticks = [year for year in range(first - first % 5, last + 1, 5) if year >= first - 1]
    order = list(dict.fromkeys(frame["panel"]))
    x = alt.X(
        "year:Q",
        scale=alt.Scale(domain=domain, nice=False),
        axis=alt.Axis(
            title=None,
            values=ticks,
            grid=False,  # of a scale that has a part of the height it would have that part
            labelExpr="format(datum.value, 'd') + '年'",
            labelOverlap=True,
        ),
    )
    drawn = [
        layer
        for at, title in enumerate(order)
        for layer in _panel(title, frame[frame["panel"] == title], domain, x, (at, len(order)))
    ]
    described = "　".join(
        f"{title}: "
        + "、".join(
            f"{row.series} {row.year}年 {row.words} {row.unit}"
            for row in frame[frame["panel"] == title].itertuples()
        )
        for title in order
    )
    step = layout.row(len(order), _AXIS, MOST)
    height = round(_AXIS + max(step, LEAST) * max(len(order), 1))
    grid = alt.Chart(pd.DataFrame({"year": ticks})).mark_rule(
        color=theme.GRID, y=0, y2={"expr": "height"}
    )
    chart = (
        alt.layer(grid.encode(x=x), *drawn).resolve_scale(y="independent").properties(height=height)
    )
    return theme.finish(chart, f"同じ年の軸に並べた図。{described}")


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


def _panel(
    title: str, frame: pd.DataFrame, domain: list[int], x: alt.X, place: tuple[int, int]
) -> list[Any]:
    """One item in its part of the height (``place``: which of how many)."""
    names = list(dict.fromkeys(frame["series"]))
    marks = {name: at % len(COLOURS) for at, name in enumerate(names)}
    at, count = place
    frame = frame.assign(
        when=frame["year"].astype(str) + "年",
        told=frame["words"] + " " + frame["unit"],
        labelled=labelled(frame, domain),
        fill=[COLOURS[marks[name]] for name in frame["series"]],
        mark=[SHAPES[marks[name]] for name in frame["series"]],
    )
    top, bottom = f"height * {at / count:.4f} + {_HEAD}", f"height * {(at + 1) / count:.4f}"
    y = alt.Y(
        "value:Q",
        scale=alt.Scale(
            domain=[0, float(frame["value"].max()) * 1.35 or 1.0],
            nice=False,
            range=[{"expr": bottom}, {"expr": top}],
        ),
        axis=alt.Axis(title=None, tickCount=2, minExtent=56, orient="left"),
    )
    tip = theme.tooltip(series="系列", when="年", told="値")
    base = alt.Chart(frame).encode(x=x, y=y, color=alt.Color("fill:N", scale=None))
    layers = [
        base.mark_line(strokeWidth=2).encode(detail=breaks.SEGMENT),
        base.mark_point(filled=True, size=55, opacity=1).encode(
            tooltip=tip, shape=alt.Shape("mark:N", scale=None)
        ),
        base.transform_filter("datum.labelled")
        .mark_text(dy=-11, fontSize=11, text={"expr": f"width > {_ROOMY} ? datum.words : ''"})
        .encode(tooltip=tip, color=alt.value(theme.TEXT)),
    ]
    heads = _head(title, names, f"height * {at / count:.4f} + 12")
    broken_at = breaks.rules(parted(frame), x, top, bottom)
    return [alt.layer(*layers), *broken_at, *heads]


def _head(title: str, names: Sequence[str], y: str) -> Iterator[Any]:
    """The panel's title and behind it its series, each with its sign.

    Where it is narrow they stand below the title, without what their brackets add.
    """
    yield _words(title, "0", y, "datum.head", fontWeight="bold", fontSize=14)
    if len(names) == 1 and names[0] in title:
        return
    start, at = layout.px(title, 14) + 24, 5
    is_wide = f"width > {start + sum(layout.px(name) + 30 for name in names)}"
    for place, name in enumerate(names):
        x = f"{at} + ({is_wide} ? {start} : 0)"
        down = f"{y} + ({is_wide} ? 0 : 17)"
        sign = alt.Chart(pd.DataFrame([{"sign": name}])).mark_point(
            x={"expr": x}, y={"expr": down}, filled=True, size=60, opacity=1,
            color=COLOURS[place % len(COLOURS)], shape=SHAPES[place % len(SHAPES)],
        )  # fmt: skip
        yield sign.encode()
        words = f"{is_wide} ? datum.head : split(datum.head, '（')[0]"
        yield _words(name, f"{x} + 9", down, words, fontSize=12)
        at += layout.px(name) + 30


def _words(text: str, x: str, y: str, said: str, **mark: Any) -> Any:
    return (
        alt.Chart(pd.DataFrame([{"head": text}]))
        .mark_text(
            x={"expr": x}, y={"expr": y}, text={"expr": said}, align="left", baseline="middle",
            **mark,
        )
        .encode()
    )  # fmt: skip


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
