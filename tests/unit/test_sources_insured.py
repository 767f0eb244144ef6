"""The table of 国保 and 後期 insured persons: what is read, and what refuses it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit import factories as f
from zaitaku import sources
from zaitaku.ground.states import ACTUAL, MISSING
from zaitaku.sources import templates

HEAD = ["市町村コード", "市町村名", "年度", "国保の被保険者数", "後期の被保険者数"]
ROWS = [
    ["99201", "空見市", "令和5年度", "1,200", "800"],
    ["99202", "霧川市", "2023", "500", ""],
    ["99301", "島影町", "2023", "0", "90"],
]


def read(tmp_path: Path, *rows: list[str], head: list[str] = HEAD) -> sources.Collected:
    return f.read(f.csv_file(tmp_path / "被保険者数.csv", [head, *(rows or ROWS)]))


def test_both_schemes_are_read_and_an_empty_cell_is_not_zero(tmp_path: Path) -> None:
    frame = read(tmp_path).tables[0].frames["insured_persons"]
    assert frame["fiscal_year"].to_list() == [2023] * 3
    assert frame["national_health"].to_list() == [1200, 500, 0]
    assert frame["late_elderly_status"].to_list() == [ACTUAL, MISSING, ACTUAL]
    assert frame["late_elderly"].isna().to_list() == [False, True, False]


def test_the_template_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "被保険者数.csv"
    path.write_bytes(templates.to_bytes("insured_persons"))
    with path.open("a", encoding="utf-8") as file:
        file.writelines(",".join(row) + "\n" for row in (["99201", "空見市", "2023", "5", "8"],))
    frame = f.read(path).tables[0].frames["insured_persons"]
    assert frame[["national_health", "late_elderly"]].to_numpy().tolist() == [[5, 8]]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (["99201", "空見市", "2023", "約千", "800"], "「約千」は数として読めません"),
        (["99201", "空見市", "2023", "-3", "800"], "が負です"),
        (["99201", "霧川市", "2023", "5", "800"], "「空見市」ですが、名前は「霧川市」です"),
        (["98201", "空見市", "2023", "5", "800"], "市区町村マスタにありません"),
        (["99201", "空見市", "昨年", "5", "800"], "年度として読めません"),
        (["99202", "霧川市", "2023", "5", "800"], "99202 が 2行目と重なっています"),
    ],
)
def test_a_wrong_row_is_named_and_refuses_the_table(
    tmp_path: Path, row: list[str], message: str
) -> None:
    collected = read(tmp_path, row, *ROWS[1:])
    assert not collected.tables
    assert message in "\n".join(map(str, collected.problems))


def test_a_table_without_one_of_the_schemes_is_refused(tmp_path: Path) -> None:
    collected = read(tmp_path, *[row[:4] for row in ROWS], head=HEAD[:4])
    assert not collected.tables
    assert "後期" in "\n".join(str(problem) for problem in collected.problems) + "".join(
        one.reason for one in collected.files
    )


def test_a_table_of_patients_by_insurance_is_not_taken_for_one(tmp_path: Path) -> None:
    """Its 国保 and 後期 are values of a column; refused, it would stop the whole import."""
    head = ["fiscal_year", "scheme", "municipality_code", "residence", "severity", "patients"]
    rows = [[2023, scheme, "99201", "在宅時", "重症", 1.3] for scheme in ("国保", "後期")]
    (report,) = f.read(f.csv_file(tmp_path / "patients.csv", [head, *rows])).files
    assert "似ています" not in report.reason, report.reason
