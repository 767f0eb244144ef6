"""Answer of 将来需要 → a line per area over the years; the chosen one dark and labelled."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from zaitaku.ask.answer import Answer
from zaitaku.exhibits.charts import marks, theme
from zaitaku.exhibits.charts.marks import Marked
from zaitaku.exhibits.office import (
    FORMATS,
    Charts,
    OfficeChart,
    Series,
    form_of,
    said,
    shown,
    stated,
)
from zaitaku.ground.states import ACTUAL

HEIGHT = 380
_OTHERS = "#b9c6d3"


def lines(answer: Answer, value: str, code: Marked, base_year: int | None = None) -> Any:
    """One line per area over the years of the projection; ``code`` dark and labelled, its peak
    marked, those set beside it coloured and labelled. An index has its level of 100 as a line;
    amounts start at zero."""
    column = answer.column(value)
    unit = _unit(answer, column.unit)
    frame = _rows(answer, value, code, unit)
    years = sorted(set(frame["year"]))
    is_index = unit == "%"
    low = min(100.0, float(frame["value"].min())) - 5 if is_index and len(frame) else 0.0
    high = float(frame["value"].max()) * 1.06 if len(frame) else 1.0
    ends = [years[0], years[-1] + 2.5] if years else [0, 1]
    x = alt.X("year:Q", scale=alt.Scale(domain=ends, nice=False), axis=theme.year_axis(years))
    y = alt.Y(
        "value:Q",
        scale=alt.Scale(domain=[low, high], nice=False),
        axis=alt.Axis(title=f"{column.label}（{unit}）", tickCount=6),
    )
    layers = _layers(frame, x, y, theme.tooltip(name="地域", when="年", text=column.label))
    if is_index:
        hundred = alt.Chart(pd.DataFrame({"value": [100.0]}))
        layers.insert(0, hundred.mark_rule(color="#6b7480", strokeDash=[4, 3]).encode(y=y))
    own = frame[frame["own"]]
    described = "、".join(f"{row.when} {row.text}" for row in own.itertuples())
    return theme.finish(
        # a bold name at the end of a line is wider than Vega reckons
        alt.layer(*layers).properties(
            height=HEIGHT, padding={"left": 5, "top": 5, "bottom": 5, "right": 12}
        ),
        f"{column.label}の折れ線グラフ、{frame['code'].nunique()}地域。"
        f"濃い線は注目する地域: {described}",
    )


def _rows(answer: Answer, value: str, code: Marked, unit: str) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "code": record["area_code"],
                "name": record["area_name"],
                "year": record["year"],
                "value": float(record[value]),
                "text": f"{record[value]:,.1f} {unit}",
                "when": f"{record['year']}年",
                "own": record["area_code"] == marks.chosen(code),
                "beside": record["area_code"] in marks.codes(code)[1:],
            }
            for record in shown(answer, value)
        ],
        columns=["code", "name", "year", "value", "text", "when", "own", "beside"],
    )


def _layers(frame: pd.DataFrame, x: alt.X, y: alt.Y, tip: list[alt.Tooltip]) -> list[Any]:
    """The lines of the others, thin; that of the chosen area with its points, peak and name."""
    base = alt.Chart(frame)
    others, chosen = (base.transform_filter(f"{no}datum.own") for no in ("!", ""))
    beside = base.transform_filter("datum.beside")
    layers = [
        others.mark_line(strokeWidth=1.2, color=_OTHERS).encode(x=x, y=y, detail="code:N"),
        others.mark_point(size=50, opacity=0).encode(x=x, y=y, tooltip=tip),
        beside.mark_line(strokeWidth=2.5, color=marks.BESIDE).encode(x=x, y=y, detail="code:N"),
        chosen.mark_line(strokeWidth=3.5, color=theme.HIGHLIGHT).encode(x=x, y=y),
        chosen.mark_point(filled=True, size=30, opacity=1, color=theme.HIGHLIGHT).encode(
            x=x, y=y, tooltip=tip
        ),
    ]
    ends = frame[frame["beside"].astype(bool)].groupby("code").tail(1)
    if len(ends):
        layers.append(_label(ends, x, y, "name", dx=8, align="left"))
    own = frame[frame["own"]]
    if len(own):
        peak = own.loc[[own["value"].idxmax()]].assign(
            label=lambda f: "最も多い年 " + f["when"] + "　" + f["text"]
        )
        layers.append(_label(peak, x, y, "label", dy=-14))
        layers.append(_label(own.tail(1), x, y, "name", dx=8, align="left"))
    return layers


def _label(
    frame: pd.DataFrame,
    x: Any,
    y: Any,
    text: str,
    *,
    dx: int = 0,
    dy: int = 0,
    align: Any = "right",
) -> Any:
    return (
        alt.Chart(frame)
        .mark_text(align=align, dx=dx, dy=dy, fontSize=13, fontWeight="bold")
        .encode(x=x, y=y, text=f"{text}:N")
    )


def _unit(answer: Answer, declared: str) -> str:
    """件/月 or 人/月, as the table of rates says; any other unit as declared."""
    if declared != "件/月" or "unit" not in answer.names or not len(answer):
        return declared
    written = str(answer.rows[0][answer.names.index("unit")])
    return "人/月" if written.startswith("患者") else "件/月"


@form_of(lines)
def _in_office(answer: Answer, value: str, code: Marked, base_year: int | None = None) -> Charts:
    """The lines of the areas marked; those of all others are only on the picture, without names."""
    every = stated(answer, value)
    rows = [(r, s) for r, s in every if r["area_code"] == marks.chosen(code)]
    if not any(state == ACTUAL for _, state in rows):
        return ()
    years = tuple(said(f"{record['year']}年", state) for record, state in rows)
    series = []
    for one in marks.codes(code):
        own = {r["year"]: (r, s) for r, s in every if r["area_code"] == one}
        values = tuple(
            float(own[r["year"]][0][value])
            if r["year"] in own and own[r["year"]][1] == ACTUAL
            else None
            for r, _ in rows
        )
        name = next((str(r["area_name"]) for r, _ in own.values()), "")
        series.append(Series(name, values, marks.colour(one, code, theme.PLAIN)))
    title = answer.column(value).title
    return (OfficeChart("line", years, tuple(series), FORMATS[1], value_title=title),)
