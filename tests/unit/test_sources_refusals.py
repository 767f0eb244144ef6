"""What cannot be read or cannot be true: one message that says what, where and what to do."""

import os
import zipfile
from pathlib import Path

import pytest

from tests.unit import factories as f
from zaitaku import sources
from zaitaku.sources import known
from zaitaku.sources.sheet import archives, files


def refusal(path: Path) -> sources.FileReport:
    """The report of the one refused sheet; nothing of its file may be in the tables."""
    told = f.read(path)
    (report, *_) = [r for r in told.files if r.status == "refused" and r.problems]
    assert told.tables == []
    return report


def errors(path: Path) -> list[str]:
    return [str(p) for p in refusal(path).problems if p.severity == "error"]


# --- files ---------------------------------------------------------------------------------------


def test_a_missing_file(tmp_path: Path) -> None:
    report = refusal(tmp_path / "ない.xlsx")
    assert report.exit_code == 10
    assert report.reason == "ファイルがありません。パスの書き間違いがないか確かめてください。"


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("名前付きパイプのない計算機です")
    os.mkfifo(tmp_path / "管.csv")
    report = refusal(tmp_path / "管.csv")
    assert report.exit_code == 10
    assert "ふつうのファイルではありません" in report.reason


def test_an_empty_folder(tmp_path: Path) -> None:
    assert "取り込めるファイルがありません" in refusal(tmp_path).reason


def zip_cut_short(path: Path) -> None:
    whole = f.book(path, {"①": f.supply()}).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


def ole_with_encrypted_package(path: Path) -> None:
    name = "EncryptedPackage".encode("utf-16-le")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + name + b"\0" * 500)


def zip_without_its_sheet(path: Path) -> None:
    whole = f.book(path.with_suffix(".tmp"), {"①": f.supply()})
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w") as target:
        for member in source.infolist():
            if not member.filename.endswith("sheet1.xml"):
                target.writestr(member, source.read(member))
    whole.unlink()


