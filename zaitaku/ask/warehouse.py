"""Builds: immutable files, one pair per import, and the line that says which one is current.

``warehouse-<id>.duckdb`` holds everything and is opened in 内部 only; ``release-<id>.duckdb`` holds
what may be published and is the only file that 公表 ever opens. Nothing else in the project
connects to a database. An import writes new files and moves ``CURRENT`` when they have passed
their checks, so that a failure loses nothing.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any

import duckdb

from zaitaku.ground.errors import WarehouseError
from zaitaku.ground.settings import Mode

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
        raise _broken(path) from error


@contextmanager
def reading(build: Build) -> Iterator[None]:
    """Tell of a file that proves to be broken, or of an earlier software, while it is read.

    One that was cut opens well, and so does one that lacks a table of today's model.
    """
    try:
        yield
    except (duckdb.IOException, duckdb.FatalException, duckdb.SerializationException) as error:
        raise _broken(build.path) from error
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        # the questions are checked against an empty build: what is missing is missing in this one
        raise WarehouseError(
            f"版 {build.build_id} は前のソフトウェアで作られていて、質問に答える表がありません。"
            "元のファイルを zaitaku import でもう一度取り込んでください（前の版は残ります）。"
        ) from error


def _broken(path: Path) -> WarehouseError:
    return WarehouseError(
        f"データファイル「{path.name}」を読めません（壊れているか、別の版のものです）。"
        "zaitaku builds で版を確かめ、読める版を zaitaku builds --use 番号 で選んでから、"
        "必要なら元のファイルを zaitaku import してください。"
    )


def _connection(path: Path) -> duckdb.DuckDBPyConnection:
    with _lock:
        return _connect(path)


def forget(path: Path) -> None:
    """Drop the cached connections of this process; for tests and before deleting a build."""
    _connect.cache_clear()


def file_of(data_dir: Path, build_id: str, mode: Mode) -> Path:
    return data_dir / f"{_PREFIX[mode]}-{build_id}.duckdb"


def current_build_id(data_dir: Path) -> str | None:
    """The id in CURRENT; None where nothing was imported yet.

    WarehouseError where builds are stored and none is chosen: to go on as if there were no data
    would leave out all that was imported before.
    """
    chosen = _pointer(data_dir)
    if chosen is None and (stored := _ids(data_dir)):
        newest = [build.build_id for build in builds(data_dir)]
        raise WarehouseError(
            f"データの置き場所「{data_dir}」の CURRENT がないか空ですが、版は {len(stored)} 個"
            f"残っています（新しい順に {'、'.join(newest)}）。"
            "使う版を zaitaku builds --use 番号 で選んでください。"
        )
    return chosen


def _pointer(data_dir: Path) -> str | None:
    """What CURRENT says; None where it is missing or empty."""
    try:
        text = (data_dir / "CURRENT").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise WarehouseError(
            f"データの置き場所「{data_dir}」の CURRENT を読めません。データのフォルダを指定し、"
            "読む権限を確かめてください。壊れていれば、使う版を zaitaku builds --use 番号 で"
            "選び直してください。"
        ) from error
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
            "zaitaku builds で残っている版を確かめ、zaitaku builds --use 番号 で選んでください。"
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
    """Every stored build, newest first; one that holds the release alone counts as well.

    None is current where CURRENT does not say: this is what to choose from.
    """
    current = None
    with suppress(WarehouseError):
        current = _pointer(data_dir)
    found = [_stored(data_dir, build_id, build_id == current) for build_id in _ids(data_dir)]
    return sorted(found, key=lambda b: (b.created_on, b.build_id), reverse=True)


def _ids(data_dir: Path) -> set[str]:
    return {
        path.stem.removeprefix(f"{prefix}-")
        for prefix in _PREFIX.values()
        for path in data_dir.glob(f"{prefix}-*.duckdb")
    }


def use(data_dir: Path, build_id: str) -> None:
    """Make a stored build the current one; WarehouseError where it is not there or unreadable."""
    stored = {build.build_id: build for build in builds(data_dir)}
    if build_id not in stored:
        raise WarehouseError(
            f"版「{build_id}」は {data_dir} にありません。"
            f"あるのは {'、'.join(stored) or 'なし'} です。"
        )
    if not stored[build_id].is_readable:
        raise WarehouseError(
            f"版「{build_id}」のデータファイルを読めません（壊れているか、別の版のものです）。"
            "zaitaku builds で読める版を確かめてください。"
        )
    with only_writer(data_dir):
        make_current(data_dir, build_id)


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


def is_whole(data_dir: Path, build_id: str) -> bool:
    """Whether both files of a build are there and can be read."""
    try:
        for mode in _PREFIX:
            open_build(data_dir, mode, build_id).cursor().execute("select build_id from build_info")
    except (WarehouseError, duckdb.Error):
        return False
    return True


def prune(data_dir: Path, keep: int) -> list[str]:
    """Delete all but ``keep`` builds: the current one and the newest others; ids are returned.

    WarehouseError where files cannot be deleted, or where none of the builds is chosen.
    """
    if not data_dir.is_dir() or current_build_id(data_dir) is None:
        return []
    with only_writer(data_dir):
        stored = sorted(builds(data_dir), key=lambda build: not build.is_current)
        try:
            _delete(data_dir, stored[:keep], stored[keep:])
        except OSError as error:
            raise unwritable(data_dir, error) from error
    return [build.build_id for build in stored[keep:]]


def delete(data_dir: Path, build_id: str) -> bool:
    """Delete the files of a build; False where there are none."""
    there = [path for mode in _PREFIX if (path := file_of(data_dir, build_id, mode)).is_file()]
    for path in there:
        forget(path)
        path.unlink()
    return bool(there)


def _delete(data_dir: Path, kept: Sequence[StoredBuild], others: Sequence[StoredBuild]) -> None:
    for build in others:
        delete(data_dir, build.build_id)
    # which boundaries an unreadable build needs is not known: then all of them stay
    if all(build.is_readable for build in kept):
        used = {build.geo_hash for build in kept}
        for path in (data_dir / "geo").glob("*.topojson"):
            if path.stem not in used:
                path.unlink()


# --- writing -------------------------------------------------------------------------------------

_WRITING = "building-"  # what a file is called while it is being filled


@contextmanager
def only_writer(
    data_dir: Path, progress: Callable[[str], None] = lambda message: None
) -> Iterator[None]:
    """Hold the data folder: two imports at once would each lose what the other brought.

    Waits while another process holds it. What a run that was killed left behind is removed. The
    lock is the operating system's and ends with the process. WarehouseError where the folder
    cannot be written.
    """
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        file = (data_dir / "import.lock").open("a")
    except OSError as error:
        raise unwritable(data_dir, error) from error
    with file:
        is_told = False
        while not _is_ours(file):
            if not is_told:
                progress("ほかの取り込みが終わるのを待っています（やめるには Ctrl+C）")
                is_told = True
            time.sleep(0.2)
        for path in data_dir.glob(f"{_WRITING}*"):
            with suppress(OSError):
                path.unlink()
        yield


def _is_ours(file: IO[str]) -> bool:
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def pending_files(data_dir: Path, run: int) -> dict[Mode, Path]:
    """Where a run, named by its process, writes a build before it is put in its place."""
    return {mode: data_dir / f"{_WRITING}{run}-{prefix}.duckdb" for mode, prefix in _PREFIX.items()}


def unwritable(data_dir: Path, error: Exception) -> WarehouseError:
    """What to say when a data folder cannot be written."""
    detail = getattr(error, "strerror", None) or error
    return WarehouseError(
        "データの書き込み中に問題が起きました。前のデータはそのまま残っています。"
        f"ディスクの空きと {data_dir} への書込権限を確かめてください。（詳細: {detail}）"
    )


@contextmanager
def writing(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A new database file to be filled; removed again if filling it fails.

    It is whole on disk when this ends: on closing, DuckDB says nothing of a disk that is full.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    remove(path)
    connection = duckdb.connect(str(path), config=_OFFLINE)
    try:
        yield connection
        connection.execute("checkpoint")
    except BaseException:
        connection.close()
        remove(path)
        raise
    connection.close()


def remove(path: Path) -> None:
    """Delete a database file that was being filled, and DuckDB's log beside it."""
    for file in (path, path.with_name(f"{path.name}.wal")):
        with suppress(OSError):
            file.unlink()


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
    """Run the checks, each of which must return no row; one Japanese sentence per failure.

    WarehouseError where there is no check at all: nothing would ever fail.
    """
    if not files:
        raise WarehouseError(
            "検査のファイル（queries/_checks）がありません。ソフトウェアのフォルダが欠けています。"
            "もう一度入れ直してください。"
        )
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
    """Point CURRENT at a finished build, in one step; WarehouseError where it cannot be written.

    Each step is on the disk before the next: after a power failure CURRENT is the old or the new
    one, never empty, and its build is there under its name.
    """
    pending = data_dir / "CURRENT.new"
    try:
        _sync_folder(data_dir)
        with pending.open("w", encoding="utf-8") as file:
            file.write(build_id + "\n")
            file.flush()
            os.fsync(file.fileno())
        pending.replace(data_dir / "CURRENT")
        _sync_folder(data_dir)
    except OSError as error:
        with suppress(OSError):
            pending.unlink()
        raise unwritable(data_dir, error) from error


def _sync_folder(folder: Path) -> None:
    """Names of files as they are now, on the disk; Windows has no such call and needs none."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
