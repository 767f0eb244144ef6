"""Areas side by side: one horizontal bar each, the chosen one dark, the reference a line.

In Office many areas stand upright; so many that they cannot be read are cut into several charts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import altair as alt
import pandas as pd

from zaitaku.ask.answer import Answer, Column
from zaitaku.ask.figures import Figure
from zaitaku.exhibits import measures
from zaitaku.exhibits.charts import folding, layout, marks, theme
from zaitaku.exhibits.charts.folding import Fold
from zaitaku.exhibits.charts.layout import Span
from zaitaku.exhibits.charts.marks import Marked
from zaitaku.exhibits.office import (
    FORMATS,
    MOST_ROWS,
    Charts,
    Kind,
    OfficeChart,
    Series,
    form_of,
    named,
    numbers_of,
    parts,
    said,
)
from zaitaku.ground.states import ACTUAL

FEW_PATIENTS = 10
_AROUND = 62  # px of the axis, its title and the label of the reference
_NUMBER, _NUMBER_AND_COUNT = 64, 136  # px that the words after the longest bar need
_LIMIT, _SECOND = theme.TEXT, 16  # a line that is no area's: its colour, px of its name higher up
_ROOMY = 300  # px of a panel that has room for a count behind the rate


def bars(
    answers: Mapping[str, Answer],
    value: str,
    *,
    title: str,
    beside: str | None = None,
    sort: str = "value",
    highlight: Marked = None,
    references: Mapping[str, Figure | None] | None = None,
    limit: Figure | None = None,
) -> Any:
    """One panel per answer (keyed by its year, say), the same areas in the same order.

    ``value`` is the column drawn; bars start at zero. Areas are sorted by ``value`` (of the last
    panel, largest first, those without a number last) or by ``code`` (as the answer lists them).
    Areas without a number in any panel fold into one row (``folding``); one that has a number in
    another panel, and the chosen one, have 秘匿, 該当なし or データなし where the bar would be.
    ``beside`` is a count written after a rate, which is marked 参考値 where the count is small.
    ``references`` gives a panel its line, if its figure may be shown; ``limit`` is a line of every
    panel that is no area's figure (``area`` is what it is called). Only names, values and
    texts are sent to the browser.
    """
    references = references or {}
    shown, folds = _rows_of(answers, value, sort, highlight)
    codes = [*shown, *(fold.code for fold in folds)]
    top = _largest(answers, value, references, limit)
    named = _names(answers)
    # Names are for reading only: two 府中市 are two areas.
    names = {code: named[code] for code in shown} | {fold.code: "" for fold in folds}
    size = layout.row(len(codes), _AROUND)
    y = layout.rows(codes, _name_axis(names, highlight, size))
    panels: list[Any] = []
    for span, (label, answer) in zip(layout.spans(len(answers)), answers.items(), strict=True):
        # beside words alone a scale from 0 to 1 would look like figures
        axis = None
        if top is not None:
            axis = layout.bottom(title=answer.column(value).title, tickCount=5, grid=True)
        room = f"width * {span.end - span.start:.4f} > {_ROOMY} ? {_NUMBER_AND_COUNT} : {_NUMBER}"
        x = alt.X(
            "value:Q",
            axis=axis,
            scale=alt.Scale(
                domain=[0, top or 1.0],
                nice=False,
                range=span.range(room if beside else str(_NUMBER)),
            ),
        )
        rows = _rows(answer, value, beside, highlight)
        rows = rows[rows["code"].isin(shown)].reset_index(drop=True)
        line = _lines(references.get(label), limit, x, top, len(shown) / len(codes))
        panels.append(_panel(rows, answer.column(value), x, y, span, line))
        if len(answers) > 1:
            above = 24 if references else 8
            panels.append(layout.title(span, label, above + (_SECOND if limit else 0)))
    words = f"{title}。横棒グラフ、{len(named)}地域。" + "。".join(fold.words for fold in folds)
    chart = layout.beside([*panels, *folding.rows(folds, y)])
    return theme.finish(chart.properties(height=layout.height(len(codes), _AROUND)), words)


def _rows_of(
    answers: Mapping[str, Answer], value: str, sort: str, highlight: Marked
) -> tuple[list[str], tuple[Fold, ...]]:
    """The areas that have a row of their own, top to bottom, and the folds below them."""
    last = list(answers.values())[-1]
    states: dict[str, list[str]] = {}
    for answer in answers.values():
        place, position = answer.names.index("area_code"), answer.names.index(value)
        for row, of_row in zip(answer.rows, answer.states, strict=True):
            states.setdefault(str(row[place]), []).append(of_row[position])
    folds = folding.folds(
        states, _names(answers), keep=marks.codes(highlight), counted=folding.counted(last)
    )
    ordered = order(last, value, sort)
    ordered += [code for code in states if code not in ordered]
    own = [c for c in ordered if not folding.is_folded(folds, states[c], c, marks.codes(highlight))]
    return own, folds


def _name_axis(names: Mapping[str, str], highlight: Marked, size: float) -> alt.Axis:
    weight: Any = alt.condition(marks.is_marked(highlight), alt.value("bold"), alt.value("normal"))
    labels = f"{json.dumps(names, ensure_ascii=False)}[datum.value]"
    return layout.names(labels, size, labelFontWeight=weight)


def _panel(
    rows: pd.DataFrame,
    column: Column,
    x: alt.X,
    y: alt.Y,
    span: Span,
    line: list[Any],
) -> Any:
    tooltip = theme.tooltip(name="地域", text=column.title)
    base = alt.Chart(rows).encode(y=y)
    shown, absent = (base.transform_filter(f"{no}isValid(datum.value)") for no in ("", "!"))
    shapes = shown.mark_bar(height=alt.RelativeBandSize(0.74)).encode(
        x=x, color=alt.Color("fill:N", scale=None), tooltip=tooltip
    )
    is_roomy = f"width * {span.end - span.start:.4f} > {_ROOMY}"
    text: dict[str, Any] = {"align": "left", "fontSize": 12}
    numbers = shown.mark_text(
        **text, dx=5, text={"expr": f"{is_roomy} ? datum.text : datum.short"}
    ).encode(x=x, tooltip=tooltip)
    words = absent.mark_text(**text, color=theme.SUBTLE, x=span.at(px=5)).encode(
        text="text:N", tooltip=tooltip
    )
    if not line:
        return alt.layer(shapes, numbers, words)
    # the line breaks where a number stands: read through a dash it would be another number
    paper = shown.mark_bar(
        color="white",
        height=alt.RelativeBandSize(0.8),
        xOffset=2,
        x2Offset={"expr": f"6 + ({is_roomy} ? datum.px : datum.short_px)"},
    ).encode(x=x, x2=alt.X2("value"))
    return alt.layer(shapes, *line, paper, numbers, words)


def _lines(
    reference: Figure | None, limit: Figure | None, x: alt.X, top: float | None, down: float
) -> list[Any]:
    """That of the reference, and one that is no area's figure; none beside words alone."""
    if top is None:
        return []
    second = _line(limit, x, top, down, _LIMIT, above=_SECOND)
    return _line(reference, x, top, down) + second


