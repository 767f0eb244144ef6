"""Areas without a number fold into one row: 「秘匿 21 市町村（住田町、大槌町ほか）」.

Each would be an empty bar. The row of the chosen area stays wherever it is: whoever looks for it
reads 秘匿 there and need not search.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from zaitaku.ask.answer import Answer
from zaitaku.exhibits.charts import layout, theme
from zaitaku.ground.states import ACTUAL, MISSING, NOT_APPLICABLE, SUPPRESSED

COUNTED = {"municipality": "市町村", "medical_area": "圏域", "zone": "圏域"}
_ORDER = (SUPPRESSED, MISSING, NOT_APPLICABLE)
_WIDE = 560  # px of a plot that has room for names


@dataclass(frozen=True)
class Fold:
    """Areas of one state; ``others``: whether the chosen area, or one beside it, is of the same
    state and has a row of its own."""

    state: str
    names: tuple[str, ...]
    counted: str = "地域"
    others: bool = False

    @property
    def code(self) -> str:
        """Its row; no area has such a code."""
        return f"fold {self.state}"

    @property
    def count(self) -> str:
        """秘匿 21 市町村."""
        other = "ほか " if self.others else ""
        return f"{theme.STATE_WORDS[self.state]} {other}{len(self.names)} {self.counted}"

    @property
    def words(self) -> str:
        """With every name."""
        return f"{self.count}（{'、'.join(self.names)}）"

    @property
    def line(self) -> str:
        """With as many names as stand on one line."""
        if layout.px(self.words) <= _WIDE:
            return self.words
        shown = list(self.names)
        while shown and layout.px(f"{self.count}（{'、'.join(shown)} など）") > _WIDE:
            shown.pop()
        return f"{self.count}（{'、'.join(shown)} など）" if shown else self.count


def folds(
    states: Mapping[str, Sequence[str]],
    names: Mapping[str, str],
    *,
    keep: Collection[str] = (),
    counted: str = "地域",
) -> tuple[Fold, ...]:
    """Of areas by code → the states of their figures. Those of one and the same reason for all
    figures fold; one alone does not, nor does one of ``keep``."""
    found: dict[str, list[str]] = {}
    for code, of_area in states.items():
        if set(of_area) != {ACTUAL} and len(set(of_area)) == 1 and code not in keep:
            found.setdefault(of_area[0], []).append(names[code])
    kept = {state for code in keep for state in states.get(code, ())}
    return tuple(
        Fold(state, tuple(found[state]), counted, state in kept)
        for state in _ORDER
        if len(found.get(state, ())) > 1
    )


def is_folded(
    fold: Sequence[Fold], of_area: Sequence[str], code: str, keep: Collection[str]
) -> bool:
    """Whether an area is in one of the folds."""
    return code not in keep and len(set(of_area)) == 1 and of_area[0] in {one.state for one in fold}


def counted(answer: Answer) -> str:
    """What areas of an answer are counted as."""
    return COUNTED.get(str(answer.params.get("area_unit", "")), "地域")


def rows(found: Sequence[Fold], y: alt.Y, field: str = "code") -> list[Any]:
    """The lines of the folds, each in its row; names where there is room for them."""
    if not found:
        return []
    data = pd.DataFrame(
        {
            field: [one.code for one in found],
            "line": [one.line for one in found],
            "count": [one.count for one in found],
            "names": ["、".join(one.names) for one in found],
        }
    )
    return [
        alt.Chart(data)
        .mark_text(
            align="left",
            fontSize=12,
            color=theme.SUBTLE,
            text={"expr": f"width > {_WIDE} ? datum.line : datum.count"},
        )
        .encode(
            y=y, x=alt.value(5), tooltip=theme.tooltip(count="数値を示せない地域", names="地域名")
        )
    ]
