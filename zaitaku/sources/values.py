"""A cell as a value: a number and a status. What 「-」 means is told by the kind of file. Pure."""

import re
from collections.abc import Mapping

from zaitaku.text import squash
from zaitaku.validate import ACTUAL, MISSING, NOT_APPLICABLE, SUPPRESSED

Value = tuple[float | None, str]
"""A number (None unless 実数) and its status."""

_NUMBER = re.compile(r"[+]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?")
_NEGATIVE = re.compile(r"[-△▲]\d[\d,]*(\.\d+)?|\(\d[\d,]*(\.\d+)?\)")

# What every official table agrees on. On 「-」 they do not agree, so each kind of file says.
COMMON_SYMBOLS: dict[str, Value] = {
    "": (None, MISSING),
    "x": (None, SUPPRESSED),
    "X": (None, SUPPRESSED),
    "*": (None, SUPPRESSED),
    "**": (None, SUPPRESSED),
    "***": (None, SUPPRESSED),
    "秘匿": (None, SUPPRESSED),
    "該当なし": (None, NOT_APPLICABLE),
    "該当無し": (None, NOT_APPLICABLE),
    "欠測": (None, MISSING),
    "不詳": (None, MISSING),
    "...": (None, MISSING),
    "・・・": (None, MISSING),
    "⋯": (None, MISSING),
}
DASH_IS_ZERO: dict[str, Value] = COMMON_SYMBOLS | {"-": (0.0, ACTUAL), "--": (0.0, ACTUAL)}
DASH_IS_SUPPRESSED: dict[str, Value] = COMMON_SYMBOLS | {"-": (None, SUPPRESSED)}


class NegativeNumberError(ValueError):
    """A count below zero (「-3」「△3」)."""


def parse_number(cell: object, symbols: Mapping[str, Value]) -> Value:
    """A cell as (value, status); ``symbols`` says what signs mean in this kind of file.

    Raises NegativeNumberError for a number below zero, ValueError for anything that is neither a
    number nor a known sign (「約12」, a date, true or false, a broken thousands separator).
    """
    if isinstance(cell, (float, int)) and not isinstance(cell, bool):
        if cell < 0:
            raise NegativeNumberError(cell)
        if cell != cell or cell in (float("inf"), float("-inf")):
            raise ValueError(cell)
        return float(cell), ACTUAL
    if not isinstance(cell, str):
        raise ValueError(cell)
    text = squash(cell)
    if text in symbols:
        return symbols[text]
    if _NUMBER.fullmatch(text):
        return float(text.replace(",", "")), ACTUAL
    if _NEGATIVE.fullmatch(text):
        raise NegativeNumberError(cell)
    raise ValueError(cell)
