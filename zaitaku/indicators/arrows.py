"""Which indicator leads to which (arrows.csv): who provides an act → who received the same act.

The list of indicators names an act on both sides; it says nothing of what leads to an outcome, so
no arrow ends there. Pure.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from zaitaku.indicators.catalogue import load

FILE = Path(__file__).with_name("arrows.csv")


@cache
def arrows() -> tuple[tuple[str, str], ...]:
    """(from, to) by indicator_id, in the order of the file; ValueError for an unknown one."""
    with FILE.open(encoding="utf-8", newline="") as file:
        found = tuple((row["from_id"], row["to_id"]) for row in csv.DictReader(file))
    known = {code: one.spo for code, one in load().items()}
    wrong = [pair for pair in found if tuple(known.get(code) for code in pair) != ("S", "P")]
    if wrong:
        raise ValueError(f"{FILE.name}: ストラクチャーからプロセスへの矢印ではありません: {wrong}")
    return found
