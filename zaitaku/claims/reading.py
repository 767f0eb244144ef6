"""Tidy files → rows of a table in DuckDB, all text; what is wrong is counted by file and line.

Only columns of the contract are read. A file is read once; a second time only to find the lines
of what is wrong in it.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from zaitaku.claims import lines, tidy
from zaitaku.claims.faults import SHOWN, Faults
from zaitaku.claims.readers import ORIGIN, whence
from zaitaku.ground.errors import SourceFileError

_BROKEN = {
    "MISSING COLUMNS": "列が足りない（行の途中で切れている）",
    "TOO MANY COLUMNS": "列が多すぎる",
    "INVALID ENCODING": "UTF-8 でない文字がある",
    "UNQUOTED VALUE": "引用符が閉じていない",
    "LINE SIZE OVER MAXIMUM": "行が長すぎる",
}
_CUT = "ファイルが行の途中で終わる（切れている。失われた行の数は分からない）"
_HEAD = 65536
_NAMED = 1000  # broken rows whose lines are looked for


@dataclass(frozen=True)
class Rule:
    """One more thing that makes a row unusable: an SQL condition and what is said of it."""

    what: str
    condition: str


def heading(path: Path) -> tuple[str, ...] | None:
    """Names of the columns of a tidy file; None where it is none."""
    if path.suffix.lower() == ".parquet":
        try:
            return tuple(pq.read_schema(path).names)
        except Exception:  # cut, or no Parquet at all
            raise SourceFileError(
                f"「{path.name}」は Parquet として読めません。途中で切れているか、壊れています。"
            ) from None
    with path.open("rb") as file:
        first = file.read(_HEAD).split(b"\n", 1)[0]
    try:
        names = next(csv.reader([first.decode("utf-8-sig").strip("\r\n\x1a")]), None)
    except (UnicodeDecodeError, csv.Error):
        return None
    return tuple(names) if names else None


def table_of(path: Path) -> tidy.Table | None:
    """The table a file holds, by its heading; None where it is no tidy file."""
    names = heading(path)
    if names is None:
        return None
    fitting = [table for table in tidy.TABLES.values() if set(table.needed) <= set(names)]
    return max(fitting, key=lambda table: len(table.needed)) if fitting else None


def create(connection: Any, table: tidy.Table, name: str) -> None:
    """An empty table for the rows of a tidy table: its columns as text, file and record beside."""
    columns = ", ".join(f'"{column}" varchar' for column in table.names)
    connection.execute(f"create table {name} ({columns}, file_no integer, record bigint)")


def append(
    connection: Any,
    table: tidy.Table,
    name: str,
    path: Path,
    faults: Faults,
    *,
    rules: Sequence[Rule] = (),
    needed: str = "true",
    file_no: int = 0,
    numbered: bool = True,
    origins: Sequence[Path] = (),
) -> None:
    """Add the usable rows of one file; ``origins``: see ``readers.Part``.

    ``needed``: rows that are looked at (others are passed over, right or wrong). ``numbered``: keep
    the number of the record, which costs a large file its second processor.
    """
    source, is_csv = _source(table, path, [ORIGIN] if origins else [])
    check = f"select *, {_fault(table, rules)} as fault from "
    number = f'"{ORIGIN}"' if origins else "row_number() over ()"
    rows = _cleaned(table, source, number if numbered or origins else "0", needed)
    connection.execute(f"create or replace temp table batch as {check} {rows}")
    refused = _refused(connection, path, faults) if is_csv else []
    (count,) = connection.execute("select count(*) from batch").fetchone()
    if not origins:  # whoever made the part counted what it was made of
        faults.read(path, count + len(refused))
    if not connection.execute("select 1 from batch where fault <> '' limit 1").fetchone():
        pass
    elif origins:
        _tell_origins(connection, origins, faults)
    else:
        again = check + _cleaned(table, source, number, needed)
        _tell(connection, again, path, refused if is_csv else None, faults)
    columns = ", ".join(f'"{column}"' for column in table.names)
    connection.execute(
        f"insert into {name} select {columns}, {file_no}, record from batch where fault = ''"
    )
    connection.execute("drop table batch")


def _source(table: tidy.Table, path: Path, more: Sequence[str]) -> tuple[str, bool]:
    """The file's own columns as text, '' for one that it lacks; whether it is a CSV file.

    ``more``: columns beside those of the contract, as they are."""
    names = heading(path) or ()
    place = str(path).replace("'", "''")
    is_csv = path.suffix.lower() != ".parquet"
    if is_csv:
        quoted = ", ".join("'" + n.replace("'", "''") + "': 'VARCHAR'" for n in _unlike(names))
        read = (
            f"read_csv('{place}', header = true, auto_detect = false, delim = ',', quote = '\"', "
            f"escape = '\"', columns = {{{quoted}}}, store_rejects = true, rejects_limit = 0)"
        )
    else:
        read = f"read_parquet('{place}')"
    chosen = [
        f'cast("{name}" as varchar) as "{name}"' if name in names else f"'' as \"{name}\""
        for name in table.names
    ] + [f'"{name}"' for name in more]
    return f"(select {', '.join(chosen)} from {read})", is_csv


def _cleaned(table: tidy.Table, source: str, record: str, needed: str) -> str:
    """The rows that are needed, numbered, without blanks around their texts.

    What is needed is asked of the texts as they stand, so that the engine may pass over the
    others as it reads: to trim them first takes five times as long.
    """
    columns = ", ".join(f'coalesce(trim("{name}"), \'\') as "{name}"' for name in table.names)
    rows = f"(select *, {record} as record from {source})"
    return f"(select {columns}, record from {rows} where {needed})"


def _unlike(names: Sequence[str]) -> list[str]:
    """Headings that are not read may be blank or stand twice; DuckDB wants them to differ."""
    found: list[str] = []
    for place, name in enumerate(names):
        found.append(name if name.strip() and name not in found else f"_{place}")
    return found


def _fault(table: tidy.Table, rules: Sequence[Rule]) -> str:
    """The first thing that is wrong with a row, as an SQL expression; '' where nothing is."""
    shapes = [
        (
            f"{column.name} が決まりの形でない",
            f"not regexp_full_match(\"{column.name}\", '{column.pattern}')",
        )
        for column in table.columns
        if column.pattern != ".*"
    ]
    cases = [*shapes, *((rule.what, rule.condition) for rule in rules)]
    whens = " ".join(f"when {condition} then '{what}'" for what, condition in cases)
    return f"case {whens} else '' end"


def _refused(connection: Any, path: Path, faults: Faults) -> list[int]:
    """Rows that are no record at all. What DuckDB keeps of them is thrown away unread."""
    found = connection.execute(
        "select line, error_type from reject_errors order by line"
    ).fetchall()
    connection.execute("drop table reject_errors; drop table reject_scans")
    kinds = {int(row): str(kind) for row, kind in reversed(found)}
    line_of = lines.of_rows(path, sorted(kinds)[:_NAMED])
    for row, kind in sorted(kinds.items()):
        faults.add(path, line_of.get(row), _BROKEN.get(kind, "行の形が壊れている"))
    last = max(kinds, default=0)
    line = lines.of_rows(path, [last]).get(last) if last else None
    if line is not None and lines.is_cut(path, line):
        faults.cut(path, line, _CUT)
    return sorted(kinds)


def _tell(
    connection: Any,
    checked: str,
    path: Path,
    refused: Sequence[int] | None,
    faults: Faults,
) -> None:
    """Count what is wrong in a file and find the first lines of each."""
    counts = dict(
        connection.execute(
            "select fault, count(*) from batch where fault <> '' group by 1"
        ).fetchall()
    )
    found = connection.execute(
        f"select fault, record from ({checked}) where fault <> '' "
        f"qualify row_number() over (partition by fault order by record) <= {SHOWN}"
    ).fetchall()
    if refused is not None:
        connection.execute("drop table if exists reject_errors; drop table if exists reject_scans")
        place = lines.physical(path, [record for _, record in found], refused)
    else:
        place = {record: record for _, record in found}
    shown: dict[str, int] = {}
    for what, record in found:
        shown[what] = shown.get(what, 0) + 1
        faults.add(path, place.get(record), what)
    for what, count in counts.items():
        if count > shown.get(what, 0):
            faults.add(path, None, what, count - shown.get(what, 0))


def _tell_origins(connection: Any, origins: Sequence[Path], faults: Faults) -> None:
    """What is wrong in a part, told of the lines it was made of."""
    found = connection.execute(
        "select fault, record, count(*) from batch where fault <> '' group by 1, 2 order by 2"
    ).fetchall()
    for what, record, count in found:
        file, line = whence(record)
        faults.add(origins[file], line, what, count)


def quietly(error: Exception, step: str) -> SourceFileError:
    """An error of the engine without its message, which may hold a value of a row."""
    kind = type(error).__name__ if isinstance(error, duckdb.Error) else "エラー"
    return SourceFileError(
        f"集計の途中（{step}）で処理が止まりました（{kind}）。何も書き出していません。"
    )
