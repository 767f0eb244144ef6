"""Figures as people read them: 1,234.5, or the word for why there is no number. Pure.

Tables, charts, sentences and headlines say a value in the same words because they all ask here.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from zaitaku.ask.answer import Answer, Column
from zaitaku.ask.area import called
from zaitaku.ground.states import ACTUAL, MISSING, NOT_APPLICABLE, SUPPRESSED

STATE_WORDS = {SUPPRESSED: "秘匿", NOT_APPLICABLE: "該当なし", MISSING: "データなし"}


def number(value: float | None, decimals: int) -> str:
    """1,234.5; '' for None and NaN. Rounds half up, as people check it by hand."""
    if value is None or value != value:
        return ""
    step = Decimal(1).scaleb(-decimals)
    rounded = Decimal(repr(float(value))).quantize(step, ROUND_HALF_UP)
    return f"{rounded if rounded else abs(rounded):,}"  # never -0.0


def words(value: float | None, state: str, column: Column, *, unit: bool = False) -> str:
    """A value as people read it: its number, or the word for why there is none."""
    if state != ACTUAL:
        return STATE_WORDS[state]
    text = number(value, column.decimals)
    if column.is_year:
        text = text.replace(",", "")
    return f"{text} {column.unit}" if unit and column.unit else text


def column_words(answer: Answer, name: str, *, unit: bool = False) -> list[str]:
    """``words`` for every row of one column."""
    column = answer.column(name)
    position = answer.names.index(name)
    return [
        words(row[position], state[position], column, unit=unit)
        for row, state in zip(answer.rows, answer.states, strict=True)
    ]


@dataclass(frozen=True)
class Figure:
    """One value of one area and the column it belongs to."""

    area: str
    value: float | None
    state: str
    column: Column

    @property
    def words(self) -> str:
        return words(self.value, self.state, self.column, unit=True)


def figure(answer: Answer, value: str, code: str | None = None, name: str = "") -> Figure | None:
    """The value of the area with ``code`` (the only row if None); None where it has no row."""
    position, column = answer.names.index(value), answer.column(value)
    key, label = answer.names.index("area_code"), answer.names.index("area_name")
    for row, states in zip(answer.rows, answer.states, strict=True):
        if code is None or row[key] == code:
            own = name or area_name(answer, row[label])
            return Figure(own, row[position], states[position], column)
    return None


def area_name(answer: Answer, name: object) -> str:
    """An area of an answer as sentences name it, by the unit that was asked for."""
    unit, zones = (str(answer.params.get(key) or "") for key in ("area_unit", "zone_scheme"))
    return called(str(name), unit, zones)
