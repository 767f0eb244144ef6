"""Every question keeps its contract: header = parameters = columns, in both files of a build."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from zaitaku.ask import contract, queries, warehouse
from zaitaku.ground.errors import DisclosureError, QueryError, WarehouseError
from zaitaku.ground.settings import MODES, Mode

# Question → the parameter it needs, and a question whose first row has one.
REQUIRED = {
    "flows/top": ("area_code", "area/list"),
    "institutions/if_stops": ("institution_code", "supply/institutions"),
}
# the sample prefecture has few national tables and no mergers
NOT_IN_SAMPLE = ("inpatient/", "ndb/by_medical_area", "certified/", "regional/", "insured/")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", queries.names())
def test_header_equals_sql(name: str, mode: Mode, empty_build_dir: Path) -> None:
    if mode in queries.load(name).modes:
        assert queries.check(warehouse.open_build(empty_build_dir, mode), name) == []


@pytest.mark.parametrize("name", queries.names())
def test_answers_are_the_same_each_time(name: str, sample_build_dir: Path) -> None:
    build = warehouse.open_build(sample_build_dir, "internal")
    params = needed(build, name)
    first, second = (queries.run(build, name, params) for _ in range(2))
    assert first.rows == second.rows
    empty = ("area/former", "build/figure_notes", "build/problems", "disclosure/reasons",
             "population/country", "zones/rules")  # fmt: skip
    may_be_empty = name in empty or name.startswith(NOT_IN_SAMPLE)
    assert len(first) > 0 or may_be_empty


def test_a_build_of_an_earlier_software_is_told_apart_from_a_fault(
    empty_build_dir: Path, tmp_path: Path
) -> None:
    data = shutil.copytree(empty_build_dir, tmp_path / "data")
    current = warehouse.current_build_id(data)
    assert current
    file = warehouse.file_of(data, current, "internal")
    with duckdb.connect(str(file)) as connection:
        connection.execute("drop table area")
    build = warehouse.open_build(data, "internal")
    with pytest.raises(WarehouseError, match="前のソフトウェアで作られていて"):
        queries.run(build, "area/list")


def needed(build: warehouse.Build, name: str) -> dict[str, str]:
    if name not in REQUIRED or build.mode not in queries.load(name).modes:
        return {}
    param, source = REQUIRED[name]
    return {param: str(queries.run(build, source).rows[0][0])}


@pytest.mark.parametrize("name", queries.names())
def test_release_answers_or_refuses(name: str, sample_build_dir: Path) -> None:
    build = warehouse.open_build(sample_build_dir, "public")
    params = needed(build, name)
    if "public" in queries.load(name).modes:
        queries.run(build, name, params)
    else:
        with pytest.raises(DisclosureError, match="内部モード"):
            queries.run(build, name, params)


def faults_of(sql: str, empty_build_dir: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    question = contract.parse("test/made", Path("made.sql"), sql)
    monkeypatch.setattr(queries, "load", lambda name: question)
    return queries.check(warehouse.open_build(empty_build_dir, "internal"), "test/made")


HEADER = "-- question: q\n-- grain: g\n-- source: s\n"


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("-- column n: integer, public = 数\nselect 1 as n, 2 as m", "列がヘッダーと違います"),
        ("-- column n: integer, public = 数\nselect $x::integer as n", "宣言のないパラメータ"),
        (
            "-- param x: integer default 1 = 値\n-- column n: integer, public = 数\nselect 1 as n",
            "使われていないパラメータ",
        ),
        ("-- column n: integer, count = 数\nselect 1 as n", "列がヘッダーと違います"),
        ("-- column n: integer, public = 数\nselect 1 as n; select 2 as n", "1 つだけ"),
        ("-- column n: integer, public = 数\ncreate table n (n integer)", "SELECT"),
        ("-- column n: integer, from m = 数\nselect 1 as n", "前にありません"),
    ],
)
def test_broken_contract_is_told(
    body: str, fault: str, empty_build_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = faults_of(HEADER + body, empty_build_dir, monkeypatch)
    assert any(fault in text for text in faults), faults


def test_number_without_role_is_an_error() -> None:
    with pytest.raises(QueryError, match="役割"):
        contract.parse("x/y", Path("y.sql"), HEADER + "-- column n: integer = 数\nselect 1 as n")


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"fiscal_yaer": 2023}, "fiscal_year"),
        ({"fiscal_year": "令和5年度"}, "「令和5年度」は使えません。整数で"),
        ({"fiscal_year": 1999}, "このデータにありません"),
        ({"area_unit": "block"}, "municipality"),
        ({"area_code": ["00000"]}, "このデータにありません"),
        ({"scheme": ["国保", "後期"]}, "1 つだけ"),
    ],
)
def test_bad_parameters_say_what_is_expected(
    params: dict[str, object], message: str, sample_build_dir: Path
) -> None:
    build = warehouse.open_build(sample_build_dir, "internal")
    with pytest.raises(QueryError, match=message):
        queries.run(build, "patients/by_area", params)


def test_unknown_question_offers_near_ones() -> None:
    with pytest.raises(QueryError, match="patients/by_area"):
        queries.load("patients/by_aera")
