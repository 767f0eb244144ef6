"""厚生労働省「在宅医療にかかる地域別データ集」: the country's municipalities, a sheet per edition.

An item is a column, known by the 項目番号 above it. The rows of numbers, 時点, headings, 全国計 and
units are found by what stands in them, not by their place. Grain of ``regional_data``: edition ×
item × municipality of the master's prefectures; of ``regional_total``: edition × item, the whole
country. The edition is the sheet's name, as sheets of one year may differ. Each item has a 時点 of
its own. What 「-」 means here nobody has told: it is 欠測, never 0.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from zaitaku.ground.states import MISSING, Problem
from zaitaku.ground.text import digits, squash, tidy
from zaitaku.sources.kinds import regional_items as items
from zaitaku.sources.model import (
    HEADING_FIX,
    Carried,
    Context,
    Extent,
    Key,
    Kind,
    Layout,
    NotWantedError,
    RawTable,
    Reading,
    TableRefusedError,
    Word,
    refusal,
)
from zaitaku.sources.sheet.checks import repeated_rows
from zaitaku.sources.sheet.codes import resolve_codes
from zaitaku.sources.sheet.frames import cycled, each, long_columns, source_rows
from zaitaku.sources.sheet.grid import Grid
from zaitaku.sources.sheet.numbers import Numbers, read_numbers
from zaitaku.sources.sheet.values import COMMON_SYMBOLS, Value

_CODE = Word("市区町村コード", "市区?町村コード.*")
_PREFECTURE = Word("都道府県コード", "都道府県(コード|番号).*")
_AREA = Word("二次医療圏コード", "(二次|2次)医療圏(コード|番号).*")
_COUNTRY = Word("全国計", "全国(計|合計|総数)?")
_EDITION = re.compile(r"(?:(?P<era>令和|平成|R|H)(?P<year>元|\d{1,2})|(?P<western>20\d\d))年")
_DAY = re.compile(r"(令和|平成|[RH](?=\d)|20\d\d).*[年月./-]")
_ABOVE = 8  # rows over the codes: numbers, 時点, headings, 全国計
_MOST = 999  # a 項目番号 has no more digits
_DASH_IS_MISSING: dict[str, Value] = COMMON_SYMBOLS | {"-": (None, MISSING), "--": (None, MISSING)}
_FIX = "厚生労働省が公表した Excel を、行・列・シートの名前を変えずに取り込んでください。"


@dataclass(frozen=True)
class _Frame:
    """Where things stand: rows of a sheet, the column of codes, and the columns of items."""

    numbers: int
    dates: int
    country: int
    labels: int
    code: int
    columns: tuple[int, ...]

    @property
    def start(self) -> int:
        return max(self.country, self.labels) + 1


def read(grid: Grid, top: int, context: Context) -> Reading:
    """One edition. Refused when numbers, 時点 or units are not found, or columns have moved."""
    edition, year = _edition(grid)
    frame = _find(grid, top)
    told = _items(grid, frame)
    problems: list[Problem] = []
    rows = _rows(grid, frame, problems)
    written = [digits(grid.rows[row][frame.code]) or "" for row in rows]
    places = [(row, frame.code) for row in rows]
    codes = resolve_codes(grid, places, written, problems, check_digit=False)
    problems += repeated_rows(grid, rows, codes, lambda i: f"市区町村コード {codes[i]}")
    own = {code[:2] for code in context.master.by_code}
    kept = [i for i, code in enumerate(codes) if code[:2] in own]
    if not kept and not any(problem.severity == "error" for problem in problems):
        message = "市区町村マスタの都道府県の市区町村がありません。この県の行がない表です。"
        raise NotWantedError([grid.problem("error", None, None, message, _FIX)])
    numbers = read_numbers(grid, [rows[i] for i in kept], frame.columns, _DASH_IS_MISSING, problems)
    whole = read_numbers(grid, [frame.country], frame.columns, _DASH_IS_MISSING, problems)
    problems += _told(grid, numbers, told, len(rows) - len(kept))
    return Reading(
        {
            "regional_data": _long(edition, year, told, [codes[i] for i in kept], numbers),
            "regional_total": _long(edition, year, told, None, whole),
        },
        len(kept),
        problems,
    )


def _edition(grid: Grid) -> tuple[str, int]:
    """The sheet's name, and the year in it."""
    name = squash(grid.sheet or grid.file_name)
    found = _EDITION.search(name)
    if found is None:
        shown = f"シートの名前「{grid.sheet}」" if grid.sheet else "ファイルの名前"
        message = (
            f"{shown}から、何年の版かが読めません（「R６年」のように書かれたものを読みます）。"
        )
        raise refusal(grid, None, message, _FIX)
    if found["western"]:
        return name, int(found["western"])
    first = 2018 if found["era"] in ("令和", "R") else 1988
    return name, first + (1 if found["year"] == "元" else int(found["year"]))


