"""要介護度 of the patients of one area, its 圏域 and its prefecture: a chart of a 市町村カルテ.

An area with a hidden part has the word instead: its shares are not shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import altair as alt
import pandas as pd

from zaitaku.ask.answer import Answer
from zaitaku.exhibits.charts import theme
from zaitaku.exhibits.office import Charts, OfficeChart, Series, form_of, in_order, said
from zaitaku.ground.states import ACTUAL, MISSING

_PART = ("area", "category", "start", "end", "middle", "text", "label", "ink")


def needs(own: Answer, name: str, beside: Mapping[str, Answer]) -> Any:
    """Shares of patients/composition to 100 %, a row for each area."""
    areas = {name: own, **beside}
    words = {area: word for area, answer in areas.items() if (word := _word(answer))}
    parts = [
        part for area, answer in areas.items() if area not in words for part in _parts(area, answer)
    ]
    y = alt.Y(
        "area:N",
        scale=alt.Scale(domain=list(areas)),
        title=None,
        axis=alt.Axis(ticks=False, domain=False, labelLimit=140),
    )
    layers = _stack(pd.DataFrame(parts, columns=list(_PART)), y)
    if words:
        absent = pd.DataFrame([{"area": area, "word": word} for area, word in words.items()])
        layers.append(
            alt.Chart(absent)
            .mark_text(align="left", dx=4, color=theme.SUBTLE)
            .encode(y=y, x=alt.value(0), text="word:N")
        )
    chart = (
        alt.layer(*layers)
        .resolve_scale(color="independent")
        .properties(height=32 * len(areas) + 110)
    )
    described = f"{'・'.join(areas)}の要介護度の構成比の帯グラフ。"
    return theme.finish(chart, described, theme.SHORT_WORDS)


def _state(answer: Answer) -> str:
    """実数 where every share is shown, else the state that stands for all."""
    place = answer.names.index("share_pct")
    return next((states[place] for states in answer.states if states[place] != ACTUAL), ACTUAL)


def _word(answer: Answer) -> str:
    """What stands in place of the shares; '' where they are shown."""
    state = MISSING if not answer.states else _state(answer)
    return "" if state == ACTUAL else f"構成比は{theme.STATE_WORDS[state]}"


def _parts(area: str, answer: Answer) -> Iterator[dict[str, Any]]:
    start = 0.0
    shares = zip(answer.frame["category"], answer.frame["share_pct"], strict=True)
    for category, share in shares:
        yield {
            "area": area,
            "category": category,
            "start": start,
            "end": start + share,
            "middle": start + share / 2,
            "text": f"{theme.number(share, 1)} %",
            "label": theme.number(share, 1) if share >= theme.LABELLED_FROM else "",
            "ink": theme.readable_on(theme.CARE_LEVEL.get(category, theme.SUBTLE)),
        }
        start += share


def _stack(parts: pd.DataFrame, y: alt.Y) -> list[Any]:
    shares, palette = alt.Chart(parts), theme.CARE_LEVEL
    x = alt.X("start:Q", title="構成比（%）", scale=alt.Scale(domain=[0, 100], nice=False))
    tip = theme.tooltip(area="地域", category="要介護度", text="構成比")
    colour = alt.Color(
        "category:N",
        scale=alt.Scale(domain=list(palette), range=list(palette.values())),
        legend=alt.Legend(title=None, orient="top", columns=4, symbolType="square"),
    )
    return [
        shares.mark_bar(stroke="white", strokeWidth=0.7).encode(
            y=y, x=x, x2="end:Q", color=colour, tooltip=tip
        ),
        shares.mark_text(fontSize=11).encode(
            y=y, x="middle:Q", text="label:N", color=alt.Color("ink:N", scale=None), tooltip=tip
        ),
    ]


@form_of(needs)
def _in_office(own: Answer, name: str, beside: Mapping[str, Answer]) -> Charts:
    """Shares of 要介護度 to 100 %; an area with a hidden part has the word beside its name."""
    palette = theme.CARE_LEVEL
    states = {area: _state(answer) for area, answer in {name: own, **beside}.items()}
    shares = [
        in_order(answer, "category", "share_pct", list(palette))
        if states[area] == ACTUAL
        else (None,) * len(palette)
        for area, answer in {name: own, **beside}.items()
    ]
    series = tuple(
        Series(level, tuple(row[at] for row in shares), colour)
        for at, (level, colour) in enumerate(palette.items())
    )
    names = tuple(said(area, state) for area, state in states.items())
    return (OfficeChart("stacked100", names, series),)
