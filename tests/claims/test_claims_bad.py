"""Bad input: counted and named by file and line, never by its content; too much of it stops."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.claims import made
from zaitaku.claims import aggregate, definition, engines
from zaitaku.ground.errors import SourceFileError, ValidationError, ZaitakuError

SECRET = "ヒミツ太郎"  # stands in every row that is spoilt


def spoil(folder: Path, name: str, line: int, change: Callable[[str], str]) -> None:
    path = folder / f"{name}.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[line - 1] = change(lines[line - 1]).replace("P01", SECRET)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def put(column: int, value: str) -> Callable[[str], str]:
    def change(line: str) -> str:
        cells = line.split(",")
        cells[column] = value
        return ",".join(cells)

    return change


# table, line, how it is spoilt, what is said
SPOILT: tuple[tuple[str, int, Callable[[str], str], str], ...] = (
    ("receipt_lines", 2, put(10, "-2"), "count が決まりの形でない"),
    ("receipt_lines", 3, put(5, "00999999"), "insurer_no が保険者の表にない"),
    ("receipt_lines", 4, put(3, "2022-03"), "service_month が抽出の期間"),
    ("receipt_lines", 4, put(3, "R5.4"), "service_month が決まりの形でない"),
    ("receipt_lines", 5, lambda line: line[:40], "列が足りない"),
    ("receipt_lines", 6, lambda line: f"{line},{SECRET}", "列が多すぎる"),
    ("receipt_lines", 7, put(9, "11400111"), "act_code が決まりの形でない"),
    ("receipt_lines", 7, put(2, "2"), "inpatient が決まりの形でない"),
    ("receipt_lines", 8, put(10, ""), "count が空"),
    ("receipt_lines", 8, put(11, SECRET), "status が決まりの形でない"),
    ("persons", 2, put(5, "昭和27年"), "birth_date が決まりの形でない"),
    ("care_lines", 2, put(3, "2021-01"), "service_month が抽出の期間"),
    ("care_lines", 3, put(6, SECRET), "care_level が決まりの形でない"),
)


@pytest.mark.parametrize(
    ("table", "line", "change", "what"), SPOILT, ids=lambda value: str(value)[:24]
)
def test_a_bad_row_is_named_by_its_line_alone(
    table: str, line: int, change: Callable[[str], str], what: str, tmp_path: Path
) -> None:
    folder = made.copy(tmp_path)
    spoil(folder, table, line, change)
    with pytest.raises(ValidationError) as stopped:  # one row of thirty is above 1 %
        made.run([folder], tmp_path / "out")
    told = f"{table}.csv: {what}"
    assert told in str(stopped.value) and f"（{line} 行目）" in str(stopped.value)
    assert not (tmp_path / "out").exists()
    result = made.run([folder], tmp_path / "out", "max_bad_share=0.5")
    report = (tmp_path / "out" / aggregate.REPORT).read_text(encoding="utf-8")
    assert told in report and f"（{line} 行目）" in report
    assert "使えなかった行 1\n" in report
    for text in (str(stopped.value), report, *result.faults):
        assert SECRET not in text and "P01" not in text


def test_a_bad_row_is_left_out_and_nothing_else(tmp_path: Path) -> None:
    folder = made.copy(tmp_path)
    spoil(folder, "receipt_lines", 2, put(10, "-2"))
    made.run([folder], tmp_path / "spoilt", "max_bad_share=0.5")
    lines = made.rows_of(made.INPUT / "receipt_lines.csv")
    made.write(folder / "receipt_lines.csv", lines[1:])
    made.run([folder], tmp_path / "without")
    name = "在宅医療_集計データ_令和5年度.xlsx"
    one, other = _sheets(tmp_path / "spoilt" / name), _sheets(tmp_path / "without" / name)
    one.pop("options"), other.pop("options")
    assert one == other


def _sheets(path: Path) -> dict[str, list[tuple[object, ...]]]:
    openpyxl = pytest.importorskip("openpyxl")
    return {sheet.title: list(sheet.values) for sheet in openpyxl.load_workbook(path)}


def test_lines_are_those_of_the_file_though_cells_have_breaks(tmp_path: Path) -> None:
    """A quoted line break above, an empty line and a broken one do not shift the number."""
    folder = made.copy(tmp_path)
    path = folder / "institutions.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[1] = lines[1].replace("甲クリニック", '"甲\nクリニック"')
    lines[3] = lines[3][:5]  # broken: line 5 of the file
    lines[5] = lines[5].replace("033100013", "X")  # line 8, after the empty one
    path.write_text("\n".join([*lines[:5], "", *lines[5:]]) + "\n", encoding="utf-8")
    result = made.run([folder], tmp_path / "out", "max_bad_share=0.9")
    assert [re.sub(r".*（(\d+) 行目）", r"\1", fault) for fault in result.faults] == ["8", "5"]


def test_another_encoding_stops_the_run(tmp_path: Path) -> None:
    folder = made.copy(tmp_path)
    path = folder / "receipt_lines.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp932"))
    with pytest.raises(ValidationError, match=r"UTF-8 でない文字がある 35 行（2、3、4"):
        made.run([folder], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_file_cut_in_the_middle_stops_the_run(tmp_path: Path) -> None:
    folder = made.copy(tmp_path)
    path = folder / "receipt_lines.csv"
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(ValidationError, match=r"列が足りない（行の途中で切れている） 1 行"):
        made.run([folder], tmp_path / "out")


def test_a_large_file_cut_in_the_middle_stops_the_run_too(tmp_path: Path) -> None:
    """One bad row among many is below every threshold, but nobody knows how many are lost."""
    folder = made.copy(tmp_path)
    path = folder / "institutions.csv"
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    many = [f"{number:09},医科,架空,03201" for number in range(2000)]
    whole = "\n".join([head, *rows, *many])
    assert head.count(",") == 3
    path.write_text(whole + "\n", encoding="utf-8")
    made.run([folder], tmp_path / "whole")
    path.write_text(whole + "\n039999999,医科", encoding="utf-8")
    with pytest.raises(ValidationError, match=r"行の途中で終わる.* 1 行（2008 行目）"):
        made.run([folder], tmp_path / "out")
    assert not (tmp_path / "out").exists()
    result = made.run([folder], tmp_path / "out", "max_bad_share=1")
    assert any("行の途中で終わる" in fault for fault in result.faults)


def test_parquet_cut_in_the_middle_is_named(tmp_path: Path) -> None:
    import pandas as pd

    path = tmp_path / "receipt_lines.parquet"
    pd.read_csv(made.INPUT / "receipt_lines.csv", dtype=str).to_parquet(path)
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(SourceFileError, match=r"receipt_lines.parquet.*途中で切れている"):
        made.run([path], tmp_path / "out")


def test_a_person_in_two_schemes_is_told_and_counted(tmp_path: Path) -> None:
    folder = made.copy(tmp_path)
    spoil(folder, "persons", 3, put(4, ""))  # P02's 国保 does not end
    result = made.run([folder], tmp_path / "out")
    (fault,) = result.faults
    assert fault.startswith("persons.csv: 同じ人の加入の期間が重なっている")
    assert fault.endswith("1 行（4 行目）")


def test_one_receipt_of_two_people_is_bad(tmp_path: Path) -> None:
    folder = made.copy(tmp_path)
    spoil(folder, "receipt_lines", 3, put(6, "P05"))
    with pytest.raises(ValidationError, match=r"同じ receipt_id の行で人・保険者"):
        made.run([folder], tmp_path / "out")


def test_unknown_codes_and_institutions_are_listed_with_counts(tmp_path: Path) -> None:
    folder = made.copy(tmp_path)
    rows = made.rows_of(folder / "receipt_lines.csv")
    extra = rows[0] | {"receipt_id": "R90", "institution_code": "031199999"}
    more = [extra | {"act_code": "114999910", "count": "4"}, extra]
    # 114706310 began in 2024-06
    more.append(rows[0] | {"receipt_id": "R91", "act_code": "114706310", "count": "2"})
    made.write(folder / "receipt_lines.csv", [*rows, *more])
    made.run([folder], tmp_path / "out")
    report = (tmp_path / "out" / aggregate.REPORT).read_text(encoding="utf-8")
    assert "| 医科 | 114999910 | どの表にもない | 1 | 4 |" in report
    assert "| 医科 | 114706310 | 算定できる期間の外 | 1 | 2 |" in report
    assert "| 所在地が分からない（②・④に入らない） | 1 | 1 |" in report


def test_a_master_that_knows_a_code_is_believed(tmp_path: Path) -> None:
    folder = made.copy(tmp_path)
    rows = made.rows_of(folder / "receipt_lines.csv")
    made.write(
        folder / "receipt_lines.csv",
        [*rows, rows[0] | {"receipt_id": "R90", "act_code": "114999910"}],
    )
    made.write(folder / "known_codes.csv", [{"code": "114999910", "name": "ほかの指導管理料"}])
    assert made.counted([folder])["unknown_code"].rows == ()


@pytest.mark.parametrize(
    ("key", "value", "what"),
    [
        ("months_care", "2023-04..2023-12", "9 か月"),
        ("months_medical", "令和5年4月から", "months_medical"),
        ("fiscal_year", "5", "fiscal_year"),
        ("prefecture", "岩手", "prefecture"),
    ],
)
def test_an_extract_that_cannot_be_counted_is_refused(
    key: str, value: str, what: str, tmp_path: Path
) -> None:
    folder = made.copy(tmp_path)
    rows = made.rows_of(folder / "extract.csv")
    told = [row | {"value": value} if row["key"] == key else row for row in rows]
    made.write(folder / "extract.csv", told)
    with pytest.raises(ValidationError, match=what):
        made.run([folder], tmp_path / "out", "max_bad_share=1")


def test_months_that_lack_can_be_divided_by_what_there_is(tmp_path: Path) -> None:
    folder = made.copy(tmp_path)
    rows = made.rows_of(folder / "extract.csv")
    told = [
        row | {"value": "2023-04..2023-09"} if row["key"].startswith("months") else row
        for row in rows
    ]
    made.write(folder / "extract.csv", told)
    (book, *_) = made.run([folder], tmp_path / "out", "months=6", "max_bad_share=1").files
    rows_of_1 = _sheets(book)["①供給_診療行為別"]
    assert "2023年4月～2023年9月診療分、6か月の平均" in str(rows_of_1[1][0])
    assert rows_of_1[3][8] == 0.8  # 03201 以外: 5 member-months to September


def test_no_message_of_a_library_is_let_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: engines.DuckDB, step: definition.Step, values: object) -> None:
        self._connection.execute(f"select cast('{SECRET}' as integer)")

    monkeypatch.setattr(engines.DuckDB, "make", broken)
    with pytest.raises(SourceFileError) as stopped:
        made.run([made.INPUT], tmp_path / "out")
    assert SECRET not in str(stopped.value) and stopped.value.__suppress_context__

    def unforeseen(*given: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.undo()
    monkeypatch.setattr(aggregate.book, "to_bytes", unforeseen)
    with pytest.raises(ZaitakuError) as stopped_too:
        made.run([made.INPUT], tmp_path / "out")
    assert SECRET not in str(stopped_too.value) and "RuntimeError" in str(stopped_too.value)
    assert not (tmp_path / "out").exists()


def test_a_table_that_lacks_and_a_file_of_no_kind_are_named(tmp_path: Path) -> None:
    folder = made.copy(tmp_path)
    (folder / "insurers.csv").unlink()
    with pytest.raises(SourceFileError, match=r"insurers\.csv"):
        made.run([folder], tmp_path / "out")
    other = tmp_path / "notes.txt"
    other.write_text("memo", encoding="utf-8")
    with pytest.raises(SourceFileError, match=r"notes\.txt"):
        made.run([made.INPUT, other], tmp_path / "out")


def test_receipts_alike_but_for_their_number_are_told_and_counted(tmp_path: Path) -> None:
    """R01 claimed again without a withdrawal; another count is another receipt."""
    folder = made.copy(tmp_path)
    rows = made.rows_of(folder / "receipt_lines.csv")
    first = [row for row in rows if row["receipt_id"] == "R01"]
    again = [row | {"receipt_id": "R90", "claim_month": "2023-09"} for row in first]
    other = [row | {"receipt_id": "R91", "count": "31"} for row in first]
    made.run([folder], tmp_path / "one")
    made.write(folder / "receipt_lines.csv", [*rows, *again, *other])
    made.run([folder], tmp_path / "two")
    told = [
        (tmp_path / name / aggregate.REPORT).read_text(encoding="utf-8") for name in ("one", "two")
    ]
    assert "すべてが同じレセプトの、2件目から 0 件" in told[0]
    assert "すべてが同じレセプトの、2件目から 1 件" in told[1]
