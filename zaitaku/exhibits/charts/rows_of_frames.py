"""The rows of a chart's data frames, as Altair writes them into its specification.

Altair takes a frame to pieces anew for each layer that draws it, column by column with pandas:
a chart of eleven columns of text is eleven layers of one frame. Here a frame is taken to pieces
once, and columns of plain values without pandas. ``tests/queries/test_copying.py`` compares.
"""

from __future__ import annotations

import math
import weakref
from collections import OrderedDict
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

NAME = "zaitaku"
_MOST = 64
_taken: OrderedDict[int, tuple[weakref.ref[pd.DataFrame], dict[str, Any]]] = OrderedDict()


def install() -> None:
    """For every chart of this process."""
    alt.data_transformers.register(NAME, values)
    alt.data_transformers.enable(NAME)


def values(data: Any = None) -> Any:
    """``altair.default_data_transformer``: its limit of rows, its values."""
    if data is None:
        return values
    if not isinstance(data, pd.DataFrame):
        return alt.default_data_transformer(data)
    kept = _taken.get(id(data))
    if kept is not None and kept[0]() is data:
        return kept[1]
    alt.limit_rows(data)
    plain = _plain(data) or alt.to_values(data)
    _taken[id(data)] = (weakref.ref(data), plain)
    while len(_taken) > _MOST:
        _taken.popitem(last=False)
    return plain


def _plain(frame: pd.DataFrame) -> dict[str, Any] | None:
    """None where a column is of another kind than texts, numbers and truth."""
    columns: list[list[Any]] = []
    for name, column in frame.items():
        if not isinstance(name, str):
            return None
        if str(column.dtype) == "str":
            columns.append([None if one != one else one for one in column.tolist()])
        elif not isinstance(column.dtype, np.dtype):
            return None
        elif column.dtype.kind == "f":
            columns.append([one if math.isfinite(one) else None for one in column.tolist()])
        elif column.dtype.kind in "iub":
            columns.append(column.tolist())
        else:
            return None
    names = [str(name) for name in frame.columns]
    return {"values": [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]}
