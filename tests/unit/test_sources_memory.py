"""Whatever a file is, reading it stays below 1 GB and says what is wrong.

Each is read in a process of its own, whose most memory is then known; a limit of the system's keeps
a fault from taking the machine.
"""

from __future__ import annotations

import io
import json
import math
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from zaitaku.ground import paths

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.skipif(sys.platform != "linux", reason="メモリの測り方が計算機ごとに違う"),
]

MOST_MB = 1000
SECONDS = 60
READ = """
import json, re, resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
from zaitaku import sources
told = sources.collect([Path(name) for name in sys.argv[1:]])
print(json.dumps({
    # not ru_maxrss, which begins with what the process that started this one held
    "mb": int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1000,
    "told": [str(problem) for problem in told.problems],
    "tables": len(told.tables),
}))
"""
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override'
    ' PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument'
    '.spreadsheetml.sheet.main+xml"/></Types>'
)
LINKS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'


def book(path: Path, sheet: Iterable[str], strings: Iterable[str] = ()) -> Path:
    """A workbook of one sheet, 「表」, written as XML."""
    parts: dict[str, Iterable[str]] = {
        "[Content_Types].xml": [TYPES],
        "_rels/.rels": [
            f'{LINKS}<Relationship Id="r" Type="{OFFICE}/officeDocument"'
            ' Target="xl/workbook.xml"/></Relationships>'
        ],
        "xl/workbook.xml": [
            f'<workbook {MAIN} xmlns:r="{OFFICE}"><sheets>'
            '<sheet name="表" sheetId="1" r:id="a"/></sheets></workbook>'
        ],
        "xl/_rels/workbook.xml.rels": [
            f'{LINKS}<Relationship Id="a" Type="{OFFICE}/worksheet" Target="worksheets/a.xml"/>'
            f'<Relationship Id="b" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
            "</Relationships>"
        ],
        "xl/worksheets/a.xml": [f"<worksheet {MAIN}>", *sheet, "</worksheet>"],
        "xl/sharedStrings.xml": [f"<sst {MAIN}>", *strings, "</sst>"],
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, texts in parts.items():
            with archive.open(name, "w") as file:
                file.writelines(text.encode() for text in texts)
    return path


def cells(rows: int, cell: str, columns: int = 26) -> Iterable[str]:
    yield "<sheetData>"
    for row in range(1, rows + 1):
        yield f'<row r="{row}">'
        yield "".join(cell.replace("@", f"{chr(65 + c)}{row}") for c in range(columns))
        yield "</row>"
    yield "</sheetData>"


def false_size(path: Path, block: bytes, times: int) -> Path:
    """A zip of which a file says that it has as many bytes as one block, with a sum to match."""
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("a.csv", "w") as file,
    ):
        file.writelines(block for _ in range(times))
    data = bytearray(path.read_bytes())
    entry = data.rfind(b"PK\x01\x02")
    data[entry + 16 : entry + 20] = struct.pack("<I", zipfile.crc32(block))
    data[entry + 24 : entry + 28] = struct.pack("<I", len(block))
    path.write_bytes(data)
    return path


