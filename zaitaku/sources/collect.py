"""One import run over many files: recognise, read masters first, read the rest, never half a file.

A file whose sheet is refused gives no table at all: half a book would look like a whole one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path

import pandas as pd

from zaitaku.errors import SourceFileError, ValidationError, ZaitakuError
from zaitaku.sources import dating, municipalities, municipality_changes
from zaitaku.sources.across import (
    compare_flows_with_patients,
    prefer_zone_tables,
    settle_overlaps,
)
from zaitaku.sources.carry import carry
from zaitaku.sources.files import Book, open_book
from zaitaku.sources.grid import Grid
from zaitaku.sources.master import Master
from zaitaku.sources.model import (
    Collected,
    Context,
    FileReport,
    Kind,
    SourceTable,
    TableRefusedError,
    refusal,
)
from zaitaku.sources.recognise import BOUNDARIES, Sheet, not_ours, recognise
from zaitaku.validate import Problem, capped

# What to look at in a folder; its other files (notes, programs) are none of ours.
TABLE_SUFFIXES = frozenset(
    {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv"}
    | {".geojson", ".topojson", ".json", ".zip", ".shp"}
)


@dataclass
class _File:
    """A file on its way."""

    book: Book
    sheets: list[Sheet]
    tables: list[SourceTable] = field(default_factory=list)
    reports: list[FileReport] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        return any(report.status == "refused" for report in self.reports)


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
    files: list[_File] = []
    found = list(_expand(paths, collected))
    seen: dict[str, str] = {}
    for number, path in enumerate(found, start=1):
        tell(f"読み込み中（{number}/{len(found)}）: {path.name}")
        file = _open(path, seen, collected)
        if file is not None:
            files.append(file)
    master = known or Master({}, {})
    for stage in _Stage:
        context = Context(0, master)
        for file in files:
            for sheet in file.sheets:
                if sheet.kind is not None and _stage_of(sheet.kind) is stage:
                    tell(f"確認中: {sheet.grid.title}")
                    _read_sheet(file, sheet, context, fiscal_year)
        master = _learned(master, files, stage)
    for file in files:
        _report_rest(file)
        collected.files += _whole_or_nothing(file)
        if not file.is_refused:
            collected.tables += file.tables
    prefer_zone_tables(collected)
    settle_overlaps(collected)
    compare_flows_with_patients(collected)
    collected.problems = [problem for report in collected.files for problem in report.problems]
    return collected


class _Stage(Enum):
    """What is read first, because the rest is read with it."""

    CHANGES = 1
    MASTER = 2
    REST = 3


def _stage_of(kind: Kind) -> _Stage:
    if kind.name == municipality_changes.KIND.name:
        return _Stage.CHANGES
    return _Stage.MASTER if kind is municipalities.KIND else _Stage.REST


def _learned(master: Master, files: Sequence[_File], stage: _Stage) -> Master:
    """The master with what the tables of a stage add to it."""

    def frames(name: str) -> list[pd.DataFrame]:
        return [t.frames[name] for file in files for t in file.tables if name in t.frames]

    if stage is _Stage.CHANGES and (found := frames("municipality_change")):
        return municipality_changes.added(pd.concat(found, ignore_index=True), master)
    if stage is _Stage.MASTER and (found := frames("municipality")):
        former = pd.concat(frames("former_insurer"), ignore_index=True)
        return municipalities.master_of(pd.concat(found, ignore_index=True), former, master)
    return master


# --- files ---------------------------------------------------------------------------------------


def _expand(paths: Sequence[Path], collected: Collected) -> Iterator[Path]:
    """Files, and every file below folders; hidden files and Excel's lock files are passed over."""
    seen: set[Path] = set()
    for path in paths:
        if path.is_dir():
            inside = []
            for file in _files_below(path):
                if file.suffix.lower() in TABLE_SUFFIXES:
                    inside.append(file)
                else:
                    collected.files.append(_passed_over(file))
            if not inside:
                error = SourceFileError(
                    f"{path}: フォルダに取り込めるファイルがありません。"
                    "Excel や CSV の入ったフォルダを指定してください。"
                )
                collected.files.append(_refusal(path, error))
        else:
            inside = [path]
        for file in inside:
            if file.resolve() not in seen:
                seen.add(file.resolve())
                yield file


def _passed_over(path: Path) -> FileReport:
    """A file in a folder that is no data by its name (README.md); given by itself it is read."""
    reason = "表や地図のファイルではありません。"
    problem = Problem("info", path.name, reason)
    return FileReport(path, None, None, None, 0, "skipped", reason, [problem])


def _files_below(folder: Path) -> list[Path]:
    """Files of a folder, those of its subfolders after its own."""
    files = [
        file
        for file in folder.rglob("*")
        if file.is_file()
        and not any(part.startswith((".", "~$")) for part in file.relative_to(folder).parts)
    ]
    return sorted(files, key=lambda file: (len(file.parts), file))


