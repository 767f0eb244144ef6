"""Answer of a judging question → every area's value with its interval, beside the reference.

Colour and shape say the judgement: 高い, 同程度 or 低い beside what chance and the usual
differences between areas explain. A hidden area has neither interval nor judgement: it folds, or
says 秘匿.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from zaitaku.ask.answer import Answer
from zaitaku.ask.figures import number
from zaitaku.exhibits.charts import folding, layout, marks, theme
from zaitaku.exhibits.charts.folding import Fold
from zaitaku.exhibits.charts.marks import Marked
from zaitaku.exhibits.office import (
    FORMATS,
    Charts,
    OfficeChart,
    Series,
    Words,
    form_of,
    parts,
    said,
    table_of,
)
from zaitaku.ground.states import ACTUAL

HIGHER, ALIKE, LOWER, UNJUDGED = "高い", "同程度", "低い", "判定なし"
COLOURS = {
    HIGHER: theme.HIGHER,
    ALIKE: "#6b7480",
    LOWER: theme.LOWER,
    UNJUDGED: "#6b7480",
}
SHAPES = {HIGHER: "triangle-up", ALIKE: "circle", LOWER: "triangle-down", UNJUDGED: "circle"}
_SIGNS = {HIGHER: "▲", LOWER: "▼"}  # behind a name in Office, so that colour is not alone
_AROUND = 84  # px of the axis, its title, the legend and the label of the reference
_NUMBERS = 214  # px of the words behind an interval
# the same words twice: a white rim keeps them legible on the line of the reference
_RIMS: tuple[dict[str, Any], ...] = ({"stroke": "white", "strokeWidth": 4}, {})
_ROOMY = 620  # px of a plot that has room for the interval in words


def intervals(answer: Answer, *, title: str, sort: str = "value", highlight: Marked = None) -> Any:
    """A row per area: a dot, its 95 % interval as a line, the judgement in words.

    ``answer`` has the columns of ``derived/judging``. Areas are sorted by value (largest first) or
    as the answer lists them; those without a number fold into one row (``folding``), the chosen one
    excepted. The line across is 比べる相手. A hollow dot is of few patients (参考値).
    """
    rows = _rows(answer, highlight)
    shown, folds = _listed(answer, rows, sort, highlight)
    codes = [*shown, *(fold.code for fold in folds)]
    size = layout.row(len(codes), _AROUND)
    names = dict(zip(rows["code"], rows["name"], strict=True)) | {f.code: "" for f in folds}
    y = layout.rows(codes, _names(names, highlight, size))
    rows = rows[rows["code"].isin(shown)].reset_index(drop=True)
    top = max([*rows["upper"].dropna(), reference(answer)[0] or 0.0], default=0.0) or 1.0
    axis = layout.bottom(title=f"{answer.column('value').title}　線は 95 % 区間", tickCount=6)
    drawn = alt.layer(
        *_across(answer, top, len(shown) / max(len(codes), 1)),
        *_areas(rows, _x("value:Q", top, axis), y, top),
        *folding.rows(folds, y),
        *_legend(answer),
    )
    words = f"{title}。{len(shown)}地域の値と95 %区間。" + "。".join(f.words for f in folds)
    chart = drawn.properties(height=layout.height(len(codes), _AROUND))
    return theme.finish(chart, words)


def _listed(
    answer: Answer, rows: pd.DataFrame, sort: str, highlight: Marked
) -> tuple[list[str], tuple[Fold, ...]]:
    """The areas with a row of their own, in their order, and the rows of those that fold."""
    shown = list(rows["code"])
    if sort == "value":
        known = rows[rows["value"].notna()].sort_values("value", ascending=False, kind="stable")
        shown = [*known["code"], *rows[rows["value"].isna()]["code"]]
    folds = folding.folds(
        {code: [state] for code, state in zip(rows["code"], rows["state"], strict=True)},
        dict(zip(rows["code"], rows["name"], strict=True)),
        keep=marks.codes(highlight),
        counted=folding.counted(answer),
    )
    states = dict(zip(rows["code"], rows["state"], strict=True))
    is_folded = {
        code: folding.is_folded(folds, [states[code]], code, marks.codes(highlight))
        for code in shown
    }
    return [code for code in shown if not is_folded[code]], folds


def _names(names: Mapping[str, str], highlight: Marked, size: float) -> alt.Axis:
    weight: Any = alt.condition(marks.is_marked(highlight), alt.value("bold"), alt.value("normal"))
    labels = f"{json.dumps(names, ensure_ascii=False)}[datum.value]"
    return layout.names(labels, size, labelFontWeight=weight)


def _x(field: str, top: float, axis: alt.Axis | None = None) -> alt.X:
    """A place on the one scale of the figure; the words behind an interval have room."""
    room = {"expr": f"width - (width > {_ROOMY} ? {_NUMBERS} : 96)"}
    return alt.X(field, axis=axis, scale=alt.Scale(domain=[0, top], nice=False, range=[0, room]))


def _areas(rows: pd.DataFrame, x: alt.X, y: alt.Y, top: float) -> list[Any]:
    tip = theme.tooltip(name="地域", text="値（95 % 区間）", judged="判定", rank="順位")
    base = alt.Chart(rows).encode(y=y)
    shown, absent = (base.transform_filter(f"{no}isValid(datum.value)") for no in ("", "!"))
    words: dict[str, Any] = {"align": "left", "fontSize": 12, "dx": 6}
    is_roomy = f"width > {_ROOMY}"
    return [
        shown.mark_rule(strokeWidth=2).encode(
            x=_x("lower:Q", top),
            x2="upper:Q",
            color=alt.Color("colour:N", scale=None),
        ),
        shown.mark_point(filled=True, opacity=1, size=64, strokeWidth=1.6).encode(
            x=x,
            shape=alt.Shape("shape:N", scale=None),
            fill=alt.Fill("fill:N", scale=None),
            stroke=alt.Stroke("colour:N", scale=None),
            tooltip=tip,
        ),
        *(
            shown.mark_text(
                **words,
                **rim,
                text={"expr": f"{is_roomy} ? datum.text : datum.short"},
                fontWeight={"expr": "datum.is_marked ? 'bold' : 'normal'"},
            ).encode(x=_x("upper:Q", top), color=alt.Color("ink:N", scale=None), tooltip=tip)
            for rim in _RIMS
        ),
        absent.mark_text(align="left", fontSize=12, color=theme.SUBTLE, x=5).encode(
            text="text:N", tooltip=theme.tooltip(name="地域", text="値")
        ),
    ]


def _across(answer: Answer, top: float, down: float) -> list[Any]:
    """比べる相手, its name on the side where there is room."""
    value, label = reference(answer)
    if value is None:
        return []
    base = alt.Chart(pd.DataFrame({"value": [value], "label": [label]})).encode(
        x=_x("value:Q", top)
    )
    is_right = value > top * 0.6
    return [
        base.mark_rule(
            color=theme.REFERENCE, strokeWidth=2, strokeDash=[6, 3],
            y=0, y2={"expr": f"height * {down:.4f}"},
        ),
        base.mark_text(
            align="right" if is_right else "left", baseline="bottom", dx=4 if is_right else -4,
            dy=-3, y=0, color=theme.REFERENCE, fontSize=12,
        ).encode(text="label:N"),
    ]  # fmt: skip


def _legend(answer: Answer) -> list[Any]:
    """The judgements that occur, in words beside their signs, on a line of their own."""
    found = [one for one in (HIGHER, ALIKE, LOWER) if one in _judgements(answer)]
    if not found:
        return []
    layers, at = [], 6
    for one in found:
        base = alt.Chart(pd.DataFrame([{"words": one}])).encode(y=alt.value(-30))
        sign: dict[str, Any] = {"color": COLOURS[one], "shape": SHAPES[one], "size": 64}
        layers += [
            base.mark_point(filled=True, opacity=1, **sign).encode(x=alt.value(at)),
            base.mark_text(align="left", fontSize=12).encode(x=alt.value(at + 9), text="words:N"),
        ]
        at += layout.px(one) + 34
    return layers


def _judgements(answer: Answer) -> set[str]:
    position = answer.names.index("judgement")
    return {str(row[position]) for row in answer.rows if row[position] is not None}


def reference(answer: Answer) -> tuple[float | None, str]:
    """Its value and how the line is called; None where it may not be shown."""
    for row, states in zip(answer.records, answer.state_records, strict=True):
        if states["reference"] == ACTUAL and row["reference"] is not None:
            value = float(row["reference"])
            column = answer.column("reference")
            told = f"{row['reference_name']} {number(value, column.decimals)} {column.unit}"
            return value, told
    return None, ""


def _rows(answer: Answer, highlight: Marked) -> pd.DataFrame:
    values = theme.column_words(answer, "value")
    column = answer.column("value")
    rows = []
    for row, states, text in zip(answer.records, answer.state_records, values, strict=True):
        is_known = states["value"] == ACTUAL
        judged = str(row["judgement"]) if states["judgement"] == ACTUAL else UNJUDGED
        colour = COLOURS[judged]
        doubt = "・参考値" if row["is_small"] else ""
        ends = [number(row[end], column.decimals) for end in ("lower", "upper")]
        is_marked = row["area_code"] in marks.codes(highlight)
        rows.append(
            {
                "code": row["area_code"],
                "name": row["area_name"],
                "state": states["value"],
                "value": float(row["value"]) if is_known else None,
                "lower": float(row["lower"]) if is_known else None,
                "upper": float(row["upper"]) if is_known else None,
                "judged": judged,
                "colour": colour,
                "fill": "#ffffff" if row["is_small"] else colour,
                "ink": colour if judged in (HIGHER, LOWER) else theme.TEXT,
                "shape": SHAPES[judged],
                "text": f"{text}（{ends[0]}–{ends[1]}）{_word(judged)}{doubt}"
                if is_known
                else text,
                "short": f"{text}{_word(judged)}" if is_known else text,
                "rank": f"{row['of']} 地域中 {row['rank']} 番目" if is_known else "",
                "is_marked": is_marked,
            }
        )
    return pd.DataFrame(rows)


def _word(judged: str) -> str:
    return f" {judged}" if judged in (HIGHER, LOWER) else ""


@form_of(intervals)
def _in_office(
    answer: Answer, *, title: str, sort: str = "value", highlight: Marked = None
) -> Charts:
    """Points with error bars, a series a judgement and one for each area that is marked."""
    rows = _rows(answer, highlight)
    codes, folds = _listed(answer, rows, sort, highlight)
    found = {one["code"]: one for one in rows.to_dict("records")}
    listed = [found[code] for code in codes]
    if not any(one["rank"] for one in listed):
        return ()
    series = list(_of_judgements(listed, len(folds)))
    value, label = reference(answer)
    if value is not None:
        across = (value,) * (len(codes) + len(folds))
        series.append(Series(label, across, theme.REFERENCE, is_labelled=False, is_line=True))
    column = answer.column("value")
    chart = OfficeChart(
        "line",
        (*(_office_name(one) for one in listed), *(fold.count for fold in folds)),
        tuple(series),
        FORMATS[column.decimals],
        value_title=f"{column.title}　線は 95 % 区間",
        maximum=_above(max([*rows["upper"].dropna(), value or 0.0])),
    )
    return tuple(parts(chart))


def _office_name(one: Mapping[Any, Any]) -> str:
    if not one["rank"]:
        return said(str(one["name"]), str(one["state"]))
    doubt = "（参考値）" if one["fill"] == "#ffffff" else ""
    return f"{one['name']}{doubt}{_SIGNS.get(one['judged'], '')}"


def _of_judgements(listed: Sequence[Mapping[Any, Any]], folds: int) -> Iterator[Series]:
    """One after the other; a value and its interval stand in one series alone."""
    groups: dict[str, list[str]] = {one: [] for one in COLOURS}
    for one in listed:
        if one["rank"]:
            own = f"{one['name']}（{one['judged']}）" if one["is_marked"] else one["judged"]
            groups.setdefault(own, []).append(one["code"])
    colours = {
        f"{one['name']}（{one['judged']}）": theme.HIGHLIGHT
        for one in listed
        if one["is_marked"] and one["judged"] not in (HIGHER, LOWER)
    }
    judged = {f"{one['name']}（{one['judged']}）": one["judged"] for one in listed}
    for name, codes in groups.items():
        if codes:
            own = [one if one["code"] in codes else None for one in listed]
            yield Series(
                f"{name}{_SIGNS.get(name, '')}",
                (*(None if one is None else one["value"] for one in own), *(None,) * folds),
                colours.get(name, COLOURS[judged.get(name, name)]),
                is_labelled=False,
                ends=(
                    *(None if one is None else (one["lower"], one["upper"]) for one in own),
                    *(None,) * folds,
                ),
            )


def _above(top: float) -> float:
    """The end of the axis: the next one, two or five of the last digit but one."""
    step = 10.0 ** math.floor(math.log10(top or 1.0))
    return next(one for n in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if (one := n * step) >= top)


@table_of(intervals)
def _in_words(
    answer: Answer, *, title: str, sort: str = "value", highlight: Marked = None
) -> Words:
    """The rows of the picture for files that hold tables."""
    rows = _rows(answer, highlight)
    if sort == "value":
        rows = rows.sort_values("value", ascending=False, kind="stable")
    head = ("地域", answer.column("value").title, "95 % 区間", "判定", "順位")
    column = answer.column("value")
    body = [
        (
            str(one["name"]),
            number(one["value"], column.decimals) if one["rank"] else str(one["text"]),
            f"{number(one['lower'], column.decimals)}–{number(one['upper'], column.decimals)}"
            if one["rank"]
            else "",
            str(one["judged"]) if one["rank"] else "",
            str(one["rank"]),
        )
        for one in rows.to_dict("records")
    ]
    return (head, *body)