def _line(
    reference: Figure | None,
    x: alt.X,
    top: float,
    down: float,
    colour: str = theme.REFERENCE,
    *,
    above: int = 0,
) -> list[Any]:
    """The reference, so far ``down``; its name on the side where there is room."""
    if reference is None or reference.value is None:
        return []
    label = f"{reference.area} {reference.words}"
    base = alt.Chart(pd.DataFrame({"value": [reference.value], "label": [label]})).encode(x=x)
    is_right = reference.value > top * 0.6
    return [
        base.mark_rule(
            color=colour, strokeWidth=2, strokeDash=[6, 3],
            y=0, y2={"expr": f"height * {down:.4f}"},
        ),
        base.mark_text(
            align="right" if is_right else "left",
            baseline="bottom",
            dx=4 if is_right else -4,
            dy=-3 - above,
            color=colour,
            fontSize=12,
            y=0,
        ).encode(text="label:N"),
    ]  # fmt: skip


def _rows(answer: Answer, value: str, beside: str | None, highlight: Marked) -> pd.DataFrame:
    position, colours = answer.names.index(value), measures.palette(answer, value)
    texts, shorts = _texts(answer, value, beside), theme.column_words(answer, value)
    rows = []
    for row, states, text, short in zip(answer.rows, answer.states, texts, shorts, strict=True):
        number = float(row[position]) if states[position] == ACTUAL else None
        record = dict(zip(answer.names, row, strict=True))
        rows.append(
            {
                "code": record["area_code"],
                "name": record["area_name"],
                "value": number,
                "text": text,
                "short": short,
                "px": layout.px(text),
                "short_px": layout.px(short),
                "fill": marks.colour(
                    record["area_code"], highlight, colours.plain, colours.highlight
                ),
            }
        )
    return pd.DataFrame(rows)


def _texts(answer: Answer, value: str, beside: str | None) -> list[str]:
    texts = theme.column_words(answer, value)
    if beside is None:
        return texts
    column = answer.column(beside)
    counts = theme.column_words(answer, beside)
    shown, count = answer.names.index(value), answer.names.index(beside)
    return [
        f"{text}（{count_text} {column.unit}{_doubt(row[count])}）"
        if states[shown] == ACTUAL and states[count] == ACTUAL
        else text
        for text, count_text, row, states in zip(
            texts, counts, answer.rows, answer.states, strict=True
        )
    ]


def _doubt(count: float) -> str:
    return "・参考値" if 0 < count < FEW_PATIENTS else ""


def _names(answers: Mapping[str, Answer]) -> dict[str, str]:
    found: dict[str, str] = {}
    for answer in answers.values():
        code, name = answer.names.index("area_code"), answer.names.index("area_name")
        found |= {str(row[code]): str(row[name]) for row in answer.rows}
    return found


