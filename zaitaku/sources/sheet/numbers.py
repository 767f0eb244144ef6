"""Reading the numbers and the labels of a table that was found, each refused by its cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter
from typing import Any

import numpy as np

from zaitaku.ground.states import ACTUAL, Problem
from zaitaku.ground.text import label_key, tidy
from zaitaku.sources.sheet.grid import Cell, Grid
from zaitaku.sources.sheet.table import Floats, Objects, Table
from zaitaku.sources.sheet.values import (
    LARGEST,
    NegativeNumberError,
    TooLargeNumberError,
    Value,
    parse_number,
)


@dataclass
class Numbers:
    """A block of numbers: NaN where there is none; ``statuses`` None when all are 実数.

    ``rows`` and ``columns`` are the sheet's, so that a message can name the cell.
    """

    values: Floats
    statuses: Objects | None
    rows: Sequence[int]
    columns: Sequence[int]

    def part(self, columns: Sequence[int]) -> "Numbers":
        """Some columns of the block, by position."""
        index = list(columns)
        return Numbers(
            self.values[:, index],
            None if self.statuses is None else self.statuses[:, index],
            self.rows,
            [self.columns[position] for position in index],
        )

    def take(self, positions: Sequence[int]) -> "Numbers":
        """Some rows of the block, by position."""
        index = list(positions)
        return Numbers(
            self.values[index],
            None if self.statuses is None else self.statuses[index],
            [self.rows[position] for position in index],
            self.columns,
        )


def read_numbers(
    grid: Grid,
    rows: Sequence[int],
    columns: Sequence[int],
    symbols: Mapping[str, Value],
    problems: list[Problem],
) -> Numbers:
    """The cells of some rows and columns as numbers; what is no number becomes an error."""
    pick: Any = itemgetter(*columns) if len(columns) > 1 else _one(columns[0])
    sheet = grid.rows
    flat: list[Cell] = list(chain.from_iterable(pick(sheet[row]) for row in rows))
    shape = (len(rows), len(columns))
    if set(map(type, flat)) <= {float}:
        values = np.array(flat, dtype=np.float64).reshape(shape)
        if not flat or (values.min() >= 0 and values.max() < LARGEST):
            return Numbers(values, None, rows, columns)
    readings = _parse_all(grid, flat, rows, columns, symbols, problems)
    values = np.array(
        [np.nan if value is None else value for value, _ in readings], dtype=np.float64
    )
    statuses = np.empty(len(readings), dtype=object)
    statuses[:] = [status for _, status in readings]
    all_actual = all(status == ACTUAL for status in set(statuses))
    return Numbers(
        values.reshape(shape), None if all_actual else statuses.reshape(shape), rows, columns
    )


def _one(column: int) -> Any:
    return lambda row: (row[column],)


def _parse_all(
    grid: Grid,
    flat: list[Cell],
    rows: Sequence[int],
    columns: Sequence[int],
    symbols: Mapping[str, Value],
    problems: list[Problem],
) -> list[Value]:
    known: dict[tuple[type, Cell], Value] = {}
    readings: list[Value] = []
    width = len(columns)
    for position, cell in enumerate(flat):
        key = (type(cell), cell)
        reading = known.get(key)
        if reading is None:
            try:
                reading = known[key] = parse_number(cell, symbols)
            except ValueError as error:
                row, column = rows[position // width], columns[position % width]
                problems.append(_bad_number(grid, row, column, cell, error))
                reading = (None, ACTUAL)
        readings.append(reading)
    return readings


def _bad_number(grid: Grid, row: int, column: int, cell: Cell, error: ValueError) -> Problem:
    shown = grid.text(row, column)
    if isinstance(error, NegativeNumberError):
        return grid.problem(
            "error",
            row,
            column,
            f"人数や件数に負の値「{shown}」があります。",
            "0以上の数値か「*」に直して再度取り込んでください。",
        )
    if isinstance(error, TooLargeNumberError):
        return grid.problem(
            "error",
            row,
            column,
            f"人数や件数として大きすぎる値「{shown}」があります。",
            "正しい数値か「*」に直して再度取り込んでください。",
        )
    return grid.problem(
        "error",
        row,
        column,
        f"数値でも秘匿記号でもない値「{shown}」。",
        "数値か「*」に直して再度取り込んでください。",
    )


def known_labels(labels: Sequence[str]) -> dict[str, str]:
    """The official spelling of each label by its comparing key."""
    return {label_key(label): label for label in labels}


def read_labels(
    table: Table,
    name: str,
    known: Mapping[str, str],
    is_closed: bool = True,
    rows: Sequence[int] | None = None,
) -> list[str]:
    """A column of labels in their official spelling.

    ``is_closed``: a label not in ``known`` is an error; else it is kept as written.
    """
    index = table.data if rows is None else rows
    cells = table.cells(name, index)
    spelled: dict[Cell, str] = {}
    for cell in dict.fromkeys(cells):
        text = cell if isinstance(cell, str) else str(cell)
        found = known.get(label_key(text))
        if found is None and is_closed:
            expected = "、".join(dict.fromkeys(known.values()))
            table.problems.append(
                table.grid.problem(
                    "error",
                    index[cells.index(cell)],
                    table.columns[name],
                    f"「{tidy(text)}」は知らない区分です。",
                    f"{expected} のいずれかに直してください。",
                )
            )
        spelled[cell] = tidy(text) if found is None else found
    return [spelled[cell] for cell in cells]
