"""Answer of nation/by_area → every 二次医療圏 as a dot in the row of its prefecture, or prefectures
by measures.

Nothing is drawn of a figure that is not shown: the row says the word, the cell has its sign.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from zaitaku.ask.answer import Answer
from zaitaku.ask.figures import STATE_WORDS, number
from zaitaku.exhibits.charts import layout, theme
from zaitaku.exhibits.charts.heatmap import SHORT
from zaitaku.exhibits.office import Words, table_of
from zaitaku.ground.states import ACTUAL

_AROUND = 46  # px of the axis and its title
_TOP, _LEGEND = 34, 34  # px of the names of measures; of the legend above them
_MANY = 20  # rows
FIFTHS = ("低いほう", "やや低い", "中ほど", "やや高い", "高いほう")
UNRANKED = "順位なし"


def strips(answer: Answer, own: str = "", *, title: str) -> Any:
    """A row a prefecture, a dot an area; those of ``own`` (a prefecture) dark. Prefectures from the
    highest middle area down, those without a number last."""
    column = answer.column("value")
    dots = _dots(answer, own)
    states: dict[str, list[str]] = {}
    for record, of_row in zip(answer.records, answer.state_records, strict=True):
        states.setdefault(record["prefecture_code"], []).append(of_row["value"])
    names = {r["prefecture_code"]: r["prefecture_name"] for r in answer.records}
    rows = _by_middle(names, dots)
    size = layout.row(len(rows), _AROUND)
    labels = f"{json.dumps(names, ensure_ascii=False)}[datum.value]"
    weight: Any = alt.condition(
        f"datum.value === {json.dumps(own)}", alt.value("bold"), alt.value("normal")
    )
    y = layout.rows(rows, layout.names(labels, size, labelFontWeight=weight))
    x = _across([dot["value"] for dot in dots], column.title, len(rows))
    lines = pd.DataFrame({"code": rows})
    layers = [alt.Chart(lines).mark_rule(color=theme.GRID).encode(y=y)]
    if dots:
        marks = alt.Chart(pd.DataFrame(dots)).mark_circle(size=64, opacity=0.75)
        layers.append(
            marks.encode(
                x=x,
                y=y,
                color=alt.Color("fill:N", scale=None),
                tooltip=theme.tooltip(name="地域", text=column.title, rank="順位"),
            )
        )
    hidden = [
        {"code": code, "text": _absent(found)} for code, found in states.items() if _absent(found)
    ]
    if hidden:
        at = {"expr": "width - 12"}
        words = alt.Chart(pd.DataFrame(hidden)).mark_text(
            x=at, align="right", fontSize=11, color=theme.SUBTLE
        )
        layers.append(words.encode(y=y, text="text:N", tooltip=theme.tooltip(text="値のない地域")))
    told = f"{title}。{len(names)}都道府県の{len(dots)}地域を、都道府県ごとの行に点で示す。"
    chart = alt.layer(*layers).properties(height=layout.height(len(rows), _AROUND))
    return theme.finish(chart, told)


def _dots(answer: Answer, own: str) -> list[dict[str, Any]]:
    """An area each that has a figure."""
    texts = theme.column_words(answer, "value", unit=True)
    return [
        {
            "code": record["prefecture_code"],
            "value": float(record["value"]),
            "name": record["area_name"],
            "text": text,
            "rank": _rank(record),
            "fill": theme.HIGHLIGHT if record["prefecture_code"] == own else theme.PLAIN,
        }
        for record, of_row, text in zip(answer.records, answer.state_records, texts, strict=True)
        if of_row["value"] == ACTUAL
    ]


def _across(values: Sequence[float], title: str, rows: int) -> alt.X:
    bottom, top = _ends(values)
    cut = "　※ 軸は 0 からではない" if bottom else ""
    # below many rows nobody would see it on the first screen
    side = "top" if rows > _MANY else "bottom"
    return alt.X(
        "value:Q",
        axis=layout.bottom(title=title + cut, tickCount=5, grid=True, orient=side),
        scale=alt.Scale(domain=[bottom, top], nice=False, range=[8, {"expr": "width - 12"}]),
    )


def _ends(values: Sequence[float]) -> tuple[float, float]:
    """Of the axis: from 0, but for dots that would all lie at its far end."""
    lowest, highest = min(values, default=0.0), max(values, default=1.0)
    if lowest <= highest / 2:
        return min(lowest, 0.0), highest or 1.0
    return lowest - (highest - lowest) / 20, highest + ((highest - lowest) / 20 or 1.0)


def _rank(record: Mapping[str, Any]) -> str:
    return f"{record['of']} 地域中 {record['rank']} 番目" if record["rank"] else UNRANKED


def _absent(states: Sequence[str]) -> str:
    """How many areas of a prefecture have no dot, by the word that stands in their place."""
    found = [state for state in dict.fromkeys(states) if state != ACTUAL]
    return "、".join(f"{STATE_WORDS[state]} {states.count(state)}" for state in found)


def _by_middle(names: Mapping[str, str], dots: Sequence[Mapping[str, Any]]) -> list[str]:
    values: dict[str, list[float]] = {}
    for dot in dots:
        values.setdefault(dot["code"], []).append(dot["value"])
    middle = {code: sorted(found)[len(found) // 2] for code, found in values.items()}
    return sorted(names, key=lambda code: (code not in middle, -middle.get(code, 0.0), code))


def heat(answer: Answer, own: str = "") -> Any:
    """A row a prefecture, a column a measure; a cell has its figure and the colour of the fifth in
    which it lies among those that it may be ranked with. ``own`` is framed."""
    columns = list(dict.fromkeys(record["measure"] for record in answer.records))
    names = {r["prefecture_code"]: r["prefecture_name"] for r in answer.records}
    rows = list(names)
    cells = _cells(answer, columns)
    size = layout.row(len(rows), _TOP + _LEGEND)
    labels = f"{json.dumps(names, ensure_ascii=False)}[datum.value]"
    y = layout.rows(rows, layout.names(labels, size))
    axis = alt.Axis(
        orient="top", title=None, labelAngle=0, labelFontSize=12, ticks=False, domain=False,
        labelExpr=_two_lines(answer, columns), labelLimit=0, labelOverlap=False, labelPadding=20,
    )  # fmt: skip
    x = alt.X("measure:N", sort=columns, axis=axis, scale=alt.Scale(domain=columns, padding=0.02))
    fills = dict(zip(FIFTHS, theme.SEQUENTIAL, strict=True)) | {UNRANKED: theme.WHITE}
    for state, word in STATE_WORDS.items():
        if state != ACTUAL and (cells["class"] == word).any():
            fills[word] = theme.STATE_FILL[state]
    legend = alt.Legend(
        title=None, orient="top", labelFontSize=12, symbolType="square",
        symbolStrokeColor=theme.STATE_OUTLINE, columns=len(fills),
    )  # fmt: skip
    told = {"name": "都道府県", "measure": "数値", "figure": "値", "rank": "順位", "when": "年度"}
    base = alt.Chart(cells).encode(x=x, y=y, tooltip=theme.tooltip(**told))
    scale = alt.Scale(domain=list(fills), range=list(fills.values()))
    layers = [
        base.mark_rect(stroke="white", strokeWidth=1).encode(
            color=alt.Color("class:N", scale=scale, legend=legend)
        ),
        base.mark_text(fontSize=layout.font(size)).encode(
            text="text:N", color=alt.Color("ink:N", scale=None)
        ),
    ]
    if own in rows:
        frame = base.transform_filter(alt.FieldEqualPredicate(field="code", equal=own))
        layers.append(frame.mark_rect(fillOpacity=0, stroke=theme.REFERENCE, strokeWidth=2))
    words = f"{len(rows)}都道府県と{len(columns)}の数値の一覧。色は順位を5つに分けた位置。"
    chart = alt.layer(*layers).resolve_scale(color="independent")
    finished = theme.finish(chart, words)
    # "fit", the default of the page, would take the height of names and legend from the rows
    autosize = alt.AutoSizeParams(type="fit-x", contains="padding")
    return finished.properties(height=round(size * len(rows)), autosize=autosize)


def _cells(answer: Answer, columns: Sequence[str]) -> pd.DataFrame:
    """No more than the cells need: a cell costs the browser what it is sent."""
    rows = []
    for record, states in zip(answer.records, answer.state_records, strict=True):
        state, fifth = states["value"], record["fifth"]
        if state == ACTUAL:
            kind = FIFTHS[int(fifth) - 1] if fifth else UNRANKED
            text = number(record["value"], 1)
            fill = theme.SEQUENTIAL[int(fifth) - 1] if fifth else theme.WHITE
        else:
            kind, text, fill = STATE_WORDS[state], SHORT[state], theme.STATE_FILL[state]
        rows.append(
            {
                "code": record["prefecture_code"],
                "name": record["prefecture_name"],
                "measure": record["measure"],
                "class": kind,
                "text": text,
                "ink": theme.readable_on(fill),
                "figure": f"{text} {record['unit']}" if state == ACTUAL else kind,
                "rank": _rank(record) if state == ACTUAL else record["remark"] or "―",
                "when": f"{record['fiscal_year']}年度" if record["fiscal_year"] else "―",
            }
        )
    return pd.DataFrame(rows)


def _two_lines(answer: Answer, columns: Sequence[str]) -> str:
    """The name of a measure, and its unit below."""
    units = {record["measure"]: record["unit"] for record in answer.records if record["unit"]}
    told = {name: [name, f"（{units.get(name, '―')}）"] for name in columns}
    return f"{json.dumps(told, ensure_ascii=False)}[datum.value]"


@table_of(heat)
def _as_table(answer: Answer, own: str = "") -> Words:
    """Prefectures by measures in words, as the figure has them."""
    columns = list(dict.fromkeys(record["measure"] for record in answer.records))
    cells: dict[str, dict[str, str]] = {}
    names = {}
    for record, states in zip(answer.records, answer.state_records, strict=True):
        names[record["prefecture_code"]] = record["prefecture_name"]
        state = states["value"]
        told = number(record["value"], 1) if state == ACTUAL else STATE_WORDS[state]
        cells.setdefault(record["prefecture_code"], {})[record["measure"]] = told
    units = {record["measure"]: record["unit"] for record in answer.records if record["unit"]}
    head = ("都道府県", *(f"{name}（{units.get(name, '―')}）" for name in columns))
    rows = ((names[code], *(row.get(name, "") for name in columns)) for code, row in cells.items())
    return (head, *rows)
