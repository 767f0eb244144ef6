"""Small files: whole or not at all, one writer at a time, and one way to say what went wrong.

A file is written beside its place and moved there in one step, so a reader, a full disk or a run
that is killed never meets half of one. Who changes what a file says holds the folder's lock from
reading to writing (``alone``): it holds between threads and processes, is the operating system's
and ends with the process. What a file says is its room's business.
"""

from __future__ import annotations

import errno
import glob
import os
import re
import secrets
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from zaitaku.ground.errors import SourceFileError, ZaitakuError

_PART, _NEW, _OLD = ".part", "new", "old"  # being filled; of a folder: both sides of the move
LOCK = ".lock"  # in a folder of small files; other programs pass over hidden ones
PATIENCE = 10.0  # seconds: small files are written in far less
# Windows refuses to move a file over one that somebody is just reading
_PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8) if sys.platform == "win32" else ()


class BusyError(TimeoutError):
    """The lock was not given up in time; ``strerror`` says how long was waited."""

    def __init__(self, seconds: float) -> None:
        super().__init__(errno.ETIMEDOUT, f"{seconds:g} 秒待ちました")


# --- writing -------------------------------------------------------------------------------------


def write(path: Path, content: str | bytes, *, is_durable: bool = False) -> None:
    """Put a file in its place in one step; OSError leaves what stood there whole.

    ``is_durable``: it outlives a power failure from now on. What can be made again need not.
    """
    with replacing(path, is_durable=is_durable) as pending:
        pending.write_bytes(content.encode() if isinstance(content, str) else content)


@contextmanager
def replacing(path: Path, *, is_durable: bool = False) -> Iterator[Path]:
    """As ``write``, for what is written piece by piece: the file to fill, moved at the end.

    Nothing is moved, and nothing stays, where filling it fails or is broken off.
    """
    pending = _beside(path)
    try:
        yield pending
        if is_durable:
            _sync(pending)
        move(pending, path)
        if is_durable:
            sync_folder(path.parent)
    finally:
        with suppress(OSError):  # on a file system that can only be read
            pending.unlink(missing_ok=True)


