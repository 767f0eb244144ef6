"""Builds: immutable files, one pair per import, and the line that says which one is current.

``warehouse-<id>.duckdb`` holds everything and is opened in 内部 only; ``release-<id>.duckdb`` holds
what may be published and is the only file that 公表 ever opens. Nothing else in the project
connects to a database. An import writes new files and moves ``CURRENT`` when they have passed
their checks, so that a failure loses nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from zaitaku.errors import WarehouseError
from zaitaku.settings import Mode

_PREFIX: dict[Mode, str] = {"internal": "warehouse", "public": "release"}
# No extension is ever fetched: the work network has no internet, and a request must not leave.
_OFFLINE: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


@dataclass(frozen=True)
class Build:
    """One file of one build, opened read-only. Share it freely; take a cursor per call."""

    build_id: str
    mode: Mode
    path: Path

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A cursor of its own: a shared one loses answers when sessions run at once."""
        return _connection(self.path).cursor()


_lock = threading.Lock()


@cache
def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(
            str(path), read_only=True, config={**_OFFLINE, "enable_external_access": False}
        )
    except duckdb.Error as error:
        raise WarehouseError(
            f"データファイル「{path.name}」を開けません（壊れているか、別の版のものです）。"
            "zaitaku builds で版を確かめ、必要なら元のファイルを zaitaku import してください。"
        ) from error


def _connection(path: Path) -> duckdb.DuckDBPyConnection:
    with _lock:
        return _connect(path)


def forget(path: Path) -> None:
    """Drop the cached connections of this process; for tests and before deleting a build."""
    _connect.cache_clear()


def file_of(data_dir: Path, build_id: str, mode: Mode) -> Path:
    return data_dir / f"{_PREFIX[mode]}-{build_id}.duckdb"


def current_build_id(data_dir: Path) -> str | None:
    """The id in CURRENT; None where nothing was imported yet."""
    try:
        text = (data_dir / "CURRENT").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    return text or None


def open_build(data_dir: Path, mode: Mode, build_id: str | None = None) -> Build:
    """The current build (or the one named) in a mode; WarehouseError where there is none."""
    chosen = build_id or current_build_id(data_dir)
    if chosen is None:
        raise WarehouseError(
            f"データがまだありません（{data_dir}）。"
            "zaitaku import に KDB の集計ファイルと市区町村マスタを渡して取り込んでください。"
        )
    path = file_of(data_dir, chosen, mode)
    if not path.is_file():
        raise WarehouseError(
            f"版「{chosen}」のファイル「{path.name}」がありません。"
            "zaitaku builds で残っている版を確かめてください。"
        )
    return Build(chosen, mode, path)


@dataclass(frozen=True)
class StoredBuild:
    """What ``zaitaku builds`` lists; ``created_on`` is '' and ``geo_hash`` None if unreadable."""

    build_id: str
    created_on: str
    size_bytes: int
    is_current: bool
    is_readable: bool
    geo_hash: str | None


def builds(data_dir: Path) -> list[StoredBuild]:
    """Every stored build, newest first; one that holds the release alone counts as well."""
    current = current_build_id(data_dir)
    ids = {
        path.stem.removeprefix(f"{prefix}-")
        for prefix in _PREFIX.values()
        for path in data_dir.glob(f"{prefix}-*.duckdb")
    }
    found = [_stored(data_dir, build_id, build_id == current) for build_id in ids]
    return sorted(found, key=lambda b: (b.created_on, b.build_id), reverse=True)


def _stored(data_dir: Path, build_id: str, is_current: bool) -> StoredBuild:
    files = [file_of(data_dir, build_id, mode) for mode in _PREFIX]
    there = [path for path in files if path.is_file()]
    size = sum(path.stat().st_size for path in there)
    try:
        row = (
            Build(build_id, "internal", there[0])
            .cursor()
            .execute("select created_on, geo_hash from build_info")
            .fetchone()
        )
    except (WarehouseError, duckdb.Error):
        row = None
    if row is None:
        return StoredBuild(build_id, "", size, is_current, False, None)
    return StoredBuild(build_id, str(row[0]), size, is_current, True, row[1])


def prune(data_dir: Path, keep: int) -> list[str]:
    """Delete all but ``keep`` builds: the current one and the newest others; ids are returned."""
    stored = sorted(builds(data_dir), key=lambda build: not build.is_current)
    for build in stored[keep:]:
        for mode in _PREFIX:
            path = file_of(data_dir, build.build_id, mode)
            forget(path)
            path.unlink(missing_ok=True)
    kept = stored[:keep]
    # which boundaries an unreadable build needs is not known: then all of them stay
    if all(build.is_readable for build in kept):
        used = {build.geo_hash for build in kept}
        for path in (data_dir / "geo").glob("*.topojson"):
            if path.stem not in used:
                path.unlink()
    return [build.build_id for build in stored[keep:]]


@contextmanager
def writing(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A new database file to be filled; removed again if filling it fails."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    connection = duckdb.connect(str(path), config=_OFFLINE)
    try:
        yield connection
    except BaseException:
        connection.close()
        path.unlink(missing_ok=True)
        raise
    connection.close()


def load(
    connection: duckdb.DuckDBPyConnection, table: str, rows: Any, *, create: bool = False
) -> None:
    """Write an arrow table or a pandas frame into a table, by column name."""
    connection.register("incoming", rows)
    if create:
        connection.execute(f"create table {table} as select * from incoming")
    else:
        connection.execute(f"insert into {table} by name select * from incoming")
    connection.unregister("incoming")


def load_rows(
    connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Sequence[Any]]
) -> None:
    """Write rows in the order of the table's columns; a row at a time would take minutes."""
    import pyarrow as pa

    if not rows:
        return
    names = [item[0] for item in connection.execute(f"select * from {table} limit 0").description]
    columns = [list(values) for values in zip(*rows, strict=True)]
    load(connection, table, pa.table(dict(zip(names, columns, strict=True))))


def run_script(connection: duckdb.DuckDBPyConnection, files: Sequence[Path]) -> None:
    """Run SQL files in the order of their names."""
    for path in sorted(files):
        connection.execute(path.read_text(encoding="utf-8"))


def failed_checks(connection: Any, files: Sequence[Path]) -> list[str]:
    """Run the checks, each of which must return no row; one Japanese sentence per failure."""
    failures: list[str] = []
    for path in sorted(files):
        text = path.read_text(encoding="utf-8")
        rows = connection.execute(text).fetchmany(5)
        if rows:
            title = text.splitlines()[0].removeprefix("-- ").strip()
            shown = "、".join(" ".join(str(value) for value in row) for row in rows)
            failures.append(f"{title}: {shown}")
    return failures


def make_current(data_dir: Path, build_id: str) -> None:
    """Point CURRENT at a finished build, in one step."""
    pending = data_dir / "CURRENT.new"
    pending.write_text(build_id + "\n", encoding="utf-8")
    pending.replace(data_dir / "CURRENT")
