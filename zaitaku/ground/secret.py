"""The secret of this installation: what its digests are keyed with, so that none can be inverted.

A plain hash of one unknown figure is found by trying every number; a keyed one is not. The secret
lies in DATA, is made when it is first needed and never leaves with a file.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from functools import cache
from pathlib import Path

from zaitaku.ground import store
from zaitaku.ground.errors import WarehouseError

_NAME = "secret"
_BYTES = 32


def key(data_dir: Path) -> bytes:
    """The secret of a data folder, made if there is none.

    WarehouseError where it cannot be kept, or what is there is none: a new one in its place would
    silently make everything that was keyed before incomparable.
    """
    path = data_dir / _NAME
    try:
        if not path.exists():
            _make(path)
        found = path.read_bytes()
    except OSError as error:
        detail = error.strerror or error
        raise WarehouseError(
            f"この設置の鍵「{path}」を読めません（{detail}）。"
            "データの置き場所と鍵の、読み書きの権限を確かめてください。"
        ) from error
    if len(found) != _BYTES:
        raise WarehouseError(
            f"この設置の鍵「{path}」が壊れています（{len(found)} バイト。{_BYTES} バイトのはず）。"
            "バックアップから戻してください。なければ消すと新しい鍵が作られますが、"
            "前に保存した会議資料の場面は照合できなくなります。"
        )
    return found


def key_for_pages(data_dir: Path) -> bytes:
    """As ``key``; where none can be had, one that lasts as long as the process.

    A server that only shows what is published has no secret and may not write: it compares
    nothing, and says so.
    """
    try:
        return key(data_dir)
    except WarehouseError:
        return _for_now(data_dir)


def keyed(secret: bytes, *parts: bytes) -> str:
    """A digest that says nothing to who lacks the secret; the parts cannot run into each other."""
    found = hmac.new(secret, digestmod=hashlib.sha256)
    for part in parts:
        found.update(len(part).to_bytes(8, "big") + part)
    return found.hexdigest()


def installation(secret: bytes) -> str:
    """What tells this installation from others, and nothing else."""
    return keyed(secret, b"installation")[:16]


def _make(path: Path) -> None:
    """A new secret, unless another process was first; half-written files are never read."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        store.create(path, secrets.token_bytes(_BYTES))
    except OSError as error:
        raise WarehouseError(f"この設置の鍵を作れません。{store.unwritten(path, error)}") from error


@cache
def _for_now(data_dir: Path) -> bytes:
    return secrets.token_bytes(_BYTES)
