"""A file for people has words where a program has codes."""

import io
from dataclasses import replace

import openpyxl

from tests.unit.areas import areas
from zaitaku.ask.answer import Column
from zaitaku.exhibits import tables
from zaitaku.export import xlsx
from zaitaku.ground.codes_words import words_of
from zaitaku.ground.states import ACTUAL


def test_codes_become_words_and_everything_else_stays() -> None:
    assert words_of("municipality") == "市町村"
    assert words_of(["outgoing", "01100"]) == "流出、01100"
    assert words_of("甲市のnumber") == "甲市のnumber"
    assert (words_of(True), words_of(None), words_of(2023)) == ("はい", "", "2023")


def test_neither_a_workbook_nor_a_table_has_a_code_of_a_parameter() -> None:
    found = replace(
        areas(("01100", "甲市", 1.0, 2.0)),
        columns=(Column("area_unit", "varchar", "key", "地域の単位"),),
        rows=[("municipality",)],
        states=[(ACTUAL,)],
        source="表",
        params={"area_unit": "medical_area", "fiscal_year": 2023},
        param_labels={"area_unit": "地域の単位", "fiscal_year": "年度"},
    )
    book = openpyxl.load_workbook(io.BytesIO(xlsx.to_bytes(found)))
    assert book["数表"]["A5"].value == "市町村"
    assert book["数表"]["A3"].value == "出典 表　｜　令和5年度（2023）"
    said = {row[0].value: row[1].value for row in book["定義・出典"].iter_rows()}
    # 地域の単位 is also a column, whose definition stands further down
    lines = [(row[0].value, row[1].value) for row in book["定義・出典"].iter_rows()]
    assert ("地域の単位", "二次医療圏") in lines and said["年度"] == "令和5年度（2023）"
    assert tables.display(found).frame["地域の単位"].tolist() == ["市町村"]
