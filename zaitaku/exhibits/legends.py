"""What the colours and lines of a map mean: written once, set beside the map on the screen (HTML)
and in files (marks of Vega, which has no legend for stripes, frames and borders).

An entry is made where its layer is made, so that a legend names what the map draws and nothing
else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import quote

import altair as alt

from zaitaku.exhibits.charts import theme

PANEL = 300  # px of the panel in files
_WIDE, _HIGH = 24, 16  # px of a symbol
_LINE, _GAP = 24, 14  # px of an entry in files, and between two groups
STRIPES = 9  # over an area
_PIECES = 6  # of a line that runs from one colour to another


@dataclass(frozen=True)
class Patch:
    """An area: its fill, whether stripes lie over it."""

    fill: str
    striped: bool = False


@dataclass(frozen=True)
class Stroke:
    """A line; with ``to`` it runs from one colour to the other."""

    color: str
    width: float
    to: str = ""


@dataclass(frozen=True)
class Disc:
    """A circle."""

    radius: float
    fill: str
    line: str


@dataclass(frozen=True)
class Entry:
    symbol: Patch | Stroke | Disc
    words: str


@dataclass(frozen=True)
class Group:
    """Entries under a heading that has their unit; ``in_row``: examples of one scale."""

    title: str
    entries: tuple[Entry, ...]
    in_row: bool = False


def html(groups: Sequence[Group], *, under: bool = False) -> str:
    """Lists for a place beside the map, or ``under`` it; a symbol is told by its words."""
    parts = []
    for group in groups:
        items = "".join(
            f"<li>{_image(one.symbol)}<span>{escape(one.words)}</span></li>"
            for one in group.entries
        )
        form = ' class="in-row"' if group.in_row else ""
        parts.append(f"<section><p>{escape(group.title)}</p><ul{form}>{items}</ul></section>")
    form = "map-legend under" if under else "map-legend"
    return f'<div class="{form}" role="group" aria-label="凡例">{"".join(parts)}</div>'


def panel(groups: Sequence[Group]) -> Any:
    """The same as a chart for files; areas and lines only (circles have Vega's own legend)."""
    rows: list[dict[str, Any]] = []
    top = 0
    for group in groups:
        top += _GAP if top else 0
        rows.append({"kind": "title", "words": group.title, "x": 0, "y": top + _LINE / 2})
        for number, entry in enumerate(group.entries, start=1):
            rows += _marks(entry, top + (number + 0.5) * _LINE)
        top += (1 + len(group.entries)) * _LINE
    return _panel(rows).properties(width=PANEL, height=top)


def _marks(entry: Entry, y: float) -> list[dict[str, Any]]:
    symbol, box = entry.symbol, {"x": 0, "x2": _WIDE, "y": y - _HIGH / 2, "y2": y + _HIGH / 2}
    words = {"kind": "words", "words": entry.words, "x": _WIDE + 8, "y": y}
    if isinstance(symbol, Patch):
        drawn = [{"kind": "patch", "color": symbol.fill, **box}]
        return [*drawn, *([{"kind": "stripes", **box}] if symbol.striped else []), words]
    assert isinstance(symbol, Stroke)
    line = {"color": symbol.color, "width": symbol.width}
    return [{"kind": "line", "x": 0, "x2": _WIDE, "y": y, **line}, words]


def _panel(rows: Sequence[dict[str, Any]]) -> Any:
    def of(kind: str) -> Any:
        chart = alt.Chart(alt.InlineData([row for row in rows if row["kind"] == kind]))
        return chart.encode(x=alt.X("x:Q", **px), y=alt.Y("y:Q", **px))

    px: dict[str, Any] = {"scale": None, "axis": None}
    as_is: dict[str, Any] = {"scale": None, "legend": None}
    text: dict[str, Any] = {"align": "left", "baseline": "middle", "fontSize": 13}
    outline: dict[str, Any] = {"stroke": theme.STATE_OUTLINE, "strokeWidth": 0.8}
    return alt.layer(
        of("patch")
        .mark_rect(**outline)
        .encode(x2="x2", y2="y2", fill=alt.Fill("color:N", **as_is)),
        of("stripes").mark_rect(fill=stripes()).encode(x2="x2", y2="y2"),
        of("line")
        .mark_rule()
        .encode(
            x2="x2",
            color=alt.Color("color:N", **as_is),
            strokeWidth=alt.StrokeWidth("width:Q", **as_is),
        ),
        of("title").mark_text(**text, color=theme.SUBTLE).encode(text="words:N"),
        of("words").mark_text(**text, color=theme.TEXT).encode(text="words:N"),
    )


def stripes(color: str = "#ffffff8c") -> Any:
    """Vega has no patterns; a gradient with hard edges draws the same. ``color``: with opacity."""
    clear = "#ffffff00"
    stops = [
        alt.GradientStop(offset=round((stripe + at) / STRIPES, 3), color=paint)
        for stripe in range(STRIPES)
        for at, paint in ((0, color), (0.4, color), (0.4, clear), (1, clear))
    ]
    return alt.LinearGradient(gradient="linear", x1=0, y1=0, x2=1, y2=1, stops=stops)


def _image(symbol: Patch | Stroke | Disc) -> str:
    wide, high = _WIDE, _HIGH
    if isinstance(symbol, Patch):
        drawn = _patch(symbol)
    elif isinstance(symbol, Stroke):
        high = max(high, round(symbol.width + 2))
        colors = _colors(symbol)
        step = wide / len(colors)
        drawn = "".join(
            f'<path d="M{step * number:g},{high / 2:g}h{step:g}" stroke="{color}"'
            f' stroke-width="{symbol.width:g}"/>'
            for number, color in enumerate(colors)
        )
    else:
        wide = high = round(2 * symbol.radius + 2)
        drawn = (
            f'<circle cx="{wide / 2}" cy="{high / 2}" r="{symbol.radius:g}"'
            f' fill="{symbol.fill}" stroke="{symbol.line}"/>'
        )
    size = f'width="{wide}" height="{high}"'
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{drawn}</svg>'
    # Streamlit takes drawings out of a text, pictures it leaves
    return f'<img alt="" {size} src="data:image/svg+xml,{quote(drawing)}">'


def _patch(symbol: Patch) -> str:
    drawn = (
        f'<rect x="0.5" y="0.5" width="{_WIDE - 1}" height="{_HIGH - 1}"'
        f' fill="{symbol.fill}" stroke="{theme.STATE_OUTLINE}"/>'
    )
    if not symbol.striped:
        return drawn
    # clipped by the edge of the drawing; they lean as those of the map do
    lines = " ".join(f"M{x},{_HIGH}L{x + _HIGH},0" for x in range(-_HIGH, _WIDE, 8))
    return f'{drawn}<path d="{lines}" stroke="#ffffff" stroke-opacity="0.55" stroke-width="3"/>'


def _colors(symbol: Stroke) -> list[str]:
    if not symbol.to:
        return [symbol.color]
    last = _PIECES - 1
    return [theme.mixed(symbol.color, symbol.to, number / last) for number in range(_PIECES)]
