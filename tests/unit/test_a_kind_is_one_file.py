"""A kind that is one file and nothing else: read, stored, replaced, carried, told and asked for."""

from __future__ import annotations

import importlib
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.unit import factories as f
from zaitaku import sources
from zaitaku.ask import queries, warehouse
from zaitaku.build import importing
from zaitaku.compose import loaded
from zaitaku.disclosure.policy import Policy
from zaitaku.ground import paths
from zaitaku.ground.settings import Mode
from zaitaku.sources import kinds, known, manual, templates

AMBULANCES = '''
"""救急搬送: how many were carried to hospital. Grain of ``ambulance``: municipality."""

import pandas as pd

from zaitaku.sources.sheet.codes import resolve_codes
from zaitaku.sources.model import (
    Carried, Context, Extent, Key, Kind, Layout, RawTable, Reading, Template, Word,
)
from zaitaku.sources.sheet.frames import source_rows, text_column, value_columns
from zaitaku.sources.sheet.grid import Grid
from zaitaku.sources.sheet.numbers import read_numbers
from zaitaku.sources.sheet.table import Field, open_table
from zaitaku.sources.sheet.values import COMMON_SYMBOLS

_FIELDS = (Field("code", "団体番号", "団体番号"), Field("carried", "救急搬送人員", "救急搬送人員"))


def read(grid: Grid, top: int, context: Context) -> Reading:
    table = open_table(grid, top, _FIELDS, key="code")
    codes = resolve_codes(
        grid, table.places("code"), table.texts("code") or [], table.problems
    )
    columns = [table.columns["carried"]]
    numbers = read_numbers(grid, table.data, columns, COMMON_SYMBOLS, table.problems)
    frame = pd.DataFrame({
        "fiscal_year": [context.fiscal_year] * len(codes),
        "municipality_code": text_column(codes),
        **value_columns(["carried"], numbers),
        "source_row": source_rows(table.data),
    })
    return Reading({"ambulance": frame}, len(codes), table.problems)


TABLE = RawTable(
    name="ambulance",
    label="救急搬送",
    columns="fiscal_year integer, municipality_code varchar, carried double,"
    " carried_status varchar",
    key=Key(("fiscal_year", "municipality_code")),
    replaced_by="fiscal_year",
    year="fiscal_year",
    extent=Extent("fiscal_year", "municipality_code"),
    carried=Carried(("municipality_code",)),
)
KIND = Kind(
    name="ambulances",
    label="救急搬送人員（消防庁）",
    page_label="救急搬送",
    layouts=(Layout(tuple(Word(field.label, field.pattern) for field in _FIELDS), read),),
    tables=(TABLE,),
    replaces="年度",
    template=Template(("※1 行に 1 市区町村。",), ("団体番号", "救急搬送人員")),
)
'''
QUESTION = """
-- question: 市町村ごとに、救急車で何人が運ばれたか
-- grain: one row per municipality
-- source: 救急搬送
-- modes: internal
-- param fiscal_year: integer = 年度
-- column municipality_code: varchar, key = 市町村コード
-- column carried: double, 人, count = 搬送された人
select municipality_code, carried, carried_status
from raw.ambulance
where fiscal_year = $fiscal_year
order by municipality_code
"""
CODES = [town[0] for town in f.TOWNS]


