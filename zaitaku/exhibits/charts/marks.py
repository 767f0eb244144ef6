"""Which areas a figure shows apart: the chosen one, and those that are set beside it. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence

from zaitaku.exhibits.charts import theme

# one code, or the chosen one's and then those of the areas beside it
Marked = str | Sequence[str] | None
BESIDE = "#2d66a3"  # between the chosen area and the others
BESIDE_FRAME = "#7a1f5c"  # frames of the areas beside the chosen one


def codes(marked: Marked) -> tuple[str, ...]:
    """The codes, the chosen area's first."""
    if marked is None:
        return ()
    return (marked,) if isinstance(marked, str) else tuple(marked)


def chosen(marked: Marked) -> str | None:
    """The chosen area alone."""
    return next(iter(codes(marked)), None)


def is_marked(marked: Marked, field: str = "datum.value") -> str:
    """A Vega expression: whether the field is one of the codes."""
    return f"indexof({json.dumps(codes(marked))}, {field}) >= 0"


def colour(code: str, marked: Marked, plain: str, highlight: str = theme.HIGHLIGHT) -> str:
    """Dark for the chosen area, between for those beside it, else ``plain``."""
    if code == chosen(marked):
        return highlight
    return BESIDE if code in codes(marked) else plain
