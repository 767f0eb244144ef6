"""The same definition on Apache Spark: every step translated by sqlglot, the same rows.

An optional engine (``pip install zaitaku-atlas[spark]``, and a Java). The typed tables go to Spark
as Parquet in the work folder of the run; Spark's own files lie there too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from zaitaku.claims import definition, loading
from zaitaku.claims.definition import Step, Value
from zaitaku.claims.engines import Rows
from zaitaku.ground.errors import SettingsError


def translated(step: Step, values: Mapping[str, Value]) -> str:
    """The step's SELECT in Spark's words, its parameters as literals."""
    import sqlglot
    from sqlglot import exp

    given = definition.values_for(step, values)

    def literal(node: Any) -> Any:
        if isinstance(node, exp.Parameter | exp.Placeholder):
            name = node.name or node.this.name
            return exp.convert(given[name])
        return node

    tree = sqlglot.parse_one(step.select, read="duckdb").transform(literal)
    return str(tree.sql(dialect="spark"))


class Spark:
    """Steps as temporary views, each made once."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self._made: dict[str, Any] = {}

    def make(self, step: Step, values: Mapping[str, Value]) -> None:
        frame = self._session.sql(translated(step, values)).localCheckpoint()
        frame.createOrReplaceTempView(step.name)
        self._made[step.name] = frame

    def rows(self, step: Step) -> Rows:
        frame = self._session.table(step.name)
        return Rows(tuple(frame.columns), tuple(tuple(row) for row in frame.collect()))

    def content(self, step: Step) -> tuple[int, int]:
        (row,) = self._session.sql(
            "select count(*), coalesce(sum(cast(xxhash64(*) as decimal(38, 0))), 0) "
            f"from {step.name}"
        ).collect()
        return int(row[0]), int(row[1])

    @contextmanager
    def aside(self) -> Iterator[None]:
        before = dict(self._made)
        try:
            yield
        finally:
            for name, frame in before.items():
                frame.createOrReplaceTempView(name)
            self._made = before


@contextmanager
def session(connection: Any, folder: Path, *, workers: int = 2) -> Iterator[Spark]:
    """A local session on the tables of ``connection``; SettingsError where Spark is not there."""
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise SettingsError(
            "--engine spark には PySpark と sqlglot が要ります（pip の追加 spark）。"
        ) from None
    builder = (
        SparkSession.builder.master(f"local[{workers}]")
        .appName("zaitaku aggregate")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.local.dir", str(folder / "spark"))
        .config("spark.sql.warehouse.dir", str(folder / "spark-warehouse"))
        .config("spark.sql.shuffle.partitions", str(2 * workers))
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        # a failed stage would print the plan, which holds literals and may hold values
        .config("spark.log.level", "OFF")
    )
    try:
        spark = builder.getOrCreate()
    except Exception:  # no Java, or one that is too old
        raise SettingsError("Spark を始められません。Java（17 以上）が要ります。") from None
    try:
        for name in loading.TYPED:
            place = folder / f"typed-{name}.parquet"
            connection.execute(f"copy {name} to '{place}' (format parquet)")
            spark.read.parquet(str(place)).createOrReplaceTempView(name)
        yield Spark(spark)
    finally:
        spark.stop()
