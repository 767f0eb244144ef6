"""Answer of a judging question → a funnel: the larger an area, the narrower its limits.

Areas inside the limits differ by no more than chance and the usual differences between areas
explain. The limits are the answer's own columns at each area's size, joined by lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from zaitaku.ask.answer import Answer
from zaitaku.ask.figures import number
from zaitaku.exhibits.charts import judged, marks, theme
from zaitaku.exhibits.charts.marks import Marked
from zaitaku.exhibits.office import Charts, OfficeChart, Series, form_of
from zaitaku.ground.states import ACTUAL

HEIGHT = 430
_AROUND = 100  # px of the axes and the legend
LINES = (("limit", "998", "99.8 % の限界", [1, 0]), ("limit", "95", "95 % の限界", [5, 4]))
_LIMIT = "#4f5d6b"
_MOST_NAMES = 14  # beside the chosen area: more would cover each other


def funnel(answer: Answer, *, base: str, title: str, highlight: Marked = None) -> Any:
    """A point per area: how large it is (``base``, a column) and its value.

    Named are the areas outside the 99.8 % limits, the chosen one and those beside it. Areas that
    are hidden, or have nobody, have no point.
    """
    rows = _rows(answer, base, highlight)
    lowest, largest = rows["base"].min(), rows["base"].max()
    highest = max([*rows["value"], *_limits(answer, base)["upper"]], default=1.0) * 1.04
    x = alt.X(
        "base:Q",
        title=f"{answer.column(base).title}・対数目盛",
        scale=alt.Scale(type="log", domain=[lowest * 0.85, largest * 1.25], nice=False),
        axis=alt.Axis(grid=False, format=",.0f", values=_ticks(lowest, largest)),
    )
    y = alt.Y(
        "value:Q",
        title=answer.column("value").title,
        scale=alt.Scale(domain=[0, highest], nice=False),
        axis=alt.Axis(tickCount=6, **theme.UPRIGHT),
    )
    chart = alt.layer(
        *_curves(answer, base, x, y), *_centre(answer, x, y), *_points(rows, x, y)
    ).properties(height=HEIGHT - _AROUND + 60)
    words = f"{title}。ファンネルプロット、{len(rows)}地域。"
    outside = rows[rows["judged"].isin([judged.HIGHER, judged.LOWER])]
    words += "".join(f"{one.name_}は{one.judged}。" for one in outside.itertuples())
    return theme.finish(chart, words, 520)


def unnamed(answer: Answer, *, base: str, highlight: Marked = None) -> list[str]:
    """Areas outside the 99.8 % limits for whose names the figure has no room, with the verdict."""
    rows = _rows(answer, base, highlight)
    outside = rows[rows["judged"].isin([judged.HIGHER, judged.LOWER]) & ~rows["is_named"]]
    return [f"{one.name_}（{one.judged}）" for one in outside.itertuples()]


def _ticks(lowest: float, largest: float) -> list[float]:
    steps = [factor * 10.0**power for power in range(0, 8) for factor in (1, 2, 5)]
    return [step for step in steps if lowest * 0.8 <= step <= largest * 1.3]


def _rows(answer: Answer, base: str, highlight: Marked) -> pd.DataFrame:
    decimals = answer.column("value").decimals
    rows: list[dict[str, Any]] = []
    for row, states in zip(answer.records, answer.state_records, strict=True):
        if states["value"] != ACTUAL or states[base] != ACTUAL or not row[base]:
            continue
        verdict = str(row["judgement"]) if states["judgement"] == ACTUAL else judged.UNJUDGED
        is_marked = row["area_code"] in marks.codes(highlight)
        rows.append(
            {
                "base": float(row[base]),
                "value": float(row["value"]),
                "name_": row["area_name"],
                "text": f"{number(row['value'], decimals)}（{verdict}）",
                "judged": verdict,
                "colour": judged.COLOURS[verdict],
                "fill": "#ffffff" if row["is_small"] else judged.COLOURS[verdict],
                "shape": judged.SHAPES[verdict],
                "size": 150 if is_marked else 60,
                "is_named": is_marked or verdict in (judged.HIGHER, judged.LOWER),
                "is_marked": is_marked,
            }
        )
    columns = ["base", "value", "name_", "text", "judged", "colour", "fill", "shape", "size",
               "is_named", "is_marked"]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns)
    named = frame[frame["is_named"]].sort_values("is_marked", ascending=False, kind="stable")
    too_many = named.index[_MOST_NAMES:]
    frame.loc[too_many, "is_named"] = False
    return frame


def _limits(answer: Answer, base: str) -> pd.DataFrame:
    rows = [
        {
            "base": float(row[base]),
            "line": words,
            "dash": dash,
            "lower": float(row[f"{name}_lower_{code}"]),
            "upper": float(row[f"{name}_upper_{code}"]),
        }
        for row, states in zip(answer.records, answer.state_records, strict=True)
        for name, code, words, dash in LINES
        if states[f"{name}_upper_{code}"] == ACTUAL and row[base]
    ]
    frame = pd.DataFrame(rows, columns=["base", "line", "dash", "lower", "upper"])
    return frame.sort_values("base", kind="stable")


def _curves(answer: Answer, base: str, x: alt.X, y: alt.Y) -> list[Any]:
    found = _limits(answer, base)
    layers: list[Any] = []
    for _, _, words, dash in LINES:
        own = found[found["line"] == words].drop(columns=["dash", "line"])
        for end in ("lower", "upper") if len(own) else ():
            data = own.rename(columns={end: "value"})[["base", "value"]]
            layers.append(
                alt.Chart(data)
                .mark_line(color=_LIMIT, strokeDash=dash, strokeWidth=1.4, interpolate="monotone")
                .encode(x=x, y=y)
            )
    return [*layers, *_named_lines(found, x, y)]


def _named_lines(found: pd.DataFrame, x: alt.X, y: alt.Y) -> list[Any]:
    """Both limits by name, where they lie farthest apart."""
    wide, narrow = (found[found["line"] == words].set_index("base") for _, _, words, _ in LINES)
    if wide.empty:
        return []
    ends = {end: (wide[end].to_dict(), narrow[end].to_dict()) for end in ("upper", "lower")}
    _, end, at = max(
        (abs(outer[size] - inner[size]), end, size)
        for end, (outer, inner) in ends.items()
        for size in outer
    )
    data = pd.DataFrame(
        {
            "base": [at, at],
            "value": [line[at] for line in ends[end]],
            "words": [words for _, _, words, _ in LINES],
        }
    )
    base = alt.Chart(data).encode(x=x, y=y, text="words:N")
    text: dict[str, Any] = {"align": "left", "baseline": "bottom", "dx": 4, "dy": -2}
    text |= {"color": _LIMIT, "fontSize": 12}
    return [base.mark_text(**text, stroke="white", strokeWidth=3), base.mark_text(**text)]


def _centre(answer: Answer, x: alt.X, y: alt.Y) -> list[Any]:
    value, label = judged.reference(answer)
    if value is None:
        return []
    base = alt.Chart(pd.DataFrame({"value": [value], "label": [label]})).encode(y=y)
    return [
        base.mark_rule(color=theme.REFERENCE, strokeWidth=2, strokeDash=[6, 3]),
        base.mark_text(
            align="left", baseline="bottom", x=4, dy=-3, color=theme.REFERENCE, fontSize=12
        ).encode(text="label:N"),
    ]


def _points(rows: pd.DataFrame, x: alt.X, y: alt.Y) -> list[Any]:
    base = alt.Chart(rows).encode(x=x, y=y)
    named = base.transform_filter("datum.is_named")
    rims: Sequence[dict[str, Any]] = ({"stroke": "white", "strokeWidth": 3}, {})
    return [
        base.mark_point(filled=True, opacity=1, strokeWidth=1.6).encode(
            size=alt.Size("size:Q", scale=None),
            shape=alt.Shape("shape:N", scale=None),
            fill=alt.Fill("fill:N", scale=None),
            stroke=alt.Stroke("colour:N", scale=None),
            tooltip=theme.tooltip(name_="地域", text="値（判定）"),
        ),
        *(
            named.mark_text(
                align="left", dx=9, fontSize=12,
                fontWeight={"expr": "datum.is_marked ? 'bold' : 'normal'"}, **rim,
            ).encode(text="name_:N")
            for rim in rims
        ),
    ]  # fmt: skip


_FEW = 4  # names in the legend of a chart


@form_of(funnel)
def _in_office(answer: Answer, *, base: str, title: str, highlight: Marked = None) -> Charts:
    """Points by judgement, the chosen areas apart, and the limits as lines through all sizes."""
    rows = _rows(answer, base, highlight)
    if rows.empty:
        return ()
    series = [*_limits_in_office(answer, base), *_centre_in_office(answer, rows)]
    for verdict in judged.COLOURS:
        own = rows[(rows["judged"] == verdict) & ~rows["is_marked"]]
        if len(own):
            names = own["name_"] if verdict in (judged.HIGHER, judged.LOWER) else ()
            told = "・".join(names) if 0 < len(names) <= _FEW else f"{len(own)} 地域"
            series.append(_dots(f"{verdict}（{told}）", own, judged.COLOURS[verdict]))
    for one in rows[rows["is_marked"]].itertuples():
        own = rows.loc[[one.Index]]
        outside = one.judged in (judged.HIGHER, judged.LOWER)
        colour = judged.COLOURS[str(one.judged)] if outside else theme.HIGHLIGHT
        series.append(_dots(f"{one.name_}（{one.judged}）", own, colour))
    across = (_rounded(float(rows["base"].min()), down=True), _rounded(float(rows["base"].max())))
    return (
        OfficeChart(
            "scatter",
            (),
            tuple(series),
            category_title=f"{answer.column(base).title}・対数目盛",
            value_title=answer.column("value").title,
            logarithmic=across,
        ),
    )


def _dots(name: str, rows: pd.DataFrame, colour: str) -> Series:
    x, y = (tuple(map(float, rows[column])) for column in ("base", "value"))
    return Series(name, y, colour, x=x, is_labelled=False)


def _limits_in_office(answer: Answer, base: str) -> list[Series]:
    """The 99.8 % limits, upper and lower; the narrower ones are on the screen and in the table."""
    found = _limits(answer, base)
    own = found[found["line"] == LINES[0][2]]
    x = tuple(map(float, own["base"]))
    return [
        Series(f"{LINES[0][2]}（{words}）", tuple(map(float, own[end])), _LIMIT, x=x,
               is_labelled=False, is_line=True)
        for end, words in (("upper", "上"), ("lower", "下"))
        if len(own)
    ]  # fmt: skip


def _centre_in_office(answer: Answer, rows: pd.DataFrame) -> list[Series]:
    value, label = judged.reference(answer)
    if value is None:
        return []
    ends = (float(rows["base"].min()), float(rows["base"].max()))
    line = (value, value)
    return [Series(label, line, theme.REFERENCE, x=ends, is_labelled=False, is_line=True)]


def _rounded(value: float, *, down: bool = False) -> float:
    """The next 1, 2 or 5 of a power of ten that lies outside."""
    steps = [factor * 10.0**power for power in range(-1, 9) for factor in (1, 2, 5)]
    outside = [step for step in steps if (step < value if down else step > value)]
    return outside[-1] if down else outside[0]
