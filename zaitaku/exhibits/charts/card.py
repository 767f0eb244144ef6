"""The small charts of a 市町村カルテ: one area beside its 圏域 and its prefecture.

Answers hold one area each; colours and signs tell them apart, never a colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from zaitaku.ask.answer import Answer
from zaitaku.exhibits.charts import theme
from zaitaku.exhibits.charts.composition import PALETTES, readable_on
from zaitaku.ground.states import ACTUAL

AGES = {"65+": "65歳以上", "75+": "75歳以上"}
_AGE_COLOURS = (theme.PLAIN, theme.HIGHLIGHT)
_SIGNS = ("diamond", "triangle-up")
_SIGN_COLOURS = (theme.REFERENCE, theme.SUBTLE)
_LEGEND: dict[str, Any] = {"title": None, "orient": "top", "columns": 1, "labelLimit": 400}
LABELLED_FROM = 7.0  # per cent: a narrower part has no room for its share


def short(item: str) -> str:
    """An act as an axis names it: 「訪問看護費（介護）」."""
    plain = item.replace("［介護給付］", "")
    return f"{plain.removeprefix('【介護保険】')}（介護）" if plain != item else plain


def rates(own: Answer, name: str, beside: Mapping[str, Answer]) -> Any:
    """Bars of supply/profile per act, the areas beside as signs on the same row."""
    value = "patients_per_1000_65plus"
    rows = pd.DataFrame(
        {
            "item": [short(item) for item in own.frame["item"]],
            "value": own.frame[value],
            "text": theme.column_words(own, value),
        }
    )
    signs = pd.concat(
        [
            pd.DataFrame(
                {
                    "item": [short(item) for item in answer.frame["item"]],
                    "value": answer.frame[value],
                    "area": area,
                    "text": theme.column_words(answer, value, unit=True),
                }
            )
            for area, answer in beside.items()
        ]
        or [pd.DataFrame({"item": [], "value": [], "area": [], "text": []})],
        ignore_index=True,
    )
    known = signs[signs["value"].notna() & signs["item"].isin(rows["item"])]
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
        .encode(x=x, y=y, tooltip=theme.tooltip(item="診療行為", text=own.column(value).title))
    )
    # apart from the signs, so that a word cannot be taken for that of another area
    numbers = base.mark_text(align="right", fontSize=12).encode(
        x=alt.value("width"), y=y, text="text:N"
    )
    layers = [bars]
    if beside:
        domain = list(beside)
        layers.append(
            alt.Chart(known)
            .mark_point(filled=True, size=70, opacity=1, stroke="white", strokeWidth=0.8)
            .encode(
                x=x,
                y=y,
                shape=alt.Shape(
                    "area:N",
                    scale=alt.Scale(domain=domain, range=list(_SIGNS[: len(domain)])),
                    legend=alt.Legend(**_LEGEND),
                ),
                color=alt.Color(
                    "area:N",
                    scale=alt.Scale(domain=domain, range=list(_SIGN_COLOURS[: len(domain)])),
                    legend=alt.Legend(**_LEGEND),
                ),
                tooltip=theme.tooltip(area="地域", item="診療行為", text="値"),
            )
        )
    words = f"{name}の診療行為ごとの{own.column(value).label}の横棒グラフ（{len(rows)}項目）。"
    return theme.finish(alt.layer(*layers, numbers).properties(height=24 * len(rows) + 100), words)


def needs(own: Answer, name: str, beside: Mapping[str, Answer]) -> Any:
    """Shares of 要介護度 (patients/composition) to 100 %, a row for each area.

    An area with a hidden part has the word instead: its shares are not shown.
    """
    palette = PALETTES["care_level"]
    parts, absent, names = [], [], [name, *beside]
    for area, answer in ((name, own), *beside.items()):
        position = answer.names.index("share_pct")
        states = {state[position] for state in answer.states}
        if states != {ACTUAL}:
            state = next((s for s in states if s != ACTUAL), "欠測")
            absent.append({"area": area, "word": f"構成比は{theme.STATE_WORDS[state]}"})
            continue
        start = 0.0
        for category, share in zip(
            answer.frame["category"], answer.frame["share_pct"], strict=True
        ):
            parts.append(
                {
                    "area": area,
                    "category": category,
                    "start": start,
                    "end": start + share,
                    "middle": start + share / 2,
                    "text": f"{theme.number(share, 1)} %",
                    "label": theme.number(share, 1) if share >= LABELLED_FROM else "",
                    "ink": readable_on(palette.get(category, theme.SUBTLE)),
                }
            )
            start += share
    y = alt.Y(
        "area:N",
        scale=alt.Scale(domain=names),
        title=None,
        axis=alt.Axis(ticks=False, domain=False, labelLimit=140),
    )
    shares = alt.Chart(pd.DataFrame(parts, columns=list(_PART)))
    x = alt.X("start:Q", title="構成比（%）", scale=alt.Scale(domain=[0, 100], nice=False))
    tip = theme.tooltip(area="地域", category="要介護度", text="構成比")
    layers = [
        shares.mark_bar(stroke="white", strokeWidth=0.7).encode(
            y=y,
            x=x,
            x2="end:Q",
            color=alt.Color(
                "category:N",
                scale=alt.Scale(domain=list(palette), range=list(palette.values())),
                legend=alt.Legend(title=None, orient="top", columns=4, symbolType="square"),
            ),
            tooltip=tip,
        ),
        shares.mark_text(fontSize=11).encode(
            y=y, x="middle:Q", text="label:N", color=alt.Color("ink:N", scale=None), tooltip=tip
        ),
    ]
    if absent:
        layers.append(
            alt.Chart(pd.DataFrame(absent))
            .mark_text(align="left", dx=4, color=theme.SUBTLE)
            .encode(y=y, x=alt.value(0), text="word:N")
        )
    chart = (
        alt.layer(*layers)
        .resolve_scale(color="independent")
        .properties(height=32 * len(names) + 110)
    )
    return theme.finish(chart, f"{'・'.join(names)}の要介護度の構成比の帯グラフ。")


_PART = ("area", "category", "start", "end", "middle", "text", "label", "ink")


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
            scale=alt.Scale(domain=list(AGES.values()), range=list(_AGE_COLOURS)),
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
