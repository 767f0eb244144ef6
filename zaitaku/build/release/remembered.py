"""Masks that were found before: the search for the least hiding is by far the slowest step.

A new import protects every table anew, though most are those of years that did not change. What is
remembered is which cells of a table are hidden, found by the same code for the same figures under
the same policy, and why; the audit runs on it as on any other. Figures are not kept, only a hash,
keyed with the secret of the installation (``key``): the name of a file would else tell a table of
one unknown figure.

Those of the sample prefecture come along with the program (``paths.SAMPLE_MASKS``, made by
``make sample-masks``): its first start would else take minutes. They are believed where all that a
mask depends on is the same and the audit passes; else the search runs.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from zaitaku.disclosure.audit import Audit, audit
from zaitaku.disclosure.complementary import Protection, protect
from zaitaku.disclosure.policy import Policy
from zaitaku.disclosure.primary import primary
from zaitaku.disclosure.table import Bools, Table
from zaitaku.ground import paths, secret, store

_SOLVERS = ("numpy", "scipy", "highspy")
# names the masks of the sample, whose figures are nobody's: there is nothing to keep secret
SAMPLE_KEY = b"sample".ljust(32, b"\0")


class Remembered:
    """Protection of tables under one policy, looked up in ``folder`` before it is searched for.

    ``folder`` None remembers nothing. A file that cannot be read or does not fit is searched anew.
    ``sample``: the masks that come along with the program.
    """

    def __init__(
        self,
        folder: Path | None,
        policy: Policy,
        key: bytes = b"",
        sample: Path = paths.SAMPLE_MASKS,
    ) -> None:
        self._folder = folder
        self._policy = policy
        self._key = key
        self._sample = sample
        self._used: set[str] = set()
        self._audited: list[tuple[Table, Bools, Audit]] = []

    def protect(self, table: Table) -> Protection:
        """As ``complementary.protect``."""
        if self._folder is None:
            return protect(table, self._policy)
        path = self._folder / _name(table, self._policy, self._key)
        self._used.add(path.name)
        found = _believed(_text_of(path), table, primary(table, self._policy))
        if found is None:
            found = self._of_sample(table) or protect(table, self._policy)
            _write(path, found)
        return found

    def _of_sample(self, table: Table) -> Protection | None:
        name = _name(table, self._policy, SAMPLE_KEY)
        written = sample_masks(self._sample).get(name)
        found = _believed(written, table, primary(table, self._policy))
        if found is None:
            return None
        audited = audit(table, found.hidden, self._policy)
        if not audited.ok:
            return None
        self._audited.append((table, found.hidden, audited))
        return found

    def audit(self, table: Table, mask: Bools) -> Audit:
        """As ``audit.audit``, not made twice of a mask that was believed because of it."""
        for at, (one, its, audited) in enumerate(self._audited):
            if one is table and its is mask:
                del self._audited[at]
                return audited
        return audit(table, mask, self._policy)

    def forget(self, *, used: bool) -> None:
        """Drop what this run used (it did not pass the audit), or all that it did not use."""
        if self._folder is not None and self._folder.is_dir():
            for path in self._folder.glob("*.json"):
                if (path.name in self._used) == used:
                    path.unlink(missing_ok=True)


@cache
def sample_masks(path: Path) -> dict[str, str]:
    """The files of a zip of masks by their names; none where it cannot be read."""
    try:
        with zipfile.ZipFile(path) as file:
            return {name: file.read(name).decode() for name in file.namelist()}
    except (OSError, EOFError, ValueError, zipfile.BadZipFile, zlib.error):
        return {}


def _name(table: Table, policy: Policy, key: bytes) -> str:
    """Of what the mask depends on: the table, the policy, the code and the solvers."""
    found = hashlib.sha256(code().encode())
    found.update(repr((policy, table.name, table.keys, table.sums, table.follows)).encode())
    for array in (table.values, table.limits, table.broad, table.within):
        found.update(array.tobytes())
    for mask in (table.nothing_shown, table.secret, table.forced, table.seen, table.released):
        found.update(mask.tobytes())
    return f"{secret.keyed(key, found.digest())[:40]}.json"


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


def _text_of(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None


def _believed(text: str | None, table: Table, small: Bools) -> Protection | None:
    if text is None:
        return None
    try:
        seal, written = text[:64], text[64:]
        if seal != _seal(written):
            return None
        content = json.loads(written)
        hidden, before = (_mask(content[name]) for name in ("hidden", "primary"))
        reasons = {int(cell): str(reason) for cell, reason in content["reasons"].items()}
        least = int(content["least"])
    except (ValueError, KeyError, TypeError):
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
