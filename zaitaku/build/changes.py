"""What a build would change against another: rows of the tables that files fill, year by year.

Told before anybody uses the new one. Rows are compared as they were read (values and states), not
where they stood in which file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from zaitaku.ask import warehouse
from zaitaku.ask.warehouse import OFFLINE
from zaitaku.ground.errors import WarehouseError
from zaitaku.sources import known


@dataclass(frozen=True)
class Changed:
    """One table of one 年度 (None: a table without): rows before and after, how many of them are in
    one build alone. A row with another value counts in both."""

    label: str
    year: int | None
    before: int
    after: int
    gone: int
    new: int

    @property
    def is_same(self) -> bool:
        return not (self.gone or self.new)


def between(data_dir: Path, before: str | None, after: str) -> list[Changed]:
    """Every table and 年度 that either build has rows of, in the order of the kinds; all of them
    new where there is no build before.

    WarehouseError where a build is not there or is broken.
    """
    builds = {"earlier": before, "later": after}
    files = {
        name: warehouse.open_build(data_dir, "internal", one).path
        for name, one in builds.items()
        if one is not None
    }
    with duckdb.connect(":memory:", config=dict(OFFLINE)) as connection:
        try:
            for name, path in files.items():
                quoted = str(path).replace("'", "''")
                connection.execute(f"attach '{quoted}' as {name} (read_only)")
            found = _columns(connection)
            return [
                Changed(table.label, *row)
                for table in known.tables().values()
                if (sql := _sql(table.name, table.year, found)) is not None
                for row in connection.execute(sql).fetchall()
            ]
        except duckdb.Error as error:
            raise WarehouseError(
                f"版 {'と版 '.join(one for one in builds.values() if one)} を比べられません。"
                "壊れています。"
                "「zaitaku builds」で読める版を確かめてください。"
            ) from error


def _columns(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], list[str]]:
    """(earlier or later, table) → what can be compared of it."""
    rows = connection.execute(
        "select database_name, table_name, list(column_name order by column_index)"
        " from duckdb_columns() where schema_name = 'raw'"
        " and column_name not in ('source_row', 'source_id') group by all"
    ).fetchall()
    return {(database, table): columns for database, table, columns in rows}


def _sql(table: str, year: str, found: Mapping[tuple[str, str], list[str]]) -> str | None:
    """Year, rows before, rows after, rows gone, rows new; None where neither build has the table.

    A build of an earlier software may lack it, or a column: it had no rows then, and what both have
    is compared.
    """
    earlier, later = found.get(("earlier", table)), found.get(("later", table))
    columns = [one for one in earlier or later or () if one in (later or earlier or ())]
    if not columns:
        return None
    told = ", ".join(f'"{one}"' for one in columns)
    rows = {
        name: f'select {told} from {name}.raw."{table}"'
        if is_there
        else f'select {told} from {other}.raw."{table}" where false'
        for name, other, is_there in (
            ("earlier", "later", earlier),
            ("later", "earlier", later),
        )
    }
    column = f'"{year}"' if year in columns else "null::integer"
    return f"""
        with earlier_rows as ({rows["earlier"]}),
        later_rows as ({rows["later"]}),
        gone as (select * from earlier_rows except all select * from later_rows),
        new as (select * from later_rows except all select * from earlier_rows),
        counted as (
            select {column} as year, 1 as b, 0 as a, 0 as g, 0 as n from earlier_rows
            union all select {column}, 0, 1, 0, 0 from later_rows
            union all select {column}, 0, 0, 1, 0 from gone
            union all select {column}, 0, 0, 0, 1 from new
        )
        select year, sum(b)::integer, sum(a)::integer, sum(g)::integer, sum(n)::integer
        from counted group by year order by year
    """
