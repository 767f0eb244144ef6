"""Columns of raw frames, built whole: a frame of 140,000 rows must not be built cell by cell."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from zaitaku.ground.states import ACTUAL
from zaitaku.sources.sheet.numbers import Numbers
from zaitaku.sources.sheet.table import Objects


def text_column(values: Any) -> Any:
    """A pandas column of text from a list or an array of str (None allowed)."""
    return pd.array(values, dtype="str")


def each(values: Any, times: int) -> Any:
    """A text column with every value repeated in place: a, a, b, b."""
    return text_column(values).repeat(times)


def cycled(values: Any, times: int) -> Any:
    """A text column with all values repeated in turn: a, b, a, b."""
    return text_column(values).take(np.tile(np.arange(len(values)), times))


def status_column(statuses: Objects | None, length: int) -> Any:
    """A status column; None stands for 実数 throughout."""
    return each([ACTUAL], length) if statuses is None else text_column(statuses)


def value_columns(names: Sequence[str], numbers: Numbers) -> dict[str, Any]:
    """``name`` and ``name_status`` for each column of a block, as frames carry them."""
    columns: dict[str, Any] = {}
    for position, name in enumerate(names):
        columns[name] = numbers.values[:, position]
        statuses = None if numbers.statuses is None else numbers.statuses[:, position]
        columns[f"{name}_status"] = status_column(statuses, len(numbers.rows))
    return columns


def long_columns(name: str, numbers: Numbers) -> dict[str, Any]:
    """``name`` and ``name_status`` of a whole block, row by row, for frames in long form."""
    statuses = None if numbers.statuses is None else numbers.statuses.ravel()
    return {
        name: numbers.values.ravel(),
        f"{name}_status": status_column(statuses, numbers.values.size),
    }


def source_rows(rows: Sequence[int]) -> npt.NDArray[np.int64]:
    """Row numbers as the spreadsheet shows them."""
    return np.asarray(rows, dtype=np.int64) + 1
