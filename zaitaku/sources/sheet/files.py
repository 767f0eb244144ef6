"""From a path to grids: file formats, encodings and everything that can be wrong with a file.

Content decides, never the name: a web page saved as .csv and a CSV named .xls are what they are.
"""

import csv
import hashlib
import io
import stat
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from zaitaku.ground.errors import SourceFileError
from zaitaku.sources.sheet import xlsx
from zaitaku.sources.sheet.archives import MAX_BYTES, Budget, Member, members
from zaitaku.sources.sheet.grid import Cell, Grid
from zaitaku.sources.sheet.holding import MAX_CELLS, MEGABYTE, Room, check_cells
from zaitaku.sources.sheet.maps import GEO_SUFFIXES, SHAPEFILE_MAGIC, is_map_json

# A table as text: with some 15 bytes a cell this is more than ``MAX_CELLS``.
MAX_TEXT = 40 * MEGABYTE
# With its figures alone a book of the country has 4; the rest would be pictures.
MAX_BOOK = 60 * MEGABYTE
# Excel before 2007: at most 65,536 rows a sheet, and read whole before it is looked at.
MAX_OLD_BOOK = 20 * MEGABYTE
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_BOM = b"\xef\xbb\xbf"
_OFFICE = "[Content_Types].xml"
_BOOKS = (".xlsx", ".xlsm")
_BROKEN_ZIP = (
    zipfile.BadZipFile,
    ElementTree.ParseError,
    EOFError,
    KeyError,
    OSError,
    RuntimeError,
    NotImplementedError,
    ValueError,
    zlib.error,
)
_AGAIN = "元のファイルを開いて保存し直すか、配布元から取り直してください。"


@dataclass
class Book:
    """A file that was opened. ``is_map``: left to the reader of boundaries.

    ``name`` is how messages call it: that of the file, in a zip 「lists.zip/R07/医科.xlsx」.
    ``not_worksheets`` names sheets without cells (charts, macros). ``members``: what a zip holds
    beside maps; None where the file is no zip of files.
    """

    path: Path
    name: str
    sha256: str
    grids: list[Grid] = field(default_factory=list)
    not_worksheets: list[str] = field(default_factory=list)
    is_map: bool = False
    members: list[Member] | None = None
    budget: Budget = field(default_factory=Budget)


def open_book(path: Path, room: Room | None = None) -> Book:
    """Read a file's sheets. SourceFileError says in Japanese why a file cannot be read.

    ``room``: what the files of one run may hold together.
    """
    return _book(path, path.name, _bytes(path), Budget(room=room or Room()))


def open_member(zipped: Book, member: Member) -> Book:
    """Read a file of a zip; its ``path`` is where it would lie if the zip were a folder.

    Raises as ``open_book``.
    """
    try:
        data = member.read()
        if not data.strip():
            raise SourceFileError(f"{member.name}: 中身が空のファイルです。{_AGAIN}")
    except SourceFileError as error:
        raise SourceFileError(f"{zipped.name}/{error}") from error
    name = f"{zipped.name}/{member.name}"
    book = _book(zipped.path / member.name, name, data, zipped.budget)
    if book.is_map and book.members is None:
        # the reader of boundaries, who would find out, opens files on the disk alone
        book.is_map = data.startswith(SHAPEFILE_MAGIC) or is_map_json(data)
    return book


def _book(path: Path, name: str, data: bytes, budget: Budget) -> Book:
    book = Book(path, name, hashlib.sha256(data).hexdigest(), budget=budget)
    if data.startswith(_ZIP):
        _open_zip(book, data)
    elif data.startswith(_OLE):
        # The directory of an OLE file names its streams in UTF-16.
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise _locked(name)
        _check_size(name, data, "旧形式（.xls）の Excel ブック", MAX_OLD_BOOK)
        _read_sheets(book, data, {})
    elif data.startswith(SHAPEFILE_MAGIC) or data.removeprefix(_BOM).lstrip()[:1] == b"{":
        book.is_map = True
    else:
        text = _csv_text(name, data)
        rows = _csv_rows(name, text, book.budget.room)
        book.grids.append(Grid(name, None, rows, is_open=not text.endswith(("\n", "\r"))))
    return book


def _check_size(name: str, data: bytes, what: str, most: int) -> None:
    if len(data) > most:
        raise SourceFileError(
            f"{name}: {what}として {len(data) / MEGABYTE:,.0f} MB は大きすぎます"
            f"（上限 {most // MEGABYTE} MB）。集計表か確かめ、要らない行や列を除くか、"
            "いくつかのファイルに分けてください。"
        )


