"""All areas by all indicators: a row an indicator, a column an area, a cell its figure.

A cell's colour is the fifth of the areas that its figure lies in, light to dark: neither is
good or bad. What areas of different size cannot be compared by has no colour. 秘匿 and 欠測 are
cells of their own with a sign.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from zaitaku.ask.answer import Answer
from zaitaku.ask.figures import STATE_WORDS, number
from zaitaku.exhibits.charts import layout, marks, theme
from zaitaku.exhibits.charts.heatmap import HIDDEN, SHORT
from zaitaku.exhibits.charts.marks import Marked
from zaitaku.exhibits.charts.profile import unit_of
from zaitaku.exhibits.office import Words, table_of
from zaitaku.ground.states import ACTUAL, MISSING, NOT_APPLICABLE, SUPPRESSED

FIFTHS = theme.SEQUENTIAL  # lowest to highest
NAMES = ("最も低い5分の1", "低い", "中ほど", "高い", "最も高い5分の1")
PLAIN = "色分けしない数"
LEAST_WIDTH = 720
_LETTER = 11  # px of a cell's text
_LEFT, _MOST = 290, 20  # px of the names of the rows with their units, and of a row
_LEGEND = 34


def tartan(answer: Answer, highlight: Marked = None) -> Any:
    """``answer``: profile/areas of every area of a unit."""
    cells = _cells(answer)
    rows = list(dict.fromkeys(cells["row"]))
    columns = {str(r["area_code"]): str(r["area_name"]) for r in answer.records}
    longest = max((len(name) for name in columns.values()), default=0)
    top = longest * (_LETTER + 2) + 10
    size = layout.row(len(rows), top + _LEGEND, _MOST)
    names = {str(r["indicator_id"]): f"{r['short_name']}　{unit_of(r)}" for r in answer.records}
    x = alt.X(
        "area:N",
        sort=list(columns),
        axis=None,
        scale=alt.Scale(domain=list(columns), padding=0),
    )
    labels = f"{json.dumps(names, ensure_ascii=False)}[datum.value]"
    y = alt.Y(
        "row:N",
        sort=rows,
        scale=alt.Scale(domain=rows, padding=0),
        axis=layout.names(labels, size, labelLimit=_LEFT),
    )
    chart = alt.layer(
        _coloured(cells, x, y),
        _texts(cells, len(columns), x, y),
        *_framed(rows, highlight, columns, x, y),
        _names(columns, highlight, x),
    )
    words = f"{len(rows)}の指標と{len(columns)}の地域の一覧。色は5分の1の位置。"
    finished = theme.finish(chart, words, LEAST_WIDTH)
    return finished.properties(
        height=round(size * len(rows)),
        padding={"top": 4, "bottom": 2, "left": 2, "right": 4},
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
    )


def _cells(answer: Answer) -> pd.DataFrame:
    cells = []
    for record, states in zip(answer.records, answer.state_records, strict=True):
        state = states["compared"]
        text = _brief(record["compared"]) if state == ACTUAL else SHORT[state]
        fifth = record["fifth"] if record["comparable"] else None
        kind = PLAIN if fifth is None else NAMES[fifth - 1]
        full = record["compared_words"] or record["value_words"]
        cells.append(
            {
                "row": record["indicator_id"],
                "area": record["area_code"],
                "kind": kind if state == ACTUAL else STATE_WORDS[state],
                "text": text,
                "sign": SHORT.get(state, ""),
                "need": layout.px(text, _LETTER) + 1,
                "ink": theme.readable_on(_colours()[kind]) if state == ACTUAL else theme.SUBTLE,
                "what": record["indicator_name"],
                "where": record["area_name"],
                "figure": full,
                "beside": record["reference_words"],
                "rank": f"{record['of']} 地域中 {record['rank']} 番目" if record["rank"] else "―",
            }
        )
    return pd.DataFrame(cells)


def _brief(value: float) -> str:
    """As many digits as fit a cell; the tooltip and the table have the figure itself."""
    return number(value, 0 if value >= 10 or value == int(value) else 1)


def _colours() -> dict[str, str]:
    states = {STATE_WORDS[state]: theme.STATE_FILL[state] for state in (MISSING, NOT_APPLICABLE)}
    fifths = dict(zip(NAMES, FIFTHS, strict=True))
    return {**fifths, PLAIN: "#ffffff", STATE_WORDS[SUPPRESSED]: HIDDEN, **states}


def _coloured(cells: pd.DataFrame, x: alt.X, y: alt.Y) -> Any:
    present = set(cells["kind"])
    kinds = {kind: colour for kind, colour in _colours().items() if kind in (*NAMES, *present)}
    legend = alt.Legend(
        title=None, orient="bottom", direction="horizontal", labelFontSize=12, offset=6,
        symbolType="square", symbolStrokeColor=theme.STATE_OUTLINE, symbolStrokeWidth=1,
    )  # fmt: skip
    return (
        alt.Chart(cells)
        .mark_rect(stroke="#ffffff", strokeWidth=1)
        .encode(
            x=x,
            y=y,
            color=alt.Color(
                "kind:N",
                scale=alt.Scale(domain=list(kinds), range=list(kinds.values())),
                legend=legend,
            ),
            tooltip=_tooltip(),
        )
    )


def _texts(cells: pd.DataFrame, columns: int, x: alt.X, y: alt.Y) -> Any:
    return (
        alt.Chart(cells)
        .mark_text(
            fontSize=_LETTER,
            # a number that is cut would be another number
            text={"expr": f"width / {columns} < datum.need ? datum.sign : datum.text"},
        )
        .encode(x=x, y=y, color=alt.Color("ink:N", scale=None), tooltip=_tooltip())
    )


def _tooltip() -> list[alt.Tooltip]:
    return theme.tooltip(where="地域", what="指標", figure="値", beside="比べる相手", rank="順位")


def _framed(
    rows: list[str], highlight: Marked, columns: Mapping[str, str], x: alt.X, y: alt.Y
) -> list[Any]:
    """A frame around the columns of the areas that are shown apart."""
    own = [code for code in marks.codes(highlight) if code in columns]
    data = pd.DataFrame([{"row": row, "area": code} for code in own for row in rows])
    if data.empty:
        return []
    return [
        alt.Chart(data)
        .mark_rect(filled=False, fill=None, stroke=theme.REFERENCE, strokeWidth=1.2)
        .encode(x=x, y=y)
    ]


def _names(columns: Mapping[str, str], highlight: Marked, x: alt.X) -> Any:
    """Names above the columns, written downwards, a letter a line."""
    own = marks.codes(highlight)
    names = pd.DataFrame(
        {
            "area": code,
            "name": "\n".join(name.replace("ー", "｜")),
            "lines": len(name),
            "weight": "bold" if code in own else "normal",
        }
        for code, name in columns.items()
    )
    line = (_LETTER + 2) * theme.enlarged()
    return (
        alt.Chart(names)
        .mark_text(
            y={"expr": f"-6 - {line:g} * (datum.lines - 1)"},
            baseline="bottom",
            fontSize=_LETTER,
            fontWeight={"expr": "datum.weight"},
            lineBreak="\n",
            lineHeight=line,
        )
        .encode(x=x, text="name:N")
    )


@table_of(tartan)
def _table(answer: Answer, highlight: Marked = None) -> Words:
    """Of each indicator the area shown apart and both ends: all cells would fill a book."""
    own = marks.chosen(highlight)
    name = next((str(r["area_name"]) for r in answer.records if r["area_code"] == own), "")
    rows: dict[str, list[Mapping[str, Any]]] = {}
    for record in answer.records:
        rows.setdefault(str(record["indicator_id"]), []).append(record)
    found = []
    for records in rows.values():
        known = sorted(
            (r for r in records if r["compared"] is not None), key=lambda r: float(r["compared"])
        )
        mine = next((_said(r) for r in records if r["area_code"] == own), "")
        ends = [f"{r['area_name']} {_said(r)}" for r in (known[0], known[-1])] if known else ["―"]
        found.append((str(records[0]["short_name"]), mine, ends[0], ends[-1], f"{len(known)}"))
    return (("指標", name, "最も低い地域", "最も高い地域", "示せる地域の数"), *found)


def _said(record: Mapping[str, Any]) -> str:
    return str(record["compared_words"] or record["value_words"])
