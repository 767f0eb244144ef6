"""Who is a member of what, where and until when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from zaitaku.claims.synthetic import marginals
from zaitaku.claims.synthetic.places import Ints, Places

NEVER = 10_000
Bools = npt.NDArray[np.bool_]
_START = np.datetime64(f"{marginals.FIRST_YEAR}-04")


@dataclass
class Population:
    """One element a person. Months count from the first one; ``NEVER`` where nothing happens.

    ``end`` with ``died``: death, or a move out of the prefecture. Days are days of their month.
    """

    birth: npt.NDArray[np.datetime64]
    town: Ints
    switch: Ints  # month of the change to 後期; -1 before the first month
    switch_day: Ints
    move: Ints
    move_day: Ints
    moved_to: Ints
    end: Ints
    end_day: Ints
    died: Bools

    def __len__(self) -> int:
        return len(self.town)

    def age(self, month: Ints | int) -> Ints:
        """Whole years at the end of the month."""
        born: Ints = self.birth.astype("datetime64[M]").astype(np.int64)
        start: int = int(_START.astype(np.int64))
        return (start + month - born) // 12

    def later_stage(self, person: Ints, month: Ints, late: Bools) -> Ints:
        """1 in 後期, 0 in 国保; ``late``: after the change of that month."""
        at = self.switch[person]
        after = late | (self.switch_day[person] == 1)
        return np.where((month > at) | ((month == at) & after), 1, 0)

    def home_town(self, person: Ints, month: Ints, late: Bools) -> Ints:
        at = self.move[person]
        after = late | (self.move_day[person] == 1)
        moved = (month > at) | ((month == at) & after)
        return np.where(moved, self.moved_to[person], self.town[person])

    def is_member(self, person: Ints, month: Ints) -> Bools:
        return month <= self.end[person]

    def ends(self, person: Ints, month: Ints, died: Bools, rng: np.random.Generator) -> None:
        """Their membership ends then, unless it did before."""
        earlier = month < self.end[person]
        who = person[earlier]
        self.end[who] = month[earlier]
        self.died[who] = died[earlier]
        self.end_day[who] = rng.integers(2, 29, len(who))

    def settle(self) -> None:
        """One change a month: what would follow an end, or fall together with it, is left out."""
        later = self.move >= self.end
        self.move[later] = NEVER
        together = (self.move == self.switch) & (self.move != NEVER)
        self.move[together] = NEVER
        self.switch[self.switch >= self.end] = NEVER


def population(rng: np.random.Generator, persons: int, places: Places) -> Population:
    later = rng.random(persons) < marginals.LATER_STAGE
    disabled = later & (rng.random(persons) < marginals.DISABLED)
    young = ~later & (rng.random(persons) < 0.55)
    years = np.where(young, rng.random(persons) * 65, 65 + rng.random(persons) * 10)
    years = np.where(later, 75.1 + np.minimum(rng.exponential(8, persons), 30), years)
    years = np.where(disabled, 65.1 + rng.random(persons) * 8, years)
    birth = np.datetime64(f"{marginals.FIRST_YEAR}-04-01") - (years * 365.2425).astype(np.int64)
    birth = _no_leap_day(birth)
    months = birth.astype("datetime64[M]")
    day = (birth - months.astype("datetime64[D]")).astype(np.int64) + 1
    at = (months + 75 * 12 - _START).astype(np.int64)
    switch = np.where(later, -1, np.where((at >= 0) & (at < marginals.MONTHS), at, NEVER))
    moves = _when(rng, persons, marginals.MOVE)
    found = Population(
        birth=birth,
        town=rng.choice(places.towns, persons, p=places.shares),
        switch=switch,
        switch_day=day,
        move=moves,
        move_day=rng.integers(1, 28, persons),
        moved_to=rng.choice(places.towns, persons, p=places.shares),
        end=np.full(persons, NEVER),
        end_day=np.full(persons, 1),
        died=np.zeros(persons, bool),
    )
    everyone = np.arange(persons)
    found.ends(everyone, _when(rng, persons, marginals.LEAVE), np.zeros(persons, bool), rng)
    age = found.age(0)
    rate = np.array(marginals.DEATH)[np.digitize(age, (65, 75))]
    found.ends(everyone, _when(rng, persons, rate), np.ones(persons, bool), rng)
    return found


def _when(rng: np.random.Generator, count: int, a_year: npt.ArrayLike) -> Ints:
    """A month for each to whom it happens."""
    happens = rng.random(count) < np.asarray(a_year) * marginals.MONTHS / marginals.YEAR
    return np.where(happens, rng.integers(0, marginals.MONTHS, count), NEVER)


def _no_leap_day(birth: npt.NDArray[np.datetime64]) -> npt.NDArray[np.datetime64]:
    """Born on 29 February: a day earlier, for the 75th birthday to be a day."""
    months = birth.astype("datetime64[M]")
    february = months.astype(np.int64) % 12 == 1
    day = (birth - months.astype("datetime64[D]")).astype(np.int64) + 1
    return np.where(february & (day == 29), birth - 1, birth)
