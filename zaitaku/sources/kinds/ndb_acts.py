"""NDBオープンデータ C 在宅医療 by 二次医療圏: one book of 患者数 and one of 算定回数, as published.

Two sheets each, 全体 and 全体（加算）; one row per act, one column per 二次医療圏. Grain of
``ndb_act``: fiscal year × measure × setting × act × area, counted where the institution stands
(所在地) in the twelve months of ``fiscal_period``. 「-」 is 秘匿 (fewer than 10, and what would
give them away); totals and whole rows can be 秘匿. Area 計 is the whole country, 判別不可 what the
publisher could not place: with it, 算定回数 add up to 計 where none is 秘匿, and 患者数 to 計 or
more, as a patient is counted in every area of the year.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pandas as pd

from zaitaku.ground.states import Problem
from zaitaku.ground.text import digits, fiscal_years_in, squash
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
from zaitaku.sources.sheet.alignment import misplaced
from zaitaku.sources.sheet.checks import (
    Part,
    bound_warnings,
    judged,
    repeated_rows,
    sum_warnings,
)
from zaitaku.sources.sheet.frames import cycled, each, long_columns, source_rows
from zaitaku.sources.sheet.grid import Grid
from zaitaku.sources.sheet.names import is_of_a_program
from zaitaku.sources.sheet.numbers import Numbers, read_numbers
from zaitaku.sources.sheet.table import Field, Table, open_table
from zaitaku.sources.sheet.values import DASH_IS_SUPPRESSED, parse_number

WHOLE, UNPLACED = "計", "判別不可"
MEASURES = ("患者数", "算定回数")
TOTAL = re.compile(rf"総計\(({'|'.join(MEASURES)})\)")
_PERIOD = re.compile(r"診療年月:(?P<period>\d{4}年\d{1,2}月~\d{4}年\d{1,2}月)")
_FEWEST_AREAS = 10  # fewer columns of codes are no table by 二次医療圏
_CATEGORY = ("分類コード", "分類名称")
_PERCENTAGE = "%(加減算)"  # of an addition that has no points
_ACT_CODE = re.compile(r"\d{9}")
_FIX = (
    "厚生労働省が公表した「二次医療圏別」か「性年齢別」の Excel を、"
    "書き換えずに取り込んでください。"
)
FIELDS = (
    Field("act_code", "診療行為コード", "診療行為コード"),
    Field("act_name", "診療行為", "診療行為"),
    Field("points", "点数", "点数"),
    Field("total", "総計", TOTAL.pattern),
)


def read(grid: Grid, top: int, context: Context) -> Reading:
    """One sheet. Refused when it is not by 二次医療圏 or does not tell its period."""
    period, year = period_of(grid, top)
    table = open_table(grid, top, FIELDS, key="act_code", header_has_numbers=True)
    problems = table.problems
    columns, areas, names = _areas(grid, table)
    told, acts = of_acts(grid, table, period, year, len(columns))
    numbers = read_numbers(grid, table.data, columns, DASH_IS_SUPPRESSED, problems)
    problems += misplaced(grid, table.header, table.data, columns)
    problems += _sums(grid, table, numbers, names)
    placed = [area for area in zip(areas, names, strict=True) if area[0] not in (WHOLE, UNPLACED)]
    problems += own_prefecture.told_if_lacking(grid, placed, context.master)
    frame = pd.DataFrame(
        {
            **told,
            "area_code": cycled(areas, acts),
            "area_name": cycled(names, acts),
            **long_columns("value", numbers),
            "source_row": source_rows(table.data).repeat(len(columns)),
        }
    )
    return Reading({"ndb_act": frame}, acts, problems, year)


def of_acts(
    grid: Grid, table: Table, period: str, year: int, width: int
) -> tuple[dict[str, Any], int]:
    """What every row of ``width`` figures tells of its act, by column, and how many acts there are.

    An act that stands twice is told, and a code that is none.
    """
    codes = [digits(cell) or "" for cell in table.cells("act_code")]
    table.problems.extend(
        grid.problem(
            "error",
            row,
            table.columns["act_code"],
            f"診療行為コード「{code}」が 9 桁の数字ではありません。",
            _FIX,
        )
        for row, code in zip(table.data, codes, strict=True)
        if not _ACT_CODE.fullmatch(code)
    )
    acts = table.texts("act_name") or []
    table.problems.extend(repeated_rows(grid, table.data, codes, lambda i: f"{codes[i]} {acts[i]}"))
    measure = _measure(table)
    category_codes, category_names = _categories(grid, table)
    whole = len(codes) * width
    told = {
        "fiscal_year": [year] * whole,
        "fiscal_period": each([period], whole),
        "published_table": each([f"{year}年度 {measure}"], whole),
        "measure": each([measure], whole),
        "setting": each(["加算" if _is_of_additions(table) else "全体"], whole),
        "category_code": each(category_codes, width),
        "category_name": each(category_names, width),
        "act_code": each(codes, width),
        "act_name": each(acts, width),
        "points": pd.Series(_points(table)).repeat(width).to_numpy(),
    }
    return told, len(codes)


def _measure(table: Table) -> str:
    """患者数 or 算定回数, as the heading of the total says."""
    column = table.columns["total"]
    heading = next(squash(table.grid.text(row, column)) for row in table.header)
    return heading[heading.index("(") + 1 : -1]


def period_of(grid: Grid, top: int) -> tuple[str, int]:
    """The twelve months as written, and their fiscal year."""
    for line in grid.lines_above(top):
        found, years = _PERIOD.search(squash(line)), fiscal_years_in(line)
        if found and len(years) == 1:
            return found["period"].replace("~", "～"), years.pop()
    raise _refused(grid, top, "診療年月（2022年04月～2023年03月 の形）が表の上にありません。")


def _sums(grid: Grid, table: Table, numbers: Numbers, names: Sequence[str]) -> list[Problem]:
    """The whole country beside its areas: a column that is gone, or an area's under another's."""
    total = numbers.part([0])
    parts = [Part(name, numbers.part([at])) for at, name in enumerate(names) if at]
    is_of_patients = _measure(table) == MEASURES[0]
    compare = bound_warnings if is_of_patients else sum_warnings
    return judged(grid, compare(grid, "総計", total, parts, unit=0))


def _areas(grid: Grid, table: Table) -> tuple[list[int], list[str], list[str]]:
    """Columns, codes and names: the whole country first, then every 二次医療圏 and 判別不可.

    Refused where a column is neither of an area nor of the act, and where 判別不可 is not there.
    """
    columns, codes, names = [table.columns["total"]], [WHOLE], ["全国"]
    of_acts = {*table.columns.values(), *_category_columns(grid, table)}
    for column in range(len(grid.rows[table.start - 1])):
        stack = _headings(grid, table, column)
        if column in of_acts or _PERCENTAGE in stack or not any(stack):
            continue
        number = next((text for text in stack if re.fullmatch(r"\d{4}", text)), None)
        if number is not None:
            code, name = number, grid.text(table.start - 1, column)
            if not name or UNPLACED in name or is_of_a_program(name):
                message = f"二次医療圏 {code} の列に名称がありません（「{name}」）。"
                raise _refused(grid, table.start - 1, message, column)
        elif any(UNPLACED in text for text in stack):
            code, name = UNPLACED, "二次医療圏判別不可"
        else:
            shown = "・".join(dict.fromkeys(filter(None, stack)))
            message = f"見出し「{shown}」が二次医療圏（4桁のコードと名称）ではありません。"
            raise _refused(grid, table.start - 1, message, column)
        columns.append(column)
        codes.append(code)
        names.append(name)
    if len(codes) < _FEWEST_AREAS:
        raise _refused(
            grid,
            table.top,
            "二次医療圏コード（4桁）の列がありません。都道府県別の表は読めません。",
        )
    if UNPLACED not in codes:
        raise _refused(grid, table.top, "「二次医療圏判別不可」の列がありません。")
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise _refused(
            grid, table.top, f"二次医療圏コード {'、'.join(twice)} の列が2つ以上あります。"
        )
    return columns, codes, names


def _headings(grid: Grid, table: Table, column: int) -> list[str]:
    # its cells are merged over the rows of the header, which may start above ``top``
    head = min(row for row, _ in grid.find(FIELDS[0].pattern, 0, table.start))
    return grid.stack(column, head, table.start)


def _category_columns(grid: Grid, table: Table) -> tuple[int, ...]:
    """Where the class of an act stands: code and name; of additions a group before them."""
    left = table.columns["act_code"]
    if _is_of_additions(table):
        if left < 3 or "加算" not in _headings(grid, table, left - 3):
            raise _refused(grid, table.top, "「診療行為コード」の左に「加算」の 3 列がありません。")
        return left - 3, left - 2, left - 1
    found = []
    for heading in _CATEGORY:
        at = [
            column
            for column in range(len(grid.rows[table.start - 1]))
            if heading in _headings(grid, table, column)
        ]
        if len(at) != 1:
            message = f"「{heading}」の列が {len(at)} つあります（1 つのはずです）。"
            raise _refused(grid, table.top, message)
        found += at
    return tuple(found)


def _is_of_additions(table: Table) -> bool:
    return bool(table.grid.find("加算", table.top, table.start))


def _categories(grid: Grid, table: Table) -> tuple[list[str], list[str]]:
    """Code and name of each act's class, written once above the acts that belong to it.

    Of acts that are additions a group stands before them, and code and name may be blank.
    """
    *before, code_at, name_at = _category_columns(grid, table)
    group, code, name = "", "", ""
    codes, names = [], []
    for row in table.data:
        if before and grid.text(row, before[0]):
            group, code, name = grid.text(row, before[0]), "", ""
        if grid.text(row, code_at):
            code, name = grid.text(row, code_at), grid.text(row, name_at)
        codes.append(code)
        names.append(name or group)
    return codes, names


def _points(table: Table) -> Sequence[float]:
    """Points per act; NaN where the addition is a percentage or the cell is blank."""
    points = []
    for cell in table.cells("points"):
        try:
            value, _ = parse_number(cell, DASH_IS_SUPPRESSED)
        except ValueError:
            value = None  # points below zero are a deduction; nothing is computed from them
        points.append(float("nan") if value is None else value)
    return points


def _refused(grid: Grid, row: int, message: str, column: int | None = None) -> TableRefusedError:
    return refusal(grid, row, message, _FIX, column)


# area_code 計 is the whole country
TABLE = RawTable(
    name="ndb_act",
    label="NDBオープンデータ",
    columns="""
        fiscal_year integer, fiscal_period varchar, published_table varchar, measure varchar,
        setting varchar, category_code varchar, category_name varchar, act_code varchar,
        act_name varchar, points double, area_code varchar, area_name varchar,
        value double, value_status varchar
    """,
    key=Key(("published_table", "setting", "act_code", "area_code")),
    replaced_by="published_table",
)
KIND = Kind(
    name="ndb_acts",
    label="NDBオープンデータ C 在宅医療（全国・二次医療圏別）",
    layouts=(
        Layout(
            (
                Word("診療行為コード"),
                Word("診療行為"),
                Word("点数"),
                Word("総計（患者数 または 算定回数）", TOTAL.pattern),
            ),
            read,
            foreign=(Word("男"), Word("女")),  # ndb_sex_age
        ),
    ),
    tables=(TABLE,),
    replaces="診療年度 × 数え方（患者数、算定回数）",
    order=190,
    page_label="NDBオープンデータ",
    is_public=True,
    is_dated=False,
    needs_master=False,
)
