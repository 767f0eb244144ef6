"""Answer of flows/top → the partners of one area, largest first, with the running share.

Bars are patients; beside them, on the same rows and an axis of its own, the cumulative share of
all patients of the area. A hidden partner keeps its row and says 秘匿; after it no running share
is known. In Office the two stand side by side as charts of their own.
"""

from typing import Any

import altair as alt
import pandas as pd

from zaitaku.ask.answer import Answer
from zaitaku.exhibits.charts import theme
from zaitaku.exhibits.charts.matrix import OUTSIDE
from zaitaku.exhibits.office import Charts, OfficeChart, Series, form_of, named, numbers_of

BARS_WIDTH, SHARES_WIDTH = 540, 320
ROW_HEIGHT = 26
RUNNING = "割合の累計（%）"


def partners(answer: Answer, top: int = 10) -> Any:
    """The ``top`` partners in the order of the answer (patients descending, hidden ones last)."""
    rows = pd.DataFrame(
        {
            "name": answer.frame["partner_name"],
            "code": answer.frame["partner_code"],
            "patients": answer.frame["patients"],
            "cumulative": answer.frame["cumulative_pct"],
            "patients_text": theme.column_words(answer, "patients", unit=True),
            "share_text": theme.column_words(answer, "share_pct", unit=True),
            "cumulative_text": theme.column_words(answer, "cumulative_pct", unit=True),
        }
    ).head(top)
    order = list(rows["name"])
    title = "患者数（人/月）と割合"
    return theme.finish(
        alt.hconcat(
            _bars(rows, order).properties(width=BARS_WIDTH, title=title),
            _running(rows, order).properties(width=SHARES_WIDTH, title=RUNNING),
            spacing=20,
        ),
        f"相手の地域を患者数の多い順に並べた横棒グラフ（上位{len(rows)}地域）と、割合の累計。",
    )


def _y(order: list[str], labelled: bool) -> alt.Y:
    axis = alt.Axis(title=None, ticks=False, domain=False) if labelled else None
    return alt.Y("name:N", sort=order, scale=alt.Scale(domain=order), axis=axis)


def _axis(values: "pd.Series[float]") -> alt.Axis | None:
    """No scale beside words alone: 0 to 1 would look like figures."""
    return alt.Axis(title=None, tickCount=4) if values.notna().any() else None


def _room(values: "pd.Series[float]", share: float) -> alt.Scale:
    """From zero to the largest value, and some more for its label."""
    most = values.max()
    return alt.Scale(domain=[0, most * (1 + share) if most > 0 else 1], nice=False)


def _bars(rows: pd.DataFrame, order: list[str]) -> Any:
    base = alt.Chart(rows)
    y = _y(order, labelled=True)
    tip = theme.tooltip(
        name="相手の地域", patients_text="患者数", share_text="割合", cumulative_text="累計"
    )
    bars = (
        base.transform_filter("isValid(datum.patients)")
        .mark_bar()
        .encode(
            y=y,
            x=alt.X(
                "patients:Q",
                scale=_room(rows["patients"], 0.6),
                axis=_axis(rows["patients"]),
            ),
            color=alt.condition(
                f"datum.code === '{OUTSIDE}'",
                alt.value(theme.SUBTLE),
                alt.value(theme.PLAIN),
            ),
            tooltip=tip,
        )
    )
    words = (
        base.transform_calculate(
            at="isValid(datum.patients) ? datum.patients : 0",
            words=(
                "isValid(datum.patients) "
                "? datum.patients_text + '（' + datum.share_text + '）' : datum.patients_text"
            ),
        )
        .mark_text(align="left", dx=5)
        .encode(y=y, x=alt.X("at:Q"), text=alt.Text("words:N"), tooltip=tip)
    )
    return (bars + words).properties(height=alt.Step(ROW_HEIGHT))


def _running(rows: pd.DataFrame, order: list[str]) -> Any:
    y = _y(order, labelled=False)
    known = alt.Chart(rows).transform_filter("isValid(datum.cumulative)")
    x = alt.X(
        "cumulative:Q",
        scale=_room(rows["cumulative"], 0.35),
        axis=_axis(rows["cumulative"]),
    )
    line = known.mark_line(color=theme.REFERENCE, strokeWidth=1.5).encode(
        y=y, x=x, order=alt.Order("cumulative:Q")
    )
    points = known.mark_point(color=theme.REFERENCE, filled=True, size=50, opacity=1).encode(
        y=y, x=x, tooltip=theme.tooltip(name="相手の地域", cumulative_text="割合の累計")
    )
    words = (
        alt.Chart(rows)
        .transform_calculate(at="isValid(datum.cumulative) ? datum.cumulative : 0")
        .mark_text(align="left", dx=8)
        .encode(y=y, x=alt.X("at:Q"), text=alt.Text("cumulative_text:N"))
    )
    return (line + points + words).properties(height=alt.Step(ROW_HEIGHT))


@form_of(partners)
def _in_office(answer: Answer, top: int = 10) -> Charts:
    """Patients by partner, and the running share; after a hidden partner none is known."""
    names = tuple(named(answer, "partner_name", "patients")[:top])
    codes = [row[answer.names.index("partner_code")] for row in answer.rows][:top]
    outside = {at: theme.SUBTLE for at, code in enumerate(codes) if code == OUTSIDE}
    patients, running = answer.column("patients").title, answer.column("cumulative_pct").title
    counts = tuple(numbers_of(answer, "patients")[:top])
    shares = tuple(numbers_of(answer, "cumulative_pct")[:top])
    return (
        OfficeChart(
            "bar",
            names,
            (Series(patients, counts, theme.PLAIN, outside),),
            title=patients,
            share=0.55,
        ),
        OfficeChart(
            "line",
            names,
            (Series(running, shares, theme.REFERENCE),),
            title=RUNNING,
            share=0.45,
        ),
    )
