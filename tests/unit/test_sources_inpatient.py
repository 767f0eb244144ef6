"""入院の流入率・流出率: forms one below the other, codes without their zero, errors of Excel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import Workbook

from zaitaku import sources
from zaitaku.ground import paths
from zaitaku.sources.kinds.inpatient_flows import BED_FUNCTIONS

REAL = paths.ROOT.parent / "shared" / "data" / "flows" / "001723366.xlsx"
HEADINGS = ["都道府県コード", "都道府県名", "構想区域コード", "構想区域名", None]
Partner = tuple[Any, ...]


def workbook(
    path: Path,
    forms: dict[int, dict[str, list[Partner]]],
    share: str = "流出率",
    form_rows: int = 30,
) -> Path:
    """A book with one sheet of forms: area code → bed function → (code, name, share)."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for number, (area, lists) in enumerate(forms.items()):
        top = number * form_rows + 1
        sheet.cell(top, 1, "流入率・流出率")
        sheet.cell(top + 2, 1, "(1)構想区域の状況")
        for column, value in enumerate((area // 100, "架空県", f"区域{area}"), start=1):
            sheet.cell(top + 6, column, value)
        sheet.cell(top + 7, 1, area)
        for position, function in enumerate(BED_FUNCTIONS):
            left = 2 + position * 8
            sheet.cell(top + 12, left, function)
            for column, heading in enumerate([*HEADINGS, share]):
                sheet.cell(top + 13, left + column, heading)
            for row, (code, name, value) in enumerate(lists.get(function, []), start=top + 14):
                cells = (code // 100 if isinstance(code, int) else code, "架空県", code, name, None)
                for column, cell in enumerate((*cells, value)):
                    sheet.cell(row, left + column, cell)
    book.save(path)
    return path


ACUTE, SUBACUTE, CHRONIC = BED_FUNCTIONS
FORMS: dict[int, dict[str, list[Partner]]] = {
    101: {ACUTE: [(101, "区域101", 0.75), (102, "区域102", 0.2)], CHRONIC: [(101, "区域101", 1)]},
    102: {ACUTE: [(102, "区域102", 0.9)]},
}


def read(path: Path) -> sources.Collected:
    return sources.collect([path])


def frame(collected: sources.Collected) -> pd.DataFrame:
    return pd.concat(table.frames["inpatient_flow"] for table in collected.tables)


def test_every_list_of_every_form_is_read(tmp_path: Path) -> None:
    found = frame(read(workbook(tmp_path / "flows.xlsx", FORMS)))
    columns = ["bed_function", "area_code", "partner_code", "partner_prefecture", "share"]
    assert found[columns].to_numpy().tolist() == [
        [ACUTE, "0101", "0101", "架空県", 0.75],
        [ACUTE, "0101", "0102", "架空県", 0.2],
        [CHRONIC, "0101", "0101", "架空県", 1.0],
        [ACUTE, "0102", "0102", "架空県", 0.9],
    ]
    assert list(found["source_row"]) == [15, 16, 15, 45]
    assert set(found["direction"]) == {"outgoing"}


def test_the_heading_tells_the_direction(tmp_path: Path) -> None:
    found = frame(read(workbook(tmp_path / "in.xlsx", FORMS, share="流入率")))
    assert set(found["direction"]) == {"incoming"}


def test_a_list_with_an_error_of_excel_is_no_data_and_never_zero(tmp_path: Path) -> None:
    broken = {101: {ACUTE: [(101, "区域101", 0.9)], CHRONIC: [("#VALUE!", "", "#VALUE!")]}}
    collected = read(workbook(tmp_path / "error.xlsx", broken))
    assert set(frame(collected)["bed_function"]) == {ACUTE}
    (problem,) = collected.problems
    assert problem.severity == "warning"
    assert "計算エラー（#VALUE!）" in problem.message
    assert "区域の慢性期" in problem.message


@pytest.mark.parametrize(
    ("partner", "said"),
    [
        ((101, "区域101", 1.5), "割合「1.5」を読めません"),
        ((101, "区域101", "多い"), "割合「多い」を読めません"),
        (("A1", "区域101", 0.5), "構想区域コード「A1」"),
    ],
    ids=["over 1", "text", "code"],
)
def test_what_is_no_share_refuses_the_file(tmp_path: Path, partner: Partner, said: str) -> None:
    collected = read(workbook(tmp_path / "bad.xlsx", {101: {ACUTE: [partner]}}))
    assert collected.tables == []
    (report,) = collected.files
    assert report.status == "refused"
    assert said in report.reason


def test_the_same_partner_twice_refuses_the_file(tmp_path: Path) -> None:
    twice = {101: {ACUTE: [(101, "区域101", 0.5), (101, "区域101", 0.4)]}}
    (report,) = read(workbook(tmp_path / "twice.xlsx", twice)).files
    assert report.status == "refused"
    assert "15 行目と重なっています" in report.reason


def test_shares_that_exceed_the_whole_are_told(tmp_path: Path) -> None:
    much = {101: {ACUTE: [(101, "区域101", 0.9), (102, "区域102", 0.4)]}}
    (problem,) = read(workbook(tmp_path / "much.xlsx", much)).problems
    assert "100 % を超えます" in problem.message


@pytest.mark.thorough
@pytest.mark.skipif(not REAL.is_file(), reason="公表ファイル（../shared/data/flows）がありません")
def test_the_published_workbook() -> None:
    """339 areas in both directions; every list adds up to at most the whole."""
    collected = read(REAL)
    assert [(report.sheet, report.rows) for report in collected.files] == [
        ("流入率", 339),
        ("流出率", 339),
    ]
    found = frame(collected)
    assert len(found) == 10_406
    assert found["area_code"].nunique() == found["partner_code"].nunique() == 339
    assert found["area_code"].str.fullmatch(r"\d{4}").all()
    sums = found.groupby(["direction", "bed_function", "area_code"])["share"].sum()
    assert sums.max() <= 1 + 1e-6
    assert sums.mean() == pytest.approx(0.97, abs=0.005)
    assert [problem.where.split("」")[1] for problem in collected.problems] == ["W7425", "W19450"]
    own = found[(found["area_code"] == "0101") & (found["partner_code"] == "0101")]
    assert own["share"].round(4).tolist() == [0.9063, 0.9352, 0.9489, 0.9668, 0.9785, 0.9438]
