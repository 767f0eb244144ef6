"""Answers of 将来需要 → lines per area, the Ministry's beside ours, how many grow by how much."""

from __future__ import annotations

from collections import Counter
from typing import Any

import altair as alt
import pandas as pd

from zaitaku.ask.answer import Answer
from zaitaku.exhibits.charts import theme
from zaitaku.ground.states import ACTUAL
from zaitaku.planning.projection import CHANGE_CLASSES, SIZE_GROUPS, change_class, size_group

HEIGHT = 380
_OTHERS = "#b9c6d3"
_OWN, _OFFICIAL = theme.HIGHLIGHT, theme.REFERENCE


def lines(answer: Answer, value: str, code: str, base_year: int | None = None) -> Any:
    """One line per area over the years of the projection; ``code`` dark and labelled, its peak
    marked. An index has its level of 100 as a line; amounts start at zero."""
    column = answer.column(value)
    unit = _unit(answer, column.unit)
    records = _shown(answer, value)
    frame = pd.DataFrame(
        [
            {
                "code": record["area_code"],
                "name": record["area_name"],
                "year": record["year"],
                "value": float(record[value]),
                "text": f"{record[value]:,.1f} {unit}",
                "when": f"{record['year']}年",
                "own": record["area_code"] == code,
            }
            for record in records
        ],
        columns=["code", "name", "year", "value", "text", "when", "own"],
    )
    years = sorted(set(frame["year"]))
    is_index = unit == "%"
    low = min(100.0, float(frame["value"].min())) - 5 if is_index and len(frame) else 0.0
    high = float(frame["value"].max()) * 1.06 if len(frame) else 1.0
    x = alt.X("year:Q", scale=alt.Scale(domain=[years[0], years[-1] + 2.5] if years else [0, 1],
                                        nice=False),
              axis=_axis(years))  # fmt: skip
    y = alt.Y("value:Q", scale=alt.Scale(domain=[low, high], nice=False),
              axis=alt.Axis(title=f"{column.label}（{unit}）", tickCount=6))  # fmt: skip
    base = alt.Chart(frame)
    tip = theme.tooltip(name="地域", when="年", text=column.label)
    layers = [
        base.transform_filter("!datum.own").mark_line(strokeWidth=1.2, color=_OTHERS).encode(
            x=x, y=y, detail="code:N"
        ),
        base.transform_filter("!datum.own").mark_point(size=50, opacity=0).encode(
            x=x, y=y, tooltip=tip
        ),
        base.transform_filter("datum.own")
        .mark_line(strokeWidth=3.5, color=theme.HIGHLIGHT)
        .encode(x=x, y=y),
        base.transform_filter("datum.own")
        .mark_point(filled=True, size=30, opacity=1, color=theme.HIGHLIGHT)
        .encode(x=x, y=y, tooltip=tip),
    ]  # fmt: skip
    if is_index:
        hundred = alt.Chart(pd.DataFrame({"value": [100.0]}))
        layers.insert(0, hundred.mark_rule(color="#6b7480", strokeDash=[4, 3]).encode(y=y))
    own = frame[frame["own"]]
    if len(own):
        peak = own.loc[[own["value"].idxmax()]].assign(
            label=lambda f: "最も多い年 " + f["when"] + "　" + f["text"]
        )
        layers.append(_label(peak, x, y, "label", dy=-14))
        layers.append(_label(own.tail(1), x, y, "name", dx=8, align="left"))
    described = "、".join(f"{row.when} {row.text}" for row in own.itertuples())
    return theme.finish(
        alt.layer(*layers).properties(height=HEIGHT),
        f"{column.label}の折れ線グラフ、{frame['code'].nunique()}地域。"
        f"濃い線は注目する地域: {described}",
    )


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


def _axis(years: list[int]) -> alt.Axis:
    return alt.Axis(
        title=None, values=years, grid=False, labelExpr="format(datum.value, 'd') + '年'"
    )


def _unit(answer: Answer, declared: str) -> str:
    """件/月 or 人/月, as the table of rates says; any other unit as declared."""
    if declared != "件/月" or "unit" not in answer.names or not len(answer):
        return declared
    written = str(answer.rows[0][answer.names.index("unit")])
    return "人/月" if written.startswith("患者") else "件/月"


def _shown(answer: Answer, value: str) -> list[dict[str, Any]]:
    place = answer.names.index(value)
    return [
        dict(zip(answer.names, row, strict=True))
        for row, states in zip(answer.rows, answer.states, strict=True)
        if states[place] == ACTUAL
    ]


