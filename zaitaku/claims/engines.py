"""Runs the definition in DuckDB and hands back what each table counts. One connection, one run."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import duckdb

from zaitaku.claims import definition
from zaitaku.claims.definition import Step, Value
from zaitaku.claims.reading import quietly


@dataclass(frozen=True)
class Rows:
    """What one step answers."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def records(self) -> list[dict[str, Any]]:
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


class Engine(Protocol):
    """Something that runs steps on the typed tables (``loading.TYPED``)."""

    def make(self, step: Step, values: Mapping[str, Value]) -> None: ...

    def rows(self, step: Step) -> Rows: ...


@contextmanager
def connected(folder: Path, *, memory: str = "", threads: int = 0) -> Iterator[Any]:
    """A database of this run; what does not fit in memory lies in ``folder``."""
    config: dict[str, Any] = {
        "temp_directory": str(folder / "spill"),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    if memory:
        config["memory_limit"] = memory
    if threads:
        config["threads"] = threads
    connection = duckdb.connect(":memory:", config=config)
    try:
        yield connection
    finally:
        connection.close()


class DuckDB:
    """The default engine: the connection that the tidy tables were read into."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def make(self, step: Step, values: Mapping[str, Value]) -> None:
        self._connection.execute(f"drop table if exists {step.name}")
        self._connection.execute(
            f"create table {step.name} as {step.select}",
            definition.values_for(step, values) or None,
        )

    def rows(self, step: Step) -> Rows:
        found = self._connection.execute(f"select * from {step.name}")
        return Rows(tuple(item[0] for item in found.description), tuple(found.fetchall()))


def run(
    engine: Engine, values: Mapping[str, Value], *, only: Collection[str] | None = None
) -> dict[str, Rows]:
    """Make every step (or ``only`` those) in order; the rows of those that are results."""
    found: dict[str, Rows] = {}
    for step in definition.steps():
        if only is not None and step.name not in only:
            continue
        try:
            engine.make(step, values)
            if step.is_result:
                found[step.name] = engine.rows(step)
        except Exception as error:
            raise quietly(error, step.name) from None
    return found
