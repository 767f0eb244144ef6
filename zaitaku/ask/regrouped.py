"""Several areas of one unit as one: an answer with their counts added up, its rates from the sums.

Never a mean of rates, in which a village would weigh as much as a city. A sum has its number only
where every part of it may be shown: with one part hidden it could be worked out from the rest, and
a sum of the others would be that of other places. What cannot be added up (institutions that see
patients of two areas, shares of the largest) is 該当なし.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from zaitaku.ask.answer import Answer, Column
from zaitaku.ask.area import Areas
from zaitaku.ground.states import ACTUAL, MISSING, NOT_APPLICABLE, SUPPRESSED

# people, receipts and claims are each of one area; a place can be counted in several
_ADDED_UP = ("人", "人/月", "人/日", "件", "件/月", "回", "回/月")
_WORST_FIRST = (SUPPRESSED, MISSING, NOT_APPLICABLE)
_NAMES = ("area_code", "area_name")
_OPERATORS: Mapping[type, Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}

Row = tuple[Mapping[str, Any], Mapping[str, str]]  # values and states by column
Cell = tuple[Any, str]


def regrouped(answer: Answer, areas: Areas) -> Answer:
    """``answer`` (a row for each area, or several each) for ``areas`` as one.

    Of what a question gives several rows of, only those that every area has are known.
    """
    rows = [
        row
        for row in zip(answer.records, answer.state_records, strict=True)
        if row[0]["area_code"] in areas.codes
    ]
    keys = [c for c in answer.columns if _is_key(c) and c.name not in _NAMES]
    grouping = [c.name for c in keys if not _is_of_area(c.name, rows)]
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row[0][name] for name in grouping), []).append(row)
    made = [_row(answer, areas, parts, rows) for parts in groups.values()]
    return replace(
        answer,
        rows=[tuple(value for value, _ in cells) for cells in made],
        states=[tuple(state for _, state in cells) for cells in made],
        params={**answer.params, "area_code": list(areas.codes), "together": areas.name},
        param_labels={**answer.param_labels, "together": "まとめた地域"},
    )


def adds_up(answer: Answer, name: str) -> bool:
    """Whether a column of several areas is known at all."""
    column = answer.column(name)
    if column.formula and column.role == "from":
        names = _names(column.formula)
        return names <= set(answer.names) and all(adds_up(answer, one) for one in names)
    return column.is_number and column.role in ("count", "public") and column.unit in _ADDED_UP


def _is_key(column: Column) -> bool:
    return column.role == "key" or column.is_year or not column.is_number


def _is_of_area(name: str, rows: Sequence[Row]) -> bool:
    """Whether each area has one of it, so that it tells none of its rows apart."""
    found: dict[Any, set[Any]] = {}
    for record, _ in rows:
        found.setdefault(record["area_code"], set()).add(record[name])
    return all(len(values) == 1 for values in found.values())


def _row(answer: Answer, areas: Areas, parts: Sequence[Row], rows: Sequence[Row]) -> list[Cell]:
    found = sorted(record["area_code"] for record, _ in parts)
    is_whole = found == sorted(areas.codes)
    cells: list[Cell] = []
    for column in answer.columns:
        if column.name in _NAMES:
            cells.append((areas.name if column.name == "area_name" else "", ACTUAL))
        elif _is_key(column):
            cells.append(_same(column, parts))
        elif not adds_up(answer, column.name) or not _is_so_made(answer, column, rows):
            cells.append((None, NOT_APPLICABLE))
        elif not is_whole:
            cells.append((None, MISSING))
        else:
            cells.append(_figure(answer, column, parts))
    return cells


def _same(column: Column, parts: Sequence[Row]) -> Cell:
    """What all of them have; nothing where they differ."""
    values = {(record[column.name], states[column.name]) for record, states in parts}
    if len(values) == 1:
        return values.pop()
    return ("", ACTUAL) if column.type == "varchar" else (None, NOT_APPLICABLE)


def _figure(answer: Answer, column: Column, parts: Sequence[Row]) -> Cell:
    needed = {column.name} | _leaves(answer, column)
    states = {states[name] for _, states in parts for name in needed}
    if worst := next((state for state in _WORST_FIRST if state in states), None):
        return None, worst
    sums = {name: sum(record[name] for record, _ in parts) for name in _leaves(answer, column)}
    try:
        return _value(answer, column, sums), ACTUAL
    except ZeroDivisionError:
        return None, NOT_APPLICABLE


def _is_so_made(answer: Answer, column: Column, rows: Sequence[Row]) -> bool:
    """Whether its formula tells all: not so where the question does more than it declares."""
    needed = {column.name} | _leaves(answer, column)
    for record, states in rows:
        if any(states[name] != ACTUAL for name in needed):
            continue
        try:
            made = _value(answer, column, record)
        except ZeroDivisionError:
            return False
        if not math.isclose(made, record[column.name], rel_tol=1e-9, abs_tol=1e-9):
            return False
    return True


def _leaves(answer: Answer, column: Column) -> set[str]:
    """The columns that are added up for it: itself, or those its formula goes back to."""
    if not column.formula or column.role != "from":
        return {column.name}
    return {
        leaf for name in _names(column.formula) for leaf in _leaves(answer, answer.column(name))
    }


def _value(answer: Answer, column: Column, values: Mapping[str, Any]) -> float:
    if not column.formula or column.role != "from":
        found = values[column.name]
        return found if isinstance(found, int) else float(found)

    def of(node: ast.expr) -> float:
        if isinstance(node, ast.BinOp):
            return _OPERATORS[type(node.op)](of(node.left), of(node.right))
        if isinstance(node, ast.Name):
            return _value(answer, answer.column(node.id), values)
        assert isinstance(node, ast.Constant) and isinstance(node.value, int | float)
        return node.value

    return of(_parsed(column.formula))


@cache
def _names(formula: str) -> frozenset[str]:
    """The columns that a formula names."""
    return frozenset(node.id for node in ast.walk(_parsed(formula)) if type(node) is ast.Name)


@cache
def _parsed(formula: str) -> ast.expr:
    return ast.parse(formula, mode="eval").body
