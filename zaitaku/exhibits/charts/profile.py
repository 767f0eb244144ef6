"""Every indicator of one area in a row: its figure, what it is compared with, and where it lies.

A row's line goes from the lowest to the highest area of the unit, its box holds the middle half of
them; the area is a dot on it, 比べる相手 a tick. Lines have no scale in common: each is that of its
own indicator. A figure that is hidden or missing is a word and no dot.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from zaitaku.ask.answer import Answer
from zaitaku.ask.figures import number
from zaitaku.derived.measuring import decimals_of
from zaitaku.derived.measuring_profile import DOWN, SAME, UP
from zaitaku.derived.measuring_spread import NOT_COMPARED
from zaitaku.exhibits.charts import layout, marks, theme
from zaitaku.exhibits.office import Charts, OfficeChart, Series, Words, form_of, table_of
from zaitaku.ground.states import ACTUAL
from zaitaku.indicators.catalogue import FUNCTIONS

LEAST_WIDTH = 720  # px in which no column runs into the next
PART = "＊"  # of an indicator of which only a part is counted
ARROWS = {UP: "↑", DOWN: "↓", SAME: "→"}  # none over a change of definition
# px from the left edge, or (negative) from the right one; the line has what they leave
_NAME, _HIGHEST, _SPINE = 20, -168, (488, -180)
_RIGHT = {  # right edges of a column's texts
    "value": 288,
    "compared": 364,
    "reference": 444,
    "lowest": 480,
    "rank": -44,
    "trend": -2,
}
_HEAD, _LEGEND, _MOST = 34, 30, 20  # px above and below the rows, and of a row
_BOX, _LINE = "#c3cad2", "#8d949c"
_MIDDLE = "中央の半分の地域"
_TICK = "M-0.16,-1L0.16,-1L0.16,1L-0.16,1Z"


@dataclass(frozen=True)
class Row:
    """An indicator as people read it. ``places``: area code → where on the line, 0 to 1."""

    code: str
    function: str
    spo: str
    name: str
    value: str
    compared: str
    reference: str
    lowest: str
    highest: str
    rank: str
    trend: str
    quarters: tuple[float, float] | None
    mark: float | None
    places: Mapping[str, float]
    told: Mapping[str, str]

    @property
    def has_number(self) -> bool:
        return self.told["state"] == ACTUAL


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


def rows_of(answer: Answer, beside: Answer) -> list[Row]:
    """The indicators that an area of the unit has a figure of, by their first function."""
    others: dict[str, dict[str, float]] = {}
    for record in beside.records:
        if record["compared"] is not None:
            others.setdefault(record["indicator_id"], {})[record["area_code"]] = record["compared"]
    rows = [
        _row(record, states, others.get(record["indicator_id"], {}))
        for record, states in zip(answer.records, answer.state_records, strict=True)
        if record["of"] is not None
    ]
    order = list(dict.fromkeys(row.function for row in rows))
    known = [f for f in FUNCTIONS if f in order] + [f for f in order if f not in FUNCTIONS]
    return sorted(rows, key=lambda row: known.index(row.function))


def _row(record: Mapping[str, Any], states: Mapping[str, str], others: Mapping[str, float]) -> Row:
    low, high = record["lowest"], record["highest"]

    def place(value: float | None) -> float | None:
        if value is None or low is None or low == high:
            return None
        return float(min(max((value - low) / (high - low), 0.0), 1.0))

    quarters = (place(record["lower_quarter"]), place(record["upper_quarter"]))
    lowest, _, highest = record["range_words"].partition("–")
    hidden = f" 秘匿{record['hidden']}" if record["hidden"] else ""
    rank = f"{record['rank']}/{record['of']}" if record["rank"] is not None else "―"
    before = number(record["previous"], decimals_of(record["unit"]))
    return Row(
        code=record["indicator_id"],
        function=record["function"].split("・")[0],
        spo=record["spo"],
        name=record["short_name"] + (PART if record["gap"].startswith("一部") else ""),
        value=record["value_words"],
        compared=_short(record["compared_words"]),
        reference=record["reference_words"],
        lowest=lowest,
        highest=highest,
        rank=rank + hidden,
        trend=ARROWS.get(record["trend"], "―"),
        quarters=None if None in quarters else (float(quarters[0] or 0), float(quarters[1] or 0)),
        mark=place(record["reference"]),
        places={code: at for code, value in others.items() if (at := place(value)) is not None},
        told={
            "state": record["state"],
            "full": record["indicator_name"],
            "figure": record["value_words"],
            "per": record["compared_words"] or "―",
            "before": f"{record['trend']}（前年度 {before}）"
            if record["trend"]
            else "比べる値なし",
            "year": f"{record['year']}年度" if record["year"] else "年の記載なし",
            "basis": record["basis"],
            "gap": record["gap"] or "―",
        },
    )


def _short(words: str) -> str:
    """「31.7/千人」 of 31.7 人/65歳以上千人: the heading says of whom."""
    figure, _, unit = words.partition(" ")
    return f"{figure}/{unit.rpartition('65歳以上')[2]}" if unit else "―"


def unit_of(record: Mapping[str, Any]) -> str:
    """「人/千人」 of 人/65歳以上千人, or the unit of what is compared as it is."""
    return str(record["compared_unit"]).replace("65歳以上", "")


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
            "rank": row.rank, "trend": row.trend,
        }  # fmt: skip
        is_quiet = not row.has_number
        lines.append({"row": row.code, "head": "", "quiet": is_quiet, **texts, **row.told})
    return order, pd.DataFrame(lines).fillna("")


_TOLD = {"full": "指標", "figure": "値", "per": "比べる数", "rank": "順位", "before": "前年度から",
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
    ticks = [{"row": r.code, "at": r.mark, "who": reference} for r in rows if r.mark is not None]
    dots = [
        {"row": r.code, "at": r.places[code], "who": names[code]}
        for code in reversed(codes)  # the chosen area above the others
        for r in rows
        if code in r.places
    ]
    who = [names[code] for code in codes]
    shapes = alt.Scale(
        domain=[*who, reference, _MIDDLE],
        range=["circle", *["diamond"] * (len(who) - 1), _TICK, "square"],
    )
    colours = alt.Scale(
        domain=[*who, reference, _MIDDLE],
        range=[theme.HIGHLIGHT, *[marks.BESIDE] * (len(who) - 1), theme.REFERENCE, _BOX],
    )
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

    return [
        base.mark_rule(color=_LINE, strokeWidth=1.5).encode(x=alt.X("zero:Q", **x), x2="one"),
        base.mark_bar(color=_BOX, height=alt.RelativeBandSize(0.5)).encode(
            x=alt.X("from:Q", **x), x2="to"
        ),
        signs(ticks, size=150),
        signs(dots, size=90, stroke="white", strokeWidth=0.8),
    ]


def _heads(reference: str) -> list[Any]:
    middle = {"expr": f"({_at(_SPINE[0])['expr']} + {_at(_SPINE[1])['expr']}) / 2"}
    texts: list[tuple[dict[str, str], Any, list[str]]] = [
        (_at(_NAME), "left", ["指標"]),
        (_at(_RIGHT["value"]), "right", ["値"]),
        (_at(_RIGHT["compared"]), "right", ["65歳以上", "人口あたり"]),
        (_at(_RIGHT["reference"]), "right", _two(reference)),
        (middle, "center", ["最も低い–", "最も高い地域"]),
        (_at(_RIGHT["rank"]), "right", ["順位", "（高い順）"]),
        (_at(_RIGHT["trend"]), "right", ["前年", "度から"]),
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
            "順位（高い順）", "前年度から")  # fmt: skip
    found = [
        (
            row.function, row.name, row.value, row.compared, row.reference,
            f"{row.lowest}–{row.highest}" if row.lowest else "―", row.rank, row.trend,
        )
        for row in rows_of(answer, beside)
    ]  # fmt: skip
    return (head, *found)


@form_of(profile)
def _in_office(
    answer: Answer, beside: Answer, names: Mapping[str, str], reference: str, *, title: str
) -> Charts:
    """Bars from the lowest area (0) to the highest (100) of each indicator, beside 比べる相手."""
    rows, code = rows_of(answer, beside), next(iter(names))
    half = -(-len(rows) // 2)
    parts = [part for part in (rows[:half], rows[half:]) if part]
    return tuple(
        OfficeChart(
            "bar",
            tuple(f"{row.name}　{row.value}" for row in part),
            (
                Series(
                    names[code],
                    tuple(None if (at := row.places.get(code)) is None else at * 100
                          for row in part),
                    theme.HIGHLIGHT,
                ),
                Series(
                    reference,
                    tuple(None if row.mark is None else row.mark * 100 for row in part),
                    theme.REFERENCE,
                    is_labelled=False,
                ),
            ),
            number_format="0",
            value_title="最も低い地域を 0、最も高い地域を 100 とした位置",
            maximum=100,
            share=1 / len(parts),
        )
        for part in parts
    )  # fmt: skip
