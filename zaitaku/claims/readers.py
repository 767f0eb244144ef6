"""What a reader of another kind of input (receipts as claimed, masters) has to be.

It turns its files into Parquet files of the tidy tables (``tidy``), every column text, in the
folder it is given: person-level data lie nowhere else. It says what it could not use in ``faults``.
Readers are listed in ``inputs.READERS``; tidy files themselves need none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from zaitaku.claims.faults import Faults

ORIGIN = "origin"
_LINES = 10**10  # more than a file has


@dataclass(frozen=True)
class Part:
    """Rows of a tidy table in one Parquet file; columns of the contract, in any order.

    ``origins``: the files whose lines the rows are, where a reader made the part of them. It then
    has a column ``ORIGIN`` (``origin``), so that what is wrong is told of those lines.
    """

    table: str
    path: Path
    origins: tuple[Path, ...] = ()


def origin(file: int, line: int) -> int:
    """A file of ``Part.origins`` and a line of it as one number."""
    return file * _LINES + line


def whence(number: int) -> tuple[int, int]:
    """``origin`` turned back: file and line."""
    return divmod(number, _LINES)


class Reader(Protocol):
    """One kind of input."""

    name: str  # as messages tell it: 「レセプト電算（医科）」

    def takes(self, path: Path, head: bytes) -> bool:
        """Whether a file is of this kind, by its first 64 KiB."""
        ...

    def read(
        self, paths: Sequence[Path], folder: Path, faults: Faults, listed: frozenset[str]
    ) -> Iterable[Part]:
        """All files of this kind at once, in one pass over their lines.

        ``listed``: codes that some table counts; see ``tidy.is_kept`` for what else stays.
        """
        ...
