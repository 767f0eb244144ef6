"""A data folder as one file, and back: each file by its digest, the folder whole or not there.

What can be made again and what no one uses is left out (older builds unless asked for, builds that
are only held, files in the making); everything else in the folder is kept, also what a later
software puts there.
"""

from __future__ import annotations

import glob
import hashlib
import json
import os
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from zaitaku import __version__
from zaitaku.ask import warehouse
from zaitaku.ask.warehouse import HELD, PREFIX, UNFINISHED
from zaitaku.build import writing
from zaitaku.ground import store
from zaitaku.ground.errors import SourceFileError, UsageError, WarehouseError

MANIFEST = "zaitaku-backup.json"
_FORMAT = 1
_LOCK = "import.lock"  # of a data folder; a backup holds none
_CHUNK = 1 << 20
_PRIVATE = 0o600
_NO_BACKUP = "zaitaku backup で作ったファイルを指定してください。"


@dataclass(frozen=True)
class Backup:
    """What a backup holds: its current build, how many files, and bytes before packing."""

    build_id: str
    created_on: str
    files: int
    size_bytes: int


def write(
    data_dir: Path,
    target: Path,
    *,
    every_build: bool = False,
    progress: Callable[[str], None] = lambda message: None,
) -> Backup:
    """Pack a data folder into ``target``, which only its owner can read: it holds the secret.

    ``every_build``: older builds as well. UsageError where ``target`` lies in the folder;
    WarehouseError without a current build, and where it cannot be written: then nothing is left.
    """
    if target.resolve().is_relative_to(data_dir.resolve()):
        raise UsageError(
            f"バックアップの書き出し先「{target}」が、データの置き場所「{data_dir}」の中です。"
            "ほかの場所（別の媒体など）を指定してください。"
        )
    current = warehouse.open_build(data_dir, "public").build_id
    with writing.only_writer(data_dir, progress), store.telling(target, WarehouseError):
        kept = {current}
        if every_build:
            stored = (build.build_id for build in warehouse.builds(data_dir))
            kept |= set(stored) - warehouse.held(data_dir)
        found = dict(_files(data_dir, kept))
        created_on = datetime.now().astimezone().isoformat(timespec="seconds")
        listed: dict[str, dict[str, Any]] = {}
        store.sweep_beside(target)
        with (
            store.replacing(target, is_durable=True) as pending,
            zipfile.ZipFile(_private(pending), "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made,
        ):
            for name, path in found.items():
                progress(f"書き出し中: {name}")
                listed[name] = _pack(made, name, path)
            about = {
                "format": _FORMAT,
                "software": __version__,
                "build_id": current,
                "created_on": created_on,
                "files": listed,
            }
            made.writestr(MANIFEST, json.dumps(about, ensure_ascii=False, indent=1))
    return Backup(current, created_on, len(listed), sum(one["size"] for one in listed.values()))


def restore(
    source: Path,
    data_dir: Path,
    progress: Callable[[str], None] = lambda message: None,
) -> Backup:
    """Put a backup into an empty folder, or one that is not there yet.

    The folder appears as a whole, once every file is as it was written, or not at all. UsageError
    for a folder that holds something; SourceFileError for a file that is no backup, is damaged, or
    is of a later software; WarehouseError where it cannot be written.
    """
    if data_dir.exists() and (not data_dir.is_dir() or any(data_dir.iterdir())):
        raise UsageError(
            f"「{data_dir}」は空ではありません。バックアップは、空のフォルダか、まだないフォルダに"
            "戻します。いまのデータを残すなら、フォルダの名前を変えてから、もう一度実行してください。"
        )
    with store.telling(data_dir, WarehouseError):
        data_dir.parent.mkdir(parents=True, exist_ok=True)
        _remove_left(data_dir)
        beside = Path(tempfile.mkdtemp(prefix=_beginning(data_dir), dir=data_dir.parent))
        try:
            with store.alone(beside / _LOCK):
                about = _unpacked(source, beside, progress)
                if not warehouse.is_whole(beside, str(about["build_id"])):
                    raise _damaged(source, "いまの版のファイルがそろっていません")
                warehouse.forget(beside)
            with suppress(FileNotFoundError):
                data_dir.rmdir()  # the empty one
            beside.rename(data_dir)
            store.sync_folder(data_dir.parent)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    files: Mapping[str, Any] = about["files"]
    size = sum(int(one["size"]) for one in files.values())
    return Backup(str(about["build_id"]), str(about["created_on"]), len(files), size)


def _beginning(data_dir: Path) -> str:
    """How a folder is called while it is being restored, beside its place."""
    return f".{data_dir.name}.restoring-"


def _remove_left(data_dir: Path) -> None:
    """Remove what a run that was killed had restored so far; who is at work holds its lock."""
    for folder in data_dir.parent.glob(f"{glob.escape(_beginning(data_dir))}*"):
        try:
            with store.alone(folder / _LOCK, patience=0):
                pass
        except OSError:
            continue
        shutil.rmtree(folder, ignore_errors=True)


def _files(data_dir: Path, kept: set[str]) -> Iterator[tuple[str, Path]]:
    """Name in the backup → file, in the order of names."""
    stored = {build.build_id for build in warehouse.builds(data_dir)}
    others = stored - kept | warehouse.unfinished(data_dir)
    left_out = tuple(f"{prefix}-{one}." for prefix in PREFIX.values() for one in others)
    for path in sorted(data_dir.rglob("*")):
        name = path.relative_to(data_dir).as_posix()
        is_made = name.endswith((".lock", ".part")) or name.startswith(
            ("building-", f"{HELD}/", f"{UNFINISHED}/")
        )
        if path.is_symlink() or not path.is_file() or is_made or name.startswith(left_out):
            continue
        yield name, path


def _private(path: Path) -> Path:
    path.touch(mode=_PRIVATE)
    path.chmod(_PRIVATE)
    return path


def _pack(made: zipfile.ZipFile, name: str, path: Path) -> dict[str, Any]:
    """Add a file; its digest, size, and whether only its owner may read it."""
    digest, size = hashlib.sha256(), 0
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    with path.open("rb") as source, made.open(entry, "w", force_zip64=True) as packed:
        while block := source.read(_CHUNK):
            digest.update(block)
            size += len(block)
            packed.write(block)
    is_private = not stat.S_IMODE(path.stat().st_mode) & 0o077
    return {"sha256": digest.hexdigest(), "size": size, "private": is_private}


def _unpacked(source: Path, folder: Path, progress: Callable[[str], None]) -> Mapping[str, Any]:
    """Every file of the backup in the folder, as it was packed; what the backup says of itself."""
    try:
        with zipfile.ZipFile(source) as packed:
            about = _manifest(source, packed)
            for name, told in about["files"].items():
                progress(f"戻しています: {name}")
                _unpack(source, packed, folder, name, told)
            return about
    except FileNotFoundError as error:
        raise SourceFileError(f"「{source}」がありません。{_NO_BACKUP}") from error
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise _damaged(source, "読めないところがあります") from error


def _manifest(source: Path, packed: zipfile.ZipFile) -> Mapping[str, Any]:
    names = packed.namelist()
    if MANIFEST not in names:
        raise SourceFileError(f"「{source}」はバックアップではありません。{_NO_BACKUP}")
    try:
        about: Mapping[str, Any] = json.loads(packed.read(MANIFEST))
        is_known = about["format"] == _FORMAT
        files = {
            name: (str(one["sha256"]), int(one["size"]), bool(one["private"]))
            for name, one in about["files"].items()
        }
        _ = (about["build_id"], about["created_on"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(source, "中身の一覧を読めません") from error
    if not is_known:
        raise SourceFileError(
            f"「{source}」は、これより新しいソフトウェアで作ったバックアップです。"
            "そのソフトウェアで戻してください。"
        )
    if sorted(names) != sorted([MANIFEST, *files]) or not all(map(_is_inside, files)):
        raise _damaged(source, "中身が一覧と違います")
    return about


def _is_inside(name: str) -> bool:
    """Whether a name stays in the folder it is put into, also on Windows."""
    parts = PurePosixPath(name).parts
    return (
        bool(parts)
        and not name.startswith("/")
        and not set(name) & set('\\:*?"<>|\0')
        and (".." not in parts)
    )


def _unpack(
    source: Path, packed: zipfile.ZipFile, folder: Path, name: str, told: Mapping[str, Any]
) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    digest, left = hashlib.sha256(), int(told["size"])
    mode = _PRIVATE if told["private"] else 0o644
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with packed.open(name) as file, os.fdopen(descriptor, "wb") as out:
        while block := file.read(_CHUNK):
            left -= len(block)
            if left < 0:  # whatever it says of its size
                raise _damaged(source, f"{name} が一覧より大きいファイルです")
            digest.update(block)
            out.write(block)
        out.flush()
        os.fsync(out.fileno())
    if left or digest.hexdigest() != told["sha256"]:
        raise _damaged(source, f"{name} が作ったときと違います")


def _damaged(source: Path, why: str) -> SourceFileError:
    return SourceFileError(
        f"バックアップ「{source}」は壊れています（{why}）。何も戻していません。"
        "別の日のバックアップを使ってください。"
    )
