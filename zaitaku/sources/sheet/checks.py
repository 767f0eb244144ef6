"""Parts beside their totals; nothing is mended.

A difference is a warning that names the cells. A sheet with more than a few is refused: its columns
or rows have moved, and nobody would read a hundred warnings.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from zaitaku.ground.states import Problem, first_repeats, rounding_tolerance
from zaitaku.sources.sheet.grid import Grid
from zaitaku.sources.sheet.numbers import Numbers, read_numbers
from zaitaku.sources.sheet.table import Floats, Table
from zaitaku.sources.sheet.values import Value

_PARTS_NAMED = 4
FEW = 5  # differences that may be slips of a pen


@dataclass
class Part:
    """One addend: its label and its numbers, in the shape of the total's."""

    label: str
    numbers: Numbers


def sum_warnings(
    grid: Grid, label: str, total: Numbers, parts: Sequence[Part], unit: float = 0.1
) -> list[Problem]:
    """Warn where a total is not the sum of its parts within what rounding to ``unit`` allows.

    A relation with a part or total that is 秘匿 or 欠測 cannot be checked and is passed over.
    """
    if not parts:
        return []
    tolerance = rounding_tolerance(len(parts), unit)
    sums: Floats = np.sum([part.numbers.values for part in parts], axis=0)
    differing = np.argwhere(np.abs(total.values - sums) > tolerance)
    problems = []
    for i, j in differing:
        place = total.rows[i], total.columns[j]
        shown = _many(grid, parts, i, j) or "＋".join(
            f"{part.label} {_number(part.numbers.values[i, j])}".lstrip()
            + f"（{grid.cell_name(part.numbers.rows[i], part.numbers.columns[j])}）"
            for part in parts
        )
        value = total.values[i, j]
        problems.append(
            grid.problem(
                "warning",
                *place,
                f"{label} {_number(value)} が {shown}の和 {_number(sums[i, j])} と一致しません"
                f"（差 {_number(abs(value - sums[i, j]))}、"
                f"四捨五入で許される差 {tolerance:.2f}）。",
                "値は直さずそのまま取り込みました。元の表を確かめてください。",
            )
        )
    return problems


def bound_warnings(
    grid: Grid, label: str, total: Numbers, parts: Sequence[Part], unit: float = 0.1
) -> list[Problem]:
    """Warn where a total is less than a part, or more than all parts: one patient may be in
    several. ``unit``: what each number was rounded to."""
    tolerance = rounding_tolerance(len(parts), unit)
    values = np.array([part.numbers.values for part in parts])
    whole = total.values
    wrong = (whole < values.max(axis=0) - tolerance) | (whole > values.sum(axis=0) + tolerance)
    return [
        grid.problem(
            "warning",
            total.rows[i],
            total.columns[j],
            f"{label} {_number(whole[i, j])} が、"
            + (_many(grid, parts, i, j) or f"内訳（{_each(parts, i, j)}）")
            + f"のどれか以上、和 {_number(values[:, i, j].sum())} 以下になっていません。",
            "値は直さずそのまま取り込みました。元の表を確かめてください。",
        )
        for i, j in np.argwhere(wrong)
    ]


def _each(parts: Sequence[Part], i: int, j: int) -> str:
    return "、".join(
        f"{part.label} {_number(part.numbers.values[i, j])}".lstrip() for part in parts
    )


def _many(grid: Grid, parts: Sequence[Part], i: int, j: int) -> str:
    """Where the parts stand, of more than can be named one by one; else ''."""
    if len(parts) <= _PARTS_NAMED:
        return ""
    first, last = parts[0].numbers, parts[-1].numbers
    return (
        f"{len(parts)}個の内訳（{grid.cell_name(first.rows[i], first.columns[j])}～"
        f"{grid.cell_name(last.rows[i], last.columns[j])}）"
    )


def judged(grid: Grid, found: Sequence[Problem]) -> list[Problem]:
    """What the sums of one sheet gave: its warnings, or errors where they are more than a few."""
    count = sum(problem.severity == "warning" for problem in found)
    if count <= FEW:
        return list(found)
    whole = grid.problem(
        "error",
        None,
        None,
        f"合計が内訳の和と合わないマスが {count:,} か所あります"
        f"（四捨五入の差を超えるもの。{FEW} か所までは注意にとどめます）。",
        "列や行がずれていないか、別の表の値が混じっていないか確かめてください。",
    )
    fix = "元の表を確かめてください。"
    return [
        whole,
        *(
            replace(problem, severity="error", fix=fix)
            if problem.severity == "warning"
            else problem
            for problem in found
        ),
    ]


def total_row_warnings(
    table: Table,
    numbers: Numbers,
    keys: Sequence[Hashable],
    total_keys: Sequence[Hashable],
    symbols: Mapping[str, Value],
) -> list[Problem]:
    """合計 rows at the foot, which belong to no insurer: checked against the rows, then left out.

    ``keys`` of the data rows and ``total_keys`` of the 合計 rows say what adds up to what.
    """
    grid = table.grid
    problems = [
        grid.problem(
            "info",
            table.totals[0],
            None,
            f"合計の行 {len(table.totals)} 行は内訳と照らし合わせ、取り込みませんでした。",
        )
    ]
    totals = read_numbers(grid, table.totals, numbers.columns, symbols, problems)
    members: dict[Hashable, list[int]] = {}
    for position, key in enumerate(keys):
        members.setdefault(key, []).append(position)
    for position, key in enumerate(total_keys):
        if key in members:
            parts = [Part("", numbers.take([member])) for member in members[key]]
            problems += sum_warnings(grid, "合計の行", totals.take([position]), parts)
    return problems


def _number(value: float) -> str:
    return f"{value:,.1f}"


def repeated_rows(
    grid: Grid, rows: Sequence[int], keys: Sequence[Hashable], describe: Callable[[int], str]
) -> list[Problem]:
    """Errors for rows whose key stands twice; ``describe`` puts a position's key in words."""
    return [
        grid.problem(
            "error",
            rows[again],
            None,
            f"{describe(again)} の行が {rows[first] + 1} 行目と重なっています。",
            "どちらが正しいか確かめ、一方を削除してください。",
        )
        for first, again in first_repeats(keys)
    ]
