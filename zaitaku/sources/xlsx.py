"""What the Excel library does not tell about a workbook, read from its XML before it is opened.

The library reserves every cell of a used range, and gives a blank for an error (#DIV/0!) and for a
formula that was never calculated. Neither may pass in silence.
"""

import re
import zipfile
from xml.etree import ElementTree

from zaitaku.errors import SourceFileError

MAX_CELLS = 10_000_000
UNCALCULATED = "（計算されていない数式）"

CellTexts = dict[tuple[int, int], str]

_FAR_CELL = re.compile(rb'r="(?:[A-Z]{3}\d|[A-Z]{1,2}\d{5})')
_REFERENCE = re.compile(rb'r="([A-Z]{1,3})(\d{1,7})"')
_ERROR = re.compile(rb'<c\b([^>]*\bt="e"[^>]*)>(?:(?!</c>).)*<v>([^<]*)</v>', re.DOTALL)
_FORMULA_ALONE = re.compile(rb"<c\b([^>]*)><f\b[^>]*>[^<]*</f>(?:<v></v>|<v ?/>)?</c>")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def inspect(name: str, archive: zipfile.ZipFile) -> dict[str, CellTexts]:
    """Cells by sheet name that the library would read as blank though they are not.

    SourceFileError for a sheet whose used range is absurd.
    """
    hidden: dict[str, CellTexts] = {}
    for member in archive.namelist():
        if member.startswith("xl/worksheets/") and member.endswith(".xml"):
            xml = archive.read(member)
            _check_extent(name, xml)
            cells = _unread_cells(xml)
            if cells:
                hidden[member] = cells
    if not hidden:
        return {}
    names = _sheet_names(archive)
    return {names[member]: cells for member, cells in hidden.items() if member in names}


def check_cells(name: str, height: int, width: int) -> None:
    """SourceFileError when a sheet is larger than any official table."""
    if height * width > MAX_CELLS:
        raise SourceFileError(
            f"{name}: 使われている範囲が {height:,} 行 × {width:,} 列あり、大きすぎます"
            f"（上限 {MAX_CELLS:,} セル）。表の外に残った書式や文字を行・列ごと削除して"
            "保存し直してください。"
        )


def _check_extent(name: str, xml: bytes) -> None:
    if _FAR_CELL.search(xml) is None:
        return  # at most 9,999 rows by 702 columns
    columns: set[bytes] = set()
    last_row = 0
    for match in _REFERENCE.finditer(xml):
        columns.add(match[1])
        last_row = max(last_row, int(match[2]))
    check_cells(name, last_row, max(map(_column_number, columns), default=0))


def _unread_cells(xml: bytes) -> CellTexts:
    cells: CellTexts = {}
    if b't="e"' in xml:
        for match in _ERROR.finditer(xml):
            _put(cells, match[1], match[2].decode("utf-8", "replace"))
    if b"<f" in xml:
        for match in _FORMULA_ALONE.finditer(xml):
            if b't="str"' not in match[1]:  # a formula whose result is an empty text
                _put(cells, match[1], UNCALCULATED)
    return cells


def _put(cells: CellTexts, attributes: bytes, text: str) -> None:
    place = _REFERENCE.search(attributes)
    if place:
        cells[int(place[2]) - 1, _column_number(place[1]) - 1] = text


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _sheet_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """The name of each worksheet by its place in the archive."""
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    workbook = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    names = {}
    for sheet in workbook.iter(f"{_MAIN}sheet"):
        target = targets.get(sheet.get(_RELATION), "")
        member = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        names[member] = sheet.get("name", "")
    return names
