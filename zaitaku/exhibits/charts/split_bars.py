"""Answer of the 追加的需要 worksheet → stacked bars per area by place of care."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from zaitaku.ask.answer import Answer
from zaitaku.exhibits.charts import layout, theme
from zaitaku.exhibits.office import FORMATS, Charts, OfficeChart, Series, form_of, said, stated
from zaitaku.ground.states import ACTUAL

# 在宅 and 介護 as on every page; STEP1 is a lighter tone of the care side
PARTS = {
    "home": ("在宅医療", "#1f5fa8"),
    "other_facility": ("その他の介護施設", "#c9741a"),
    "step1": ("移行分（STEP1）", "#e6bf8f"),
}
ROW_HEIGHT, AROUND = 30, 76  # px of a row, of the legend and the axis
LEAST_HEIGHT = 150  # legend and axis are part of it: less leaves a single bar no room


def split_bars(answer: Answer, code: str = "") -> Any:
    """One bar per area of the plan table, its municipalities left out; ``code`` is marked."""
    rows: list[dict[str, Any]] = []
    totals: list[dict[str, Any]] = []
    for row, states in zip(answer.rows, answer.states, strict=True):
        record = dict(zip(answer.names, row, strict=True))
        state = dict(zip(answer.names, states, strict=True))
        if record["area_code"] != record["zone_code"] or record["zone_name"] == "すべて":
            continue
        name = f"▶ {record['zone_name']}" if record["zone_code"] == code else record["zone_name"]
        known = state["home"] == ACTUAL
        if known:
            words = (
                f"計 {record['total']:,}（在宅 {record['home']:,}・介護 {record['facility']:,}）"
                f"{'　合意' if record['status'] == '合意' else ''}"
            )
        else:
            words = theme.words(None, state["home"], answer.column("home"))
        totals.append({"area": name, "end": record["total"] if known else 0, "words": words})
        for order, (part, (label, _)) in enumerate(PARTS.items()):
            if known:
                value = record[part]
                rows.append({"area": name, "part": label, "order": order, "value": value,
                             "text": f"{value:,} 人/日"})  # fmt: skip
    order_of = [total["area"] for total in totals]
    most = max((float(total["end"] or 0) for total in totals), default=1.0) or 1.0
    y = alt.Y("area:N", sort=order_of, scale=alt.Scale(domain=order_of),
              axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=260))  # fmt: skip
    room = max((layout.px(total["words"], 13) for total in totals), default=0) + 12
    scale = alt.Scale(domain=[0, most], nice=False, range=layout.Span().range(str(room)))
    columns = ["area", "part", "order", "value", "text"]
    bars = (
        alt.Chart(pd.DataFrame(rows, columns=columns))
        .mark_bar(height=alt.RelativeBandSize(0.62))
        .encode(
            y=y,
            x=alt.X(
                "value:Q", stack="zero", scale=scale, axis=alt.Axis(title="人/日", tickCount=6)
            ),
            color=alt.Color(
                "part:N",
                scale=alt.Scale(
                    domain=[label for label, _ in PARTS.values()],
                    range=[colour for _, colour in PARTS.values()],
                ),
                legend=alt.Legend(title=None, orient="top", columns=2),
            ),
            order=alt.Order("order:Q"),
            tooltip=theme.tooltip(area="圏域", part="行き先", text="人数"),
        )
    )
    words = (
        alt.Chart(pd.DataFrame(totals))
        .mark_text(align="left", dx=6)
        .encode(y=y, x=alt.X("end:Q", scale=scale), text="words:N")
    )
    described = "、".join(f"{t['area'].removeprefix('▶ ')} {t['words']}" for t in totals)
    height = layout.height(len(totals), AROUND, ROW_HEIGHT)
    chart = alt.layer(bars, words).properties(height=max(LEAST_HEIGHT, height))
    return theme.finish(chart, f"追加的需要の按分の積み上げ横棒グラフ。{described}")


@form_of(split_bars)
def _in_office(answer: Answer, code: str = "") -> Charts:
    rows = [
        (record, state)
        for record, state in stated(answer, "home")
        if record["area_code"] == record["zone_code"] and record["zone_name"] != "すべて"
    ]
    names = [
        said(f"▶{r['zone_name']}" if r["zone_code"] == code else str(r["zone_name"]), state)
        for r, state in rows
    ]
    series = tuple(
        Series(label, tuple(float(r[part]) if s == ACTUAL else None for r, s in rows), colour)
        for part, (label, colour) in PARTS.items()
    )
    return (OfficeChart("stacked", tuple(names), series, FORMATS[0], value_title="人/日"),)