def cell_at_the_end_of_the_world(path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write(0, 0, 1)
        sheet.write(1048575, 16383, 2)


BAD_FILES = {
    "途中で切れたブック": (zip_cut_short, "Excel ブックとして読めません"),
    "シートのないブック": (zip_without_its_sheet, "Excel ブックとして読めません"),
    "パスワードつき": (ole_with_encrypted_package, "パスワードで保護されています"),
    "壊れた xls": (
        lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000),
        "Excel ブックとして読めません",
    ),
    "空のファイル": (lambda path: path.write_bytes(b""), "中身が空"),
    "HTML": (lambda path: path.write_text("<!DOCTYPE html><html></html>"), "Web ページ（HTML）"),
    "XML": (lambda path: path.write_text("<?xml version='1.0'?><a/>"), "表ではなくXML"),
    "PDF": (lambda path: path.write_bytes(b"%PDF-1.7"), "PDF は読めません"),
    "画像": (lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0"), "Excel でも CSV でもない"),
    "文字コード": (
        lambda path: path.write_bytes("市区".encode("euc-jp") + b"\xff\xfe,1\n"),
        "文字コード",
    ),
    "閉じない引用符": (lambda path: path.write_text('a,b\n"1,2\n3,4\n'), "CSV として読めません"),
    "遠いセル": (cell_at_the_end_of_the_world, "1,048,576 行 × 16,384 列"),
}


@pytest.mark.parametrize("what", BAD_FILES)
def test_a_file_that_cannot_be_read(what: str, tmp_path: Path) -> None:
    make, message = BAD_FILES[what]
    make(tmp_path / "R05.xlsx")
    report = refusal(tmp_path / "R05.xlsx")
    assert report.exit_code == 10
    (problem,) = report.problems
    assert problem.where.startswith("R05.xlsx")
    assert message in problem.message
    assert problem.message.endswith("ください。")


def test_a_file_over_the_size_limit_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "R05.csv"
    with path.open("wb") as file:
        file.truncate(200 * files.MEGABYTE)  # sparse: takes no room
    monkeypatch.setattr(Path, "read_bytes", lambda self: pytest.fail("読んではいけない"))
    assert "200 MB あり、大きすぎます（上限 150 MB）" in refusal(path).reason


def test_a_file_that_unpacks_to_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_UNPACKED_BYTES", 1000)
    assert "展開すると" in refusal(f.book(tmp_path / "R05.xlsx", {"①": f.supply()})).reason


@pytest.mark.skipif(os.geteuid() == 0, reason="管理者は権限のないファイルも読める")
def test_a_file_without_permission(tmp_path: Path) -> None:
    path = f.book(tmp_path / "R05.xlsx", {"①": f.supply()})
    path.chmod(0)
    assert "読む権限がありません" in refusal(path).reason


def test_permission_denied_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(self: Path) -> bytes:
        raise PermissionError(13, "denied")

    path = f.book(tmp_path / "R05.xlsx", {"①": f.supply()})
    monkeypatch.setattr(Path, "read_bytes", denied)
    assert "読む権限がありません" in refusal(path).reason


def test_an_unknown_table_that_was_named_is_refused_with_the_known_kinds(tmp_path: Path) -> None:
    told = f.read(f.csv_file(tmp_path / "何か.csv", [["日付", "気温"], ["5/1", "20"]]))
    (report,) = told.files
    assert (report.status, report.kind, report.exit_code) == ("refused", None, 10)
    assert told.unread == [tmp_path / "何か.csv"]
    assert all(label in report.reason for label in known.labels().values())


def test_other_sheets_of_a_known_book_are_skipped(tmp_path: Path) -> None:
    sheets = {"①": f.supply(), "メモ": [["確認済み"]], "空": []}
    told = f.read(f.book(tmp_path / "R05.xlsx", sheets))
    assert [(r.sheet, r.status, r.exit_code) for r in told.files] == [
        ("①", "read", 0),
        ("メモ", "skipped", 0),
        ("空", "skipped", 0),
    ]


def test_hidden_sheets_are_read_and_told(tmp_path: Path) -> None:
    sheets = {"表紙": [["表紙"]], "①": f.supply()}
    told = f.read(f.book(tmp_path / "R05.xlsx", sheets, hidden=["①"]))
    assert [str(p) for p in told.tables[0].problems] == [
        "R05.xlsx「①」: 非表示のシートですが、表があるので読みました。"
    ]


def test_lock_files_and_hidden_files_in_a_folder(tmp_path: Path) -> None:
    inner = tmp_path / "令和5年度"
    inner.mkdir()
    f.book(inner / "R05.xlsx", {"①": f.supply()})
    (inner / "~$R05.xlsx").write_bytes(b"lock")
    (inner / ".DS_Store").write_bytes(b"\0\0")
    assert [report.path.name for report in f.read(tmp_path).files] == ["R05.xlsx"]


# --- tables --------------------------------------------------------------------------------------


def test_a_value_that_is_no_number_names_its_cell(tmp_path: Path) -> None:
    path = f.book(tmp_path / "R05.xlsx", {"③需要_患者数": f.changed(f.patients(), "G17", "約12")})
    assert errors(path) == [
        "R05.xlsx「③需要_患者数」G17: 数値でも秘匿記号でもない値「約12」。"
        "数値か「*」に直して再度取り込んでください。"
    ]
    assert refusal(path).exit_code == 11


def test_cells_of_a_shifted_sheet_are_named_as_shown(tmp_path: Path) -> None:
    rows = f.shifted(f.changed(f.supply(), "I4", "約12"), down=2, right=1)
    assert errors(f.book(tmp_path / "R05.xlsx", {"①": rows}))[0].startswith("R05.xlsx「①」J6:")


@pytest.mark.parametrize("value", [-1.0, "-1", "△1"])
def test_a_negative_count(value: object, tmp_path: Path) -> None:
    path = f.book(tmp_path / "R05.xlsx", {"⑤": f.changed(f.discharge(), "D4", value)})
    (message,) = errors(path)
    assert message.startswith("R05.xlsx「⑤」D4: 人数や件数に負の値")


def test_twenty_problems_and_then_a_count(tmp_path: Path) -> None:
    rows = f.patients()
    for row in range(6, 14):
        for column in "GHIJ":
            rows = f.changed(rows, f"{column}{row}", "?")
    told = errors(f.book(tmp_path / "R05.xlsx", {"③": rows}))
    assert len(told) == 21
    assert told[20] == "R05.xlsx「③」: ほか12件あります。"


def test_a_row_that_stands_twice(tmp_path: Path) -> None:
    rows = [*f.discharge(), f.discharge()[3]]
    (message,) = errors(f.book(tmp_path / "R05.xlsx", {"⑤": rows}))
    assert message.startswith("R05.xlsx「⑤」7行目: 00990010 の行が 4 行目と重なっています。")


def test_an_unknown_insurer_is_one_error(tmp_path: Path) -> None:
    rows = [[c if c != f.B else "00990044" for c in row] for row in f.supply()]
    (message,) = errors(f.book(tmp_path / "R05.xlsx", {"①": rows}))
    assert message == (
        "R05.xlsx「①」C5: 保険者番号「00990044」（霧川市）は市区町村マスタにありません。"
        "マスタの insurer_no に加えるか、番号を直してください。"
    )


@pytest.mark.parametrize(
    ("number", "hint"),
    [("39990007", "後期高齢者医療の保険者番号のようです"), ("00990045", "検証番号も合いません")],
)
def test_a_number_of_another_kind_is_told(number: str, hint: str, tmp_path: Path) -> None:
    rows = f.changed(f.discharge(), "B5", number)
    (message,) = errors(f.book(tmp_path / "R05.xlsx", {"⑤": rows}))
    assert hint in message


def test_without_any_master(tmp_path: Path) -> None:
    told = sources.collect([f.whole_book(tmp_path)])
    assert told.tables == []
    assert all("市区町村マスタがないため" in report.reason for report in told.files)


def test_the_master_of_the_same_run_is_read_first(tmp_path: Path) -> None:
    f.whole_book(tmp_path, "R05.xlsx")
    f.csv_file(tmp_path / "zz_master.csv", f.master())
    told = sources.collect([tmp_path / "R05.xlsx", tmp_path / "zz_master.csv"])
    assert {report.status for report in told.files} == {"read"}


@pytest.mark.parametrize(
    ("kind", "cell", "label"),
    [("kdb_supply", "J3", "レセプト数"), ("kdb_patients", "M5", "要介護４")],
)
def test_a_column_that_is_not_there(kind: str, cell: str, label: str, tmp_path: Path) -> None:
    rows = f.changed(f.TABLES[kind](), cell, "備考")
    (message,) = errors(f.book(tmp_path / "R05.xlsx", {"a": rows}))
    assert f"{label}" in message
    assert "の列が見つかりません" in message


def test_a_table_that_lost_one_of_its_marks(tmp_path: Path) -> None:
    rows = f.changed(f.patients(), "F3", "区分")
    (message,) = errors(f.book(tmp_path / "R05.xlsx", {"a": rows}))
    assert "③需要（患者数）の表に似ていますが、見出し「重症度」がありません" in message


def test_an_unknown_category(tmp_path: Path) -> None:
    (message,) = errors(f.book(tmp_path / "R05.xlsx", {"③": f.changed(f.patients(), "E6", "自宅")}))
    assert message.startswith("R05.xlsx「③」E6: 「自宅」は知らない区分です。在宅時、施設入居時等")


def test_numbers_in_a_row_without_insurer(tmp_path: Path) -> None:
    (message,) = errors(f.book(tmp_path / "R05.xlsx", {"⑤": f.changed(f.discharge(), "B5", "")}))
    assert message.startswith("R05.xlsx「⑤」B5: 数値のある行ですが")


@pytest.mark.parametrize("kind", ["supply", "institutions", "patients", "discharge"])
@pytest.mark.parametrize("written", ["", "不明"])
def test_a_first_row_without_insurer_is_no_header(kind: str, written: str, tmp_path: Path) -> None:
    rows = [list(row) for row in getattr(f, kind)()]
    row = next(number for number, cells in enumerate(rows) if f.A in cells)
    rows[row][rows[row].index(f.A)] = written
    told = f"{row + 1}: 数値のある行ですが、番号の欄が「{written}」で読み取れません"
    for path in (
        f.book(tmp_path / "R05.xlsx", {"表": rows}),
        f.csv_file(tmp_path / "R05.csv", rows),
    ):
        assert told in errors(path)[0]


def test_a_csv_cut_in_its_last_line(tmp_path: Path) -> None:
    path = f.csv_file(tmp_path / "R05.csv", f.discharge())
    text = path.read_text(encoding="utf-8").rstrip()
    path.write_text(text[: text.rindex(",") - 4], encoding="utf-8")
    assert any("しかありません" in message for message in errors(path))


def test_a_destination_that_stands_twice(tmp_path: Path) -> None:
    rows = f.changed(f.changed(f.flows(), "F6", f.A), "F7", f.NAME[f.A])
    (message,) = errors(f.book(tmp_path / "R05.xlsx", {"④": rows}))
    assert "の列が E6 と重なっています" in message


def test_one_bad_sheet_refuses_its_whole_file(tmp_path: Path) -> None:
    path = f.whole_book(tmp_path, kdb_discharge=f.changed(f.discharge(), "D4", "約3"))
    good = f.csv_file(tmp_path / "R04.csv", [["集計対象：令和4年度"], *f.discharge()])
    told = f.read(path, good)
    assert [table.file_name for table in told.tables] == ["R04.csv"]
    assert {r.status for r in told.files if r.path == path} == {"refused"}
    assert {r.exit_code for r in told.files if r.path == path} == {11}


def test_the_same_rows_from_two_files(tmp_path: Path) -> None:
    one = f.book(tmp_path / "R05.xlsx", {"⑤": f.discharge()})
    other = f.book(tmp_path / "R05_修正.xlsx", {"⑤": f.changed(f.discharge(), "D4", 21.0)})
    told = f.read(one, other)
    assert [table.file_name for table in told.tables] == ["R05.xlsx"]
    assert told.files[1].reason == (
        "R05_修正.xlsx「⑤」4行目: R05.xlsx「⑤」4行目と重なっています（重なりは 3 件）。"
        "どちらか一方のファイルだけを取り込んでください。"
    )


def test_a_mere_copy_is_skipped(tmp_path: Path) -> None:
    one = f.book(tmp_path / "R05.xlsx", {"⑤": f.discharge()})
    other = f.csv_file(tmp_path / "R05_同じ.csv", f.discharge())
    told = f.read(one, other, one)
    assert [(r.path.name, r.status, r.exit_code) for r in told.files] == [
        ("R05.xlsx", "read", 0),
        ("R05_同じ.csv", "skipped", 0),
    ]


def test_a_table_in_pieces_is_whole(tmp_path: Path) -> None:
    pieces = [
        f.book(tmp_path / f"R05_{scheme}.xlsx", {"a": f.patients([scheme])})
        for scheme in ("国保", "後期", "合計")
    ]
    told = f.read(*pieces)
    assert [report.status for report in told.files] == ["read"] * 3


def test_cells_the_library_reads_as_blank(tmp_path: Path) -> None:
    """An error value or a formula never calculated is no missing value."""
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "R05.xlsx") as workbook:
        workbook.add_worksheet("表紙")
        sheet = workbook.add_worksheet("⑤")
        for i, row in enumerate(f.discharge()):
            for j, cell in enumerate(row):
                sheet.write(i, j, cell)
        sheet.write_formula("D4", "=1/0", None, "#DIV/0!")
        sheet.write_formula("E5", "=1+2", None, "")
        sheet.write_formula("F6", "=2+3", None, 5)
    assert [message.split("。")[0] for message in errors(tmp_path / "R05.xlsx")] == [
        "R05.xlsx「⑤」D4: 「#DIV/0!」は値ではありません",
        "R05.xlsx「⑤」E5: 「（計算されていない数式）」は値ではありません",
    ]


