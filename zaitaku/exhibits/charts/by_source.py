"""Answer of the 追加的需要 worksheet → 在宅医療 of one area as each source would give it."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from zaitaku.ask.answer import Answer
from zaitaku.exhibits.charts import layout, theme
from zaitaku.exhibits.office import FORMATS, Charts, OfficeChart, Series, form_of, said, stated
from zaitaku.ground.states import ACTUAL

ROW_HEIGHT, _AROUND = 36, 46  # px of a row, of the axis
_NUMBER = 90  # px of a number behind a bar


def by_source(answer: Answer, chosen: str = "") -> Any:
    """在宅医療 by each source for one area (rows of by_source); ``chosen`` is the dark bar."""
    rows = []
    for row, states in zip(answer.rows, answer.states, strict=True):
        record = dict(zip(answer.names, row, strict=True))
        state = dict(zip(answer.names, states, strict=True))
        known = state["home"] == ACTUAL
        words = theme.words(record["home"], state["home"], answer.column("home"), unit=True)
        if known:
            words += f"（在宅 : 施設 = {record['ratio']}）"
            if record["difference"]:
                words += f"　選んだ根拠との差 {record['difference']:+,}"
        rows.append(
            {
                "source": record["source"],
                "home": record["home"] if known else None,
                "end": record["home"] if known else 0,
                "words": words,
                "fill": theme.HIGHLIGHT if record["source"] == chosen else theme.PLAIN,
            }
        )
    frame = pd.DataFrame(rows)
    most = max((r["end"] for r in rows), default=1) or 1
    order = [row["source"] for row in rows]
    y = alt.Y("source:N", sort=order, scale=alt.Scale(domain=order),
              axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=300,
                            labelExpr="split(replace(datum.label, '（', '|（'), '|')",
                            labelLineHeight=15))  # fmt: skip
    room = max((layout.px(row["words"], 13) for row in rows), default=0) + 12
    is_roomy = f"width > {room + 60}"
    words_room = f"{is_roomy} ? {room} : {_NUMBER}"
    scale = alt.Scale(domain=[0, most], nice=False, range=layout.Span().range(words_room))
    base = alt.Chart(frame)
    bars = (
        base.transform_filter("isValid(datum.home)")
        .mark_bar(height=alt.RelativeBandSize(0.62))
        .encode(
            y=y,
            x=alt.X("home:Q", scale=scale, axis=alt.Axis(title="在宅医療（人/日）", tickCount=5)),
            color=alt.Color("fill:N", scale=None),
            tooltip=theme.tooltip(source="根拠", words="在宅医療"),
        )
    )
    words = base.mark_text(
        align="left",
        dx=6,
        text={"expr": f"{is_roomy} ? datum.words : split(datum.words, '（')[0]"},
    ).encode(y=y, x=alt.X("end:Q", scale=scale))
    described = "、".join(f"{row['source']} {row['words']}" for row in rows)
    chart = alt.layer(bars, words).properties(height=layout.height(len(rows), _AROUND, ROW_HEIGHT))
    return theme.finish(chart, f"根拠ごとの在宅医療の数の横棒グラフ。{described}")


@form_of(by_source)
def _in_office(answer: Answer, chosen: str = "") -> Charts:
    rows = stated(answer, "home")
    names = tuple(said(str(record["source"]), state) for record, state in rows)
    dark = {at: theme.HIGHLIGHT for at, (r, _) in enumerate(rows) if r["source"] == chosen}
    values = tuple(float(r["home"]) if state == ACTUAL else None for r, state in rows)
    title = answer.column("home").title
    series = Series(title, values, theme.PLAIN, dark)
    return (OfficeChart("bar", names, (series,), FORMATS[0], value_title=title),)
