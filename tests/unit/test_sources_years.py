"""Which fiscal year a table is taken for, and when it is refused."""

from pathlib import Path

import pytest

from tests.unit import factories as f

UNDATED = f.discharge()


def year(path: Path, override: int | None = None) -> int | None:
    told = f.read(path, fiscal_year=override)
    assert [report.status for report in told.files if report.kind] == ["read"]
    return told.tables[0].fiscal_year


def refusal(path: Path) -> str:
    told = f.read(path)
    (report,) = [report for report in told.files if report.kind]
    assert (report.status, report.exit_code, told.tables) == ("refused", 11, [])
    return report.reason


@pytest.mark.parametrize("line", ["集計対象：令和5年度", "令和５年度 集計", "2023年度分"])
def test_from_the_tables_own_lines(line: str, tmp_path: Path) -> None:
    assert year(f.book(tmp_path / "集計.xlsx", {"a": [[line], *UNDATED]})) == 2023


def test_what_is_counted_wins_over_when_it_was_delivered(tmp_path: Path) -> None:
    rows = [["令和6年度提供"], ["集計対象：令和5年度"], *UNDATED]
    assert year(f.book(tmp_path / "集計.xlsx", {"a": rows})) == 2023


def test_from_a_line_below_the_table(tmp_path: Path) -> None:
    rows = [*UNDATED, [], ["※集計対象：令和5年度"]]
    assert year(f.book(tmp_path / "集計.xlsx", {"a": rows})) == 2023


def test_from_another_sheet_of_the_book(tmp_path: Path) -> None:
    told = f.read(f.book(tmp_path / "集計.xlsx", {"①": f.supply(), "⑤": UNDATED}))
    assert {table.fiscal_year for table in told.tables} == {2023}


@pytest.mark.parametrize(
    ("name", "cover"),
    [
        ("集計(2023)", [["令和5年度"]]),
        ("集計", [["在宅医療の集計表（令和５年度）"], ["架空県"], ["令和6年5月1日作成"]]),
        ("集計", [["令和5年度"], ["令和6年度提供"], ["※令和4年度の診療報酬改定を反映"]]),
        ("R05", [["令和4年度・令和5年度の集計"]]),
    ],
)
def test_from_a_cover(name: str, cover: f.Rows, tmp_path: Path) -> None:
    book = {"表紙": cover, "⑤": UNDATED}
    assert year(f.book(tmp_path / f"{name}.xlsx", book)) == 2023


def test_a_cover_does_not_speak_against_a_table_that_says_its_year(tmp_path: Path) -> None:
    book = {"表紙": [["令和6年度"]], "⑤": [["集計対象：令和5年度"], *UNDATED]}
    assert year(f.book(tmp_path / "R05.xlsx", book)) == 2023


@pytest.mark.parametrize(
    ("name", "cover", "said"),
    [
        ("R05", [["令和6年度"]], "ブックの年度（令和6年度（2024））とファイル名の年度"),
        ("集計", [["令和4年度・令和5年度"]], "同じブックに複数の年度（令和4年度（2022）、"),
        ("集計(2023)", [["集計表"]], "何年度の集計か、表にもファイル名にも書かれていません"),
    ],
)
def test_a_cover_that_does_not_settle_it(
    name: str, cover: f.Rows, said: str, tmp_path: Path
) -> None:
    assert said in refusal(f.book(tmp_path / f"{name}.xlsx", {"表紙": cover, "⑤": UNDATED}))


@pytest.mark.parametrize("name", ["R05_集計", "令和5年度集計", "2023年度", "集計_Ｒ５"])
def test_from_the_files_name(name: str, tmp_path: Path) -> None:
    assert year(f.book(tmp_path / f"{name}.xlsx", {"a": UNDATED})) == 2023


def test_a_header_that_names_a_revision_year_is_no_year(tmp_path: Path) -> None:
    rows = f.changed(f.institutions(), "I4", "その他（H28年度改定以前）")
    rows = f.changed(rows, "I3", "在宅時医学総合管理料")
    assert year(f.book(tmp_path / "R05.xlsx", {"②": rows})) == 2023


def test_the_user_overrides_and_is_told(tmp_path: Path) -> None:
    path = f.book(tmp_path / "R05.xlsx", {"a": [["集計対象：令和5年度"], *UNDATED]})
    assert year(path, override=2022) == 2022
    assert "指定により令和4年度（2022）として" in str(f.read(path, fiscal_year=2022).problems[0])


def test_no_year_anywhere(tmp_path: Path) -> None:
    reason = refusal(f.book(tmp_path / "集計.xlsx", {"a": UNDATED}))
    assert reason == (
        "集計.xlsx「a」: 何年度の集計か、表にもファイル名にも書かれていません。"
        "表の上に「集計対象：令和5年度」のように書くか、--fiscal-year で年度を指定してください。"
    )


def test_the_file_name_contradicts_the_table(tmp_path: Path) -> None:
    path = f.book(tmp_path / "R04.xlsx", {"a": [["集計対象：令和5年度"], *UNDATED]})
    assert "表の年度（令和5年度（2023））とファイル名の年度（令和4年度（2022））" in refusal(path)


def test_two_years_in_one_table(tmp_path: Path) -> None:
    rows = [["集計対象：令和4年度、令和5年度"], *UNDATED]
    assert "複数の年度" in refusal(f.book(tmp_path / "集計.xlsx", {"a": rows}))


def test_a_sheet_without_year_in_a_book_of_two(tmp_path: Path) -> None:
    later = f.changed(f.supply(), "A2", "集計対象：令和6年度")
    path = f.book(tmp_path / "集計.xlsx", {"R5": f.supply(), "R6": later, "⑤": UNDATED})
    reports = {report.sheet: report for report in f.read(path).files}
    assert "同じブックに複数の年度" in reports["⑤"].reason
    assert {report.status for report in reports.values()} == {"refused"}


def test_a_book_may_hold_two_years_that_each_say_so(tmp_path: Path) -> None:
    later = f.changed(f.supply(), "A2", "集計対象：令和6年度")
    told = f.read(f.book(tmp_path / "R05-R06.xlsx", {"R5": f.supply(), "R6": later}))
    assert [table.fiscal_year for table in told.tables] == [2023, 2024]
