"""How large a workbook is, found out before the library reserves memory for it.

The library takes room for every cell of a used range, writes a text out for each cell that refers
to it, and reads a part to its end whatever the zip says of its size. A few kilobytes can make
gigabytes of it, and it ends the whole program where there are none.
"""

from __future__ import annotations

import re
import zipfile
from itertools import pairwise

from zaitaku.ground.errors import SourceFileError
from zaitaku.sources.sheet.archives import content, pieces
from zaitaku.sources.sheet.holding import MEGABYTE, check_cells

MAX_PART = 120 * MEGABYTE  # a sheet of ``MAX_CELLS`` takes some 90 as XML
MAX_SHARED = 40 * MEGABYTE  # the texts of all sheets, each written once: a national list has 10
MAX_TEXTS = 100 * MEGABYTE  # of one sheet, written out for each cell
MAX_MERGED = 100_000

# a row or cell whose place is not written as nearly all are: beyond 9,999 rows or 702 columns,
# in another spelling, or not at all
_UNUSUAL = re.compile(rb'<(?:c|row|[\w.-]+:(?:c|row))(?=[\s/>])(?! r="[A-Z]{0,2}\d{1,4}")')
_TAG = re.compile(rb"<(?:[\w.-]+:)?(c|row)(?=[\s/>])([^>]*)")
_PLACE = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]{0,7})(\d{0,9})""")
_ITEM = re.compile(rb"<(?:[\w.-]+:)?si[\s>]")
# a cell that shares its text: its number in the list
_SHARING = re.compile(
    rb"""<(?:[\w.-]+:)?c\s[^>]*\bt\s*=\s*["']s["'][^>]*>.*?<(?:[\w.-]+:)?v[^>]*>\s*(\d+)""", re.S
)


def check_parts(archive: zipfile.ZipFile) -> None:
    """Every part holds what the zip says; BadZipFile otherwise."""
    for info in archive.infolist():
        for _ in pieces(archive, info):
            pass


def part(name: str, archive: zipfile.ZipFile, member: str, most: int = MAX_PART) -> bytes:
    """A part of the workbook; SourceFileError where it is larger than ``most``."""
    info = archive.getinfo(member)
    if info.file_size > most:
        raise SourceFileError(
            f"{name}: 中の「{member}」が展開すると {info.file_size / MEGABYTE:,.0f} MB あり、"
            f"大きすぎます（上限 {most // MEGABYTE} MB）。集計表か確かめ、要らないシートや行を"
            "除いて保存し直してください。"
        )
    return content(archive, info)


def text_sizes(strings: bytes) -> list[int]:
    """Of each text that cells share, about how many bytes it has."""
    starts = [found.start() for found in _ITEM.finditer(strings)]
    return [end - start for start, end in pairwise([*starts, len(strings)])]


def check_sheet(name: str, sheet: str, xml: bytes, texts: list[int]) -> None:
    """SourceFileError for a sheet that takes far more memory than its XML."""
    check_cells(f"{name}「{sheet}」", *_extent(xml))
    merged = xml.count(b"mergeCell ")
    if merged > MAX_MERGED:
        raise SourceFileError(
            f"{name}「{sheet}」: 結合したセルが {merged:,} か所あります（上限 {MAX_MERGED:,}）。"
            "結合を解いて保存し直してください。"
        )
    # nearly always so: no cell is written in fewer than ten bytes
    if max(texts, default=0) * (len(xml) // 10) <= MAX_TEXTS:
        return
    written = 0
    for found in _SHARING.finditer(xml):
        number = int(found[1])
        written += texts[number] if number < len(texts) else 0
        if written > MAX_TEXTS:
            raise SourceFileError(
                f"{name}「{sheet}」: セルの文字が全部で {MAX_TEXTS // MEGABYTE} MB を超えます。"
                "長い文章を繰り返す列を除いて保存し直してください。"
            )


def _extent(xml: bytes) -> tuple[int, int]:
    """Rows and columns that are used, for who reads cells as the library does; often (0, 0)."""
    if _UNUSUAL.search(xml) is None:
        return 0, 0  # at most 9,999 by 702: told once the library has counted them
    row = column = rows = columns = 0
    for found in _TAG.finditer(xml):
        place = _PLACE.search(found[2])
        if found[1] == b"row":
            row = int(place[2] or 0) if place else row + 1
            column = 0
        else:
            column = _column_number(place[1]) if place else column + 1
            row = max(row, int(place[2] or 0)) if place else row
        rows, columns = max(rows, row), max(columns, column)
    return rows, columns


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
