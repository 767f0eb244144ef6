"""Builds: immutable files, one pair per import, and the line that says which one is current.

``warehouse-<id>.duckdb`` holds everything and is opened in 内部 only; ``release-<id>.duckdb`` holds
what may be published and is the only file that 公表 ever opens. Here they are read; what writes
them is ``build/writing.py``, and nothing else in the project connects to a database.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from zaitaku.access import asking
from zaitaku.ask import own_figures
from zaitaku.ground import country
from zaitaku.ground.errors import WarehouseError
from zaitaku.ground.settings import Mode

PREFIX: dict[Mode, str] = {"internal": "warehouse", "public": "release"}
# No extension is ever fetched: the work network has no internet, and a request must not leave.
HELD = "held"  # folder: an empty file for each build that was made and not chosen yet
# folder: an empty file for each build whose files are being put in their place or deleted
UNFINISHED = "unfinished"
OFFLINE: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
# How questions are read. Their tables are small: to share the work out among threads, and to pack
# keys before they are sorted, would cost more than either saves.
_READ = {**OFFLINE, "threads": 1, "disabled_optimizers": "compressed_materialization"}


Asked = tuple[tuple[str, ...], Sequence[tuple[Any, ...]]]


@dataclass(frozen=True)
class Build:
    """One file of one build, opened read-only. Share it freely; take a cursor per call.

    ``own``: the municipalities whose figures alone are those of 内部; all others are as in 公表.
    """

    build_id: str
    mode: Mode
    path: Path
    own: tuple[str, ...] = ()

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A cursor of its own: a shared one loses answers when sessions run at once."""
        return _connection(self.path, self.own).cursor()

    def listed(self, sql: str) -> tuple[tuple[Any, ...], ...]:
        """The rows of a short list of the build (what may be chosen), read once: a build never
        changes, and every question asks for the same few."""
        return _listed(self.path, self.own, sql)

    def asked(self, sql: str, values: Mapping[str, Any]) -> Asked:
        """The names of a statement's columns, and its rows."""
        cursor = self.cursor()
        cursor.execute(_statement(cursor, sql), values)
        rows = tuple(cursor.fetchall())
        return tuple(column[0] for column in cursor.description or ()), rows

    def stamp(self) -> str:
        """Tells the very files read: one put in its place under the same name is another."""
        files = (self.path, _public_of(self.path)) if self.own else (self.path,)
        try:
            states = [file.stat() for file in files]
        except OSError as error:
            raise _broken(self.path, "読む間になくなりました") from error
        return " ".join(f"{state.st_ino}.{state.st_mtime_ns}.{state.st_size}" for state in states)

    @property
    def open_mode(self) -> Mode:
        """The mode whose questions it can be asked: with ``own`` those of 公表."""
        return "public" if self.own else self.mode


_lock = threading.Lock()


@cache
def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    _need_whole(path)
    try:
        return duckdb.connect(
            str(path), read_only=True, config={**_READ, "enable_external_access": False}
        )
    except duckdb.Error as error:
        raise _broken(path) from error


@cache
def _connect_own(path: Path, own: tuple[str, ...]) -> duckdb.DuckDBPyConnection:
    """What 公表 may show, with the own figures of some municipalities in place of theirs.

    Whatever a question makes of it (totals, ranks, shares) follows from these rows alone.
    """
    public = _public_of(path)
    for file in (path, public):
        _need_whole(file)
    try:
        return own_figures.connect(path, public, own, _READ)
    except duckdb.Error as error:
        raise _broken(path) from error


def _public_of(internal: Path) -> Path:
    return internal.with_name(internal.name.replace(PREFIX["internal"], PREFIX["public"], 1))


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
            "市区町村マスタを zaitaku import でもう一度取り込んでください（ほかのデータは引き継ぎ、"
            "前の版は残ります）。"
        ) from error


def seal_of(path: Path) -> Path:
    """Where the digest of a build's file stands, as ``sha256sum`` writes and checks it."""
    return path.with_name(f"{path.name}.sha256")


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _need_whole(path: Path) -> None:
    """WarehouseError for a file that is not as it was written.

    The database looks at what it reads only, and at nothing of a block that became zeros: a damaged
    figure would be shown like any other. A build of an earlier software has no seal.
    """
    try:
        seal = seal_of(path).read_text(encoding="ascii").split()
        damaged = seal[:1] != [digest(path)]
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError) as error:
        raise _broken(path) from error
    if damaged:
        raise _broken(path, "中身が作ったときと違います。壊れたか、書き換えられています")


def _broken(path: Path, why: str = "壊れているか、別の版のものです") -> WarehouseError:
    return WarehouseError(
        f"データファイル「{path.name}」を読めません（{why}）。"
        "zaitaku builds で版を確かめ、読める版を zaitaku builds --use 番号 で選んでから、"
        "必要なら元のファイルを zaitaku import してください。"
    )


def _connection(path: Path, own: tuple[str, ...] = ()) -> duckdb.DuckDBPyConnection:
    with _lock:
        return _connect_own(path, own) if own else _connect(path)


_statements: dict[str, duckdb.Statement] = {}


def _statement(cursor: duckdb.DuckDBPyConnection, sql: str) -> duckdb.Statement:
    """A question's SQL, parsed once (a sixth of the time of an answer); it is of no build."""
    found = _statements.get(sql)
    if found is None:
        (found,) = cursor.extract_statements(sql)
        _statements[sql] = found
    return found