def _find(grid: Grid, top: int) -> _Frame:
    first = max(top - _ABOVE, 0)
    labels, code = grid.find(_CODE.regex, top)[0]
    country = next(row for row, _ in grid.find(_COUNTRY.regex, first))
    start = min(country, labels)
    rows = [row for row in range(first, start) if len(_numbered(grid, row, code)) > 1]
    if len(rows) != 1:
        what = "がありません" if not rows else "と読める行が 2 行以上あります"
        message = f"項目番号の行（見出しの上に 1、2、3… と並ぶ行）{what}。"
        raise refusal(grid, None, message, _FIX)
    columns = _numbered(grid, rows[0], code)
    dates = [
        row
        for row in range(rows[0] + 1, start)
        if 2 * sum(bool(_as_of(grid, row, column)) for column in columns) >= len(columns)
    ]
    if not dates:
        message = "データの時点の行（「令和６年10月１日」などが並ぶ行）がありません。"
        raise refusal(grid, None, message, _FIX)
    frame = _Frame(rows[0], dates[0], country, labels, code, columns)
    if not any(_unit(grid, frame, column) for column in columns):
        message = "単位の行（市区町村コードの見出しと同じ行）に、単位がありません。"
        raise refusal(grid, labels, message, _FIX)
    return frame


def _numbered(grid: Grid, row: int, code: int) -> tuple[int, ...]:
    """The columns of a row of 項目番号, right of the codes; none when other figures stand there."""
    found = []
    for column in range(code + 1, len(grid.rows[row])):
        cell = grid.rows[row][column]
        if cell == "":
            continue
        number = digits(cell)
        if number is None:
            if isinstance(cell, float | int):
                return ()
            continue
        if not 0 < int(number) <= _MOST:
            return ()
        found.append(column)
    return tuple(found)


def _as_of(grid: Grid, row: int, column: int) -> str:
    """The day or month that a cell tells, as written; '' where it tells none."""
    cells = grid.rows[row]
    cell = cells[column] if column < len(cells) else ""
    if isinstance(cell, date):
        return f"{cell.year}年{cell.month}月{cell.day}日"
    return tidy(cell) if isinstance(cell, str) and _DAY.search(squash(cell)) else ""


def _unit(grid: Grid, frame: _Frame, column: int) -> str:
    cells = grid.rows[frame.labels]
    cell = cells[column] if column < len(cells) else ""
    return squash(cell).strip("()") if isinstance(cell, str) else ""


def _items(grid: Grid, frame: _Frame) -> pd.DataFrame:
    """One row per item: number, name, headings, unit, 時点. Refused for a number that stands twice
    or over other headings than it should."""
    above = _headings(grid, frame)
    problems: list[Problem] = []
    seen: dict[int, int] = {}
    records = []
    for column in frame.columns:
        number = int(digits(grid.rows[frame.numbers][column]) or 0)
        unit = _unit(grid, frame, column)
        text = "・".join(above[column])
        place = (frame.numbers, column)
        if number in seen:
            other = grid.cell_name(frame.numbers, seen[number])
            message = f"項目番号 {number} が {other} と重なっています。"
            problems.append(grid.problem("error", *place, message, _FIX))
        seen.setdefault(number, column)
        if name := items.disagrees(number, squash(f"{text}{unit}")):
            message = (
                f"項目番号 {number} は「{name}」のはずですが、下の見出しは「{text}」"
                f"（単位「{unit}」）です。列がずれているか、番号の付け方が変わった版です。"
            )
            problems.append(grid.problem("error", *place, message, _FIX))
        records.append(
            (
                number,
                items.name_of(number, text),
                text,
                unit,
                _as_of(grid, frame.dates, column),
                items.adds_up(squash(f"{text}{unit}")),
            )
        )
    names = [record[1] for record in records]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        message = f"「{twice[0]}」と読める項目が 2 つ以上あり、どちらか分かりません。"
        problems.append(grid.problem("error", frame.numbers, None, message, HEADING_FIX))
    if problems:
        raise TableRefusedError(problems)
    return pd.DataFrame(
        records,
        columns=["item_number", "item_name", "headings", "unit", "as_of", "adds_up"],
    )