def test_notes_and_programs_in_a_folder_are_passed_over(tmp_path: Path) -> None:
    f.book(tmp_path / "R05.xlsx", {"①": f.supply()})
    (tmp_path / "README.md").write_text('閉じない "引用符', encoding="utf-8")
    told = {r.path.name: (r.status, r.exit_code) for r in f.read(tmp_path).files}
    assert told == {"README.md": ("skipped", 0), "R05.xlsx": ("read", 0)}


# --- maps ----------------------------------------------------------------------------------------


def test_a_map_goes_to_the_reader_of_boundaries(tmp_path: Path) -> None:
    ring = "[[150,30],[150,31],[151,31],[150,30]]"
    feature = (
        '{"type":"Feature","properties":{"N03_004":"空見市","N03_007":"99201"},'
        f'"geometry":{{"type":"Polygon","coordinates":[{ring}]}}}}'
    )
    path = tmp_path / "境界.geojson"
    path.write_text(f'{{"type":"FeatureCollection","features":[{feature}]}}', encoding="utf-8")
    (table,) = f.read(path).tables
    assert (table.kind, table.rows, table.sheet) == ("boundaries", 1, None)
    assert list(table.frames["boundary"]["municipality_code"]) == ["99201"]


def test_a_map_that_cannot_be_used(tmp_path: Path) -> None:
    path = tmp_path / "境界.geojson"
    path.write_text('{"type":"FeatureCollection","features":[]}', encoding="utf-8")
    report = refusal(path)
    assert (report.kind, report.exit_code) == ("boundaries", 14)


@pytest.mark.parametrize("name", ["設定.json", "資料.zip"])
def test_json_and_zip_of_something_else_are_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    if name.endswith(".zip"):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("memo.txt", "メモ")
    else:
        path.write_text('{"a": 1}', encoding="utf-8")
    report = f.read(path).files[-1]
    assert (report.path, report.status, report.exit_code) == (path, "refused", 10)