def zip_of(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def written(path: Path, *parts: bytes) -> Path:
    path.write_bytes(b"".join(parts))
    return path


def _zips_in_zips(folder: Path) -> Path:
    lines = [f"{number},2\n".encode() * 20_000_000 for number in range(3)]
    inner = [zip_of({"b.zip": zip_of({"a.csv": line, "c.csv": line})}) for line in lines]
    files = {f"{number}.zip": content for number, content in enumerate(inner)}
    return written(folder / "a.zip", zip_of(files))


def _book_of_false_size(folder: Path) -> Path:
    """Its sheet says that it is small, and a program that reads to the end finds gigabytes."""
    blank = book(folder / "whole.xlsx", cells(1, '<c r="@"><v>1</v></c>')).read_bytes()
    path = folder / "a.xlsx"
    head = f"<worksheet {MAIN}><sheetData>".encode()
    row = b"<row><c><v>1</v></c></row>" * 10_000
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        with zipfile.ZipFile(io.BytesIO(blank)) as old:
            for info in old.infolist():
                if "worksheets" not in info.filename:
                    archive.writestr(info.filename, old.read(info))
        with archive.open("xl/worksheets/a.xml", "w") as file:
            file.write(head)
            file.writelines(row for _ in range(5_000))
    data = bytearray(path.read_bytes())
    entry = data.rfind(b"PK\x01\x02")
    data[entry + 16 : entry + 20] = struct.pack("<I", zipfile.crc32(head))
    data[entry + 24 : entry + 28] = struct.pack("<I", len(head))
    path.write_bytes(data)
    return path


def _many_outlines(folder: Path) -> Path:
    """As large as the boundaries of a large prefecture as they were measured: it passes."""
    turns = [2 * math.pi * number / 40_000 for number in range(40_000)]
    circle = [(0.1 * math.cos(turn), 0.1 * math.sin(turn)) for turn in turns]
    features = []
    for number in range(40):
        west, south = 130 + number % 10, 30 + number // 10
        ring = "".join(f"[{west + x:.9f},{south + y:.9f}]," for x, y in circle)
        first = f"[{west + 0.1:.9f},{south:.9f}]"
        features.append(
            f'{{"type":"Feature","properties":{{"N03_007":"03{201 + number}","N03_004":"x"}},'
            f'"geometry":{{"type":"Polygon","coordinates":[[{ring}{first}]]}}}}'
        )
    whole = f'{{"type":"FeatureCollection","features":[{",".join(features)}]}}'
    return written(folder / "a.geojson", whole.encode())


def _one_outline(folder: Path) -> Path:
    points = b"".join(b"[141.%06d,39.1]," % number for number in range(2_000_000))
    return written(
        folder / "a.geojson",
        b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"N03_007":"03201"'
        b'},"geometry":{"type":"Polygon","coordinates":[[' + points + b"[141,39]]]}}]}",
    )


def _tangled(folder: Path) -> Path:
    """A star of 2,001 points that crosses itself two million times: 60 KB."""
    turns = [2 * math.pi * (number * 1000 % 2001) / 2001 for number in [*range(2001), 0]]
    ring = [[141 + 0.1 * math.cos(turn), 39 + 0.1 * math.sin(turn)] for turn in turns]
    feature = {
        "type": "Feature",
        "properties": {"N03_007": "03201", "N03_004": "x"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    whole = {"type": "FeatureCollection", "features": [feature]}
    return written(folder / "a.geojson", json.dumps(whole).encode())


def _several(folder: Path) -> Path:
    """Each may be read, all together may not."""
    (folder / "all").mkdir()
    for number in range(5):
        with (folder / "all" / f"{number}.csv").open("w", encoding="utf-8") as file:
            for row in range(60_000):
                first = (number * 60_000 + row) * 30
                file.write(",".join(f"あ{first + column}" for column in range(30)) + "\n")
    return folder / "all"


SHARED = ["<si><t>", "x" * 30_000, "</t></si>"]
FAR = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">{}</row></sheetData>'
# what is given → what is said, of the thing that is wrong and of what to do
CASES: dict[str, tuple[Callable[[Path], Path], str, str]] = {
    "zip_false_size": (
        lambda folder: false_size(folder / "a.zip", b"1,2,3\n" * 170_000, 1500),
        "zip から取り出せません",
        "展開して",
    ),
    "book_false_size": (_book_of_false_size, "Excel ブックとして読めません", "保存し直すか"),
    "zips_in_zips": (_zips_in_zips, "大きすぎます", "分けて"),
    "one_line": (
        lambda folder: written(folder / "a.csv", b"a," * 1_000_000, b"b" * 138_000_000, b"\n"),
        "CSVとして 140 MB",
        "分けて",
    ),
    "one_cell": (
        lambda folder: written(folder / "a.csv", b"a,", b"b" * 30_000_000, b"\n"),
        "1つのセルに 131,072 文字を超える",
        "確かめて",
    ),
    "many_lines": (
        lambda folder: written(folder / "a.csv", b"1\n" * 15_000_000),
        "セルが約 15,000,000 個",
        "分けて",
    ),
    "dimension": (  # only said to be used: no more than a sheet that is of no kind
        lambda folder: book(
            folder / "a.xlsx",
            ['<dimension ref="A1:XFD1048576"/>', *cells(1, '<c r="@"><v>1</v></c>')],
        ),
        "どの種類とも一致しません",
        "",
    ),
    "far_cell": (
        lambda folder: book(folder / "a.xlsx", [FAR.format('<c r="xfd1048576"><v>1</v></c>')]),
        "1,048,576 行 × 16,384 列",
        "削除して",
    ),
    "far_row": (
        lambda folder: book(folder / "a.xlsx", [FAR.format("<c><v>1</v></c>" * 700)]),
        "1,048,576 行 × 700 列",
        "削除して",
    ),
    "long_texts": (
        lambda folder: book(folder / "a.xlsx", cells(9_000, '<c t="s" r="@"><v>0</v></c>'), SHARED),
        "セルの文字が全部で 100 MB を超えます",
        "除いて",
    ),
    "shared_strings": (
        lambda folder: book(
            folder / "a.xlsx",
            cells(1, '<c r="@"><v>1</v></c>'),
            ["<si><t>x</t></si>" * 1000] * 9_000,
        ),
        "sharedStrings.xml",
        "除いて",
    ),
    "merged": (
        lambda folder: book(
            folder / "a.xlsx",
            [*cells(9, '<c r="@"><v>1</v></c>'), "<mergeCells>"]
            + ['<mergeCell ref="A1:A9"/>' * 1000] * 4000
            + ["</mergeCells>"],
        ),
        "結合したセルが 4,000,000 か所",
        "結合を解いて",
    ),
    "formulas": (
        lambda folder: book(folder / "a.xlsx", cells(20_000, '<c r="@"><f>A1</f></c>')),
        "空のシートです",
        "",
    ),
    "calculated": (  # each with its value: read as any other table, in a fraction of the time
        lambda folder: book(folder / "a.xlsx", cells(20_000, '<c r="@"><f>A1</f><v>1</v></c>')),
        "見出しがどの種類とも一致しません",
        "",
    ),
    "uncalculated": (
        lambda folder: book(
            folder / "a.xlsx",
            cells(9_000, '<c r="@"><f>A1</f></c>' * 7 + '<c r="@"><v>1</v></c>'),
        ),
        "計算した値のない数式かエラー（#N/A など）のセルが 100,000 個を超えます",
        "計算し直すか",
    ),
    "deep_map": (
        lambda folder: written(
            folder / "a.geojson",
            b'{"type":"FeatureCollection","features":' + b"[" * 5_000_000 + b"]" * 5_000_000 + b"}",
        ),
        "地図ファイルとして読めません",
        "ダウンロード",
    ),
    "one_outline": (_one_outline, "1つの図形", "間引いて"),
    "tangled_map": (_tangled, "交差しています", "GIS ソフトで"),
    "many_outlines": (_many_outlines, "", ""),
    "several": (_several, "全部で 400 MB を超えます", "何回かに分けて"),
}


@pytest.mark.parametrize("name", CASES)
def test_no_file_takes_the_machine(name: str, tmp_path: Path) -> None:
    make, what, to_do = CASES[name]
    given = make(tmp_path)
    began = time.monotonic()
    ended = subprocess.run(
        [sys.executable, "-c", READ, str(given)], cwd=paths.ROOT, capture_output=True, text=True
    )
    taken = time.monotonic() - began
    assert ended.returncode == 0, ended.stderr[-2000:]
    told = json.loads(ended.stdout)
    print(f"{name}: {told['mb']:.0f} MB, {taken:.1f} s")
    assert told["mb"] < MOST_MB
    assert taken < SECONDS
    said = [text for text in told["told"] if what in text and to_do in text]
    assert said or not what, told["told"]
