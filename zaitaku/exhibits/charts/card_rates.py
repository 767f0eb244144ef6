"""What each act reaches in one area, beside its 圏域 and its prefecture: a chart of a 市町村カルテ.

Answers hold one area each; colours and signs tell them apart, never a colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from zaitaku.ask.answer import Answer
from zaitaku.exhibits.charts import theme
from zaitaku.exhibits.office import Charts, OfficeChart, Series, form_of, in_order, said

VALUE = "patients_per_1000_65plus"
_SIGNS = ("diamond", "triangle-up")
_BESIDE = (theme.REFERENCE, theme.SUBTLE)
_LEGEND: dict[str, Any] = {"title": None, "orient": "top", "columns": 1, "labelLimit": 400}


def short(item: str) -> str:
    """An act as an axis names it: 「訪問看護費（介護）」."""
    plain = item.replace("［介護給付］", "")
    return f"{plain.removeprefix('【介護保険】')}（介護）" if plain != item else plain


def rates(own: Answer, name: str, beside: Mapping[str, Answer]) -> Any:
    """Bars of supply/profile per act, the areas beside as signs on the same row."""
    rows = pd.DataFrame(
        {
            "item": [short(item) for item in own.frame["item"]],
            "value": own.frame[VALUE],
            "text": theme.column_words(own, VALUE),
        }
    )
    known = _known(beside, rows)
    top = max(rows["value"].max(), known["value"].max(), 0.1, key=lambda v: v if v == v else 0)
    x = alt.X(
        "value:Q",
        title=["人/65歳以上千人", f"棒と右の数は{name}"],
        scale=alt.Scale(domain=[0, top * 1.25], nice=False),
        axis=alt.Axis(tickCount=4),
    )
    y = alt.Y(
        "item:N",
        sort=list(rows["item"]),
        title=None,
        axis=alt.Axis(ticks=False, domain=False, labelLimit=220),
    )
    base = alt.Chart(rows)
    bars = (
        base.transform_filter("isValid(datum.value)")
        .mark_bar(color=theme.PLAIN, height=alt.RelativeBandSize(0.7))
        .encode(x=x, y=y, tooltip=theme.tooltip(item="診療行為", text=own.column(VALUE).title))
    )
    # apart from the signs, so that a word cannot be taken for that of another area
    numbers = base.mark_text(align="right", fontSize=12).encode(
        x=alt.value("width"), y=y, text="text:N"
    )
    signs = [_signs(known, list(beside), x, y)] if beside else []
    words = f"{name}の診療行為ごとの{own.column(VALUE).label}の横棒グラフ（{len(rows)}項目）。"
    height = 24 * len(rows) + 100
    chart = alt.layer(bars, *signs, numbers).properties(height=height)
    return theme.finish(chart, words, theme.SHORT_WORDS)


def _known(beside: Mapping[str, Answer], rows: pd.DataFrame) -> pd.DataFrame:
    """The rates of the areas beside that are shown, of the acts of the area itself."""
    signs = pd.concat(
        [
            pd.DataFrame(
                {
                    "item": [short(item) for item in answer.frame["item"]],
                    "value": answer.frame[VALUE],
                    "area": area,
                    "text": theme.column_words(answer, VALUE, unit=True),
                }
            )
            for area, answer in beside.items()
        ]
        or [pd.DataFrame({"item": [], "value": [], "area": [], "text": []})],
        ignore_index=True,
    )
    return signs[signs["value"].notna() & signs["item"].isin(rows["item"])]


def _signs(known: pd.DataFrame, areas: list[str], x: alt.X, y: alt.Y) -> Any:
    legend = alt.Legend(**_LEGEND)
    signs = alt.Scale(domain=areas, range=list(_SIGNS[: len(areas)]))
    colours = alt.Scale(domain=areas, range=list(_BESIDE[: len(areas)]))
    return (
        alt.Chart(known)
        .mark_point(filled=True, size=70, opacity=1, stroke="white", strokeWidth=0.8)
        .encode(
            x=x,
            y=y,
            shape=alt.Shape("area:N", scale=signs, legend=legend),
            color=alt.Color("area:N", scale=colours, legend=legend),
            tooltip=theme.tooltip(area="地域", item="診療行為", text="値"),
        )
    )


@form_of(rates)
def _in_office(own: Answer, name: str, beside: Mapping[str, Answer]) -> Charts:
    """A group of bars for each act: the area, its 圏域, its prefecture."""
    items = [str(item) for item in own.frame["item"]]
    place = own.names.index(VALUE)
    categories = tuple(
        said(short(item), states[place]) for item, states in zip(items, own.states, strict=True)
    )
    colours = (theme.PLAIN, *_BESIDE)
    series = tuple(
        Series(area, in_order(answer, "item", VALUE, items), colour, is_labelled=area == name)
        for (area, answer), colour in zip([(name, own), *beside.items()], colours, strict=False)
    )
    return (OfficeChart("bar", categories, series, value_title=own.column(VALUE).title),)
