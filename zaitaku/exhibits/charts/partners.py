"""Answer of flows/top → the partners of one area, largest first, with the running share.

Bars are patients; beside them, on the same rows and an axis of its own, the cumulative share of
all patients of the area. Hidden partners fold into one row; of them and after them no running share
is known. In Office the two stand side by side as charts of their own.
"""

import json
from typing import Any

import altair as alt
import pandas as pd

from zaitaku.ask.answer import Answer
from zaitaku.exhibits.charts import folding, layout, theme
from zaitaku.exhibits.charts.layout import Span
from zaitaku.exhibits.charts.matrix import OUTSIDE
from zaitaku.exhibits.office import Charts, OfficeChart, Series, form_of, named, numbers_of

BARS, SHARES = Span(0.0, 0.66), Span(0.68, 1.0)
RUNNING = "割合の累計（%）"
_AROUND = 62  # px of the titles and the axes
_WORDS, _FEW_WORDS, _SHARE = 150, 62, 60  # px behind the longest bar, and right of a point
_ROOMY = 460  # px of a plot that has room for the share behind the patients


def partners(answer: Answer, top: int = 10) -> Any:
    """The ``top`` partners in the order of the answer (patients descending, hidden ones last).

    Hidden ones fold into one row; of them and after them no running share is known.
    """
    every = pd.DataFrame(
        {
            "name": answer.frame["partner_name"],
            "code": answer.frame["partner_code"].astype(str),
            "state": answer.state_frame["patients"],
            "patients": answer.frame["patients"],
            "cumulative": answer.frame["cumulative_pct"],
            "patients_text": theme.column_words(answer, "patients", unit=True),
            "share_text": theme.column_words(answer, "share_pct", unit=True),
            "cumulative_text": theme.column_words(answer, "cumulative_pct", unit=True),
        }
    ).head(top)
    states = {code: [state] for code, state in zip(every["code"], every["state"], strict=True)}
    named = dict(zip(every["code"], every["name"], strict=True))
    folds = folding.folds(states, named)
    own = [c for c in states if not folding.is_folded(folds, states[c], c, ())]
    rows = every[every["code"].isin(own)].drop(columns=["state"]).reset_index(drop=True)
    codes = [*own, *(fold.code for fold in folds)]
    size = layout.row(len(codes), _AROUND)
    names = json.dumps({code: named[code] for code in own}, ensure_ascii=False)
    y = layout.rows(codes, layout.names(f"{names}[datum.value] || ''", size))
    chart = layout.beside(
        [
            _bars(rows, y),
            layout.title(BARS, "患者数（人/月）と割合", short="患者数（人/月）"),
            _running(rows, y),
            layout.title(SHARES, RUNNING, short="累計（%）"),
            *folding.rows(folds, y),
        ]
    )
    return theme.finish(
        chart.properties(height=layout.height(len(codes), _AROUND)),
        f"相手の地域を患者数の多い順に並べた横棒グラフ（上位{len(every)}地域）と、割合の累計。"
        + "。".join(fold.words for fold in folds),
    )


def _axis(values: "pd.Series[float]") -> alt.Axis | None:
    """No scale beside words alone: 0 to 1 would look like figures."""
    return layout.bottom(title=None, tickCount=4) if values.notna().any() else None


def _scale(values: "pd.Series[float]", span: Span, words: str) -> alt.Scale:
    """From zero to the largest value, and px for its label."""
    most = values.max()
    return alt.Scale(domain=[0, most if most > 0 else 1], nice=False, range=span.range(words))


def _bars(rows: pd.DataFrame, y: alt.Y) -> Any:
    base = alt.Chart(rows).encode(y=y)
    shown, absent = (base.transform_filter(f"{no}isValid(datum.patients)") for no in ("", "!"))
    tip = theme.tooltip(
        name="相手の地域", patients_text="患者数", share_text="割合", cumulative_text="累計"
    )
    words = f"width > {_ROOMY} ? {_WORDS} : {_FEW_WORDS}"
    x = alt.X(
        "patients:Q",
        scale=_scale(rows["patients"], BARS, words),
        axis=_axis(rows["patients"]),
    )
    bars = shown.mark_bar().encode(
        x=x,
        color=alt.condition(
            f"datum.code === '{OUTSIDE}'", alt.value(theme.SUBTLE), alt.value(theme.PLAIN)
        ),
        tooltip=tip,
    )
    both = "datum.patients_text + '（' + datum.share_text + '）'"
    texts = shown.mark_text(
        align="left",
        dx=5,
        fontSize=12,
        text={"expr": f"width > {_ROOMY} ? {both} : split(datum.patients_text, ' ')[0]"},
    ).encode(x=x, tooltip=tip)
    hidden = absent.mark_text(align="left", fontSize=12, x=BARS.at(px=5)).encode(
        text="patients_text:N", tooltip=tip
    )
    return alt.layer(bars, texts, hidden)


def _running(rows: pd.DataFrame, y: alt.Y) -> Any:
    base = alt.Chart(rows).encode(y=y)
    known, absent = (base.transform_filter(f"{no}isValid(datum.cumulative)") for no in ("", "!"))
    x = alt.X(
        "cumulative:Q",
        scale=_scale(rows["cumulative"], SHARES, str(_SHARE)),
        axis=_axis(rows["cumulative"]),
    )
    line = known.mark_line(color=theme.REFERENCE, strokeWidth=1.5).encode(
        x=x, order=alt.Order("cumulative:Q")
    )
    points = known.mark_point(color=theme.REFERENCE, filled=True, size=50, opacity=1).encode(
        x=x, tooltip=theme.tooltip(name="相手の地域", cumulative_text="割合の累計")
    )
    text: dict[str, Any] = {"align": "left", "fontSize": 12}
    words = known.mark_text(**text, dx=8).encode(x=x, text="cumulative_text:N")
    unknown = absent.mark_text(**text, x=SHARES.at(px=5)).encode(text="cumulative_text:N")
    return alt.layer(line, points, words, unknown)


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
