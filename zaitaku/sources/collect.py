"""One import run over many files: recognise, read masters first, read the rest, never half a file.

A file whose sheet is refused gives no table at all: half a book would look like a whole one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import Enum
from itertools import count
from pathlib import Path

import pandas as pd

from zaitaku.ground.errors import ValidationError
from zaitaku.ground.memory import no_search
from zaitaku.ground.states import Problem, capped
from zaitaku.sources.across import (
    compare_flows_with_patients,
    let_later_win,
    prefer_zone_tables,
    settle_overlaps,
)
from zaitaku.sources.carry import carry
from zaitaku.sources.completeness import tell_incomplete
from zaitaku.sources.kinds import municipalities, municipality_changes
from zaitaku.sources.master import Master
from zaitaku.sources.model import (
    Collected,
    Context,
    FileReport,
    Kind,
    NotWantedError,
    Reading,
    SourceTable,
    TableRefusedError,
    refusal,
)
from zaitaku.sources.opening import OpenFile, expand, open_files, refuse_unread, unknown
from zaitaku.sources.recognise import Sheet, not_ours
from zaitaku.sources.sheet import dating
from zaitaku.sources.sheet.grid import Grid
from zaitaku.sources.sheet.holding import Room


@no_search()
def collect(
    paths: Sequence[Path],
    *,
    fiscal_year: int | None = None,
    known: Master | None = None,
    progress: Callable[[str], None] | None = None,
) -> Collected:
    """Read files and folders into raw tables.

    ``fiscal_year`` overrides what KDB tables say; ``known`` is the master stored earlier. Never
    raises for a bad file: each becomes a FileReport 「refused」 or 「skipped」 with its problems.
    """
    tell = progress or (lambda message: None)
    collected = Collected()
    files: list[OpenFile] = []
    found = list(expand(paths, collected))
    seen: dict[str, str] = {}
    room = Room()
    for number, path in enumerate(found, start=1):
        tell(f"読み込み中（{number}/{len(found)}）: {path.name}")
        files += open_files(path, seen, collected, room)
    master = known or Master({}, {})
    known_sheets = sum(sheet.kind is not None for file in files for sheet in file.sheets)
    at = count(1)
    for stage in _Stage:
        context = Context(0, master)
        for file in files:
            for sheet in file.sheets:
                if sheet.kind is not None and _stage_of(sheet.kind) is stage:
                    tell(f"確認中（{next(at)}/{known_sheets}）: {sheet.grid.title}")
                    _read_sheet(file, sheet, context, fiscal_year)
        master = _learned(master, files, stage)
    for file in files:
        _report_rest(file)
        collected.files += _whole_or_nothing(file)
        if not file.is_refused:
            collected.tables += file.tables
    refuse_unread(paths, collected)
    prefer_zone_tables(collected)
    let_later_win(collected)
    settle_overlaps(collected)
    tell_incomplete(collected, master)
    compare_flows_with_patients(collected)
    collected.problems = [problem for report in collected.files for problem in report.problems]
    return collected


class _Stage(Enum):
    """What is read first, because the rest is read with it."""

    CHANGES = 1
    MASTER = 2
    REST = 3


def _stage_of(kind: Kind) -> _Stage:
    if kind is municipality_changes.KIND:
        return _Stage.CHANGES
    return _Stage.MASTER if kind is municipalities.KIND else _Stage.REST


def _learned(master: Master, files: Sequence[OpenFile], stage: _Stage) -> Master:
    """The master with what the tables of a stage add to it."""

    def frames(name: str) -> list[pd.DataFrame]:
        return [t.frames[name] for file in files for t in file.tables if name in t.frames]

    if stage is _Stage.CHANGES and (found := frames("municipality_change")):
        return municipality_changes.added(pd.concat(found, ignore_index=True), master)
    if stage is _Stage.MASTER and (found := frames("municipality")):
        former = pd.concat(frames("former_insurer"), ignore_index=True)
        return municipalities.master_of(pd.concat(found, ignore_index=True), former, master)
    return master


# --- sheets --------------------------------------------------------------------------------------


def _read_sheet(file: OpenFile, sheet: Sheet, context: Context, override: int | None) -> None:
    """The table of a sheet with its report, or the report of why there is none."""
    assert sheet.kind is not None
    grid, kind, path, name = sheet.grid, sheet.kind.name, file.book.path, file.book.name
    problems: list[Problem] = []
    reading, year = Reading({}, 0), None
    try:
        year = _year(file, sheet, override, problems)
        reading = _reading(sheet, context, year, problems)
        year = year if sheet.kind.is_dated else reading.fiscal_year
    except NotWantedError as error:
        reason = str(error.problems[0])
        aside = [replace(problem, severity="info") for problem in error.problems]
        report = FileReport(path, grid.sheet, kind, year, 0, "skipped", reason, aside)
        file.reports.append(replace(report, exit_code=error.exit_code, name=name))
        return
    except TableRefusedError as error:
        problems += error.problems
    problems = capped(problems + _told_of_sheet(grid), grid.title)
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        report = FileReport(path, grid.sheet, kind, year, 0, "refused", str(errors[0]), problems)
        file.reports.append(replace(report, exit_code=ValidationError.exit_code, name=name))
        return
    sha256, frames, rows = file.book.sha256, reading.frames, reading.rows
    table = SourceTable(name, path, grid.sheet, kind, year, sha256, frames, rows, problems)
    file.tables.append(table)
    file.reports.append(
        FileReport(path, grid.sheet, kind, year, rows, "read", "", problems, name=name)
    )


def _year(
    file: OpenFile, sheet: Sheet, override: int | None, problems: list[Problem]
) -> int | None:
    """The fiscal year of a kind that is dated from outside its table."""
    if sheet.kind is None or not sheet.kind.is_dated:
        return None
    years = dating.years_of_book(
        file.book.path,
        [other.years for other in file.sheets],
        [other.cover_years for other in file.sheets],
    )
    return dating.decide(sheet.grid, sheet.years, years, override, problems)


def _reading(sheet: Sheet, context: Context, year: int | None, problems: list[Problem]) -> Reading:
    """What the kind's reader finds, in today's codes; TableRefusedError where it may not read."""
    kind, layout, grid = sheet.kind, sheet.layout, sheet.grid
    assert kind is not None and layout is not None
    if kind.needs_master and not len(context.master):
        raise refusal(
            grid,
            None,
            "市区町村マスタがないため、表の番号や名前を市区町村に結び付けられません。",
            "市区町村マスタ（municipality_code, insurer_no など）を一緒に取り込んでください。",
        )
    if not kind.tells_errors and (cells := grid.without_value(sheet.top)):
        raise TableRefusedError(_without_value(grid, row, column) for row, column in cells)
    reading = layout.read(grid, sheet.top, replace(context, fiscal_year=year or 0))
    tables = {table.name: table for table in kind.tables}
    reading.frames, carried = carry(reading.frames, context.master, grid.title, tables)
    problems += reading.problems + carried
    return reading


def _told_of_sheet(grid: Grid) -> list[Problem]:
    """What is odd about the sheet itself."""
    found = []
    if grid.is_open:
        found.append(
            grid.problem(
                "warning",
                len(grid.rows) - 1,
                None,
                "最後の行が改行で終わっていません。",
                "最後の値が途中で切れていないか確かめてください。",
            )
        )
    if grid.is_hidden:
        found.append(
            grid.problem("info", None, None, "非表示のシートですが、表があるので読みました。")
        )
    return found


def _without_value(grid: Grid, row: int, column: int) -> Problem:
    """A cell that would pass for one left blank, which means something else."""
    return grid.problem(
        "error",
        row,
        column,
        f"「{grid.text(row, column)}」は値ではありません。",
        "正しい値か「*」を入れてください。数式なら、Excel で開いて計算し、値として貼り付けて"
        "保存し直してください。表の外の計算なら、その欄を消してください。",
    )


def _report_rest(file: OpenFile) -> None:
    """Reports for sheets no reader took; a file without any table counts as unknown."""
    book = file.book
    for sheet in file.sheets:
        if sheet.refused is not None:
            error = sheet.refused
            file.reports.append(
                FileReport(
                    book.path,
                    sheet.grid.sheet,
                    None,
                    None,
                    0,
                    "refused",
                    str(error.problems[0]),
                    error.problems,
                    error.exit_code,
                    book.name,
                )
            )
    is_whole_file = not file.reports
    for sheet in file.sheets:
        if sheet.skipped:
            file.reports.append(unknown(book, sheet.grid, sheet.skipped, is_whole_file))
    for name in book.not_worksheets:
        grid = Grid(book.name, name, [])
        file.reports.append(
            unknown(book, grid, "表のないシート（グラフなど）です。", is_whole_file)
        )
    if not file.reports:
        file.reports.append(unknown(book, None, not_ours("中身"), is_whole_file))
    order = {sheet.grid.sheet: number for number, sheet in enumerate(file.sheets)}
    file.reports.sort(key=lambda report: order.get(report.sheet, len(order)))


def _whole_or_nothing(file: OpenFile) -> list[FileReport]:
    """In a file with a refused sheet, what was read is refused too."""
    refused = next((report for report in file.reports if report.status == "refused"), None)
    if refused is None:
        return file.reports
    cause = f"「{refused.sheet}」" if refused.sheet else "表"
    reason = f"同じファイルの{cause}に誤りがあるため取り込みません。"
    return [
        replace(report, status="refused", rows=0, reason=reason, exit_code=refused.exit_code)
        if report.status == "read"
        else report
        for report in file.reports
    ]
