"""The 市区町村マスタ as a lookup: the only place where insurer numbers and codes meet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple


class Municipality(NamedTuple):
    """One row of the master; the 二次医療圏 may be unknown (None)."""

    municipality_code: str
    municipality_name: str
    insurer_no: str
    medical_area_code: str | None
    medical_area_name: str | None


@dataclass(frozen=True)
class Master:
    """Lookup by insurer number and by municipality code."""

    by_insurer: dict[str, Municipality]
    by_code: dict[str, Municipality]

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