@pytest.fixture(autouse=True)
def ambulances(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The kind in a folder of its own, beside those there are."""
    folder = tmp_path / "kinds"
    folder.mkdir()
    (folder / "ambulances.py").write_text(AMBULANCES, encoding="utf-8")
    monkeypatch.setattr(kinds, "__path__", [*kinds.__path__, str(folder)])
    importlib.invalidate_caches()
    known.kinds.cache_clear()
    yield
    monkeypatch.undo()
    known.kinds.cache_clear()
    del sys.modules["zaitaku.sources.kinds.ambulances"]
    del kinds.ambulances  # type: ignore[attr-defined]


@pytest.fixture
def question(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    folder = tmp_path / "queries" / "ambulances"
    shutil.copytree(paths.QUERIES / "build", folder.parent / "build")
    folder.mkdir()
    (folder / "by_municipality.sql").write_text(QUESTION.strip(), encoding="utf-8")
    monkeypatch.setattr(paths, "QUERIES", tmp_path / "queries")
    queries.names.cache_clear()
    queries.load.cache_clear()
    yield "ambulances/by_municipality"
    queries.names.cache_clear()
    queries.load.cache_clear()


def book(path: Path, year: int, people: list[object], codes: list[str] = CODES) -> Path:
    heading = [[f"令和{year - 2018}年度"], ["団体番号", "救急搬送人員"]]
    return f.book(path, {"搬送": [*heading, *map(list, zip(codes, people, strict=True))]})


def test_a_kind_in_one_file_is_imported_told_asked_for_and_replaced(
    tmp_path: Path, question: str
) -> None:
    data = tmp_path / "data"

    def ask(name: str, mode: Mode = "internal", **params: object) -> list[tuple[object, ...]]:
        return queries.run(warehouse.open_build(data, mode), name, params).rows

    master = f.csv_file(tmp_path / "マスタ.csv", f.master())
    files = [master, book(tmp_path / "R4.xlsx", 2022, [5, 6, 7])]
    result = importing.run([*files, book(tmp_path / "R5.xlsx", 2023, [8, 9, "*"])], data, Policy())
    assert result.exit_code == 0, result.problems
    years = ask("build/years")
    assert years == [("ambulances", 2022), ("ambulances", 2023)]
    assert loaded.year_rows({(str(kind), int(str(year))) for kind, year in years}) == [
        {"データ": "救急搬送", "令和4年度": "○", "令和5年度": "○"}
    ]
    # nothing said that 公表 may name it
    assert {row[2] for row in ask("build/sources", "public")} == {"municipalities"}
    assert ask("build/years", "public") == []

    corrected = importing.run([book(tmp_path / "訂正.xlsx", 2023, [8, 10, 4])], data, Policy())
    assert corrected.replaced == ["救急搬送 2023年度: 前の 3 行を置き換え"]
    assert ask(question, fiscal_year=2022) == list(zip(CODES, [5, 6, 7], strict=True))
    assert ask(question, fiscal_year=2023) == list(zip(CODES, [8, 10, 4], strict=True))


def test_its_rows_are_complete_and_carried_as_it_declares(tmp_path: Path) -> None:
    short = sources.collect(
        [book(tmp_path / "R5.xlsx", 2023, [8, 9], CODES[:2])], known=f.MASTER
    ).incomplete
    assert "救急搬送人員（消防庁）（2023年度）で、マスタの 3 市区町村のうち 1" in str(short[0])
    # 空見市 was taken in by 霧川市
    today = sources.Master.from_rows([town[:5] for town in f.TOWNS[1:]])
    day = date(2024, 1, 1)
    steps = [("99201", "", "", "99202", "", day), ("99202", "", "", "99202", "", day)]
    merged = replace(today, changes=sources.changes_of(steps))
    told = sources.collect([book(tmp_path / "R5.xlsx", 2023, [8, 9, 7])], known=merged)
    frame = told.tables[0].frames["ambulance"]
    rows = frame.set_index("municipality_code")["carried"].to_dict()
    assert rows == {"99202": 17, "99301": 7}


def test_the_same_rows_from_two_files_are_refused(tmp_path: Path) -> None:
    files = [book(tmp_path / f"{n}.xlsx", 2023, [n, 9, 7]) for n in (1, 2)]
    told = sources.collect(files, known=f.MASTER)
    assert "1.xlsx「搬送」3行目と重なっています（重なりは 3 件）" in told.files[1].reason


def test_the_manual_templates_and_messages_name_it(tmp_path: Path) -> None:
    assert manual.markdown().endswith("| `ambulances` | 救急搬送人員（消防庁） | 年度 |")
    assert loaded.kinds()["ambulances"] == "救急搬送"
    lines = templates.to_bytes("ambulances").decode("utf-8-sig").splitlines()
    assert lines == ["※1 行に 1 市区町村。", "団体番号,救急搬送人員"]
    stranger = f.csv_file(tmp_path / "x.csv", [["甲", "乙"], ["1", "2"]])
    (report,) = sources.collect([stranger], known=f.MASTER).files
    assert report.reason.endswith("救急搬送人員（消防庁） です。")


def test_it_is_gone_when_its_file_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "ambulance" in known.tables()
    monkeypatch.setattr(kinds, "__path__", list(kinds.__path__)[:1])
    known.kinds.cache_clear()
    assert "ambulance" not in known.tables()