Kept = TypeVar("Kept")
_kept: list[Callable[[], None]] = []


def kept(most: int) -> Callable[[Callable[..., Kept]], Callable[..., Kept]]:
    """Decorator: what is read of builds is remembered until ``forget``, the last ``most`` of it."""

    def remembering(read: Callable[..., Kept]) -> Callable[..., Kept]:
        found = lru_cache(maxsize=most)(read)
        _kept.append(found.cache_clear)
        return found

    return remembering


@kept(1000)
def _listed(path: Path, own: tuple[str, ...], sql: str) -> tuple[tuple[Any, ...], ...]:
    return tuple(_connection(path, own).cursor().execute(sql).fetchall())


def forget(path: Path) -> None:
    """Drop the cached connections of this process; for tests and before deleting a build."""
    _connect.cache_clear()
    _connect_own.cache_clear()
    ask_anew()


def ask_anew() -> None:
    """Drop what is remembered of builds; for tests and measurements, as a build never changes."""
    for clear in _kept:
        clear()


def file_of(data_dir: Path, build_id: str, mode: Mode) -> Path:
    return data_dir / f"{PREFIX[mode]}-{build_id}.duckdb"


def current_build_id(data_dir: Path) -> str | None:
    """The id in CURRENT; None where nothing was imported yet.

    WarehouseError where builds are stored and none is chosen: to go on as if there were no data
    would leave out all that was imported before.
    """
    chosen = _pointer(data_dir)
    if chosen is None and (stored := _ids(data_dir) - held(data_dir)):
        newest = [build.build_id for build in builds(data_dir)]
        raise WarehouseError(
            f"データの置き場所「{data_dir}」の CURRENT がないか空ですが、版は {len(stored)} 個"
            f"残っています（新しい順に {'、'.join(newest)}）。"
            "使う版を zaitaku builds --use 番号 で選んでください。"
        )
    return chosen


def need_one(data_dir: Path) -> None:
    """WarehouseError where it is no data folder, but holds those of several prefectures.

    To take one of them unasked could be to write over it.
    """
    if there := country.names(data_dir):
        raise WarehouseError(
            f"「{data_dir}」は、都道府県ごとのデータの置き場所を集めたフォルダです"
            f"（{'、'.join(there.values())}）。"
            f"都道府県のフォルダを指定してください（例: --data {data_dir / next(iter(there))}）。"
        )


def held(data_dir: Path) -> frozenset[str]:
    """The builds that were made to be looked at before anybody uses them (``writing.hold``).

    The one in use is none of them, also where a run was killed before it could remove the mark.
    """
    marked = _marked(data_dir / HELD)
    with suppress(WarehouseError):
        return marked - {_pointer(data_dir)}
    return marked


def unfinished(data_dir: Path) -> frozenset[str]:
    """The builds of which a run that is at work, or was killed, left some files: they are none."""
    return _marked(data_dir / UNFINISHED)


def _marked(folder: Path) -> frozenset[str]:
    return frozenset(path.name for path in folder.iterdir()) if folder.is_dir() else frozenset()


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
    """The current build (or the one named) in a mode; WarehouseError where there is none.

    DisclosureError for 内部 where who asks may not see it: this is the door to every figure.
    """
    if mode == "internal":
        asking.need("see_internal")
        if own := asking.scope():
            return _of_some(data_dir, build_id, own)
    return _found(data_dir, mode, build_id)


def _of_some(data_dir: Path, build_id: str | None, own: tuple[str, ...]) -> Build:
    """内部 for a municipality: its 版 tells whose, so that nothing of it is taken for another's."""
    internal = _found(data_dir, "internal", build_id)
    _found(data_dir, "public", internal.build_id)
    return replace(internal, build_id="+".join((internal.build_id, *own)), own=own)


def _found(data_dir: Path, mode: Mode, build_id: str | None) -> Build:
    chosen = build_id or current_build_id(data_dir)
    if chosen is None:
        need_one(data_dir)
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

    None is current where CURRENT does not say: this is what to choose from. WarehouseError as
    ``need_one``.
    """
    need_one(data_dir)
    current = None
    with suppress(WarehouseError):
        current = _pointer(data_dir)
    found = [_stored(data_dir, build_id, build_id == current) for build_id in _ids(data_dir)]
    return sorted(found, key=lambda b: (b.created_on, b.build_id), reverse=True)


def _ids(data_dir: Path) -> set[str]:
    return {
        path.stem.removeprefix(f"{prefix}-")
        for prefix in PREFIX.values()
        for path in data_dir.glob(f"{prefix}-*.duckdb")
    } - unfinished(data_dir)


def _stored(data_dir: Path, build_id: str, is_current: bool) -> StoredBuild:
    files = [file_of(data_dir, build_id, mode) for mode in PREFIX]
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
    files = (file_of(data_dir, build_id, mode) for mode in PREFIX)
    return all(file.is_file() for file in files) and is_readable(data_dir, build_id)


def is_readable(data_dir: Path, build_id: str) -> bool:
    """Whether what there is of a build can be opened: the release, and the rest unless left out.

    A server for 公表 alone holds the release alone.
    """
    kept = [mode for mode in PREFIX if file_of(data_dir, build_id, mode).is_file()]
    try:
        for mode in kept:
            # whoever asks: nothing is told but whether it can be opened
            _found(data_dir, mode, build_id).cursor().execute("select build_id from build_info")
    except (WarehouseError, duckdb.Error):
        return False
    return "public" in kept
