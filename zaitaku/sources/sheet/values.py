"""A cell as a value: a number and a status. What 「-」 means is told by the kind of file. Pure."""

import math
import re
from collections.abc import Mapping

from zaitaku.ground.states import ACTUAL, MISSING, NOT_APPLICABLE, SUPPRESSED
from zaitaku.ground.text import numeral, squash

Value = tuple[float | None, str]
"""A number (None unless 実数) and its status."""

LARGEST = 1e12  # no table of Japan counts so many persons, claims or receipts
_NUMBER = re.compile(r"[+]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?", re.ASCII)
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


class TooLargeNumberError(ValueError):
    """A number that no count can be (1E+308), or infinite."""


def parse_number(cell: object, symbols: Mapping[str, Value]) -> Value:
    """A cell as (value, status); ``symbols`` says what signs mean in this kind of file.

    Raises NegativeNumberError for a number below zero, TooLargeNumberError for one that counts
    nothing, ValueError for anything that is neither one number nor a known sign (「約12」, 「12²」,
    two lines, a date, true or false, a broken thousands separator).
    """
    if isinstance(cell, (float, int)) and not isinstance(cell, bool):
        return _counted(cell), ACTUAL
    if not isinstance(cell, str):
        raise ValueError(cell)
    text = squash(cell)
    if text in symbols:
        return symbols[text]
    text = numeral(cell) or ""
    if _NUMBER.fullmatch(text):
        return _counted(float(text.replace(",", ""))), ACTUAL
    if _NEGATIVE.fullmatch(text):
        raise NegativeNumberError(cell)
    raise ValueError(cell)


def _counted(number: float) -> float:
    if math.isnan(number):
        raise ValueError(number)
    if number < 0:
        raise NegativeNumberError(number)
    if number >= LARGEST:
        raise TooLargeNumberError(number)
    return float(number)
