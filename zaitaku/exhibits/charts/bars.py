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

from zaitaku.ask.answer import Answer
from zaitaku.ask.figures import Figure
from zaitaku.exhibits import measures
from zaitaku.exhibits.charts import theme
from zaitaku.exhibits.office import (
    FORMATS,
    MOST_ROWS,
    Charts,
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
_NAMES, _GAP = 90, 14
_NUMBER, _NUMBER_AND_COUNT = 60, 130  # what the words after the longest bar need
# The same words twice: a white rim keeps them legible where the reference line crosses.
_RIMS: tuple[dict[str, Any], ...] = ({"stroke": "white", "strokeWidth": 4}, {})


def bars(
    answers: Mapping[str, Answer],
    value: str,
    *,
    title: str,
    beside: str | None = None,
    sort: str = "value",
    highlight: str | None = None,
    references: Mapping[str, Figure | None] | None = None,
) -> Any:
    """One panel per answer (keyed by its year, say), the same areas in the same order.

    ``value`` is the column drawn; bars start at zero. Areas are sorted by ``value`` (of the last
    panel, largest first, those without a number last) or by ``code`` (as the answer lists them).
    An area without a number has 秘匿, 該当なし or データなし written where its bar would be.
    ``beside`` is a count written after a rate, which is marked 参考値 where the count is small.
    ``references`` gives a panel its line, if its figure may be shown. Only names, values and
    texts are sent to the browser.
    """
    references = references or {}
    ordered = order(list(answers.values())[-1], value, sort)
    top = _largest(answers, value, references)
    whole = theme.room() if len(answers) == 1 else theme.WIDTH  # panels need all there is
    width = (whole - _NAMES) // len(answers) - _GAP
    room = width / (width - (_NUMBER_AND_COUNT if beside else _NUMBER))
    # beside words alone a scale from 0 to 1 would look like figures
    axis = None if top is None else alt.Axis(tickCount=5, grid=True)
    scale = alt.Scale(domain=[0, (top or 1.0) * room], nice=False)
    # Names are for reading only: two 府中市 are two areas.
    names = json.dumps(_names(answers), ensure_ascii=False)
    panels = [
        _panel(answer, value, beside, highlight, references.get(label)).encode(
            x=alt.X("value:Q", title=answer.column(value).title, scale=scale, axis=axis),
            y=_areas(ordered, names, labelled=index == 0),
        )
        for index, (label, answer) in enumerate(answers.items())
    ]
    height = (22 if len(ordered) <= 40 else 17) * len(ordered)
    words = f"{title}。横棒グラフ、{len(ordered)}地域。"
    if len(panels) == 1:
        return theme.finish(panels[0].properties(height=height), words)
    sized = [
        panel.properties(height=height, width=width, title=label)
        for panel, label in zip(panels, answers, strict=True)
    ]
    return theme.finish(alt.hconcat(*sized, spacing=_GAP), words)


def _areas(ordered: list[str], names: str, *, labelled: bool) -> alt.Y:
    """Rows by code, named by an expression from ``names`` (JSON)."""
    axis = alt.Axis(
        labels=labelled,
        labelExpr=f"{names}[datum.value]",
        ticks=False,
        domain=False,
        labelPadding=6,
    )
    return alt.Y("code:N", sort=ordered, title=None, axis=axis)


def _panel(
    answer: Answer,
    value: str,
    beside: str | None,
    highlight: str | None,
    reference: Figure | None,
) -> Any:
    tooltip = theme.tooltip(name="地域", text=answer.column(value).title)
    base = alt.Chart(_rows(answer, value, beside, highlight))
    shown, absent = (base.transform_filter(f"{no}isValid(datum.value)") for no in ("", "!"))
    shapes = shown.mark_bar(height=alt.RelativeBandSize(0.74)).encode(
        color=alt.Color("fill:N", scale=None), tooltip=tooltip
    )
    text: dict[str, Any] = {"align": "left", "dx": 5, "fontSize": 12}
    numbers = [
        shown.mark_text(**text, **rim).encode(text="text:N", tooltip=tooltip) for rim in _RIMS
    ]
    words = absent.mark_text(**text, color=theme.SUBTLE).encode(
        x=alt.value(0), text="text:N", tooltip=tooltip
    )
    line = _line(reference) if reference is not None and reference.value is not None else []
    return alt.layer(shapes, *line, *numbers, words)


def _line(reference: Figure) -> list[Any]:
    label = f"{reference.area} {reference.words}"
    base = alt.Chart(pd.DataFrame({"value": [reference.value], "label": [label]}))
    return [
        base.mark_rule(color=theme.REFERENCE, strokeWidth=2, strokeDash=[6, 3]).encode(
            y=alt.value(0), y2=alt.value("height")
        ),
        base.mark_text(
            align="left", baseline="bottom", dx=4, dy=-2, color=theme.REFERENCE, fontSize=12
        ).encode(y=alt.value(0), text="label:N"),
    ]


def _rows(answer: Answer, value: str, beside: str | None, highlight: str | None) -> pd.DataFrame:
    position, colours = answer.names.index(value), measures.palette(answer, value)
    texts = _texts(answer, value, beside)
    rows = []
    for row, states, text in zip(answer.rows, answer.states, texts, strict=True):
        number = float(row[position]) if states[position] == ACTUAL else None
        record = dict(zip(answer.names, row, strict=True))
        rows.append(
            {
                "code": record["area_code"],
                "name": record["area_name"],
                "value": number,
                "text": text,
                "fill": colours.highlight if record["area_code"] == highlight else colours.plain,
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
    answers: Mapping[str, Answer], value: str, references: Mapping[str, Figure | None]
) -> float | None:
    """None where no figure may be shown at all."""
    found = [
        float(row[position])
        for answer in answers.values()
        for position in [answer.names.index(value)]
        for row, states in zip(answer.rows, answer.states, strict=True)
        if states[position] == ACTUAL
    ]
    found += [line.value for line in references.values() if line and line.value is not None]
    return max(found, default=None)


@form_of(bars)
def _in_office(
    answers: Mapping[str, Answer],
    value: str,
    *,
    title: str,
    beside: str | None = None,
    sort: str = "value",
    highlight: str | None = None,
    references: Mapping[str, Figure | None] | None = None,
) -> Charts:
    """A chart a panel, the same areas in the same order; many areas stand upright.

    The reference is a bar of its own below horizontal bars, a line across upright ones.
    """
    references = references or {}
    ordered = order(list(answers.values())[-1], value, sort)
    panels = [
        replace(
            _office_panel(answer, value, beside, ordered, highlight, references.get(label)),
            title=label if len(answers) > 1 else "",
        )
        for label, answer in answers.items()
    ]
    if len(panels) == 1:
        return tuple(parts(panels[0]))
    upright = panels[0].kind == "column"
    most = max((v for p in panels for s in p.series for v in s.values if v is not None), default=0)
    return tuple(
        part
        for panel in panels
        for part in parts(
            replace(
                panel,
                maximum=round(most * 1.15, 1) or None,
                below=upright,
                share=1.0 if upright else 1 / len(panels),
            )
        )
    )


def _office_panel(
    answer: Answer,
    value: str,
    beside: str | None,
    codes: list[str],
    highlight: str | None,
    reference: Figure | None,
) -> OfficeChart:
    column, place = answer.column(value), answer.names.index("area_code")
    found = {row[place]: at for at, row in enumerate(answer.rows)}
    shown = [code for code in codes if code in found]
    rows = [found[code] for code in shown]
    numbers, names = numbers_of(answer, value), _office_names(answer, value, beside)
    at = shown.index(highlight) if highlight in shown else None
    colours = measures.palette(answer, value)
    points = {} if at is None else {at: colours.highlight}
    values = tuple(numbers[row] for row in rows)
    chart = OfficeChart(
        "column" if len(codes) > MOST_ROWS else "bar",
        tuple(names[row] for row in rows),
        (Series(column.title, values, colours.plain, points),),
        FORMATS[column.decimals],
        value_title=column.title,
        highlight=at,
    )
    return chart if reference is None else _with_reference(chart, reference)


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


def _with_reference(chart: OfficeChart, reference: Figure) -> OfficeChart:
    """A line across upright bars, a bar of its own below horizontal ones."""
    (own,) = chart.series
    name = f"比べる相手　{reference.area} {reference.words}"
    if chart.kind == "column":
        across = (reference.value,) * len(own.values)
        line = Series(name, across, theme.REFERENCE, is_labelled=False, is_line=True)
        return replace(chart, series=(own, line))
    below = Series(name, (*[None] * len(own.values), reference.value), theme.REFERENCE)
    return replace(
        chart,
        categories=(*chart.categories, said(reference.area, reference.state)),
        series=(replace(own, values=(*own.values, None)), below),
    )