def _open(path: Path, seen: dict[str, str], collected: Collected) -> _File | None:
    try:
        book = open_book(path)
    except SourceFileError as error:
        collected.files.append(_refusal(path, error))
        return None
    if book.sha256 in seen:
        reason = f"「{seen[book.sha256]}」と同じ内容のファイルです。"
        problem = Problem("info", path.name, reason)
        collected.files.append(FileReport(path, None, None, None, 0, "skipped", reason, [problem]))
        return None
    seen[book.sha256] = path.name
    if book.is_map:
        file = _File(book, [])
        _read_boundaries(file)
        return file
    return _File(book, [recognise(grid) for grid in book.grids])


def _refusal(path: Path, error: ZaitakuError) -> FileReport:
    where, _, message = str(error).partition(": ")
    problem = Problem("error", where, message)
    return FileReport(path, None, None, None, 0, "refused", message, [problem], error.exit_code)


def _read_boundaries(file: _File) -> None:
    # GIS libraries take a second to load: only for a file that is a map.
    from zaitaku.sources import boundaries

    path, sha256 = file.book.path, file.book.sha256
    try:
        if not boundaries.recognise(path):
            file.reports.append(_unknown(path, None, not_ours("中身"), is_whole_file=True))
            return
        reading = boundaries.read(path)
    except ZaitakuError as error:
        file.reports.append(replace(_refusal(path, error), kind=BOUNDARIES))
        return
    rows = len(reading.frames["boundary"])
    problems = capped(reading.problems, path.name)
    file.tables.append(
        SourceTable(path.name, path, None, BOUNDARIES, None, sha256, reading.frames, rows, problems)
    )
    file.reports.append(FileReport(path, None, BOUNDARIES, None, rows, "read", "", problems))


# --- sheets --------------------------------------------------------------------------------------


def _read_sheet(file: _File, sheet: Sheet, context: Context, override: int | None) -> None:
    kind, grid, path = sheet.kind, sheet.grid, file.book.path
    assert kind is not None
    problems: list[Problem] = []
    year: int | None = None
    try:
        if kind.is_dated:
            sheets = file.sheets
            book_years = dating.years_of_book(
                path, [other.years for other in sheets], [other.cover_years for other in sheets]
            )
            year = dating.decide(grid, sheet.years, book_years, override, problems)
        if kind.needs_master and not len(context.master):
            raise refusal(
                grid,
                None,
                "市区町村マスタがないため、表の番号や名前を市区町村に結び付けられません。",
                "市区町村マスタ（municipality_code, insurer_no など）を一緒に取り込んでください。",
            )
        reading = kind.read(grid, sheet.top, replace(context, fiscal_year=year or 0))
        reading.frames, carried = carry(reading.frames, context.master, grid.title, kind.keys)
        problems += reading.problems + carried
        year = year if kind.is_dated else reading.fiscal_year
    except TableRefusedError as error:
        problems += error.problems
    if grid.is_hidden:
        problems.append(
            grid.problem("info", None, None, "非表示のシートですが、表があるので読みました。")
        )
    problems = capped(problems, grid.title)
    if any(problem.severity == "error" for problem in problems):
        reason = str(next(problem for problem in problems if problem.severity == "error"))
        file.reports.append(
            FileReport(
                path,
                grid.sheet,
                kind.name,
                year,
                0,
                "refused",
                reason,
                problems,
                ValidationError.exit_code,
            )
        )
        return
    file.tables.append(
        SourceTable(
            path.name,
            path,
            grid.sheet,
            kind.name,
            year,
            file.book.sha256,
            reading.frames,
            reading.rows,
            problems,
        )
    )
    file.reports.append(
        FileReport(path, grid.sheet, kind.name, year, reading.rows, "read", "", problems)
    )


def _report_rest(file: _File) -> None:
    """Reports for sheets no reader took; a file without any table counts as unknown."""
    path = file.book.path
    for sheet in file.sheets:
        if sheet.refused is not None:
            error = sheet.refused
            file.reports.append(
                FileReport(
                    path,
                    sheet.grid.sheet,
                    None,
                    None,
                    0,
                    "refused",
                    str(error.problems[0]),
                    error.problems,
                    error.exit_code,
                )
            )
    is_whole_file = not file.reports
    for sheet in file.sheets:
        if sheet.skipped:
            file.reports.append(_unknown(path, sheet.grid, sheet.skipped, is_whole_file))
    for name in file.book.not_worksheets:
        grid = Grid(path.name, name, [])
        file.reports.append(
            _unknown(path, grid, "表のないシート（グラフなど）です。", is_whole_file)
        )
    order = {sheet.grid.sheet: number for number, sheet in enumerate(file.sheets)}
    file.reports.sort(key=lambda report: order.get(report.sheet, len(order)))


def _unknown(path: Path, grid: Grid | None, reason: str, is_whole_file: bool) -> FileReport:
    where = path.name if grid is None else grid.title
    problem = Problem("warning" if is_whole_file else "info", where, reason)
    code = SourceFileError.exit_code if is_whole_file else 0
    sheet = None if grid is None else grid.sheet
    return FileReport(path, sheet, None, None, 0, "skipped", reason, [problem], code)


def _whole_or_nothing(file: _File) -> list[FileReport]:
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
