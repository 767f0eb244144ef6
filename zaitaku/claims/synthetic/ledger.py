"""Receipts and the acts on them, as they come about: columns of numbers, no codes."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from zaitaku.claims.synthetic import marginals
from zaitaku.claims.synthetic.places import MEDICAL, Ints, Places
from zaitaku.claims.synthetic.population import Bools, Population

# item and detail as ① writes them, and the kind of receipt
Key = tuple[str, str, str]
_COLUMNS = ("person", "month", "late", "institution", "source", "inpatient", "admission", "died")


@dataclass
class Ledger:
    """Rows are appended block by block; ``receipts`` and ``acts`` are made of them at the end."""

    keys: list[Key] = field(default_factory=list)
    rows: int = 0
    _receipts: list[dict[str, Ints]] = field(default_factory=list)
    _acts: list[tuple[Ints, Ints, Ints]] = field(default_factory=list)

    def receipts(
        self,
        person: Ints,
        month: Ints,
        institution: Ints,
        late: Bools,
        source: npt.ArrayLike = MEDICAL,
        inpatient: int = 0,
        admission: npt.ArrayLike = -1,
        died: npt.ArrayLike = 0,
    ) -> Ints:
        """New receipts, and what they are called in ``act``."""
        count = len(person)
        given = (person, month, late, institution, source, inpatient, admission, died)
        block = {
            name: np.broadcast_to(np.asarray(value, np.int64), count)
            for name, value in zip(_COLUMNS, given, strict=True)
        }
        self._receipts.append(block)
        self.rows += count
        return np.arange(self.rows - count, self.rows)

    def act(self, receipt: Ints, key: Key, count: npt.ArrayLike = 1) -> None:
        """Those receipts have the act so often; once per receipt and key."""
        if key not in self.keys:
            self.keys.append(key)
        place = np.full(len(receipt), self.keys.index(key))
        counts = np.broadcast_to(np.asarray(count, np.int64), len(receipt))
        self._acts.append((receipt, place, counts))

    def book(self, people: Population, places: Places, rng: np.random.Generator) -> Book:
        """All of it, with who insured whom then, what came late and what was withdrawn."""
        column = {
            name: np.concatenate([block[name] for block in self._receipts]) for name in _COLUMNS
        }
        acts = [np.concatenate(part) for part in zip(*self._acts, strict=True)]
        book = Book(self.keys, column, acts[0], acts[1], acts[2])
        book.insure(people)
        book.claim(rng)
        return book


@dataclass
class Book:
    """``column``: one element a receipt; ``act_*``: one an act on a receipt."""

    keys: list[Key]
    column: dict[str, Ints]
    act_receipt: Ints
    act_key: Ints
    act_count: Ints

    def insure(self, people: Population) -> None:
        """Only months of membership stay."""
        kept = people.is_member(self.column["person"], self.column["month"])
        number = np.cumsum(kept) - 1
        self.column = {name: values[kept] for name, values in self.column.items()}
        stays = kept[self.act_receipt]
        self.act_receipt = number[self.act_receipt[stays]]
        self.act_key, self.act_count = self.act_key[stays], self.act_count[stays]
        person, month = self.column["person"], self.column["month"]
        late = self.column["late"].astype(bool)
        self.column["later_stage"] = people.later_stage(person, month, late)
        self.column["town"] = people.home_town(person, month, late)

    def claim(self, rng: np.random.Generator) -> None:
        """Claim months; some are withdrawn, and half of these are claimed again."""
        count = len(self.column["person"])
        delay = np.where(rng.random(count) < marginals.LATE, rng.integers(2, 5, count), 1)
        withdrawn = rng.random(count) < marginals.WITHDRAWN
        again = np.flatnonzero(withdrawn & (rng.random(count) < 0.5))
        self.column["claimed"] = self.column["month"] + delay
        self.column["withdrawn"] = withdrawn.astype(np.int64)
        copies = {name: values[again] for name, values in self.column.items()}
        copies["withdrawn"] = np.zeros(len(again), np.int64)
        copies["claimed"] = copies["month"] + 4
        copy_of = np.full(count, -1)
        copy_of[again] = count + np.arange(len(again))
        copied = copy_of[self.act_receipt] >= 0
        self.act_receipt = np.append(self.act_receipt, copy_of[self.act_receipt[copied]])
        self.act_key = np.append(self.act_key, self.act_key[copied])
        self.act_count = np.append(self.act_count, self.act_count[copied])
        self.column = {
            name: np.append(values, copies[name]) for name, values in self.column.items()
        }

    def __len__(self) -> int:
        return len(self.column["person"])
