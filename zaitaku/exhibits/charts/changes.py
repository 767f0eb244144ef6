"""How many municipalities, small and large, grow or shrink by how much: to come (将来需要), or
between two years (change/distribution)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from zaitaku.ask.answer import Answer
from zaitaku.comparing.changes import CLASSES, SHRUNK
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
    said = f"{base}年から{horizon}年の変化の階級ごとの市町村数"
    return _histogram(counted, CHANGE_CLASSES, CHANGE_CLASSES[:1], said, hidden)


def distribution(answer: Answer, *, title: str) -> Any:
    """The same of what has changed; ``answer``: change/distribution."""
    return _histogram(_counted(answer), CLASSES, SHRUNK, title, 0)


def _counted(answer: Answer) -> Counter[tuple[str, str]]:
    return Counter({(r["size"], r["change_class"]): int(r["areas"]) for r in answer.records})


def _histogram(
    counted: Mapping[tuple[str, str], int],
    classes: Sequence[str],
    grey: Sequence[str],
    title: str,
    hidden: int,
) -> Any:
    """``grey``: the classes that shrink."""
    rows = [
        {"size": size, "change": change, "count": counted[size, change],
         "text": f"{counted[size, change]}" if counted[size, change] else "",
         "told": f"{counted[size, change]} 市町村"}
        for size in SIZE_GROUPS
        for change in classes
    ]  # fmt: skip
    frame = pd.DataFrame(rows)
    top = max(max(frame["count"]), 1)
    present = [size for size in SIZE_GROUPS if any(counted[size, change] for change in classes)]
    sizes = present or list(SIZE_GROUPS[:1])
    y = alt.Y("count:Q", scale=alt.Scale(domain=[0, top * 1.15], nice=False),
              axis=alt.Axis(title=COUNT, tickMinStep=1, grid=False, **theme.UPRIGHT))  # fmt: skip
    panels: list[Any] = []
    for span, size in zip(layout.spans(len(sizes)), sizes, strict=True):
        total = sum(counted[size, change] for change in classes)
        panels.append(_panel(frame[frame["size"] == size], span, y, classes, grey))
        named = f"{size}（{total} 市町村）"
        panels.append(layout.title(span, named, 22, short=f"{size}（{total}）"))
    described = "、".join(f"{r['size']} {r['change']} {r['count']}" for r in rows if r["count"])
    note = f"ほかに値を示せない市町村が {hidden}。" if hidden else ""
    return theme.finish(
        layout.beside(panels).properties(height=HEIGHT), f"{title}。{described}。{note}"
    )


def _panel(
    rows: pd.DataFrame, span: Span, y: alt.Y, classes: Sequence[str], grey: Sequence[str]
) -> Any:
    x = alt.X(
        "change:N",
        sort=list(classes),
        scale=alt.Scale(domain=list(classes), range=span.range(), padding=0.1),
        axis=layout.bottom(title=None, labelAngle=-40),
    )
    data = alt.Chart(rows)
    bars = data.mark_bar().encode(
        x=x,
        y=y,
        color=alt.condition(
            f"indexof({json.dumps(list(grey), ensure_ascii=False)}, datum.change) >= 0",
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
    return _columns(counted, CHANGE_CLASSES)


@form_of(distribution)
def _distribution_in_office(answer: Answer, *, title: str) -> Charts:
    return _columns(_counted(answer), CLASSES)


def _columns(counted: Mapping[tuple[str, str], int], classes: Sequence[str]) -> Charts:
    series = tuple(
        Series(size, tuple(float(counted[size, change]) for change in classes), colour)
        for size, colour in zip(SIZE_GROUPS, _SIZES, strict=True)
        if any(counted[size, change] for change in classes)
    )
    if not series:
        return ()
    return (OfficeChart("column", tuple(classes), series, FORMATS[0], value_title=COUNT),)
