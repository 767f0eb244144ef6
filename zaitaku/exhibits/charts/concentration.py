"""Answer of supply/institutions (内部) → how few institutions see how many of the patients.

Shares of sums over the institutions shown; names do not reach the browser.
"""

from math import ceil
from typing import Any

import altair as alt
import pandas as pd

from zaitaku.ask.answer import Answer
from zaitaku.exhibits.charts import theme
from zaitaku.exhibits.office import Charts, OfficeChart, Series, form_of

_WIDTH = 560  # px: about as wide as high, so that the curve can be set against the diagonal
INSTITUTIONS, PATIENTS = "医療機関の累計（多い順, %）", "患者の累計（%）"


def concentration(answer: Answer) -> Any:
    """Cumulative share of patients by institutions, largest first, with the largest tenth marked.

    The dotted diagonal is what it would be if all institutions saw equally many.
    """
    steps = running(answer)
    axis = alt.Axis(values=[0, 20, 40, 60, 80, 100])
    scale = alt.Scale(domain=[0, 100], nice=False)
    wide = alt.Scale(domain=[0, 100], nice=False, range=[0, {"expr": f"min(width, {_WIDTH})"}])
    x = alt.X("institutions:Q", scale=wide, axis=axis, title=INSTITUTIONS)
    y = alt.Y("share:Q", scale=scale, axis=axis, title=PATIENTS)
    curve = alt.Chart(steps).mark_line(color=theme.HIGHLIGHT, strokeWidth=2.5).encode(x=x, y=y)
    equal = (
        alt.Chart(pd.DataFrame({"institutions": [0, 100], "share": [0, 100]}))
        .mark_line(color=theme.SUBTLE, strokeDash=[3, 3], strokeWidth=1)
        .encode(x=x, y=y)
    )
    layers = [equal, curve]
    description = "医療機関を患者数の多い順に並べたときの、患者数の累計割合の曲線。"
    if (tenth := _tenth(answer)) is not None:
        at, share, words = tenth
        mark = pd.DataFrame({"institutions": [at], "share": [share], "text": [words]})
        side: dict[str, Any] = {"align": "left", "dx": 10}
        if at > 50:  # beyond the middle the words would leave the chart
            side = {"align": "right", "dx": -10}
        layers += [
            alt.Chart(mark)
            .mark_point(color=theme.REFERENCE, filled=True, size=90, opacity=1)
            .encode(x=x, y=y),
            alt.Chart(mark)
            .mark_text(**side, dy=12, fontWeight="bold")
            .encode(x=x, y=y, text=alt.Text("text:N")),
        ]
        description += words + "。"
    return theme.finish(alt.layer(*layers).properties(height=340), description)


def running(answer: Answer) -> pd.DataFrame:
    """From 0 to 100 %: the share of ``institutions`` (largest first) and their patients' ``share``.

    Institutions without patients are not counted.
    """
    patients = _descending(answer)
    return pd.DataFrame(
        {
            "institutions": [0.0, *((i + 1) / len(patients) * 100 for i in range(len(patients)))],
            "share": [0.0, *(patients.cumsum() / patients.sum() * 100)],
        }
    ).round(2)


def _descending(answer: Answer) -> "pd.Series[float]":
    patients = answer.frame["patients"]
    return patients[patients > 0].sort_values(ascending=False)


def top_tenth(answer: Answer) -> tuple[int, float] | None:
    """How many institutions the largest tenth is (rounded up) and its share of patients in %.

    Institutions without patients are not counted. None when no institution has patients.
    """
    patients = _descending(answer)
    if patients.empty:
        return None
    count = ceil(len(patients) / 10)
    return count, float(patients.head(count).sum() / patients.sum() * 100)


def _tenth(answer: Answer) -> tuple[float, float, str] | None:
    """Where the largest tenth stands on the curve, and its words."""
    if (tenth := top_tenth(answer)) is None:
        return None
    count, share = tenth
    words = f"上位 1 割（{count} 施設）が患者の {theme.number(share, 1)} %"
    return count / len(_descending(answer)) * 100, share, words


@form_of(concentration)
def _in_office(answer: Answer) -> Charts:
    """The running share of patients against that of institutions, and where all are alike."""
    steps = running(answer)
    x, y = (tuple(float(v) for v in steps[name]) for name in ("institutions", "share"))
    ends = (0.0, 100.0)
    series = [
        Series("患者の累計", y, theme.HIGHLIGHT, x=x, is_labelled=False, is_line=True),
        Series("どの施設も同じ場合", ends, theme.SUBTLE, x=ends, is_labelled=False, is_line=True),
    ]
    if (tenth := _tenth(answer)) is not None:
        at, share, words = tenth
        place = (round(at, 2),)
        series.append(
            Series(words, (round(share, 2),), theme.REFERENCE, x=place, is_labelled=False)
        )
    return (
        OfficeChart(
            "scatter",
            (),
            tuple(series),
            category_title=INSTITUTIONS,
            value_title=PATIENTS,
            maximum=100,
        ),
    )
