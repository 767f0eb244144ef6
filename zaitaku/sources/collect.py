"""One import run over many files: recognise, read masters first, read the rest, never half a file.

A file whose sheet is refused gives no table at all: half a book would look like a whole one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path

import pandas as pd

from zaitaku.ground.errors import GeographyError, SourceFileError, ValidationError, ZaitakuError
from zaitaku.ground.states import Problem, capped
from zaitaku.sources.across import (
    compare_flows_with_patients,
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
    SourceTable,
    TableRefusedError,
    refusal,
)
from zaitaku.sources.recognise import BOUNDARIES, Sheet, not_ours, recognise
from zaitaku.sources.sheet import dating
from zaitaku.sources.sheet.archives import MAX_DEPTH
from zaitaku.sources.sheet.files import Book, open_book, open_member
from zaitaku.sources.sheet.grid import Grid

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
        files += _open(path, seen, collected)
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
    _refuse_unread(paths, collected)
    prefer_zone_tables(collected)
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
                    collected.files.append(_passed_over(file, file.name))
            if not inside:
                error = SourceFileError(
                    f"{path}: フォルダに取り込めるファイルがありません。"
                    "Excel や CSV の入ったフォルダを指定してください。"
                )
                collected.files.append(_refusal(path, path.name, error))
        else:
            inside = [path]
        for file in inside:
            if file.resolve() not in seen:
                seen.add(file.resolve())
                yield file


def _passed_over(path: Path, name: str) -> FileReport:
    """A file in a folder or zip that is no data by its name (README.md); given by itself it is
    read."""
    reason = "表や地図のファイルではありません。"
    problem = Problem("info", name, reason)
    return FileReport(
        path, None, None, None, 0, "skipped", reason, [problem], name=name, is_unknown=True
    )


def _files_below(folder: Path) -> list[Path]:
    """Files of a folder, those of its subfolders after its own."""
    files = [
        file
        for file in folder.rglob("*")
        if file.is_file()
        and not any(part.startswith((".", "~$")) for part in file.relative_to(folder).parts)
    ]
    return sorted(files, key=lambda file: (len(file.parts), file))


def _open(path: Path, seen: dict[str, str], collected: Collected) -> Iterator[_File]:
    try:
        book = open_book(path)
    except SourceFileError as error:
        collected.files.append(_refusal(path, path.name, error))
        return
    yield from _opened(book, seen, collected, 0)


def _opened(book: Book, seen: dict[str, str], collected: Collected, depth: int) -> Iterator[_File]:
    """The file, or those in a zip; ``depth``: how many zips it lies in."""
    path, name = book.path, book.name
    if book.sha256 in seen:
        reason = f"「{seen[book.sha256]}」と同じ内容のファイルです。"
        problem = Problem("info", name, reason)
        collected.files.append(
            FileReport(path, None, None, None, 0, "skipped", reason, [problem], name=name)
        )
        return
    seen[book.sha256] = name
    if book.is_map:
        file = _File(book, [])
        _read_boundaries(file, depth)
        yield file
    elif not book.members:
        yield _File(book, [recognise(grid) for grid in book.grids])
    for member in book.members or ():
        inner = path / member.name
        if member.suffix not in TABLE_SUFFIXES:
            collected.files.append(_passed_over(inner, f"{name}/{member.name}"))
            continue
        try:
            if depth >= MAX_DEPTH:
                raise SourceFileError(
                    f"{name}: zip の中の zip が {MAX_DEPTH} 段を超えています。展開してください。"
                )
            opened = open_member(book, member)
        except SourceFileError as error:
            collected.files.append(_refusal(inner, f"{name}/{member.name}", error))
        else:
            yield from _opened(opened, seen, collected, depth + 1)


def _refusal(path: Path, name: str, error: ZaitakuError) -> FileReport:
    where, _, message = str(error).partition(": ")
    problem = Problem("error", where, message)
    return FileReport(
        path, None, None, None, 0, "refused", message, [problem], error.exit_code, name
    )


def _refuse_unread(paths: Sequence[Path], collected: Collected) -> None:
    """What the user named and nothing was read of is refused, never passed over.

    What is of no kind and merely lies in a folder or zip stays passed over.
    """
    own: dict[Path, list[FileReport]] = {}
    within: dict[Path, list[FileReport]] = {}
    for report in collected.files:
        place = report.path.resolve()
        own.setdefault(place, []).append(report)
        for folder in place.parents:
            within.setdefault(folder, []).append(report)
    for path in paths:
        alone, inside = own.get(path.resolve(), []), within.get(path.resolve(), [])
        if inside and all(report.is_unknown or report.is_aside for report in (*alone, *inside)):
            strangers = len({report.path for report in inside if report.is_unknown})
            aside = len({report.path for report in inside if report.is_aside})
            error = SourceFileError(
                f"{path}: 取り込めるファイルが1つもありません"
                f"（どの種類の表・地図でもないファイルが {strangers} 個"
                + (f"、この取り込みに要らない表のファイルが {aside} 個" if aside else "")
                + "あります）。"
            )
            alone.append(_refusal(path, path.name, error))
            collected.files.append(alone[-1])
        elif not inside and all(report.status == "skipped" for report in alone):
            for report in alone:
                if report.exit_code:
                    report.status = "refused"
                    report.problems = [replace(p, severity="error") for p in report.problems]
        failed = any(
            report.status == "refused" and report.exit_code != ValidationError.exit_code
            for report in alone
        )
        if failed and all(report.status != "read" for report in (*alone, *inside)):
            collected.unread.append(path)


def _read_boundaries(file: _File, depth: int) -> None:
    # GIS libraries take a second to load: only for a file that is a map.
    from zaitaku.sources.kinds import boundaries

    path, name, sha256 = file.book.path, file.book.name, file.book.sha256
    try:
        if depth:
            raise GeographyError(
                f"{name}: zip の中の zip にある地図は読めません。"
                "地図の zip（またはファイル）を取り出して渡してください。"
            )
        if not boundaries.recognise(path):
            file.reports.append(_unknown(file.book, None, not_ours("中身"), is_whole_file=True))
            return
        reading = boundaries.read(path)
    except ZaitakuError as error:
        file.reports.append(replace(_refusal(path, name, error), kind=BOUNDARIES))
        return
    rows = len(reading.frames["boundary"])
    problems = capped(reading.problems, name)
    file.tables.append(
        SourceTable(name, path, None, BOUNDARIES, None, sha256, reading.frames, rows, problems)
    )
    file.reports.append(
        FileReport(path, None, BOUNDARIES, None, rows, "read", "", problems, name=name)
    )


# --- sheets --------------------------------------------------------------------------------------


def _read_sheet(file: _File, sheet: Sheet, context: Context, override: int | None) -> None:
    kind, grid, path, name = sheet.kind, sheet.grid, file.book.path, file.book.name
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
        if not kind.tells_errors and (cells := grid.without_value(sheet.top)):
            raise TableRefusedError(_without_value(grid, row, column) for row, column in cells)
        reading = kind.read(grid, sheet.top, replace(context, fiscal_year=year or 0))
        reading.frames, carried = carry(reading.frames, context.master, grid.title, kind.keys)
        problems += reading.problems + carried
        year = year if kind.is_dated else reading.fiscal_year
    except NotWantedError as error:
        reason = str(error.problems[0])
        aside = [replace(problem, severity="info") for problem in error.problems]
        report = FileReport(path, grid.sheet, kind.name, year, 0, "skipped", reason, aside)
        file.reports.append(replace(report, exit_code=error.exit_code, name=name))
        return
    except TableRefusedError as error:
        problems += error.problems
    if grid.is_open:
        problems.append(
            grid.problem(
                "warning",
                len(grid.rows) - 1,
                None,
                "最後の行が改行で終わっていません。",
                "最後の値が途中で切れていないか確かめてください。",
            )
        )
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
                name,
            )
        )
        return
    file.tables.append(
        SourceTable(
            name,
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
        FileReport(path, grid.sheet, kind.name, year, reading.rows, "read", "", problems, name=name)
    )


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


def _report_rest(file: _File) -> None:
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
            file.reports.append(_unknown(book, sheet.grid, sheet.skipped, is_whole_file))
    for name in book.not_worksheets:
        grid = Grid(book.name, name, [])
        file.reports.append(
            _unknown(book, grid, "表のないシート（グラフなど）です。", is_whole_file)
        )
    if not file.reports:
        file.reports.append(_unknown(book, None, not_ours("中身"), is_whole_file))
    order = {sheet.grid.sheet: number for number, sheet in enumerate(file.sheets)}
    file.reports.sort(key=lambda report: order.get(report.sheet, len(order)))


def _unknown(book: Book, grid: Grid | None, reason: str, is_whole_file: bool) -> FileReport:
    where = book.name if grid is None else grid.title
    problem = Problem("warning" if is_whole_file else "info", where, reason)
    code = SourceFileError.exit_code if is_whole_file else 0
    sheet = None if grid is None else grid.sheet
    return FileReport(
        book.path,
        sheet,
        None,
        None,
        0,
        "skipped",
        reason,
        [problem],
        code,
        book.name,
        is_unknown=is_whole_file,
    )


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
