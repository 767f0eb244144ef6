"""A figure by year for the chosen area, those set beside it and the reference: lines with names.

A line ends where what is counted changes, and has no point in a year that is not shown; such a year
of the chosen area has its word at the foot of the chart, never a 0.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import altair as alt
import pandas as pd

from zaitaku.ask.answer import Answer
from zaitaku.ask.figures import Figure, figure
from zaitaku.exhibits.charts import breaks, layout, theme
from zaitaku.exhibits.office import FORMATS, Charts, OfficeChart, Series, broken, form_of
from zaitaku.ground import breaks as changes
from zaitaku.ground.breaks import Break
from zaitaku.ground.states import ACTUAL

HEIGHT = 430  # px: whole on the first screen
# 注目する地域, then those beside it; the shape tells them apart without colour
COLOURS = (theme.HIGHLIGHT, "#2f7cba", "#6b7480", "#7a5195")
SHAPES = ("circle", "square", "triangle-up", "diamond")
_AXIS = 40  # px of the height that the axes take
_NAMES = 175  # px for the names at the ends of the lines
# The same words twice: a white rim keeps them legible where another line crosses.
_RIMS: tuple[dict[str, Any], ...] = ({"stroke": "white", "strokeWidth": 4}, {})
_LABEL = 17  # px from one name to the next below it


class Line(NamedTuple):
    """One area by year; ``figures`` stand in the order of the years, None where it has no row."""

    name: str
    figures: tuple[Figure | None, ...]
    segments: tuple[str, ...]
    colour: str
    shape: str
    is_reference: bool = False

    @property
    def values(self) -> list[float | None]:
        return [_shown(one) for one in self.figures]


def trend(
    answers: Mapping[str, Answer],
    value: str,
    codes: Sequence[str],
    *,
    references: Mapping[str, Figure | None] | None = None,
) -> Any:
    """``answers`` and ``references`` by the year's label, ``codes``: at most as many areas as there
    are ``COLOURS``, the chosen one first."""
    lines, years = _lines(answers, value, codes, references or {}), _years(answers)
    column = next(iter(answers.values())).column(value)
    parting = breaks.over(_changed(answers, codes), years)
    largest = max((v for line in lines for v in line.values if v is not None), default=0.0)
    top = (largest or 1.0) * (1.25 if parting else 1.08)
    labels = alt.Axis(
        values=list(range(len(years))),
        labelExpr=f"({json.dumps([f'{year}年度' for year in years])})[datum.value]",
        grid=False,
        title=None,
    )
    x = alt.X(
        "at:Q",
        axis=labels,
        scale=alt.Scale(
            domain=[-0.3, len(years) - 0.7], nice=False, range=[0, {"expr": f"width - {_NAMES}"}]
        ),
    )
    y = alt.Y(
        "value:Q",
        title=column.title,
        scale=alt.Scale(domain=[0, top], nice=False),
        axis=alt.Axis(tickCount=6, **theme.UPRIGHT),
    )
    chart = alt.layer(
        *(layer for line in lines for layer in _drawn(line, years, x, y)),
        *_numbered(lines, x, y),
        *_named(lines, top),
        *breaks.marks(parting, years, x),
    ).properties(height=HEIGHT)
    names = "、".join(line.name for line in lines)
    return theme.finish(
        chart, f"{column.title}の年度の推移。折れ線、{names}。" + breaks.ended(parting)
    )


def _drawn(line: Line, years: Sequence[int], x: alt.X, y: alt.Y) -> Iterator[Any]:
    rows = pd.DataFrame(
        {
            "at": list(range(len(years))),
            "value": line.values,
            "name": line.name,
            "when": [breaks.year_words(*one) for one in zip(years, line.segments, strict=True)],
            "text": [one.words if one else "データなし" for one in line.figures],
            "segment": line.segments,
        }
    )
    base = alt.Chart(rows).encode(x=x, y=y)
    tip = theme.tooltip(name="地域", when="年度", text="値")
    shown = base.transform_filter("isValid(datum.value)")
    dash = [6, 4] if line.is_reference else [1, 0]
    wide = 3.0 if line.colour == theme.HIGHLIGHT else 2.0
    yield shown.mark_line(color=line.colour, strokeWidth=wide, strokeDash=dash).encode(
        detail=breaks.SEGMENT
    )
    points = shown.mark_point(color=line.colour, filled=True, size=60, opacity=1, shape=line.shape)
    yield points.encode(tooltip=tip)


def _numbered(lines: Sequence[Line], x: alt.X, y: alt.Y) -> Iterator[Any]:
    """The numbers of the chosen area, on the side of its line where the reference's is not."""
    own = next(iter(lines), None)
    if own is None:
        return
    beside = next((line.values for line in lines if line.is_reference), [None] * len(own.values))
    rows = pd.DataFrame(
        {
            "at": list(range(len(own.values))),
            "value": own.values,
            "text": [one.words if one else "データなし" for one in own.figures],
            "below": [
                value is not None and other is not None and value < other
                for value, other in zip(own.values, beside, strict=True)
            ],
        }
    )
    base = alt.Chart(rows).encode(x=x, y=y, text="text:N")
    for dy, where in ((17, "datum.below"), (-14, "!datum.below")):
        shown = base.transform_filter(f"isValid(datum.value) && {where}")
        for rim in _RIMS:
            yield shown.mark_text(dy=dy, **rim)
    absent = base.transform_filter("!isValid(datum.value)")
    yield absent.mark_text(dy=-10, color=theme.SUBTLE).encode(y=alt.datum(0))


