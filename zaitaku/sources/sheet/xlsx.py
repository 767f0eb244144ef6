"""What the Excel library does not tell about a workbook, read from its XML before it is opened.

The library reserves every cell of a used range, gives a blank for an error (#DIV/0!) and for a
formula that was never calculated, and 122 for a 12 with a small 2 above. None may pass in silence.
"""

import io
import posixpath
import re
import zipfile
from xml.etree import ElementTree

from zaitaku.ground.errors import SourceFileError
from zaitaku.sources.sheet.grid import FAILED, NO_VALUE, UNCALCULATED

MAX_CELLS = 10_000_000

CellTexts = dict[tuple[int, int], str]

_FAR_CELL = re.compile(rb'r="(?:[A-Z]{3}\d|[A-Z]{1,2}\d{5})')
_REFERENCE = re.compile(rb'r="([A-Z]{1,3})(\d{1,7})"')
_FIGURE = re.compile(r"[\d.,]+")
_PLACE = re.compile(r"([A-Z]{1,3})\d+")
# Most sheets have neither formulas nor errors, and need no parsing of their own.
_RAISED = b"vertAlign"  # signs set above or below the line: only their format tells 12² from 122
_SUSPECT = re.compile(rb"""<(?:[\w.-]+:)?f[\s/>]|\bt\s*=\s*["']e["']""")


def inspect(name: str, archive: zipfile.ZipFile) -> dict[str, CellTexts]:
    """Cells by sheet name that the library would read as blank or as another number.

    SourceFileError for a sheet whose used range is absurd; KeyError where the workbook or one of
    its sheets is missing.
    """
    hidden: dict[str, CellTexts] = {}
    raised = _raised_strings(archive)
    for sheet, member in _sheets(archive):
        xml = archive.read(member)
        _check_extent(name, xml)
        is_suspect = raised or _RAISED in xml or _SUSPECT.search(xml)
        if is_suspect and (cells := _unread_cells(xml, raised)):
            hidden[sheet] = cells
    return hidden


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


def _unread_cells(xml: bytes, raised: dict[str, str]) -> CellTexts:
    """Errors and formulas without a stored value, in whatever spelling a program chose.

    A formula whose value is an empty text looks like one without a value, and is none of the
    missing figures that a table leaves blank; a row of nothing else is a form not filled in.
    """
    cells: CellTexts = {}
    row, column, is_filled = 0, 0, False
    empty: CellTexts = {}
    for event, element in ElementTree.iterparse(io.BytesIO(xml), ("start", "end")):
        tag = _local(element.tag)
        if event == "start" and tag == "row":
            row, column, is_filled, empty = int(element.get("r", row + 1)), 0, False, {}
        elif event == "end" and tag == "c":
            place = _PLACE.fullmatch(element.get("r", ""))
            column = _column_number(place[1].encode()) if place else column + 1
            parts = {_local(part.tag): "".join(part.itertext()).strip() for part in element}
            value = parts.get("v", "") or parts.get("is", "")
            if element.get("t") == "e":
                cells[row - 1, column - 1] = value if value in NO_VALUE else FAILED
            elif "f" in parts and not value:
                empty[row - 1, column - 1] = UNCALCULATED
            elif text := raised.get(value) if element.get("t") == "s" else _raised(element):
                cells[row - 1, column - 1] = text
            is_filled = is_filled or bool(value)
        elif event == "end" and tag == "row":
            if is_filled:
                cells |= empty
            element.clear()
    return cells


def _raised_strings(archive: zipfile.ZipFile) -> dict[str, str]:
    """Texts shared by cells that only look like one number, by their number in the list."""
    member = next((m for m in archive.namelist() if m.lower() == "xl/sharedstrings.xml"), None)
    xml = archive.read(member) if member else b""
    if _RAISED not in xml:
        return {}
    texts = [e for e in ElementTree.fromstring(xml) if _local(e.tag) == "si"]
    return {str(number): text for number, e in enumerate(texts) if (text := _raised(e))}


def _raised(element: ElementTree.Element) -> str:
    """The runs of a number of which some stand above or below the line, apart; else ''."""
    runs = [run for run in element.iter() if _local(run.tag) == "r"]
    texts = [
        "".join(t.text or "" for t in run.iter() if _local(t.tag) == "t").strip() for run in runs
    ]
    is_raised = any(_local(part.tag) == "vertAlign" for run in runs for part in run.iter())
    return " ".join(texts) if is_raised and _FIGURE.fullmatch("".join(texts)) else ""


def _local(tag: str) -> str:
    """The name of an element without its namespace, of which there are two editions."""
    return tag.rpartition("}")[2]


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _sheets(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Name of each sheet and its place in the archive, as the workbook lists them."""
    members = {member.lower(): member for member in archive.namelist()}

    def part(place: str) -> ElementTree.Element:
        return ElementTree.fromstring(archive.read(members[place]))

    targets = {e.get("Id"): e.get("Target", "") for e in part("xl/_rels/workbook.xml.rels")}
    found = []
    for sheet in part("xl/workbook.xml").iter():
        if _local(sheet.tag) == "sheet":
            ids = (value for key, value in sheet.items() if _local(key) == "id" and key != "id")
            target = posixpath.join("/xl", targets[next(ids, None)])
            found.append((sheet.get("name", ""), members[posixpath.normpath(target)[1:].lower()]))
    return found
