"""The logic model of a function: S → P → O, each indicator with its figure.

An arrow between two indicators stands only where the list names one act on both sides. That the
columns follow one another is the list's own order; it proves no effect.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from zaitaku.ask.answer import Answer
from zaitaku.exhibits.charts import layout, theme
from zaitaku.exhibits.office import Words, table_of
from zaitaku.ground.states import ACTUAL

HEADS = {"S": "ストラクチャー（体制）", "P": "プロセス（受けた人）", "O": "アウトカム（成果）"}
NONE_GIVEN = "指標例はなく、県が独自に置きます"
_WIDE, _STEP = 0.28, 0.36  # shares of the width: a box, and from one column to the next
_TOP, _TWO_LINES, _THREE_LINES, _MOST = 30, 36, 50, 56  # px: the heads, rows, the highest row
_FITTING = (
    f"width * {_WIDE} < datum.least ? '' : width * {_WIDE} < datum.need ? datum.short : datum.value"
)
_LEAST_WIDTH = 720  # px: below it the figure scrolls
_EDGE = 0.005  # share of the width: the strip that has the colour of the judgement
JUDGED = {"高い": theme.HIGHER, "同程度": theme.SAME, "低い": theme.LOWER}
_PAPER = {True: "#eaf2fa", False: "#f1f3f5"}


@dataclass(frozen=True)
class Node:
    """An indicator with its words: the figure, per head beside the reference, its rank, and
    whether it is high (``judgement``, '' where nobody can say)."""

    code: str
    spo: str
    name: str
    value: str
    beside: str
    rank: str
    is_known: bool
    judgement: str = ""


Arrow = tuple[str, str]


def logic(answer: Answer, nodes: Sequence[Node], arrows: Sequence[Arrow], *, title: str) -> Any:
    """``answer``: what the words of ``nodes`` were taken from; ``arrows``: pairs of their codes."""
    placed = arranged(nodes, arrows)
    rows = max(len(column) for column in placed.values())
    size = max(min(_MOST, (layout.HEIGHT - _TOP) / max(rows, 1)), 24)
    high = round(_TOP + rows * size)
    x: dict[str, Any] = {"scale": alt.Scale(domain=[0, 2 * _STEP + _WIDE], nice=False, zero=True)}
    y: dict[str, Any] = {"scale": alt.Scale(domain=[high, 0], nice=False, zero=False)}
    base = alt.Chart(_boxes(placed, size))
    left = alt.X("left:Q", axis=None, **x)
    tooltip = theme.tooltip(name="指標", told="値", against="比べる相手")
    shapes = base.mark_rect(cornerRadius=3, stroke="#b8c1cb").encode(
        x=left, x2="right:Q", y=alt.Y("top:Q", axis=None, **y), y2="bottom:Q",
        color=alt.Color("paper:N", scale=None), tooltip=tooltip,
    )  # fmt: skip
    edges = base.mark_rect().encode(
        x=left, x2="edge:Q", y=alt.Y("top:Q", axis=None, **y), y2="bottom:Q",
        color=alt.Color("tone:N", scale=None), tooltip=tooltip,
    )  # fmt: skip
    ink = alt.Color("ink:N", scale=None)
    name_at = alt.Y("top:Q", axis=None, **y)
    names = base.mark_text(
        align="left", baseline="top", dx=10, dy=4, fontSize=12, fontWeight="bold"
    ).encode(x=left, y=name_at, text="name:N", color=ink)
    small: dict[str, Any] = {"baseline": "top", "fontSize": 11}
    if size < _TWO_LINES:
        figures = [
            base.mark_text(
                align="right",
                dx=-6,
                dy=4,
                **small,
                # the strip has the colour of the judgement where its word has no room
                text={"expr": _FITTING},
            ).encode(x=alt.X("right:Q", axis=None, **x), y=name_at, color=ink)
        ]
    else:
        lines = ("told", "beside")[: 2 if size >= _THREE_LINES else 1]
        figures = [
            base.mark_text(align="left", dx=10, dy=20 + 14 * at, **small).encode(
                x=left, y=name_at, text=f"{line}:N", color=ink
            )
            for at, line in enumerate(lines)
        ]
    words = (
        f"{title}。体制の指標{len(placed['S'])}、受けた人の指標{len(placed['P'])}、"
        f"成果の指標{len(placed['O'])}を左から右に並べ、同じ行為の指標を矢印で結ぶ。"
    )
    layers = [*_arrows(placed, arrows, size, x, y), shapes, edges, names, *figures]
    layers += [*_heads(x, y), *_none(placed, size, x, y)]
    return theme.finish(alt.layer(*layers).properties(height=high), words, _LEAST_WIDTH)


def _boxes(placed: dict[str, list[Node]], size: float) -> pd.DataFrame:
    """Where each box lies and what stands in it."""
    return pd.DataFrame(
        {
            "name": node.name,
            "value": "　".join(filter(None, (node.value, node.judgement))),
            "short": node.value,
            "least": layout.px(node.name) + layout.px(node.value, 11) + 20,
            "need": layout.px(node.name) + layout.px(f"{node.value}　{node.judgement}", 11) + 24,
            "told": "　".join(filter(None, (node.value, node.judgement, node.rank))),
            "edge": at * _STEP + _EDGE,
            "tone": JUDGED.get(node.judgement, _PAPER[node.is_known]),
            "beside": node.beside,
            "against": node.beside or "―",
            "left": at * _STEP,
            "right": at * _STEP + _WIDE,
            "top": _TOP + row * size + 2,
            "bottom": _TOP + (row + 1) * size - 2,
            "paper": _PAPER[node.is_known],
            "ink": theme.TEXT if node.is_known else theme.SUBTLE,
        }
        for at, column in enumerate(placed.values())
        for row, node in enumerate(column)
    )


def arranged(nodes: Sequence[Node], arrows: Sequence[Arrow]) -> dict[str, list[Node]]:
    """The columns, what an arrow leads to beside where it comes from."""
    columns = {spo: [node for node in nodes if node.spo == spo] for spo in HEADS}
    place = {node.code: at for at, node in enumerate(columns["S"])}
    whence = {end: place[start] for start, end in arrows if start in place}
    columns["P"].sort(key=lambda node: whence.get(node.code, len(place)))
    return columns


def _arrows(
    placed: dict[str, list[Node]], arrows: Sequence[Arrow], size: float, x: Any, y: Any
) -> list[Any]:
    row = {node.code: at for column in placed.values() for at, node in enumerate(column)}
    found = pd.DataFrame(
        {
            "start": _WIDE,
            "end": _STEP - 0.006,
            "from": _TOP + (row[start] + 0.5) * size,
            "to": _TOP + (row[end] + 0.5) * size,
        }
        for start, end in arrows
        if start in row and end in row
    )
    if found.empty:
        return []
    base = alt.Chart(found)
    rules = base.mark_rule(color=theme.SUBTLE, strokeWidth=1.5).encode(
        x=alt.X("start:Q", axis=None, **x), x2="end:Q",
        y=alt.Y("from:Q", axis=None, **y), y2="to:Q",
    )  # fmt: skip
    heads = base.mark_point(
        shape="triangle-right", filled=True, size=60, color=theme.SUBTLE, opacity=1
    ).encode(x=alt.X("end:Q", axis=None, **x), y=alt.Y("to:Q", axis=None, **y))
    return [rules, heads]


def _heads(x: Any, y: Any) -> list[Any]:
    data = pd.DataFrame(
        {"at": place * _STEP, "head": head, "arrow": "" if place == 2 else "→", "y": 4,
         "between": place * _STEP + (_WIDE + _STEP) / 2}
        for place, head in enumerate(HEADS.values())
    )  # fmt: skip
    base = alt.Chart(data).encode(y=alt.Y("y:Q", axis=None, **y))
    text: dict[str, Any] = {"baseline": "top", "fontWeight": "bold"}
    return [
        base.mark_text(align="left", fontSize=14, **text).encode(
            x=alt.X("at:Q", axis=None, **x), text="head:N"
        ),
        base.mark_text(align="center", fontSize=16, dy=-2, **text).encode(
            x=alt.X("between:Q", axis=None, **x), text="arrow:N"
        ),
    ]


def _none(placed: dict[str, list[Node]], size: float, x: Any, y: Any) -> list[Any]:
    """What an empty column says."""
    empty = [at for at, column in enumerate(placed.values()) if not column]
    if not empty:
        return []
    data = pd.DataFrame({"at": at * _STEP, "y": _TOP + 6, "words": NONE_GIVEN} for at in empty)
    return [
        alt.Chart(data)
        .mark_text(align="left", baseline="top", fontSize=12, color=theme.SUBTLE)
        .encode(x=alt.X("at:Q", axis=None, **x), y=alt.Y("y:Q", axis=None, **y), text="words:N")
    ]


def is_told(state: str) -> bool:
    """Whether an indicator has a number that may be seen."""
    return state == ACTUAL


@table_of(logic)
def _table(answer: Answer, nodes: Sequence[Node], arrows: Sequence[Arrow], *, title: str) -> Words:
    placed = arranged(nodes, arrows)
    rows = [
        (HEADS[spo], node.name, node.value, node.beside, node.judgement, node.rank)
        for spo, column in placed.items()
        for node in column
    ]
    return (("列", "指標", "値", "比べる相手", "判定", "順位"), *rows)
