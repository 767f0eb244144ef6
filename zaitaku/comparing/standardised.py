"""Rates adjusted for age and sex: the indirect ratio (標準化比) and the direct rate.

Indirect: observed ÷ what the reference's rates would give for the own population; interval as for
a count. Direct: the own rates weighted by a standard population; interval by Dobson et al. 1991.
Events are persons, each counted once: of several events a person the intervals would be too narrow.
A group (an age, an age and sex) is any key; every group with people needs a rate.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from zaitaku.comparing import intervals
from zaitaku.comparing.intervals import USUAL, Interval

Groups = Mapping[Hashable, float]
LEAST_EVENTS = 10  # below it OHID gives no direct rate: it would hang on one person


@dataclass(frozen=True)
class Standardised:
    """In the unit of its question: a ratio (1 = as the reference) or events per head."""

    value: float
    interval: Interval


def expected(rates: Groups, people: Groups) -> float:
    """Events that the reference's rates (per head) give for these people.

    ValueError names the groups of people that have no rate: counted as 0 they would make the ratio
    too high.
    """
    lacking = [str(group) for group, number in people.items() if number and group not in rates]
    if lacking:
        raise ValueError(f"参照の率がない区分があります: {'、'.join(lacking)}")
    return sum(rates[group] * number for group, number in people.items() if number)


def ratio(observed: float, expected_: float, confidence: float = USUAL) -> Standardised:
    """Observed ÷ expected; times 100 it is SCR. ValueError where nothing is expected."""
    if expected_ <= 0:
        raise ValueError("期待数が 0 以下です。")
    found = intervals.count(observed, confidence).times(1 / expected_)
    return Standardised(observed / expected_, found)


def direct(
    events: Groups, people: Groups, standard: Groups, confidence: float = USUAL
) -> Standardised | None:
    """Events per head of the standard population; None below ten events.

    ValueError names the groups of the standard population where nobody lives.
    """
    lacking = [str(group) for group in standard if not people.get(group)]
    if lacking:
        raise ValueError(f"人口がない区分があります: {'、'.join(lacking)}")
    total, whole = sum(events.get(group, 0.0) for group in standard), sum(standard.values())
    if total < LEAST_EVENTS:
        return None
    weights = {group: standard[group] / whole / people[group] for group in standard}
    value = sum(weight * events.get(group, 0.0) for group, weight in weights.items())
    variance = sum(weight**2 * events.get(group, 0.0) for group, weight in weights.items())
    scale, around = math.sqrt(variance / total), intervals.byar(total, confidence)
    return Standardised(
        value,
        Interval(value + scale * (around.lower - total), value + scale * (around.upper - total)),
    )
