"""Answer of change/parts → a bar an area: what made it grow to the right, what made it shrink to
the left, and the whole change as a dot with its number.

An area whose change is hidden or cannot be told folds into a row with its word.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from zaitaku.ask.answer import Answer
from zaitaku.exhibits.charts import folding, layout, marks, theme
from zaitaku.exhibits.charts.folding import Fold
from zaitaku.exhibits.charts.marks import Marked
from zaitaku.exhibits.office import FORMATS, MOST_ROWS, Charts, OfficeChart, Series, form_of, parts
from zaitaku.ground.states import ACTUAL

# the part → what it is called, its colour; neither orange nor blue, which judge
PARTS = {
    "people_effect": ("人口の増減", "#7d868f"),
    "age_effect": ("高齢化", "#b58ab0"),
    "rate_effect": ("率（高齢者1人当たり）", "#2a8a86"),
}
NET = "増減の合計"
COUNT, SHARE = "change", "change_pct"  # what is split: in people, or in per cent of the year before
_AROUND = 74  # px of the legend and the axis
_NUMBER = 70


def change_parts(answer: Answer, value: str, *, title: str, highlight: Marked = None) -> Any:
    """``value``: COUNT or SHARE. The largest rise is on top."""
    shown, folds = _rows_of(answer, value, highlight)
    records = {str(r["area_code"]): r for r in answer.records}
    codes = [*shown, *(fold.code for fold in folds)]
    column = answer.column(value)
    pieces = [piece for code in shown for piece in _pieces(records[code], answer, value)]
    nets = [
        {"code": code, "name": records[code]["area_name"], "net": records[code][value],
         "end": max(_reach(pieces, code)[1], records[code][value]),
         "text": _net(records[code], answer, value), "what": NET}
        for code in shown
        if records[code][value] is not None
    ]  # fmt: skip
    ends = [_reach(pieces, code) for code in shown]
    ends += [(min(net["net"], 0.0), max(net["net"], 0.0)) for net in nets] or [(0.0, 0.0)]
    low, high = min(low for low, _ in ends), max(high for _, high in ends)
    scale = alt.Scale(
        domain=[low, high if high > low else low + 1.0], nice=False,
        range=layout.Span().range(str(_NUMBER)),
    )  # fmt: skip
    size = layout.row(len(codes), _AROUND)
    names = {code: records[code]["area_name"] for code in shown} | {f.code: "" for f in folds}
    y = layout.rows(codes, _names(names, highlight, size))
    chart = alt.layer(
        _bars(pieces, column.title, scale, y),
        *_dots(nets, scale, y),
        *_words(answer, value, [c for c in shown if records[c][value] is None], y),
        *folding.rows(folds, y),
    )
    described = "、".join(f"{n['name']} {n['text']}" for n in nets)
    told = "。".join(fold.words for fold in folds)
    return theme.finish(
        chart.properties(height=layout.height(len(codes), _AROUND)),
        f"{title}。人口の増減・高齢化・率に分けた積み上げ横棒グラフ。{described}。{told}",
        theme.SHORT_WORDS,
    )


def _pieces(record: Mapping[str, Any], answer: Answer, value: str) -> list[dict[str, Any]]:
    """The parts of one area; none where its change is not split."""
    unit, found = answer.column(value).unit, []
    for order, (part, (label, _)) in enumerate(PARTS.items()):
        amount = record[_of(part, value)]
        if amount is not None:
            found.append(
                {"code": record["area_code"], "name": record["area_name"], "part": label,
                 "order": order, "value": float(amount), "text": f"{_signed(amount)} {unit}",
                 "net": _net(record, answer, value)}
            )  # fmt: skip
    return found


def _of(part: str, value: str) -> str:
    return part if value == COUNT else f"{part}_pct"


def _signed(amount: float) -> str:
    text = theme.number(amount, 1)
    return f"{'+' if float(text.replace(',', '')) > 0 else ''}{text}"


def _doubt(record: Mapping[str, Any]) -> str:
    return "・参考値" if record["is_small"] else ""


def _net(record: Mapping[str, Any], answer: Answer, value: str) -> str:
    return f"{_signed(record[value])} {answer.column(value).unit}{_doubt(record)}"


def _reach(pieces: list[dict[str, Any]], code: str) -> tuple[float, float]:
    values = [piece["value"] for piece in pieces if piece["code"] == code]
    return sum(v for v in values if v < 0), sum(v for v in values if v > 0)


def _rows_of(answer: Answer, value: str, highlight: Marked) -> tuple[list[str], tuple[Fold, ...]]:
    """The areas that have a row of their own, the largest rise first, and the folds below."""
    names = {str(r["area_code"]): str(r["area_name"]) for r in answer.records}
    records = list(zip(answer.records, answer.state_records, strict=True))
    states = {str(r["area_code"]): [s[value]] for r, s in records}
    keep = marks.codes(highlight)
    folds = folding.folds(states, names, keep=keep, counted=folding.counted(answer))
    own = [c for c in names if not folding.is_folded(folds, states[c], c, keep)]
    values = {str(r["area_code"]): r[value] for r, _ in records}
    own.sort(key=lambda code: (values[code] is None, -(values[code] or 0.0)))
    return own, folds


def _names(names: Mapping[str, str], highlight: Marked, size: float) -> alt.Axis:
    weight: Any = alt.condition(marks.is_marked(highlight), alt.value("bold"), alt.value("normal"))
    labels = f"{json.dumps(names, ensure_ascii=False)}[datum.value]"
    return layout.names(labels, size, labelFontWeight=weight)


def _colours() -> tuple[list[str], list[str]]:
    return [label for label, _ in PARTS.values()], [colour for _, colour in PARTS.values()]


def _bars(pieces: list[dict[str, Any]], title: str, scale: alt.Scale, y: alt.Y) -> Any:
    labels, colours = _colours()
    columns = ["code", "name", "part", "order", "value", "text", "net"]
    return (
        alt.Chart(pd.DataFrame(pieces, columns=columns))
        .mark_bar(height=alt.RelativeBandSize(0.7))
        .encode(
            y=y,
            x=alt.X("value:Q", stack="zero", scale=scale,
                    axis=alt.Axis(title=title, tickCount=6, grid=True)),
            color=alt.Color(
                "part:N",
                scale=alt.Scale(domain=[*labels, NET], range=[*colours, theme.TEXT]),
                legend=alt.Legend(title=None, orient="top", direction="horizontal"),
            ),
            order=alt.Order("order:Q"),
            tooltip=theme.tooltip(name="地域", part="理由", text="その分", net=NET),
        )
    )  # fmt: skip


def _dots(nets: list[dict[str, Any]], scale: alt.Scale, y: alt.Y) -> list[Any]:
    base = alt.Chart(pd.DataFrame(nets, columns=["code", "name", "net", "end", "text", "what"]))
    base = base.encode(y=y)
    tooltip = theme.tooltip(name="地域", text=NET)
    zero = alt.Chart(pd.DataFrame([{"zero": 0}])).mark_rule(color=theme.SUBTLE)
    return [
        zero.encode(x=alt.X("zero:Q", scale=scale)),
        base.mark_point(filled=True, size=46, opacity=1, stroke="white", strokeWidth=1).encode(
            x=alt.X("net:Q", scale=scale), color=alt.Color("what:N"), tooltip=tooltip
        ),
        base.mark_text(align="left", dx=6, fontSize=12).encode(
            x=alt.X("end:Q", scale=scale), text="text:N", tooltip=tooltip
        ),
    ]


def _words(answer: Answer, value: str, codes: list[str], y: alt.Y) -> list[Any]:
    """Why an area that stands apart has no bar."""
    place, texts = answer.names.index("area_code"), theme.column_words(answer, value)
    data = pd.DataFrame(
        [
            {"code": row[place], "text": text}
            for row, text in zip(answer.rows, texts, strict=True)
            if row[place] in codes
        ],
        columns=["code", "text"],
    )
    if data.empty:
        return []
    return [
        alt.Chart(data)
        .mark_text(align="left", fontSize=12, color=theme.SUBTLE)
        .encode(y=y, x=alt.value(5), text="text:N")
    ]


@form_of(change_parts)
def _in_office(answer: Answer, value: str, *, title: str, highlight: Marked = None) -> Charts:
    """Stacked bars of the parts; the whole change stands after the name."""
    shown, folds = _rows_of(answer, value, highlight)
    records = {str(r["area_code"]): r for r in answer.records}
    states = dict(zip(records, (s[value] for s in answer.state_records), strict=True))
    names = tuple(
        f"{records[code]['area_name']} {_signed(records[code][value])}{_doubt(records[code])}"
        if states[code] == ACTUAL
        else f"{records[code]['area_name']}（{theme.STATE_WORDS[states[code]]}）"
        for code in shown
    )
    series = tuple(
        Series(
            label,
            (*(_number(records[code][_of(part, value)]) for code in shown), *(None for _ in folds)),
            colour,
            is_labelled=len(shown) <= MOST_ROWS // 2,
        )
        for part, (label, colour) in PARTS.items()
    )  # fmt: skip
    categories = (*names, *(fold.count for fold in folds))
    chart = OfficeChart("stacked", categories, series, FORMATS[1],
                        value_title=answer.column(value).title)  # fmt: skip
    return tuple(parts(chart))


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)
