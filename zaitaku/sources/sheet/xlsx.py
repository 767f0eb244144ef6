"""What the Excel library does not tell about a workbook, read from its XML before it is opened.

The library reserves every cell of a used range, gives a blank for an error (#DIV/0!) and for a
formula that was never calculated, and 122 for a 12 with a small 2 above. None may pass in silence.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Collection
from xml.etree import ElementTree

from zaitaku.ground.errors import SourceFileError
from zaitaku.sources.sheet import extent
from zaitaku.sources.sheet.grid import FAILED, NO_VALUE, UNCALCULATED
from zaitaku.sources.sheet.holding import MEGABYTE

CellTexts = dict[tuple[int, int], str]

_MAX_LIST = 2 * MEGABYTE  # the list of a workbook's sheets
_MAX_UNREAD = 100_000  # cells of a sheet, each told by its place
_FIGURE = re.compile(r"[\d.,]+")
_PLACE = re.compile(r"([A-Z]{1,3})\d+")
# Most sheets have no such cell, and need no parsing of their own.
_RAISED = b"vertAlign"  # signs set above or below the line: only their format tells 12² from 122
# a formula that no value follows, or an error; formulas with their values are as numbers are
_SUSPECT = re.compile(
    rb"""(?:</(?:[\w.-]+:)?f\s*>|<(?:[\w.-]+:)?f(?:\s[^>]*)?/>)"""
    rb"""(?!\s*<(?:[\w.-]+:)?v(?:\s[^>]*)?>\s*[^<\s])"""
    rb"""|\bt\s*=\s*["']e["']"""
)
# one of which stands wherever that is found; to look for them is a hundred times quicker
_FORMULA = re.compile(rb"f[>/\s]")
_ERRORS = (b'"e"', b"'e'")


def inspect(name: str, archive: zipfile.ZipFile) -> dict[str, CellTexts]:
    """Cells by sheet name that the library would read as blank or as another number.

    SourceFileError for what would take absurdly much memory (``extent``); KeyError where the
    workbook or one of its sheets is missing.
    """
    hidden: dict[str, CellTexts] = {}
    extent.check_parts(archive)
    strings = _strings(name, archive)
    raised, sizes = _raised_strings(strings), extent.text_sizes(strings)
    for sheet, member in _sheets(name, archive):
        xml = extent.part(name, archive, member)
        extent.check_sheet(name, sheet, xml, sizes)
        if _is_suspect(xml, raised) and (cells := _unread_cells(f"{name}「{sheet}」", xml, raised)):
            hidden[sheet] = cells
    return hidden


def _is_suspect(xml: bytes, raised: Collection[str]) -> bool:
    """Whether a sheet may have cells that need a look of their own."""
    is_hinted = _FORMULA.search(xml) or any(error in xml for error in _ERRORS)
    if _RAISED in xml or (is_hinted and _SUSPECT.search(xml)):
        return True
    # of the texts that the sheets share, hardly any sheet has those that only look like a number
    return any(re.search(rb">\s*%s\s*</" % number.encode(), xml) for number in raised)


def _unread_cells(title: str, xml: bytes, raised: dict[str, str]) -> CellTexts:
    """Errors and formulas without a stored value, in whatever spelling a program chose.

    A formula whose value is an empty text looks like one without a value, and is none of the
    missing figures that a table leaves blank; a row of nothing else is a form not filled in.
    SourceFileError for a sheet that has more of them than a table that somebody can mend.
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
            if len(cells) > _MAX_UNREAD:
                raise SourceFileError(
                    f"{title}: {row:,} 行目までに、計算した値のない数式かエラー（#N/A など）の"
                    f"セルが {_MAX_UNREAD:,} 個を超えます。集計表か確かめ、Excel で開いて計算し"
                    "直すか、値だけを貼り付けて保存し直してください。"
                )
            element.clear()
    return cells


def _strings(name: str, archive: zipfile.ZipFile) -> bytes:
    member = next((m for m in archive.namelist() if m.lower() == "xl/sharedstrings.xml"), None)
    return extent.part(name, archive, member, extent.MAX_SHARED) if member else b""


def _raised_strings(xml: bytes) -> dict[str, str]:
    """Texts shared by cells that only look like one number, by their number in the list."""
    if _RAISED not in xml:
        return {}
    found: dict[str, str] = {}
    number = 0
    events = ElementTree.iterparse(io.BytesIO(xml), ("start", "end"))
    _, whole = next(events)
    for event, element in events:
        if event == "end" and _local(element.tag) == "si":
            if text := _raised(element):
                found[str(number)] = text
            number += 1
            whole.clear()
    return found


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


def _sheets(name: str, archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Name of each sheet and its place in the archive, as the workbook lists them."""
    members = {member.lower(): member for member in archive.namelist()}

    def part(place: str) -> ElementTree.Element:
        return ElementTree.fromstring(extent.part(name, archive, members[place], _MAX_LIST))

    targets = {e.get("Id"): e.get("Target", "") for e in part("xl/_rels/workbook.xml.rels")}
    found = []
    for sheet in part("xl/workbook.xml").iter():
        if _local(sheet.tag) == "sheet":
            ids = (value for key, value in sheet.items() if _local(key) == "id" and key != "id")
            target = posixpath.join("/xl", targets[next(ids, None)])
            found.append((sheet.get("name", ""), members[posixpath.normpath(target)[1:].lower()]))
    return found
