"""What the release file holds, table by table: no names, no counts that nobody decided on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.queries.test_additional_demand import demand
from tests.queries.test_plan import TOWNS, started, target, value
from tests.tiny import Tiny
from zaitaku.ask import queries, warehouse
from zaitaku.build.release import support
from zaitaku.disclosure.policy import OWN_TABLES, Policy
from zaitaku.ground import reasons

OWN = {"function": "看取り", "spo": "P", "unit": "人", "indicator_name": "県の人数"}
TOWN = {"area_unit": "municipality", "area_code": "99202"}
NAMING = (
    "select distinct institution_name from facility_standard",
    "select distinct station_name from home_nursing_station",
    "select distinct organisation_name from role",
    "select distinct institution_name from institution_cell",
)


def every_text(build: warehouse.Build) -> dict[str, set[str]]:
    """Table → all texts in it."""
    cursor = build.cursor()
    columns = cursor.execute(
        "select table_name, column_name from information_schema.columns"
        " where table_schema = 'main' and data_type = 'VARCHAR'"
    ).fetchall()
    found: dict[str, set[str]] = {}
    for table, column in columns:
        rows = cursor.execute(f'select distinct "{column}" from "{table}"').fetchall()
        found.setdefault(table, set()).update(row[0] for row in rows if row[0])
    return found


def test_every_table_is_decided_on(sample_build_dir: Path) -> None:
    tables = {
        row[0]
        for row in warehouse.open_build(sample_build_dir, "public")
        .cursor()
        .execute("select table_name from information_schema.tables where table_schema = 'main'")
        .fetchall()
    }
    made = {"problem", "protection", "policy_line"}
    assert tables == {*support.SUPPORT, *support.RELATIONS, *made}


def test_no_text_names_an_institution(sample_build_dir: Path) -> None:
    inside = warehouse.open_build(sample_build_dir, "internal").cursor()
    names = {row[0] for sql in NAMING for row in inside.execute(sql).fetchall() if row[0]}
    assert len(names) > 200
    texts = every_text(warehouse.open_build(sample_build_dir, "public"))
    assert len(texts) > 15
    for table, found in texts.items():
        assert not names & found, table
        together = "\n".join(found)
        assert not [name for name in names if len(name) > 5 and name in together], table


def test_the_sample_counts_persons_of_small_areas_nowhere(sample_build_dir: Path) -> None:
    """Of the prefecture's own tables only totals of the prefecture, and counts of institutions."""
    cursor = warehouse.open_build(sample_build_dir, "public").cursor()
    for table in ("indicator_value", "target", "additional_demand_cell", "survey_cell"):
        with_unit = f"{table} join indicator using (indicator_id)"
        source = with_unit if table in ("indicator_value", "target") else table
        unit = "unit" if source is with_unit else "'人'"
        found = cursor.execute(
            f"select distinct {unit} from {source} where area_unit <> 'prefecture'"
        ).fetchall()
        assert {row[0] for row in found} <= {"施設", "事業所", "薬局"}, table


def test_why_a_figure_is_hidden_by_itself(sample_build_dir: Path) -> None:
    """An area too small for any number is told from a number that is too small."""
    inside = warehouse.open_build(sample_build_dir, "internal")
    answer = queries.run(inside, "disclosure/reasons", {"kind": "一次"})
    cells: dict[str, list[str]] = {}
    for record in answer.records:
        cells.setdefault(record["reason"], []).append(record["cell"])
    assert set(cells) == {reasons.SMALL, reasons.SILENT_AREA}
    people = queries.run(inside, "area/population", {"area_unit": "municipality"}).records
    silent = [row["area_name"] for row in people if (row["population"] or 0) < 2000]
    assert silent and all(
        any(name in cell for name in silent) for cell in cells[reasons.SILENT_AREA]
    )


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    """One figure of a town in each of the prefecture's own tables, and one of the prefecture."""
    tiny = started(tmp_path)
    for where in (TOWN, {}):
        value(tiny, "Z1", 2022, 3.0, **{**OWN, **where})
        value(tiny, "NS1", 2022, 2.0, **where)
        target(tiny, "Z1", 4.0, **{**OWN, **where})
    demand(tiny, "99202", 5.0, 1.0)
    given = {"survey_year": 2023, "organisation_code": None, "intention": None}
    cases = {"possible_cases": 7.0, "current_cases": 6.0}
    answers: list[dict[str, Any]] = [
        {"municipality_code": TOWNS[0][0], "organisation_name": "Ａ医院", "respondents": None},
        {"municipality_code": TOWNS[1][0], "organisation_name": None, "respondents": 1},
    ]
    for answer in answers:
        tiny.add("survey", **given, **cases, willing=None, **answer)
    for code, *_ in TOWNS:
        told = {"national_health": 5.0, "late_elderly": 4.0}
        states = dict.fromkeys((f"{name}_status" for name in told), "実数")
        tiny.add("insured_persons", fiscal_year=2023, municipality_code=code, **told, **states)
    return tiny


def small_areas(tiny: Tiny) -> dict[str, list[tuple[Any, ...]]]:
    cursor = tiny.build("public").cursor()
    asked = {
        "indicator_values": "select indicator_id, value from indicator_value",
        "targets": "select indicator_id, target_value from target",
        "additional_demand": "select area_code, total from additional_demand_cell",
        "survey": "select area_code, possible_cases from survey_cell",
        "insured_persons": "select area_code, insured from insured_cell",
    }
    return {
        name: cursor.execute(f"{sql} where area_unit = 'municipality' order by all").fetchall()
        for name, sql in asked.items()
    }


def test_absent_a_decision_only_institutions_are_counted(tiny: Tiny) -> None:
    assert small_areas(tiny) == {
        "indicator_values": [("NS1", 2.0)], "targets": [], "additional_demand": [], "survey": [],
        "insured_persons": [],
    }  # fmt: skip
    cursor = tiny.build("public").cursor()
    assert cursor.execute("select value from indicator_value where area_unit = 'prefecture'"
                          " and indicator_id = 'Z1'").fetchall() == [(3.0,)]  # fmt: skip
    assert cursor.execute("select * from additional_demand_unit").fetchall() == []


@pytest.mark.parametrize(("answering", "published"), [(1, []), (2, [(14.0, 2)])])
def test_the_total_of_a_few_places_is_not_that_of_the_prefecture(
    tmp_path: Path, answering: int, published: list[tuple[float, int]]
) -> None:
    tiny = started(tmp_path)
    for town in TOWNS[:answering]:
        tiny.add("survey", survey_year=2023, municipality_code=town[0], organisation_code=None,
                 organisation_name=None, intention=None, possible_cases=7.0, current_cases=6.0,
                 respondents=1, willing=None)  # fmt: skip
    found = (
        tiny.build("public").cursor().execute("select possible_cases, respondents from survey_cell")
    )
    assert found.fetchall() == published


@pytest.mark.parametrize("table", OWN_TABLES)
def test_the_policy_publishes_one_table_at_a_time(tiny: Tiny, table: str) -> None:
    tiny.policy = Policy(published_own_tables=(table,))
    published = {
        "indicator_values": [("NS1", 2.0), ("Z1", 3.0)],
        "targets": [("Z1", 4.0)],
        "additional_demand": [("99202", 5.0)],
        "survey": [("99202", 7.0)],  # the total; what Ａ医院 said is never published
        "insured_persons": [(code, 9) for code, *_ in TOWNS],
    }
    closed = {name: [("NS1", 2.0)] if name == "indicator_values" else [] for name in published}
    assert small_areas(tiny) == {**closed, table: published[table]}
