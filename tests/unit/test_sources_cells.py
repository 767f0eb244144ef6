"""Cells that are no value: named and refused, in every spelling, never read as blank or joined."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest

from tests.unit import factories as f
from zaitaku.ground.text import digits, tidy
from zaitaku.sources.sheet.grid import Grid
from zaitaku.sources.sheet.numbers import read_numbers
from zaitaku.sources.sheet.values import DASH_IS_ZERO

WITHOUT_VALUE = [
    # an error
    '<c r="D4" t="e"><v>#N/A</v></c>',
    "<c r='D4' t='e'><v>#N/A</v></c>",
    '<c t="e" r="D4"><v>#REF!</v></c>',
    '<c r="D4" t = "e" ><v>#REF!</v></c>',
    '<c r="D4" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
    '<c r="D4" t="e"><v/></c>',
    '<c r="D4" t="e"/>',
    '<c t="e"><v>#N/A</v></c>',
    '<c r="D4" t="str"><v>#N/A</v></c>',
    '<c r="D4" t="inlineStr"><is><t>#N/A</t></is></c>',
    '<c r="D4" t="e"><is><t>#N/A</t></is></c>',
    # a formula that nobody calculated
    '<c r="D4"><f>1+1</f></c>',
    '<c r="D4"><f>1+1</f><v/></c>',
    '<c r="D4"><f>1+1</f><v></v></c>',
    '<c r="D4"><f>1+1</f><v> </v></c>',
    '<c r="D4" t="n"><f>1+1</f><v></v></c>',
    '<c r="D4" t="b"><f>1=1</f></c>',
    '<c r="D4" t="s"><f>A1</f></c>',
    '<c r="D4" t="str"><f>A1</f></c>',
    '<c r="D4" t="str"><f>A1</f><v/></c>',
    '<c r="D4" t="str"><f>A1</f><v></v></c>',
    '<c r="D4" t="inlineStr"><f>A1</f><is><t/></is></c>',
    '<c r="D4"><f/></c>',
    '<c r="D4"><f t="shared" si="0"/></c>',
    '<c r="D4"><f t="shared" si="0"/><v/></c>',
    '<c r="D4"><f t="array" ref="D4">SUM(E4:F4)</f></c>',
    '<c r="D4"><f><![CDATA[A1<2]]></f></c>',
    "<c><f>1+1</f></c>",
]
NO_NUMBER = {
    '<c r="D4"><v>1e999</v></c>': "大きすぎる値",
    '<c r="D4"><v>Infinity</v></c>': "大きすぎる値",
    '<c r="D4"><v>1e308</v></c>': "大きすぎる値「1e+308」",
    '<c r="D4"><v>NaN</v></c>': "数値でも秘匿記号でもない値「nan」",
    '<c r="D4" t="b"><v>1</v></c>': "数値でも秘匿記号でもない値「True」",
    '<c r="D4" t="str"><v>12&#10;34</v></c>': "数値でも秘匿記号でもない値「12 34」",
    '<c r="D4" t="inlineStr"><is><r><t>12</t></r><r><rPr><vertAlign val="superscript"/></rPr>'
    "<t>2</t></r></is></c>": "数値でも秘匿記号でもない値「12 2」",
}


def with_cell(folder: Path, cell: str) -> Path:
    """⑤ with the XML of D4 replaced."""
    whole = f.book(folder / "whole.tmp", {"⑤": f.discharge()}).read_bytes()
    path = folder / "R05.xlsx"
    with zipfile.ZipFile(io.BytesIO(whole)) as source, zipfile.ZipFile(path, "w") as target:
        for member in source.infolist():
            xml = source.read(member)
            if member.filename.endswith("sheet1.xml"):
                xml, count = re.subn(rb'<c r="D4"[^>]*>.*?</c>', cell.encode(), xml)
                assert count == 1
            target.writestr(member.filename, xml)
    return path


def refused(path: Path) -> list[str]:
    told = f.read(path)
    assert told.tables == []
    return [str(problem) for problem in told.problems if problem.severity == "error"]


@pytest.mark.parametrize("cell", WITHOUT_VALUE)
def test_a_cell_without_a_value_is_named_and_refused(cell: str, tmp_path: Path) -> None:
    (message,) = refused(with_cell(tmp_path, cell))
    assert message.startswith("R05.xlsx「⑤」D4: 「")
    assert "」は値ではありません。正しい値か「*」を入れてください。" in message


@pytest.mark.parametrize("cell", NO_NUMBER)
def test_a_cell_that_is_no_number_is_named_and_refused(cell: str, tmp_path: Path) -> None:
    (message,) = refused(with_cell(tmp_path, cell))
    assert message.startswith("R05.xlsx「⑤」D4: ")
    assert NO_NUMBER[cell] in message


def test_a_calculated_formula_and_a_blank_cell_are_read(tmp_path: Path) -> None:
    for cell, status in (
        ('<c r="D4"><f t="shared" ref="D4" si="0">10+11</f><v>21</v></c>', "実数"),
        ('<c r="D4" t="str"><f>A1</f><v>*</v></c>', "秘匿"),
        ('<c r="D4" s="1"/>', "欠測"),
    ):
        (table,) = f.read(with_cell(tmp_path, cell)).tables
        row = table.frames["discharge"].iloc[0]
        assert row["discharged_status"] == status
        assert (row["discharged"] == 21.0) == (status == "実数")


def test_a_form_not_filled_in_is_no_row(tmp_path: Path) -> None:
    """Rows below the table whose formulas all gave an empty text."""
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "R05.xlsx") as workbook:
        sheet = workbook.add_worksheet("⑤")
        for i, row in enumerate([*f.discharge(), []]):
            for j, cell in enumerate(row):
                sheet.write(i, j, cell)
        for column in "ABCD":
            sheet.write_formula(f"{column}7", '=IF(Z1="","",1)', None, "")
    (table,) = f.read(tmp_path / "R05.xlsx").tables
    assert table.rows == 3


@pytest.mark.parametrize("text", ["#N/A", "#DIV/0!", "#REF!", "#VALUE!"])
def test_an_error_in_a_csv_is_named_wherever_it_stands(text: str, tmp_path: Path) -> None:
    header = ["year", "municipality_code", "age_band", "population", "備考"]
    good = ["2023", "99201", "0-4", "10", ""]
    for column in range(5):
        row = [text if c == column else cell for c, cell in enumerate(good)]
        message, *_ = refused(f.csv_file(tmp_path / "人口.csv", [header, row, good]))
        assert message.startswith(f"人口.csv {'ABCDE'[column]}2: 「{text}」は値ではありません。")


JOINED = ["12\n34", "12\r\n34", "1 234", "１２　３４", "12²", "12₂", "①", "⑫", "½", "12,\n345", "⒈"]


@pytest.mark.parametrize("text", JOINED)
def test_two_numbers_in_one_cell_are_never_one(text: str) -> None:
    problems: list[object] = []
    grid = Grid("a.csv", None, [["7", text]])
    read_numbers(grid, [0], [1], DASH_IS_ZERO, problems)  # type: ignore[arg-type]
    (problem,) = problems
    assert str(problem).startswith("a.csv B1: 数値でも秘匿記号でもない値")
    assert digits(text) is None
    assert digits(tidy(text)) is None


@pytest.mark.parametrize("number", ["1,234", " 1234 ", "１，２３４", "1234\n", "1234.0"])
def test_one_number_however_wide_is_one(number: str) -> None:
    grid = Grid("a.csv", None, [[number]])
    assert read_numbers(grid, [0], [0], DASH_IS_ZERO, []).values[0, 0] == 1234


@pytest.mark.parametrize("cell", [990010.5, float("inf"), float("nan"), 1e308, -1.0, "990010.5"])
def test_a_code_is_digits_alone(cell: object) -> None:
    assert digits(cell) is None


def test_a_word_broken_over_lines_is_one() -> None:
    assert tidy("保険者\n番号") == "保険者番号"
    assert tidy("12\n34") == "12 34"


# --- a workbook that lost its parts --------------------------------------------------------------


def without(folder: Path, lost: tuple[str, ...], name: str = "R05.xlsx") -> Path:
    whole = f.book(folder / "whole.tmp", {"⑤": f.discharge()}).read_bytes()
    with zipfile.ZipFile(io.BytesIO(whole)) as source, zipfile.ZipFile(folder / name, "w") as out:
        for member in source.namelist():
            if not member.startswith(lost):
                out.writestr(member, source.read(member))
    (folder / "whole.tmp").unlink()
    return folder / name


@pytest.mark.parametrize("in_folder", [False, True])
@pytest.mark.parametrize(
    "lost",
    [
        ("xl/workbook.xml",),
        ("xl/_rels",),
        ("xl/worksheets",),
        ("xl/",),
        ("xl/", "[Content_Types]"),
        ("xl/", "[Content_Types]", "_rels"),
    ],
)
def test_a_workbook_without_its_parts(
    lost: tuple[str, ...], in_folder: bool, tmp_path: Path
) -> None:
    path = without(tmp_path, lost)
    told = f.read(tmp_path if in_folder else path)
    (report,) = told.files
    assert (report.status, report.exit_code, report.is_stranger) == ("refused", 10, False)
    assert "Excel ブックとして読めません" in report.reason


def test_a_workbook_without_its_parts_whatever_its_name(tmp_path: Path) -> None:
    (report,) = f.read(without(tmp_path, ("xl/",), "R05.csv")).files
    assert (report.status, report.exit_code) == ("refused", 10)


def test_a_workbook_that_lists_no_sheet(tmp_path: Path) -> None:
    path = without(tmp_path, ("xl/workbook.xml",))
    with zipfile.ZipFile(path, "a") as out:
        out.writestr("xl/workbook.xml", "<workbook><sheets/></workbook>")
    assert f.read(tmp_path).files[0].exit_code == 10