def _bytes(path: Path) -> bytes:
    try:
        found = path.stat()
        size = found.st_size
        if not stat.S_ISREG(found.st_mode):  # a device or a pipe may never end
            raise SourceFileError(
                f"{path}: ふつうのファイルではありません。"
                "Excel か CSV のファイルを指定してください。"
            )
        if size > MAX_BYTES:
            raise SourceFileError(
                f"{path.name}: {size / MEGABYTE:,.0f} MB あり、大きすぎます"
                f"（上限 {MAX_BYTES // MEGABYTE} MB）。取り込むのは集計表です。"
                "別のファイルでないか確かめ、要らないシートや画像を除いてください。"
            )
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise SourceFileError(
            f"{path}: ファイルがありません。パスの書き間違いがないか確かめてください。"
        ) from error
    except PermissionError as error:
        raise SourceFileError(
            f"{path}: 読む権限がありません。ファイルの権限を確かめ、"
            "ほかのソフトで開いていれば閉じてください。"
        ) from error
    except OSError as error:
        raise SourceFileError(
            f"{path}: 読み取れません（{error.strerror or error}）。"
            "ディスクやネットワークの接続を確かめてください。"
        ) from error
    if not data.strip():
        raise SourceFileError(f"{path.name}: 中身が空のファイルです。{_AGAIN}")
    return data


# --- Excel ---------------------------------------------------------------------------------------


def _open_zip(book: Book, data: bytes) -> None:
    name = book.name
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            is_book = _is_book(name, archive)
            is_archive = not is_book and _OFFICE not in names
            # every workbook may be as large as it may be by itself; the zips share
            (book.budget if is_archive else Budget()).spend(name, archive)
            if "xl/workbook.bin" in names or "content.xml" in names:
                raise SourceFileError(
                    f"{name}: Excel バイナリ（xlsb）や ODS の表は読めません。"
                    "「Excel ブック（.xlsx）」で保存し直してください。"
                )
            if is_archive:
                _open_archive(book, data)
                return
            if not is_book:
                book.is_map = True  # of another Office program: no map either, and told so
                return
            _check_size(name, data, "Excel ブック", MAX_BOOK)
            blank = xlsx.inspect(name, archive)
    except _BROKEN_ZIP as error:
        raise _broken(name) from error
    _read_sheets(book, data, blank)


def _is_book(name: str, archive: zipfile.ZipFile) -> bool:
    """Whether a zip is a workbook, or was one before it lost its parts."""
    names = archive.namelist()
    return (
        name.lower().endswith(_BOOKS)
        or any(member.lower().startswith("xl/") for member in names)
        or (_OFFICE in names and b"spreadsheetml" in archive.read(_OFFICE))
    )


def _open_archive(book: Book, data: bytes) -> None:
    """A zip that is no workbook: maps, other files, or both. Maps stay in it for GDAL."""
    found = members(book.name, data)
    maps = [member for member in found if _is_map(member)]
    shapes = {member.name.rpartition(".")[0] for member in maps if member.suffix == ".shp"}
    book.is_map = bool(maps)
    book.members = [
        member
        for member in found
        if member not in maps and member.name.rpartition(".")[0] not in shapes
    ]


def _is_map(member: Member) -> bool:
    """By its name; a .json may hold anything."""
    if member.suffix != ".json":
        return member.suffix in GEO_SUFFIXES
    try:
        return is_map_json(member.read())
    except SourceFileError:
        return False  # told when it is opened


def _read_sheets(book: Book, data: bytes, blank: dict[str, xlsx.CellTexts]) -> None:
    """All worksheets; ``blank`` holds texts of cells that the library reads as blank."""
    name = book.name
    try:
        with CalamineWorkbook.from_object(io.BytesIO(data)) as workbook:
            for sheet in workbook.sheets_metadata:
                if sheet.typ != SheetTypeEnum.WorkSheet:
                    book.not_worksheets.append(sheet.name)
                    continue
                cells = workbook.get_sheet_by_name(sheet.name)
                check_cells(f"{name}「{sheet.name}」", cells.total_height, cells.total_width)
                rows: list[list[Cell]] = cells.to_python(skip_empty_area=False)
                _put(rows, blank.get(sheet.name, {}))
                _spread_merged(rows, cells.merged_cell_ranges or [])
                rows = book.budget.room.hold(f"{name}「{sheet.name}」", rows)
                is_hidden = sheet.visible != SheetVisibleEnum.Visible
                book.grids.append(Grid(name, sheet.name, rows, is_hidden))
    except PasswordError as error:
        raise _locked(name) from error
    except (CalamineError, OSError, ValueError) as error:
        raise _broken(name) from error
    except BaseException as error:
        # The library is Rust: a malformed file can end in its PanicException, no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise _broken(name) from error
    if not book.grids and not book.not_worksheets:
        raise _broken(name)


