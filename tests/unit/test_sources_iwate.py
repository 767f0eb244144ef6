"""The Iwate example: official layouts, the expected answers, and the same told differently."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from tests.unit import factories as f
from zaitaku import sources

SHARED = Path(__file__).parents[2].parent / "shared"
IWATE = SHARED / "examples" / "iwate"
MASTER = IWATE / "市区町村マスタ.csv"
AWKWARD = SHARED / "data" / "awkward"
JUKI = SHARED / "data" / "population" / "juki_age_muni_2025.xlsx"

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.skipif(
        not IWATE.is_dir(),
        reason="実データの見本（../shared/examples/iwate）がこの計算機にありません",
    ),
]

KINDS = ["kdb_supply", "kdb_institutions", "kdb_patients", "kdb_flows", "kdb_discharge"]
# Header top and first data row of each sheet, counted from 0.
HEADERS = {
    "kdb_supply": (2, 3),
    "kdb_institutions": (2, 4),
    "kdb_patients": (2, 5),
    "kdb_flows": (1, 7),
    "kdb_discharge": (1, 3),
}
RENAMED = {"group": "item", "medical_area": "medical_area_name"}


def book_of(year: int) -> Path:
    return next(IWATE.glob(f"R{year - 2018:02}_*.xlsx"))


def expected(name: str) -> tuple[list[str], list[tuple[str, ...]]]:
    with (IWATE / "expected" / f"{name}.csv").open(encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    return [RENAMED.get(column, column) for column in header], sorted(map(as_written, rows))


def as_written(row: Any) -> tuple[str, ...]:
    """Numbers by ``repr`` of the float, so that the last decimal counts; texts as they are."""
    cells = []
    for cell in row:
        text = str(cell)
        is_number = not text.startswith("0") or text.startswith("0.") or text == "0"
        try:
            cells.append(repr(float(text)) if is_number else text)
        except ValueError:
            cells.append(text)
    return tuple(cells)


def content(frame: pd.DataFrame, columns: list[str]) -> list[tuple[str, ...]]:
    return sorted(map(as_written, frame[columns].itertuples(index=False, name=None)))


@pytest.fixture(scope="module")
def official() -> sources.Collected:
    return sources.collect([MASTER, book_of(2022), book_of(2023)])


@pytest.mark.parametrize("year", [2022, 2023])
@pytest.mark.parametrize("kind", KINDS)
def test_frames_equal_the_expected_answers(
    kind: str, year: int, official: sources.Collected
) -> None:
    name = kind.removeprefix("kdb_")
    (table,) = [t for t in official.tables if (t.kind, t.fiscal_year) == (kind, year)]
    columns, rows = expected(f"{name}_{year}")
    assert content(table.frames[name], columns) == rows


def test_master_equals_the_expected_answer(official: sources.Collected) -> None:
    (table,) = [t for t in official.tables if t.kind == "municipalities"]
    zones = table.frames["zone_membership"].rename(columns={"zone_name": "home_care_zone"})
    joined = table.frames["municipality"].merge(
        zones.drop(columns="source_row"), on="municipality_code"
    )
    columns, rows = expected("municipalities")
    assert content(joined, columns) == rows


def test_the_example_is_without_fault(official: sources.Collected) -> None:
    assert {report.status for report in official.files} == {"read"}
    assert official.problems == []


def test_the_folder_as_it_lies_there() -> None:
    """Its expected answers are no input; a copy of the master among them does no harm."""
    collected = sources.collect([IWATE])
    assert [r.path.name for r in collected.files if r.status == "refused"] == []
    assert len([t for t in collected.tables if t.kind == "kdb_supply"]) == 2
    assert len([t for t in collected.tables if t.kind == "municipalities"]) == 1


# --- told differently ----------------------------------------------------------------------------


def sheets_of(year: int) -> dict[str, f.Rows]:
    with CalamineWorkbook.from_path(book_of(year)) as workbook:
        names = workbook.sheet_names
        return {
            kind: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for kind, name in zip(KINDS, names, strict=True)
        }


def reordered(rows: f.Rows, kind: str) -> f.Rows:
    top, data_from = HEADERS[kind]
    if kind == "kdb_flows":
        return f.shuffled_columns(f.spread_header(rows, 5, top), keep=4)
    return f.shuffled_columns(f.spread_header(rows, data_from, top))


TELLINGS: dict[str, Callable[[f.Rows, str], f.Rows]] = {
    "全角数字・千区切り": lambda rows, kind: f.full_width(rows),
    "先頭の0が落ちた番号": lambda rows, kind: f.codes_as_numbers(rows),
    "空の行と列": lambda rows, kind: f.shifted(rows, 3, 1),
    "半角のラベル": lambda rows, kind: f.half_width_labels(rows),
    "列の入れ替え": reordered,
}


@pytest.mark.parametrize("telling", TELLINGS)
def test_a_book_told_differently(telling: str, tmp_path: Path, official: sources.Collected) -> None:
    tell = TELLINGS[telling]
    sheets = {
        f"Sheet{n}": tell(rows, kind) for n, (kind, rows) in enumerate(sheets_of(2023).items())
    }
    # ② keeps its columns: its group headers stand only above their first column.
    if telling == "列の入れ替え":
        sheets["Sheet1"] = sheets_of(2023)["kdb_institutions"]
    assert_same(sources.collect([MASTER, f.book(tmp_path / "集計.xlsx", sheets)]), official)


def test_one_cp932_csv_a_table(tmp_path: Path, official: sources.Collected) -> None:
    for number, (kind, rows) in enumerate(sheets_of(2023).items()):
        f.csv_file(tmp_path / f"{number}_R05.csv", rows, "cp932")
        assert kind in KINDS
    assert_same(sources.collect([MASTER, tmp_path]), official)


def test_masks_hide_cells_and_nothing_else(tmp_path: Path, official: sources.Collected) -> None:
    """Counts under 10 masked as they may arrive: hidden there, equal everywhere else."""

    def masked(rows: f.Rows, kind: str) -> f.Rows:
        data_from = HEADERS[kind][1]
        return [
            *rows[:data_from],
            *[
                [row[0], *["*" if isinstance(c, float) and 0 < c < 10 else c for c in row[1:]]]
                for row in rows[data_from:]
            ],
        ]

    sheets = {kind: masked(rows, kind) for kind, rows in sheets_of(2023).items()}
    told = sources.collect([MASTER, f.book(tmp_path / "R05.xlsx", sheets)])
    for kind in KINDS[:1] + KINDS[2:3]:
        name = kind.removeprefix("kdb_")
        new, old = (
            next(t for t in c.tables if (t.kind, t.fiscal_year) == (kind, 2023)).frames[name]
            for c in (told, official)
        )
        hidden = (old["patients"] > 0) & (old["patients"] < 10)
        assert hidden.any()
        assert set(new["patients_status"][hidden]) == {"秘匿"}
        assert new["patients"][hidden].isna().all()
        pd.testing.assert_series_equal(new["patients"][~hidden], old["patients"][~hidden])


def assert_same(told: sources.Collected, official: sources.Collected) -> None:
    """Every frame of 2023, cell by cell, apart from the rows' places."""
    assert [str(p) for p in told.problems if p.severity != "info"] == []
    for kind in KINDS:
        new, old = (
            next(t for t in c.tables if (t.kind, t.fiscal_year) == (kind, 2023))
            for c in (told, official)
        )
        assert new.frames.keys() == old.frames.keys()
        for name, frame in old.frames.items():
            columns = [column for column in frame.columns if column != "source_row"]
            pd.testing.assert_frame_equal(
                new.frames[name][columns].sort_values(columns, ignore_index=True),
                frame[columns].sort_values(columns, ignore_index=True),
                check_exact=True,
            )


