"""The Office form of a figure: a chart that PowerPoint edits, described and not drawn.

It stands in the file of the figure, under the form for the screen, and is declared there with
``@form_of(builder)``; ``export`` turns the description into a chart. A figure without one is drawn
as a picture. A value that is not shown is None in its series and a word in its category, never 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, ParamSpec

from zaitaku.ask.answer import Answer
from zaitaku.ask.figures import STATE_WORDS
from zaitaku.ground.states import ACTUAL

Kind = Literal["bar", "stacked", "stacked100", "column", "line", "scatter"]
FORMATS = {0: "#,##0", 1: "#,##0.0", 2: "#,##0.00"}
MOST_ROWS = 24  # horizontal bars whose names can still be read from the back of a room
MOST_COLUMNS = 48  # upright bars with their names written downwards


@dataclass(frozen=True)
class Series:
    """Numbers under one name; ``values`` are None where nothing may be or can be shown.

    ``points`` gives single values a colour of their own. A series without a colour is not seen (it
    holds others up). ``x`` is for a scatter only. ``ends``: of a line, the lower and upper end of
    the interval of each value (None where it has none); no line joins such values.
    """

    name: str
    values: tuple[float | None, ...]
    colour: str | None
    points: Mapping[int, str] = field(default_factory=dict)
    x: tuple[float, ...] = ()
    is_labelled: bool = True
    is_line: bool = False
    ends: tuple[tuple[float, float] | None, ...] = ()


@dataclass(frozen=True)
class OfficeChart:
    """``categories`` go top to bottom in horizontal bars, left to right otherwise.

    ``share``: of the width of the slide beside others, or of its height where the chart stands
    ``below`` the one before it. In a column chart a series with ``is_line`` is a line. A line
    that ``spans`` goes on over categories without a value: years nobody asked about. ``goal``: the
    one value of the axis that has a line across, dashed. ``logarithmic``: a scatter whose axis from
    left to right goes from the one to the other, each step as many times the last.
    """

    kind: Kind
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    number_format: str = FORMATS[1]
    title: str = ""
    category_title: str = ""
    value_title: str = ""
    highlight: int | None = None
    maximum: float | None = None
    upright: bool = False
    below: bool = False
    share: float = 1.0
    spans: bool = False
    goal: float | None = None
    logarithmic: tuple[float, float] | None = None


Charts = tuple[OfficeChart, ...]
Words = tuple[tuple[str, ...], ...]
_P = ParamSpec("_P")


def form_of(builder: Callable[_P, Any]) -> Callable[[Callable[_P, Charts]], Callable[_P, Charts]]:
    """Declare what describes a figure's charts, left to right; it takes what the builder takes."""

    def declare(form: Callable[_P, Charts]) -> Callable[_P, Charts]:
        vars(builder)["office_charts"] = form
        return form

    return declare


def table_of(builder: Callable[_P, Any]) -> Callable[[Callable[_P, Words]], Callable[_P, Words]]:
    """Declare the table of a figure, heading first, whose answer's own rows are none for people."""

    def declare(form: Callable[_P, Words]) -> Callable[_P, Words]:
        vars(builder)["office_table"] = form
        return form

    return declare


def charts(builder: Callable[..., Any] | None, *args: Any, **kwargs: Any) -> Charts:
    """The Office form of what the builder draws; none where that is drawn as a picture."""
    form = getattr(builder, "office_charts", None)
    return form(*args, **kwargs) if form is not None else ()


def table(builder: Callable[..., Any] | None, *args: Any, **kwargs: Any) -> Words:
    """Heading and rows of the figure's own table; none where its answer's rows are the table."""
    form = getattr(builder, "office_table", None)
    return form(*args, **kwargs) if form is not None else ()


def broken(
    name: str, values: Sequence[float | None], segments: Sequence[str], colour: str | None
) -> tuple[Series, ...]:
    """A line that ends where what is counted changes: a series for the values that count alike,
    named by the change that they come after."""
    shown = [s for s, value in zip(segments, values, strict=True) if value is not None]
    return tuple(
        Series(
            f"{name}（{segment}）" if segment else name,
            tuple(v if s == segment else None for s, v in zip(segments, values, strict=True)),
            colour,
        )
        for segment in dict.fromkeys(shown or [""])
    )


def numbers_of(answer: Answer, name: str) -> list[float | None]:
    """A column; None where the state is not 実数."""
    place = answer.names.index(name)
    return [
        float(row[place]) if states[place] == ACTUAL and row[place] is not None else None
        for row, states in zip(answer.rows, answer.states, strict=True)
    ]


def in_order(
    answer: Answer, key: str, value: str, wanted: Sequence[str]
) -> tuple[float | None, ...]:
    """The value of each wanted key; None where there is none to show."""
    at, place = answer.names.index(key), answer.names.index(value)
    found = {
        row[at]: float(row[place])
        for row, states in zip(answer.rows, answer.states, strict=True)
        if states[place] == ACTUAL
    }
    return tuple(found.get(name) for name in wanted)


def named(answer: Answer, name: str, value: str) -> list[str]:
    """Names with the word for the state where the value has no number."""
    place, at = answer.names.index(name), answer.names.index(value)
    return [
        said(str(row[place]), states[at])
        for row, states in zip(answer.rows, answer.states, strict=True)
    ]


def said(name: str, state: str) -> str:
    return name if state == ACTUAL else f"{name}（{STATE_WORDS[state]}）"


def stated(answer: Answer, value: str) -> list[tuple[Mapping[str, Any], str]]:
    """Rows by column name, each with the state of ``value``."""
    states = (states[value] for states in answer.state_records)
    return list(zip(answer.records, states, strict=True))


def shown(answer: Answer, value: str) -> list[Mapping[str, Any]]:
    """Rows by column name, those only whose ``value`` may be shown."""
    return [record for record, state in stated(answer, value) if state == ACTUAL]


def parts(chart: OfficeChart) -> list[OfficeChart]:
    """The chart cut into such as can be read, all on one scale."""
    count = len(chart.categories)
    if count <= MOST_COLUMNS:
        return [chart]
    most = max((v for s in chart.series for v in s.values if v is not None), default=0)
    return [
        replace(
            chart,
            categories=chart.categories[at : at + MOST_COLUMNS],
            series=tuple(_cut(s, at, at + MOST_COLUMNS) for s in chart.series),
            maximum=chart.maximum
            or (None if chart.kind == "stacked100" else round(most * 1.15, 1)),
            below=True,
            share=1.0,
        )
        for at in range(0, count, MOST_COLUMNS)
    ]


def _cut(series: Series, start: int, end: int) -> Series:
    points = {at - start: colour for at, colour in series.points.items() if start <= at < end}
    ends = series.ends[start:end]
    return replace(series, values=series.values[start:end], points=points, ends=ends)
