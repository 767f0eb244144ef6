"""Answer of supply/institutions (内部) → how large the institutions are, and how few see how many.

Both are counts and sums over the institutions shown; names do not reach the browser.
"""

from bisect import bisect_right
from math import ceil
from typing import Any

import altair as alt
import pandas as pd

from zaitaku.ask.answer import Answer
from zaitaku.exhibits.charts import theme

# Patients a month: 0, then half-open classes [low, high). Half of all institutions see fewer than
# five, so that equal classes would be one bar.
LIMITS = (1, 5, 10, 20, 50)
CLASSES = ("0", "1未満", "1–5", "5–10", "10–20", "20–50", "50以上")
WIDTH, HEIGHT = 400, 280


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


def distribution(answer: Answer) -> Any:
    """Institutions, and beside them their patients, by size class."""
    rows = by_class(answer)
    column = answer.column("patients")
    return theme.finish(
        alt.hconcat(
            _columns(rows, "institutions", "医療機関数（施設）", 0),
            _columns(rows, "patients", f"患者数（{column.unit}）", 1),
            spacing=24,
        ),
        f"1か月の患者数で分けた医療機関数と患者数の棒グラフ。{rows['institutions'].sum()}施設。",
    )


def _columns(rows: pd.DataFrame, value: str, label: str, decimals: int) -> Any:
    data = rows[["class", value]].assign(text=[theme.number(v, decimals) for v in rows[value]])
    x = alt.X(
        "class:N",
        sort=list(CLASSES),
        axis=alt.Axis(title="1施設の患者数（人/月）", labelAngle=0, ticks=False),
    )
    most = max(rows[value].max(), 1)
    # room for the word over the highest bar, so that both titles stand at the same height
    y = alt.Y(
        f"{value}:Q",
        axis=alt.Axis(title=None, tickCount=5, tickMinStep=0 if decimals else 1),
        scale=alt.Scale(domain=[0, most * 1.1], nice=False),
    )
    bars = (
        alt.Chart(data)
        .mark_bar(color=theme.PLAIN)
        .encode(
            x=x, y=y, tooltip=theme.tooltip(**{"class": "1施設の患者数（人/月）", "text": label})
        )
    )
    words = alt.Chart(data).mark_text(dy=-8).encode(x=x, y=y, text=alt.Text("text:N"))
    return (bars + words).properties(width=WIDTH, height=HEIGHT, title=label)


def top_tenth(answer: Answer) -> tuple[int, float] | None:
    """How many institutions the largest tenth is (rounded up) and its share of patients in %.

    Institutions without patients are not counted. None when no institution has patients.
    """
    patients = _descending(answer)
    if patients.empty:
        return None
    count = ceil(len(patients) / 10)
    return count, float(patients.head(count).sum() / patients.sum() * 100)


def _descending(answer: Answer) -> "pd.Series[float]":
    patients = answer.frame["patients"]
    return patients[patients > 0].sort_values(ascending=False)


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


def concentration(answer: Answer) -> Any:
    """Cumulative share of patients by institutions, largest first, with the largest tenth marked.

    The dotted diagonal is what it would be if all institutions saw equally many.
    """
    steps = running(answer)
    axis = alt.Axis(values=[0, 20, 40, 60, 80, 100])
    scale = alt.Scale(domain=[0, 100], nice=False)
    x = alt.X("institutions:Q", scale=scale, axis=axis, title="医療機関の累計（多い順, %）")
    y = alt.Y("share:Q", scale=scale, axis=axis, title="患者の累計（%）")
    curve = alt.Chart(steps).mark_line(color=theme.HIGHLIGHT, strokeWidth=2.5).encode(x=x, y=y)
    equal = (
        alt.Chart(pd.DataFrame({"institutions": [0, 100], "share": [0, 100]}))
        .mark_line(color=theme.SUBTLE, strokeDash=[3, 3], strokeWidth=1)
        .encode(x=x, y=y)
    )
    layers = [equal, curve]
    description = "医療機関を患者数の多い順に並べたときの、患者数の累計割合の曲線。"
    if (tenth := top_tenth(answer)) is not None:
        count, share = tenth
        words = f"上位10%（{count}施設）が患者の {theme.number(share, 1)} %"
        at = count / (len(steps) - 1) * 100
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
    return theme.finish(alt.layer(*layers).properties(width=520, height=340), description)
