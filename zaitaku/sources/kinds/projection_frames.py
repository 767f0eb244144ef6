"""What the layouts of 将来推計人口 share: their columns, editions, years, and the long form."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from zaitaku.ground.states import ACTUAL
from zaitaku.ground.text import digits, squash
from zaitaku.sources.model import TableRefusedError
from zaitaku.sources.sheet.codes import resolve_codes
from zaitaku.sources.sheet.frames import cycled, each, source_rows, text_column
from zaitaku.sources.sheet.grid import Cell, Grid
from zaitaku.sources.sheet.table import Field, Floats, Table

EDITIONS = {2010: "平成25年推計", 2015: "平成30年推計", 2020: "令和5年推計"}
SEXES = ("計", "男", "女")
STEP = 5  # years between two columns
BANDS = {f"{age}~{age + 4}歳": f"{age}-{age + 4}" for age in range(0, 95, 5)} | {
    "90歳以上": "90+",
    "90歳~": "90+",
    "95歳以上": "95+",
    "95歳~": "95+",
}
FIX = "社人研が公表したファイルを、書き換えずに取り込んでください。"
KEY_FIELDS = (
    Field("code", "コード", "コード"),
    Field("kind", "市などの別", "市などの別"),
    Field("prefecture", "都道府県", "都道府県"),
    Field("name", "市区町村", "市区町村"),
)


def keys_of(table: Table) -> tuple[list[str], list[str], list[str]]:
    """Code, name and 市などの別 of every row."""
    written = [digits(cell) or "" for cell in table.cells("code")]
    codes = resolve_codes(table.grid, table.places("code"), written, table.problems)
    kinds = [squash(str(digits(cell) or cell)) for cell in table.cells("kind")]
    return codes, table.texts("name") or [], kinds


def years_at(grid: Grid, places: Sequence[tuple[int, int]], top: int, start: int) -> list[int]:
    years = [
        year for row, column in places if (year := year_in(grid.rows[row][column])) is not None
    ]
    if len(years) < 2:
        raise refused(grid, max(top, start - 1), "年の見出し（2020年、2025年 …）が足りません。")
    require_steps(grid, places[0][0], years)
    return years


def require_steps(grid: Grid, row: int | None, years: Sequence[int]) -> None:
    """TableRefusedError where a year between two others is missing."""
    if not years:
        raise refused(grid, row, "年を 1 つも読めません。")
    expected = list(range(years[0], years[-1] + 1, STEP))
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
    return TableRefusedError([grid.problem("error", row, None, message, FIX)])
