"""Answer of 将来需要 for one 構想区域 → our index and the Ministry's over the years."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from zaitaku.ask.answer import Answer
from zaitaku.exhibits.charts import theme
from zaitaku.exhibits.office import FORMATS, Charts, OfficeChart, Series, form_of, shown

OFFICIAL = "国の推計"


def beside_official(answer: Answer, own_label: str) -> Any:
    """Our index and the Ministry's for one 構想区域, both 100 in the same year."""
    rows = []
    for record in shown(answer, "own_index_pct"):
        for series, name in ((own_label, "own_index_pct"), (OFFICIAL, "official_index_pct")):
            rows.append(
                {
                    "series": series,
                    "year": record["year"],
                    "value": float(record[name]),
                    "text": f"{record[name]:,.1f}",
                    "when": f"{record['year']}年",
                }
            )
    base = int(answer.params["base_year"])
    if rows:
        rows += [
            {"series": series, "year": base, "value": 100.0, "text": "100", "when": f"{base}年"}
            for series in (own_label, OFFICIAL)
        ]
    frame = pd.DataFrame(rows, columns=["series", "year", "value", "text", "when"])
    domain = [own_label, OFFICIAL]
    # the dashed line on top: where both are equal, both are seen
    frame = frame.sort_values("year").sort_values(
        "series", key=lambda names: names.map(domain.index), kind="stable"
    )
    years = sorted(set(frame["year"]))
    low = min(100.0, float(frame["value"].min())) - 5 if rows else 0.0
    high = float(frame["value"].max()) + 5 if rows else 1.0
    colours = alt.Scale(domain=domain, range=[theme.HIGHLIGHT, theme.REFERENCE])
    encoded = alt.Chart(frame).encode(
        x=alt.X("year:Q", axis=theme.year_axis(years), scale=alt.Scale(nice=False)),
        y=alt.Y("value:Q", scale=alt.Scale(domain=[low, high], nice=False),
                axis=alt.Axis(title=_title(base), tickCount=6)),
        color=alt.Color("series:N", scale=colours, legend=alt.Legend(title=None, orient="top")),
        strokeDash=alt.StrokeDash(
            "series:N", scale=alt.Scale(domain=domain, range=[[1, 0], [6, 3]]), legend=None
        ),
    )  # fmt: skip
    tip = theme.tooltip(series="推計", when="年", text=f"指数（{base}年度 = 100）")
    points = encoded.mark_point(filled=True, size=45, opacity=1).encode(tooltip=tip)
    chart = alt.layer(encoded.mark_line(strokeWidth=3), points)
    described = "、".join(f"{r['series']} {r['when']} {r['text']}" for r in rows)
    return theme.finish(chart.properties(height=300), f"指数の折れ線グラフ。{described}")


def _title(base: int) -> str:
    return f"{base}年度 = 100 とした指数"


@form_of(beside_official)
def _in_office(answer: Answer, own_label: str) -> Charts:
    base = int(answer.params["base_year"])
    found = {int(record["year"]): record for record in shown(answer, "own_index_pct")}
    if not found:
        return ()
    years = sorted({base, *found})
    series = tuple(
        Series(name, tuple(100.0 if y == base else float(found[y][column]) for y in years), colour)
        for name, column, colour in (
            (own_label, "own_index_pct", theme.HIGHLIGHT),
            (OFFICIAL, "official_index_pct", theme.REFERENCE),
        )
    )
    names = tuple(f"{year}年" for year in years)
    return (OfficeChart("line", names, series, FORMATS[1], value_title=_title(base)),)
