"""Runs the definition in DuckDB and hands back what each table counts. One connection, one run."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
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

    def content(self, step: Step) -> tuple[int, int]:
        """How many rows a step has, and a sum over them: alike where the rows are alike."""
        ...

    def aside(self) -> AbstractContextManager[None]:
        """Steps made in here hide those made before; afterwards these are there as they were."""
        ...


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
        self._schema = "main"

    def make(self, step: Step, values: Mapping[str, Value]) -> None:
        self._connection.execute(
            f"create or replace table {self._schema}.{step.name} as {step.select}",
            definition.values_for(step, values) or None,
        )

    def rows(self, step: Step) -> Rows:
        found = self._connection.execute(f"select * from {step.name}")
        return Rows(tuple(item[0] for item in found.description), tuple(found.fetchall()))

    def content(self, step: Step) -> tuple[int, int]:
        count, total = self._connection.execute(
            f"select count(*), coalesce(sum(cast(hash(t) as hugeint)), 0) from {step.name} as t"
        ).fetchone()
        return int(count), int(total)

    @contextmanager
    def aside(self) -> Iterator[None]:
        self._schema = "aside"
        self._connection.execute("create schema aside; set search_path = 'aside,main'")
        try:
            yield
        finally:
            self._schema = "main"
            self._connection.execute("set search_path = 'main'; drop schema aside cascade")


def run(engine: Engine, values: Mapping[str, Value], *, variants: bool = False) -> dict[str, Rows]:
    """Make every step in order, further tables only with ``variants``; the rows of the results."""
    found: dict[str, Rows] = {}
    for step in definition.steps():
        if variants or not step.is_variant:
            _make(engine, step, values)
            if step.is_result:
                found[step.name] = _rows(engine, step)
    return found


def again(
    engine: Engine, values: Mapping[str, Value], changed: Collection[str], wanted: Collection[str]
) -> dict[str, Rows]:
    """The rows of those results of ``wanted`` that options ``changed`` since ``run`` may touch.

    Only what has such an option, or reads a table whose rows became others by it, is made again.
    What was made before is there as it was afterwards.
    """
    found: dict[str, Rows] = {}
    others: set[str] = set()
    with engine.aside():
        for step in definition.steps():
            if (step.is_result and step.name not in wanted) or not step.rests_on(changed, others):
                continue
            before = None if step.is_result else engine.content(step)
            _make(engine, step, values)
            if step.is_result:
                found[step.name] = _rows(engine, step)
            elif engine.content(step) != before:
                others.add(step.name)
    return found


def _make(engine: Engine, step: Step, values: Mapping[str, Value]) -> None:
    try:
        engine.make(step, values)
    except Exception as error:
        raise quietly(error, step.name) from None


def _rows(engine: Engine, step: Step) -> Rows:
    try:
        return engine.rows(step)
    except Exception as error:
        raise quietly(error, step.name) from None
