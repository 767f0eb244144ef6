"""A change of a count in three parts that add up to it: population, age, rate (Das Gupta 1993).

count = Σ over ages of population × share of the age × rate of the age. Each part is the mean over
all orders in which the three could have changed, so none is favoured and nothing is left over.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

Groups = Mapping[Hashable, float]


@dataclass(frozen=True)
class Parts:
    """Events more (or fewer) by each reason."""

    population: float
    age: float
    rate: float

    @property
    def change(self) -> float:
        return self.population + self.age + self.rate


def of_change(before: tuple[Groups, Groups], after: tuple[Groups, Groups]) -> Parts:
    """From (people, events) by age before and after. ValueError where the ages differ or nobody
    lives; an age without people has no rate, and no events."""
    (people0, events0), (people1, events1) = before, after
    if not set(people0) == set(events0) == set(people1) == set(events1):
        raise ValueError("前と後の年齢区分がそろっていません。")
    n0, n1 = sum(people0.values()), sum(people1.values())
    if n0 <= 0 or n1 <= 0:
        raise ValueError("人口が 0 以下です。")
    ages = list(people0)
    a0, a1 = [people0[age] / n0 for age in ages], [people1[age] / n1 for age in ages]
    r0, r1 = _rates(people0, events0, ages), _rates(people1, events1, ages)

    def summed(shares: list[float], rates: list[float]) -> float:
        return sum(share * rate for share, rate in zip(shares, rates, strict=True))

    population = (n1 - n0) * (
        (summed(a0, r0) + summed(a1, r1)) / 3 + (summed(a0, r1) + summed(a1, r0)) / 6
    )
    moved = [one - other for one, other in zip(a1, a0, strict=True)]
    age = (n0 / 3 + n1 / 6) * summed(moved, r0) + (n1 / 3 + n0 / 6) * summed(moved, r1)
    risen = [one - other for one, other in zip(r1, r0, strict=True)]
    rate = (n0 / 3 + n1 / 6) * summed(a0, risen) + (n1 / 3 + n0 / 6) * summed(a1, risen)
    return Parts(population, age, rate)


def _rates(people: Groups, events: Groups, ages: list[Hashable]) -> list[float]:
    for age in ages:
        if not people[age] and events[age]:
            raise ValueError(f"人口のない年齢に数があります（{age}）。")
    return [events[age] / people[age] if people[age] else 0.0 for age in ages]
