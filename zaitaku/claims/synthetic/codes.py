"""Codes for acts: any that the list of acts has for the row and month, as real claims would have.

What the tables count by default is what the list calls ``core``; other rows are written too, and
counted nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from zaitaku.claims.masters import shipped
from zaitaku.claims.synthetic import marginals
from zaitaku.claims.synthetic.ledger import Book, Key
from zaitaku.claims.synthetic.places import Ints

UNKNOWN = "114999990"  # begins like 在宅医療, and nothing knows it


@dataclass(frozen=True)
class Code:
    code: str
    valid_from: str
    valid_to: str

    def is_valid(self, month: str) -> bool:
        return self.valid_from[:7] <= month and (not self.valid_to or month <= self.valid_to[:7])


@dataclass(frozen=True)
class Codes:
    """For each key its codes, and whether a table counts them."""

    of: dict[Key, tuple[Code, ...]]
    counted: frozenset[Key]

    def draw(self, rng: np.random.Generator, book: Book) -> tuple[Ints, list[str]]:
        """A code for each act: index into the list of codes."""
        names = sorted({code.code for codes in self.of.values() for code in codes})
        place = {name: number for number, name in enumerate(names)}
        found = np.zeros(len(book.act_key), np.int64)
        months = book.column["month"][book.act_receipt]
        chance = rng.random(len(found))
        for number, key in enumerate(book.keys):
            for month in range(marginals.MONTHS):
                here = np.flatnonzero((book.act_key == number) & (months == month))
                codes = [c for c in self.of[key] if c.is_valid(label(month))]
                options = np.array([place[code.code] for code in codes])
                found[here] = options[(chance[here] * len(options)).astype(np.int64)]
        return found, names


def codes() -> Codes:
    core: dict[Key, list[Code]] = {}
    other: dict[Key, list[Code]] = {}
    for row in shipped():
        key = (row["item"], row["detail"], row["source"])
        kind = {"core": core, "optional": other}.get(row["status"])
        if kind is not None:
            code = Code(row["code"], row["valid_from"], row["valid_to"])
            kind.setdefault(key, []).append(code)
    both = {key: tuple(core.get(key, other.get(key, ()))) for key in {*core, *other}}
    return Codes(both, frozenset(core))


@cache
def label(month: int) -> str:
    """YYYY-MM of a month that counts from the first."""
    year, number = divmod(marginals.FIRST_YEAR * 12 + 3 + month, 12)
    return f"{year}-{number + 1:02d}"
