"""One value of one area, as a sentence, a reference line or a headline takes it. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from zaitaku.answer import Answer, Column
from zaitaku.charts.theme import words


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
            return Figure(name or str(row[label]), row[position], states[position], column)
    return None
