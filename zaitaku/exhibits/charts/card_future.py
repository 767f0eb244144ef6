"""65歳以上 and 75歳以上 of one area in the years ahead: a chart of a 市町村カルテ."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from zaitaku.ask.answer import Answer
from zaitaku.exhibits.charts import theme
from zaitaku.exhibits.office import FORMATS, Charts, OfficeChart, Series, form_of
from zaitaku.ground.states import ACTUAL

AGES = {"65+": "65歳以上", "75+": "75歳以上"}
_COLOURS = (theme.PLAIN, theme.HIGHLIGHT)


def future(projection: Answer) -> Any:
    """65歳以上 and 75歳以上 by year (projection/by_area of one area), as lines from zero."""
    frame = projection.frame
    rows = frame[frame["age_band"].isin(list(AGES)) & frame["population"].notna()]
    rows = pd.DataFrame(
        {
            "age": rows["age_band"].map(AGES),
            "year": rows["year"].astype(int).astype(str),
            "people": rows["population"],
            "when": rows["year"].astype(int).astype(str) + "年",
            "text": [theme.number(people, 0) for people in rows["population"]],
        }
    )
    last = rows["year"].max()
    base = alt.Chart(rows).encode(
        x=alt.X("year:O", title="年", axis=alt.Axis(labelAngle=0)),
        y=alt.Y(
            "people:Q",
            title="人",
            scale=alt.Scale(zero=True),
            axis=alt.Axis(tickCount=4, **theme.UPRIGHT),
        ),
        color=alt.Color(
            "age:N",
            scale=alt.Scale(domain=list(AGES.values()), range=list(_COLOURS)),
            legend=alt.Legend(title=None, orient="top"),
        ),
    )
    lines = base.mark_line(strokeWidth=2)
    points = base.mark_point(filled=True, size=45, opacity=1).encode(
        shape=alt.Shape(
            "age:N",
            scale=alt.Scale(domain=list(AGES.values()), range=["circle", "square"]),
            legend=alt.Legend(title=None, orient="top"),  # one legend with that of the colours
        ),
        tooltip=theme.tooltip(age="年齢", when="年", text="推計人口（人）"),
    )
    ends = f"(datum.year === '{last}' || datum.year === '{rows['year'].min()}')"
    # outside of both lines, so that neither runs through the other's number
    words = [
        base.transform_filter(f"{ends} && datum.age === '{age}'")
        .mark_text(dy=dy, fontSize=12)
        .encode(text="text:N")
        for age, dy in zip(AGES.values(), (-11, 13), strict=True)
    ]
    chart = alt.layer(lines, points, *words).properties(height=190)
    return theme.finish(chart, "65歳以上と75歳以上の将来推計人口の折れ線グラフ。")


@form_of(future)
def _in_office(projection: Answer) -> Charts:
    """65歳以上 and 75歳以上 by year."""
    age, year = projection.names.index("age_band"), projection.names.index("year")
    years = sorted({row[year] for row in projection.rows})
    value = projection.names.index("population")
    found = {
        (row[age], row[year]): float(row[value])
        for row, states in zip(projection.rows, projection.states, strict=True)
        if states[value] == ACTUAL
    }
    series = tuple(
        Series(label, tuple(found.get((band, at)) for at in years), colour)
        for (band, label), colour in zip(AGES.items(), _COLOURS, strict=True)
    )
    names = tuple(f"{at}年" for at in years)
    return (OfficeChart("line", names, series, FORMATS[0], value_title="人"),)