# --- files as published --------------------------------------------------------------------------


@pytest.mark.skipif(not JUKI.is_file(), reason="住民基本台帳の実ファイルがこの計算機にありません")
def test_resident_population_as_published() -> None:
    collected = sources.collect([JUKI])
    (table,) = collected.tables
    frame = table.frames["resident_population"]
    assert (table.fiscal_year, table.rows) == (2024, 6678)
    both = frame[(frame["municipality_code"] == "03201") & (frame["sex"] == "計")]
    assert len(both) == 21
    assert set(frame["municipality_code"].str.len()) == {5}
    assert {"01100", "01101"} <= set(frame["municipality_code"])  # a city and its ward
    assert not frame["municipality_code"].str.endswith("000").any()  # no 都道府県計
    assert [p.severity for p in collected.problems] == ["info"]


@pytest.mark.skipif(not AWKWARD.is_dir(), reason="扱いにくい実ファイルの見本がありません")
def test_awkward_files_are_refused_or_skipped_with_a_reason() -> None:
    collected = sources.collect([AWKWARD])
    assert collected.tables == []
    assert {report.path for report in collected.files} == set(AWKWARD.iterdir())
    for report in collected.files:
        assert report.status in ("refused", "skipped")
        # 01 and 02 are tables that can be read, but nothing says of which year
        assert report.exit_code == (11 if report.path.name.startswith(("01_", "02_")) else 10)
        assert report.reason.endswith(("。", "です。"))
        assert report.problems
