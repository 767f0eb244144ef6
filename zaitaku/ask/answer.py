"""What a question gives back: rows, what each column is, and why a value is absent.

Everything to the right of here (charts, maps, tables, downloads) reads only an ``Answer``.
pandas is imported on first use of ``frame`` because ``zaitaku query`` must start quickly.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from zaitaku.ground.breaks import Break
from zaitaku.ground.settings import Mode

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Column:
    """A column of an answer as its query header declares it.

    ``role`` is ``key`` (codes, names, categories), ``count`` (subject to disclosure), ``from``
    (derived from counts; ``parts`` names them) or ``public`` (may always be shown). ``formula``:
    how it is made from other columns, as declared; '' where that is not said.
    """

    name: str
    type: str
    role: str
    label: str
    unit: str = ""
    description: str = ""
    parts: tuple[str, ...] = ()
    formula: str = ""

    @property
    def is_number(self) -> bool:
        return self.type in ("integer", "bigint", "double")

    @property
    def is_year(self) -> bool:
        """A year is a number and no quantity: 2023, never 2,023."""
        return self.is_number and (self.name == "year" or self.name.endswith("_year"))

    @property
    def decimals(self) -> int:
        """Digits after the point on screen: what the source gives (counts, shares: one).

        A population is of whole people, also where it is a sum of shares (65歳以上 %). Acts a claim
        and distances between areas lie so close together that one digit would tell them all alike.
        """
        if self.unit == "回/件" or self.name == "distance":
            return 2
        is_whole = self.type in ("integer", "bigint") or self.name.startswith("population")
        return 0 if is_whole else 1

    @property
    def title(self) -> str:
        """Label with its unit, as an axis or a table heading writes it."""
        return f"{self.label}（{self.unit}）" if self.unit else self.label


@dataclass(frozen=True)
class Answer:
    """The answer to one question from one build in one mode.

    ``rows`` and ``states`` have the same shape. Where a state is not 実数 the value is None;
    the state (秘匿, 該当なし, 欠測) is what must be shown in its place, never 0 or a blank.
    """

    name: str
    question: str
    grain: str
    source: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Any, ...]]
    states: Sequence[tuple[str, ...]]
    notes: tuple[str, ...]
    params: dict[str, Any]
    param_labels: dict[str, str]
    build_id: str
    mode: Mode
    breaks: tuple[Break, ...] = ()  # changes of definition that its figures are subject to
    lacking: str = ""  # the table of the build that has nothing of the year asked for

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What tells this answer from any other: build, mode, question and parameters."""
        return self.build_id, self.mode, self.name, repr(sorted(self.params.items()))

    def column(self, name: str) -> Column:
        """The declared column; KeyError if the question has none of that name."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @cached_property
    def names(self) -> list[str]:
        """Of the columns, in their order; not to be changed."""
        return [column.name for column in self.columns]

    @cached_property
    def records(self) -> tuple[Mapping[str, Any], ...]:
        """The rows by column name."""
        return tuple(dict(zip(self.names, row, strict=True)) for row in self.rows)

    @cached_property
    def state_records(self) -> tuple[Mapping[str, str], ...]:
        """The states by column name, one for each of ``records``."""
        return tuple(dict(zip(self.names, states, strict=True)) for states in self.states)

    @property
    def frame(self) -> pd.DataFrame:
        """The rows; numbers are NaN where the state is not 実数.

        A copy that shares the data until one of them is changed: an answer is shared by sessions.
        """
        return self._frame.copy(deep=False)

    @cached_property
    def _frame(self) -> pd.DataFrame:
        import pandas as pd

        frame = pd.DataFrame(list(self.rows), columns=self.names)
        for column in self.columns:
            if column.is_number:
                frame[column.name] = pd.to_numeric(frame[column.name]).astype("float64")
        return frame

    @cached_property
    def state_frame(self) -> pd.DataFrame:
        """States in the shape of ``frame``: 実数, 秘匿, 該当なし or 欠測."""
        import pandas as pd

        return pd.DataFrame(list(self.states), columns=self.names)


Ask = Callable[..., Answer]  # ``ask(question, **params)``: of one build in one mode
