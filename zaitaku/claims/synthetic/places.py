"""The municipalities of 架空県 and institutions in them that do not exist."""

from __future__ import annotations

import csv
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from zaitaku.ground import paths

Ints = npt.NDArray[np.int64]
PREFECTURE = "99"
_OUTSIDE = "98201"  # of no prefecture
SOURCES = ("医科", "DPC", "歯科", "調剤", "訪問看護")
MEDICAL, DPC, DENTAL, PHARMACY = 0, 1, 2, 3


@dataclass(frozen=True)
class Places:
    """``municipalities``: code, name, insurer's number (国保), medical area; the last institution
    municipality is the one outside."""

    municipalities: tuple[tuple[str, str, str, str], ...]
    shares: npt.NDArray[np.float64]
    institution_codes: tuple[str, ...]
    institution_sources: Ints
    institution_towns: Ints  # index of municipalities; their number: outside
    kinds: dict[str, tuple[Ints, Ints]]  # per kind: first of each town and how many, outside last

    @property
    def towns(self) -> int:
        return len(self.municipalities)

    def destination(self, town: int) -> str:
        return "県外" if town == self.towns else self.municipalities[town][0]

    def town_code(self, town: int) -> str:
        return _OUTSIDE if town == self.towns else self.municipalities[town][0]

    def insurer(self, town: int, later_stage: int) -> str:
        """Numbers as invented as the towns."""
        code, _, national, _ = self.municipalities[town]
        return f"39{code}0" if later_stage else national

    def near(self, rng: np.random.Generator, kind: str, towns: Ints) -> Ints:
        """An institution for each: mostly in the same town, now and then outside."""
        first, count = self.kinds[kind]
        where = towns.copy()
        away = rng.random(len(towns))
        other = away < 0.18
        where[other] = rng.choice(self.towns, other.sum(), p=self.shares)
        where[away < 0.03] = self.towns
        where[count[where] == 0] = 0
        return first[where] + (rng.random(len(towns)) * count[where]).astype(np.int64)


def places(persons: int) -> Places:
    """With so many institutions as so many members need."""
    with (paths.SAMPLE_DATA / "市区町村マスタ.csv").open(encoding="utf-8-sig", newline="") as file:
        found = tuple(
            (r["municipality_code"], r["municipality_name"], r["insurer_no"], r["medical_area"])
            for r in csv.DictReader(file)
        )
    # towns get smaller down the list, cities come first in it
    shares = 1 / (1 + np.arange(len(found)))
    shares /= shares.sum()
    codes: list[str] = []
    sources: list[int] = []
    towns: list[int] = []
    kinds: dict[str, tuple[Ints, Ints]] = {}
    for kind, source, digit, members in (
        ("診療所", MEDICAL, 1, 1500),
        ("病院", MEDICAL, 2, 15000),
        ("歯科", DENTAL, 3, 3000),
        ("薬局", PHARMACY, 4, 2500),
    ):
        wanted = persons / members * shares
        count = np.append(np.ceil(wanted) if kind != "病院" else np.round(wanted), 3).astype(int)
        count[0] = max(count[0], 1)
        kinds[kind] = (np.cumsum(count) - count + len(codes), count)
        for town, number in enumerate(count):
            state = PREFECTURE if town < len(found) else _OUTSIDE[:2]
            for each in range(number):
                codes.append(f"{state}{digit}{town:02d}{each:04d}")
                sources.append(source)
                towns.append(town)
    return Places(found, shares, tuple(codes), np.array(sources), np.array(towns), kinds)
