"""How far apart areas are: highest and lowest, 90/10, coefficient of variation, Gini."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from zaitaku.ground.quantiles import quantile


@dataclass(frozen=True)
class Spread:
    """Of the values of all areas that can be shown. A ratio over 0 is None."""

    areas: int
    highest: float
    lowest: float
    highest_to_lowest: float | None
    p90_to_p10: float | None
    variation: float | None  # standard deviation ÷ mean, every area alike
    gini: float | None  # 0 all alike, towards 1 all in one


def of(values: Sequence[float], weights: Sequence[float]) -> Spread:
    """Of values not below 0; ``weights`` (people) are those of the Gini. ValueError where none."""
    if not values:
        raise ValueError("比べる地域がありません。")
    mean = sum(values) / len(values)
    deviation = math.sqrt(sum((value - mean) ** 2 for value in values) / len(values))
    high, low = quantile(values, 0.9), quantile(values, 0.1)
    return Spread(
        len(values),
        max(values),
        min(values),
        max(values) / min(values) if min(values) > 0 else None,
        high / low if low > 0 else None,
        deviation / mean if mean > 0 else None,
        gini(values, weights),
    )


def gini(values: Sequence[float], weights: Sequence[float]) -> float | None:
    """Twice the area between the Lorenz curve and equality; None where all values are 0."""
    whole = sum(weights)
    total = sum(value * weight for value, weight in zip(values, weights, strict=True))
    if whole <= 0 or total <= 0:
        return None
    below, twice = 0.0, 0.0
    for value, weight in sorted(zip(values, weights, strict=True)):
        share = below + value * weight / total
        twice += weight / whole * (below + share)
        below = share
    return 1 - twice
