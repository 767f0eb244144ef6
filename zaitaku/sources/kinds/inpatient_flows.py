"""構想区域別 入院の流入率・流出率: 厚生労働省's national workbook (NDB), as published.

One form of 65 rows per area, 339 areas below each other; the sheet 流入率 says where those admitted
to the area live, the sheet 流出率 where those living in the area are admitted, each for three bed
functions side by side. Grain of ``inpatient_flow``: direction × bed function × area × partner
(the area itself is one of its partners), ``share`` as a fraction of 1. Partners with few patients
are left out by the publisher, so that shares add up to less than 1; no count is given. The file
names no year. A list that holds an error of the spreadsheet (#VALUE!) is left out and told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from zaitaku.ground.states import Problem
from zaitaku.ground.text import digits, squash
from zaitaku.sources import own_prefecture
from zaitaku.sources.model import (
    Context,
    Key,
    Kind,
    Layout,
    RawTable,
    Reading,
    TableRefusedError,
    Word,
    refusal,
)
from zaitaku.sources.sheet.checks import repeated_rows
from zaitaku.sources.sheet.frames import source_rows, text_column
from zaitaku.sources.sheet.grid import Cell, Grid

BED_FUNCTIONS = ("高度急性期+急性期", "包括期", "慢性期")
DIRECTIONS = {"流入率": "incoming", "流出率": "outgoing"}
_FORM = "流入率・流出率"  # the title of each form
_CODE = "構想区域コード"
_CODE_LENGTH = 4
_WHOLE = 1 + 1e-6  # shares of one list add up to this at most
_COLUMNS = (
    "direction",
    "bed_function",
    "area_code",
    "area_name",
    "partner_code",
    "partner_name",
    "partner_prefecture",
)


@dataclass(frozen=True)
class _List:
    """Columns of one list of a form: partners of one area for one bed function."""

    bed_function: str
    direction: str
    prefecture: int
    code: int
    name: int
    share: int


def read(grid: Grid, top: int, context: Context) -> Reading:
    """All forms of a sheet. Refused when a form does not say which area it is about."""
    forms = [row for row, cells in enumerate(grid.rows) if cells and _is(cells[0], _FORM)]
    if not forms:
        raise _refused(grid, top, f"区域ごとの表題「{_FORM}」がありません。")
    problems: list[Problem] = []
    keys: list[tuple[str, ...]] = []
    shares: list[float] = []
    rows: list[int] = []
    for start, end in zip(forms, [*forms[1:], len(grid.rows)], strict=True):
        header = _header(grid, start, end)
        area = _area(grid, start, header)
        for columns in _lists(grid, header):
            found = list(_partners(grid, columns, header + 1, end, problems))
            for row, partner, share in found:
                keys.append((columns.direction, columns.bed_function, *area, *partner))
                shares.append(share)
                rows.append(row)
            if sum(share for *_, share in found) > _WHOLE:
                problems.append(
                    grid.problem(
                        "warning",
                        header + 1,
                        columns.share,
                        f"{area[1]}の{columns.bed_function}の割合の和が 100 % を超えます。",
                        "元の表を確かめてください。値はそのまま取り込みました。",
                    )
                )
    problems += _twice(grid, rows, keys)
    problems += own_prefecture.told_if_lacking(
        grid, ((key[2], key[3]) for key in keys), context.master
    )
    frame = pd.DataFrame(
        {
            **{
                name: text_column([key[position] for key in keys])
                for position, name in enumerate(_COLUMNS)
            },
            "share": shares,
            "source_row": source_rows(rows),
        }
    )
    return Reading({"inpatient_flow": frame}, len(forms), problems)


def _is(cell: Cell, text: str) -> bool:
    return isinstance(cell, str) and squash(cell) == squash(text)


def _header(grid: Grid, start: int, end: int) -> int:
    for row in range(start, end):
        if any(_is(cell, _CODE) for cell in grid.rows[row]):
            return row
    raise _refused(grid, start, f"この区域の表に見出し「{_CODE}」がありません。")


def _area(grid: Grid, start: int, header: int) -> tuple[str, str]:
    """Code and name of the area a form is about: its prefecture's number and name stand in one
    row, its own number below."""
    numbered = [
        row
        for row in range(start + 1, header)
        if grid.rows[row] and isinstance(grid.rows[row][0], (int, float))
    ]
    if len(numbered) >= 2:
        code, name = _code(grid.rows[numbered[1]][0]), grid.text(numbered[0], 2)
        if code and name and int(code[:2]) == int(grid.rows[numbered[0]][0]):
            return code, name
    raise _refused(grid, start, "どの構想区域の表か（都道府県と区域のコード）を読めません。")


def _lists(grid: Grid, header: int) -> Iterator[_List]:
    """The lists of a form, by their headings; the bed function stands above its first column."""
    words = [squash(grid.text(header, column)) for column in range(len(grid.rows[header]))]
    starts = [column for column, word in enumerate(words) if word == _CODE]
    above = [squash(grid.text(header - 1, column)) for column in range(len(grid.rows[header - 1]))]
    for start, end in zip(starts, [*starts[1:], len(words)], strict=True):
        function = next((above[c] for c in range(start, -1, -1) if above[c]), "")
        share = next((c for c in range(start, end) if words[c] in DIRECTIONS), None)
        if function not in BED_FUNCTIONS or share is None:
            expected = "、".join(BED_FUNCTIONS)
            raise _refused(
                grid, header, f"病床の区分「{function}」を読めません（{expected} のはずです）。"
            )
        yield _List(function, DIRECTIONS[words[share]], start - 1, start, start + 1, share)


def _partners(
    grid: Grid, columns: _List, top: int, end: int, problems: list[Problem]
) -> Iterator[tuple[int, tuple[str, str, str], float]]:
    """Rows of one list; none of a list that a spreadsheet error made unreadable."""
    for row in range(top, end):
        cells = grid.rows[row]
        written, share = cells[columns.code], cells[columns.share]
        if isinstance(share, str) and share.startswith("#"):
            problems.append(
                grid.problem(
                    "warning",
                    row,
                    columns.share,
                    f"元の表が計算エラー（{share}）のため、この区域の{columns.bed_function}は"
                    "データなしとしました。",
                    "0 ではありません。正誤表が出ていれば差し替えてください。",
                )
            )
            return
        if written == "" and share == "":
            continue
        code = _code(written)
        if code is None or not _is_share(share):
            problems.append(
                grid.problem(
                    "error",
                    row,
                    columns.code if code is None else columns.share,
                    f"構想区域コード「{written}」か割合「{share}」を読めません。",
                    "コードは 3～4 桁の数字、割合は 0 から 1 までの数です。",
                )
            )
            continue
        name, prefecture = (grid.text(row, c) for c in (columns.name, columns.prefecture))
        yield row, (code, name, prefecture), float(share)


def _code(cell: Cell) -> str | None:
    """101.0 → 0101: the spreadsheet drops the zero."""
    found = digits(cell)
    if not found or not _CODE_LENGTH - 1 <= len(found) <= _CODE_LENGTH:
        return None
    return found.zfill(_CODE_LENGTH)


def _is_share(cell: Any) -> bool:
    return isinstance(cell, (int, float)) and not isinstance(cell, bool) and 0 <= cell <= _WHOLE


def _twice(grid: Grid, rows: Sequence[int], keys: Sequence[tuple[str, ...]]) -> list[Problem]:
    same = [(key[0], key[1], key[2], key[4]) for key in keys]
    return list(repeated_rows(grid, rows, same, lambda i: "・".join(keys[i])))


def _refused(grid: Grid, row: int, message: str) -> TableRefusedError:
    fix = "厚生労働省が公表した Excel を、書き換えずに取り込んでください。"
    return refusal(grid, row, message, fix)


# shares only: the publisher gives no counts and leaves small partners out
TABLE = RawTable(
    name="inpatient_flow",
    label="入院の流出入",
    columns="""
        direction varchar, bed_function varchar, area_code varchar, area_name varchar,
        partner_code varchar, partner_name varchar, partner_prefecture varchar, share double
    """,
    key=Key(("direction", "bed_function", "area_code", "partner_code")),
)
KIND = Kind(
    name="inpatient_flows",
    label="入院の流入率・流出率（全国・NDB）",
    layouts=(
        Layout(
            (
                Word("高度急性期+急性期", r"高度急性期\+急性期"),
                Word("都道府県コード"),
                Word("構想区域コード"),
                Word("流入率（または流出率）", "流[入出]率"),
            ),
            read,
        ),
    ),
    tables=(TABLE,),
    replaces="全体",
    order=110,
    page_label="全国の入院の流入・流出",
    is_public=True,
    is_dated=False,
    needs_master=False,
    tells_errors=True,
)
