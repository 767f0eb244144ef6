"""将来の在宅（訪問診療）需要推計: 厚生労働省's national workbook, as published.

One sheet per measure (訪問診療, 外来), one row per 構想区域, one column per fiscal year. Grain of
``homecare_demand``: measure × area × year × basis, receipts (レセプト件数) per month at the
patients' place as the Ministry projects it: the first year is counted (実績), later ones carry
today's rates forward (現状投影). ``population`` stands in the years the sheet gives it for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

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
from zaitaku.sources.sheet.alignment import misplaced
from zaitaku.sources.sheet.checks import repeated_rows
from zaitaku.sources.sheet.frames import cycled, each, long_columns, source_rows, text_column
from zaitaku.sources.sheet.grid import Grid
from zaitaku.sources.sheet.numbers import read_numbers
from zaitaku.sources.sheet.table import Field, Floats, Table, open_table
from zaitaku.sources.sheet.values import DASH_IS_SUPPRESSED

MEASURES = {"訪問診療": "訪問診療", "外来": "外来"}
COUNTED = "実績"
_UNIT = "レセプト件数/月"
_STEP = 5  # years between two projected ones
_YEAR = re.compile(r"(?P<year>20\d\d)年度(\((?P<basis>.+)\))?")
_POPULATION = re.compile(r"人口\((?P<year>20\d\d)年度?\)")
_CODE_LENGTH = 4
_FIX = "厚生労働省が公表した Excel を、書き換えずに取り込んでください。"
_FIELDS = (
    Field("code", "構想区域コード", "構想区域コード"),
    Field("prefecture", "都道府県", "都道府県名?"),
    Field("name", "構想区域名", "構想区域名"),
)


@dataclass(frozen=True)
class _Column:
    column: int
    year: int
    basis: str


def read(grid: Grid, top: int, context: Context) -> Reading:
    """One measure. Refused when the sheet does not say which, or for which years."""
    measure = _measure(grid, top)
    table = open_table(grid, top, _FIELDS, key="code", header_has_numbers=True)
    problems = table.problems
    columns = _columns(grid, table)
    codes = [(digits(cell) or "").zfill(_CODE_LENGTH) for cell in table.cells("code")]
    names, prefectures = (table.texts(name) or [] for name in ("name", "prefecture"))
    for row, code in zip(table.data, codes, strict=True):
        if len(code) != _CODE_LENGTH:
            message = f"構想区域コード「{code}」が 4 桁ではありません。"
            problems.append(grid.problem("error", row, table.columns["code"], message, _FIX))
    problems += repeated_rows(grid, table.data, codes, lambda i: f"{codes[i]} {names[i]}")
    problems += own_prefecture.told_if_lacking(grid, zip(codes, names, strict=True), context.master)
    numbers = read_numbers(
        grid, table.data, [c.column for c in columns], DASH_IS_SUPPRESSED, problems
    )
    problems += misplaced(grid, table.header, table.data, [c.column for c in columns])
    width = len(columns)
    frame = pd.DataFrame(
        {
            "measure": each([measure], len(codes) * width),
            "area_code": each(codes, width),
            "area_name": each(names, width),
            "prefecture_code": each([code[:2] for code in codes], width),
            "prefecture_name": each(prefectures, width),
            "year": [column.year for column in columns] * len(codes),
            "basis": cycled([column.basis for column in columns], len(codes)),
            **long_columns("receipts_per_month", numbers),
            "source_row": source_rows(table.data).repeat(width),
        }
    )
    frame = frame.merge(_population(grid, table, codes), on=["area_code", "year"], how="left")
    return Reading({"homecare_demand": frame}, len(codes), problems)


def _measure(grid: Grid, top: int) -> str:
    lines = [squash(line) for line in grid.lines_above(top + 2)]
    told = {m for word, m in MEASURES.items() for line in lines if word in line and "推計" in line}
    if len(told) != 1:
        raise _refused(grid, top, "何の需要推計か（訪問診療、外来）を表題から読めません。")
    return told.pop()


def _columns(grid: Grid, table: Table) -> list[_Column]:
    """The years' columns: 「レセプト件数/月」 under 「2030年度（現状投影）」."""
    places = [column for _, column in grid.find(_UNIT, table.top, table.start)]
    found = []
    for column in places:
        above = grid.stack(column, max(table.top - 2, 0), table.start)
        year = next((match for text in above if (match := _YEAR.fullmatch(text))), None)
        if year is None:
            message = f"「{_UNIT}」の列の上に年度（2030年度 など）がありません。"
            raise _refused(grid, table.start - 1, message, column)
        found.append(_Column(column, int(year["year"]), year["basis"] or COUNTED))
    if len({(column.year, column.basis) for column in found}) < len(found):
        raise _refused(grid, table.top, "同じ年度の列が2つ以上あります。")
    _require_every_year(grid, table, {column.year for column in found})
    return found


