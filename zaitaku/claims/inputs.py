"""Which files are read by whom. One more kind of input is one more line of ``READERS``.

Tidy files are known by their heading; every other kind by its reader, which makes tidy rows of it
in the work folder. After that all inputs are the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zaitaku.claims import loading, reading
from zaitaku.claims.benefits import BenefitReader
from zaitaku.claims.faults import Faults
from zaitaku.claims.masters import MasterReader
from zaitaku.claims.readers import Part, Reader
from zaitaku.claims.uke.reading import UkeReader
from zaitaku.ground.errors import SourceFileError

READERS: tuple[Reader, ...] = (MasterReader(), UkeReader(), BenefitReader())
_HEAD = 65536
_TIDY = (".csv", ".parquet")


@dataclass
class Inputs:
    """Files by who reads them; ``passed_over``: what merely lay in a folder and is of no kind."""

    tidy: list[Part] = field(default_factory=list)
    others: dict[str, list[Path]] = field(default_factory=dict)
    passed_over: list[Path] = field(default_factory=list)


def find(paths: Sequence[Path]) -> Inputs:
    """Sort files and folders; SourceFileError for a named file that nobody reads."""
    found = Inputs()
    for path in paths:
        if path.is_dir():
            for inner in sorted(p for p in path.rglob("*") if p.is_file()):
                if not inner.name.startswith(".") and not _take(inner, found):
                    found.passed_over.append(inner)
        elif not path.is_file():
            raise SourceFileError(f"入力「{path}」がありません。")
        elif not _take(path, found):
            raise SourceFileError(
                f"「{path}」は集計の入力ではありません。レセプトか、docs/集計手順書.md にある表"
                "（1行目が列の名前、UTF-8）を指定してください。"
            )
    return found


def _take(path: Path, found: Inputs) -> bool:
    with path.open("rb") as file:
        head = file.read(_HEAD)
    for reader in READERS:
        if reader.takes(path, head):
            found.others.setdefault(reader.name, []).append(path)
            return True
    if path.suffix.lower() in _TIDY and (table := reading.table_of(path)) is not None:
        found.tidy.append(Part(table.name, path))
        return True
    return False


def parts(found: Inputs, folder: Path, faults: Faults, connection: Any) -> list[Part]:
    """Everything as tidy files: those that were, and those that readers make in ``folder``."""
    made = list(found.tidy)
    for reader in READERS:  # those that read masters stand before those that read receipts
        if reader.name in found.others:
            acts = [part.path for part in made if part.table == "acts"]
            listed = loading.listed_codes(acts, connection)
            inner = folder / f"read-{len(made)}"
            inner.mkdir(mode=0o700)
            made += reader.read(found.others[reader.name], inner, faults, listed)
    return made
