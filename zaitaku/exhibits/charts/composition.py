"""Answer of patients/composition → shares stacked to 100 % beside the absolute numbers.

Where any part of an area is hidden its bar says 秘匿 instead: the parts that are left would tell
what is missing.
"""

import json
from collections.abc import Mapping, Set
from dataclasses import replace
from typing import Any

import altair as alt
import pandas as pd

from zaitaku.ask.answer import Answer
from zaitaku.exhibits.charts import folding, layout, marks, theme
from zaitaku.exhibits.charts.layout import Span
from zaitaku.exhibits.charts.marks import Marked
from zaitaku.exhibits.office import (
    MOST_ROWS,
    Charts,
    OfficeChart,
    Series,
    Words,
    form_of,
    numbers_of,
    parts,
    said,
    table_of,
)
from zaitaku.ground.states import ACTUAL, MISSING, NOT_APPLICABLE, SUPPRESSED

REFERENCE = "比べる相手"

PALETTES: dict[str, Mapping[str, str]] = {
    "care_level": theme.CARE_LEVEL,
    "residence": theme.RESIDENCE,
    "severity": theme.SEVERITY,
    "scheme": theme.SCHEME,
}
SHARES, NUMBERS = Span(0.0, 0.73), Span(0.755, 1.0)
_AROUND = 72  # px of the legend, the titles and the axis
_NUMBER = 62  # px of the number behind the longest bar


def shares_beside_numbers(
    answer: Answer,
    palette: Mapping[str, str],
    *,
    sort: str = "code",
    highlight: Marked = None,
    reference: Answer | None = None,
) -> Any:
    """One row per area, as the answer has them (``code``) or by patients (``value``).

    ``palette`` gives every category its colour and place (see ``PALETTES``); those the answer does
    not have are left out. ``highlight`` is the area code whose name is bold and whose number is
    dark. ``reference`` (the same question for 比べる相手) stands in the first row, its number
    without a bar: beside a prefecture's every other would be a dash. Areas whose shares cannot be
    drawn fold into one row.
    """
    present = set(answer.frame["category"])
    palette = {name: colour for name, colour in palette.items() if name in present}
    every = areas_of(answer, sort)
    found = {str(c): [str(r)] for c, r in zip(every["area_code"], every["reason"], strict=True)}
    named = {str(c): str(n) for c, n in zip(every["area_code"], every["name"], strict=True)}
    folds = folding.folds(
        found, named, keep=marks.codes(highlight), counted=folding.counted(answer)
    )
    own = [c for c in found if not folding.is_folded(folds, found[c], c, marks.codes(highlight))]
    areas = every[every["area_code"].isin(own)].assign(is_reference=False)
    parts = _parts(answer, areas, list(palette))
    if reference is not None and len(reference):
        beside = areas_of(reference).assign(is_reference=True)
        told = _parts(reference, beside, list(palette))
        areas, parts = (_with_reference(*pair) for pair in ((beside, areas), (told, parts)))
    names = dict(zip(areas["area_code"], areas["name"], strict=True))
    codes = [*areas["area_code"], *(fold.code for fold in folds)]
    size, unit = layout.row(len(codes), _AROUND), answer.column("patients").unit
    y = layout.rows(codes, _name_axis(names, highlight, size), "area_code")
    chart = layout.beside(
        [
            alt.layer(
                _stack(parts, palette, y), _part_labels(parts, palette, y), *_absent(areas, y)
            ),
            layout.title(SHARES, "構成比（%）"),
            _totals(areas, highlight, unit, y),
            layout.title(NUMBERS, f"患者数（{unit}）", short=unit),
            *folding.rows(folds, y, "area_code"),
        ]
    )
    return theme.finish(
        chart.properties(height=layout.height(len(codes), _AROUND)),
        f"{len(every)}地域の患者数とその構成比（{'・'.join(palette)}）の横棒グラフ。"
        + "。".join(fold.words for fold in folds),
        theme.SHORT_WORDS,
    )


