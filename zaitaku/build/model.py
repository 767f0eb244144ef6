"""The tables of a build: raw as the kinds declare them, the rest as queries/_model makes it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from zaitaku.build import writing
from zaitaku.ground import paths
from zaitaku.sources import known
from zaitaku.sources.model import RawTable

_BEFORE_CELLS = "00*.sql"
_CELLS = "0[1-9]*.sql"


def make_raw(connection: duckdb.DuckDBPyConnection) -> None:
    """Macros, and every raw table, empty."""
    writing.run_script(connection, _files(_BEFORE_CELLS))
    for table in known.tables().values():
        connection.execute(declared(table))


def make_cells(connection: duckdb.DuckDBPyConnection) -> None:
    """What questions ask of, from the raw tables as they are filled."""
    writing.run_script(connection, _files(_CELLS))
    connection.execute(_data_year())


def texts() -> Iterator[bytes]:
    """All that shapes a build here, for its id."""
    for path in (*_files(_BEFORE_CELLS), *_files(_CELLS)):
        yield path.read_bytes()
    yield paths.DICTIONARY.read_bytes()
    tables = "".join(map(declared, known.tables().values()))
    yield f"{tables}{_data_year()}{known.public()}".encode()


def _files(pattern: str) -> list[Path]:
    return sorted(paths.MODEL.glob(pattern))


def declared(table: RawTable) -> str:
    """The statement that makes it, empty."""
    return f"create table raw.{table.name} ({table.columns}, source_row integer, source_id integer)"


def _data_year() -> str:
    """Which years there are of kinds that tell theirs on the data page."""
    each = (
        f"select '{kind}' as kind, {table.year} as fiscal_year from raw.{table.name}"
        for kind, table in known.years()
    )
    return f"create table data_year as from ({' union '.join(each)}) order by all"
