"""Residents by age band: an ageing, slowly shrinking prefecture."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from generator import YEARS
from generator.places import PLACES

BANDS = (*(f"{low}-{low + 4}" for low in range(0, 100, 5)), "100+")
FIRST_AGED = BANDS.index("65-69")
FIRST_LATER = BANDS.index("75-79")

# Shares within "under 65" and within "65 and over" of a young (25 % aged) and an old (50 %) place.
YOUNG_UNDER_65 = [3.9, 4.4, 4.6, 4.8, 5.0, 5.0, 5.2, 5.8, 6.5, 7.4, 6.6, 6.0, 5.8]
OLD_UNDER_65 = [2.0, 2.6, 3.1, 3.0, 1.8, 2.0, 2.5, 3.3, 4.1, 4.8, 5.2, 6.2, 8.0]
YOUNG_AGED = [24.0, 27.0, 20.0, 14.0, 9.0, 4.5, 1.3, 0.2]
OLD_AGED = [21.0, 22.5, 17.0, 15.5, 13.0, 8.0, 2.6, 0.4]

AGED_SHARE_A_YEAR = 0.0035
BAND_NOISE = 0.02


def residents(seed: int) -> NDArray[np.int64]:
    """Persons by year × place × age band, in the orders of ``YEARS``, ``PLACES``, ``BANDS``."""
    noise = np.random.default_rng(seed).normal(1, BAND_NOISE, (len(PLACES), len(BANDS)))
    result = np.empty((len(YEARS), len(PLACES), len(BANDS)), dtype=np.int64)
    for t in range(len(YEARS)):
        for i, place in enumerate(PLACES):
            aged = place.aged + AGED_SHARE_A_YEAR * t
            age = (aged - 0.25) / 0.25
            bands = np.concatenate([
                (1 - aged) * _mixed(YOUNG_UNDER_65, OLD_UNDER_65, age),
                aged * _mixed(YOUNG_AGED, OLD_AGED, age),
            ])  # fmt: skip
            yearly = 1.002 - 0.024 * (place.aged - 0.25) / 0.25
            bands *= noise[i]
            result[t, i] = np.rint(place.population * yearly**t * bands / bands.sum())
    return result


def _mixed(young: list[float], old: list[float], age: float) -> NDArray[Any]:
    shares = (1 - age) * np.array(young) / sum(young) + age * np.array(old) / sum(old)
    return np.maximum(shares, 0)
