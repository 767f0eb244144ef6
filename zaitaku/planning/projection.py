"""Demand to come: population × rate by sex and age, growth, peak, what a scenario changes. Pure.

    N(y) = Σ population(y, sex, age) × rate(sex, age)      growth = N(y) / N(base)

Rates are held fixed unless a scenario says otherwise. The same sum stands in
queries/demand/projected.sql, over the areas of a build; the tests hold one beside the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

BOTH_SEXES = "計"
SEXES = (BOTH_SEXES, "男", "女")
_BAND = re.compile(r"(\d{1,3})(?:-(\d{1,3})|(\+))")
OLDEST = 999  # the upper end of an open band

Key = tuple[str, str]
"""Sex and age band, as 男 and 65-69."""


class ProjectionError(ValueError):
    """Rates and population that do not fit together; the message says which and why."""


def band_limits(band: str) -> tuple[int, int]:
    """65-69 → (65, 69), 90+ → (90, 999); ValueError for anything else."""
    match = _BAND.fullmatch(band)
    if match is None:
        raise ValueError(f"年齢階級「{band}」を読めません。「65-69」か「90+」の形にしてください。")
    first = int(match[1])
    last = OLDEST if match[3] else int(match[2])
    if last < first:
        raise ValueError(f"年齢階級「{band}」の上端が下端より小さいです。")
    return first, last


def match_bands(rates: Iterable[str], population: Iterable[str]) -> dict[str, list[str]]:
    """Rate band → the population bands that make it up; those are added, never divided.

    90+ of the rates takes 90-94 and 95+ of the population. ProjectionError where a rate band is
    finer than the population's, overlaps another, or is not covered whole.
    """
    limits = {band: band_limits(band) for band in dict.fromkeys(population)}
    finest = {
        band: ends
        for band, ends in limits.items()
        if not any(other != ends and _within(other, ends) for other in limits.values())
    }
    wanted = sorted((band_limits(band), band) for band in dict.fromkeys(rates))
    for (before, first), (after, second) in pairwise(wanted):
        if after[0] <= before[1]:
            raise ProjectionError(f"受療率の年齢階級「{first}」と「{second}」が重なっています。")
    matched: dict[str, list[str]] = {}
    for ends, band in wanted:
        same = [b for b, other in limits.items() if other == ends]
        inside = same or sorted(
            (b for b, other in finest.items() if _within(other, ends)), key=finest.__getitem__
        )
        if not _covers([limits[b] for b in inside], ends):
            raise ProjectionError(
                f"受療率の年齢階級「{band}」が人口の年齢階級（{'、'.join(finest)}）と合いません。"
                "人口のほうが粗いときは、受療率を人口の階級にまとめてください"
                "（人口を割って合わせることはしません）。"
            )
        matched[band] = inside
    return matched


def _within(inner: tuple[int, int], outer: tuple[int, int]) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _covers(parts: Sequence[tuple[int, int]], whole: tuple[int, int]) -> bool:
    at = whole[0]
    for first, last in parts:
        if first != at:
            return False
        at = last + 1
    return bool(parts) and parts[-1][1] == whole[1]


def project(population: Mapping[Key, float], rates: Mapping[Key, float]) -> float:
    """N of one area and year. Rates of both sexes apply to 計, rates by sex to men and women.

    ProjectionError where bands do not match, a sex is missing or told twice, or a rate is not
    between 0 and 1.
    """
    sexes = list(dict.fromkeys(sex for sex, _ in rates))
    if BOTH_SEXES in sexes and len(sexes) > 1:
        raise ProjectionError("受療率に男女計と男女別が混ざっています。どちらかにしてください。")
    total = 0.0
    for sex in sexes:
        people = {band: count for (s, band), count in population.items() if s == sex}
        if not people:
            raise ProjectionError(f"人口に「{sex}」の年齢階級がありません。")
        own = {band: rate for (s, band), rate in rates.items() if s == sex}
        for band, parts in match_bands(own, people).items():
            if not 0 <= own[band] <= 1:
                raise ProjectionError(
                    f"{sex} {band} の受療率 {own[band]} は 0～1 の範囲にありません"
                    "（人口 1 人当たりの率です）。"
                )
            total += own[band] * sum(people[part] for part in parts)
    return total


# --- a series over years -------------------------------------------------------------------------


@dataclass(frozen=True)
class Series:
    """Values by year, in the order of time; ``base`` is the year the index is 100 in."""

    years: tuple[int, ...]
    values: tuple[float, ...]

    @property
    def peak(self) -> int | None:
        """The first year of the highest value; None for an empty series."""
        return self.years[self.values.index(max(self.values))] if self.values else None

    def at(self, year: int, *, interpolate: bool = False) -> float | None:
        """The value of a year; between two years of the series only where asked for."""
        if year in self.years:
            return self.values[self.years.index(year)]
        if not interpolate or not self.years or not self.years[0] < year < self.years[-1]:
            return None
        after = next(i for i, known in enumerate(self.years) if known > year)
        left, right = self.years[after - 1], self.years[after]
        share = (year - left) / (right - left)
        return self.values[after - 1] * (1 - share) + self.values[after] * share

    def growth(self, base: int, year: int) -> float | None:
        """N(year) / N(base); None where one of them is not there or the base is 0."""
        first, last = self.at(base), self.at(year)
        return last / first if first and last is not None else None


# --- how many areas grow by how much -------------------------------------------------------------

CHANGE_CLASSES = ("減少", "0～10%", "10～20%", "20～30%", "30～40%", "40～50%", "50%以上")
SIZE_GROUPS = ("5万人未満", "5万～50万人", "50万人以上")


def change_class(growth: float) -> str:
    """The class of a change as the Ministry's figure has it: 減少, 0～10 %, … 50 % 以上."""
    if growth < 1:
        return CHANGE_CLASSES[0]
    # 1.1 − 1 is a hair under 0.1 in binary
    return CHANGE_CLASSES[min(6, 1 + int((growth - 1) * 10 + 1e-9))]


def size_group(population: float) -> str:
    """Which of the three sizes of municipality: under 50,000, up to 500,000, above."""
    return SIZE_GROUPS[(population >= 50_000) + (population >= 500_000)]


# --- the gap to today's supply -------------------------------------------------------------------


@dataclass(frozen=True)
class Gap:
    """What is missing in a year: cases a month, visits a month, providers of today's size.

    ``capacity`` is what a survey found possible, or else today's cases. A negative gap is shown
    as it is: more capacity than demand.
    """

    need: float
    capacity: float
    visits_per_case: float | None
    cases_per_provider: float | None

    @property
    def cases(self) -> float:
        return self.need - self.capacity

    @property
    def visits(self) -> float | None:
        return None if self.visits_per_case is None else self.cases * self.visits_per_case

    @property
    def providers(self) -> float | None:
        if not self.cases_per_provider:
            return None
        return max(0.0, self.cases) / self.cases_per_provider
