"""社人研 地域別将来推計人口, as published, in three layouts (the third in ``projection_sheets``).

結果表 (one row per area; total, or one age group as numbers or as % of the total), the sex × age
table with one row per area and year, and the book with one sheet per municipality. Grain of
``population_projection``: table × area × sex × age band × year, in persons; of
``population_projection_share``: table × area × age band × year, in %. 2020 (2015 in 平成30年推計)
is the census. A ward is added to its city only where the city is not given; a share of wards is
never averaged.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from zaitaku.ground.states import ACTUAL, Problem
from zaitaku.ground.text import digits, squash
from zaitaku.sources.kinds import projection_areas
from zaitaku.sources.kinds.municipalities import resolve_codes
from zaitaku.sources.model import Context, Extent, Key, Kind, Reading, TableRefusedError, Word
from zaitaku.sources.sheet.alignment import misplaced
from zaitaku.sources.sheet.checks import Part, judged, repeated_rows, sum_warnings
from zaitaku.sources.sheet.frames import cycled, each, source_rows, text_column
from zaitaku.sources.sheet.grid import Cell, Grid
from zaitaku.sources.sheet.numbers import Numbers, read_numbers
from zaitaku.sources.sheet.table import Field, Floats, Table, header_width, open_table
from zaitaku.sources.sheet.values import COMMON_SYMBOLS

NAME = "population_projection"
LABEL = "社人研 地域別将来推計人口"
KEYS = {
    "population_projection": Key(("published_table", "area_code", "sex", "age_band", "year")),
    "population_projection_share": Key(("published_table", "area_code", "age_band", "year")),
    "population_projection_unit": Key(("published_table", "unit_code", "municipality_code")),
}
_UNITS = {code: members for code, (_, members) in projection_areas.UNITS.items()}
EXTENTS = {
    name: Extent("published_table", "area_code", (columns,), _UNITS)
    for name, columns in {
        "population_projection": ("sex", "age_band", "year"),
        "population_projection_share": ("age_band", "year"),
    }.items()
}
EDITIONS = {2010: "平成25年推計", 2015: "平成30年推計", 2020: "令和5年推計"}
SEXES = ("計", "男", "女")
_STEP = 5  # years between two columns
_GROUPS = {"総": "計", "0~14歳": "0-14", "15~64歳": "15-64", "65歳以上": "65+", "75歳以上": "75+"}
_GROUP = "|".join(_GROUPS)
_PERSONS = re.compile(rf"(?P<group>{_GROUP})人口\(人\)")
_SHARE = re.compile(rf"総人口に占める(?P<group>{_GROUP})人口の割合\(%\)")
_FIX = "社人研が公表したファイルを、書き換えずに取り込んでください。"

_KEY_FIELDS = (
    Field("code", "コード", "コード"),
    Field("kind", "市などの別", "市などの別"),
    Field("prefecture", "都道府県", "都道府県"),
    Field("name", "市区町村", "市区町村"),
)


# --- 結果表: a row per area, a column per year ---------------------------------------------------


def read_summary(grid: Grid, top: int, context: Context) -> Reading:
    """結果表1 (total), 2 (numbers of an age group) or 3 (their share)."""
    table = open_table(grid, top, _KEY_FIELDS, key="code", header_has_numbers=True)
    problems = table.problems
    band, is_share, columns = _block(grid, top, table.start)
    years = years_at(grid, columns, top, table.start)
    edition = edition_of(years)
    part = "総人口" if band == "計" else f"{band} {'割合' if is_share else '人数'}"
    published = f"{edition} {part}"
    codes, names, kinds = _keys(table)
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
    goes_on = year_in(after) == (year_in(grid.rows[row][last]) or 0) + _STEP
    if first != column or goes_on:
        raise refused(grid, row, "年の見出しと、その上の人口や指数の見出しの列が揃っていません。")


def years_at(grid: Grid, places: Sequence[tuple[int, int]], top: int, start: int) -> list[int]:
    years = [
        year for row, column in places if (year := year_in(grid.rows[row][column])) is not None
    ]
    if len(years) < 2:
        raise refused(grid, max(top, start - 1), "年の見出し（2020年、2025年 …）が足りません。")
    _require_steps(grid, places[0][0], years)
    return years


def _require_steps(grid: Grid, row: int | None, years: Sequence[int]) -> None:
    if not years:
        raise refused(grid, row, "年を 1 つも読めません。")
    expected = list(range(years[0], years[-1] + 1, _STEP))
    if list(years) != expected:
        lacking = "、".join(f"{year}年" for year in expected if year not in years)
        raise refused(
            grid,
            row,
            f"年の並びが 5 年おきではありません（ある年: {'、'.join(map(str, years))}"
            + (f"。ない年: {lacking}" if lacking else "")
            + "）。",
        )


def year_in(cell: Cell) -> int | None:
    """「2025年」, 2025 → 2025; None for anything else."""
    found = re.fullmatch(r"((?:19|20|21)\d\d)年?", squash(str(digits(cell) or cell)))
    return int(found[1]) if found else None


def _keys(table: Table) -> tuple[list[str], list[str], list[str]]:
    written = [digits(cell) or "" for cell in table.cells("code")]
    codes = resolve_codes(table.grid, table.places("code"), written, table.problems)
    kinds = [squash(str(digits(cell) or cell)) for cell in table.cells("kind")]
    return codes, table.texts("name") or [], kinds


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


# --- sex × age, a row per area and year ----------------------------------------------------------

_BLOCKS = {"計": "a", "男": "m", "女": "f"}
BANDS = {f"{age}~{age + 4}歳": f"{age}-{age + 4}" for age in range(0, 95, 5)} | {
    "90歳以上": "90+",
    "90歳~": "90+",
    "95歳以上": "95+",
    "95歳~": "95+",
}


def read_flat(grid: Grid, top: int, context: Context) -> Reading:
    """The sex × age table of all municipalities: the header says 「0～4歳/a」, m men, f women."""
    fields = (
        *_KEY_FIELDS,
        Field("year", "年", "年"),
        Field("計", "総数", "総数(/a)?"),
        Field("0-4/a", "0～4歳/a", "0~4歳/a"),
    )
    table = open_table(grid, top, fields, key="code", header_has_numbers=True)
    problems = table.problems
    codes, names, kinds = _keys(table)
    years = [year_in(cell) for cell in table.cells("year")]
    for row, year in zip(table.data, years, strict=True):
        if year is None:
            column = table.columns["year"]
            message = f"年「{grid.text(row, column)}」を読めません。"
            problems.append(grid.problem("error", row, column, message, _FIX))
    if not any(years):
        raise TableRefusedError(problems)
    keys = list(zip(codes, kinds, years, strict=True))
    problems += repeated_rows(grid, table.data, keys, lambda i: f"{codes[i]} {years[i]}年")
    areas = projection_areas.choose(codes, names, kinds, context.master)
    problems += areas.problems(grid)
    edition = edition_of(sorted({year for year in years if year is not None}))
    published = f"{edition} 男女5歳階級"
    positions = list(areas.kept)
    kept = [areas.kept[position] for position in positions]
    problems += _lacking_years(grid, [codes[p] for p in positions], [years[p] for p in positions])
    rows = [table.data[position] for position in positions]
    frames = []
    blocks = _flat_columns(grid, table)
    figures = [column for columns in blocks.values() for column in columns.values()]
    problems += misplaced(grid, table.header, table.data, figures)
    numbers = {
        sex: read_numbers(grid, rows, list(columns.values()), COMMON_SYMBOLS, problems)
        for sex, columns in blocks.items()
    }
    problems += judged(grid, _flat_sums(grid, blocks, numbers))
    for sex, columns in blocks.items():
        frames.append(
            long_frame(
                edition,
                published,
                kept,
                [names[position] for position in positions],
                [sex] * len(kept),
                list(columns),
                [years[position] or 0 for position in positions],
                numbers[sex].values,
                rows,
                is_year_a_row=True,
            )
        )
    units = projection_areas.unit_frame(kept, edition, published, rows[0] + 1)
    frame = pd.concat(frames, ignore_index=True)
    return Reading(
        {"population_projection": frame, "population_projection_unit": units}, len(rows), problems
    )


def _flat_columns(grid: Grid, table: Table) -> dict[str, dict[str, int]]:
    """Column of each band, by sex; TableRefusedError when a sex lacks a band another has."""
    found: dict[str, dict[str, int]] = {sex: {} for sex in SEXES}
    found["計"]["計"] = table.columns["計"]
    row, _ = grid.find("0~4歳/a", table.top, table.start)[0]
    for column, cell in enumerate(grid.rows[row]):
        label, _, mark = squash(str(cell)).partition("/")
        for sex, letter in _BLOCKS.items():
            if mark == letter and label in BANDS:
                found[sex][BANDS[label]] = column
    bands = [band for band in found["計"] if band != "計"]
    for sex in ("男", "女"):
        if not bands or list(found[sex]) != bands:
            raise refused(grid, table.start - 1, f"{sex}の年齢階級が男女計と揃いません。")
    return found


def _flat_sums(
    grid: Grid, blocks: Mapping[str, Mapping[str, int]], numbers: Mapping[str, Numbers]
) -> list[Problem]:
    """総数 over the bands, and both sexes band by band; persons are rounded to one."""
    both, *bands = range(len(blocks["計"]))
    whole = numbers["計"]
    parts = [Part(band, whole.part([i])) for i, band in enumerate(blocks["計"]) if i != both]
    men, women = (Part(sex, numbers[sex]) for sex in ("男", "女"))
    return [
        *sum_warnings(grid, "総数", whole.part([both]), parts, unit=1),
        *sum_warnings(grid, "男女計", whole.part(bands), [men, women], unit=1),
    ]


def _lacking_years(grid: Grid, codes: Sequence[str], years: Sequence[int | None]) -> list[Problem]:
    present: dict[str, set[int]] = {}
    for code, year in zip(codes, years, strict=True):
        present.setdefault(code, set()).add(year or 0)
    wanted = set().union(*present.values()) - {0}
    _require_steps(grid, None, sorted(wanted))
    return [
        grid.problem(
            "error",
            None,
            None,
            f"{code} に {'、'.join(f'{y}年' for y in sorted(wanted - own))} の行がありません。",
            _FIX,
        )
        for code, own in present.items()
        if wanted - own
    ]


# --- shared --------------------------------------------------------------------------------------


def edition_of(years: Sequence[int]) -> str:
    """The edition by its base year, the census it starts from."""
    return EDITIONS.get(years[0], f"{years[0]}年を基準とする推計")


def long_frame(
    edition: str,
    published: str,
    codes: Sequence[str],
    names: Sequence[str],
    sexes: Sequence[str],
    bands: Sequence[str],
    years: Sequence[int],
    values: Floats,
    rows: Sequence[int],
    is_year_a_row: bool = False,
) -> pd.DataFrame:
    """Long form of a block: its columns are years, or bands where each row has its year.

    Rows of one code (wards) are added up; one without a figure leaves the sum without one.
    """
    width = values.shape[1]
    frame = pd.DataFrame(
        {
            "area_code": each(codes, width),
            "area_name": each(names, width),
            "sex": each(sexes, width),
            "age_band": cycled(bands, len(codes)) if is_year_a_row else each(bands, values.size),
            "year": np.repeat(years, width) if is_year_a_row else np.tile(years, len(codes)),
            "population": values.ravel(),
            "source_row": np.repeat(source_rows(rows), width),
        }
    )
    keys = ["area_code", "sex", "age_band", "year"]
    if frame.duplicated(keys).any():
        groups = frame.groupby(keys, sort=False)
        summed = (
            groups["population"]
            .sum(min_count=1)
            .where(groups["population"].count() == groups.size())
        )
        frame = groups.first().assign(population=summed).reset_index()
        frame["area_name"] = text_column([re.sub(r"市.*区$", "市", n) for n in frame["area_name"]])
    status = np.where(frame["population"].isna(), "欠測", ACTUAL)
    return frame.assign(
        edition=each([edition], len(frame)),
        published_table=each([published], len(frame)),
        population_status=text_column(status.tolist()),
        basis=each(["人"], len(frame)),
    )


def refused(grid: Grid, row: int | None, message: str) -> TableRefusedError:
    return TableRefusedError([grid.problem("error", row, None, message, _FIX)])


SUMMARY = Kind(
    NAME,
    LABEL,
    (
        *(Word(field.label, field.pattern) for field in _KEY_FIELDS),
        Word("総人口（人）や 65歳以上人口の割合（％）", f"{_PERSONS.pattern}|総人口に占める.+"),
    ),
    read_summary,
    KEYS,
    is_dated=False,
    extents=EXTENTS,
)
FLAT = Kind(
    NAME,
    LABEL,
    (
        *(Word(field.label, field.pattern) for field in _KEY_FIELDS),
        Word("年"),
        Word("0～4歳/a", "0~4歳/a"),
    ),
    read_flat,
    KEYS,
    is_dated=False,
    extents=EXTENTS,
)