def _put(rows: list[list[Cell]], texts: xlsx.CellTexts) -> None:
    """Write cells; the rows as read may end before them."""
    if not texts:
        return
    height = max(row for row, _ in texts) + 1
    width = max(max(column for _, column in texts) + 1, len(rows[0]) if rows else 0)
    rows.extend([] for _ in range(height - len(rows)))
    for cells in rows:
        cells.extend([""] * (width - len(cells)))
    for (row, column), text in texts.items():
        rows[row][column] = text


def _spread_merged(
    rows: list[list[Cell]], ranges: list[tuple[tuple[int, int], tuple[int, int]]]
) -> None:
    """Repeat a text merged over several rows in each of them: it is the label of them all."""
    for (top, left), (bottom, _) in ranges:
        if top == bottom or top >= len(rows) or left >= len(rows[top]):
            continue
        cell = rows[top][left]
        if isinstance(cell, str) and cell:
            for row in rows[top + 1 : bottom + 1]:
                row[left] = cell


def _locked(name: str) -> SourceFileError:
    return SourceFileError(
        f"{name}: パスワードで保護されています。"
        "Excel で開いてパスワードを外し、保存し直してください。"
    )


def _broken(name: str) -> SourceFileError:
    what = "zip" if name.lower().endswith(".zip") else "Excel ブック"
    return SourceFileError(
        f"{name}: {what}として読めません。途中までしか保存・転送されていないか、"
        f"壊れています。{_AGAIN}"
    )


# --- text ----------------------------------------------------------------------------------------


def _csv_text(name: str, data: bytes) -> str:
    head = data[:4096].removeprefix(_BOM).lstrip().lower()
    if head.startswith(b"<"):
        what = "Web ページ（HTML）" if b"<html" in head or b"<!doctype" in head else "XML"
        raise SourceFileError(
            f"{name}: 中身は表ではなく{what}です。ダウンロードに失敗した可能性があります。"
            "配布元のページから Excel か CSV を取り直してください。"
        )
    if head.startswith(b"%pdf"):
        raise SourceFileError(f"{name}: PDF は読めません。Excel か CSV を渡してください。")
    _check_size(name, data, "CSV", MAX_TEXT)
    return _decoded(name, data)


def _csv_rows(name: str, text: str, room: Room) -> list[list[Cell]]:
    lines = text[:20000]
    delimiter = "\t" if lines.count("\t") > lines.count(",") else ","
    cells = text.count(delimiter) + text.count("\n") + text.count("\r")
    if cells > MAX_CELLS:
        raise SourceFileError(
            f"{name}: セルが約 {cells:,} 個あり、多すぎます（上限 {MAX_CELLS:,}）。"
            "集計表か確かめ、要らない行や列を除くか、いくつかのファイルに分けてください。"
        )
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return room.hold(name, reader)
    except csv.Error as error:
        if "field larger" in str(error):
            raise SourceFileError(
                f"{name} {reader.line_num}行目: 1つのセルに {csv.field_size_limit():,} 文字を超える"
                '文字があります。集計表か、引用符「"」が閉じているかを確かめてください。'
            ) from error
        raise SourceFileError(
            f'{name} {reader.line_num}行目: CSV として読めません。引用符「"」が閉じていないか、'
            f"ファイルが途中で切れています。{_AGAIN}"
        ) from error


def _decoded(name: str, data: bytes) -> str:
    """UTF-8 (BOM or not), else CP932: never ``shift_jis``, which has no ①, ㈱ or 髙."""
    if data.startswith(_UTF16):
        encodings = ["utf-16"]
    elif b"\x00" in data[:8192]:
        raise SourceFileError(
            f"{name}: Excel でも CSV でもないファイルです。"
            "Excel ブック（.xlsx・.xls）か CSV を渡してください。"
        )
    else:
        encodings = ["utf-8-sig", "cp932"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SourceFileError(
        f"{name}: 文字コードを読み取れません（UTF-8 でも CP932 でもありません）。"
        "Excel で開き、「CSV UTF-8」で保存し直してください。"
    )
