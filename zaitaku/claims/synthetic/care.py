"""Care insurance: who is certified at which level, and what is used each month."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from zaitaku.claims.synthetic import marginals
from zaitaku.claims.synthetic.places import Ints
from zaitaku.claims.synthetic.population import NEVER, Bools, Population

# item of ① by type, for 介護給付 and 予防給付
NURSING, REHABILITATION, GUIDANCE = 13, 14, 31
PREVENTION = {NURSING: 63, REHABILITATION: 64, GUIDANCE: 34}
TERMINAL = 7000
_FACILITIES = (51, 52, 54, 55)
_RESIDENCES = (33, 36, 32, 37)
_HOME = ((11, 0.5), (15, 0.5), (43, 0.9), (NURSING, 0.3), (REHABILITATION, 0.1), (GUIDANCE, 0.35))


@dataclass(frozen=True)
class Certified:
    """One element a certified person; ``raised``: the month in which the level goes up by one."""

    person: Ints
    level: Ints
    raised: Ints
    linked: Bools


@dataclass(frozen=True)
class Care:
    """One element a line of a claim; a claim is a person, month and type."""

    certified: Certified
    holder: Ints  # index of certified
    month: Ints
    service_type: Ints
    item: Ints
    count: Ints
    level: Ints
    office: Ints
    cancelled: Bools
    claim: Ints

    @property
    def person(self) -> Ints:
        return self.certified.person[self.holder]


def care(rng: np.random.Generator, people: Population, at_home: Ints, discharged: Ints) -> Care:
    certified = _certified(rng, people, at_home, discharged)
    count = len(certified.person)
    kind = rng.random(count)
    uses: list[tuple[Ints, int]] = []
    holder = np.arange(count)
    institution = kind < 0.12
    facility = rng.choice(_FACILITIES, count, p=(0.5, 0.3, 0.1, 0.1))
    residence = rng.choice(_RESIDENCES, count)
    for number in _FACILITIES:
        uses.append((holder[institution & (facility == number)], number))
    for number in _RESIDENCES:
        uses.append((holder[(kind >= 0.12) & (kind < 0.22) & (residence == number)], number))
    lives_home = (kind >= 0.22) & (kind < 0.9)
    for number, share in _HOME:
        uses.append((holder[lives_home & (rng.random(count) < share)], number))
    # guidance comes to residences too
    uses.append((holder[(kind >= 0.12) & (kind < 0.22) & (rng.random(count) < 0.6)], GUIDANCE))
    who = np.concatenate([holders for holders, _ in uses])
    types = np.concatenate([np.full(len(holders), number) for holders, number in uses])
    return _monthly(rng, people, certified, who, types)


def _certified(
    rng: np.random.Generator, people: Population, at_home: Ints, discharged: Ints
) -> Certified:
    age = people.age(0)
    share = np.array(marginals.CERTIFIED)[np.digitize(age, (65, 75, 85))]
    special = np.zeros(len(people), bool)
    special[at_home] = special[discharged] = True
    share = np.where(special & (age >= 40), marginals.CERTIFIED_AT_HOME, share)
    person = np.flatnonzero(rng.random(len(people)) < share)
    count = len(person)
    level = np.where(
        special[person],
        rng.choice(7, count, p=marginals.LEVEL_SHARES_AT_HOME),
        rng.choice(7, count, p=marginals.LEVEL_SHARES),
    )
    changes = rng.random(count) < marginals.LEVEL_CHANGES * marginals.MONTHS / marginals.YEAR
    raised = np.where(changes & (level < 6), rng.integers(0, marginals.MONTHS, count), NEVER)
    return Certified(person, level, raised, rng.random(count) >= marginals.UNLINKED)


def _monthly(
    rng: np.random.Generator, people: Population, certified: Certified, who: Ints, types: Ints
) -> Care:
    """Lines of every month in which the person is a member and uses what they use."""
    months = marginals.MONTHS
    holder, kind = np.repeat(who, months), np.repeat(types, months)
    month = np.tile(np.arange(months), len(who))
    person = certified.person[holder]
    here = people.is_member(person, month) & (rng.random(len(month)) < 0.93)
    holder, kind, month, person = holder[here], kind[here], month[here], person[here]
    raised = certified.raised[holder]
    # in the month of a change an office may tell the old level
    new = (month > raised) | ((month == raised) & (rng.random(len(month)) < 0.5))
    level = certified.level[holder] + new
    for number, prevention in PREVENTION.items():
        kind = np.where((kind == number) & (level < 2), prevention, kind)
    item = np.where(rng.random(len(kind)) < 0.7, 1111, 2111)
    count = np.where(np.isin(kind, _FACILITIES), 30, 1 + rng.poisson(3, len(kind)))
    cancelled = rng.random(len(kind)) < marginals.CANCELLED
    claim = np.arange(len(kind))
    office = rng.integers(0, 40, len(kind)) + 40 * people.town[person]
    base: list[Ints | Bools] = [holder, month, kind, item, count, level, office, cancelled, claim]
    add_on = rng.random(len(kind)) < 0.2
    ends = people.died[person] & (people.end[person] == month)
    terminal = (kind == NURSING) & ends & (rng.random(len(kind)) < 0.5)
    parts = [base]
    for which, number in ((add_on, 4000), (terminal, TERMINAL)):
        lines: list[Ints | Bools] = [values[which] for values in base]
        lines[3], lines[4] = np.full(which.sum(), number), np.ones(which.sum(), np.int64)
        parts.append(lines)
    return Care(certified, *(np.concatenate(part) for part in zip(*parts, strict=True)))
