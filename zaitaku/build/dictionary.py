"""What every table and column of a build means, kept in the database itself for who opens it there.

Tables and what no question tells stand in ``queries/_model/columns.csv``; a column that all
questions call alike has its label and unit from their headers. A row of the file without a table
holds for every table that has the column, one with a table for that alone.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import duckdb

from zaitaku.ask import queries
from zaitaku.build.release import support
from zaitaku.ground import paths
from zaitaku.sources import known

BEGIN = "<!-- ここから queries/_model/columns.csv による自動生成（手で直さない） -->"
END = "<!-- ここまで自動生成 -->"
_STATUS = "_status"
_RAW = "raw."
_STATES = "実数・秘匿・該当なし・欠測。実数のときだけ数がある"


@dataclass(frozen=True)
class Meaning:
    """What a column is: its name in Japanese, its unit, and what else is to be known."""

    label: str
    unit: str = ""
    description: str = ""

    @property
    def text(self) -> str:
        """In one line, as it stands in the database."""
        title = f"{self.label}（{self.unit}）" if self.unit else self.label
        return f"{title}: {self.description}" if self.description else title


def comment(connection: duckdb.DuckDBPyConnection) -> None:
    """Write down what each table and column is; what nobody explains has no comment."""
    statements = []
    for table, columns in _described(connection).items():
        statements.append(f"comment on table {table} is {_quoted(_table(table))};")
        for column in columns:
            text = _quoted(_column(table, column, columns))
            statements.append(f'comment on column {table}."{column}" is {text};')
    connection.execute("".join(statements))


def page(
    text: str, internal: duckdb.DuckDBPyConnection, published: duckdb.DuckDBPyConnection
) -> str:
    """The manual with its list of tables (``docs/データ仕様書.md``) made anew from a build."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    head = "| 表 | 1 行 | 列 |\n|---|---|---|"
    listed = "\n".join(_rows(internal, set(_described(published))))
    return f"{before}{BEGIN}\n\n{head}\n{listed}\n\n{END}{after}"


def _rows(internal: duckdb.DuckDBPyConnection, published: set[str]) -> Iterator[str]:
    described = _described(internal)
    for table in (name for name in _told() if name in described and not name.startswith(_RAW)):
        names = ", ".join(f"`{name}`" for name in described[table] if not name.endswith(_STATUS))
        is_public = table in published and support.SUPPORT.get(table) != "false"
        only = "" if is_public else "（内部だけ）"
        yield f"| `{table}`{only} | {_table(table)} | {names} |"


def _described(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """Table (with its schema, where that is ``raw``) → its columns in their order."""
    found: dict[str, list[str]] = {}
    for schema, table, column in connection.execute(
        "select schema_name, table_name, column_name from duckdb_columns()"
        " where not internal and database_name = current_database()"
        " order by schema_name, table_name, column_index"
    ).fetchall():
        found.setdefault(table if schema == "main" else f"{schema}.{table}", []).append(column)
    return found


def _table(table: str) -> str:
    raw = known.tables().get(table.removeprefix(_RAW)) if table.startswith(_RAW) else None
    if raw is not None:
        return f"取り込んだ行: {raw.label}"
    found = _told().get(table, {}).get("")
    return found.label if found else ""


def _column(table: str, column: str, columns: list[str]) -> str:
    """What a column is, in one line; '' where nobody says."""
    figure = column.removesuffix(_STATUS)
    found = _meaning(table, figure)
    if found is None:
        return ""
    if figure != column:
        return f"{found.label}の状態: {_STATES}"
    if f"{column}{_STATUS}" in columns:
        return f"{found.text}。空のわけは {column}{_STATUS}"
    is_bare = found.unit and not found.description
    return f"{found.text}: 空は、数が分からない" if is_bare else found.text


def _meaning(table: str, column: str) -> Meaning | None:
    told = _told()
    return told.get(table, {}).get(column) or told.get("", {}).get(column) or _asked().get(column)


@cache
def _told() -> Mapping[str, Mapping[str, Meaning]]:
    """What the file says: table ('': any) → column ('': the table itself) → meaning."""
    found: dict[str, dict[str, Meaning]] = {}
    with paths.DICTIONARY.open(encoding="utf-8", newline="") as file:
        for table, column, *meaning in list(csv.reader(file))[1:]:
            found.setdefault(table, {})[column] = Meaning(*meaning)
    return found


@cache
def _asked() -> Mapping[str, Meaning]:
    """Columns that every question which has them calls alike."""
    found: dict[str, set[Meaning]] = {}
    for name in queries.names():
        for column in queries.load(name).columns:
            found.setdefault(column.name, set()).add(Meaning(column.label, column.unit))
    return {name: meanings.pop() for name, meanings in found.items() if len(meanings) == 1}


def _quoted(text: str) -> str:
    """A text of SQL; none where there is nothing to say."""
    return "'" + text.replace("'", "''") + "'" if text else "null"
