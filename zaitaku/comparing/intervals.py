"""95 % and 99.8 % intervals of a count, a rate and a proportion.

Count and rate: Byar's approximation from ten on, exact Poisson below (Breslow and Day 1987; the
choice is OHID's). Proportion: Wilson's score (Wilson 1927; Newcombe 1998). A mean of months need
not be whole: all three are continuous in it.
"""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import NamedTuple

from scipy.special import gammaincinv

USUAL, STRICT = 0.95, 0.998  # the two that funnels have
BYAR_FROM = 10.0  # events; below it the approximation is too rough


class Interval(NamedTuple):
    """In the unit of what it is the interval of."""

    lower: float
    upper: float

    def times(self, factor: float) -> Interval:
        """Both ends in another unit."""
        return Interval(self.lower * factor, self.upper * factor)


def z_of(confidence: float) -> float:
    """How many standard deviations enclose this share of a normal distribution: 1.96 for 0.95."""
    return NormalDist().inv_cdf((1 + confidence) / 2)


def byar(events: float, confidence: float = USUAL) -> Interval:
    """Of a Poisson count, approximately; the lower end of 0 events is 0."""
    z = z_of(confidence)
    lower = 0.0
    if events > 0:
        lower = events * (1 - 1 / (9 * events) - z / (3 * math.sqrt(events))) ** 3
    more = events + 1
    return Interval(lower, more * (1 - 1 / (9 * more) + z / (3 * math.sqrt(more))) ** 3)


def exact(events: float, confidence: float = USUAL) -> Interval:
    """Of a Poisson count, by the χ² distribution (Garwood 1936)."""
    tail = (1 - confidence) / 2
    lower = float(gammaincinv(events, tail)) if events > 0 else 0.0
    return Interval(lower, float(gammaincinv(events + 1, 1 - tail)))


def count(events: float, confidence: float = USUAL) -> Interval:
    """Of a count: Byar from ten events on, exact below. ValueError for a count below 0."""
    if events < 0:
        raise ValueError(f"数が負です（{events:g}）。")
    return (byar if events >= BYAR_FROM else exact)(events, confidence)


def rate(events: float, population: float, confidence: float = USUAL) -> Interval:
    """Of events per head. ValueError for a population that is not above 0."""
    if population <= 0:
        raise ValueError(f"人口が 0 以下です（{population:g}）。")
    return count(events, confidence).times(1 / population)


def wilson(part: float, whole: float, confidence: float = USUAL) -> Interval:
    """Of a share (0 to 1). ValueError where the part is no part of the whole."""
    if whole <= 0 or not 0 <= part <= whole:
        raise ValueError(f"割合になりません（{part:g} / {whole:g}）。")
    z = z_of(confidence)
    middle = 2 * part + z * z
    width = z * math.sqrt(z * z + 4 * part * (1 - part / whole))
    found = Interval(middle - width, middle + width).times(1 / (2 * (whole + z * z)))
    return Interval(max(found.lower, 0.0), min(found.upper, 1.0))
