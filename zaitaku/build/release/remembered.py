"""Masks that were found before: the search for the least hiding is by far the slowest step.

A new import protects every table anew, though most are those of years that did not change. What is
remembered is which cells of a table are hidden, found by the same code for the same figures under
the same policy, and why; the audit runs on it as on any other. Figures are not kept, only a hash,
keyed with the secret of the installation (``key``): the name of a file would else tell a table of
one unknown figure.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from zaitaku.disclosure.complementary import Protection, protect
from zaitaku.disclosure.policy import Policy
from zaitaku.disclosure.primary import primary
from zaitaku.disclosure.table import Bools, Table
from zaitaku.ground import paths, secret, store

_SOLVERS = ("numpy", "scipy", "highspy")


class Remembered:
    """Protection of tables under one policy, looked up in ``folder`` before it is searched for.

    ``folder`` None remembers nothing. A file that cannot be read or does not fit is searched anew.
    """

    def __init__(self, folder: Path | None, policy: Policy, key: bytes = b"") -> None:
        self._folder = folder
        self._policy = policy
        self._key = key
        self._used: set[str] = set()

    def protect(self, table: Table) -> Protection:
        """As ``complementary.protect``."""
        if self._folder is None:
            return protect(table, self._policy)
        path = self._folder / f"{_digest(table, self._policy, self._key)}.json"
        self._used.add(path.name)
        found = _read(path, table, primary(table, self._policy))
        if found is None:
            found = protect(table, self._policy)
            _write(path, found)
        return found

    def forget(self, *, used: bool) -> None:
        """Drop what this run used (it did not pass the audit), or all that it did not use."""
        if self._folder is not None and self._folder.is_dir():
            for path in self._folder.glob("*.json"):
                if (path.name in self._used) == used:
                    path.unlink(missing_ok=True)


def _digest(table: Table, policy: Policy, key: bytes) -> str:
    """What the mask depends on: the table, the policy, the code and the solvers."""
    found = hashlib.sha256(code().encode())
    found.update(repr((policy, table.name, table.keys, table.sums, table.follows)).encode())
    for array in (table.values, table.limits, table.broad, table.within):
        found.update(array.tobytes())
    for mask in (table.nothing_shown, table.secret, table.forced, table.seen, table.released):
        found.update(mask.tobytes())
    return secret.keyed(key, found.digest())[:40]


@cache
def code() -> str:
    """A hash of the programs that decide what is hidden, and of the solvers they use."""
    found = hashlib.sha256(repr([version(name) for name in _SOLVERS]).encode())
    folders = (paths.PACKAGE / "disclosure", paths.PACKAGE / "build" / "release")
    for path in sorted(path for folder in folders for path in folder.glob("*.py")):
        found.update(path.read_bytes())
    return found.hexdigest()


def _write(path: Path, found: Protection) -> None:
    content: dict[str, Any] = {
        "hidden": _text(found.hidden),
        "primary": _text(found.primary),
        "reasons": {str(cell): reason for cell, reason in found.reasons.items()},
        "least": found.least,
    }
    written = json.dumps(content, ensure_ascii=False)
    with suppress(OSError):  # a full disk costs time at the next import, nothing else
        path.parent.mkdir(parents=True, exist_ok=True)
        store.write(path, _seal(written) + written)


def _read(path: Path, table: Table, small: Bools) -> Protection | None:
    try:
        text = path.read_text(encoding="utf-8")
        seal, written = text[:64], text[64:]
        if seal != _seal(written):
            return None
        content = json.loads(written)
        hidden, before = (_mask(content[name]) for name in ("hidden", "primary"))
        reasons = {int(cell): str(reason) for cell, reason in content["reasons"].items()}
        least = int(content["least"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if len(hidden) != len(table) or not np.array_equal(before, small) or (small & ~hidden).any():
        return None
    return Protection(table, hidden, before, reasons, least)


def _seal(written: str) -> str:
    return hashlib.sha256(written.encode()).hexdigest()


def _text(mask: Bools) -> str:
    return "".join("1" if cell else "0" for cell in mask)


def _mask(text: str) -> Bools:
    return np.array([sign == "1" for sign in text], dtype=np.bool_)
