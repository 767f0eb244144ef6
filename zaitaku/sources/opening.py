"""Which files a run reads: folders and zips looked into, each opened once, what is left told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from zaitaku.ground.errors import GeographyError, SourceFileError, ValidationError, ZaitakuError
from zaitaku.ground.states import Problem, capped
from zaitaku.sources.kinds import boundaries
from zaitaku.sources.model import (
    Collected,
    FileReport,
    SourceTable,
)
from zaitaku.sources.recognise import Sheet, not_ours, recognise
from zaitaku.sources.sheet import maps
from zaitaku.sources.sheet.archives import MAX_DEPTH
from zaitaku.sources.sheet.files import Book, open_book, open_member
from zaitaku.sources.sheet.grid import Grid
from zaitaku.sources.sheet.holding import Room

# What to look at in a folder; its other files (notes, programs) are none of ours.
TABLE_SUFFIXES = frozenset(
    {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv"}
    | {".geojson", ".topojson", ".json", ".zip", ".shp"}
)


@dataclass
class OpenFile:
    """A file on its way."""

    book: Book
    sheets: list[Sheet]
    tables: list[SourceTable] = field(default_factory=list)
    reports: list[FileReport] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        return any(report.status == "refused" for report in self.reports)


def expand(paths: Sequence[Path], collected: Collected) -> Iterator[Path]:
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
                collected.files.append(_refused(path, path.name, error))
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


def open_files(
    path: Path, seen: dict[str, str], collected: Collected, room: Room
) -> Iterator[OpenFile]:
    """The file, or those in a zip; ``room``: what all files of the run may hold together."""
    try:
        book = open_book(path, room)
    except SourceFileError as error:
        collected.files.append(_refused(path, path.name, error))
        return
    yield from _opened(book, seen, collected, 0)


def _opened(
    book: Book, seen: dict[str, str], collected: Collected, depth: int
) -> Iterator[OpenFile]:
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
        file = OpenFile(replace(book, members=None), [])  # which hold the zip
        _read_boundaries(file, depth)
        yield file
    elif not book.members:
        yield OpenFile(book, [recognise(grid) for grid in book.grids])
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
            collected.files.append(_refused(inner, f"{name}/{member.name}", error))
        else:
            yield from _opened(opened, seen, collected, depth + 1)


def _refused(path: Path, name: str, error: ZaitakuError) -> FileReport:
    where, _, message = str(error).partition(": ")
    problem = Problem("error", where, message)
    return FileReport(
        path, None, None, None, 0, "refused", message, [problem], error.exit_code, name
    )


def refuse_unread(paths: Sequence[Path], collected: Collected) -> None:
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
            alone.append(_refused(path, path.name, error))
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


def _read_boundaries(file: OpenFile, depth: int) -> None:
    path, name, sha256 = file.book.path, file.book.name, file.book.sha256
    try:
        if depth:
            raise GeographyError(
                f"{name}: zip の中の zip にある地図は読めません。"
                "地図の zip（またはファイル）を取り出して渡してください。"
            )
        if not maps.is_map(path):
            file.reports.append(unknown(file.book, None, not_ours("中身"), is_whole_file=True))
            return
        reading = boundaries.read(path)
    except ZaitakuError as error:
        file.reports.append(replace(_refused(path, name, error), kind=boundaries.KIND.name))
        return
    rows = len(reading.frames["boundary"])
    problems = capped(reading.problems, name)
    file.tables.append(
        SourceTable(
            name, path, None, boundaries.KIND.name, None, sha256, reading.frames, rows, problems
        )
    )
    file.reports.append(
        FileReport(path, None, boundaries.KIND.name, None, rows, "read", "", problems, name=name)
    )


def unknown(book: Book, grid: Grid | None, reason: str, is_whole_file: bool) -> FileReport:
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
