"""Which tables of the reader's 年度 a page needs and the build does not have, told in one box."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from zaitaku.compose import words
from zaitaku.compose.sheet import Sheet

PEOPLE, PATIENTS, FLOWS = "area/population", "patients/by_area", "flows/summary"
SUPPLY, INSTITUTIONS, DISCHARGE = "supply/profile", "institutions/size", "discharge/by_area"
_INTERNAL = frozenset({INSTITUTIONS})


def tell(sheet: Sheet, questions: Iterable[str], **given: Any) -> bool:
    """Say which of the tables that questions are answered from are not there; whether one is.

    ``given``: what to ask with, on a page that does not go by the reader's choice of it.
    """
    asked = [name for name in questions if sheet.is_internal or name not in _INTERNAL]
    tables = [table for name in asked if (table := sheet.ask(name, **given).lacking)]
    if tables:
        sheet.tell(words.lacking(tables, sheet.year, sheet.years))
    return bool(tables)
