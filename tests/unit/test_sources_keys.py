"""The keys of stored tables: every raw table has one, and two files cannot tell a thing twice."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.unit import factories as f
from zaitaku import sources
from zaitaku.build import model, writing
from zaitaku.build import raw as importing_raw
from zaitaku.disclosure.policy import OWN_TABLES
from zaitaku.ground import paths
from zaitaku.sources import kinds, known, templates

# What the program writes of itself, not from a file of the user.
OF_THE_PROGRAM = {"source", "problem", "indicator_catalogue"}
TABLES = known.tables()
SURVEY = list(templates.of("survey").columns)
RATES = list(templates.of("care_rates").columns)
VALUES = list(templates.of("indicator_values").columns)
TARGETS = list(templates.of("targets").columns)
NEEDS = list(templates.of("additional_demand").columns)


@pytest.fixture
def stored() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    model.make_raw(connection)
    connection.execute(
        "insert into raw.source (source_id, file_name, sheet) values (1, 'a.csv', null),"
        " (2, 'b.xlsx', '表')"
    )
    return connection


def test_every_raw_table_is_declared_with_columns_it_has(
    stored: duckdb.DuckDBPyConnection,
) -> None:
    found = stored.execute(
        "select table_name, list(column_name) from duckdb_columns() where schema_name = 'raw'"
        " group by all"
    ).fetchall()
    columns = {name: set(names) for name, names in found if name not in OF_THE_PROGRAM}
    assert columns.keys() == TABLES.keys()
    for name, table in TABLES.items():
        extent = (table.extent.of, table.extent.area) if table.extent else ()
        factors = [c for part in table.extent.factors for c in part] if table.extent else ()
        codes = table.carried.codes if table.carried else ()
        named = {*table.key.columns, table.replaced_by, table.year, *extent, *factors, *codes}
        assert table.key.columns, name
        assert named - {None, ""} <= columns[name], name


def test_a_kind_is_named_as_its_module_and_shares_tables_whole() -> None:
    modules = {path.stem for path in Path(kinds.__path__[0]).glob("*.py")}
    for kind in known.kinds():
        assert kind.name in modules
        assert kind.tables, kind.name
        assert all(TABLES[table.name] is table for table in kind.tables), kind.name
    assert len(known.labels()) == len(known.kinds()) > 20


def test_own_tables_that_may_be_published_are_stored() -> None:
    assert OWN_TABLES.keys() <= TABLES.keys()


@pytest.mark.parametrize("table", TABLES)
def test_a_row_stored_from_two_files_is_found(
    stored: duckdb.DuckDBPyConnection, table: str
) -> None:
    """All cells of the key empty but the places: what is not known compares equal."""
    stored.execute(f"insert into raw.{table} (source_row, source_id) values (2, 1), (7, 2)")
    (told,) = importing_raw.repeated(stored)
    assert told.startswith(f"{TABLES[table].label}に同じものが 2 回あります")
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
