"""Rates of small areas drawn towards the mean: empirical Bayes, global (Marshall 1991)."""

from __future__ import annotations

from collections.abc import Sequence


def shrunken(events: Sequence[float], people: Sequence[float]) -> list[float]:
    """The rate (per head) of each area, the nearer to the mean the fewer people it has.

    weight = s² / (s² + m/n) with m the mean of all together and s² what varies between the areas
    beyond chance; where nothing does, every area has the mean. Every area must have people, so
    those that are hidden or missing are left out by the caller and take no part in m and s².
    """
    if not people or min(people) <= 0:
        raise ValueError("人口が 0 以下の地域があります。")
    whole = sum(people)
    mean = sum(events) / whole
    rates = [x / n for x, n in zip(events, people, strict=True)]
    varies = sum(n * (r - mean) ** 2 for r, n in zip(rates, people, strict=True)) / whole
    between = max(varies - mean * len(people) / whole, 0.0)
    weights = [between / (between + mean / n) if between else 0.0 for n in people]
    return [w * r + (1 - w) * mean for w, r in zip(weights, rates, strict=True)]