def _with_reference(beside: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Its rows first, under a code that no area of the answer has."""
    marked = beside.assign(area_code=[f"{REFERENCE} {code}" for code in beside["area_code"]])
    return pd.concat([marked, rows], ignore_index=True)


def areas_of(answer: Answer, sort: str = "code") -> pd.DataFrame:
    """One row per area, top to bottom: code, name, total as number and text, and the state
    (``reason``) of its shares: not 実数 where they cannot be drawn."""
    states = answer.state_frame
    found = answer.frame[["area_code", "area_name", "total_patients"]].assign(
        text=theme.column_words(answer, "total_patients")
    )
    reasons: dict[str, set[str]] = {}
    for column in ("patients", "share_pct"):
        for code, state in zip(found["area_code"], states[column], strict=True):
            reasons.setdefault(code, set()).add(state)
    areas = found.drop_duplicates("area_code").set_axis(
        ["area_code", "name", "total", "text"], axis=1
    )
    areas = areas.assign(reason=[_worst(reasons[code]) for code in areas["area_code"]])
    if sort == "value":
        areas = areas.sort_values("total", ascending=False, kind="stable", na_position="last")
    return areas


def _worst(states: Set[str]) -> str:
    """The state that decides for all: one hidden part hides the shares of its area."""
    return next((s for s in (SUPPRESSED, MISSING, NOT_APPLICABLE) if s in states), ACTUAL)


def _parts(answer: Answer, areas: pd.DataFrame, categories: list[str]) -> pd.DataFrame:
    """The parts of the areas whose shares may be drawn."""
    drawable = set(areas.loc[areas["reason"] == ACTUAL, "area_code"])
    parts = pd.DataFrame(
        {
            "area_code": answer.frame["area_code"],
            "name": answer.frame["area_name"],
            "category": answer.frame["category"],
            "share": answer.frame["share_pct"],
            "share_text": theme.column_words(answer, "share_pct", unit=True),
            "patients_text": theme.column_words(answer, "patients", unit=True),
        }
    )
    parts = parts[parts["area_code"].isin(drawable) & (parts["share"] > 0)]
    return parts.assign(place=parts["category"].map(categories.index)).reset_index(drop=True)


def _name_axis(names: Mapping[str, str], highlight: Marked, size: float) -> alt.Axis:
    weight: Any = alt.condition(marks.is_marked(highlight), alt.value("bold"), alt.value("normal"))
    labels = f"{json.dumps(names, ensure_ascii=False)}[datum.value] || ''"
    return layout.names(labels, size, labelFontWeight=weight)


_PERCENT = alt.Scale(domain=[0, 100], nice=False, range=SHARES.range())
# px of one per cent in the stack, in which a share is written only where it fits
_LABEL = 28  # px of a share of two digits
_ROOM = f"width * {(SHARES.end - SHARES.start) / 100:.4f}"


def _stack(parts: pd.DataFrame, palette: Mapping[str, str], y: alt.Y) -> Any:
    return (
        alt.Chart(parts)
        .mark_bar(stroke="white", strokeWidth=0.7)
        .encode(
            y=y,
            x=alt.X(
                "share:Q",
                stack="zero",
                scale=_PERCENT,
                axis=layout.bottom(title=None, values=[0, 25, 50, 75, 100]),
            ),
            color=alt.Color(
                "category:N",
                scale=alt.Scale(domain=list(palette), range=list(palette.values())),
                legend=alt.Legend(
                    title=None,
                    orient="top",
                    columns={"expr": "width > 560 ? 8 : width > 300 ? 4 : 2"},
                    columnPadding=6,
                    symbolType="square",
                    offset=26,
                ),
            ),
            order=alt.Order("place:Q"),
            tooltip=_part_tooltip(),
        )
    )


def _part_labels(parts: pd.DataFrame, palette: Mapping[str, str], y: alt.Y) -> Any:
    """Shares written into the parts that are wide enough, in the colour that can be read there."""
    dark = json.dumps(
        [name for name, fill in palette.items() if theme.readable_on(fill) == theme.WHITE],
        ensure_ascii=False,
    )
    # The middle of a part is the sum of those before it and half of itself.
    before = parts.sort_values(["area_code", "place"], kind="stable")
    before = before.assign(
        middle=before.groupby("area_code")["share"].cumsum() - before["share"] / 2,
        label=[theme.number(share, 1) for share in before["share"]],
    )
    return (
        alt.Chart(before.drop(columns=["place"]))
        .mark_text(
            fontSize=11,
            text={"expr": f"datum.share * {_ROOM} > {_LABEL} ? datum.label : ''"},
        )
        .encode(
            y=y,
            x=alt.X("middle:Q", scale=_PERCENT),
            color=alt.condition(
                f"indexof({dark}, datum.category) >= 0",
                alt.value(theme.WHITE),
                alt.value(theme.BLACK),
            ),
            tooltip=_part_tooltip(),
        )
    )


def _part_tooltip() -> list[alt.Tooltip]:
    return theme.tooltip(name="地域", category="区分", share_text="構成比", patients_text="患者数")


def _absent(areas: pd.DataFrame, y: alt.Y) -> list[Any]:
    """A bar in its own grey and the word, for every area whose shares cannot be drawn."""
    absent = areas[areas["reason"] != ACTUAL]
    if absent.empty:
        return []
    rows = pd.DataFrame(
        {
            "area_code": absent["area_code"],
            "name": absent["name"],
            "word": absent["reason"].map(theme.STATE_WORDS),
            "fill": absent["reason"].map(theme.STATE_FILL),
            "start": 0,
            "end": 100,
        }
    )
    chart = alt.Chart(rows).encode(tooltip=theme.tooltip(name="地域", word="構成比"))
    return [
        # Paler than 未認定, which is grey as well.
        chart.mark_bar(fillOpacity=0.35, stroke=theme.STATE_OUTLINE, strokeWidth=0.7).encode(
            y=y,
            x=alt.X("start:Q", scale=_PERCENT),
            x2=alt.X2("end"),
            fill=alt.Fill("fill:N", scale=None),
        ),
        chart.mark_text(x=SHARES.at(0.5), fontSize=12).encode(y=y, text=alt.Text("word:N")),
    ]


def _totals(areas: pd.DataFrame, highlight: Marked, unit: str, y: alt.Y) -> Any:
    """The absolute numbers; where there is none, or no bar, the word stands at the axis."""
    rows = areas[["area_code", "name", "total", "text"]].assign(
        total=areas["total"].where(~areas["is_reference"].astype(bool))
    )
    most = rows["total"].max()
    x = alt.X(
        "total:Q",
        scale=alt.Scale(
            domain=[0, most if most > 0 else 1], nice=False, range=NUMBERS.range(str(_NUMBER))
        ),
        axis=layout.bottom(title=None, tickCount=3, labelExpr="width > 480 ? datum.label : ''"),
    )
    base = alt.Chart(rows)
    shown = base.transform_filter("isValid(datum.total)")
    tip = theme.tooltip(name="地域", text=f"患者数（{unit}）")
    bars = shown.mark_bar().encode(
        y=y,
        x=x,
        color=alt.condition(
            marks.is_marked(highlight, "datum.area_code"),
            alt.value(theme.HIGHLIGHT),
            alt.value(theme.PLAIN),
        ),
        tooltip=tip,
    )
    labels = shown.mark_text(align="left", dx=5, fontSize=12).encode(y=y, x=x, text="text:N")
    words = (
        base.transform_filter("!isValid(datum.total)")
        .mark_text(align="left", x=NUMBERS.at(px=5), fontSize=12)
        .encode(y=y, text="text:N")
    )
    return alt.layer(bars, labels, words)


@form_of(shares_beside_numbers)
def _in_office(
    answer: Answer,
    palette: Mapping[str, str],
    *,
    sort: str = "code",
    highlight: Marked = None,
    reference: Answer | None = None,
) -> Charts:
    """Shares stacked to 100 % and, beside them, the numbers; one hidden part hides all shares."""
    areas = areas_of(answer, sort)
    codes = list(areas["area_code"])
    own = marks.chosen(highlight)
    marked = codes.index(own) if own in codes else None
    areas = areas.assign(
        name=[f"▶{name}" if at == marked else name for at, name in enumerate(areas["name"])]
    )
    numbers = _office_numbers(areas, answer.column("patients").title, marked)
    if not (areas["reason"] == ACTUAL).any():  # an empty frame would say nothing
        title = f"{numbers.title}。構成比は、どの地域も示せません"
        return tuple(parts(replace(numbers, title=title, below=False, share=1.0)))
    stacked = _office_shares(answer, areas, palette, marked)
    return tuple(part for pair in zip(parts(stacked), parts(numbers), strict=True) for part in pair)


def _office_shares(
    answer: Answer, areas: pd.DataFrame, palette: Mapping[str, str], marked: int | None
) -> OfficeChart:
    """The number stands beside the bars, or where they stand upright beside the name."""
    place, category = (answer.names.index(name) for name in ("area_code", "category"))
    shares = {
        (row[place], row[category]): share
        for row, share in zip(answer.rows, numbers_of(answer, "share_pct"), strict=True)
    }
    drawn = list(zip(areas["area_code"], areas["reason"] == ACTUAL, strict=True))
    present = {row[category] for row in answer.rows}
    upright = len(areas) > MOST_ROWS
    unit = answer.column("patients").unit
    return OfficeChart(
        "stacked100",
        tuple(
            said(f"{name}　{text}" if upright else name, reason)
            for name, text, reason in zip(
                areas["name"], areas["text"], areas["reason"], strict=True
            )
        ),
        tuple(
            Series(
                name,
                tuple(shares.get((code, name)) if is_drawn else None for code, is_drawn in drawn),
                colour,
            )
            for name, colour in palette.items()
            if name in present
        ),
        title=f"構成比（%）と患者数（{unit}）" if upright else "構成比（%）",
        highlight=marked,
        upright=upright,
        share=1.0 if upright else 0.66,
    )


def _office_numbers(areas: pd.DataFrame, title: str, marked: int | None) -> OfficeChart:
    totals = [None if number != number else number for number in areas["total"].astype(float)]
    points = {} if marked is None else {marked: theme.HIGHLIGHT}
    upright = len(areas) > MOST_ROWS
    return OfficeChart(
        "column" if upright else "bar",
        tuple(
            name if total is not None else f"{name}（{text}）"
            for name, total, text in zip(areas["name"], totals, areas["text"], strict=True)
        ),
        (Series(title, tuple(totals), theme.PLAIN, points),),
        title=title,
        highlight=marked,
        below=upright,
        share=1.0 if upright else 0.34,
    )


@table_of(shares_beside_numbers)
def _table(
    answer: Answer,
    palette: Mapping[str, str],
    *,
    sort: str = "code",
    highlight: Marked = None,
    reference: Answer | None = None,
) -> Words:
    """An area a row, as the answer lists them, its parts side by side."""
    present = set(answer.frame["category"])
    categories = [category for category in palette if category in present]
    code, name, category = (answer.names.index(n) for n in ("area_code", "area_name", "category"))
    words: dict[str, dict[str, str]] = {}
    heads: dict[str, tuple[str, str]] = {}
    totals = theme.column_words(answer, "total_patients")
    texts = theme.column_words(answer, "patients")
    for row, text, total in zip(answer.rows, texts, totals, strict=True):
        words.setdefault(row[code], {})[row[category]] = text
        heads[row[code]] = (str(row[name]), total)
    unit = answer.column("patients").unit
    return (
        ("地域", f"計（{unit}）", *categories),
        *((*heads[area], *(found.get(c, "") for c in categories)) for area, found in words.items()),
    )
