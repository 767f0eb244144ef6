"""Where packs are kept: DATA/packs/<id>.json, one file each.

Every change starts from the pack as it is and holds the folder (``store.changing``), so that two
readers, also of two servers on one disk, lose nothing of each other's. A deleted pack is put aside
and can be brought back. A file that cannot be read is named, stays as it is, and keeps no other
from being read. Packs are no part of a build: an import leaves them alone.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from zaitaku.access import log
from zaitaku.ground import store
from zaitaku.ground.errors import ValidationError, ZaitakuError
from zaitaku.kept import packs_file
from zaitaku.kept.packs import Change, Pack, named, new_id

_DELETED = "deleted"


@dataclass(frozen=True)
class Unreadable:
    """A file among the packs that is none, or of a newer version: ``reason`` says which."""

    pack_id: str
    reason: str


def listed(data_dir: Path) -> tuple[list[Pack], list[Unreadable]]:
    """Every pack by name, and the files that cannot be read."""
    found: list[Pack] = []
    broken: list[Unreadable] = []
    for path in sorted(_folder(data_dir).glob("*.json")):
        try:
            found.append(_read(path))
        except ZaitakuError as error:
            broken.append(Unreadable(path.stem, str(error)))
    return sorted(found, key=lambda pack: (pack.name, pack.pack_id)), broken


def load(data_dir: Path, pack_id: str) -> Pack:
    """One pack; ValidationError when there is none or it cannot be read."""
    path = _file(data_dir, pack_id)
    if not path.is_file():
        raise ValidationError(
            "この会議資料はありません（削除されたか、別の場所のデータです）。"
            "一覧から選び直してください。"
        )
    return _read(path)


def create(data_dir: Path, name: str) -> Pack:
    """A new pack without scenes; ValidationError when the name is taken."""
    name = named(name)
    with store.changing(_folder(data_dir)):
        if name in {pack.name for pack in listed(data_dir)[0]}:
            raise ValidationError(
                f"「{name}」という会議資料はもうあります。別の名前にするか、それを選んでください。"
            )
        now = _now()
        return _write(data_dir, Pack(new_id(), name, created_on=now, changed_on=now))


def change(data_dir: Path, pack_id: str, what: Change) -> Pack:
    """The pack as it is now, changed and kept. What cannot be done leaves it as it was."""
    with store.changing(_folder(data_dir)):
        before = load(data_dir, pack_id)
        after = what(before)
        if after == before:
            return before
        return _write(data_dir, replace(after, changed_on=_now()))


def copy(data_dir: Path, pack_id: str, what: Change = lambda pack: pack) -> Pack:
    """The pack once more, changed, under a name of its own; the first stays as it was."""
    pack = what(load(data_dir, pack_id))
    return _as_new(data_dir, replace(pack, removed=(), created_on=_now()))


def take_in(data_dir: Path, content: bytes, file: str) -> Pack:
    """A pack from a file that another installation (or this one) wrote, kept as a new one."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValidationError(
            f"{file}: 会議資料のファイルではありません（文字コードが UTF-8 ではありません）。"
        ) from None
    return _as_new(data_dir, packs_file.from_json(text, file))


def delete(data_dir: Path, pack_id: str) -> None:
    """Put a pack aside, also one that cannot be read; nothing happens when there is none."""
    path = _file(data_dir, pack_id)
    aside = _folder(data_dir) / _DELETED / path.name
    with store.changing(_folder(data_dir)):
        if path.is_file():
            log.entry(f"会議資料 {pack_id} を削除", data_dir)
            _move(path, aside)


def deleted(data_dir: Path) -> list[Pack]:
    """The packs put aside, the latest first; what cannot be read is left out."""
    found = []
    paths = list((_folder(data_dir) / _DELETED).glob("*.json"))
    for path in sorted(paths, key=lambda p: p.stat().st_mtime, reverse=True):
        try:
            found.append(_read(path))
        except ZaitakuError:
            continue
    return found


def restore(data_dir: Path, pack_id: str) -> None:
    """Bring a deleted pack back; nothing happens when there is none."""
    path = _file(data_dir, pack_id)
    aside = _folder(data_dir) / _DELETED / path.name
    with store.changing(_folder(data_dir)):
        if aside.is_file() and not path.exists():
            log.entry(f"会議資料 {pack_id} を元に戻す", data_dir)
            _move(aside, path)


# --- files ---------------------------------------------------------------------------------------


def _folder(data_dir: Path) -> Path:
    return data_dir / "packs"


def _file(data_dir: Path, pack_id: str) -> Path:
    if not (len(pack_id) == 16 and all(sign in "0123456789abcdef" for sign in pack_id)):
        raise ValidationError(
            f"会議資料の番号「{pack_id[:40]}」は使えません。一覧から選び直してください。"
        )
    return _folder(data_dir) / f"{pack_id}.json"


def _read(path: Path) -> Pack:
    where = f"packs/{path.name}"
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise ValidationError(
            f"{where}: 壊れていて読めません。バックアップから戻してください。"
        ) from None
    # the file's name is the id: a copy made by hand must not write over its original
    return replace(packs_file.from_json(text, where), pack_id=path.stem)


def _as_new(data_dir: Path, pack: Pack) -> Pack:
    with store.changing(_folder(data_dir)):
        taken = {other.name for other in listed(data_dir)[0]}
        name, number = pack.name, 2
        while name in taken:
            end = f"（{number}）"
            name, number = pack.name[: 60 - len(end)] + end, number + 1
        return _write(data_dir, replace(pack, pack_id=new_id(), name=name, changed_on=_now()))


def _write(data_dir: Path, pack: Pack) -> Pack:
    log.entry(f"会議資料 {pack.pack_id}", data_dir)
    store.write(_file(data_dir, pack.pack_id), packs_file.to_json(pack), is_durable=True)
    return pack


def _move(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    store.move(path, target)
    os.utime(target)  # the time it was put aside


def _now() -> str:
    return datetime.now().strftime("%Y-%m-%d %H:%M")
