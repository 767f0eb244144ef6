"""The same tables told differently give the same frames."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from tests.unit import factories as f
from zaitaku import sources

KINDS = list(f.TABLES)


def frames(collected: sources.Collected) -> dict[str, pd.DataFrame]:
    """Frames by table name, in a fixed order and without provenance."""
    assert [str(p) for p in collected.problems if p.severity != "info"] == []
    merged: dict[str, pd.DataFrame] = {}
    for table in collected.tables:
        for name, frame in table.frames.items():
            plain = frame.drop(columns="source_row")
            merged[name] = plain.sort_values(list(plain.columns)).reset_index(drop=True)
    return merged


def same(one: dict[str, pd.DataFrame], other: dict[str, pd.DataFrame]) -> None:
    assert one.keys() == other.keys()
    for name, frame in one.items():
        pd.testing.assert_frame_equal(frame, other[name], check_exact=True)


@pytest.fixture
def official(tmp_path: Path) -> dict[str, pd.DataFrame]:
    return frames(f.read(f.whole_book(tmp_path, "official_R05.xlsx")))


def test_official_layouts(official: dict[str, pd.DataFrame]) -> None:
    assert {name: len(frame) for name, frame in official.items()} == {
        "supply": 3 * 2 * 3,
        "institutions": 2 * 4,
        "patients": 2 * 3 * 2 * 2 * 8,
        "patients_total": (3 * 2 * 3 + 2 * 3 * 2) * 8,
        "flows": 2 * 3 * 4,
        "flows_total": 3 * 4,
        "discharge": 3,
    }
    supply = official["supply"].set_index(["scheme", "municipality_code", "item"])
    row = supply.loc[("後期", "99202", "往診料")]
    assert (row["patients"], row["institutions"], row["detail"]) == (1200.5, 5.0, "")
    assert row["item_order"] == 3
    flows = official["flows"].set_index(["residence", "origin_code", "destination_code"])
    assert flows.loc[("同一建物以外", "99301", "県外"), "patients"] == 5.0
    assert flows.loc[("同一建物", "99201", "99202"), "patients"] == 1.0
    acts = official["institutions"].set_index(["institution_code", "item", "detail"])["patients"]
    assert acts["991000001", "在宅患者訪問診療料", "同一建物居住者以外"] == 12.5
    assert acts["991000001", "往診", ""] == 3.0
    assert acts["991000002", "看取り", "看取り加算"] == 0.0
    assert list(official["discharge"]["要介護３"]) == [2.0, 2.0, 2.0]
    assert set(official["supply"]["fiscal_year"]) == {2023}


TELLINGS: dict[str, Callable[[f.Rows], f.Rows]] = {
    "千区切りの文字": f.thousands,
    "全角数字": f.full_width,
    "半角のラベル": f.half_width_labels,
    "先頭の0が落ちた番号": f.codes_as_numbers,
    "空の行と列": f.shifted,
    "空の行と列と全角数字": lambda rows: f.shifted(f.full_width(rows), 3, 2),
}


@pytest.mark.parametrize("telling", TELLINGS)
@pytest.mark.parametrize("kind", KINDS)
def test_told_differently_in_a_book(
    kind: str, telling: str, tmp_path: Path, official: dict[str, pd.DataFrame]
) -> None:
    sheets = {"表紙": [["集計対象：令和5年度"]], "Sheet2": TELLINGS[telling](f.TABLES[kind]())}
    told = frames(f.read(f.book(tmp_path / "data.xlsx", sheets)))
    same(told, {name: official[name] for name in told})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_one_table_a_file_as_csv(
    encoding: str, tmp_path: Path, official: dict[str, pd.DataFrame]
) -> None:
    for kind, make in f.TABLES.items():
        f.csv_file(tmp_path / f"{KINDS.index(kind)}_R05.csv", make(), encoding)
    told = f.read(*sorted(tmp_path.glob("*.csv")))
    same(frames(told), official)
    assert {table.sheet for table in told.tables} == {None}


@pytest.mark.parametrize("kind", ["kdb_supply", "kdb_patients", "kdb_discharge"])
def test_columns_in_another_order(
    kind: str, tmp_path: Path, official: dict[str, pd.DataFrame]
) -> None:
    rows = f.spread_header(f.TABLES[kind](), f.DATA_FROM[kind], top=2)
    told = frames(f.read(f.book(tmp_path / "R05.xlsx", {"a": f.shuffled_columns(rows)})))
    same(told, {name: official[name] for name in told})


def test_flows_with_destinations_in_another_order(
    tmp_path: Path, official: dict[str, pd.DataFrame]
) -> None:
    rows = f.spread_header(f.flows(), data_from=5, top=1)
    told = frames(f.read(f.book(tmp_path / "R05.xlsx", {"a": f.shuffled_columns(rows, keep=4)})))
    same(told, {name: official[name] for name in told})


def test_flows_with_some_destinations_only(tmp_path: Path) -> None:
    rows = [[*row[:6], *row[8:10]] for row in f.flows()]  # two towns, no 合計, no 県外
    told = frames(f.read(f.book(tmp_path / "R05.xlsx", {"a": rows})))
    assert len(told["flows_total"]) == 0
    assert set(told["flows"]["destination_code"]) == {"99201", "99202"}
    assert set(told["flows"]["residence"]) == {"同一建物以外", "同一建物"}


def test_patients_with_totals_only(tmp_path: Path) -> None:
    told = frames(f.read(f.book(tmp_path / "R05.xlsx", {"a": f.patients(["合計"])})))
    assert len(told["patients"]) == 0
    assert set(told["patients_total"]["scheme"]) == {"合計"}


def test_merged_row_labels_reach_down(tmp_path: Path) -> None:
    import xlsxwriter

    rows = f.patients()
    with xlsxwriter.Workbook(tmp_path / "R05.xlsx") as workbook:
        sheet = workbook.add_worksheet()
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                if cell != "" and not (j in (1, 2, 3) and 5 <= i < 59 and (i - 5) % 6):
                    sheet.write(i, j, cell)
        for i in range(5, 59, 6):
            for j in (1, 2, 3):
                sheet.merge_range(i, j, i + 5, j, rows[i][j])
    told = frames(f.read(tmp_path / "R05.xlsx"))
    assert len(told["patients"]) == 2 * 3 * 2 * 2 * 8


def test_masks_are_states_not_numbers(tmp_path: Path) -> None:
    rows = f.supply()
    signs = {"I4": "*", "J4": "－", "K4": "…", "L4": "", "I5": "Ｘ", "J5": "該当なし", "K5": "秘匿"}
    for place, sign in signs.items():
        rows = f.changed(rows, place, sign)
    frame = f.read(f.book(tmp_path / "R05.xlsx", {"a": rows})).tables[0].frames["supply"]
    frame = frame[(frame["scheme"] == "合計") & (frame["item"] == "往診料")]
    first, second = (frame[frame["insurer_no"] == number].iloc[0] for number in (f.A, f.B))
    names = ["patients_status", "receipts_status", "claims_status", "institutions_status"]
    assert list(first[names]) == ["秘匿", "実数", "欠測", "欠測"]
    assert first["receipts"] == 0.0
    assert list(second[names]) == ["秘匿", "該当なし", "秘匿", "実数"]
    assert first[["patients", "claims", "institutions"]].isna().all()


def test_rows_keep_the_number_the_spreadsheet_shows(tmp_path: Path) -> None:
    rows = f.shifted(f.discharge(), down=4, right=1)
    table = f.read(f.book(tmp_path / "R05.xlsx", {"a": rows})).tables[0]
    assert list(table.frames["discharge"]["source_row"]) == [8, 9, 10]
    assert (table.file_name, table.sheet, table.rows) == ("R05.xlsx", "a", 3)


def test_restored_zeros_are_told(tmp_path: Path) -> None:
    rows = f.codes_as_numbers(f.institutions())
    told = [str(p) for p in f.read(f.book(tmp_path / "R05.xlsx", {"②": rows})).problems]
    assert told == [
        "R05.xlsx「②」: 保険者番号 2 種類の先頭の0を補いました（例: 990010 → 00990010）。"
    ]


def test_an_institution_code_gets_its_prefectures_zero_back(tmp_path: Path) -> None:
    master = sources.Master.from_rows([("03201", "盛岡市", "00030015", "0301", "盛岡")])
    rows = f.institutions()[:5]
    rows[4][1:5] = [31000001.0, "空見診療所", "00030015", "盛岡市"]
    told = sources.collect([f.book(tmp_path / "R05.xlsx", {"②": rows})], known=master)
    assert set(told.tables[0].frames["institutions"]["institution_code"]) == {"031000001"}


def test_acts_the_official_list_does_not_know_are_kept_and_told(tmp_path: Path) -> None:
    rows = [[cell if cell != "往診料" else "在宅新設管理料" for cell in row] for row in f.supply()]
    collected = f.read(f.book(tmp_path / "R05.xlsx", {"a": rows}))
    (told,) = [str(p) for p in collected.problems if p.severity != "info"]
    assert "診療行為「在宅新設管理料」は配布時の表にない名前です（9 行、" in told
    frame = collected.tables[0].frames["supply"]
    orders = frame.set_index("item")["item_order"]
    assert orders["在宅新設管理料"].iloc[0] > orders["在宅患者訪問診療料"].iloc[0]
