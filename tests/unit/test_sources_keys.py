"""The keys of stored tables: every raw table has one, and two files cannot tell a thing twice."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from tests.unit import factories as f
from zaitaku import sources
from zaitaku.build import raw as importing_raw
from zaitaku.build import writing
from zaitaku.ground import paths
from zaitaku.sources import templates
from zaitaku.sources.recognise import READERS

# What the program writes of itself, not from a file of the user.
OF_THE_PROGRAM = {"source", "problem", "indicator_catalogue"}
MODEL = paths.MODEL / "001_raw.sql"
SURVEY = list(templates.TEMPLATES["survey"][1])
RATES = list(templates.TEMPLATES["care_rates"][1])
VALUES = list(templates.TEMPLATES["indicator_values"][1])
TARGETS = list(templates.TEMPLATES["targets"][1])
NEEDS = list(templates.TEMPLATES["additional_demand"][1])


@pytest.fixture
def stored() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute((paths.MODEL / "000_macros.sql").read_text(encoding="utf-8"))
    connection.execute(MODEL.read_text(encoding="utf-8"))
    connection.execute(
        "insert into raw.source (source_id, file_name, sheet) values (1, 'a.csv', null),"
        " (2, 'b.xlsx', '表')"
    )
    return connection


def raw_tables() -> set[str]:
    return set(re.findall(r"create table raw\.(\w+)", MODEL.read_text(encoding="utf-8")))


def test_every_raw_table_has_a_key_of_its_own_columns(stored: duckdb.DuckDBPyConnection) -> None:
    assert raw_tables() - OF_THE_PROGRAM == set(sources.KEYS) == set(importing_raw.TABLES)
    for table, key in sources.KEYS.items():
        found = stored.execute(f"describe raw.{table}").fetchall()
        assert key.columns, table
        assert set(key.columns) <= {row[0] for row in found}, table


def test_kinds_that_fill_the_same_table_agree_on_its_key() -> None:
    for kind in READERS:
        assert kind.keys, kind.name
        assert {table: sources.KEYS[table] for table in kind.keys} == dict(kind.keys)


@pytest.mark.parametrize("table", sorted(raw_tables() - OF_THE_PROGRAM))
def test_a_row_stored_from_two_files_is_found(
    stored: duckdb.DuckDBPyConnection, table: str
) -> None:
    """All cells of the key empty but the places: what is not known compares equal."""
    stored.execute(f"insert into raw.{table} (source_row, source_id) values (2, 1), (7, 2)")
    (told,) = importing_raw.repeated(stored)
    assert told.startswith(f"{importing_raw.TABLES[table].label}に同じものが 2 回あります")
    assert "a.csv 2行目" in told
    assert "b.xlsx「表」 7行目" in told


def test_several_rows_of_one_file_are_one_institution(stored: duckdb.DuckDBPyConnection) -> None:
    stored.execute(
        "insert into raw.facility_standard (institution_code, standard_name, source_row, source_id)"
        " values ('1', '在支診', 2, 1), ('1', '在医総管', 3, 1)"
    )
    assert not importing_raw.repeated(stored)
    stored.execute("insert into raw.discharge (source_row, source_id) values (2, 1), (3, 1)")
    assert len(importing_raw.repeated(stored)) == 1


OVERLAPPING = [
    ("survey", SURVEY, ["2023", "99201", "M1", "架空医院", "30"], (4, "31")),
    ("survey", SURVEY, ["2023", "99202", "", "", "40"], (4, "41")),
    ("care_rates", RATES, ["自県", "計", "65-69", "200", "10万人", "件/月", "2019"], (3, "201")),
    ("additional_demand", NEEDS, ["9901", "", "2026", "100", "40"], (3, "101")),
    ("indicator_values", VALUES, None, ("value", "13")),
    ("targets", TARGETS, None, ("target_value", "131")),
]
GIVEN = {
    "indicator_id": "NS1",
    "area_code": "99",
    "year": "2023",
    "value": "12",
    "baseline_year": "2022",
    "baseline_value": "100",
    "target_year": "2029",
    "target_value": "130",
}


@pytest.mark.parametrize(("table", "header", "row", "change"), OVERLAPPING)
def test_the_prefectures_own_tables_that_overlap_are_refused_with_both_places(
    tmp_path: Path, table: str, header: list[str], row: list[str] | None, change: tuple[int, str]
) -> None:
    row = row or [GIVEN.get(name, "") for name in header]
    place, value = change
    position = place if isinstance(place, int) else header.index(place)
    other = [value if i == position else cell for i, cell in enumerate(row)]
    one = f.csv_file(tmp_path / "a.csv", [header, row])
    two = f.csv_file(tmp_path / "b.csv", [["※訂正"], header, other])
    told = sources.collect([one, two], known=f.MASTER)
    assert [t.file_name for t in told.tables] == ["a.csv"], [r.reason for r in told.files]
    assert (told.files[1].status, told.files[1].exit_code) == ("refused", 11)
    assert told.files[1].reason == (
        "b.csv 3行目: a.csv 2行目と重なっています（重なりは 1 件）。"
        "どちらか一方のファイルだけを取り込んでください。"
    )
    # the same rows under another title are a mere copy
    copy = f.csv_file(tmp_path / "c.csv", [["※写し"], header, row])
    told = sources.collect([one, copy], known=f.MASTER)
    assert [(r.path.name, r.status) for r in told.files] == [
        ("a.csv", "read"),
        ("c.csv", "skipped"),
    ]
    assert list(told.tables[0].frames) == [table]


def test_a_survey_in_pieces_is_whole(tmp_path: Path) -> None:
    """Two clinics of one town, each from its own file: 30 + 12 cases, not refused."""
    files = [
        f.csv_file(tmp_path / f"{name}.csv", [SURVEY, ["2023", "99201", "", name, cases]])
        for name, cases in (("Ａ医院", "30"), ("Ｂ医院", "12"))
    ]
    told = sources.collect(files, known=f.MASTER)
    assert sum(t.frames["survey"]["possible_cases"].sum() for t in told.tables) == 42


def test_answers_and_totals_of_a_town_from_two_files_are_not_stored(
    stored: duckdb.DuckDBPyConnection,
) -> None:
    check = paths.CHECKS / "warehouse_survey_answers_or_totals.sql"
    stored.execute(
        "insert into raw.survey (survey_year, municipality_code, organisation_name, source_id)"
        " values (2023, '99201', 'Ａ医院', 1), (2023, '99202', null, 2)"
    )
    assert not writing.failed_checks(stored, [check])
    stored.execute(
        "insert into raw.survey (survey_year, municipality_code, source_id)"
        " values (2023, '99201', 2)"
    )
    (told,) = writing.failed_checks(stored, [check])
    assert told.endswith(": 2023 99201")
