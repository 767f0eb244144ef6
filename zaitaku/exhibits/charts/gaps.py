"""Where nobody has notified or registered: a row an area, a column a kind of provider.

A 0 that is known stands out; 秘匿 and what is not known are signs of their own, never 0. Areas that
lack most stand at the top.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from zaitaku.ask.answer import Answer, Column
from zaitaku.exhibits.charts import folding, layout, marks, theme
from zaitaku.exhibits.charts.marks import Marked
from zaitaku.exhibits.office import (
    FORMATS,
    Charts,
    OfficeChart,
    Series,
    Words,
    form_of,
    table_of,
)  # fmt: skip
from zaitaku.ground.states import ACTUAL, MISSING

# a 0 of these is a gap; not every town needs a hospital of its own behind it
JUDGED = ("support", "stations", "round_the_clock_stations")
COLUMNS = (
    "support", "strong_support", "backup_hospitals", "stations", "round_the_clock_stations",
    "home_visits",
)  # fmt: skip
NONE, SOME, ZERO, UNKNOWN = "ない（0）", "ある", "0（ほかの欄）", "分からない・秘匿"
_COLOURS = {NONE: "#f3c9a5", SOME: "#dbe9f6", ZERO: "#ffffff", UNKNOWN: theme.STATE_FILL[MISSING]}
_TOP, _LEGEND = 24, 34  # px of the heads and of the legend


def known(answer: Answer) -> list[Column]:
    """The columns that tell anything: a table that was not imported has none."""
    return [
        answer.column(name)
        for name in COLUMNS
        if any(states[name] != MISSING for states in answer.state_records)
    ]


def gaps(answer: Answer, highlight: Marked = None) -> Any:
    """``answer``: capacity/gaps of every area of a unit."""
    columns = known(answer)
    cells = _cells(answer, columns)
    codes = _order(answer, columns)
    names = {str(r["area_code"]): str(r["area_name"]) for r in answer.records}
    size = layout.row(len(codes), _TOP + _LEGEND)
    data = pd.DataFrame(cells)
    weight: Any = alt.condition(marks.is_marked(highlight), alt.value("bold"), alt.value("normal"))
    label = f"{_json(names)}[datum.value]"
    y = layout.rows(codes, layout.names(label, size, labelFontWeight=weight))
    heads = {column.name: column.title for column in columns}
    x = alt.X(
        "kind:N",
        sort=list(heads),
        title=None,
        scale=alt.Scale(domain=list(heads), paddingInner=0.02),
        axis=alt.Axis(
            orient="top", labelAngle=0, labelExpr=f"{_json(heads)}[datum.value]", ticks=False,
            domain=False, labelFontSize=11, labelLimit=0, labelOverlap=False,
        ),
    )  # fmt: skip
    base = alt.Chart(data).encode(x=x, y=y, tooltip=theme.tooltip(name="地域", what="数"))
    colour = alt.Color(
        "state:N",
        scale=alt.Scale(domain=list(_COLOURS), range=list(_COLOURS.values())),
        legend=alt.Legend(
            title=None,
            orient="bottom",
            direction="horizontal",
            symbolType="square",
            symbolStrokeColor=theme.STATE_OUTLINE,
            symbolStrokeWidth=1,
        ),
    )
    boxes = base.mark_rect(stroke="white", strokeWidth=1).encode(color=colour)
    texts = base.mark_text(fontSize=layout.font(size), color=theme.TEXT).encode(text="text:N")
    words = f"{len(names)}地域ごとの、24時間の体制に関わる届出・登録の数。0 の地域を橙で示す。"
    chart = alt.layer(boxes, texts).properties(height=round(size * len(codes)))
    return theme.finish(chart, words)


def _order(answer: Answer, columns: Sequence[Column]) -> list[str]:
    """Most zeros first; within that as the answer has them."""
    judged = [column.name for column in columns if column.name in JUDGED]
    zeros = {str(r["area_code"]): sum(r[name] == 0 for name in judged) for r in answer.records}
    return sorted(zeros, key=lambda code: -zeros[code])


def _cells(answer: Answer, columns: Sequence[Column]) -> list[dict[str, str]]:
    cells = []
    for record, states in zip(answer.records, answer.state_records, strict=True):
        for column in columns:
            state, value = states[column.name], record[column.name]
            zero = NONE if column.name in JUDGED else ZERO
            kind = UNKNOWN if state != ACTUAL else zero if value == 0 else SOME
            cells.append(
                {
                    "code": record["area_code"],
                    "name": record["area_name"],
                    "kind": column.name,
                    "state": kind,
                    "text": theme.words(value, state, column),
                    "what": f"{column.label} {theme.words(value, state, column, unit=True)}",
                }
            )
    return cells


def _json(given: Any) -> str:
    return json.dumps(given, ensure_ascii=False)


@form_of(gaps)
def _in_office(answer: Answer, highlight: Marked = None) -> Charts:
    """How many areas have none, some, or are not known of each kind: which ones is in the table."""
    columns = [column for column in known(answer) if column.name in JUDGED]
    kinds = pd.DataFrame(_cells(answer, columns), columns=["kind", "state"])
    names = tuple(column.label for column in columns)
    counted = tuple(
        Series(
            state,
            tuple(
                float(((kinds["kind"] == column.name) & (kinds["state"] == state)).sum()) or None
                for column in columns
            ),
            _COLOURS[state],
        )
        for state in (NONE, SOME, UNKNOWN)
    )
    title = f"{folding.counted(answer)}の数"
    return (OfficeChart("stacked", names, counted, FORMATS[0], value_title=title),)


@table_of(gaps)
def _table(answer: Answer, highlight: Marked = None) -> Words:
    columns, records = known(answer), {str(r["area_code"]): r for r in answer.records}
    states = {
        str(r["area_code"]): of for r, of in zip(answer.records, answer.state_records, strict=True)
    }
    rows = [
        (
            str(records[code]["area_name"]),
            *(theme.words(records[code][c.name], states[code][c.name], c) for c in columns),
        )
        for code in _order(answer, columns)
    ]
    return (("地域", *(column.title for column in columns)), *rows)
