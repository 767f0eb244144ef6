"""Answer of bridge/by_area for one area → from patients living here to patients visited here.

A bridge of horizontal bars: totals stand on zero, what leaves and what comes in hangs between
them, so that every step can be checked by eye. ③ and ② count otherwise and stand apart in grey.
A bar whose place rests on a hidden figure is not drawn; its word stands at zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from zaitaku.ask.answer import Answer
from zaitaku.ask.area import PREFECTURE
from zaitaku.ask.figures import Figure, figure
from zaitaku.exhibits.charts import layout, theme
from zaitaku.exhibits.office import Charts, OfficeChart, Series, form_of
from zaitaku.ground.states import ACTUAL

ROW_HEIGHT = 34
_BETWEEN = ("－ 県内のほかの地域", "＋ 県内からの流入")  # bars of what crosses borders inside
_ROOMY, _NUMBER = 380, 110  # px of a plot that has room for shares, of a number behind a bar
OTHER = theme.SAME  # a figure of another table: beside the bridge, not part of it


@dataclass(frozen=True)
class Step:
    """One bar: from ``start`` to ``end`` (None where its place is not known)."""

    label: str
    words: str
    start: float | None
    end: float | None
    fill: str


def steps(answer: Answer, code: str, institutions: Figure | None = None) -> list[Step]:
    """The bars of one area, top to bottom. ``institutions``: its patients by ②, in 内部."""
    found = {name: figure(answer, name, code) for name in answer.names if "patients" in name}
    value = {n: f.value if f and f.state == ACTUAL else None for n, f in found.items()}
    share = {
        name: figure(answer, name, code) for name in ("within_pct", "elsewhere_pct", "outside_pct")
    }

    def step(
        label: str,
        name: str,
        fill: str,
        start: float | None = 0.0,
        end: float | None = None,
        *,
        sign: str = "",
        of: str = "",
    ) -> Step:
        one = found[name]
        words = one.words if one else ""
        part = share.get(of)
        if value[name] is not None:
            words = f"{sign}{words}"
            if part and part.state == ACTUAL:
                words += f"（住んでいる患者の {part.words}）"
        is_placed = value[name] is not None and start is not None and end is not None
        return Step(label, words, start if is_placed else None, end if is_placed else None, fill)

    resident, within = value["resident_patients"], value["within_patients"]
    elsewhere, inflow = value["elsewhere_patients"], value["inflow_patients"]
    stays = None if resident is None or elsewhere is None else resident - elsewhere
    reaches = None if within is None or inflow is None else within + inflow
    bars = [
        step("③ 住んでいる患者", "managed_patients", OTHER, end=value["managed_patients"]),
        step("④ 住んでいる患者", "resident_patients", theme.HIGHLIGHT, end=resident),
        step(
            "－ 県内のほかの地域で受ける", "elsewhere_patients", theme.HIGHER, stays, resident,
            sign="－", of="elsewhere_pct",
        ),
        step(
            "－ 県外で受ける", "outside_patients", theme.HIGHER, within, stays,
            sign="－", of="outside_pct",
        ),
        step("＝ 地域内で受ける", "within_patients", theme.PLAIN, end=within, of="within_pct"),
        step("＋ 県内からの流入", "inflow_patients", theme.LOWER, within, reaches, sign="＋"),
        step(
            "④ ここの医療機関の患者", "delivered_patients", theme.HIGHLIGHT,
            end=value["delivered_patients"],
        ),
    ]  # fmt: skip
    if answer.params.get("area_unit") == PREFECTURE:  # no other area, so nothing between them
        bars = [bar for bar in bars if not bar.label.startswith(_BETWEEN)]
    if institutions is not None:
        end = institutions.value if institutions.state == ACTUAL else None
        start = None if end is None else 0.0
        bars.append(Step("② ここの医療機関の患者", institutions.words, start, end, OTHER))
    return bars


def in_words(answer: Answer, codes: Sequence[str]) -> tuple[list[str], list[list[str]]]:
    """Names of the bars, and of each area what is written at them."""
    found = [steps(answer, code) for code in codes]
    return [bar.label for bar in found[0]], [[bar.words for bar in bars] for bars in found]


def bridge(answer: Answer, code: str, institutions: Figure | None = None) -> Any:
    """The chart of ``steps``."""
    bars = steps(answer, code, institutions)
    rows = pd.DataFrame([vars(bar) for bar in bars])
    ends = [bar.end for bar in bars if bar.end is not None]
    most = max(ends, default=1.0) or 1.0
    # beside words alone a scale from 0 to 1 would look like figures
    axis = alt.Axis(title="人/月", tickCount=6) if ends else None
    order = list(rows["label"])
    y = alt.Y(
        "label:N",
        sort=order,
        scale=alt.Scale(domain=order),
        axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=260),
    )
    room = max((layout.px(bar.words, 13) for bar in bars), default=0) + 12
    room_left = f"width > {_ROOMY} ? {room} : {_NUMBER}"
    scale = alt.Scale(domain=[0, most], nice=False, range=layout.Span().range(room_left))
    base = alt.Chart(rows)
    shapes = (
        base.transform_filter("isValid(datum.end)")
        .mark_bar(height=alt.RelativeBandSize(0.66))
        .encode(
            y=y,
            x=alt.X("start:Q", scale=scale, axis=axis),
            x2=alt.X2("end"),
            fill=alt.Fill("fill:N", scale=None),
            tooltip=theme.tooltip(label="区分", words="患者数"),
        )
    )
    texts = (
        base.transform_calculate(at="isValid(datum.end) ? max(datum.start, datum.end) : 0")
        .mark_text(
            align="left",
            dx=6,
            # of whom it is a share is told where there is room
            text={"expr": f"width > {_ROOMY} ? datum.words : split(datum.words, '（')[0]"},
        )
        .encode(y=y, x=alt.X("at:Q"))
    )
    said = "、".join(f"{bar.label} {bar.words}" for bar in bars)
    return theme.finish(
        alt.layer(shapes, texts).properties(height=ROW_HEIGHT * len(bars)),
        f"住んでいる患者から、ここの医療機関の患者への橋渡しの棒グラフ。{said}。",
    )


@form_of(bridge)
def _in_office(answer: Answer, code: str, institutions: Figure | None = None) -> Charts:
    """Bars that hang between totals: an unseen series holds them up."""
    bars = steps(answer, code, institutions)
    ends = [
        None if bar.start is None or bar.end is None else sorted((bar.start, bar.end))
        for bar in bars
    ]
    low = tuple(None if both is None else round(both[0], 6) for both in ends)
    size = tuple(None if both is None else round(both[1] - both[0], 6) for both in ends)
    title = f"患者数（{answer.column('resident_patients').unit}）"
    fills = {at: bar.fill for at, bar in enumerate(bars)}
    return (
        OfficeChart(
            "stacked",
            # a bar may be too short for its number, which stands beside the name therefore
            tuple(f"{bar.label}　{bar.words}" if bar.words else bar.label for bar in bars),
            (
                Series("位置（表示しない）", low, None, is_labelled=False),
                Series(title, size, theme.PLAIN, fills, is_labelled=False),
            ),
            value_title=title,
        ),
    )
