"""Areas like one another: standardised features, Euclidean distance, the k nearest.

A feature (population, share of 65+, density …) is divided by its standard deviation over all areas,
so that its unit does not matter; a weight says how much it counts, 1 unless told.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

Features = Mapping[str, Mapping[str, float | None]]  # area → feature → value; None is not known


@dataclass(frozen=True)
class Neighbour:
    area: str
    distance: float


def nearest(
    features: Features, of: str, k: int, weights: Mapping[str, float] | None = None
) -> list[Neighbour]:
    """The k areas most like ``of``, itself not among them, nearest first, equal ones by code.

    An area with a feature that is not known takes no part: taken for 0 or for the mean it would be
    like areas that it is not like. KeyError where ``of`` is one of those or none.
    """
    placed = standardised(features, weights)
    own = placed[of]
    found = [Neighbour(area, distance(own, at)) for area, at in placed.items() if area != of]
    return sorted(found, key=lambda one: (one.distance, one.area))[:k]


def distance(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Between two areas of ``standardised``."""
    return math.sqrt(sum((one[feature] - other[feature]) ** 2 for feature in one))


def standardised(
    features: Features, weights: Mapping[str, float] | None = None
) -> dict[str, dict[str, float]]:
    """Area → its place by the features that tell areas apart, where all of them are known."""
    weights = weights or {}
    known = {
        area: {name: value for name, value in own.items() if value is not None}
        for area, own in features.items()
        if None not in own.values()
    }
    names = next(iter(known.values()), {})
    scaled: dict[str, dict[str, float]] = {area: {} for area in known}
    for name in names:
        values = [own[name] for own in known.values()]
        mean = sum(values) / len(values)
        deviation = math.sqrt(sum((value - mean) ** 2 for value in values) / len(values))
        if deviation <= abs(mean) * 1e-12:  # all alike but for rounding
            continue
        scale = math.sqrt(weights.get(name, 1.0)) / deviation
        for area, own in known.items():
            scaled[area][name] = (own[name] - mean) * scale
    return scaled