def _require_every_year(grid: Grid, table: Table, years: set[int]) -> None:
    """A year whose unit is another, or that is left out between two others, is not passed over.

    The first year is the one that was counted; the projected ones are ``_STEP`` years apart.
    """
    for row in range(max(table.top - 2, 0), table.start):
        for column, cell in enumerate(grid.rows[row]):
            match = _YEAR.fullmatch(squash(str(cell)))
            if match and int(match["year"]) not in years:
                message = f"{match['year']}年度の列の単位が「{_UNIT}」ではありません。"
                raise _refused(grid, row, message, column)
    _, *projected = sorted(years)
    if projected:
        expected = set(range(projected[0], projected[-1] + 1, _STEP))
        if lacking := sorted(expected - years):
            named = "、".join(f"{year}年度" for year in lacking)
            raise _refused(grid, table.top, f"推計の年度が足りません（ない年度: {named}）。")


def _population(grid: Grid, table: Table, codes: list[str]) -> pd.DataFrame:
    """area × year → population, for the years that have a column 「人口(2040年)」."""
    frames = [pd.DataFrame({"area_code": text_column([]), "year": pd.array([], dtype="int64")})]
    for column, cell in enumerate(grid.rows[table.start - 1]):
        match = _POPULATION.fullmatch(squash(str(cell)))
        if match:
            values: Floats = read_numbers(
                grid, table.data, [column], DASH_IS_SUPPRESSED, table.problems
            ).values
            frames.append(
                pd.DataFrame(
                    {
                        "area_code": text_column(codes),
                        "year": int(match["year"]),
                        "population": values[:, 0],
                    }
                )
            )
    joined = pd.concat(frames, ignore_index=True)
    return joined if "population" in joined else joined.assign(population=float("nan"))


def _refused(grid: Grid, row: int, message: str, column: int | None = None) -> TableRefusedError:
    return refusal(grid, row, message, _FIX, column)


TABLE = RawTable(
    name="homecare_demand",
    label="国の需要推計",
    columns="""
        measure varchar, area_code varchar, area_name varchar, prefecture_code varchar,
        prefecture_name varchar, year integer, basis varchar, receipts_per_month double,
        receipts_per_month_status varchar, population double
    """,
    key=Key(("measure", "area_code", "year", "basis")),
    replaced_by="measure",
)
KIND = Kind(
    name="homecare_demand",
    label="将来の在宅（訪問診療）需要推計（全国・厚生労働省）",
    layouts=(
        Layout(
            (
                Word("都道府県", "都道府県名?"),
                Word("構想区域コード"),
                Word("構想区域名"),
                Word(_UNIT),
            ),
            read,
        ),
    ),
    tables=(TABLE,),
    replaces="推計の種類（訪問診療、外来）",
    order=180,
    page_label="国の需要推計",
    is_public=True,
    is_dated=False,
    needs_master=False,
)