def _named(lines: Sequence[Line], top: float) -> Iterator[Any]:
    """The names at the right, as near to the ends of their lines as they can stand apart."""
    ends = [
        (next((v for v in reversed(line.values) if v is not None), 0.0), number)
        for number, line in enumerate(lines)
    ]
    apart = _LABEL / (HEIGHT - _AXIS)
    above = -apart
    for value, number in sorted(ends, reverse=True):
        line = lines[number]
        above = max(1 - value / top, above + apart)
        last = line.figures[-1].words if line.figures[-1] else "データなし"
        text = _wrapped(line.name, last)
        yield (
            alt.Chart(pd.DataFrame({"text": [text]}))
            .mark_text(
                align="left",
                baseline="middle",
                color=line.colour,
                fontWeight="bold" if line.colour == theme.HIGHLIGHT else "normal",
                x={"expr": f"width - {_NAMES - 8}"},
                y={"expr": f"height * {above:.4f}"},
                limit=_NAMES,
                lineBreak="\n",
                lineHeight=_LABEL,
            )
            .encode(text="text:N")
        )
        above += apart * text.count("\n")


def _wrapped(name: str, figure: str) -> str:
    """A name and its figure; longer than their place they are broken where a word ends."""
    lines: list[str] = [""]
    for part in (*re.findall(".+?(?:[をの]|$)", name), f" {figure}"):
        if lines[-1] and layout.px(lines[-1] + part.strip()) > _NAMES - 8:
            lines.append("")
        lines[-1] += part
    return "\n".join(line.strip() for line in lines)


def _lines(
    answers: Mapping[str, Answer],
    value: str,
    codes: Sequence[str],
    references: Mapping[str, Figure | None],
) -> list[Line]:
    years, lines = _years(answers), []
    every = [one for answer in answers.values() for one in answer.breaks]
    for code, colour, shape in zip(codes, COLOURS, SHAPES, strict=False):
        figures = tuple(figure(answer, value, code) for answer in answers.values())
        alike = tuple(changes.segments(changes.of_area(every, code), years))
        name = next((one.area for one in figures if one), "")
        lines.append(Line(name, figures, alike, colour, shape))
    beside = tuple(references.get(label) for label in answers)
    if name := next((one.area for one in beside if one), ""):
        alike = tuple(changes.segments(_of_all(every), years))
        lines.append(Line(name, beside, alike, theme.REFERENCE, "stroke", is_reference=True))
    return lines


def _of_all(every: Sequence[Break]) -> tuple[Break, ...]:
    return tuple(one for one in every if not one.area_code)


def _changed(answers: Mapping[str, Answer], codes: Sequence[str]) -> list[Break]:
    every = [one for answer in answers.values() for one in answer.breaks]
    return list(dict.fromkeys(one for code in codes for one in changes.of_area(every, code)))


def _years(answers: Mapping[str, Answer]) -> list[int]:
    return [int(answer.params["fiscal_year"]) for answer in answers.values()]


def _shown(one: Figure | None) -> float | None:
    return float(one.value) if one and one.state == ACTUAL and one.value is not None else None


@form_of(trend)
def _in_office(
    answers: Mapping[str, Answer],
    value: str,
    codes: Sequence[str],
    *,
    references: Mapping[str, Figure | None] | None = None,
) -> Charts:
    lines = _lines(answers, value, codes, references or {})
    own = lines[0].figures
    names = tuple(
        f"{year}年度" + (f"（{one.words}）" if one and _shown(one) is None else "")
        for year, one in zip(_years(answers), own, strict=True)
    )
    series: tuple[Series, ...] = tuple(
        replace(part, is_labelled=line is lines[0])  # numbers of several would run together
        for line in lines
        for part in broken(line.name, line.values, line.segments, line.colour)
    )
    column = next(iter(answers.values())).column(value)
    return (OfficeChart("line", names, series, FORMATS[column.decimals], value_title=column.title),)
