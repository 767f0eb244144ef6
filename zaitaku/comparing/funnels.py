"""Which areas lie outside what chance and the usual differences between areas explain.

Limits of a funnel (OHID, Funnel plots for public health, 2008; Spiegelhalter 2005): around the
centre, 95 % and 99.8 %, narrower the larger the area. Of a count they are where its exact interval
touches what is expected, of a proportion the score limits, which is where Wilson's does.

Areas differ by more than chance: patients in homes come in buildings, and care is organised by
place. So the limits are widened (Spiegelhalter 2005): z-scores are winsorised at 10 % each side, φ
is the mean of their squares, and where it is above 1 the limits are √φ times as far from the centre
(multiplicative: what buildings do to a count), or take up τ², a variance between areas that no size
makes smaller (additive). z and τ² are on the scale on which the variance of a Poisson count or of a
share does not depend on its mean (√, arcsin √; Spiegelhalter et al. 2012), so that no limit is
below 0. Of pure chance φ is about 0.68, as winsorising takes the tails off.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from scipy.special import gammainc

from zaitaku.comparing import intervals
from zaitaku.comparing.intervals import STRICT, Interval
from zaitaku.ground.quantiles import quantile

Kind = Literal["rate", "proportion"]
Widening = Literal["multiplicative", "additive", "none"]
HIGHER, ALIKE, LOWER = "高い", "同程度", "低い"
JUDGEMENTS = (HIGHER, ALIKE, LOWER)
WINSORISED = 0.1
LEAST_AREAS = 5  # with fewer, how far areas usually differ cannot be told


@dataclass(frozen=True)
class Dispersion:
    """φ, and τ² on the scale of the kind (√ of a rate per head, arcsin √ of a share)."""

    phi: float = 1.0
    tau2: float = 0.0


@dataclass(frozen=True)
class Funnel:
    """Around ``centre``: events per head, or a share from 0 to 1."""

    kind: Kind
    centre: float
    dispersion: Dispersion = Dispersion()
    widening: Widening = "multiplicative"

    def chance(self, n: float, confidence: float) -> Interval:
        """Limits of an area of ``n`` people where nothing but chance tells areas apart."""
        if self.kind == "proportion":
            return proportion_limits(self.centre, n, confidence)
        return count_limits(self.centre * n, confidence).times(1 / n)

    def widened(self, n: float, confidence: float) -> Interval:
        """The same with what areas usually differ by; never narrower."""
        own = self.chance(n, confidence)
        if self.dispersion.phi <= 1 or self.widening == "none":
            return own
        spread = 1 / (4 * n)
        if self.widening == "additive":
            spread += self.dispersion.tau2
        else:
            spread *= self.dispersion.phi
        there, back = _SCALES[self.kind]
        middle, reach = there(self.centre), intervals.z_of(confidence) * math.sqrt(spread)
        lower, upper = back(middle - reach), back(middle + reach)
        return Interval(min(own.lower, lower), max(own.upper, upper))

    def judged(self, value: float, n: float, confidence: float = STRICT) -> str:
        """Whether a value is outside the widened limits."""
        return judged(value, self.widened(n, confidence))


def judged(value: float, limits: Interval) -> str:
    """高い above the limits, 低い below them, else 同程度."""
    if value > limits.upper:
        return HIGHER
    return LOWER if value < limits.lower else ALIKE


def proportion_limits(centre: float, n: float, confidence: float) -> Interval:
    """Of a share, for an area of ``n``."""
    reach = intervals.z_of(confidence) * math.sqrt(centre * (1 - centre) / n)
    return Interval(max(centre - reach, 0.0), min(centre + reach, 1.0))


@lru_cache(maxsize=10_000)
def count_limits(expected: float, confidence: float) -> Interval:
    """The counts whose exact interval just touches ``expected``; the lower is 0 where 0 touches it.

    Exact for any count, as the published tables are: a limit has no step where Byar would begin.
    """
    # an end of the interval is where the χ² distribution reaches a tail: asked the other way round,
    # which is quicker, for the count at which it has just that much below ``expected``
    tail = (1 - confidence) / 2
    lower = 0.0
    if gammainc(1, expected) > 1 - tail:
        lower = _where(lambda x: -float(gammainc(x + 1, expected)), tail - 1)
    return Interval(lower, _where(lambda x: -float(gammainc(x, expected)), -tail))


def ratio_limits(expected: float, confidence: float) -> Interval:
    """Of observed ÷ expected."""
    return count_limits(expected, confidence).times(1 / expected)


def dispersion(
    kind: Kind, counts: Sequence[float], bases: Sequence[float], winsorised: float = WINSORISED
) -> Dispersion | None:
    """How far areas lie apart beyond chance, around their own mean; None for fewer than five.

    Only areas that may be shown are to be given: then nothing that is hidden is in it.
    """
    if len(counts) < LEAST_AREAS:
        return None
    there, _ = _SCALES[kind]
    centre = there(sum(counts) / sum(bases))
    z = [(there(x / n) - centre) * 2 * math.sqrt(n) for x, n in zip(counts, bases, strict=True)]
    low, high = quantile(z, winsorised), quantile(z, 1 - winsorised)
    phi = sum(min(max(one, low), high) ** 2 for one in z) / len(z)
    weights = [4 * n for n in bases]
    whole = sum(weights)
    beyond = len(z) * phi - (len(z) - 1)
    tau2 = max(beyond / (whole - sum(w * w for w in weights) / whole), 0.0)
    return Dispersion(phi, tau2)


def _where(function: Callable[[float], float], wanted: float) -> float:
    """Where a rising function has a value, by halving, as far as a float can tell."""
    low, high = 0.0, 1.0
    while function(high) < wanted:
        high *= 2
    while True:
        middle = (low + high) / 2
        if middle in (low, high):
            return middle
        low, high = (middle, high) if function(middle) < wanted else (low, middle)


def _squared(value: float) -> float:
    return max(value, 0.0) ** 2


def _share(value: float) -> float:
    return math.sin(min(max(value, 0.0), math.pi / 2)) ** 2


def _arcsine(share: float) -> float:
    return math.asin(math.sqrt(share))


_SCALES: dict[Kind, tuple[Callable[[float], float], Callable[[float], float]]] = {
    "rate": (math.sqrt, _squared),
    "proportion": (_arcsine, _share),
}
