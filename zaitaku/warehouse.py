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
    """What ``zaitaku builds`` lists."""

    build_id: str
    created_on: str
    size_bytes: int
    is_current: bool


def builds(data_dir: Path) -> list[StoredBuild]:
    """Every stored build, newest first."""
    current = current_build_id(data_dir)
    found: list[StoredBuild] = []
    for path in data_dir.glob("warehouse-*.duckdb"):
        build_id = path.stem.removeprefix("warehouse-")
        release = file_of(data_dir, build_id, "public")
        size = path.stat().st_size + (release.stat().st_size if release.is_file() else 0)
        row = (
            Build(build_id, "internal", path)
            .cursor()
            .execute("select created_on from build_info")
            .fetchone()
        )
        found.append(StoredBuild(build_id, str(row[0]) if row else "", size, build_id == current))
    return sorted(found, key=lambda b: (b.created_on, b.build_id), reverse=True)


def prune(data_dir: Path, keep: int) -> list[str]:
    """Delete all but ``keep`` builds: the current one and the newest others; ids are returned."""
    stored = sorted(builds(data_dir), key=lambda build: not build.is_current)
    kept = {build.build_id for build in stored[:keep]}
    removed = [b.build_id for b in stored if b.build_id not in kept]
    for build_id in removed:
        for mode in _PREFIX:
            path = file_of(data_dir, build_id, mode)
            forget(path)
            path.unlink(missing_ok=True)
    _remove_unused_geometry(data_dir, kept)
    return removed


def _remove_unused_geometry(data_dir: Path, kept: set[str]) -> None:
    used: set[str] = set()
    for build_id in kept:
        cursor = Build(build_id, "internal", file_of(data_dir, build_id, "internal")).cursor()
        row = cursor.execute("select geo_hash from build_info").fetchone()
        if row and row[0]:
            used.add(str(row[0]))
    for path in (data_dir / "geo").glob("*.topojson"):
        if path.stem not in used:
            path.unlink()


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
