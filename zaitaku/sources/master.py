"""The 市区町村マスタ as a lookup: the only place where insurer numbers and codes meet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from zaitaku.ground import codes
from zaitaku.sources.changes import Changes


class Municipality(NamedTuple):
    """One row of the master; the 二次医療圏 may be unknown (None)."""

    municipality_code: str
    municipality_name: str
    insurer_no: str
    medical_area_code: str | None
    medical_area_name: str | None


@dataclass(frozen=True)
class Master:
    """Lookup by insurer number and by municipality code.

    ``changes``: what old codes became. ``former_insurers``: insurer number of a municipality that
    is no more → its old code.
    """

    by_insurer: dict[str, Municipality]
    by_code: dict[str, Municipality]
    changes: Changes = field(default_factory=Changes)
    former_insurers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_rows(cls, rows: Iterable[tuple[str, str, str, str | None, str | None]]) -> Master:
        """From (municipality_code, municipality_name, insurer_no, medical_area_code, …_name)."""
        towns = [Municipality(*row) for row in rows]
        return cls(
            {town.insurer_no: town for town in towns},
            {town.municipality_code: town for town in towns},
        )

    def __len__(self) -> int:
        return len(self.by_code)

    def in_prefectures_of(self, codes: Iterable[str]) -> list[Municipality]:
        """Every municipality of the prefectures that the given codes are in."""
        prefectures = {code[:2] for code in codes}
        return [town for code, town in self.by_code.items() if code[:2] in prefectures]

    def current(self, code: str) -> str | None:
        """Today's municipality of a code: itself, what it became, or the 政令市 of a ward."""
        if code in self.by_code:
            return code
        return self.changes.successor(code, self.by_code) or self.city_of(code)

    def city_of(self, code: str) -> str | None:
        """The 政令市 that a ward's code belongs to; None when it is no ward of the master's cities.

        A city's code ends in 0 and stands before those of its wards (川崎市 14130, 川崎区 14131),
        and only 政令市 and 特別区 have 1 as their third digit.
        """
        if code in self.by_code or code[2:3] != "1":
            return None
        below = [c for c in self.by_code if c[:3] == code[:3] and c[4] == "0" and c < code]
        return max(below, default=None)

    def code_of_insurer(self, number: str, name: str = "") -> str | None:
        """The municipality of a number in an insurer column, today's or an old one or a ward.

        A ward has no 国保 insurer: it is known by its 団体コード (6 digits). None when unknown.
        """
        town = self.by_insurer.get(number)
        if town is not None:
            return town.municipality_code
        old = self.former_insurers.get(number) or self.changes.former(number, name)
        if old is not None and self.current(old):
            return old
        six = number[2:]
        if number.startswith("00") and codes.is_municipality_code_6(six) and self.city_of(six[:5]):
            return six[:5]
        return None
