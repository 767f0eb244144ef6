"""Where a header stands: the tightest window of its words, and the first of two equal ones.

A header that stands again further down is told and is no row, in every kind that is a table of
one header.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.unit import factories as f
from zaitaku import sources
from zaitaku.sources.kinds.municipalities import master_of
from zaitaku.sources.sheet.grid import Grid

SAMPLE = Path(__file__).parents[2] / "sample_data"
TIDY = [
    "人口_年齢階級別",
    "受療率",
    "実態調査",
    "将来推計人口",
    "市区町村マスタ",
    "役割",
    "指標値",
    "目標",
    "訪問看護ステーション",
    "追加的需要",
]

HEADER = ["番号", "名称", "値"]
SIGNATURE = ["番号", "名称", "値"]


def test_a_header_repeated_further_down_drops_no_row_above_it() -> None:
    rows = [HEADER, ["1", "甲", "5"], ["2", "乙", "6"], HEADER, ["3", "丙", "7"]]
    assert Grid("a.csv", None, rows).header_top(SIGNATURE) == 0


def test_a_word_alone_above_is_a_legend() -> None:
    rows = [["値"], ["注: 値は月平均"], HEADER, ["1", "甲", "5"]]
    assert Grid("a.csv", None, rows).header_top(SIGNATURE) == 2


def test_a_header_of_several_rows_begins_at_its_first() -> None:
    rows = [["番号", "名称"], ["", "", "値"], ["1", "甲", "5"]]
    assert Grid("a.csv", None, rows).header_top(SIGNATURE) == 0
    assert Grid("a.csv", None, rows[1:]).header_top(SIGNATURE) is None


# --- the same rows, and a word about it ----------------------------------------------------------


@cache
def sample_master() -> sources.Master:
    frames = sources.collect([SAMPLE / "市区町村マスタ.csv"]).tables[0].frames
    return master_of(frames["municipality"], frames["former_insurer"], sources.Master({}, {}))


def frames_of(told: sources.Collected) -> dict[str, pd.DataFrame]:
    assert {report.status for report in told.files} == {"read"}, told.problems
    (table,) = told.tables
    return {name: frame.drop(columns="source_row") for name, frame in table.frames.items()}


def assert_told_and_same(
    good: sources.Collected, again: sources.Collected, where: str, line: int
) -> None:
    expected, found = frames_of(good), frames_of(again)
    assert list(expected) == list(found)
    for name, frame in expected.items():
        pd.testing.assert_frame_equal(found[name], frame)
    (new,) = {str(problem) for problem in again.problems} - {str(p) for p in good.problems}
    assert new.startswith(f"{where}{line}行目: 見出しの行が {line} 行目にもう一度あります。")
    assert "warning" in {p.severity for p in again.problems if str(p) == new}


def test_the_kinds_of_csv_are_all_there() -> None:
    assert sorted(TIDY) == sorted(path.stem for path in SAMPLE.glob("*.csv"))


def named(folder: Path, number: int, name: str) -> Path:
    """A place for one of two files of the same name, as messages tell it."""
    (folder / str(number)).mkdir()
    return folder / str(number) / name


@pytest.mark.parametrize("name", TIDY)
def test_a_header_repeated_in_a_csv(name: str, tmp_path: Path) -> None:
    with (SAMPLE / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))[:57]  # eight whole areas of the projection
    middle = len(rows) // 2
    good, again = (
        sources.collect(
            [f.csv_file(named(tmp_path, number, "表.csv"), table)], known=sample_master()
        )
        for number, table in enumerate([rows, [*rows[:middle], rows[0], *rows[middle:]]])
    )
    assert_told_and_same(good, again, "表.csv ", middle + 1)


HEADERS = {
    "kdb_supply": (2, 3),
    "kdb_institutions": (1, 4),
    "kdb_patients": (2, 5),
    "kdb_flows": (1, 7),
    "kdb_discharge": (1, 3),
}


@pytest.mark.parametrize("as_csv", [True, False])
@pytest.mark.parametrize("kind", f.TABLES)
def test_a_header_repeated_in_a_table_of_kdb(kind: str, as_csv: bool, tmp_path: Path) -> None:
    rows: list[list[Any]] = [["集計対象：令和5年度"], *f.TABLES[kind]()]
    top, bottom = (number + 1 for number in HEADERS[kind])
    middle = bottom + 1
    again = [*rows[:middle], *rows[top:bottom], *rows[middle:]]
    good, told = (
        f.read(
            f.csv_file(named(tmp_path, n, "表.csv"), table)
            if as_csv
            else f.book(named(tmp_path, n, "表.xlsx"), {"表": table})
        )
        for n, table in enumerate([rows, again])
    )
    assert_told_and_same(good, told, "表.csv " if as_csv else "表.xlsx「表」", middle + 1)


def test_a_row_of_data_that_lost_its_key_is_no_header(tmp_path: Path) -> None:
    """Its other cells are figures that stand nowhere in the header."""
    rows = [["year", "municipality_code", "age_band", "population"], ["2023", "99201", "0-4", "5"]]
    told = f.read(f.csv_file(tmp_path / "人口.csv", [*rows, ["year", "不明", "0-4", "7"]]))
    assert told.tables == []
    assert "番号の欄が「不明」で読み取れません" in str(told.problems[0])
