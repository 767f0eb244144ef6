"""市区町村の変更: which code became which, from a published table or one's own.

Grain of ``municipality_change``: old code × new code × day. A row whose codes are equal says that a
municipality went on under its own code in that merger, so that a table that lacks it is noticed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pandas as pd

from zaitaku.ground import codes
from zaitaku.ground.states import Problem
from zaitaku.ground.text import dates_in, digits, tidy
from zaitaku.sources.changes import Changes, changes_of
from zaitaku.sources.master import Master
from zaitaku.sources.model import Context, Key, Kind, Layout, RawTable, Reading, Template, Word
from zaitaku.sources.sheet.frames import text_column
from zaitaku.sources.sheet.grid import Cell, Grid
from zaitaku.sources.sheet.own import Statement, statements
from zaitaku.sources.sheet.table import Field
from zaitaku.zones.membership import written_date

COLUMNS = ("old_code", "old_name", "old_insurer_no", "new_code", "new_name", "changed_on")
_FIELDS = (
    Field(
        "old_code",
        "old_municipality_code",
        "old_municipality_code|(旧|変更前の?)(市区?町村|団体)?コード",
    ),
    Field(
        "new_code",
        "new_municipality_code",
        "new_municipality_code|(新|変更後の?)(市区?町村|団体)?コード",
    ),
    Field("changed_on", "changed_on", "changed_on|(変更|施行|合併)(年月)?日|いつから", False),
    Field(
        "old_name", "old_municipality_name", "old_municipality_name|旧(市区?町村名?|名称)", False
    ),
    Field(
        "new_name", "new_municipality_name", "new_municipality_name|新(市区?町村名?|名称)", False
    ),
    Field("old_insurer_no", "old_insurer_no", "old_insurer_no|旧(国保)?保険者番号", False),
)
_YEAR_COLUMN = re.compile(r"id_muni(\d{4})")

Row = tuple[str, str, str, str, str, date | None, int]


# --- one's own table ------------------------------------------------------------------------------


def read(grid: Grid, top: int, context: Context) -> Reading:
    """One row per old code; every wrong row is named."""
    rows, told = statements(grid, top, _FIELDS)
    problems: list[Problem] = []
    found: list[Row] = []
    for row in rows:
        try:
            found.append(_record(row))
        except ValueError as error:
            message, _, fix = str(error).partition("。")
            problems.append(grid.problem("error", row.row - 1, None, f"{message}。", fix))
    problems += _contradictions(grid, found)
    return Reading({"municipality_change": frame_of(found)}, len(rows), told + problems)


def _record(row: Statement) -> Row:
    cells = row.cells
    old, new = (
        _code(cells[name], label) for name, label in (("old_code", "旧"), ("new_code", "新"))
    )
    insurer = digits(cells["old_insurer_no"])
    return (
        old,
        tidy(str(cells["old_name"])),
        codes.insurer_no(insurer) if insurer else "",
        new,
        tidy(str(cells["new_name"])),
        written_date(cells["changed_on"], "changed_on"),
        row.row,
    )


def _code(cell: Cell, label: str) -> str:
    readings = codes.municipality_readings(digits(cell) or "")
    if readings:
        return readings[0]
    raise ValueError(
        f"{label}コード「{tidy(str(cell))}」が市区町村コードではありません。"
        "全国地方公共団体コードの5桁（または検査数字つき6桁）で書いてください。"
    )


def _contradictions(grid: Grid, rows: Sequence[Row]) -> Iterator[Problem]:
    """The same statement twice, a code that becomes two, and codes that become one another."""
    first: dict[str, Row] = {}
    changes = changes_of(row[:6] for row in rows)
    for row in rows:
        old, new, number = row[0], row[3], row[6]
        if old == new:
            continue
        earlier = first.setdefault(old, row)
        if earlier is not row:
            again = "2度書かれています" if earlier[3] == new else "2つの市区町村になっています"
            yield grid.problem(
                "error",
                number - 1,
                None,
                f"旧コード {old} が{again}（{earlier[6]}行目）。",
                "1行にしてください。分割された市区町村の数は、どちらの分か決められません。",
            )
        elif changes.last(old) == old:
            yield grid.problem(
                "error",
                number - 1,
                None,
                f"旧コード {old} をたどると {old} に戻ります。",
                "いまのコードで終わるように直してください。",
            )


# --- as published: a column of codes every five years, and notes with dates -----------------------


def read_wide(grid: Grid, top: int, context: Context) -> Reading:
    """A table with a column of codes per year (id_muni1980 …): who changes from column to column.

    The day is taken from the notes that name both codes; without such a note it is not known.
    """
    header = next(row for row, _ in grid.find("id_muni\\d{4}", top))
    named = {tidy(str(cell)): column for column, cell in enumerate(grid.rows[header])}
    years = sorted(int(match[1]) for name in named if (match := _YEAR_COLUMN.fullmatch(name)))
    note_columns = [column for name, column in named.items() if name.startswith("note_")]
    rows = grid.rows[header + 1 :]
    notes = {grid.text(i, c) for i in range(header + 1, len(grid.rows)) for c in note_columns}
    days = _days(notes)
    at = {year: _codes(rows, named[f"id_muni{year}"]) for year in years}
    there = {year: set(filter(None, column)) for year, column in at.items()}
    found: dict[tuple[str, str, date | None], Row] = {}
    for earlier, later in pairwise(years):
        for number, (old, new) in enumerate(zip(at[earlier], at[later], strict=True)):
            if not old or not new or old == new:
                continue
            day = next((d for d in days.get((old, new), ()) if earlier <= d.year <= later), None)
            row = header + 1 + number
            names = [_name(grid, row, named.get(f"name_muni{y}")) for y in (earlier, later)]
            found.setdefault((old, new, day), (old, names[0], "", new, names[1], day, row + 1))
            if new in there[earlier]:
                went_on = (new, names[1], "", new, names[1], day, row + 1)
                found.setdefault((new, new, day), went_on)
    frame = frame_of(sorted(found.values(), key=lambda row: (row[5] or date.min, row[3], row[0])))
    undated = sum(1 for old, new, day in found if day is None and old != new)
    problems = []
    if undated:
        problems.append(
            grid.problem(
                "info", None, None, f"変更の日が表から分からないものが {undated} 件あります。"
            )
        )
    return Reading({"municipality_change": frame}, len(rows), problems)


def _codes(rows: Sequence[Sequence[Cell]], column: int) -> list[str]:
    cells = (digits(row[column]) if column < len(row) else None for row in rows)
    return [cell.zfill(5) if cell else "" for cell in cells]


def _name(grid: Grid, row: int, column: int | None) -> str:
    """「栃木県 下都賀郡 岩舟町」→「岩舟町」; '' when the table does not say."""
    parts = "" if column is None else grid.text(row, column)
    return parts.split()[-1] if parts.strip() else ""


def _days(notes: set[str]) -> dict[tuple[str, str], list[date]]:
    """(old, new) → days of the clauses that name both.

    A clause reads 「2014年4月5日、岩舟町(09367)が栃木市(09203)に編入」.
    """
    days: dict[tuple[str, str], set[date]] = {}
    for note in notes:
        for clause in re.split(r"(?=\d{4}年\d{1,2}月\d{1,2}日)", note):
            named = re.findall(r"[(（](\d{5})[)）]", clause)
            for day in dates_in(clause)[:1]:
                for old in named:
                    for new in named:
                        days.setdefault((old, new), set()).add(day)
    return {pair: sorted(found) for pair, found in days.items()}


# --- both -----------------------------------------------------------------------------------------


def frame_of(rows: Sequence[Row]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=[*COLUMNS, "source_row"])
    for name in COLUMNS[:-1]:
        frame[name] = text_column(frame[name].to_list())
    frame["changed_on"] = frame["changed_on"].astype(object)
    return frame


def changes_in(frame: pd.DataFrame) -> Changes:
    """The changes of a raw frame."""
    return changes_of(
        (*texts, day if isinstance(day, date) and day == day else None)
        for *texts, day in frame[list(COLUMNS)].itertuples(index=False, name=None)
    )


def added(frame: pd.DataFrame, master: Master) -> Master:
    """The master with the changes of a raw frame; what it knew of the same old codes gives way."""
    found = changes_in(frame)
    told = {change.old_code for change in found.rows}
    kept = tuple(change for change in master.changes.rows if change.old_code not in told)
    return replace(master, changes=Changes(kept + found.rows))


# equal codes: the municipality went on under its own code in that merger
TABLE = RawTable(
    name="municipality_change",
    label="市区町村の変更",
    columns="""
        old_code varchar, old_name varchar, old_insurer_no varchar, new_code varchar,
        new_name varchar, changed_on date
    """,
    key=Key(("old_code", "new_code", "changed_on")),
    replaced_by="old_code",
)
KIND = Kind(
    name="municipality_changes",
    label="市区町村の変更（合併・改称）",
    layouts=(
        Layout(tuple(Word(field.label, field.pattern) for field in _FIELDS[:2]), read),
        Layout(
            (
                Word("id_muni2020", "id_muni\\d{4}"),
                Word("name_muni2020", "name_muni\\d{4}"),
            ),
            read_wide,
        ),
    ),
    tables=(TABLE,),
    replaces="その表にある旧コード",
    order=10,
    page_label="市区町村の変更",
    template=Template(
        notes=(
            "※市区町村の変更の表: 合併・改称・コードの変更を、1 行に旧コード 1 つで書く。",
            "※合併では、コードを引き継いだ市区町村自身も 1 行書く（旧コード＝新コード）。",
            "※変更の日が同じ行を 1 つの合併とみなし、一部しかない表の和は欠測にします。",
            "※old_insurer_no は旧市区町村の国保の保険者番号。なければ名前で見分けます。",
            "※分割された市区町村は書けません（どちらの数か決められないため）。",
        ),
        columns=(
            "old_municipality_code",
            "old_municipality_name",
            "old_insurer_no",
            "new_municipality_code",
            "new_municipality_name",
            "changed_on",
        ),
        headings=(
            "旧市区町村コード",
            "旧市区町村名",
            "旧保険者番号",
            "新市区町村コード",
            "新市区町村名",
            "変更日",
        ),
    ),
    is_public=True,
    is_dated=False,
    needs_master=False,
)
