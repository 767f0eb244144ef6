"""社人研 地域別将来推計人口, the sex × age table: one row per area and year, as published.

Grain and meaning as in ``population_projection``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from zaitaku.ground.states import Problem
from zaitaku.ground.text import squash
from zaitaku.sources.kinds import projection_areas
from zaitaku.sources.kinds.projection_frames import (
    BANDS,
    FIX,
    KEY_FIELDS,
    SEXES,
    edition_of,
    keys_of,
    long_frame,
    refused,
    require_steps,
    year_in,
)
from zaitaku.sources.model import Context, Layout, Reading, TableRefusedError, Word
from zaitaku.sources.sheet.alignment import misplaced
from zaitaku.sources.sheet.checks import Part, judged, repeated_rows, sum_warnings
from zaitaku.sources.sheet.grid import Grid
from zaitaku.sources.sheet.numbers import Numbers, read_numbers
from zaitaku.sources.sheet.table import Field, Table, open_table
from zaitaku.sources.sheet.values import COMMON_SYMBOLS

_BLOCKS = {"計": "a", "男": "m", "女": "f"}


def read(grid: Grid, top: int, context: Context) -> Reading:
    """The sex × age table of all municipalities: the header says 「0～4歳/a」, m men, f women."""
    fields = (
        *KEY_FIELDS,
        Field("year", "年", "年"),
        Field("計", "総数", "総数(/a)?"),
        Field("0-4/a", "0～4歳/a", "0~4歳/a"),
    )
    table = open_table(grid, top, fields, key="code", header_has_numbers=True)
    problems = table.problems
    codes, names, kinds = keys_of(table)
    years = [year_in(cell) for cell in table.cells("year")]
    for row, year in zip(table.data, years, strict=True):
        if year is None:
            column = table.columns["year"]
            message = f"年「{grid.text(row, column)}」を読めません。"
            problems.append(grid.problem("error", row, column, message, FIX))
    if not any(years):
        raise TableRefusedError(problems)
    # not by 「市などの別」: a row twice under two of them would be counted twice
    keys = list(zip(codes, years, strict=True))
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
    require_steps(grid, None, sorted(wanted))
    return [
        grid.problem(
            "error",
            None,
            None,
            f"{code} に {'、'.join(f'{y}年' for y in sorted(wanted - own))} の行がありません。",
            FIX,
        )
        for code, own in present.items()
        if wanted - own
    ]


LAYOUT = Layout(
    (
        *(Word(field.label, field.pattern) for field in KEY_FIELDS),
        Word("年"),
        Word("0～4歳/a", "0~4歳/a"),
    ),
    read,
)
