"""NDBオープンデータ C 在宅医療 by 二次医療圏: one book of 患者数 and one of 算定回数, as published.

Two sheets each, 全体 and 全体（加算）; one row per act, one column per 二次医療圏. Grain of
``ndb_act``: fiscal year × measure × setting × act × area, counted where the institution stands
(所在地) in the twelve months of ``fiscal_period``. 「-」 is 秘匿 (fewer than 10, and what would
give them away); totals and whole rows can be 秘匿. Area 計 is the whole country, 判別不可 what the
publisher could not place: parts therefore do not add up to 計.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pandas as pd

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
from zaitaku.sources.sheet.checks import repeated_rows
from zaitaku.sources.sheet.frames import cycled, each, long_columns, source_rows
from zaitaku.sources.sheet.grid import Grid
from zaitaku.sources.sheet.numbers import read_numbers
from zaitaku.sources.sheet.table import Field, Table, open_table
from zaitaku.sources.sheet.values import DASH_IS_SUPPRESSED, parse_number

WHOLE, UNPLACED = "計", "判別不可"
MEASURES = ("患者数", "算定回数")
TOTAL = re.compile(rf"総計\(({'|'.join(MEASURES)})\)")
_PERIOD = re.compile(r"診療年月:(?P<period>\d{4}年\d{1,2}月~\d{4}年\d{1,2}月)")
_FEWEST_AREAS = 10  # fewer columns of codes are no table by 二次医療圏
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

    An act that stands twice is told.
    """
    codes = [digits(cell) or "" for cell in table.cells("act_code")]
    acts = table.texts("act_name") or []
    table.problems.extend(repeated_rows(grid, table.data, codes, lambda i: f"{codes[i]} {acts[i]}"))
    measure = _measure(table)
    is_addition = bool(table.grid.find("加算", table.top, table.start))
    category_codes, category_names = _categories(grid, table, is_addition)
    whole = len(codes) * width
    told = {
        "fiscal_year": [year] * whole,
        "fiscal_period": each([period], whole),
        "published_table": each([f"{year}年度 {measure}"], whole),
        "measure": each([measure], whole),
        "setting": each(["加算" if is_addition else "全体"], whole),
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


def _areas(grid: Grid, table: Table) -> tuple[list[int], list[str], list[str]]:
    """Columns, codes and names: the whole country first, then every 二次医療圏 and 判別不可."""
    columns, codes, names = [table.columns["total"]], [WHOLE], ["全国"]
    # its cells are merged over the rows of the header, which may start above ``top``
    head = min(row for row, _ in grid.find(FIELDS[0].pattern, 0, table.start))
    for column in range(table.columns["total"] + 1, len(grid.rows[table.start - 1])):
        stack = grid.stack(column, head, table.start)
        number = next((text for text in stack if re.fullmatch(r"\d{4}", text)), None)
        if number is not None:
            code, name = number, grid.text(table.start - 1, column)
            if not name or UNPLACED in name:
                message = f"二次医療圏 {code} の列に名称がありません。"
                raise _refused(grid, table.start - 1, message)
        elif any(UNPLACED in text for text in stack):
            code, name = UNPLACED, "二次医療圏判別不可"
        else:
            continue
        columns.append(column)
        codes.append(code)
        names.append(name)
    if len(codes) < _FEWEST_AREAS:
        raise _refused(
            grid,
            table.top,
            "二次医療圏コード（4桁）の列がありません。都道府県別の表は読めません。",
        )
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise _refused(
            grid, table.top, f"二次医療圏コード {'、'.join(twice)} の列が2つ以上あります。"
        )
    return columns, codes, names


def _categories(grid: Grid, table: Table, is_addition: bool) -> tuple[list[str], list[str]]:
    """Code and name of each act's class, written once above the acts that belong to it.

    Acts that are additions have three columns in front: a group, then code and name, which may be
    blank.
    """
    left = table.columns["act_code"]
    first = left - 2
    group, code, name = "", "", ""
    codes, names = [], []
    for row in table.data:
        cells = [grid.text(row, column) for column in range(left)]
        if is_addition and cells[first - 1]:
            group, code, name = cells[first - 1], "", ""
        if cells[first]:
            code, name = cells[first], cells[first + 1]
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


def _refused(grid: Grid, row: int, message: str) -> TableRefusedError:
    return refusal(grid, row, message, _FIX)


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
