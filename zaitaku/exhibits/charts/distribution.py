"""Answer of supply/institutions (内部) → how many institutions, and patients, are of which size.

Counts and sums over the institutions shown; names do not reach the browser.
"""

from bisect import bisect_right
from typing import Any

import altair as alt
import pandas as pd

from zaitaku.ask.answer import Answer
from zaitaku.exhibits.charts import layout, theme
from zaitaku.exhibits.charts.layout import Span
from zaitaku.exhibits.office import FORMATS, Charts, OfficeChart, Series, form_of

# Patients a month: 0, then half-open classes [low, high). Half of all institutions see fewer than
# five, so that equal classes would be one bar.
LIMITS = (1, 5, 10, 20, 50)
CLASSES = ("0", "1未満", "1–5", "5–10", "10–20", "20–50", "50以上")
HEIGHT = 320


def class_of(patients: float) -> str:
    """The size class of an institution; one on a limit belongs to the class above it."""
    return CLASSES[0] if patients <= 0 else CLASSES[1 + bisect_right(LIMITS, patients)]


def by_class(answer: Answer) -> pd.DataFrame:
    """Number of institutions and sum of patients of every size class (``class``)."""
    patients = answer.frame["patients"].dropna()
    sizes = patients.groupby(patients.map(class_of)).agg(["size", "sum"]).reindex(CLASSES).fillna(0)
    return pd.DataFrame(
        {
            "class": CLASSES,
            "institutions": [int(count) for count in sizes["size"]],
            "patients": [float(total) for total in sizes["sum"]],
        }
    )


def _sides(answer: Answer) -> tuple[tuple[str, str, int], ...]:
    """What is counted: column of ``by_class``, title, decimals."""
    unit = answer.column("patients").unit
    return ("institutions", "医療機関数（施設）", 0), ("patients", f"患者数（{unit}）", 1)


def _classed(answer: Answer) -> str:
    """The title of the axis of classes."""
    return f"1施設の患者数（{answer.column('patients').unit}）"


def distribution(answer: Answer) -> Any:
    """Institutions, and beside them their patients, by size class."""
    rows, title = by_class(answer), _classed(answer)
    sides = _sides(answer)
    panels: list[Any] = []
    for span, side in zip(layout.spans(len(sides)), sides, strict=True):
        panels += [_columns(rows, title, span, *side), layout.title(span, side[1], 14)]
    chart = alt.layer(*panels).resolve_scale(x="independent", y="independent")
    return theme.finish(
        chart.properties(height=HEIGHT),
        f"1か月の患者数で分けた医療機関数と患者数の棒グラフ。{rows['institutions'].sum()}施設。",
    )


def _columns(
    rows: pd.DataFrame, classed: str, span: Span, value: str, label: str, decimals: int
) -> Any:
    data = rows[["class", value]].assign(text=[theme.number(v, decimals) for v in rows[value]])
    x = alt.X(
        "class:N",
        scale=alt.Scale(domain=list(CLASSES), range=span.range(), padding=0.1),
        axis=layout.bottom(title=classed, labelAngle=-40, ticks=False, labelFontSize=11),
    )
    most = max(rows[value].max(), 1)
    # each column has its number: an axis of its own could stand only at the left of all
    y = alt.Y(f"{value}:Q", axis=None, scale=alt.Scale(domain=[0, most * 1.1], nice=False))
    bars = (
        alt.Chart(data)
        .mark_bar(color=theme.PLAIN)
        .encode(x=x, y=y, tooltip=theme.tooltip(**{"class": classed, "text": label}))
    )
    words = alt.Chart(data).mark_text(dy=-8, fontSize=12).encode(x=x, y=y, text=alt.Text("text:N"))
    return alt.layer(bars, words)


@form_of(distribution)
def _in_office(answer: Answer) -> Charts:
    rows = by_class(answer)
    return tuple(
        OfficeChart(
            "column",
            tuple(rows["class"]),
            (Series(label, tuple(float(v) for v in rows[name]), theme.PLAIN),),
            FORMATS[decimals],
            title=label,
            category_title=_classed(answer),
            share=0.5,
        )
        for name, label, decimals in _sides(answer)
    )