def order(answer: Answer, value: str, sort: str) -> list[str]:
    """Area codes top to bottom; those without a number last where ``sort`` is by value."""
    code, position = answer.names.index("area_code"), answer.names.index(value)
    listed = [
        (row[code], row[position] if states[position] == ACTUAL else None)
        for row, states in zip(answer.rows, answer.states, strict=True)
    ]
    if sort == "value":
        listed.sort(key=lambda area: (area[1] is None, -(area[1] or 0.0)))
    return [area for area, _ in listed]


def _largest(
    answers: Mapping[str, Answer],
    value: str,
    references: Mapping[str, Figure | None],
    limit: Figure | None,
) -> float | None:
    """None where no figure may be shown at all."""
    found = [
        float(row[position])
        for answer in answers.values()
        for position in [answer.names.index(value)]
        for row, states in zip(answer.rows, answer.states, strict=True)
        if states[position] == ACTUAL
    ]
    lines = [line.value for line in references.values() if line and line.value is not None]
    largest = max(found + lines, default=None)
    return largest if largest is None or limit is None else max(largest, limit.value or 0.0)


@form_of(bars)
def _in_office(
    answers: Mapping[str, Answer],
    value: str,
    *,
    title: str,
    beside: str | None = None,
    sort: str = "value",
    highlight: Marked = None,
    references: Mapping[str, Figure | None] | None = None,
    limit: Figure | None = None,
) -> Charts:
    """A chart a panel, the same areas in the same order; many areas stand upright, and those of one
    panel with a reference, which is a line across them.

    Of several panels beside each other the reference is a bar of its own below the others.
    """
    references = references or {}
    listed = _rows_of(answers, value, sort, highlight)
    is_lined = limit is not None or any(references.values())
    is_upright = len(listed[0]) > MOST_ROWS or (is_lined and len(answers) == 1)
    kind: Kind = "column" if is_upright else "bar"
    panels = []
    for label, answer in answers.items():
        lines = references.get(label), limit
        panel = _office_panel(answer, value, beside, listed, highlight, lines, kind)
        panels.append(replace(panel, title=label if len(answers) > 1 else ""))
    if len(panels) == 1:
        return tuple(parts(panels[0]))
    most = max((v for p in panels for s in p.series for v in s.values if v is not None), default=0)
    return tuple(
        part
        for panel in panels
        for part in parts(
            replace(
                panel,
                maximum=round(most * 1.15, 1) or None,
                below=is_upright,
                share=1.0 if is_upright else 1 / len(panels),
            )
        )
    )


def _office_panel(
    answer: Answer,
    value: str,
    beside: str | None,
    listed: tuple[list[str], tuple[Fold, ...]],
    highlight: Marked,
    lines: tuple[Figure | None, Figure | None],
    kind: Kind,
) -> OfficeChart:
    codes, folds = listed
    column, place = answer.column(value), answer.names.index("area_code")
    found = {row[place]: at for at, row in enumerate(answer.rows)}
    shown = [code for code in codes if code in found]
    rows = [found[code] for code in shown]
    numbers, names = numbers_of(answer, value), _office_names(answer, value, beside)
    own = marks.chosen(highlight)
    at = shown.index(own) if own in shown else None
    colours = measures.palette(answer, value)
    points = {
        place: marks.colour(code, highlight, colours.plain, colours.highlight)
        for place, code in enumerate(shown)
        if code in marks.codes(highlight)
    }
    values = (*(numbers[row] for row in rows), *(None for _ in folds))
    chart = OfficeChart(
        kind,
        (*(names[row] for row in rows), *(fold.count for fold in folds)),
        (Series(column.title, values, colours.plain, points),),
        FORMATS[column.decimals],
        value_title=column.title,
        highlight=at,
    )
    reference, limit = lines
    if reference is not None:
        beside_it = f"比べる相手　{reference.area} {reference.words}"
        chart = _with_line(chart, reference, beside_it, theme.REFERENCE)
    if limit is not None:
        chart = _with_line(chart, limit, f"{limit.area} {limit.words}", _LIMIT)
    return chart


def _office_names(answer: Answer, value: str, beside: str | None) -> list[str]:
    """Names with the word for what is not shown; of a rate of few patients with 参考値."""
    names = named(answer, "area_name", value)
    if beside is None:
        return names
    numbers, counts = numbers_of(answer, value), numbers_of(answer, beside)
    return [
        f"{name}（参考値）" if number is not None and count and count < FEW_PATIENTS else name
        for name, number, count in zip(names, numbers, counts, strict=True)
    ]


def _with_line(chart: OfficeChart, line: Figure, name: str, colour: str) -> OfficeChart:
    """A line across upright bars, a bar of its own below horizontal ones."""
    if chart.kind == "column":
        across = (line.value,) * len(chart.categories)
        drawn = Series(name, across, colour, is_labelled=False, is_line=True)
        return replace(chart, series=(*chart.series, drawn))
    below = Series(name, (*[None] * len(chart.categories), line.value), colour)
    return replace(
        chart,
        categories=(*chart.categories, said(line.area, line.state)),
        series=(*(replace(one, values=(*one.values, None)) for one in chart.series), below),
    )
