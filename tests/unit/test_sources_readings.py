"""Readings of municipalities: two national lists, a column of the master, and which one wins."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.unit import factories as f
from tests.unit.sample import REAL_NAMES
from zaitaku import sources
from zaitaku.sources.kinds.municipality_readings import TABLE

MINISTRY_HEADER = [
    "団体コード",
    "都道府県名\n（漢字）",
    "市区町村名\n（漢字）",
    "都道府県名\n（ｶﾅ）",
    "市区町村名\n（ｶﾅ）",
]


def ministry(path: Path) -> Path:
    """総務省: prefectures, municipalities, and a second sheet of 政令市 with their wards."""
    return f.book(
        path,
        {
            "R6.1.1現在の団体": [
                MINISTRY_HEADER,
                ["010006", "北海道", "", "ﾎｯｶｲﾄﾞｳ", ""],
                ["011002", "北海道", "札幌市", "ﾎｯｶｲﾄﾞｳ", "ｻｯﾎﾟﾛｼ"],
                ["032051", "岩手県", "花巻市", "ｲﾜﾃｹﾝ", "ﾊﾅﾏｷｼ"],
            ],
            "R6.1.1政令指定都市": [
                MINISTRY_HEADER,
                ["011002", "北海道", "札幌市", "ﾎｯｶｲﾄﾞｳ", "ｻｯﾎﾟﾛｼ"],
                ["011011", "北海道", "札幌市中央区", "ﾎｯｶｲﾄﾞｳ", "ｻｯﾎﾟﾛｼﾁｭｳｵｳｸ"],
            ],
        },
    )


def open_data(path: Path, *rows: tuple[str, str, str, str]) -> Path:
    """localgovjp: the code without its zero, the reading, and 団体コード as the last column."""
    header = ["pid", "pref", "cid", "city", "citykana", "lat", "lng", "url", "phrase", "lgcode"]
    lines = [
        ["3", "岩手県", cid, city, kana, "39.7", "141.1", "", "人、まち、緑", lgcode]
        for cid, city, kana, lgcode in rows
    ]
    return f.csv_file(path, [header, *lines])


def master_with(readings: list[str], header: str = "municipality_reading") -> f.Rows:
    rows = f.master()
    for row, cell in zip(rows, [header, *readings], strict=True):
        row.insert(2, cell)
    return rows


def read(*paths: Path, known: sources.Master | None = None) -> dict[str, str]:
    """Code → reading over all tables of a run; each code once."""
    collected = sources.collect(list(paths), known=known)
    assert [str(p) for p in collected.problems if p.severity == "error"] == []
    rows: list[Any] = [
        row
        for table in collected.tables
        if TABLE.name in table.frames
        for row in table.frames[TABLE.name][["municipality_code", "reading"]].itertuples(
            index=False
        )
    ]
    found = {str(row.municipality_code): str(row.reading) for row in rows}
    assert len(found) == len(rows)
    return found


def test_the_ministrys_workbook_with_wards_on_a_second_sheet(tmp_path: Path) -> None:
    book = ministry(tmp_path / "000925835.xlsx")
    assert read(book) == {
        "01100": "さっぽろし",
        "03205": "はなまきし",
        "01101": "さっぽろしちゅうおうく",
    }
    # no master is needed, and nothing is told of municipalities that it lacks
    collected = sources.collect([book], known=f.MASTER)
    assert {table.kind for table in collected.tables} == {"municipality_readings"}
    assert collected.problems == []


def test_a_second_sheet_without_a_header_is_passed_over(tmp_path: Path) -> None:
    """Earlier editions have none: cities are read, wards are not."""
    rows = [MINISTRY_HEADER, ["032051", "岩手県", "花巻市", "ｲﾜﾃｹﾝ", "ﾊﾅﾏｷｼ"]]
    wards = [["011011", "札幌市中央区", "ｻｯﾎﾟﾛｼﾁｭｳｵｳｸ"]]
    book = f.book(tmp_path / "a.xlsx", {"団体": rows, "政令指定都市": wards})
    assert read(book) == {"03205": "はなまきし"}


def test_the_open_list_by_its_six_digits(tmp_path: Path) -> None:
    path = open_data(
        tmp_path / "l.csv",
        ("3205", "花巻市", "はなまきし", "032051"),
        ("1101", "札幌市 中央区", "さっぽろし ちゅうおうく", "011011"),
    )
    assert read(path) == {"03205": "はなまきし", "01101": "さっぽろしちゅうおうく"}


@pytest.mark.skipif(not REAL_NAMES.exists(), reason="市区町村の一覧（shared/）がない")
def test_the_open_list_as_published() -> None:
    found = read(REAL_NAMES)
    assert len(found) == 1916
    assert found["03205"] == "はなまきし"


def test_a_code_with_a_wrong_check_digit_refuses_the_list(tmp_path: Path) -> None:
    path = open_data(tmp_path / "l.csv", ("3205", "花巻市", "はなまきし", "032052"))
    (report,) = sources.collect([path]).files
    assert report.status == "refused"
    assert "検証番号が合いません" in report.reason


def test_what_is_no_reading_is_left_out_and_told(tmp_path: Path) -> None:
    path = open_data(
        tmp_path / "l.csv",
        ("3205", "花巻市", "花巻市", "032051"),
        ("3206", "北上市", "きたかみし", "032069"),
    )
    assert read(path) == {"03206": "きたかみし"}
    (problem,) = sources.collect([path]).problems
    assert problem.severity == "warning"
    assert "仮名でない読みが 1 件あります（花巻市）" in problem.message


@pytest.mark.parametrize(
    "header",
    ["municipality_reading", "市区町村名（かな）", "市町村名(ﾌﾘｶﾞﾅ)", "市区町村名の読み"],
)
def test_a_master_may_tell_readings(tmp_path: Path, header: str) -> None:
    rows = master_with(["そらみし", "ｷﾘｶﾜｼ", ""], header)
    path = f.csv_file(tmp_path / "m.csv", rows)
    assert read(path) == {"99201": "そらみし", "99202": "きりかわし"}


def test_a_master_with_the_headings_of_the_ministry_is_a_master(tmp_path: Path) -> None:
    rows = master_with(["ｿﾗﾐｼ", "ｷﾘｶﾜｼ", "ｼﾏｶｹﾞﾁｮｳ"], "市区町村名（カナ）")
    rows[0][0] = "団体コード"
    (report,) = sources.collect([f.csv_file(tmp_path / "m.csv", rows)]).files
    assert (report.kind, report.status) == ("municipalities", "read")


def test_a_master_without_the_column_tells_none(tmp_path: Path) -> None:
    (table,) = sources.collect([f.csv_file(tmp_path / "m.csv", f.master())]).tables
    assert TABLE.name not in table.frames


def test_a_former_municipality_does_not_lend_its_reading(tmp_path: Path) -> None:
    """空見市 became 霧空市 under another code: nobody reads that そらみし."""
    change = ("99201", "空見市", "", "99209", "霧空市", date(2024, 1, 1))
    known = replace(f.MASTER, changes=sources.changes_of([change]))
    path = f.csv_file(tmp_path / "m.csv", master_with(["そらみし", "きりかわし", "しまかげちょう"]))
    (table,) = sources.collect([path], known=known).tables
    assert "99209" in set(table.frames["municipality"]["municipality_code"])
    assert "99209" not in read(path, known=known)


def test_of_two_files_the_later_one_wins(tmp_path: Path) -> None:
    one = open_data(
        tmp_path / "1.csv",
        ("3205", "花巻市", "はなまき", "032051"),
        ("3206", "北上市", "きたかみし", "032069"),
    )
    two = open_data(tmp_path / "2.csv", ("3205", "花巻市", "はなまきし", "032051"))
    assert read(one, two) == {"03205": "はなまきし", "03206": "きたかみし"}
    assert read(two, one) == {"03205": "はなまき", "03206": "きたかみし"}