@contextmanager
def replacing_folder(folder: Path) -> Iterator[Path]:
    """As ``replacing``, for a whole folder: an empty one to fill beside its place.

    What stood there is put aside, replaced and removed; where the new one cannot be moved to its
    place, the old one is put back. Two steps: a run that is killed between them leaves the old one
    in a hidden folder beside the place, whole; the next run puts it back before it begins.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    _mend_folder(folder)
    aside = _beside(folder)
    new, old = aside / _NEW, aside / _OLD
    new.mkdir(parents=True)
    try:
        with alone(aside / LOCK):
            yield new
            for path in new.rglob("*"):
                sync_folder(path) if path.is_dir() else _sync(path)
            if folder.exists():
                move(folder, old)
            try:
                move(new, folder)
            except OSError:
                if old.exists():
                    move(old, folder)
                raise
            sync_folder(folder.parent)
    finally:
        if folder.exists() or not old.exists():
            shutil.rmtree(aside, ignore_errors=True)


def _mend_folder(folder: Path) -> None:
    """Put back what a killed run had put aside, and remove what it left; who is at work holds a
    lock in it."""
    name = re.compile(rf"\.{re.escape(folder.name)}\.\d+-[0-9a-f]{{8}}{re.escape(_PART)}")
    for aside in [path for path in folder.parent.iterdir() if name.fullmatch(path.name)]:
        try:
            with alone(aside / LOCK, patience=0):
                if (aside / _OLD).exists() and not folder.exists():
                    move(aside / _OLD, folder)
        except OSError:
            continue
        shutil.rmtree(aside, ignore_errors=True)


def create(path: Path, content: bytes) -> None:
    """A file for its owner's eyes only, unless another process was first: then that one stays."""
    pending = _beside(path)
    try:
        with os.fdopen(os.open(pending, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
        _sync(pending)
        try:
            os.link(pending, path)
        except FileExistsError:
            pass
        except OSError:  # a disk without hard links: no other process is waited for
            move(pending, path)
        sync_folder(path.parent)
    finally:
        with suppress(OSError):
            pending.unlink(missing_ok=True)


def move(path: Path, target: Path) -> None:
    """Move a file over another on the same disk, in one step."""
    for pause in _PAUSES:
        try:
            path.replace(target)
            return
        except PermissionError:
            time.sleep(pause)
    path.replace(target)


def sync_folder(folder: Path) -> None:
    """Names of files as they are now, on the disk; Windows has no such call and needs none."""
    if sys.platform != "win32":
        _sync(folder)


def _beside(path: Path) -> Path:
    """A name that no other run has and no listing of ``*.json`` finds, on the same disk."""
    return path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}{_PART}")


def _sync(path: Path) -> None:
    # to write through it, Windows wants the file to be open for writing
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# --- one at a time -------------------------------------------------------------------------------


@contextmanager
def alone(
    lock: Path,
    *,
    patience: float | None = PATIENCE,
    waiting: Callable[[], None] = lambda: None,
) -> Iterator[None]:
    """Hold a lock file, made with its folder if need be; it stays and is empty.

    ``waiting`` is called once where somebody else holds it; then ``patience`` seconds are waited
    (None: as long as it takes). BusyError after that, OSError where the folder cannot be written.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    # a mark instead of the system's lock would outlive a run that is killed
    held = FileLock(lock, fallback_to_soft=False, preserve_lock_file=True)
    try:
        held.acquire(blocking=False)
    except Timeout:
        waiting()
        try:
            held.acquire(timeout=-1 if patience is None else patience)
        except Timeout:
            raise BusyError(patience or 0) from None
    try:
        yield
    finally:
        held.release()


@contextmanager
def changing(folder: Path) -> Iterator[None]:
    """Hold a folder of small files from reading to writing; what cannot be kept is told.

    What a run that was killed was about to write is removed: its file is as it was.
    """
    with telling(folder), alone(folder / LOCK):
        sweep(folder)
        yield


def sweep(folder: Path) -> None:
    """Remove what killed runs left half written; only for who holds the folder alone."""
    for path in folder.glob("*.part"):
        with suppress(OSError):
            path.unlink()


def sweep_beside(path: Path) -> None:
    """Remove what killed runs left half written of one file; only for who writes it alone."""
    for pending in path.parent.glob(f".{glob.escape(path.name)}.*.part"):
        with suppress(OSError):
            pending.unlink()


# --- what went wrong -----------------------------------------------------------------------------


@contextmanager
def telling(path: Path, kind: type[ZaitakuError] = SourceFileError) -> Iterator[None]:
    """Say what cannot be written as an error the user can mend."""
    try:
        yield
    except OSError as error:
        raise kind(unwritten(path, error)) from error


def unwritten(path: Path, error: Exception) -> str:
    """What could not be written, why, and what to do; ``path`` is the file or its folder."""
    return f"「{path}」に書き込めませんでした。{_why(path, error)}前の内容はそのまま残っています。"


def _why(path: Path, error: Exception) -> str:
    number = getattr(error, "errno", None)
    if isinstance(error, BusyError):
        return (
            f"ほかの処理が使っています（{error.strerror}）。"
            "それが終わってから、もう一度行ってください。"
        )
    if number in (errno.ENOSPC, errno.EDQUOT):
        return "ディスクの空きが足りません。空きを作るか、別の場所を使ってください。"
    if isinstance(error, FileNotFoundError | NotADirectoryError) and not path.parent.is_dir():
        folder = path.parent
        return f"フォルダ「{folder}」がありません。フォルダを作るか、別の場所を使ってください。"
    if isinstance(error, PermissionError | IsADirectoryError) or number == errno.EROFS:
        return (
            "書き込みが許されていません。開いているファイルは閉じ、書き込みの権限を確かめるか、"
            "別の場所を使ってください。"
        )
    detail = getattr(error, "strerror", None) or error
    return f"ディスクの空きと書き込みの権限を確かめてください（詳細: {detail}）。"
