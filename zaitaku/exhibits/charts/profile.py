"""Every indicator of one area in a row: its figure, what it is compared with, and where it lies.

A row's line goes from the lowest to the highest area of the unit, its box holds the middle half of
them; the area is a dot on it, 比べる相手 a tick. Lines have no scale in common: each is that of its
own indicator. A figure that is hidden or missing is a word and no dot. The dot has the colour of
the judgement, the rule through it is the 95 % interval as far as it lies on the line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import altair as alt
import pandas as pd

from zaitaku.ask.answer import Answer
from zaitaku.comparing.funnels import ALIKE, HIGHER, JUDGEMENTS, LOWER
from zaitaku.derived.measuring_spread import NOT_COMPARED
from zaitaku.exhibits.charts import layout, marks, theme
from zaitaku.exhibits.charts.profile_rows import Row, rows_of
from zaitaku.exhibits.office import Charts, OfficeChart, Series, Words, form_of, table_of

LEAST_WIDTH = 720  # px in which no column runs into the next
# px from the left edge, or (negative) from the right one; the line has what they leave
_NAME, _HIGHEST, _SPINE = 20, -186, (488, -192)
_RIGHT = {  # right edges of a column's texts
    "value": 288,
    "compared": 364,
    "reference": 444,
    "lowest": 480,
    "rank": -74,
    "judgement": -30,
    "trend": -2,
}
_HEAD, _LEGEND, _MOST = 34, 30, 20  # px above and below the rows, and of a row
_BOX, _LINE = "#c3cad2", "#8d949c"
_MIDDLE = "中央の半分の地域"
UNJUDGED = "判定なし"
_DOTS = {**theme.JUDGED, ALIKE: "#6b7480", UNJUDGED: theme.HIGHLIGHT}  # grey is the box's
_TICK = "M-0.16,-1L0.16,-1L0.16,1L-0.16,1Z"


def profile(
    answer: Answer, beside: Answer, names: Mapping[str, str], reference: str, *, title: str
) -> Any:
    """``answer``: profile/indicators of one area. ``beside``: profile/areas of that area and those
    set beside it, ``names`` what they are called, the chosen area first."""
    rows = rows_of(answer, beside)
    order, frame = _laid_out(rows)
    size = layout.row(len(order), _HEAD + _LEGEND, _MOST)
    y = alt.Y("row:N", axis=None, scale=alt.Scale(domain=order, padding=0))
    font = int(min(12, max(11, size - 3)))
    chart = alt.layer(
        _bands(frame, y),
        *_texts(frame, y, font),
        *_spines(rows, y, list(names), reference, names),
        *_heads(reference),
    )
    lacking = len(answer) - len(rows)
    words = f"{title}。{len(rows)}の指標の値と、同じ単位の地域の中での位置。値なし{lacking}。"
    finished = theme.finish(chart, words, LEAST_WIDTH)
    return finished.properties(
        height=round(size * len(order)),
        padding={"top": 4, "bottom": 2, "left": 2, "right": 2},
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
    )


def _laid_out(rows: Sequence[Row]) -> tuple[list[str], pd.DataFrame]:
    """Rows by code, each function under a heading of its own."""
    order: list[str] = []
    lines: list[dict[str, Any]] = []
    for row in rows:
        if f"f {row.function}" not in order:
            order.append(f"f {row.function}")
            lines.append({"row": order[-1], "head": row.function})
        order.append(row.code)
        texts = {
            "spo": row.spo, "name": row.name, "value": row.value, "compared": row.compared,
            "reference": row.reference, "lowest": row.lowest, "highest": row.highest,
            "rank": row.rank, "trend": row.trend, "judgement": row.judgement,
        }  # fmt: skip
        is_quiet = not row.has_number
        lines.append({"row": row.code, "head": "", "quiet": is_quiet, **texts, **row.told})
    return order, pd.DataFrame(lines).fillna("")


_TOLD = {"full": "指標", "figure": "値", "per": "比べる数", "rank": "順位", "judged": "判定",
         "before": "前年度から",
         "year": "年度", "basis": "基準", "gap": "定義との違い"}  # fmt: skip


def _bands(frame: pd.DataFrame, y: alt.Y) -> Any:
    """The ground of a row tells all of it; headings have a line under them."""
    return (
        alt.Chart(frame[frame["head"] == ""])
        .mark_rect(fill="white", x=0, x2={"expr": "width"})
        .encode(y=y, tooltip=theme.tooltip(**_TOLD))
    )


def _texts(frame: pd.DataFrame, y: alt.Y, font: int) -> list[Any]:
    heads, rows = frame[frame["head"] != ""], frame[frame["head"] == ""]
    shown = [
        alt.Chart(heads)
        .mark_text(x=0, align="left", fontWeight="bold", fontSize=font)
        .encode(y=y, text="head:N"),
        alt.Chart(rows)
        .mark_text(x=2, align="left", fontSize=11, color=theme.SUBTLE)
        .encode(y=y, text="spo:N"),
        alt.Chart(rows)
        .mark_text(x=_at(_NAME), align="left", fontSize=font)
        .encode(y=y, text="name:N"),
        alt.Chart(rows)
        .mark_text(x=_at(_HIGHEST), align="left", fontSize=11, color=theme.SUBTLE)
        .encode(y=y, text="highest:N"),
    ]
    for column, right in _RIGHT.items():
        options: dict[str, Any] = {"fontSize": font}
        if column == "lowest":
            options = {"fontSize": 11, "color": theme.SUBTLE}
        colour = alt.condition(
            f"datum.quiet || datum.{column} == '{NOT_COMPARED}' || datum.{column} == '―'",
            alt.value(theme.SUBTLE),
            alt.value(options.get("color", theme.TEXT)),
        )
        options["fontWeight"] = "bold" if column == "value" else "normal"
        shown.append(
            alt.Chart(rows)
            .mark_text(x=_at(right), align="right", **options)
            .encode(y=y, text=f"{column}:N", color=colour)
        )
    return shown


def _spines(
    rows: Sequence[Row], y: alt.Y, codes: Sequence[str], reference: str, names: Mapping[str, str]
) -> list[Any]:
    x: dict[str, Any] = {
        "scale": alt.Scale(domain=[0, 1], range=[*map(_at, _SPINE)], nice=False),
        "axis": None,
    }
    lines = pd.DataFrame(
        [
            {"row": r.code, "zero": 0.0, "one": 1.0, "from": r.quarters[0], "to": r.quarters[1]}
            for r in rows
            if r.quarters is not None
        ],
        columns=["row", "zero", "one", "from", "to"],
    )
    base = alt.Chart(lines).encode(y=y)
    judged = {r.code: r.judgement if r.judgement in JUDGEMENTS else UNJUDGED for r in rows}
    own = codes[0]
    intervals = [
        {"row": r.code, "from": r.interval[0], "to": r.interval[1], "ink": _DOTS[judged[r.code]]}
        for r in rows
        if r.interval is not None and own in r.places
    ]
    return [
        base.mark_rule(color=_LINE, strokeWidth=1.5).encode(x=alt.X("zero:Q", **x), x2="one"),
        base.mark_bar(color=_BOX, height=alt.RelativeBandSize(0.5)).encode(
            x=alt.X("from:Q", **x), x2="to"
        ),
        *[
            # a colour each: a second scale of colours would part the legend in two
            alt.Chart(pd.DataFrame([one for one in intervals if one["ink"] == ink]))
            .mark_rule(strokeWidth=3, color=ink)
            .encode(y=y, x=alt.X("from:Q", **x), x2="to")
            for ink in dict.fromkeys(str(one["ink"]) for one in intervals)
        ],
        *_signs(rows, judged, y, x, codes, reference, names),
    ]


def _signs(
    rows: Sequence[Row],
    judged: Mapping[str, str],
    y: alt.Y,
    x: Mapping[str, Any],
    codes: Sequence[str],
    reference: str,
    names: Mapping[str, str],
) -> list[Any]:
    """The tick of 比べる相手, the areas beside, and above them the area by its judgement."""
    ticks = [{"row": r.code, "at": r.mark, "who": reference} for r in rows if r.mark is not None]
    own, others = codes[0], codes[1:]
    kinds = {kind: f"{names[own]}: {kind}" for kind in _DOTS}
    dots = [
        {"row": r.code, "at": r.places[code], "who": names[code]}
        for code in reversed(others)
        for r in rows
        if code in r.places
    ]  # the chosen area stands above the others
    dots += [
        {"row": r.code, "at": r.places[own], "who": kinds[judged[r.code]]}
        for r in rows
        if own in r.places
    ]
    present = {dot["who"] for dot in dots}
    kept = {kind: name for kind, name in kinds.items() if name in present}
    who = [names[code] for code in others]
    domain = [*kept.values(), *who, reference, _MIDDLE]
    shapes = alt.Scale(
        domain=domain,
        range=[*["circle"] * len(kept), *["diamond"] * len(who), _TICK, "square"],
    )
    colours = alt.Scale(
        domain=domain,
        range=[
            *[_DOTS[kind] for kind in kept],
            *[marks.BESIDE] * len(who), theme.REFERENCE, _BOX,
        ],
    )  # fmt: skip
    legend = alt.Legend(
        title=None, orient="bottom", direction="horizontal", offset=6, labelFontSize=12
    )

    def signs(found: Sequence[Mapping[str, Any]], **options: Any) -> Any:
        return (
            alt.Chart(pd.DataFrame(list(found), columns=["row", "at", "who"]))
            .mark_point(filled=True, opacity=1, **options)
            .encode(
                x=alt.X("at:Q", **x),
                y=y,
                shape=alt.Shape("who:N", scale=shapes, legend=legend),
                color=alt.Color("who:N", scale=colours, legend=legend),
            )
        )

    return [signs(ticks, size=150), signs(dots, size=90, stroke="white", strokeWidth=0.8)]


def _heads(reference: str) -> list[Any]:
    middle = {"expr": f"({_at(_SPINE[0])['expr']} + {_at(_SPINE[1])['expr']}) / 2"}
    texts: list[tuple[dict[str, str], Any, list[str]]] = [
        (_at(_NAME), "left", ["指標"]),
        (_at(_RIGHT["value"]), "right", ["値"]),
        (_at(_RIGHT["compared"]), "right", ["65歳以上", "人口あたり"]),
        (_at(_RIGHT["reference"]), "right", _two(reference)),
        (middle, "center", ["最も低い–", "最も高い地域"]),
        (_at(_RIGHT["rank"]), "right", ["順位", "（高い順）"]),
        (_at(_RIGHT["judgement"]), "right", ["判定"]),
        (_at(_RIGHT["trend"]), "right", ["前年", "度比"]),
    ]
    line = 14 * theme.enlarged()
    return [
        alt.Chart(pd.DataFrame([{"head": lines[0]}]))
        .mark_text(
            x=at,
            y=-4 - line * (len(lines) - 1),
            align=align,
            baseline="bottom",
            fontSize=12,
            color=theme.SUBTLE,
            text=lines,
            lineHeight=line,
        )
        .encode()
        for at, align, lines in texts
    ]


def _at(px: int) -> dict[str, str]:
    """A place in the plot; texts that are drawn larger need as much more room."""
    far = abs(px) * theme.enlarged()
    return {"expr": f"width - {far:g}" if px < 0 else f"{far:g}"}


def _two(text: str, most: int = 7) -> list[str]:
    """A heading in two lines."""
    cut = text if len(text) <= 2 * most else f"{text[: 2 * most - 1]}…"
    return [cut[:most], cut[most:]] if len(cut) > most else [cut]


@table_of(profile)
def _table(
    answer: Answer, beside: Answer, names: Mapping[str, str], reference: str, *, title: str
) -> Words:
    head = ("医療機能", "指標", "値", "65歳以上人口あたり", reference, "最も低い–最も高い",
            "順位（高い順）", "判定", "前年度から")  # fmt: skip
    found = [
        (
            row.function, row.name, row.value, row.compared, row.reference,
            f"{row.lowest}–{row.highest}" if row.lowest else "―", row.rank,
            row.judgement, row.trend,
        )
        for row in rows_of(answer, beside)
    ]  # fmt: skip
    return (head, *found)


@form_of(profile)
def _in_office(
    answer: Answer, beside: Answer, names: Mapping[str, str], reference: str, *, title: str
) -> Charts:
    """Bars from the lowest area (0) to the highest (100) of each indicator, beside 比べる相手.

    What areas of different size can be compared by is first; what they cannot, on another slide.
    """
    rows, code = rows_of(answer, beside), next(iter(names))
    first = [row for row in rows if row.reference != NOT_COMPARED]
    others = [row for row in rows if row.reference == NOT_COMPARED]
    middle = -(-len(first) // 2)
    halves = [half for half in (first[:middle], first[middle:]) if half]
    charts = [_bars(half, code, names[code], reference, 1 / len(halves)) for half in halves]
    if others:
        whole = _bars(others, code, names[code], reference, 1.0)
        charts.append(replace(whole, title="比べられない数", below=bool(charts)))
    return tuple(charts)


def _beside(row: Row) -> str:
    """The judgement after a rank, where it stands out."""
    return f" {row.judgement}" if row.judgement in (HIGHER, LOWER) else ""


def _bars(rows: Sequence[Row], code: str, name: str, reference: str, share: float) -> OfficeChart:
    places = tuple(None if (at := row.places.get(code)) is None else at * 100 for row in rows)
    marked = tuple(None if row.mark is None else row.mark * 100 for row in rows)
    beside = (Series(reference, marked, theme.REFERENCE, is_labelled=False),)
    return OfficeChart(
        "bar",
        tuple(
            f"{row.name} {row.rank.partition(' ')[0]}{_beside(row)}"
            if row.has_number
            else f"{row.name}（{row.value}）"
            for row in rows
        ),
        (
            Series(name, places, theme.HIGHLIGHT, is_labelled=False),
            *(beside if any(value is not None for value in marked) else ()),
        ),
        number_format="0",
        value_title="0＝最も低い、100＝最も高い地域。順位は示せる地域の中",
        maximum=100,
        share=share,
    )
