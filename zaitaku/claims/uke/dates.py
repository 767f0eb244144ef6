"""Months and days of receipts, of the Japanese era or Western: the length tells which.

Files of one archive are of both kinds, and the date of a file says nothing of it.
"""

from __future__ import annotations

import datetime
from functools import cache

# what is added to the year of an era: 明治 大正 昭和 平成 令和
_ERAS = {"1": 1867, "2": 1911, "3": 1925, "4": 1988, "5": 2018}
_ERA_LENGTHS = (5, 7)


def is_of_an_era(text: str) -> bool:
    return len(text) in _ERA_LENGTHS


@cache
def month(text: str) -> str | None:
    """``GYYMM`` or ``YYYYMM`` as YYYY-MM; None where it is no month."""
    found = _western(text, 5)
    if found is None or len(found) != 6 or not 1 <= int(found[4:]) <= 12:
        return None
    return f"{found[:4]}-{found[4:]}"


@cache
def day(text: str) -> str | None:
    """``GYYMMDD`` or ``YYYYMMDD`` as YYYY-MM-DD; None where there is no such day."""
    found = _western(text, 7)
    if found is None or len(found) != 8:
        return None
    try:
        return datetime.date(int(found[:4]), int(found[4:6]), int(found[6:])).isoformat()
    except ValueError:
        return None


def _western(text: str, era_length: int) -> str | None:
    """The digits with the Western year first."""
    if not (text.isascii() and text.isdecimal()):
        return None
    if len(text) == era_length:
        start = _ERAS.get(text[0])
        return None if start is None else f"{start + int(text[1:3])}{text[3:]}"
    return text if 1868 <= int(text[:4] or 0) <= 2200 else None
