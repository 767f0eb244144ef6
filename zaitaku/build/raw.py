"""The raw tables of a build: what stays of the build before, what new files replace and add.

A file of the same kind and year replaces the earlier one; other kinds and years stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import Any

import duckdb
import pandas as pd
from pandas.api.types import is_object_dtype

from zaitaku import indicators, sources
from zaitaku.build import writing
from zaitaku.ground.errors import WarehouseError
from zaitaku.ground.states import Problem
from zaitaku.sources import known
from zaitaku.sources.model import RawTable

LABELS_SHOWN = 10


def keep(connection: duckdb.DuckDBPyConnection, previous: duckdb.DuckDBPyConnection) -> None:
    """Take over every raw row of the build before."""
    stored = _stored(previous)
    # a build of an earlier version has no table for a kind of file that came later
    for table in (name for name in ("source", "problem", *known.tables()) if name in stored):
        kept = previous.sql(f"select * from raw.{table}").to_arrow_table()
        writing.load(connection, f"raw.{table}", kept)


def store(connection: duckdb.DuckDBPyConnection, collected: sources.Collected) -> list[str]:
    """Replace what the new tables cover, then add them with their provenance.

    Gives back what was replaced, in words.
    """
    replaced = []
    tables = known.tables()
    for name, values in _covered(collected).items():
        column = tables[name].replaced_by
        condition = "true" if column is None else f"list_contains($values, {column})"
        if column is not None and not values:
            continue
        count = connection.execute(
            f"delete from raw.{name} where {condition}",
            {} if column is None else {"values": sorted(values)},
        ).fetchone()
        if count and count[0]:
            label = _labels(values) if column else "全体"
            replaced.append(f"{tables[name].label} {label}: 前の {count[0]} 行を置き換え")
    row = connection.execute("select coalesce(max(source_id), 0) from raw.source").fetchone()
    next_id = row[0] if row else 0
    imported_at = datetime.now().replace(microsecond=0)
    read: list[tuple[Any, ...]] = []
    told: list[tuple[Any, ...]] = []
    frames: dict[str, list[pd.DataFrame]] = {}
    for number, table in enumerate(collected.tables, start=next_id + 1):
        read.append(
            (
                number,
                table.file_name,
                table.sheet,
                table.kind,
                table.fiscal_year,
                table.rows,
                table.sha256,
                imported_at,
            )
        )
        for name, frame in table.frames.items():
            if len(frame):
                frames.setdefault(name, []).append(frame.assign(source_id=number))
        told += _problem_rows(number, table.problems)
    writing.load_rows(connection, "raw.source", read)
    writing.load_rows(connection, "raw.problem", told)
    for name, parts in frames.items():
        for whole in _together(parts):
            writing.load(connection, f"raw.{name}", whole)
    _forget_unused_sources(connection)
    return replaced


def _together(frames: Sequence[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """The frames in their order, neighbours in one: a frame of 35 rows takes as long as a year's.

    Frames of other columns stay apart, and those whose types the database guesses from some rows.
    """

    def shape(at: int) -> tuple[Any, ...]:
        types = frames[at].dtypes
        return (*types.items(), at if any(map(is_object_dtype, types)) else None)

    for _, alike in groupby(range(len(frames)), key=shape):
        yield pd.concat([frames[at] for at in alike], ignore_index=True)


def clear_for_entered(
    connection: duckdb.DuckDBPyConnection, collected: sources.Collected, digests: Set[str]
) -> None:
    """A table that was entered in the app is the whole of its kind: no row of another stays.

    ``digests``: of the files of entered tables.
    """
    kinds = {kind.name: kind for kind in known.kinds()}
    for table in collected.tables:
        if table.sha256 in digests:
            for one in kinds[table.kind].tables:
                connection.execute(f"delete from raw.{one.name}")


def replaced_entered(
    connection: duckdb.DuckDBPyConnection, collected: sources.Collected, digests: Set[str]
) -> list[tuple[str, str, int]]:
    """Files that would replace rows which were entered: file, entered file, how many rows.

    An entered table may replace an earlier one of its kind: whoever approved it has seen that.
    """
    found = []
    tables = known.tables()
    for table in collected.tables:
        if table.sha256 in digests:
            continue
        for name, values in _covered(sources.Collected([table])).items():
            column = tables[name].replaced_by
            condition = "true" if column is None else f"list_contains($values, r.{column})"
            rows = connection.execute(
                f"select s.file_name, count(*) from raw.{name} as r"
                " inner join raw.source as s using (source_id)"
                f" where list_contains($digests, s.sha256) and {condition} group by all",
                {"digests": sorted(digests)}
                | ({} if column is None else {"values": sorted(values)}),
            ).fetchall()
            found += [(table.file_name, str(entry), int(count)) for entry, count in rows]
    return found


def _covered(collected: sources.Collected) -> dict[str, set[Any]]:
    """Raw table → the years or schemes that new rows bring (none: it is replaced as a whole)."""
    covered: dict[str, set[Any]] = {}
    tables = known.tables()
    for table in collected.tables:
        for name, frame in table.frames.items():
            column = tables[name].replaced_by
            values = set() if column is None else set(frame[column].unique().tolist())
            covered.setdefault(name, set()).update(values)
    for group in known.together():
        years = set().union(*(covered.get(name, set()) for name in group))
        if years:
            covered.update({name: years for name in group})
    return covered


def _problem_rows(
    source_id: int | None, problems: Sequence[Problem]
) -> list[tuple[int | None, str, str, str, str]]:
    return [
        (source_id, problem.severity, problem.where, problem.message, problem.fix)
        for problem in problems
        if problem.severity != "error"
    ]


def _forget_unused_sources(connection: duckdb.DuckDBPyConnection) -> None:
    used = " union ".join(f"select source_id from raw.{table}" for table in known.tables())
    connection.execute(f"delete from raw.source where source_id not in ({used})")
    connection.execute(
        "delete from raw.problem where source_id not in (select source_id from raw.source)"
    )
    # what is left of a source of which a later file replaced some years
    counts = " union all ".join(f"select source_id from raw.{table}" for table in known.tables())
    connection.execute(
        f"update raw.source set row_count = c.n from (select source_id, count(*) as n"
        f" from ({counts}) group by source_id) as c where c.source_id = source.source_id"
    )


def _labels(values: set[Any]) -> str:
    shown = "、".join(map(_label, sorted(values)[:LABELS_SHOWN]))
    return shown if len(values) <= LABELS_SHOWN else f"{shown} ほか{len(values) - LABELS_SHOWN}件"


def _label(value: Any) -> str:
    return f"{value}年度" if isinstance(value, int) else f"「{value}」"


def carry_stored(connection: duckdb.DuckDBPyConnection) -> None:
    """What earlier files brought under codes that a new master or codes table ends."""
    towns = master(connection)
    assert towns is not None
    tables = known.tables()
    for name, table in tables.items():
        codes = {
            row[0]
            for column in (table.carried.codes if table.carried else ())
            for row in connection.execute(f"select distinct {column} from raw.{name}").fetchall()
        }
        if any(code not in towns.by_code and towns.current(code) for code in codes if code):
            stored = connection.execute(f"select * from raw.{name}").df()
            carried, problems = sources.carry({name: stored}, towns, table.label, tables)
            errors = [str(problem) for problem in problems if problem.severity == "error"]
            if errors:
                raise WarehouseError("\n".join(errors))
            connection.execute(f"delete from raw.{name}")
            writing.load(connection, f"raw.{name}", carried[name])
            writing.load_rows(connection, "raw.problem", _problem_rows(None, problems))


def repeated(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """A sentence per raw table in which something is told twice, with the places of the first."""
    tables = known.tables()
    # whether there is any: the places are looked up where there is, in hardly any build
    asked = (
        f"select '{name}' from (select 1 from raw.{name} as r {_by_key(table)} limit 1)"
        for name, table in tables.items()
    )
    names = {row[0] for row in connection.execute(" union all ".join(asked)).fetchall()}
    return [_repetition(connection, table) for name, table in tables.items() if name in names]


def _by_key(table: RawTable) -> str:
    columns = ", ".join(f"r.{column}" for column in table.key.columns)
    return f"group by {columns} having {_told(table)} > 1"


def _told(table: RawTable) -> str:
    """How often a key is told: by rows or, where it has several, by files."""
    return "count(*)" if table.key.is_row else "count(distinct r.source_id)"


def _repetition(connection: duckdb.DuckDBPyConnection, table: RawTable) -> str:
    row = connection.execute(
        "select list(distinct s.file_name || coalesce('「' || s.sheet || '」', '') || ' '"
        f" || r.source_row || '行目')[:2], {_told(table)}"
        f" from raw.{table.name} as r inner join raw.source as s using (source_id)"
        f" {_by_key(table)} order by min(r.source_id), min(r.source_row) limit 1"
    ).fetchone()
    assert row is not None
    return (
        f"{table.label}に同じものが {row[1]} 回あります（{'、'.join(row[0])}）。"
        "同じ表を 2 つのファイルから取り込んでいないか確かめてください。"
    )


def store_catalogue(connection: duckdb.DuckDBPyConnection) -> None:
    """The program's own list of indicators, so that questions can name them."""
    rows = [
        (
            order,
            item.indicator_id,
            "・".join(item.functions),
            item.spo,
            item.name,
            item.unit,
            item.source,
            item.plan7,
            item.plan8,
            item.mark7,
            item.certainty,
            item.is_obligatory,
            item.place,
            item.counts,
            item.definition,
        )
        for order, item in enumerate(indicators.load().values(), start=1)
    ]
    writing.load_rows(connection, "raw.indicator_catalogue", rows)


def master(connection: duckdb.DuckDBPyConnection) -> sources.Master | None:
    """The master that a build holds; a build of an earlier version knows of no changes."""
    stored = _stored(connection)

    def rows(table: str, *columns: str) -> list[tuple[Any, ...]]:
        if table not in stored:
            return []
        names = ", ".join(columns)
        return connection.execute(f"select {names} from raw.{table} order by all").fetchall()

    towns = rows("municipality", *sources.Municipality._fields)
    changes = sources.changes_of(rows("municipality_change", *sources.Change._fields))
    if not towns and not changes.rows:
        return None
    former = dict(rows("former_insurer", "insurer_no", "old_code"))
    return replace(sources.Master.from_rows(towns), changes=changes, former_insurers=former)


def _stored(connection: duckdb.DuckDBPyConnection) -> set[str]:
    found = connection.execute(
        "select table_name from duckdb_tables() where schema_name = 'raw'"
    ).fetchall()
    return {row[0] for row in found}
