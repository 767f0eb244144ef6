"""The rows of 比べる相手 under a table of areas: the same question, asked for it alone."""

from __future__ import annotations

from typing import Any

from zaitaku.ask import references, regrouped
from zaitaku.ask.answer import Answer, Column
from zaitaku.ask.area import Area, Areas
from zaitaku.compose import pages
from zaitaku.compose.sheet import Sheet
from zaitaku.derived import questions
from zaitaku.exhibits.tables import CHOSEN, ReferenceRows
from zaitaku.ground.errors import QueryError

_WHERE = ("area_unit", "zone_scheme", "area_code")
_MOST = 12  # rows of one area (its parts) that still leave the table itself in sight


def of(sheet: Sheet, answer: Answer) -> ReferenceRows | None:
    """None where the question cannot be asked for it, or the answer is of one area or another."""
    if "area_code" not in answer.names or len(answer) < 2 or answer.name not in questions.names():
        return None
    params = questions.load(answer.name).takes
    # what judges every area says in a column of its own what it is judged beside
    if not {"area_unit", "area_code"} <= params or "reference_code" in params:
        return None
    page = pages.named(sheet.page)
    # a page that does not let 比べる相手 be chosen says nothing of the one that stands
    other = sheet.reference if page and "vs" in page.follows else sheet.prefecture
    is_own = isinstance(other, Area) and other.params() == sheet.area.params()
    try:
        found = sheet.of(other, answer.name, **_rest(answer))
    except QueryError:
        return None
    if not 1 <= len(found) <= _MOST:
        return None
    unlike = frozenset(
        column.name
        for column in found.columns
        if (isinstance(other, Areas) and _cannot_be_added(found, column))
        or (
            not is_own
            and other.unit != answer.params.get("area_unit")
            and references.depends_on_borders(answer.name, column.name)
        )
    )
    if is_own and sheet.is_prefecture:
        return ReferenceRows(other.name, found, mark=CHOSEN)
    return ReferenceRows(other.name, found, unlike)


def _rest(answer: Answer) -> dict[str, Any]:
    """What was asked besides where."""
    return {key: v for key, v in answer.params.items() if key not in _WHERE}


def _cannot_be_added(answer: Answer, column: Column) -> bool:
    return column.is_number and not column.is_year and not regrouped.adds_up(answer, column.name)
