"""Cells of a prefecture's own tables as people write them; a ValueError says what to do instead.

The message is in two sentences: what is wrong, and after the first 「。」 how to mend it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from zaitaku.ground import codes
from zaitaku.ground.states import Problem
from zaitaku.ground.text import digits, fiscal_years_in, label_key, tidy
from zaitaku.sources.sheet.frames import text_column
from zaitaku.sources.sheet.grid import Cell, Grid
from zaitaku.sources.sheet.own import Statement
from zaitaku.sources.sheet.values import COMMON_SYMBOLS, NegativeNumberError, parse_number

_FIRST_YEAR, _LAST_YEAR = 1990, 2100


def text(cell: Cell) -> str | None:
    """Trimmed text; None when empty."""
    return tidy(str(cell)) or None


def number(cell: Cell, label: str) -> float | None:
    """A figure from 0; None where the cell is empty or says that there is none."""
    try:
        value, _ = parse_number(cell, COMMON_SYMBOLS)
    except NegativeNumberError:
        raise ValueError(f"{label}「{cell}」が負です。0 以上の数にしてください。") from None
    except ValueError:
        raise ValueError(
            f"{label}「{cell}」は数として読めません。数字だけを書いてください"
            "（分からないときは空欄）。"
        ) from None
    return value


def count(cell: Cell, label: str) -> int | None:
    """A whole number from 0; None when empty."""
    value = number(cell, label)
    if value is not None and value != int(value):
        raise ValueError(f"{label}「{cell}」に小数があります。整数で書いてください。")
    return None if value is None else int(value)


def year(cell: Cell, label: str) -> int:
    """A fiscal year: 2026, 令和8年度 or 2026年度."""
    written = digits(cell)
    found = {int(written)} if written else fiscal_years_in(_as_nendo(str(cell)))
    if len(found) == 1 and _FIRST_YEAR <= (only := found.pop()) <= _LAST_YEAR:
        return only
    raise ValueError(
        f"{label}「{cell}」が年度として読めません。2026 か 令和8年度 のように書いてください。"
    )


def _as_nendo(written: str) -> str:
    return re.sub(r"年$", "年度", written.strip())


def one_of(cell: Cell, label: str, known: Mapping[str, str], *, empty: str | None = None) -> str:
    """One of ``known`` (comparing key → the word kept); ``empty`` for an empty cell."""
    key = label_key(str(cell))
    if not key and empty is not None:
        return empty
    if key in known:
        return known[key]
    expected = "・".join(dict.fromkeys(known.values()))
    raise ValueError(
        f"{label}「{cell}」は決められた語ではありません。{expected} のどれかにしてください。"
    )


def municipality(cell: Cell, current: Callable[[str], str | None]) -> str:
    """Today's five-digit code, with or without the check digit or a lost zero.

    ``current``: today's municipality of a code, None when unknown (that of a master).
    """
    written = digits(cell) or ""
    readings = codes.municipality_readings(written)
    found = next(filter(None, map(current, readings)), None)
    if found is None:
        wrong = len(written) == 6 and not readings
        reason = "の検査数字が合いません" if wrong else "は市区町村マスタにありません"
        raise ValueError(
            f"市区町村コード「{tidy(str(cell))}」{reason}。"
            "5桁（または検査数字つき6桁）のコードを確かめてください。"
        )
    return found


def table(
    grid: Grid,
    rows: Sequence[Statement],
    columns: Sequence[str],
    record: Callable[[Statement], tuple[object, ...]],
    texts: Sequence[str],
) -> tuple[pd.DataFrame, list[Problem]]:
    """One record per row, and an error with its place for every row that has none.

    ``columns`` are those of a record; ``source_row`` is added. ``texts`` become text columns.
    """
    records: list[tuple[object, ...]] = []
    problems: list[Problem] = []
    for row in rows:
        try:
            records.append((*record(row), row.row))
        except ValueError as error:
            problems.append(named(grid, row.row, str(error)))
    frame = pd.DataFrame(records, columns=[*columns, "source_row"], dtype=object)
    for name in texts:
        frame[name] = text_column(frame[name].to_list())
    return frame, problems


def named(grid: Grid, row: int, text: str) -> Problem:
    """An error of one row (as the spreadsheet counts): what, then how to mend it."""
    message, _, fix = text.partition("。")
    return grid.problem("error", row - 1, None, f"{message}。", fix)


def repeats(
    grid: Grid,
    frame: pd.DataFrame,
    key: Sequence[str],
    describe: Callable[[Any], str],
    told: str = "が {first}行目と重なっています。一方を消してください。",
) -> list[Problem]:
    """An error for every row whose key stands in an earlier row, ``first`` in the words of it."""
    problems: list[Problem] = []
    seen: dict[tuple[object, ...], int] = {}
    for row in frame.itertuples():
        values = tuple(_plain(getattr(row, name)) for name in key)
        first = seen.setdefault(values, int(str(row.source_row)))
        if first != row.source_row:
            problems.append(
                named(grid, int(str(row.source_row)), describe(row) + told.format(first=first))
            )
    return problems


def odd_codes(grid: Grid, frame: pd.DataFrame) -> list[Problem]:
    """A warning for every 医療機関コード that is none of ②, which writes digits alone."""
    return [
        grid.problem(
            "warning",
            int(str(row.source_row)) - 1,
            None,
            f"医療機関コード（organisation_code）「{row.organisation_code}」は数字だけではないため、"
            "②の医療機関と同じ機関とは分かりません。",
            "②と同じコードに直すか、分からなければ空欄にしてください。",
        )
        for row in frame.itertuples()
        if _plain(row.organisation_code) is not None and not digits(str(row.organisation_code))
    ]


def _plain(value: object) -> object:
    return None if value is None or value != value else value
