"""How much a run may hold in memory, and tables held so that they take little of it.

An import stays below 1 GB whatever it is given: what is held at once is the tables of all its files
(``Room``), the file that is just read, and the programs themselves, some 200 MB.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from zaitaku.ground.errors import SourceFileError

MEGABYTE = 1_000_000
# Of all tables of a run. A cell takes 8 bytes, a figure or text that the table had not yet some 60:
# the Iwate example, a year of 33 municipalities with the lists around it, takes 12 MB.
MAX_HELD = 400 * MEGABYTE
# Of one sheet. The largest official table, a projection of the whole country by age, has 600,000.
MAX_CELLS = 2_000_000
_PER_CELL = 8
_ONCE = frozenset({str, float})  # a text never equals a figure: one table knows both


@dataclass
class Room:
    """What the tables of a run may still take, in bytes."""

    left: int = field(default_factory=lambda: MAX_HELD)

    def hold(self, name: str, rows: Iterable[list[Any]]) -> list[list[Any]]:
        """The rows, each figure and each text of them once in memory.

        SourceFileError where they need more than there is left.
        """
        held: list[list[Any]] = []
        known: dict[Any, Any] = {}
        for row in rows:
            before = len(known)
            if _ONCE.issuperset(map(type, row)):
                one = list(map(known.setdefault, row, row))
            else:  # 1.0 and True are equal, and are not the same
                one = [known.setdefault(c, c) if type(c) in _ONCE else c for c in row]
            held.append(one)
            self.left -= _PER_CELL * len(one)
            if len(known) > before:
                new = islice(reversed(known), len(known) - before)
                self.left -= sum(map(sys.getsizeof, new))
            if self.left < 0:
                raise SourceFileError(
                    f"{name}: 一度に取り込む表の中身が全部で {MAX_HELD // MEGABYTE} MB を超えます。"
                    "集計表でないものが混じっていないか確かめ、要らないシートや行を除くか、"
                    "年度ごとなど何回かに分けて取り込んでください。"
                )
        return held


def check_cells(name: str, height: int, width: int) -> None:
    """SourceFileError when a sheet is larger than any official table."""
    if height * width > MAX_CELLS:
        raise SourceFileError(
            f"{name}: 使われている範囲が {height:,} 行 × {width:,} 列あり、大きすぎます"
            f"（上限 {MAX_CELLS:,} セル）。表の外に残った書式や文字を行・列ごと削除して"
            "保存し直してください。"
        )
