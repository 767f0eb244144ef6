"""定義の変更 on a chart over years: a rule with its words, and lines that end there.

A line is broken by the field ``segment`` as its detail (``zaitaku.ground.breaks.segment``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import altair as alt
import pandas as pd

from zaitaku.exhibits.charts import theme
from zaitaku.ground.breaks import Break, between

LINE = 17  # px from one label to the next below it
SEGMENT = "segment:N"  # the detail of a line


def over(changes: Iterable[Break], years: Sequence[int]) -> list[Break]:
    """Those that lie between the first and the last of the years."""
    return list(between(changes, min(years), max(years))) if years else []


def ended(changes: Iterable[Break]) -> str:
    """What the alternative text says of a line that ends at changes."""
    told = "、".join(dict.fromkeys(one.label for one in changes))
    return f"{told}で線を切っています。" if told else ""


def year_words(year: int, segment: str) -> str:
    """A year with the change that it comes after, as a tooltip tells it."""
    return f"{year}年度（{segment}）" if segment else f"{year}年度"


def marks(changes: Sequence[Break], years: Sequence[int], x: alt.X, first: float = 0) -> list[Any]:
    """Layers for changes among years in their order, the first of which stands at ``first``."""
    told: dict[tuple[float, str], list[str]] = {}
    for one in changes:
        told.setdefault((first + one.place(years), one.label), []).append(one.reason)
    return rules([(place, label, "、".join(why)) for (place, label), why in told.items()], x)


def rules(
    found: Sequence[tuple[float, str, str]], x: alt.X, top: str = "0", bottom: str = "height"
) -> list[Any]:
    """A rule and its words for each place, label and reason; ``x`` places the field it names.

    ``top``, ``bottom``: px (expressions) of a panel that has a part of the height.
    """
    field = str(x.shorthand).partition(":")[0]
    layers: list[Any] = []
    for number, (place, label, reason) in enumerate(found):
        row = pd.DataFrame([{field: place, "label": label, "reason": reason}])
        base = alt.Chart(row).encode(
            x=x, tooltip=theme.tooltip(label="数え方", reason="変わったこと")
        )
        layers += [
            base.mark_rule(
                color=theme.SUBTLE,
                strokeDash=[2, 2],
                strokeWidth=1.5,
                y={"expr": top},
                y2={"expr": bottom},
            ),
            base.mark_text(
                align="left",
                baseline="top",
                dx=4,
                dy=LINE * number,
                color=theme.SUBTLE,
                y={"expr": top},
            ).encode(text="label:N"),
        ]
    return layers
