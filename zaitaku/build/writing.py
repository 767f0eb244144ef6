"""Writing builds: one writer at a time, new files, and ``CURRENT`` moved in one step at the end.

An import writes new files and moves ``CURRENT`` when they have passed their checks, so that a
failure loses nothing. Stored builds are chosen and deleted here too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb

from zaitaku.ask.warehouse import (
    HELD,
    OFFLINE,
    PREFIX,
    UNFINISHED,
    StoredBuild,
    builds,
    current_build_id,
    digest,
    file_of,
    forget,
    held,
    need_one,
    seal_of,
    unfinished,
)
from zaitaku.build import due
from zaitaku.ground import store
from zaitaku.ground.errors import WarehouseError
from zaitaku.ground.settings import Mode

RELEASES = "releases"  # folder: a record for each build that was released (``releases``)
_WRITING = "building-"  # what a file is called while it is being filled
# what only the writer of builds writes, and leaves half written when it is killed
_LEFT = (
    f"{_WRITING}*",
    ".CURRENT.*.part",
    ".*.duckdb.sha256.*.part",
    ".publication.json.*.part",
    "geo/*.part",
    "published/*.part",
    "protected/*.part",
)


def use(data_dir: Path, build_id: str) -> None:
    """Make a stored build the current one; WarehouseError where it is not there or unreadable."""
    need_stored(data_dir, build_id)
    with only_writer(data_dir):
        make_current(data_dir, build_id)


def need_stored(data_dir: Path, build_id: str) -> None:
    """WarehouseError where a build is not there or cannot be read."""
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


def prune(data_dir: Path, keep: int, spared: Collection[str] = ()) -> list[str]:
    """Delete all but ``keep`` builds: the current one and the newest others; ids are returned.

    ``spared`` stay whatever their number.

    WarehouseError where files cannot be deleted, or where none of the builds is chosen.
    """
    if not data_dir.is_dir() or current_build_id(data_dir) is None:
        return []
    with only_writer(data_dir):
        stored = sorted(builds(data_dir), key=lambda build: not build.is_current)
        others = [build for build in stored[keep:] if build.build_id not in spared]
        kept = [build for build in stored if build not in others]
        try:
            _delete(data_dir, kept, others)
        except OSError as error:
            raise unwritable(data_dir, error) from error
    return [build.build_id for build in others]


def delete(data_dir: Path, build_id: str) -> bool:
    """Delete the files of a build; False where there are none.

    It is gone with the first step: what a run that is killed leaves of it, the next writer removes.
    """
    there = [path for mode in PREFIX if (path := file_of(data_dir, build_id, mode)).is_file()]
    if there:
        _mark(data_dir / UNFINISHED, build_id)
    _delete_files(data_dir, build_id)
    return bool(there)


def _delete_files(data_dir: Path, build_id: str) -> None:
    for mode in PREFIX:
        path = file_of(data_dir, build_id, mode)
        forget(path)
        path.unlink(missing_ok=True)
        seal_of(path).unlink(missing_ok=True)
    (data_dir / HELD / build_id).unlink(missing_ok=True)
    _finish(data_dir, build_id)


def put_build(data_dir: Path, build_id: str, pending: Mapping[Mode, Path]) -> None:
    """Move both filled files of a build to their places: it is there with the second, or not.

    A build that stood there in pieces is mended file by file: what is whole of it stays.
    """
    is_new = not any(file_of(data_dir, build_id, mode).exists() for mode in PREFIX)
    if is_new:
        _mark(data_dir / UNFINISHED, build_id)
    for mode in ("public", "internal"):
        put(pending[mode], file_of(data_dir, build_id, mode))
    if is_new:
        _finish(data_dir, build_id)


def hold(data_dir: Path, build_id: str) -> None:
    """The build was made to be looked at: nobody sees it until it is chosen (``use``)."""
    with store.telling(data_dir, WarehouseError):
        _mark(data_dir / HELD, build_id)


def _finish(data_dir: Path, build_id: str) -> None:
    (data_dir / UNFINISHED / build_id).unlink(missing_ok=True)
    with suppress(OSError):  # marks of others lie in it, or there is none
        (data_dir / UNFINISHED).rmdir()


def _mark(folder: Path, build_id: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / build_id).touch()
    store.sync_folder(folder)


def _delete(data_dir: Path, kept: Sequence[StoredBuild], others: Sequence[StoredBuild]) -> None:
    for build in others:
        delete(data_dir, build.build_id)
    # which boundaries an unreadable build needs is not known: then all of them stay
    if all(build.is_readable for build in kept):
        used = {build.geo_hash for build in kept}
        for path in (data_dir / "geo").glob("*.topojson"):
            if path.stem not in used:
                path.unlink()


@contextmanager
def only_writer(
    data_dir: Path, progress: Callable[[str], None] = lambda message: None
) -> Iterator[None]:
    """Hold the data folder: two imports at once would each lose what the other brought.

    Waits while another process holds it. What a run that was killed left behind is removed, and a
    release that it had begun is one or none, before ``CURRENT`` moves on.
    WarehouseError where the folder cannot be written, and where it holds the data folders of
    several prefectures: a build beside them would hide them all.
    """
    need_one(data_dir)

    def waiting() -> None:
        progress("ほかの取り込みが終わるのを待っています（やめるには Ctrl+C）")

    with ExitStack() as held:
        with store.telling(data_dir, WarehouseError):
            lock = store.alone(data_dir / "import.lock", patience=None, waiting=waiting)
            held.enter_context(lock)
            _settle(data_dir)
        _remove_left(data_dir)
        yield


def _settle(data_dir: Path) -> None:
    folder = data_dir / RELEASES
    if not due.records(folder):
        return
    with suppress(WarehouseError):  # where CURRENT is lost, it stays until one is chosen
        current = current_build_id(data_dir)
        with store.changing(folder):
            due.settle(folder, current)


def _remove_left(data_dir: Path) -> None:
    """What a run that was killed left behind: half written files, builds half put or half deleted,
    and marks of builds that there are not."""
    for path in (path for pattern in _LEFT for path in data_dir.glob(pattern)):
        with suppress(OSError):
            path.unlink()
    for build_id in unfinished(data_dir):
        with suppress(OSError):
            _delete_files(data_dir, build_id)
    for mark in (data_dir / HELD).glob("*"):
        there = any(file_of(data_dir, mark.name, mode).exists() for mode in PREFIX)
        if not there or mark.name not in held(data_dir):
            with suppress(OSError):
                mark.unlink()


def pending_files(data_dir: Path, run: int) -> dict[Mode, Path]:
    """Where a run, named by its process, writes a build before it is put in its place."""
    return {mode: data_dir / f"{_WRITING}{run}-{prefix}.duckdb" for mode, prefix in PREFIX.items()}


def unwritable(data_dir: Path, error: Exception) -> WarehouseError:
    """What to say when a data folder cannot be written."""
    return WarehouseError(store.unwritten(data_dir, error))


@contextmanager
def writing(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A new database file to be filled; removed again if filling it fails.

    It is whole on disk when this ends: on closing, DuckDB says nothing of a disk that is full.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    remove(path)
    connection = duckdb.connect(str(path), config=OFFLINE)
    try:
        yield connection
        connection.execute("checkpoint")
    except BaseException:
        connection.close()
        remove(path)
        raise
    connection.close()


def put(pending: Path, target: Path) -> None:
    """Move a filled file to its place and seal it; what stood there goes with its seal.

    The seal comes last: a run that is killed leaves a whole file without one, never a wrong one.
    """
    found = digest(pending)
    forget(target)
    seal = seal_of(target)
    seal.unlink(missing_ok=True)
    store.move(pending, target)
    store.write(seal, f"{found}  {target.name}\n", is_durable=True)


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
    with store.telling(data_dir, WarehouseError):
        store.sync_folder(data_dir)
        store.write(data_dir / "CURRENT", f"{build_id}\n", is_durable=True)
    with suppress(OSError):  # it is in use, whatever the mark says; the next writer removes it
        (data_dir / HELD / build_id).unlink(missing_ok=True)
        (data_dir / HELD).rmdir()  # unless marks of others lie in it


def make_current_by(data_dir: Path, build_id: str, record: Path, text: str) -> None:
    """``make_current``, with a record of ``RELEASES`` that is there with the same step: both or
    neither, wherever it is broken off. For who holds both folders.
    """
    with store.telling(data_dir, WarehouseError):
        due.put(record, build_id, text)
    try:
        if current_build_id(data_dir) != build_id:
            make_current(data_dir, build_id)
    finally:
        # what cannot be moved now holds as it is (``due``), until the next writer moves it
        with suppress(OSError):
            due.settle(record.parent, current_build_id(data_dir))
