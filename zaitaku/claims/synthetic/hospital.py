"""Stays in hospital: long-term beds, from which ⑤ follows people, and acute ones."""

from __future__ import annotations

import numpy as np

from zaitaku.claims.synthetic import marginals
from zaitaku.claims.synthetic.home import Episodes
from zaitaku.claims.synthetic.ledger import Key, Ledger
from zaitaku.claims.synthetic.places import DPC, MEDICAL, Ints, Places
from zaitaku.claims.synthetic.population import Bools, Population

LONG_TERM: Key = ("⑤療養病床（医療区分１）", "療養病棟入院料１・２", "医科")
_SUPPORT = (("入退院支援加算１", 0.25), ("入退院支援加算２", 0.10), ("入退院支援加算３", 0.01))


def write(rng: np.random.Generator, ledger: Ledger, people: Population, places: Places) -> Episodes:
    """The receipts of all stays; returns the care at home that begins after some."""
    after = _long_term(rng, ledger, people, places)
    old = people.age(0) >= 65
    rate = np.where(old, marginals.ACUTE[True], marginals.ACUTE[False])
    share = rate * marginals.MONTHS / marginals.YEAR
    person = np.flatnonzero(rng.random(len(people)) < share)
    first = rng.integers(0, marginals.MONTHS, len(person))
    last = first + (rng.random(len(person)) < 0.35)
    _stay(rng, ledger, people, places, person, first, last)
    return after


def _long_term(
    rng: np.random.Generator, ledger: Ledger, people: Population, places: Places
) -> Episodes:
    old = people.age(0) >= 65
    share = np.where(old, marginals.LONG_TERM[True], marginals.LONG_TERM[False])
    person = np.flatnonzero(rng.random(len(people)) < share)
    count = len(person)
    first = rng.integers(-6, marginals.MONTHS - 3, count)
    last = first + rng.geometric(1 / marginals.STAY_MONTHS, count) - 1
    how = rng.random(count)
    dies = (how < marginals.DIES_IN_HOSPITAL) & (last >= 0)
    people.ends(person[dies], last[dies], np.ones(dies.sum(), bool), rng)
    lowest = rng.random(count) < marginals.LOWEST_CLASS
    _stay(rng, ledger, people, places, person, first, last, lowest)
    # from ward to ward: no month without a receipt, or the same month twice
    moved = ~dies & (rng.random(count) < marginals.TRANSFERRED)
    start = last[moved] + rng.integers(0, 2, moved.sum())
    _stay(rng, ledger, people, places, person[moved], start, start + 1)
    # back after a month or more
    back = ~dies & (rng.random(count) < marginals.READMITTED)
    start = last[back] + rng.integers(2, 5, back.sum())
    _stay(rng, ledger, people, places, person[back], start, start + 2, lowest[back])
    home = ~dies & (rng.random(count) < marginals.HOME_AFTER) & (last >= 0)
    begins = last[home] + rng.integers(0, 8, home.sum())
    return Episodes(
        person[home], begins, begins + rng.integers(0, 10, home.sum()), rng.random(home.sum()) < 0.5
    )


def _stay(
    rng: np.random.Generator,
    ledger: Ledger,
    people: Population,
    places: Places,
    person: Ints,
    first: Ints,
    last: Ints,
    lowest: Bools | None = None,
) -> None:
    """A receipt for each month; ``lowest``: those in long-term beds of 医療区分１."""
    begin = np.maximum(first, 0)
    until = np.minimum(np.minimum(last, people.end[person]), marginals.MONTHS - 1)
    length = np.maximum(until - begin + 1, 0)
    stay = np.repeat(np.arange(len(length)), length)
    month = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length) + begin[stay]
    where = places.near(rng, "病院", people.town[person])[stay]
    who = person[stay]
    late = rng.random(len(month)) < 0.5
    died = people.died[who] & (people.end[who] == month)
    acute = lowest is None
    source = np.where(acute & (rng.random(len(month)) < 0.5), DPC, MEDICAL)
    receipt = ledger.receipts(who, month, where, late, source, 1, first[stay], died)
    is_last = month == until[stay]
    if lowest is not None:
        bills = lowest[stay] & (rng.random(len(month)) < 0.85)
        ledger.act(receipt[bills], LONG_TERM, rng.integers(1, 31, bills.sum()))
    for item, share in _SUPPORT:
        ledger.act(receipt[is_last & (rng.random(len(month)) < share)], (item, "", "医科"))
    for item, share in (("介護支援等連携指導料", 0.08), ("退院時共同指導料２", 0.05)):
        ledger.act(receipt[is_last & (rng.random(len(month)) < share)], (item, "", "医科"))
    # a month claimed as DPC and once more by 医科
    twice = (source == DPC) & (rng.random(len(month)) < 0.02)
    ledger.receipts(
        who[twice], month[twice], where[twice], late[twice], MEDICAL, 1, first[stay][twice]
    )
