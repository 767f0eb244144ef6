"""The names around a matrix: of its rows and columns, and beyond them of their 圏域.

They are texts, not labels of an axis: an axis neither writes downwards nor keeps every label.
"""

from collections.abc import Callable, Sequence, Set
from typing import Any

import altair as alt
import pandas as pd

from zaitaku.exhibits.charts import marks, theme
from zaitaku.exhibits.charts.marks import Marked
from zaitaku.exhibits.charts.matrix import CORNER, Matrix, Span, zones


def names(matrix: Matrix, highlight: Marked) -> list[Any]:
    """Names of rows and columns, those looked at in bold, and beyond them those of the 圏域."""
    codes = marks.codes(highlight)
    rows = [(p.start, p.end, p.name) for p in matrix.origins]
    columns = [(p.start, p.end, matrix.above(p.name)) for p in matrix.destinations]
    left_zones = zones(matrix.origins)
    top_zones = [(a, b, matrix.above(name, b - a)) for a, b, name in zones(matrix.destinations)]
    # texts are made larger afterwards, places are not
    left = -matrix.names_width * theme.enlarged()
    top = -matrix.top * theme.enlarged()
    charts = [
        _corner(matrix),
        *_beside(matrix, rows, -6, {p.start for p in matrix.origins if p.code in codes}),
        *_above(matrix, columns, -4, {p.start for p in matrix.destinations if p.code in codes}),
    ]
    if left_zones:
        charts += [_brackets(left_zones, x=left), *_beside(matrix, left_zones, left - 5)]
    if top_zones:
        charts += [_brackets(top_zones, y=top), *_above(matrix, top_zones, top - 4)]
    return charts


def _line(matrix: Matrix) -> float:
    """px of a line as it will be drawn."""
    return matrix.line * theme.enlarged()


def _lines(text: str) -> int:
    return text.count("\n") + 1


def _beside(
    matrix: Matrix, spans: Sequence[Span], x: float, bold: Set[float] = frozenset()
) -> list[Any]:
    """Texts left of the rows, ending at ``x`` pixels; those that start at ``bold`` in bold."""
    return [
        _text(matrix, run, is_bold, x=x, align="right", baseline="middle").encode(
            y=alt.Y("middle:Q")
        )
        for is_bold, run in _by(spans, lambda span: span[0] in bold)
    ]


def _above(
    matrix: Matrix, spans: Sequence[Span], y: float, bold: Set[float] = frozenset()
) -> list[Any]:
    """Texts over the columns, ending at ``y`` pixels. Vega writes the lines of a text downwards
    from its place, so that each number of lines has a mark, and a place, of its own."""
    return [
        _text(
            matrix, run, is_bold, y=y - lines * _line(matrix), align="center", baseline="top"
        ).encode(x=alt.X("middle:Q"))
        for (is_bold, lines), run in _by(spans, lambda s: (s[0] in bold, _lines(s[2])))
    ]


def _corner(matrix: Matrix) -> Any:
    """Which side is which: there is no axis to carry a title."""
    text = [(0.0, 0.0, "\n".join(CORNER))]
    at = {"x": -6, "y": -len(CORNER) * _line(matrix) - 3, "align": "right", "baseline": "top"}
    return _text(matrix, text, True, **at)


def _text(matrix: Matrix, spans: Sequence[Span], is_bold: bool, **mark: Any) -> Any:
    rows = [{"middle": (start + end) / 2, "text": text} for start, end, text in spans]
    return (
        alt.Chart(pd.DataFrame(rows))
        .mark_text(
            fontSize=matrix.font,
            lineHeight=_line(matrix),
            lineBreak="\n",
            fontWeight="bold" if is_bold else "normal",
            **mark,
        )
        .encode(text=alt.Text("text:N"))
    )


def _by(spans: Sequence[Span], key: Callable[[Span], Any]) -> list[tuple[Any, list[Span]]]:
    groups: dict[Any, list[Span]] = {}
    for span in spans:
        groups.setdefault(key(span), []).append(span)
    return list(groups.items())


def _brackets(spans: Sequence[Span], **at: Any) -> Any:
    """Lines a little shorter than their zones, so that neighbours do not run into one."""
    rows = [{"start": start + 0.12, "end": end - 0.12} for start, end, _ in spans]
    rule = alt.Chart(pd.DataFrame(rows)).mark_rule(color=theme.STATE_OUTLINE, **at)
    if "x" in at:
        return rule.encode(y=alt.Y("start:Q"), y2=alt.Y2("end"))
    return rule.encode(x=alt.X("start:Q"), x2=alt.X2("end"))
