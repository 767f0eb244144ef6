"""Where one area lies among all areas of its unit, by the figures that may be shown. Pure.

What is hidden or missing takes no part: neither in the ends nor in a rank nor in the number of
areas, so nothing here tells where a hidden figure lies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zaitaku.ground.quantiles import quantile

FEW = 5  # areas below which there is no fifth of them
FIFTHS = 5
HIGH, LOW = "高いほう", "低いほう"


@dataclass(frozen=True)
class Spread:
    """The shown figures of all areas. ``known``: sorted, from the lowest to the highest."""

    known: tuple[float, ...]

    @classmethod
    def of(cls, figures: Sequence[float | None]) -> Spread:
        return cls(tuple(sorted(value for value in figures if value is not None)))

    def __len__(self) -> int:
        return len(self.known)

    @property
    def lowest(self) -> float | None:
        return self.known[0] if self.known else None

    @property
    def highest(self) -> float | None:
        return self.known[-1] if self.known else None

    def quantile(self, share: float) -> float | None:
        """The figure that so many of the areas do not exceed; between two areas on the line."""
        return quantile(self.known, share) if self.known else None

    def rank(self, value: float) -> int:
        """From the highest; equal figures share the better rank."""
        return 1 + sum(1 for other in self.known if other > value)

    def fifth(self, value: float) -> int | None:
        """1 (lowest) to 5 (highest) by rank, equal figures by the middle of their ranks; None
        where there are too few areas, or all are alike."""
        if len(self.known) < FEW or self.known[0] == self.known[-1]:
            return None
        below = sum(1 for other in self.known if other < value)
        same = sum(1 for other in self.known if other == value)
        return min(int((below + same / 2) / len(self.known) * FIFTHS) + 1, FIFTHS)

    def end(self, value: float) -> tuple[str, int] | None:
        """Whether it is among the highest or the lowest fifth of the areas, and how many are as
        far out or further. Where too many areas share a figure, none of them is."""
        if self.fifth(value) is None:
            return None
        for side, beyond in (
            (HIGH, sum(1 for other in self.known if other >= value)),
            (LOW, sum(1 for other in self.known if other <= value)),
        ):
            if beyond * FIFTHS <= len(self.known):
                return side, beyond
        return None
