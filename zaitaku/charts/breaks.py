"""定義の変更 on a chart over years: a rule with its words, and lines that end there.

A line is broken by the field ``segment`` as its detail (``zaitaku.breaks.segment``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import altair as alt
import pandas as pd

from zaitaku.breaks import Break, between
from zaitaku.charts import theme

LINE = 17  # px from one label to the next below it
SEGMENT = "segment:N"  # the detail of a line


def over(changes: Iterable[Break], years: Sequence[int]) -> list[Break]:
    """Those that lie between the first and the last of the years."""
    return list(between(changes, min(years), max(years))) if years else []


def marks(found: Sequence[tuple[float, str, str]], x: alt.X) -> list[Any]:
    """Layers for changes as place, label and reason; ``x`` places the field it names."""
    field = str(x.shorthand).partition(":")[0]
    frame = pd.DataFrame(
        [
            {field: place, "label": label, "reason": reason}
            for place, label, reason in dict.fromkeys(found)
        ]
    )
    layers: list[Any] = []
    for number, label in enumerate(dict.fromkeys(frame["label"]) if len(frame) else ()):
        base = alt.Chart(frame[frame["label"] == label]).encode(
            x=x, tooltip=theme.tooltip(label="数え方", reason="変わったこと")
        )
        layers += [
            base.mark_rule(color=theme.SUBTLE, strokeDash=[2, 2], strokeWidth=1.5),
            base.mark_text(
                align="left", baseline="top", dx=4, dy=LINE * number, color=theme.SUBTLE
            ).encode(y=alt.value(0), text="label:N"),
        ]
    return layers
