"""Care at home and in facilities: episodes of people, month by month."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from zaitaku.claims.synthetic import marginals
from zaitaku.claims.synthetic.ledger import Key, Ledger
from zaitaku.claims.synthetic.places import DENTAL, PHARMACY, Ints, Places
from zaitaku.claims.synthetic.population import Bools, Population

_VISIT = "在宅患者訪問診療料"
_CALL = "往診料"
_CLASSES = ("重症", "重症以外、月２回以上", "重症以外、月１回")
_MANAGED = {False: "在宅時医学総合管理料", True: "施設入居時等医学総合管理料"}


def _medical(item: str, detail: str = "") -> Key:
    return (item, detail, "医科")


@dataclass(frozen=True)
class Episodes:
    """From the first to the last month, at one residence and clinic."""

    person: Ints
    first: Ints
    last: Ints
    facility: Bools

    def __add__(self, other: Episodes) -> Episodes:
        return Episodes(
            np.append(self.person, other.person),
            np.append(self.first, other.first),
            np.append(self.last, other.last),
            np.append(self.facility, other.facility),
        )


def episodes(rng: np.random.Generator, people: Population, receipts_a_year: int) -> Episodes:
    """So many that the months with 総管 are the share of all receipts that they should be."""
    stock = receipts_a_year * marginals.MANAGED / marginals.YEAR
    stock *= 1 + marginals.WITHOUT_MANAGEMENT + marginals.CANCER
    inflow = stock * marginals.MONTHS / marginals.EPISODE_MONTHS
    age = people.age(0)
    # the old come first; who turns 75 comes more often than in truth, for both schemes to meet
    chance = np.where(age >= 85, 12.0, np.where(age >= 75, 4.0, np.where(age >= 65, 1.0, 0.02)))
    chance = np.where((people.switch >= 0) & (people.switch < marginals.MONTHS), 8.0, chance)
    count = min(int(stock + inflow), len(people) // 3)
    person = rng.choice(len(people), count, replace=False, p=chance / chance.sum())
    before = rng.random(count) < stock / (stock + inflow)
    first = np.where(before, 0, rng.integers(1, marginals.MONTHS, count))
    last = first + rng.geometric(1 / marginals.EPISODE_MONTHS, count) - 1
    found = Episodes(person, first, last, rng.random(count) < marginals.FACILITY)
    how = rng.random(count)
    ended = last < marginals.MONTHS
    dies = ended & (how < marginals.DIES)
    people.ends(person[dies], last[dies], np.ones(dies.sum(), bool), rng)
    # a month with both residences
    moves = ended & ~found.facility & (how > 1 - marginals.MOVES_TO_FACILITY)
    second = Episodes(person[moves], last[moves], last[moves] + 6, np.ones(moves.sum(), bool))
    return found + second


def write(
    rng: np.random.Generator, ledger: Ledger, people: Population, places: Places, found: Episodes
) -> None:
    """The receipts of all months of all episodes."""
    months = _Months.of(found, people, rng, places)
    kind = rng.random(len(months.person))
    managed = kind >= marginals.WITHOUT_MANAGEMENT + marginals.CANCER
    cancer = ~managed & (kind < marginals.CANCER)
    classes = np.zeros(len(months.person), np.int64)
    for facility, shares in marginals.CLASSES.items():
        there = months.facility == facility
        classes[there] = rng.choice(3, there.sum(), p=shares)
    often = 2 + rng.poisson(0.7, len(kind))
    twice = 2 + (rng.random(len(kind)) < 0.15).astype(np.int64)
    visits = np.where(classes == 0, often, np.where(classes == 1, twice, 1))
    visits[cancer] = 0
    receipt = _visited(rng, ledger, people, months, visits)
    for facility, item in _MANAGED.items():
        for number, detail in enumerate(_CLASSES):
            here = managed & (months.facility == facility) & (classes == number)
            ledger.act(receipt[here], _medical(item, detail))
    ledger.act(receipt[cancer], _medical("在宅がん医療総合診療料"), 4)
    _managed_twice(rng, ledger, people, places, months.where(managed & (classes > 0)))
    _called(rng, ledger, receipt)
    _extras(rng, ledger, receipt, months.facility)
    _last_days(rng, ledger, people, months, receipt)
    _others(rng, ledger, people, places, months)


@dataclass(frozen=True)
class _Months:
    """One element a month of an episode."""

    person: Ints
    month: Ints
    facility: Bools
    clinic: Ints
    late: Bools

    @classmethod
    def of(
        cls, found: Episodes, people: Population, rng: np.random.Generator, places: Places
    ) -> _Months:
        until = np.minimum(np.minimum(found.last, people.end[found.person]), marginals.MONTHS - 1)
        length = np.maximum(until - found.first + 1, 0)
        episode = np.repeat(np.arange(len(length)), length)
        month = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
        month += found.first[episode]
        clinic = places.near(rng, "診療所", people.town[found.person])
        late = rng.random(len(month)) < 0.5
        return cls(found.person[episode], month, found.facility[episode], clinic[episode], late)

    def where(self, here: Bools) -> _Months:
        return _Months(
            self.person[here],
            self.month[here],
            self.facility[here],
            self.clinic[here],
            self.late[here],
        )


def _visited(
    rng: np.random.Generator, ledger: Ledger, people: Population, months: _Months, visits: Ints
) -> Ints:
    """The receipt of each month; in that of the 75th birthday there are two, one a scheme."""
    changes = (months.month == people.switch[months.person]) & (visits > 1)
    late = np.where(changes, False, months.late)
    died = people.died[months.person] & (people.end[months.person] == months.month)
    receipt = ledger.receipts(
        months.person, months.month, months.clinic, late, died=died & (rng.random(len(died)) < 0.9)
    )
    same = np.where(months.facility, rng.random(len(late)) < 0.97, rng.random(len(late)) < 0.05)
    after = months.where(changes)
    second = ledger.receipts(
        after.person, after.month, after.clinic, np.ones(len(after.month), bool)
    )
    # both kinds of building in a month, once in a while
    both = ~changes & (visits > 2) & (rng.random(len(late)) < 0.02)
    early = visits - changes - both
    for is_same, detail in ((False, "同一建物居住者以外"), (True, "同一建物居住者")):
        key = _medical(_VISIT, detail)
        here = (same == is_same) & (early > 0)
        ledger.act(receipt[here], key, early[here])
        ledger.act(receipt[both & (same != is_same)], key)
        ledger.act(second[same[changes] == is_same], key)
    other = rng.random(len(late)) < marginals.SECOND_CLINIC
    ledger.act(receipt[other], _medical(_VISIT, "（２）C001-2"))
    return receipt


def _managed_twice(
    rng: np.random.Generator, ledger: Ledger, people: Population, places: Places, months: _Months
) -> None:
    """Another clinic claims 重症 for the residence in the same month, once in a while."""
    again = months.where(rng.random(len(months.person)) < 0.01)
    near = places.near(rng, "診療所", people.town[again.person])
    receipt = ledger.receipts(again.person, again.month, near, again.late)
    for facility, item in _MANAGED.items():
        ledger.act(receipt[again.facility == facility], _medical(item, _CLASSES[0]))


def _called(rng: np.random.Generator, ledger: Ledger, receipt: Ints) -> None:
    called = receipt[rng.random(len(receipt)) < marginals.HOUSE_CALL]
    count = 1 + rng.poisson(0.5, len(called))
    ledger.act(called, _medical(_CALL), count)
    for detail, share in (
        ("うち緊急加算", marginals.URGENT),
        ("うち夜間・休日加算", marginals.NIGHT),
        ("うち深夜加算", marginals.MIDNIGHT),
    ):
        of_these = rng.binomial(count, share)
        ledger.act(called[of_these > 0], _medical(_CALL, detail), of_these[of_these > 0])


def _extras(rng: np.random.Generator, ledger: Ledger, receipt: Ints, facility: Bools) -> None:
    for item, detail, share, more in marginals.EXTRAS:
        less = np.where(facility, 0.5, 1.5)
        here = rng.random(len(receipt)) < share * less
        count = 1 + rng.poisson(more, here.sum()) if more else 1
        ledger.act(receipt[here], _medical(item, detail), count)


def _last_days(
    rng: np.random.Generator, ledger: Ledger, people: Population, months: _Months, receipt: Ints
) -> None:
    dies = people.died[months.person] & (people.end[months.person] == months.month)
    at_home = dies & (rng.random(len(dies)) < 0.7)
    how = rng.random(len(dies))
    ledger.act(receipt[at_home & (how < 0.65)], _medical("在宅ターミナルケア加算"))
    ledger.act(receipt[at_home & (how < 0.60)], _medical("看取り加算"))
    ledger.act(receipt[at_home & (how >= 0.65)], _medical("死亡診断加算"))


def _others(
    rng: np.random.Generator, ledger: Ledger, people: Population, places: Places, months: _Months
) -> None:
    """Pharmacists, dentists, a second clinic that comes on call."""
    for kind, source, share, key, more in (
        ("薬局", PHARMACY, marginals.PHARMACY, ("在宅患者訪問薬剤管理指導料", ""), 0.8),
        ("薬局", PHARMACY, marginals.PHARMACY_URGENT, ("在宅患者緊急訪問薬剤管理指導料", ""), 0.2),
        ("歯科", DENTAL, marginals.DENTIST, ("歯科訪問診療料", ""), 0.7),
        ("診療所", 0, 0.02, (_CALL, ""), 0.1),
    ):
        here = months.where(rng.random(len(months.person)) < share)
        near = places.near(rng, kind, people.town[here.person])
        receipt = ledger.receipts(here.person, here.month, near, here.late, source)
        name = ("医科", "DPC", "歯科", "調剤")[source]
        ledger.act(receipt, (*key, name), 1 + rng.poisson(more, len(receipt)))
