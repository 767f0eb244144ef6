"""A table of KDB that is not published: no row of it goes out, and nothing is forgotten of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit import factories as f
from zaitaku.ask import warehouse
from zaitaku.build import importing, release
from zaitaku.derived import attacked, questions
from zaitaku.disclosure.policy import KDB_TABLES, Policy, Tier
from zaitaku.ground.errors import ZaitakuError

pytestmark = pytest.mark.thorough

ALL = Policy(tiers=(Tier(None, 10),), published_zone_schemes=())
WITHOUT = replace(ALL, published_kdb_tables=("supply", "patients"))
RELATIONS = ("supply_cell", "patients_cell", "flow_cell", "discharge_cell")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("withheld")
    tables = {"m": f.master(), "1": f.supply(), "3": f.patients(), "4": f.flows(),
              "5": f.discharge()}  # fmt: skip
    files = [f.csv_file(folder / f"R05_{name}.csv", rows) for name, rows in tables.items()]
    result = importing.run(files, folder / "data", ALL, fiscal_year=2023)
    assert result.exit_code == 0, result.problems
    return folder / "data"


def rows(data: Path, mode: str = "public") -> dict[str, list[tuple[object, ...]]]:
    build = warehouse.open_build(data, mode)  # type: ignore[arg-type]
    return {
        table: build.cursor().execute(f"select * from {table} order by all").fetchall()
        for table in RELATIONS
    }


def unprotected(data: Path, policy: Policy) -> list[str]:
    internal, public = (warehouse.open_build(data, mode) for mode in ("internal", "public"))
    others = importing.earlier(data, without=internal.build_id)
    reports = release.audit(internal.cursor(), public.cursor(), policy, others)
    # what is withheld is attacked too, as it would be published
    assert {one.table_name for one in reports} >= {KDB_TABLES["flows"], KDB_TABLES["discharge"]}
    return [text for one in reports for text in one.unprotected]


def test_what_is_withheld_has_no_row_and_changes_nothing_of_the_rest(data: Path) -> None:
    before = rows(data)
    assert all(before.values())
    importing.publish(data, WITHOUT)
    now = rows(data)
    assert now["flow_cell"] == now["discharge_cell"] == []
    assert now["supply_cell"] == before["supply_cell"]
    assert now["patients_cell"] == before["patients_cell"]
    public = warehouse.open_build(data, "public")
    cursor = public.cursor()
    told = cursor.execute("select distinct table_name from protection").fetchall()
    assert {row[0] for row in told} == {"①供給", "③患者数"}
    assert {row[0] for row in questions.run(public, "build/years").rows} == {
        "kdb_supply",
        "kdb_patients",
    }
    kinds = {row[0] for row in cursor.execute("select kind from source").fetchall()}
    assert not kinds & {"kdb_flows", "kdb_discharge"}
    tables = {row[0] for row in cursor.execute("select table_name from duckdb_tables()").fetchall()}
    assert not any(table.startswith("withheld") for table in tables)
    lines = [row[0] for row in cursor.execute("select line from policy_line").fetchall()]
    assert "KDB の集計表のうち ④流出入、⑤退院 は公表しません。" in lines
    for name in ("flows/summary", "discharge/by_area"):
        try:
            assert len(questions.run(public, name)) == 0
        except ZaitakuError as error:
            assert "集計表" in str(error) or "年度" in str(error)
    # as a whole it stands the audit, also of who holds the release of before
    assert unprotected(data, WITHOUT) == []
    internal = warehouse.open_build(data, "internal")
    assert not [text for one in attacked.attack(internal, public) for text in one.unprotected]

    # shown again, nothing is hidden because it was not shown
    importing.publish(data, ALL)
    assert rows(data) == before


def test_what_never_went_out_is_not_taken_for_hidden(data: Path, tmp_path: Path) -> None:
    fresh = tmp_path / "data"
    tables = {"m": f.master(), "4": f.flows(), "5": f.discharge()}
    files = [f.csv_file(tmp_path / f"R05_{name}.csv", content) for name, content in tables.items()]
    assert importing.run(files, fresh, WITHOUT, fiscal_year=2023).exit_code == 0
    assert rows(fresh)["discharge_cell"] == []
    (earlier,) = importing.earlier(fresh)
    assert not earlier.figures
    importing.publish(fresh, ALL)
    assert rows(fresh)["discharge_cell"] == rows(data)["discharge_cell"]
    # and a table that went out once stays known when it is withheld later
    importing.publish(fresh, replace(WITHOUT, institution_threshold=3))
    assert rows(fresh)["discharge_cell"] == []
    assert any(one.figures for one in importing.earlier(fresh))
    assert unprotected(fresh, replace(WITHOUT, institution_threshold=3)) == []
