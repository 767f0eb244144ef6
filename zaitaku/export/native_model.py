"""What an Office chart needs: categories, series, colours; and an answer's column as its numbers.

A value that is not shown is None in its series and a word in its category, never 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from zaitaku.ask.answer import Answer
from zaitaku.ask.figures import STATE_WORDS
from zaitaku.ground.states import ACTUAL

Kind = Literal["bar", "stacked", "stacked100", "column", "line", "scatter"]
FORMATS = {0: "#,##0", 1: "#,##0.0"}


@dataclass(frozen=True)
class Series:
    """Numbers under one name; ``values`` are None where nothing may be or can be shown.

    ``points`` gives single values a colour of their own. A series without a colour is not seen (it
    holds others up). ``x`` is for a scatter only.
    """

    name: str
    values: tuple[float | None, ...]
    colour: str | None
    points: Mapping[int, str] = field(default_factory=dict)
    x: tuple[float, ...] = ()
    is_labelled: bool = True
    is_line: bool = False


@dataclass(frozen=True)
class NativeChart:
    """``categories`` go top to bottom in horizontal bars, left to right otherwise.

    ``share``: of the width of the slide beside others, or of its height where the chart stands
    ``below`` the one before it. In a column chart a series with ``is_line`` is a line. A line
    that ``spans`` goes on over categories without a value: years nobody asked about.
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


# builder → what makes its charts, called with what the builder is called with
Makers = dict[Callable[..., Any], Callable[..., tuple[NativeChart, ...]]]


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


def named(answer: Answer, name: str, value: str) -> list[str]:
    """Names with the word for the state where the value has no number."""
    place, at = answer.names.index(name), answer.names.index(value)
    return [
        said(str(row[place]), states[at])
        for row, states in zip(answer.rows, answer.states, strict=True)
    ]


def said(name: str, state: str) -> str:
    return name if state == ACTUAL else f"{name}（{STATE_WORDS[state]}）"