def beside_official(answer: Answer, own_label: str) -> Any:
    """Our index and the Ministry's for one 構想区域, both 100 in the same year."""
    rows = []
    for record in _shown(answer, "own_index_pct"):
        for series, name in ((own_label, "own_index_pct"), ("国の推計", "official_index_pct")):
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
            for series in (own_label, "国の推計")
        ]
    frame = pd.DataFrame(rows, columns=["series", "year", "value", "text", "when"])
    domain = [own_label, "国の推計"]
    # the dashed line on top: where both are equal, both are seen
    frame = frame.sort_values("year").sort_values(
        "series", key=lambda names: names.map(domain.index), kind="stable"
    )
    years = sorted(set(frame["year"]))
    low = min(100.0, float(frame["value"].min())) - 5 if rows else 0.0
    high = float(frame["value"].max()) + 5 if rows else 1.0
    colours = alt.Scale(domain=domain, range=[_OWN, _OFFICIAL])
    encoded = alt.Chart(frame).encode(
        x=alt.X("year:Q", axis=_axis(years), scale=alt.Scale(nice=False)),
        y=alt.Y("value:Q", scale=alt.Scale(domain=[low, high], nice=False),
                axis=alt.Axis(title=f"{base}年度 = 100 とした指数", tickCount=6)),
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


def changes(answer: Answer, base: int, horizon: int) -> Any:
    """How many municipalities fall into each class of change, one panel per size (population)."""
    counted, hidden = count_changes(answer, base, horizon)
    rows = [
        {"size": size, "change": change, "count": counted[size, change],
         "text": f"{counted[size, change]}" if counted[size, change] else "",
         "told": f"{counted[size, change]} 市町村"}
        for size in SIZE_GROUPS
        for change in CHANGE_CLASSES
    ]  # fmt: skip
    frame = pd.DataFrame(rows)
    top = max(max(frame["count"]), 1)
    panels = []
    present = [
        size for size in SIZE_GROUPS if sum(counted[size, change] for change in CHANGE_CLASSES)
    ]
    for index, size in enumerate(present or SIZE_GROUPS[:1]):
        data = alt.Chart(frame[frame["size"] == size])
        total = sum(counted[size, change] for change in CHANGE_CLASSES)
        y = alt.Y("count:Q", scale=alt.Scale(domain=[0, top * 1.15], nice=False),
                  axis=alt.Axis(title="市町村の数" if index == 0 else None, tickMinStep=1,
                                labels=index == 0))  # fmt: skip
        x = alt.X("change:N", sort=list(CHANGE_CLASSES), axis=alt.Axis(title=None, labelAngle=-40))
        bars = data.mark_bar().encode(
            x=x, y=y,
            color=alt.condition(
                f"datum.change === '{CHANGE_CLASSES[0]}'",
                alt.value(theme.SAME), alt.value(theme.PLAIN),
            ),
            tooltip=theme.tooltip(size="人口規模", change="変化", told="市町村の数"),
        )  # fmt: skip
        words = data.mark_text(dy=-8).encode(x=x, y=y, text="text:N")
        panels.append(
            alt.layer(bars, words).properties(
                width=258, height=220, title=f"{size}（{total} 市町村）"
            )
        )
    described = "、".join(f"{r['size']} {r['change']} {r['count']}" for r in rows if r["count"])
    note = f"ほかに値を示せない市町村が {hidden}。" if hidden else ""
    return theme.finish(
        alt.hconcat(*panels, spacing=20),
        f"{base}年から{horizon}年の変化の階級ごとの市町村数。{described}。{note}",
    )


def count_changes(answer: Answer, base: int, horizon: int) -> tuple[Counter[tuple[str, str]], int]:
    """(size, class) → number of areas, and how many have no figure to class."""
    found: dict[str, dict[int, dict[str, Any]]] = {}
    for record in _shown(answer, "demand"):
        found.setdefault(record["area_code"], {})[record["year"]] = record
    counted: Counter[tuple[str, str]] = Counter()
    for years in found.values():
        first, last = years.get(base), years.get(horizon)
        if first and last and first["demand"] and first["population"]:
            growth = last["demand"] / first["demand"]
            counted[size_group(first["population"]), change_class(growth)] += 1
    places = answer.names.index("area_code")
    return counted, len({row[places] for row in answer.rows}) - sum(counted.values())
