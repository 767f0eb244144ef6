"""Whoever opens a build with DuckDB finds there what each table and column means."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from zaitaku.ask import warehouse
from zaitaku.ground import paths
from zaitaku.ground.settings import MODES, Mode

_COLUMNS = (
    "select if(schema_name = 'main', '', schema_name || '.') || table_name, column_name, comment"
    " from duckdb_columns() where not internal order by all"
)
_TABLES = (
    "select table_name, comment from duckdb_tables() where not internal"
    " union all select view_name, comment from duckdb_views() where not internal"
)


def comments(build_dir: Path, mode: Mode) -> dict[tuple[str, str], str]:
    cursor = warehouse.open_build(build_dir, mode).cursor()
    return {(table, column): text for table, column, text in cursor.execute(_COLUMNS).fetchall()}


@pytest.mark.parametrize("mode", MODES)
def test_every_table_and_column_has_a_meaning_in_japanese(
    sample_build_dir: Path, mode: Mode
) -> None:
    tables = warehouse.open_build(sample_build_dir, mode).cursor().execute(_TABLES).fetchall()
    said = [*tables, *comments(sample_build_dir, mode).items()]
    assert len(said) > 300
    assert [what for what, text in said if not re.search("[ぁ-んァ-ヶ一-龠]", text or "")] == []


def test_a_figure_tells_its_unit_and_where_the_reason_of_a_blank_stands(
    sample_build_dir: Path,
) -> None:
    said = comments(sample_build_dir, "internal")
    figure = said["patients_cell", "patients"]
    assert figure.startswith("患者数（人/月）") and "patients_status" in figure
    assert said["patients_cell", "patients_status"].startswith("患者数の状態: 実数・秘匿")
    # a table of its own kind of people says so, whatever other tables call the column
    assert said["discharge_cell", "patients"].startswith("患者数（人）: ⑤")
    assert "届出" in said["standard_cell", "institutions"]
    assert said["additional_demand_cell", "agreed_home"].endswith("空は、数が分からない")


def test_nothing_is_explained_that_is_not_there(sample_build_dir: Path) -> None:
    there = set(comments(sample_build_dir, "internal"))
    tables, columns = {table for table, _ in there}, {column for _, column in there}
    with paths.DICTIONARY.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({(row["table"], row["column"]) for row in rows}) == len(rows)
    for row in rows:
        place = row["table"], row["column"]
        assert place in there or (row["column"] or row["table"]) in (
            columns if row["column"] and not row["table"] else tables
        ), place
