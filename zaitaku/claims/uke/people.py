"""Who a receipt is about: a number that nobody can turn back, or the pseudonym its holder gave.

A person is keyed by the insurer and the number of the card; the digest's key lies in the work
folder and goes with it. By the number alone a person is another one after the 75th birthday:
who can link both says so in a file of identities.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from zaitaku.claims import lines
from zaitaku.ground import secret
from zaitaku.ground.errors import SourceFileError

COLUMNS = ("insurer_no", "symbol", "number", "branch", "person_id")
_LATER_STAGE = "39"
_SCHEMES = ("00", "67", _LATER_STAGE)


@dataclass(frozen=True)
class Card:
    """What a receipt says of the insured: enough for the key, never kept beyond it."""

    insurer_no: str
    symbol: str
    number: str
    branch: str
    birth: str
    sex: str

    @property
    def scheme(self) -> str:
        return "後期" if self.insurer_no.startswith(_LATER_STAGE) else "国保"

    @property
    def is_of_the_tables(self) -> bool:
        """国保 (with 国保組合 and 退職) or 後期; insurers of employees have other numbers."""
        return self.insurer_no.startswith(_SCHEMES)

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """One person each: 後期 numbers are personal, those of 国保 are a household's."""
        if self.scheme == "後期":
            return (self.insurer_no, self.number)
        if self.branch:
            return (self.insurer_no, self.symbol, self.number, self.branch)
        return (self.insurer_no, self.symbol, self.number, self.birth, self.sex)


@dataclass(frozen=True)
class Seen:
    """A row of persons as far as receipts tell of one."""

    scheme: str
    insurer_no: str
    birth_month: str
    sex: str
    first_month: str
    at: int  # where that month was seen: readers.origin


@dataclass
class People:
    """Pseudonyms of one run."""

    key: bytes
    identities: dict[str, str] = field(default_factory=dict)
    seen: dict[str, Seen] = field(default_factory=dict)

    def person(self, card: Card, month: str, at: int) -> str:
        """The pseudonym for the card, remembered with the first month it was seen in, and where."""
        digest = self._digest(card)
        person = self.identities.get(digest)
        if person is not None:
            return person
        row = self.seen.get(digest)
        if row is None or month < row.first_month:
            birth = card.birth[:7]
            self.seen[digest] = Seen(card.scheme, card.insurer_no, birth, card.sex, month, at)
        return digest

    def load(self, path: Path) -> None:
        """The holder's file: which pseudonym stands for which card."""
        for row in table(path, COLUMNS):
            insurer = plain(row["insurer_no"]).zfill(8)
            symbol, number = plain(row["symbol"]), plain(row["number"])
            card = Card(insurer, symbol, number, branch_of(row["branch"]), "", "")
            self.identities[self._digest(card)] = row["person_id"].strip()

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """``persons`` of the tidy contract, of those whom nobody else tells of, and where seen."""
        for digest, seen in sorted(self.seen.items()):
            row = {
                "person_id": digest,
                "scheme": seen.scheme,
                "insurer_no": seen.insurer_no,
                "from": f"{seen.first_month}-01",
                "to": "",
                "birth_date": seen.birth_month,
                "sex": seen.sex,
                "care_id": "",
            }
            yield seen.at, row

    def _digest(self, card: Card) -> str:
        parts = (part.encode("utf-8") for part in card.parts)
        return f"U{secret.keyed(self.key, *parts)[:24]}"


def people(work: Path, identities: Sequence[Path] = ()) -> People:
    """The pseudonyms of a run with this work folder, keyed by a secret that lies there alone."""
    found = People(secret.key(work))
    for path in identities:
        found.load(path)
    return found


def table(path: Path, columns: Sequence[str]) -> Iterator[dict[str, str]]:
    """Rows of a small table in UTF-8; SourceFileError names the line that is none."""
    places: dict[str, int] = {}
    for line, cells in lines.each(path, "utf-8-sig", "UTF-8 で保存してください。"):
        if not places:
            places = {name: cells.index(name) for name in columns}
        elif len(cells) <= max(places.values()):
            raise SourceFileError(
                f"「{path.name}」の {line} 行目に、列が足りません。列は {'、'.join(columns)} です。"
            )
        else:
            yield {name: cells[place] for name, place in places.items()}


def plain(text: str) -> str:
    """Letters and digits of one width without blanks: cards are typed both ways."""
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).strip()


def branch_of(text: str) -> str:
    """The 枝番 as two digits; empty where there is none."""
    found = plain(text)
    return found.zfill(2) if found else ""
