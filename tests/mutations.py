"""Ways in which workbooks, tables and maps come damaged; each leaves only one honest reading.

A mutation gives a file that says less or other than the whole one, so that whoever reads it must
refuse it, tell of it, or still know every figure (columns that changed places with their headings,
another encoding). What no reader could know is left out: a figure that is another plausible figure.
"""

from __future__ import annotations

import csv
import json
import random
import re
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter

from tests.unit import factories as f
from tests.unit.test_sources_header import SAMPLE
from tests.unit.test_sources_mutated import DATA_FROM, NO_FIGURE, figures, tables
from zaitaku import sources

Rows = list[list[Any]]
Change = Callable[[Rows, int, random.Random], Rows]


@dataclass(frozen=True)
class Base:
    """A file to be damaged. ``rows``: of a table, with data from line ``start``; else ``file``."""

    name: str
    master: sources.Master
    suffix: str
    rows: Rows | None = None
    start: int = 1
    file: Path | None = None

    def write(self, folder: Path) -> Path:
        """The whole file."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"R05{self.suffix}"
        if self.rows is not None:
            return write_rows(path, self.rows)
        assert self.file is not None
        path.write_bytes(self.file.read_bytes())
        return path


def write_rows(path: Path, rows: Rows, encoding: str = "utf-8") -> Path:
    if path.suffix == ".xlsx":
        return f.book(path, {"表": rows})
    width = max(map(len, rows))
    with path.open("w", encoding=encoding, newline="", errors="replace") as file:
        for row in rows:
            cells = [int(c) if isinstance(c, float) and c.is_integer() else c for c in row]
            csv.writer(file).writerow([*cells, *[""] * (width - len(row))])
    return path


def _bases() -> list[Base]:
    found = [
        Base(f"{kind}{suffix}", master, suffix, rows, DATA_FROM.get(kind, 1))
        for kind, (rows, master) in tables().items()
        for suffix in (".csv", ".xlsx")
    ]
    master = tables()["人口_年齢階級別"][1]
    found += [Base("地図", master, ".geojson", file=SAMPLE / "行政区域.geojson")] * 8
    return [*found, Base("架空県の集計", master, ".xlsx", file=_SMALL_BOOK)]


_SMALL_BOOK = SAMPLE / "届出受理医療機関名簿.xlsx"


# --- rows ----------------------------------------------------------------------------------------


def _columns_swapped(rows: Rows, row: int, chance: random.Random) -> Rows:
    """With their headings: the same table."""
    width = max(map(len, rows))
    one, other = chance.sample(range(width), 2) if width > 1 else (0, 0)
    for cells in rows:
        cells += [""] * (width - len(cells))
        cells[one], cells[other] = cells[other], cells[one]
    return rows


def _column_dropped(rows: Rows, row: int, chance: random.Random) -> Rows:
    column = chance.choice(figures(rows[row]))
    return [cells[:column] + cells[column + 1 :] for cells in rows]


def _heading_renamed(rows: Rows, row: int, chance: random.Random) -> Rows:
    line = max(n for n in range(row) if any(str(cell).strip() for cell in rows[n]))
    columns = [c for c, cell in enumerate(rows[line]) if str(cell).strip()]
    rows[line][chance.choice(columns)] = chance.choice(["列", "Unnamed: 3", "#REF!", ""])
    return rows


def _cell(words: Sequence[Any]) -> Change:
    def change(rows: Rows, row: int, chance: random.Random) -> Rows:
        rows[row][chance.choice(figures(rows[row]))] = chance.choice(words)
        return rows

    return change


def _year_odd(rows: Rows, row: int, chance: random.Random) -> Rows:
    """A year that there is not, where the table has one; else a word in place of a figure."""
    odd = ["令和99年", "R0", "平成元", "5年", "20233", "2023/13/45"]
    places = [
        c for c, cell in enumerate(rows[row]) if re.fullmatch(r"20\d\d(\.0)?", str(cell).strip())
    ]
    if not places:
        return _cell(["令和5年", "約3"])(rows, row, chance)
    rows[row][places[0]] = chance.choice(odd)
    return rows


def _row_again(rows: Rows, row: int, chance: random.Random) -> Rows:
    """The same row with other figures: which of both holds is not known."""
    again = list(rows[row])
    column = [c for c in figures(again) if len(str(again[c]).removesuffix(".0")) < 4]
    if column:
        again[column[-1]] = 7 if again[column[-1]] != 7 else 8
    return [*rows[: row + 1], again, *rows[row + 1 :]]


def _shifted(rows: Rows, row: int, chance: random.Random) -> Rows:
    """One row a column to the right, as after a comma in a name."""
    rows[row] = [*rows[row][:1], "", *rows[row][1:]]
    return rows


def _blank_column(rows: Rows, row: int, chance: random.Random) -> Rows:
    at = chance.randrange(1, max(map(len, rows)))
    return [[*cells[:at], "", *cells[at:]] for cells in rows]


ROW_CHANGES: dict[str, Change] = {
    "列の入れ替え": _columns_swapped,
    "列の欠け": _column_dropped,
    "見出しの改名": _heading_renamed,
    "数でないセル": _cell(NO_FIGURE),
    "負の数": _cell(["-1", -5, "▲3", "△12", "−4"]),
    "大きすぎる数": _cell(["1e300", 1e18, "9" * 25, 10**12]),
    "非数": _cell(["NaN", "nan", "inf", "#NUM!", "#VALUE!", "None", "null"]),
    "年のあやまり": _year_odd,
    "行の重なり": _row_again,
    "行のずれ": _shifted,
    "空の列": _blank_column,
}


# --- bytes ---------------------------------------------------------------------------------------


def _truncated(data: bytes, chance: random.Random) -> bytes:
    """Cut within a line, never just in its last cell: that would be a whole table."""
    cut = chance.randrange(1, len(data))
    if data[:2] != b"PK":
        end = data.rfind(b"\n", 0, cut)
        line = data[end + 1 : data.find(b"\n", cut)]
        commas = [at for at, sign in enumerate(line) if sign == ord(",")]
        if data[:1] != b"{" and len(commas) > 1:
            cut = end + 1 + chance.randrange(1, commas[-1])
    return data[:cut]


def _flipped(data: bytes, chance: random.Random) -> bytes:
    made = bytearray(data)
    if data[:2] == b"PK":
        for _ in range(chance.choice([1, 3, 30])):
            made[chance.randrange(len(made))] ^= 1 << chance.randrange(8)
    else:  # bytes that are no text in any encoding of ours
        at = chance.randrange(len(made))
        made[at : at + 1] = b"\xff\xfe\xfd"
    return bytes(made)


def _false_size(data: bytes, chance: random.Random) -> bytes:
    """A part of a zip that says it is of another size, or has another sum."""
    made = bytearray(data)
    entries = [m.start() for m in re.finditer(b"PK\x01\x02", data)]
    at = chance.choice(entries)
    field, value = chance.choice([(16, 1), (20, 10), (24, 5), (24, 0xFFFFFFF0), (42, 3)])
    made[at + field : at + field + 4] = struct.pack("<I", value)
    return bytes(made)


def _nothing_in_it(data: bytes, chance: random.Random) -> bytes:
    return chance.choice([b"", b"\n\n", b"\x00" * 4096, b"<html><body>error</body></html>"])


BYTE_CHANGES: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "途中まで": _truncated,
    "壊れたバイト": _flipped,
    "中身のない": _nothing_in_it,
}


def _encoded(path: Path, rows: Rows, chance: random.Random) -> Path:
    """In an encoding that is read, or one that is refused; or text that was mistaken for another.

    The latter is UTF-8 that was opened as Shift_JIS and saved, where that is possible at all.
    """
    encoding = chance.choice(["cp932", "utf-16", "utf-16-le", "euc-jp", "utf-8-sig", "mistaken"])
    if encoding != "mistaken":
        return write_rows(path, rows, encoding)
    text = write_rows(path, rows).read_bytes().decode("cp932", errors="replace")
    path.write_bytes(text.encode("utf-8"))
    return path


def _merged(path: Path, rows: Rows, row: int, chance: random.Random) -> Path:
    """Two cells of figures made one: what the lower or right one said is gone."""
    column = chance.choice(figures(rows[row]))
    down = chance.random() < 0.5 and row + 1 < len(rows)
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("表")
        for i, cells in enumerate(rows):
            for j, cell in enumerate(cells):
                if cell != "":
                    sheet.write(i, j, cell)
        value = rows[row][column]
        sheet.merge_range(row, column, row + down, column + (not down), value)
    return path


# --- maps ----------------------------------------------------------------------------------------


def _map(change: Callable[[dict[str, Any], random.Random], Any]) -> Any:
    def changed(data: bytes, chance: random.Random) -> bytes:
        found = json.loads(data)
        change(found, chance)
        return json.dumps(found, ensure_ascii=False).encode()

    return changed


def _feature(found: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    one: dict[str, Any] = chance.choice(found["features"])
    return one


def _ring(one: dict[str, Any]) -> list[list[float]]:
    shape = one["geometry"]
    polygon = shape["coordinates"][0] if shape["type"] == "MultiPolygon" else shape["coordinates"]
    ring: list[list[float]] = polygon[0]
    return ring


def _crossing(found: dict[str, Any], chance: random.Random) -> None:
    ring = _ring(_feature(found, chance))
    half = len(ring) // 2
    ring[1], ring[half] = ring[half], ring[1]


def _empty(found: dict[str, Any], chance: random.Random) -> None:
    one = _feature(found, chance)
    one["geometry"] = chance.choice(
        [
            None,
            {"type": "Polygon", "coordinates": []},
            {"type": "Polygon", "coordinates": [[]]},
            {"type": "Polygon", "coordinates": [[[140, 40], [140, 40], [140, 40], [140, 40]]]},
            {"type": "Point", "coordinates": [140, 40]},
            {"type": "GeometryCollection", "geometries": []},
            {"type": "Nowhere"},
        ]
    )


def _other_system(found: dict[str, Any], chance: random.Random) -> None:
    """Metres of a plane, or north before east: on the whole map, or as its label says."""
    if chance.random() < 0.3:
        name = chance.choice(["urn:ogc:def:crs:EPSG::2451", "EPSG:3857", "EPSG:99999", "", 7])
        found["crs"] = {"type": "name", "properties": {"name": name}}
        return
    in_metres = chance.random() < 0.5
    for one in found["features"]:
        for point in _ring(one):
            x, y = point[:2]
            point[:2] = [x * 90_000, y * 111_000] if in_metres else [y, x]


def _odd_point(found: dict[str, Any], chance: random.Random) -> None:
    ring = _ring(_feature(found, chance))
    at = chance.randrange(1, len(ring) - 1)
    odd = [float("nan"), float("inf"), 1e300]
    ring[at] = chance.choice([[], [140.0], ["x", "y"], [None, 3], [chance.choice(odd), 40]])


def _code_odd(found: dict[str, Any], chance: random.Random) -> None:
    key = chance.choice(["N03_007", "N03_007", "N03_004"])
    about = _feature(found, chance)["properties"]
    about[key] = chance.choice([None, "", "99999", "市", 99201.5, []])
    if key == "N03_004":  # a name is not read where the code tells
        about.pop(key)


def _feature_again(found: dict[str, Any], chance: random.Random) -> None:
    """An outline that is two municipalities at once."""
    one, other = chance.sample(found["features"], 2)
    again = json.loads(json.dumps(one))
    again["properties"]["N03_007"] = other["properties"]["N03_007"]
    found["features"].append(again)


MAP_CHANGES = {
    "自己交差": _map(_crossing),
    "空の形": _map(_empty),
    "ちがう座標系": _map(_other_system),
    "おかしな点": _map(_odd_point),
    "おかしな番号": _map(_code_odd),
    "形の重なり": _map(_feature_again),
}


def damaged(
    base: Base, good: Path, folder: Path, chance: random.Random, only: str = ""
) -> tuple[str, Path]:
    """The name of a mutation that suits the base, and the damaged file."""
    folder.mkdir()
    path = folder / good.name
    names = [*BYTE_CHANGES, *(["文字コード"] if base.rows and base.suffix == ".csv" else [])]
    names += [*ROW_CHANGES] * 2 if base.rows else []
    names += [*MAP_CHANGES] if base.name == "地図" else []
    names += ["結合", "zip の大きさ"] if base.suffix == ".xlsx" and base.rows else []
    names += ["zip の大きさ"] if base.suffix == ".xlsx" and not base.rows else []
    name = only or chance.choice(names)
    if name in ROW_CHANGES or name in ("結合", "文字コード"):
        assert base.rows is not None
        rows = [list(cells) for cells in base.rows]
        lines = [n for n in range(base.start, len(rows)) if figures(rows[n])]
        # the line before the first of the data is the heading
        row = lines[0] if name == "見出しの改名" else chance.choice(lines)
        if name == "結合":
            return name, _merged(path, rows, row, chance)
        if name == "文字コード":
            return name, _encoded(path, rows, chance)
        return name, write_rows(path, ROW_CHANGES[name](rows, row, chance))
    data = good.read_bytes()
    change = _false_size if name == "zip の大きさ" else (BYTE_CHANGES | MAP_CHANGES)[name]
    path.write_bytes(change(data, chance))
    return name, path


BASES = _bases()
