"""The workbook and the zip of a view."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.unit.views import FORMULA, SENTENCE, TITLE, compared, towns, view
from zaitaku.exhibits.views import Exhibit, Scene
from zaitaku.export import book, dictionary, materials, neutral, zipped
from zaitaku.ground.errors import UsageError

WORDS = Exhibit("おもな数値", words=(("項目", "甲市"), (FORMULA, "12.3 人/月")))


def workbook(*scenes: Scene) -> Any:
    return openpyxl.load_workbook(io.BytesIO(book.to_bytes(scenes or [Scene(view())])))


def cells(sheet: Any) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_codes_are_text_numbers_are_numbers_and_names_are_no_formulas() -> None:
    sheet = workbook()["数表"]
    assert cells(sheet)[0][0] == TITLE
    assert cells(sheet)[3:] == [
        ["地域コード", "地域名", "患者数（人/月）", "千人当たり患者数（人/千人）"],
        ["01100", "甲市", 123.4, 14.2],
        ["01202", "乙町", "秘匿", "秘匿"],
        ["01303", FORMULA, 5, 2.5],
    ]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


def test_it_prints_on_a4_landscape_with_its_heading_repeated() -> None:
    sheet = workbook()["数表"]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_definitions_and_caveats_stand_on_their_own_sheets() -> None:
    found = workbook(Scene(view(), message="伝える", note="メモ"))
    told = [(row[0], row[1]) for row in cells(found["定義・出典"])]
    for line in (
        ("伝えたいこと", "伝える"),
        ("読み取れること", SENTENCE),
        ("年度", "令和5年度（2023）"),
        ("出典", "KDB 集計表①"),
        ("版ID", view().id),
        ("言えないこと", "足りているか"),
    ):
        assert line in told
    caveats = [row[1] for row in cells(found["留意事項"])]
    assert caveats[0] == "国保・後期だけの数です。"
    assert any("0 とは区別します" in str(text) for text in caveats)


def test_several_exhibits_have_a_sheet_each_and_a_list_of_them() -> None:
    found = workbook(Scene(view(compared(towns()), WORDS)), Scene(view()))
    assert found.sheetnames == ["目次", "数表1", "数表2", "数表3", "定義・出典", "留意事項"]
    assert cells(found["目次"])[1:] == [["数表1", TITLE], ["数表2", "おもな数値"], ["数表3", TITLE]]
    assert cells(found["数表2"])[3:] == [["項目", "甲市"], [FORMULA, "12.3 人/月"]]
    assert found["数表2"]["A5"].data_type == "s"


def test_the_same_scenes_give_the_same_workbook() -> None:
    assert book.to_bytes([Scene(view())]) == book.to_bytes([Scene(view())])


# --- zip --------------------------------------------------------------------------------------


def archive(*exhibits: Exhibit) -> dict[str, bytes]:
    content = zipped.to_bytes([Scene(view(*exhibits))], Path())
    with zipfile.ZipFile(io.BytesIO(content)) as found:
        return {name: found.read(name) for name in found.namelist()}


def test_a_zip_has_tables_that_excel_opens_and_says_what_they_are() -> None:
    files = archive(Exhibit(TITLE, answer=towns()), WORDS)
    about, columns, table, words = files.values()
    assert list(files) == [
        "説明.txt",
        "列の説明.csv",
        "数表/数表1_訪問診療｜千人当たり患者数｜架空県_市町村別｜令和5年度（2023）.csv",
        "数表/数表2_おもな数値.csv",
    ]
    assert table.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(table.decode("utf-8-sig")))) == [
        ["地域コード", "地域名", "患者数（人/月）", "千人当たり患者数（人/千人）"],
        ["01100", "甲市", "123.4", "14.2"],
        ["01202", "乙町", "秘匿", "秘匿"],
        ["01303", f"'{FORMULA}", "5.0", "2.5"],
    ]
    assert f"'{FORMULA}" in words.decode("utf-8-sig")
    described = list(csv.DictReader(io.StringIO(columns.decode("utf-8-sig"))))
    headings = {row["列の見出し"] for row in described}
    for content in (table, words):  # every heading of every table is told
        assert set(next(csv.reader(io.StringIO(content.decode("utf-8-sig"))))) <= headings
    assert {row["ファイル"] for row in described} == set(list(files)[2:])
    told = about.decode("utf-8-sig")
    for part in (
        SENTENCE,
        "出典: KDB 集計表①",
        "条件: 年度",
        view().id,
    ):
        assert part in told


def test_a_column_is_told_with_unit_meaning_and_what_no_number_means() -> None:
    rows = dictionary.of_answer("数表.csv", towns())
    told = {row[1]: dict(zip(dictionary.HEAD, row, strict=True)) for row in rows}
    patients = told["患者数（人/月）"]
    assert (patients["列名"], patients["単位"]) == ("patients", "人/月")
    assert patients["出典"] == "KDB 集計表①"
    assert "秘匿" in patients["数の書かれていないマス"]
    assert "空欄" in patients["数の書かれていないマス"]
    rate = told["千人当たり患者数（人/千人）"]
    assert "「患者数」から計算した数" in rate["意味"]
    assert told["地域名"]["数の書かれていないマス"] == ""


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("-1.3", "-1.3"),
        ("+1,234", "+1,234"),
        ("甲市", "甲市"),
        ("-1+1", "'-1+1"),
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-2 人/日", "'-2 人/日"),
    ],
)
def test_a_number_with_a_sign_is_no_formula(text: str, written: str) -> None:
    assert neutral(text) == written


def test_a_zip_has_every_figure_twice_with_its_title_and_origin(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[tuple[str, str]] = []

    def draw(exhibit: Exhibit, data_dir: Path, *, caption: Any, ppi: int = 0) -> bytes:
        asked.append((caption.title, caption.footer))
        return f"{ppi}".encode()

    monkeypatch.setattr(zipped.picture, "png", draw)
    monkeypatch.setattr(zipped.picture, "svg", draw)
    files = archive()
    png, svg = (next(c for n, c in files.items() if n.endswith(end)) for end in (".png", ".svg"))
    assert (png, svg) == (b"300", b"0")
    assert {title for title, _ in asked} == {TITLE}
    assert all(view().id in footer for _, footer in asked)


def test_a_zip_does_not_know_when_it_was_made() -> None:
    content = [zipped.packed({"あ.txt": b"1", "い.txt": b"2"}) for _ in range(2)]
    assert content[0] == content[1]


# --- writing ----------------------------------------------------------------------------------


def test_every_form_says_what_it_cannot_make() -> None:
    with pytest.raises(UsageError, match=r"\.pptx、\.pdf、\.xlsx、\.zip、\.png、\.svg"):
        materials.suffix_of(Path("資料.doc"))
    nothing = Scene(view(mode="internal"))
    empty = Scene(view(WORDS))
    with pytest.raises(UsageError, match="図がありません"):
        materials.make([empty], "png", Path())
    with pytest.raises(UsageError, match="1 から 1 まで"):
        materials.make([nothing], "svg", Path(), figure=2)
    with pytest.raises(UsageError, match="書き出す図や表がありません"):
        materials.make([], "xlsx", Path())
