"""Targets drawn: how far each has come on its way.

Takes ``Judged`` rows. States are words beside the bars, never colours: 達成 is not green.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from zaitaku.derived.measuring_targets import Judged, latest_words
from zaitaku.exhibits.charts import layout, theme
from zaitaku.exhibits.office import FORMATS, Charts, OfficeChart, Series, form_of

ROW_HEIGHT, _AROUND = 56, 64  # px of a row, of the axis with its title
AREA_HEIGHT = 40  # px of a row of one line
TITLE = "基準値から目標までの道のり（%）"
DUE = "均等に進んだ場合のいま"
_LEAST, _MOST = -40, 160  # per cent of the way that are drawn; beyond, the words tell
_BRIEF = 20  # letters of a name on a slide; its table has all of it
_LEAST_WIDTH = 720  # px: a narrower screen lets it scroll, its names are long
_ROOMY, _SHORT = 560, 80  # px of a plot that has room for all words, of a judgement alone


def progress(found: Sequence[Judged], *, by_area: bool = False) -> Any:
    """One bar per target: the share of the way that is behind us; a tick where it should be.

    A target without a number of the way (words, no figures) has its judgement written only.
    ``by_area``: of one indicator, so that a row is called by its area.
    """
    records = [_progress_row(one, number, by_area) for number, one in enumerate(found)]
    rows = pd.DataFrame(records)
    least = min(0.0, rows["end"].min() if rows["end"].notna().any() else 0.0)
    y = _named(records)
    room = max((layout.px(record["words"], 13) for record in records), default=0) + 16
    x = alt.X(
        "end:Q",
        scale=alt.Scale(
            domain=[least * 1.1, _MOST],
            nice=False,
            range=layout.Span().range(f"width > {_ROOMY} ? {room} : {_SHORT}"),
        ),
        axis=alt.Axis(
            title=[TITLE, f"破線: 目標　橙: {DUE}"],
            values=[-40, 0, 50, 100, 150],
            grid=True,
        ),
    )
    base = alt.Chart(rows)
    shown = base.transform_filter("isValid(datum.end)")
    tips = theme.tooltip(label_text="目標", words="いまの値", state="判定", due_text="均等なら")
    bars = shown.mark_bar(height=16).encode(
        y=y, x=x, x2=alt.datum(0), color=alt.value(theme.PLAIN), tooltip=tips
    )
    due = (
        base.transform_filter("isValid(datum.due)")
        .mark_tick(color=theme.REFERENCE, thickness=3, size=24)
        .encode(y=y, x=alt.X("due:Q"), tooltip=tips)
    )
    goal = (
        alt.Chart(pd.DataFrame({"x": [100]}))
        .mark_rule(color=theme.TEXT, strokeDash=[3, 3])
        .encode(x="x:Q")
    )
    # in a column of their own: no line crosses them
    words = base.mark_text(
        align="left",
        dx=4,
        text={"expr": f"width > {_ROOMY} ? datum.words : datum.state"},
    ).encode(y=y, x=alt.datum(_MOST))
    return theme.finish(
        alt.layer(goal, bars, due, words).properties(
            height=layout.height(len(records), _AROUND, AREA_HEIGHT if by_area else ROW_HEIGHT)
        ),
        f"目標の進みぐあい。横棒グラフ、{len(rows)}件。縦の破線が目標（100%）、"
        "短い線が均等に進んだ場合のいまの位置。",
        _LEAST_WIDTH,
    )


def _named(records: Sequence[Mapping[str, Any]]) -> alt.Y:
    """A row a target, under its name."""
    order = [record["key"] for record in records]
    names = {record["key"]: record["label"] for record in records}
    return alt.Y(
        "key:N",
        sort=order,
        scale=alt.Scale(domain=order),
        axis=alt.Axis(
            title=None,
            ticks=False,
            domain=False,
            labelLimit=340,
            labelExpr=f"({json.dumps(names, ensure_ascii=False)})[datum.value]",
            labelLineHeight=16,
        ),
    )


def _progress_row(one: Judged, number: int, by_area: bool) -> dict[str, Any]:
    found, target = one.judgement, one.target
    pct = found.progress_pct
    end = None if pct is None else min(max(pct, _LEAST), _MOST)
    due = None
    if pct is not None and found.latest is not None:
        passed = (found.latest.year - target.baseline_year) / (
            target.target_year - target.baseline_year
        )
        due = min(100.0, passed * 100)
    share = "" if pct is None else f"{theme.number(pct, 0)} %　"
    return {
        "key": str(number),
        "label": _label(_called(one, by_area), f"{target.target_year}年度まで"),
        "label_text": f"{one.area}　{one.name}" if by_area else one.name,
        "end": end,
        "due": due,
        "due_text": "" if due is None else f"{theme.number(due, 0)} %",
        "state": found.state,
        "words": f"{share}{found.state}　{latest_words(one)}",
    }


def _called(one: Judged, by_area: bool) -> str:
    return one.area if by_area else one.label


def _label(name: str, until: str, most: int = 24) -> list[str]:
    """The name and its year, on as few lines as they need."""
    *before, last = _lines(name)
    together = f"{last}　{until}"
    return [*before, together] if len(together) <= most else [*before, last, until]


def _lines(text: str, most: int = 22) -> list[str]:
    """One line or two; what does not fit two is cut."""
    first, rest = text[:most], text[most:]
    if not rest:
        return [first]
    return [first, rest if len(rest) <= most else rest[: most - 1] + "…"]


def _brief(one: Judged, by_area: bool) -> str:
    return one.name if len(one.name) <= _BRIEF and not by_area else _called(one, by_area)


@form_of(progress)
def _in_office(found: Sequence[Judged], *, by_area: bool = False) -> Charts:
    """How much of the way is behind each target, and how much should be by now; one without a
    number has its state only."""
    rows = [_progress_row(one, number, by_area) for number, one in enumerate(found)]
    names = tuple(
        f"{_lines(_brief(one, by_area), _BRIEF)[0]}"
        f"（{one.target.target_year}）　{one.judgement.state}"
        for one in found
    )
    series = (
        Series(TITLE, tuple(one.judgement.progress_pct for one in found), theme.PLAIN),
        Series(DUE, tuple(row["due"] for row in rows), theme.REFERENCE),
    )
    return (
        OfficeChart(
            "bar",
            names,
            series,
            FORMATS[0],
            value_title=f"{TITLE}　破線（100 %）が目標",
            maximum=_MOST,
            goal=100.0,
        ),
    )
