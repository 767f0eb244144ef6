"""NDBオープンデータ C 在宅医療 by sex and age: the whole country, as published.

One row per act, below 男 and 女 a column per age band of five years, the last one open. Grain of
``ndb_sex_age``: fiscal year × measure × setting × act × sex × age band, the twelve months of
``fiscal_period``; sex and band 計 are the published total. 「-」 is 秘匿 (fewer than 10, and what
would give them away): totals too, so that bands need not add up to 計.
"""

from __future__ import annotations

import re
from itertools import pairwise

import pandas as pd

from zaitaku.sources.kinds.ndb_acts import (
    FIELDS,
    TOTAL,
    of_acts,
    period_of,
)
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
from zaitaku.sources.sheet.checks import Part, judged, sum_warnings
from zaitaku.sources.sheet.frames import cycled, long_columns, source_rows
from zaitaku.sources.sheet.grid import Grid
from zaitaku.sources.sheet.numbers import read_numbers
from zaitaku.sources.sheet.table import Table, open_table
from zaitaku.sources.sheet.values import DASH_IS_SUPPRESSED

BOTH = "計"
SEXES = ("男", "女")
_BAND = re.compile(r"(?P<first>\d+)歳?~(?P<last>\d+)歳")
_OPEN = re.compile(r"(?P<first>\d+)歳?(以上|~)")
_FIX = "厚生労働省が公表した「性年齢別」の Excel を、書き換えずに取り込んでください。"
Band = tuple[int, int | None]


def read(grid: Grid, top: int, context: Context) -> Reading:
    """One sheet. Refused when its bands do not follow on each other, the same for both sexes."""
    period, year = period_of(grid, top)
    table = open_table(grid, top, FIELDS, key="act_code", header_has_numbers=True)
    problems = table.problems
    columns, sexes, bands = _columns(grid, table)
    told, acts = of_acts(grid, table, period, year, len(columns))
    numbers = read_numbers(grid, table.data, columns, DASH_IS_SUPPRESSED, problems)
    problems += misplaced(grid, table.header, table.data, columns)
    parts = [Part(f"{sexes[i]}{bands[i]}", numbers.part([i])) for i in range(1, len(columns))]
    problems += judged(grid, sum_warnings(grid, "総計", numbers.part([0]), parts, unit=0))
    frame = pd.DataFrame(
        {
            **told,
            "sex": cycled(sexes, acts),
            "age_band": cycled(bands, acts),
            **long_columns("value", numbers),
            "source_row": source_rows(table.data).repeat(len(columns)),
        }
    )
    return Reading({"ndb_sex_age": frame}, acts, problems, year)


def _columns(grid: Grid, table: Table) -> tuple[list[int], list[str], list[str]]:
    """Columns, sexes and bands, the total first; a sex stands above its first column at least."""
    total = table.columns["total"]
    columns, sexes, bands = [total], [BOTH], [BOTH]
    sex = ""
    head = min(row for row, _ in grid.find(FIELDS[0].pattern, 0, table.start))
    for column in range(total + 1, len(grid.rows[table.start - 1])):
        stack = grid.stack(column, head, table.start)
        sex = next((text for text in stack if text in SEXES), sex)
        band = next((band for text in stack if (band := _band(text))), None)
        if band is None:
            if any(stack):
                shown = "・".join(dict.fromkeys(filter(None, stack)))
                raise _refused(grid, table, f"見出し「{shown}」が年齢階級ではありません。", column)
            continue
        columns.append(column)
        sexes.append(sex)
        bands.append(_named(band))
    _require_whole(grid, table, sexes[1:], bands[1:])
    return columns, sexes, bands


def _band(text: str) -> Band | None:
    if found := _BAND.fullmatch(text):
        return int(found["first"]), int(found["last"])
    found = _OPEN.fullmatch(text)
    return (int(found["first"]), None) if found else None


def _named(band: Band) -> str:
    first, last = band
    return f"{first}+" if last is None else f"{first}-{last}"


def _require_whole(grid: Grid, table: Table, sexes: list[str], bands: list[str]) -> None:
    """Bands of five years from 0 on, the last one open, for men and for women."""
    for sex in SEXES:
        own = [band for s, band in zip(sexes, bands, strict=True) if s == sex]
        closed = [band.split("-") for band in own[:-1]]
        follows = all(int(b[0]) == int(a[0]) + 5 for a, b in pairwise(closed))
        ends = bool(own) and own[-1].endswith("+") and all(len(band) == 2 for band in closed)
        starts = bool(closed) and closed[0][0] == "0"
        if not (starts and ends and follows and int(own[-1][:-1]) == int(closed[-1][1]) + 1):
            told = "、".join(own) or "なし"
            message = f"{sex}の年齢階級が 0 歳から 5 歳ごとにそろっていません（{told}）。"
            raise _refused(grid, table, message)
    if len(sexes) != sexes.count("男") + sexes.count("女") or sexes.count("男") * 2 != len(sexes):
        raise _refused(grid, table, "男と女の年齢階級の数が違います。")


def _refused(
    grid: Grid, table: Table, message: str, column: int | None = None
) -> TableRefusedError:
    return refusal(grid, table.start - 1, message, _FIX, column)


TABLE = RawTable(
    name="ndb_sex_age",
    label="NDBオープンデータ（性年齢別）",
    columns="""
        fiscal_year integer, fiscal_period varchar, published_table varchar, measure varchar,
        setting varchar, category_code varchar, category_name varchar, act_code varchar,
        act_name varchar, points double, sex varchar, age_band varchar,
        value double, value_status varchar
    """,
    key=Key(("published_table", "setting", "act_code", "sex", "age_band")),
    replaced_by="published_table",
)
KIND = Kind(
    name="ndb_sex_age",
    label="NDBオープンデータ C 在宅医療（全国・性年齢別）",
    layouts=(
        Layout(
            (
                Word("診療行為コード"),
                Word("診療行為"),
                Word("点数"),
                Word("総計（患者数 または 算定回数）", TOTAL.pattern),
                Word("男"),
                Word("女"),
            ),
            read,
        ),
    ),
    tables=(TABLE,),
    replaces="診療年度 × 数え方（患者数、算定回数）",
    order=191,
    page_label="NDB（性年齢別）",
    is_public=True,
    is_dated=False,
    needs_master=False,
)
