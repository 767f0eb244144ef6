"""Answer of inpatient/top → the shares of the partners that the publisher lists, no patients."""

from typing import Any

import altair as alt
import pandas as pd

from zaitaku.ask.answer import Answer
from zaitaku.exhibits.charts import layout, theme
from zaitaku.exhibits.office import Charts, OfficeChart, Series, form_of, numbers_of

_AROUND = 46  # px of the axis and its title


def shares(answer: Answer, top: int = 12) -> Any:
    """Bars of ``share_pct`` in the order of the answer, the area itself dark, on a whole of 100 %.

    The words tell the running share: what is missing to 100 % are partners that are not listed.
    """
    rows = pd.DataFrame(
        {
            "name": _names(answer),
            "share": answer.frame["share_pct"].round(3),
            "words": [
                f"{share}（累計 {running}）"
                for share, running in zip(
                    theme.column_words(answer, "share_pct", unit=True),
                    theme.column_words(answer, "cumulative_pct", unit=True),
                    strict=True,
                )
            ],
            "own": answer.frame["is_own"],
        }
    ).head(top)
    base = alt.Chart(rows)
    order = list(rows["name"])
    y = alt.Y(
        "name:N",
        sort=order,
        scale=alt.Scale(domain=order),
        axis=alt.Axis(title=None, ticks=False, domain=False),
    )
    tip = theme.tooltip(name="相手の区域", words="割合")
    bars = base.mark_bar().encode(
        y=y,
        x=alt.X(
            "share:Q",
            scale=alt.Scale(domain=[0, 100], nice=False),
            axis=alt.Axis(title=answer.column("share_pct").title, tickCount=5),
        ),
        color=alt.condition("datum.own", alt.value(theme.HIGHLIGHT), alt.value(theme.PLAIN)),
        tooltip=tip,
    )
    # where the bar is long the words stand inside, white
    marks: list[tuple[str, dict[str, Any]]] = [
        ("datum.share > 50", {"align": "right", "dx": -6, "color": "white"}),
        ("datum.share <= 50", {"align": "left", "dx": 6}),
    ]
    words = [
        base.transform_filter(test)
        .mark_text(**mark)
        .encode(y=y, x=alt.X("share:Q"), text=alt.Text("words:N"), tooltip=tip)
        for test, mark in marks
    ]
    return theme.finish(
        alt.layer(bars, *words).properties(height=layout.height(len(rows), _AROUND)),
        f"相手の区域を割合の多い順に並べた横棒グラフ（{len(rows)}区域、自区域を先頭に濃く示す）。",
    )


def _names(answer: Answer) -> list[str]:
    names, prefectures = answer.frame["partner_name"], answer.frame["partner_prefecture"]
    return [f"{name}（{where}）" for name, where in zip(names, prefectures, strict=True)]


@form_of(shares)
def _in_office(answer: Answer, top: int = 12) -> Charts:
    own = {at: theme.HIGHLIGHT for at, is_own in enumerate(answer.frame["is_own"][:top]) if is_own}
    title = answer.column("share_pct").title
    series = Series(title, tuple(numbers_of(answer, "share_pct")[:top]), theme.PLAIN, own)
    names = tuple(_names(answer)[:top])
    return (OfficeChart("bar", names, (series,), value_title=title, maximum=100),)
