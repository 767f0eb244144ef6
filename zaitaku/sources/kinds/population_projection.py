"""社人研 地域別将来推計人口, as published, in three layouts.

結果表 (one row per area; total, or one age group as numbers or as % of the total), the sex × age
table with one row per area and year (``projection_flat``), and the book with one sheet per
municipality (``projection_sheets``). Grain of
``population_projection``: table × area × sex × age band × year, in persons; of
``population_projection_share``: table × area × age band × year, in %. 2020 (2015 in 平成30年推計)
is the census. A ward is added to its city only where the city is not given; a share of wards is
never averaged.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from zaitaku.ground.states import Problem
from zaitaku.ground.text import squash
from zaitaku.sources.kinds import projection_areas, projection_flat, projection_sheets
from zaitaku.sources.kinds.projection_frames import (
    KEY_FIELDS,
    STEP,
    edition_of,
    keys_of,
    long_frame,
    refused,
    year_in,
    years_at,
)
from zaitaku.sources.model import Context, Extent, Key, Kind, Layout, RawTable, Reading, Word
from zaitaku.sources.sheet.alignment import misplaced
from zaitaku.sources.sheet.checks import repeated_rows
from zaitaku.sources.sheet.grid import Grid
from zaitaku.sources.sheet.numbers import read_numbers
from zaitaku.sources.sheet.table import Floats, header_width, open_table
from zaitaku.sources.sheet.values import COMMON_SYMBOLS

_UNITS = {code: members for code, (_, members) in projection_areas.UNITS.items()}
_GROUPS = {"総": "計", "0~14歳": "0-14", "15~64歳": "15-64", "65歳以上": "65+", "75歳以上": "75+"}
_GROUP = "|".join(_GROUPS)
_PERSONS = re.compile(rf"(?P<group>{_GROUP})人口\(人\)")
_SHARE = re.compile(rf"総人口に占める(?P<group>{_GROUP})人口の割合\(%\)")


def read(grid: Grid, top: int, context: Context) -> Reading:
    """結果表1 (total), 2 (numbers of an age group) or 3 (their share)."""
    table = open_table(grid, top, KEY_FIELDS, key="code", header_has_numbers=True)
    problems = table.problems
    band, is_share, columns = _block(grid, top, table.start)
    years = years_at(grid, columns, top, table.start)
    edition = edition_of(years)
    part = "総人口" if band == "計" else f"{band} {'割合' if is_share else '人数'}"
    published = f"{edition} {part}"
    codes, names, kinds = keys_of(table)
    keys = [code if kind != "a" else f"{code}a" for code, kind in zip(codes, kinds, strict=True)]
    problems += repeated_rows(grid, table.data, keys, lambda i: f"{keys[i]} {names[i]}")
    areas = projection_areas.choose(codes, names, kinds, context.master)
    several = {c for c in areas.kept.values() if list(areas.kept.values()).count(c) > 1}
    positions = [p for p, code in areas.kept.items() if not (is_share and code in several)]
    problems += areas.problems(grid)
    rows = [table.data[position] for position in positions]
    numbers = read_numbers(grid, rows, [column for _, column in columns], COMMON_SYMBOLS, problems)
    # the years of other blocks (指数) as well: a cell that is gone moves them all
    headed = range(columns[0][1], header_width(grid, top, table.start))
    problems += misplaced(grid, table.header, table.data, headed)
    if is_share:
        problems += _beyond_whole(grid, rows, columns, numbers.values)
    kept = [areas.kept[position] for position in positions]
    frame = long_frame(
        edition,
        published,
        kept,
        [names[position] for position in positions],
        ["計"] * len(kept),
        [band],
        years,
        numbers.values,
        rows,
    )
    if is_share:
        share = frame.rename(columns={"population": "share_pct"})
        share = share.drop(columns=["sex", "basis", "population_status"])
        frames = {"population_projection_share": share.dropna(subset="share_pct")}
    else:
        units = projection_areas.unit_frame(kept, edition, published, rows[0] + 1)
        frames = {"population_projection": frame, "population_projection_unit": units}
    return Reading(frames, len(rows), problems)


def _block(grid: Grid, top: int, start: int) -> tuple[str, bool, list[tuple[int, int]]]:
    """Age band, whether shares, and (row, column) of each year of the block of figures."""
    for row in range(top, start):
        for column, cell in enumerate(grid.rows[row]):
            text = squash(cell) if isinstance(cell, str) else ""
            found = _PERSONS.fullmatch(text) or _SHARE.fullmatch(text)
            if not found:
                continue
            after = [c for c in range(column + 1, len(grid.rows[row])) if grid.rows[row][c] != ""]
            end = after[0] if after else len(grid.rows[row])
            years = [
                (below, c)
                for c in range(column, end)
                for below in range(row + 1, start)
                if c < len(grid.rows[below]) and year_in(grid.rows[below][c]) is not None
            ]
            _require_whole_block(grid, column, years)
            return _GROUPS[found["group"]], "割合" in text, years
    raise refused(grid, top, "何の人口の表か（総人口、65歳以上人口など）を見出しから読めません。")


def _require_whole_block(grid: Grid, column: int, years: Sequence[tuple[int, int]]) -> None:
    """The line of the blocks and that of the years stand beside one another as published."""
    if not years:
        return
    (row, first), (_, last) = years[0], years[-1]
    after = grid.rows[row][last + 1] if last + 1 < len(grid.rows[row]) else ""
    goes_on = year_in(after) == (year_in(grid.rows[row][last]) or 0) + STEP
    if first != column or goes_on:
        raise refused(grid, row, "年の見出しと、その上の人口や指数の見出しの列が揃っていません。")


def _beyond_whole(
    grid: Grid, rows: Sequence[int], columns: Sequence[tuple[int, int]], shares: Floats
) -> list[Problem]:
    return [
        grid.problem(
            "error",
            rows[i],
            columns[j][1],
            f"割合 {shares[i, j]:g} % が 100 % を超えています。",
            "割合（％）の表か、列がずれていないか確かめてください。",
        )
        for i, j in np.argwhere(shares > 100)
    ]


SUMMARY = Layout(
    (
        *(Word(field.label, field.pattern) for field in KEY_FIELDS),
        Word("総人口（人）や 65歳以上人口の割合（％）", f"{_PERSONS.pattern}|総人口に占める.+"),
    ),
    read,
)
# persons as published; published_table says which table of an edition
TABLE = RawTable(
    name="population_projection",
    label="将来推計人口",
    columns="""
        edition varchar, published_table varchar, area_code varchar, area_name varchar, sex varchar,
        age_band varchar, year integer, population double, population_status varchar, basis varchar
    """,
    key=Key(("published_table", "area_code", "sex", "age_band", "year")),
    replaced_by="published_table",
    extent=Extent("published_table", "area_code", (("sex", "age_band", "year"),), _UNITS),
)
SHARE = RawTable(
    name="population_projection_share",
    label="将来推計人口の割合",
    columns="""
        edition varchar, published_table varchar, area_code varchar, area_name varchar,
        age_band varchar, year integer, share_pct double
    """,
    key=Key(("published_table", "area_code", "age_band", "year")),
    replaced_by="published_table",
    extent=Extent("published_table", "area_code", (("age_band", "year"),), _UNITS),
)
# an area that stands for several municipalities together (福島 浜通り): its members
UNIT = RawTable(
    name="population_projection_unit",
    label="将来推計人口の合算地域",
    columns="""
        edition varchar, published_table varchar, unit_code varchar, unit_name varchar,
        municipality_code varchar
    """,
    key=Key(("published_table", "unit_code", "municipality_code")),
    replaced_by="published_table",
)
KIND = Kind(
    name="population_projection",
    label="社人研 地域別将来推計人口",
    layouts=(
        SUMMARY,
        projection_flat.LAYOUT,
        projection_sheets.LAYOUT,
    ),
    tables=(TABLE, SHARE, UNIT),
    replaces="推計の版 × 表",
    order=170,
    page_label="将来推計人口（社人研）",
    is_public=True,
    is_dated=False,
)
