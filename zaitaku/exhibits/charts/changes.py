"""Answer of 将来需要 → how many municipalities, small and large, grow or shrink by how much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from zaitaku.ask.answer import Answer
from zaitaku.exhibits.charts import layout, theme
from zaitaku.exhibits.charts.layout import Span
from zaitaku.exhibits.office import FORMATS, Charts, OfficeChart, Series, form_of, shown
from zaitaku.planning.projection import CHANGE_CLASSES, SIZE_GROUPS, change_class, size_group

_SIZES = (theme.PLAIN, theme.HIGHLIGHT, theme.REFERENCE)  # where one chart has them all
COUNT = "市町村の数"
HEIGHT = 300


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
    present = [
        size for size in SIZE_GROUPS if sum(counted[size, change] for change in CHANGE_CLASSES)
    ]
    sizes = present or list(SIZE_GROUPS[:1])
    y = alt.Y("count:Q", scale=alt.Scale(domain=[0, top * 1.15], nice=False),
              axis=alt.Axis(title=COUNT, tickMinStep=1, grid=False, **theme.UPRIGHT))  # fmt: skip
    panels: list[Any] = []
    for span, size in zip(layout.spans(len(sizes)), sizes, strict=True):
        total = sum(counted[size, change] for change in CHANGE_CLASSES)
        panels.append(_panel(frame[frame["size"] == size], span, y))
        named = f"{size}（{total} 市町村）"
        panels.append(layout.title(span, named, 22, short=f"{size}（{total}）"))
    described = "、".join(f"{r['size']} {r['change']} {r['count']}" for r in rows if r["count"])
    note = f"ほかに値を示せない市町村が {hidden}。" if hidden else ""
    return theme.finish(
        layout.beside(panels).properties(height=HEIGHT),
        f"{base}年から{horizon}年の変化の階級ごとの市町村数。{described}。{note}",
    )


def _panel(rows: pd.DataFrame, span: Span, y: alt.Y) -> Any:
    x = alt.X(
        "change:N",
        sort=list(CHANGE_CLASSES),
        scale=alt.Scale(domain=list(CHANGE_CLASSES), range=span.range(), padding=0.1),
        axis=layout.bottom(title=None, labelAngle=-40),
    )
    data = alt.Chart(rows)
    bars = data.mark_bar().encode(
        x=x,
        y=y,
        color=alt.condition(
            f"datum.change === '{CHANGE_CLASSES[0]}'",
            alt.value(theme.SAME),
            alt.value(theme.PLAIN),
        ),
        tooltip=theme.tooltip(size="人口規模", change="変化", told=COUNT),
    )
    return alt.layer(bars, data.mark_text(dy=-8).encode(x=x, y=y, text="text:N"))


def count_changes(answer: Answer, base: int, horizon: int) -> tuple[Counter[tuple[str, str]], int]:
    """(size, class) → number of areas, and how many have no figure to class."""
    found: dict[str, dict[int, Mapping[str, Any]]] = {}
    for record in shown(answer, "demand"):
        found.setdefault(record["area_code"], {})[record["year"]] = record
    counted: Counter[tuple[str, str]] = Counter()
    for years in found.values():
        first, last = years.get(base), years.get(horizon)
        if first and last and first["demand"] and first["population"]:
            growth = last["demand"] / first["demand"]
            counted[size_group(first["population"]), change_class(growth)] += 1
    places = answer.names.index("area_code")
    return counted, len({row[places] for row in answer.rows}) - sum(counted.values())


@form_of(changes)
def _in_office(answer: Answer, base: int, horizon: int) -> Charts:
    counted, _ = count_changes(answer, base, horizon)
    series = tuple(
        Series(size, tuple(float(counted[size, change]) for change in CHANGE_CLASSES), colour)
        for size, colour in zip(SIZE_GROUPS, _SIZES, strict=True)
        if any(counted[size, change] for change in CHANGE_CLASSES)
    )
    if not series:
        return ()
    return (OfficeChart("column", tuple(CHANGE_CLASSES), series, FORMATS[0], value_title=COUNT),)
