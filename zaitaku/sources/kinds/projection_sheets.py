"""社人研 地域別将来推計人口, the book with one sheet per municipality, as published.

Three blocks side by side (both, men, women), a row per age band, a column per year; the first
sheet is the whole prefecture and is passed over. Grain and meaning as in
``population_projection``.
"""

from __future__ import annotations

import re

import pandas as pd

from zaitaku.ground.text import squash, tidy
from zaitaku.sources.kinds import projection_areas
from zaitaku.sources.kinds.projection_frames import (
    BANDS,
    SEXES,
    edition_of,
    long_frame,
    refused,
    year_in,
    years_at,
)
from zaitaku.sources.model import Context, Layout, Reading, Word
from zaitaku.sources.sheet.alignment import misplaced
from zaitaku.sources.sheet.grid import HEADER_DEPTH, Grid
from zaitaku.sources.sheet.names import place_key
from zaitaku.sources.sheet.numbers import read_numbers
from zaitaku.sources.sheet.values import COMMON_SYMBOLS

_SHEET_NAME = re.compile(r"(?P<code>\d{3,5})[_\-:]?(?P<name>(?!年)\D*)")  # 2020年 is a heading
_BANDS = {label: band for label, band in BANDS.items() if label != "90歳以上"}


def read(grid: Grid, top: int, context: Context) -> Reading:
    """One municipality: three blocks side by side (both, men, women), a row per age band."""
    blocks = sorted(column for row, column in grid.find("0~4歳", top, top + HEADER_DEPTH))
    if len(blocks) != len(SEXES):
        raise refused(
            grid, top, f"男女計・男・女の 3 つの表があるはずですが {len(blocks)} つです。"
        )
    code, name = _area_of(grid, top, context)
    if code is None:
        note = "都道府県全体のシートは取り込みませんでした。市区町村のシートから集計します。"
        return Reading({}, 0, [grid.problem("info", None, None, note)])
    areas = projection_areas.choose([code], [name], [""], context.master)
    if areas.wards:
        note = f"行政区（{name}）のシートは取り込みませんでした。市のシートを使います。"
        return Reading({}, 0, [grid.problem("info", None, None, note)])
    if areas.unknown:
        return Reading({}, 0, areas.left_out(grid))
    problems = areas.problems(grid)
    frames, edition, rows = [], "", 0
    of_whole: list[int] = []
    figures: list[int] = []
    for sex, column in zip(SEXES, blocks, strict=True):
        found = _sheet_rows(grid, top, column)
        places = _sheet_years(grid, top, column)
        years = years_at(grid, places, top, top)
        of_whole = of_whole or list(years)
        if list(years) != of_whole:
            raise refused(
                grid,
                places[0][0],
                f"{sex}の表の年（{'、'.join(map(str, years))}）が、最初の表の年"
                f"（{'、'.join(map(str, of_whole))}）と違います。間に空の列があるか、年の列が欠けて"
                "います。",
            )
        edition = edition_of(years)
        values = read_numbers(
            grid, list(found.values()), [c for _, c in places], COMMON_SYMBOLS, problems
        ).values
        rows = max(rows, len(found))
        figures += [c for _, c in places]
        published = f"{edition} 男女5歳階級"
        for (band, row), cells in zip(found.items(), values, strict=True):
            frames.append(
                long_frame(
                    edition, published, [areas.kept[0]], [name], [sex], [band], years,
                    cells.reshape(1, -1), [row],
                )
            )  # fmt: skip
    header = range(places[0][0], places[0][0] + 1)
    problems += misplaced(grid, header, list(found.values()), figures)
    units = projection_areas.unit_frame([code], edition, f"{edition} 男女5歳階級", top + 1)
    frame = pd.concat(frames, ignore_index=True)
    return Reading(
        {"population_projection": frame, "population_projection_unit": units}, rows, problems
    )


def _area_of(grid: Grid, top: int, context: Context) -> tuple[str | None, str]:
    """Code and name of the sheet's area; no code for a whole prefecture."""
    for text in (grid.sheet or "", *grid.lines_above(top)):
        found = _SHEET_NAME.fullmatch(squash(text))
        if found:
            code, name = found["code"].zfill(5), tidy(found["name"])
            is_prefecture = len(found["code"]) < 4 or code.endswith("000")
            return (None if is_prefecture else code), name
    keys = {place_key(town.municipality_name): town for town in context.master.by_code.values()}
    for text in map(place_key, grid.lines_above(top)):
        # the longest: 北秋田市 ends like 秋田市
        if named := max((key for key in keys if text.endswith(key)), key=len, default=""):
            return keys[named].municipality_code, keys[named].municipality_name
    raise refused(
        grid, top, "どの市区町村の表か、シート名（「9201_宇都宮市」の形）にも表題にもありません。"
    )


def _sheet_years(grid: Grid, top: int, column: int) -> list[tuple[int, int]]:
    """Where the years of a block stand: the nearest row above its first band that has some."""
    first = next(row for row, c in grid.find("0~4歳", top, top + HEADER_DEPTH) if c == column)
    for row in range(first - 1, -1, -1):
        cells = grid.rows[row]
        places = []
        for c in range(column + 1, len(cells)):
            if year_in(cells[c]) is None:
                break
            places.append((row, c))
        if places:
            return places
    raise refused(grid, top, "年の見出し（2020年、2025年 …）がありません。")


def _sheet_rows(grid: Grid, top: int, column: int) -> dict[str, int]:
    """Row of each band of a block. Refused when a band between two others is missing."""
    found: dict[str, int] = {}
    for row in range(top, len(grid.rows)):
        label = squash(grid.text(row, column))
        if label == "総数":
            found.setdefault("計", row)
        elif "再掲" in label:
            break
        elif label in _BANDS:
            found.setdefault(_BANDS[label], row)
    bands = [band for band in found if band != "計"]
    last = bands[-1] if bands else ""
    wanted = [f"{age}-{age + 4}" for age in range(0, 5 * (len(bands) - 1), 5)] + [last]
    is_closed = last == f"{5 * (len(bands) - 1)}+"
    if "計" not in found or bands != wanted or not is_closed:
        raise refused(grid, top, "総数と 0～4歳 から最高齢までの年齢階級が揃っていません。")
    return found


LAYOUT = Layout(
    (
        Word("総数"),
        Word("0～4歳", "0~4歳"),
        Word("5～9歳", "5~9歳"),
        Word("10～14歳", "10~14歳"),
        Word("15～19歳", "15~19歳"),
    ),
    read,
    foreign=(Word("団体コード"),),  # 住民基本台帳 has the same bands in some editions
)
