"""Where person-level data may lie: a work folder of the run, for its owner only, gone at the end.

A folder that a crash left behind is removed at the next start: its lock is free then. Nothing is
written into or beside a data folder of the dashboard.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from zaitaku.ground import settings, store
from zaitaku.ground.errors import UsageError

_PARENT = "zaitaku-aggregate"
_RUN = "run-"
_LOCK = ".lock"
# what only a data folder of the dashboard has
_MARKS = ("CURRENT", "warehouse-*.duckdb", "release-*.duckdb")


@contextmanager
def work_folder(wanted: Path | None = None) -> Iterator[Path]:
    """An empty folder of this run, mode 0700; what is in it is gone afterwards, whatever happens.

    ``wanted``: where runs put their folders; the system's place for temporary files by default.
    """
    parent = Path(wanted or tempfile.gettempdir()) / _PARENT
    # other things may lie beside the system's place for temporary files
    refuse_data_folder(parent, "--work", beside=wanted is not None)
    with store.telling(parent):
        _private(parent)
        clear(parent)
        folder = parent / f"{_RUN}{os.getpid()}-{secrets.token_hex(4)}"
        lock = FileLock(parent / f"{folder.name}{_LOCK}", fallback_to_soft=False)
        lock.acquire(blocking=False)
        _private(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        lock.release()
        with suppress(OSError):
            Path(lock.lock_file).unlink(missing_ok=True)


def clear(parent: Path) -> int:
    """Remove what runs that have ended left behind; how many there were."""
    gone = 0
    for folder in parent.glob(f"{_RUN}*"):
        if not folder.is_dir():
            continue
        lock = FileLock(parent / f"{folder.name}{_LOCK}", fallback_to_soft=False)
        try:
            lock.acquire(blocking=False)
        except Timeout:  # another run is at work
            continue
        try:
            shutil.rmtree(folder, ignore_errors=True)
            gone += 1
        finally:
            lock.release()
            with suppress(OSError):
                Path(lock.lock_file).unlink(missing_ok=True)
    return gone


def _private(folder: Path) -> None:
    """Make a folder for its owner only; one that others can read is refused."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if sys.platform != "win32":
        told = folder.stat()
        if told.st_uid != os.getuid() or folder.is_symlink():
            raise UsageError(
                f"作業フォルダ「{folder}」はほかの利用者のものです。"
                "--work で別の場所を指定してください。"
            )
        folder.chmod(0o700)


def refuse_data_folder(path: Path, option: str, *, beside: bool = True) -> None:
    """UsageError where a path is, lies in or lies ``beside`` a data folder of the dashboard."""
    target = path.resolve()
    configured = settings.root_dir().resolve()
    near = [target, *target.parents]
    if beside:
        with suppress(OSError):
            near += [other for other in target.parent.iterdir() if other.is_dir()]
    if configured in near or any(map(_is_data_folder, near)):
        raise UsageError(
            f"{option} の「{path}」はダッシュボードのデータの置き場所か、その中か隣です。"
            "レセプトを扱う場所は、ダッシュボードから離してください。"
        )


def _is_data_folder(folder: Path) -> bool:
    with suppress(OSError):
        return any(any(folder.glob(mark)) for mark in _MARKS)
    return False
