"""All areas by all indicators: a row an indicator, a column an area, a cell its figure.

A cell's colour is its judgement beside 比べる相手: orange for high, grey for alike, blue for low,
neither of them good or bad; a corner says the same without colour. What cannot be judged is white.
秘匿 and 欠測 are cells of their own with a sign.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from zaitaku.ask.answer import Answer
from zaitaku.ask.figures import STATE_WORDS, number
from zaitaku.comparing.funnels import HIGHER, JUDGEMENTS, LOWER
from zaitaku.exhibits.charts import layout, marks, theme
from zaitaku.exhibits.charts.heatmap import SHORT
from zaitaku.exhibits.charts.marks import Marked
from zaitaku.exhibits.charts.profile_rows import unit_of
from zaitaku.exhibits.office import Words, table_of
from zaitaku.ground.states import ACTUAL, MISSING, NOT_APPLICABLE, SUPPRESSED

PLAIN = "判定しない数"
# darker than elsewhere: 同程度 is light grey here
HIDDEN = theme.STATE_FILL[SUPPRESSED]
_CORNERS = {HIGHER: "triangle-up", LOWER: "triangle-down"}
LEAST_WIDTH = 720
_LETTER = 11  # px of a cell's text
_MOST = 20  # px of a row
_LEGEND = 34


def tartan(
    answer: Answer,
    highlight: Marked = None,
    *,
    areas: frozenset[str] | None = None,
    indicators: frozenset[str] | None = None,
) -> Any:
    """``answer``: profile/areas of every area of a unit; ``areas``, ``indicators``: these columns
    and rows of it only."""
    columns = {
        code: name for code, name in columns_of(answer).items() if areas is None or code in areas
    }
    rows = [code for code in rows_of(answer) if indicators is None or code in indicators]
    cells = _cells(answer)
    cells = cells[cells["area"].isin(list(columns)) & cells["row"].isin(rows)]
    top = _top(columns.values())
    size = layout.row(len(rows), top + _LEGEND, _MOST)
    names = _row_names(answer, rows)
    x = alt.X(
        "area:N",
        sort=list(columns),
        axis=None,
        scale=alt.Scale(domain=list(columns), padding=0),
    )
    y = alt.Y("row:N", sort=rows, axis=None, scale=alt.Scale(domain=rows, padding=0))
    chart = alt.layer(
        _coloured(cells, x, y),
        _texts(cells, len(columns), x, y),
        *_corners(cells, columns, rows),
        *_framed(rows, highlight, columns, x, y),
        _names(columns, highlight, x),
        _indicators(names, layout.font(size), y),
    )
    words = f"{len(rows)}の指標と{len(columns)}の地域の一覧。色は比べる相手との判定。"
    finished = theme.finish(chart, words, LEAST_WIDTH)
    return finished.properties(
        height=round(size * len(rows)),
        padding={"top": 4, "bottom": 2, "left": 2, "right": 4},
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
    )


def columns_of(answer: Answer) -> dict[str, str]:
    """Code → name of the areas, left to right."""
    return {str(r["area_code"]): str(r["area_name"]) for r in answer.records}


def rows_of(answer: Answer) -> dict[str, str]:
    """Code → name of the indicators that have a row, top to bottom."""
    gone = left_out(answer)
    names = {str(r["indicator_id"]): str(r["short_name"]) for r in answer.records}
    return {code: name for code, name in names.items() if code not in gone}


def fitting(answer: Answer, wide: float, high: float) -> tuple[int, int]:
    """How many indicators and areas can be read, the whole being so many letters wide and high."""
    cells, rows = _cells(answer), list(rows_of(answer))
    if not len(cells):
        return 1, 1
    beside = max(layout.px(name) for name in _row_names(answer, rows).values())
    across = (wide * _LETTER - beside) / cells["need"].max()
    down = (high * _LETTER - _top(columns_of(answer).values()) - _LEGEND) / layout.LEAST_ROW
    return max(int(down), 1), max(int(across), 1)


def _top(names: Iterable[str]) -> int:
    """px of the names above the columns."""
    return max(map(len, names), default=0) * (_LETTER + 2) + 10


def _row_names(answer: Answer, rows: Sequence[str]) -> dict[str, str]:
    return {
        str(r["indicator_id"]): f"{r['short_name']}　{unit_of(r)}"
        for r in answer.records
        if r["indicator_id"] in rows
    }


def left_out(answer: Answer) -> dict[str, str]:
    """Code → name of the indicators that most areas cannot have a figure of: they have no row."""
    states: dict[str, list[str]] = {}
    for record, of_row in zip(answer.records, answer.state_records, strict=True):
        states.setdefault(record["indicator_id"], []).append(of_row["compared"])
    gone = {code for code, found in states.items() if found.count(NOT_APPLICABLE) * 2 > len(found)}
    names = {r["indicator_id"]: r["indicator_name"] for r in answer.records}
    return {code: name for code, name in names.items() if code in gone}


def _cells(answer: Answer) -> pd.DataFrame:
    cells, gone = [], left_out(answer)
    for record, states in zip(answer.records, answer.state_records, strict=True):
        state = states["compared"]
        if record["indicator_id"] in gone:
            continue
        text = _brief(record["compared"]) if state == ACTUAL else SHORT[state]
        kind = record["judgement"] or PLAIN
        full = record["compared_words"] or record["value_words"]
        cells.append(
            {
                "row": record["indicator_id"],
                "area": record["area_code"],
                "kind": kind if state == ACTUAL else STATE_WORDS[state],
                "text": text,
                "sign": SHORT.get(state, ""),
                "need": layout.px(text, _LETTER) + 1,
                "ink": theme.readable_on(_colours()[kind]) if state == ACTUAL else theme.TEXT,
                "what": record["indicator_name"],
                "where": record["area_name"],
                "figure": full,
                "beside": f"{record['reference_words']} {record['compared_unit']}"
                if states["reference"] == ACTUAL
                else record["reference_words"],
                "rank": f"{record['of']} 地域中 {record['rank']} 番目" if record["rank"] else "―",
                "judged": record["judgement"] or record["unjudged"] or "―",
            }
        )
    return pd.DataFrame(cells)


def _brief(value: float) -> str:
    """As many digits as fit a cell; the tooltip and the table have the figure itself."""
    return number(value, 0 if value >= 10 or value == int(value) else 1)


def _colours() -> dict[str, str]:
    states = {STATE_WORDS[state]: theme.STATE_FILL[state] for state in (MISSING, NOT_APPLICABLE)}
    return {**theme.JUDGED, PLAIN: "#ffffff", STATE_WORDS[SUPPRESSED]: HIDDEN, **states}


def _coloured(cells: pd.DataFrame, x: alt.X, y: alt.Y) -> Any:
    present = set(cells["kind"])
    kinds = {kind: colour for kind, colour in _colours().items() if kind in (*JUDGEMENTS, *present)}
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
            text={
                "expr": f"width / {columns} < datum.need * {theme.enlarged():g}"
                " ? datum.sign : datum.text"
            },
        )
        .encode(x=x, y=y, color=alt.Color("ink:N", scale=None), tooltip=_tooltip())
    )


def _corners(cells: pd.DataFrame, columns: Mapping[str, str], rows: list[str]) -> list[Any]:
    """A small triangle in the corner of what stands out, for who cannot tell the colours."""
    found = []
    for kind, shape in _CORNERS.items():
        data = cells[cells["kind"] == kind]
        if data.empty:
            continue
        is_up = kind == HIGHER
        across = alt.Scale(domain=list(columns), padding=0)
        down = alt.Scale(domain=rows, padding=0)
        found.append(
            alt.Chart(data)
            .mark_point(
                shape=shape,
                filled=True,
                size=14,
                color="#ffffff",
                # in a narrow cell it would stand on the number
                opacity={"expr": f"width / {len(columns)} < 18 ? 0 : 1"},
            )
            .encode(
                x=alt.X("area:N", axis=None, scale=across, bandPosition=0.88),
                y=alt.Y("row:N", axis=None, scale=down, bandPosition=0.24 if is_up else 0.78),
            )
        )
    return found


def _tooltip() -> list[alt.Tooltip]:
    return theme.tooltip(where="地域", what="指標", figure="値", beside="比べる相手", rank="順位",
                         judged="判定")  # fmt: skip


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


def _indicators(names: Mapping[str, str], font: int, y: alt.Y) -> Any:
    """Names of the rows. No axis: a slide would enlarge its letters until they touch."""
    data = pd.DataFrame([{"row": code, "name": name} for code, name in names.items()])
    return (
        alt.Chart(data)
        .mark_text(x=-6, align="right", fontSize=min(font, 12))
        .encode(y=y, text="name:N")
    )


@table_of(tartan)
def _table(
    answer: Answer,
    highlight: Marked = None,
    *,
    areas: frozenset[str] | None = None,  # the table is of all
    indicators: frozenset[str] | None = None,
) -> Words:
    """Of each indicator the area shown apart and both ends: all cells would fill a book."""
    own = marks.chosen(highlight)
    name = next((str(r["area_name"]) for r in answer.records if r["area_code"] == own), "")
    rows: dict[str, list[Mapping[str, Any]]] = {}
    for record in answer.records:
        rows.setdefault(str(record["indicator_id"]), []).append(record)
    lines = []
    for records in (found for code, found in rows.items() if code not in left_out(answer)):
        known = sorted(
            (r for r in records if r["compared"] is not None), key=lambda r: float(r["compared"])
        )
        mine = next((_said(r) for r in records if r["area_code"] == own), "")
        ends = [f"{r['area_name']} {_said(r)}" for r in (known[0], known[-1])] if known else ["―"]
        lines.append((str(records[0]["short_name"]), mine, ends[0], ends[-1], f"{len(known)}"))
    return (("指標", name, "最も低い地域", "最も高い地域", "示せる地域の数"), *lines)


def _said(record: Mapping[str, Any]) -> str:
    return str(record["compared_words"] or record["value_words"])
