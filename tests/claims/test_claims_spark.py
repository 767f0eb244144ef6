"""The definition on Spark: the same rows, where PySpark, sqlglot and a Java are to be had."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from pathlib import Path

import pytest

from tests.claims import made
from zaitaku.claims import aggregate, definition, engines, inputs, loading, spark
from zaitaku.claims.faults import Faults
from zaitaku.ground.errors import SettingsError

pytestmark = pytest.mark.thorough


@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_spark_gives_the_rows_of_duckdb() -> None:
    pytest.importorskip("pyspark")
    pytest.importorskip("sqlglot")
    if shutil.which("java") is None:
        pytest.skip("Java がこの計算機にありません")
    with tempfile.TemporaryDirectory() as name, engines.connected(Path(name)) as connection:
        folder = Path(name)
        parts = inputs.parts(inputs.find([made.INPUT]), folder, Faults(), connection)
        loaded = loading.load(connection, parts, Faults(), months=12)
        values = definition.defaults() | aggregate.given(loaded)
        duckdb = engines.DuckDB(connection)
        ours = engines.run(duckdb, values, variants=True)
        official = {step.name for step in definition.steps() if step.is_official}
        changed = {"home_visit_2": "apart"}
        other = engines.again(duckdb, values | changed, changed, official)
        with spark.session(connection, folder) as engine:
            theirs = engines.run(engine, values, variants=True)
            again = engines.again(engine, values | changed, changed, official)
            assert {name: Counter(found.rows) for name, found in again.items()} == {
                name: Counter(found.rows) for name, found in other.items()
            }
            for step in definition.steps():
                if step.is_official:
                    assert Counter(engine.rows(step).rows) == Counter(ours[step.name].rows)
        for table in ours:
            assert ours[table].columns == theirs[table].columns
            assert Counter(ours[table].rows) == Counter(theirs[table].rows), table


def test_every_step_is_translated_without_a_parameter_left() -> None:
    pytest.importorskip("sqlglot")
    values = definition.defaults() | {
        "prefecture": "03", "first_month": 1, "last_month": 12, "data_from": 1, "data_until": 18,
    }  # fmt: skip
    for step in definition.steps():
        assert "$" not in spark.translated(step, values)


def test_without_spark_it_says_what_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyspark.sql", None)
    with pytest.raises(SettingsError, match="PySpark"):
        made.run([made.INPUT], tmp_path / "out", engine="spark")
    assert not (tmp_path / "out").exists()