def _headings(grid: Grid, frame: _Frame) -> dict[int, list[str]]:
    """The headings over each column from top to bottom, those of merged cells carried right."""
    first, last = frame.columns[0], frame.columns[-1]
    rows = [
        row
        for row in range(frame.numbers + 1, min(frame.country, frame.labels))
        if row != frame.dates
    ]
    stacks: dict[int, list[str]] = {column: [] for column in range(first, last + 1)}
    above: dict[int, tuple[str, ...]] = dict.fromkeys(stacks, ())
    for row in rows:
        carried = ""
        under: tuple[str, ...] = ()
        for column in stacks:
            text = grid.text(row, column)
            # a heading reaches as far as the one above it
            carried = text or (carried if above[column] == under and row != rows[-1] else "")
            under = above[column]
            if carried and carried not in stacks[column]:
                stacks[column].append(carried)
        above = {column: tuple(stack) for column, stack in stacks.items()}
    return stacks


def _rows(grid: Grid, frame: _Frame, problems: list[Problem]) -> list[int]:
    """Rows of municipalities; rows with figures but without a code are told."""
    rows, without = [], []
    for row in range(frame.start, len(grid.rows)):
        cells = grid.rows[row]
        if len(cells) > frame.code and cells[frame.code] != "":
            if len(cells) <= frame.columns[-1]:
                message = "行が途中で切れています。"
                raise refusal(grid, row, message, _FIX)
            rows.append(row)
        elif any(isinstance(cell, float) for cell in cells[frame.code + 1 :]):
            without.append(row)
    if not rows:
        raise refusal(grid, None, "見出しはありますが、市区町村の行が1行もありません。", _FIX)
    if without:
        message = f"市区町村コードのない行が {len(without):,} 行あり、取り込みませんでした。"
        problems.append(grid.problem("info", without[0], None, message))
    return rows


def _told(grid: Grid, numbers: Numbers, told: pd.DataFrame, elsewhere: int) -> list[Problem]:
    """What was left out, has no name or no value; a dash is told once."""
    found = []
    if elsewhere:
        message = f"ほかの都道府県の {elsewhere:,} 市区町村は取り込みませんでした。"
        found.append(grid.problem("info", None, None, message))
    unnamed = [name for name in told["item_name"] if not items.is_named(name)]
    if unnamed:
        shown = "、".join(unnamed[:3]) + ("など" if len(unnamed) > 3 else "")
        message = f"見出しのまま持つ項目が {len(unnamed)} あります（{shown}）。画面では使いません。"
        found.append(grid.problem("info", None, None, message))
    dashes = sum(
        isinstance(cell := grid.rows[row][column], str) and squash(cell) in ("-", "--")
        for row in numbers.rows
        for column in numbers.columns
    )
    if dashes:
        message = f"「-」が {dashes:,} か所あります。0 か非公表か分からないため、欠測としました。"
        found.append(grid.problem("info", None, None, message))
    return found


def _long(
    edition: str,
    year: int,
    told: pd.DataFrame,
    codes: Sequence[str] | None,
    numbers: Numbers,
) -> pd.DataFrame:
    """Area × item; without ``codes`` the row of the whole country."""
    rows, width = len(numbers.rows), len(told)
    frame = {
        "edition": each([edition], rows * width),
        "edition_year": np.full(rows * width, year),
        "item_number": np.tile(told["item_number"].to_numpy(), rows),
        **{
            name: cycled(told[name].to_list(), rows)
            for name in ("item_name", "headings", "unit", "as_of")
        },
        "adds_up": np.tile(told["adds_up"].to_numpy(dtype=bool), rows),
    }
    if codes is not None:
        frame["municipality_code"] = each(codes, width)
    frame |= long_columns("value", numbers)
    frame["source_row"] = source_rows(numbers.rows).repeat(width)
    return pd.DataFrame(frame)


_COLUMNS = """
    edition varchar, edition_year integer, item_number integer, item_name varchar,
    headings varchar, unit varchar, as_of varchar, adds_up boolean,
"""
TABLE = RawTable(
    name="regional_data",
    label="地域別データ集",
    columns=f"{_COLUMNS} municipality_code varchar, value double, value_status varchar",
    key=Key(("edition", "item_number", "municipality_code")),
    replaced_by="edition",
    extent=Extent("edition", "municipality_code", (("item_number",),)),
    carried=Carried(("municipality_code",)),
)
TOTAL = RawTable(
    name="regional_total",
    label="地域別データ集（全国計）",
    columns=f"{_COLUMNS} value double, value_status varchar",
    key=Key(("edition", "item_number")),
    replaced_by="edition",
)
KIND = Kind(
    name="regional_data",
    label="在宅医療にかかる地域別データ集（厚生労働省）",
    layouts=(Layout((_PREFECTURE, _AREA, _CODE, _COUNTRY), read),),
    tables=(TABLE, TOTAL),
    replaces="版（シート）",
    order=240,
    page_label="地域別データ集",
    is_public=True,
    is_dated=False,
    covers_together=True,
)
