"""How large a figure is: whole on the first screen of an office PC, and at any width.

Panels that stand side by side share one plot and take a part of its width each, told as an
expression of the width: so a figure fits the room it is given, and rows of panels stay level. What
``alt.hconcat`` makes has a width of its own and is cut where there is less.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

HEIGHT = 520  # px that a 1366×768 screen leaves under the headings
ROW, LEAST_ROW = 24, 13  # px of a row: where there is room, and what a text of 11 px needs
GAP = 18  # px between panels
_WIDE, _NARROW = 12.0, 6.6  # px of a character of 12 px


def row(rows: int, around: int, most: int = ROW) -> float:
    """px of a row of a figure whose axis, legend and titles take ``around``: more than fit the
    screen make it higher, never smaller than can be read."""
    return max(min(most, (HEIGHT - around) / max(rows, 1)), LEAST_ROW)


def height(rows: int, around: int, most: int = ROW) -> int:
    """px of a whole figure of so many rows."""
    return round(around + row(rows, around, most) * max(rows, 1))


def font(row_height: float) -> int:
    """px of a text in a row."""
    return int(min(13, max(11, row_height - 2)))


def px(text: str, size: int = 12) -> int:
    """What a text takes, about: only ASCII is narrow."""
    return round(sum(_NARROW if char.isascii() else _WIDE for char in text) * size / 12)


def px_of(text: str, is_wide: str) -> str:
    """The same as an expression of Vega, for a text that is wide or narrow as a whole."""
    return f"({is_wide} ? {_WIDE:g} : {_NARROW:g}) * length({text})"


@dataclass(frozen=True)
class Span:
    """A panel's part of the plot: shares of its width."""

    start: float = 0.0
    end: float = 1.0

    def at(self, share: float = 0.0, px: float = 0) -> dict[str, str]:
        """A place in it: so far from left to right, and some px."""
        return {"expr": f"width * {self.start + (self.end - self.start) * share:.4f} + {px:g}"}

    def range(self, words: str = "0") -> list[dict[str, str]]:
        """From edge to edge, less the px (an expression) that words behind a bar need."""
        gap = 0 if self.end >= 1 else GAP
        return [self.at(), {"expr": f"width * {self.end:.4f} - {gap} - ({words})"}]

    @property
    def limit(self) -> dict[str, str]:
        """px that a text in it may take."""
        gap = 0 if self.end >= 1 else GAP
        return {"expr": f"width * {self.end - self.start:.4f} - {gap}"}


def spans(count: int) -> list[Span]:
    """So many panels of one width."""
    return [Span(at / count, (at + 1) / count) for at in range(count)]


def title(span: Span, text: str, above: int = 8, *, short: str = "") -> Any:
    """The title of a panel; ``short`` where the panel has no room for it."""
    words = json.dumps(text, ensure_ascii=False)
    if short:
        fits = f"{span.limit['expr']} > {px(text, 15)}"
        words = f"{fits} ? {words} : {json.dumps(short, ensure_ascii=False)}"
    return (
        alt.Chart(pd.DataFrame([{"panel": text}]))
        .mark_text(
            x=span.at(),
            y=-above,
            align="left",
            baseline="bottom",
            fontWeight="bold",
            fontSize=14,
            text={"expr": words},
        )
        .encode()
    )


def beside(panels: Sequence[Any]) -> Any:
    """Panels in one plot: the rows are shared, each has its own scale and axis."""
    return alt.layer(*panels).resolve_scale(x="independent", color="independent")


def bottom(**options: Any) -> alt.Axis:
    """An axis under its panel; that of a second scale would else stand above."""
    return alt.Axis(**{"orient": "bottom", "titleFontSize": 12, "labelFontSize": 12, **options})


def names(labels: str, row_height: float, **options: Any) -> alt.Axis:
    """The names of rows, by an expression."""
    return alt.Axis(
        **{
            "labelExpr": labels,
            "title": None,
            "ticks": False,
            "domain": False,
            "labelPadding": 6,
            "labelFontSize": font(row_height),
            "labelOverlap": False,
            **options,
        }
    )


def rows(codes: Sequence[str], axis: alt.Axis, field: str = "code") -> alt.Y:
    """Rows by code, top to bottom: two areas of one name stay two rows."""
    return alt.Y(
        f"{field}:N", sort=list(codes), title=None, scale=alt.Scale(domain=list(codes)), axis=axis
    )
