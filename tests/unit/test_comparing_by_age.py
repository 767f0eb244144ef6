"""Rates standardised by age, against figures that the field's reference publishes, transcribed.

The test data of the Public Health Technical Guide (OHID): 19 ages, events and people, and what
comes of them at 95 % and 99.8 %. All files of it are read by ``test_comparing_published``, where
they are at hand.
"""

from __future__ import annotations

import math

import pytest

from zaitaku.comparing import standardised
from zaitaku.comparing.intervals import STRICT, USUAL

CLOSE = {"rel": 1e-9}
# youngest first; the European Standard Population of 2013 and, for one of 18 ages, of 1976
PEOPLE = (636, 558, 609, 543, 384, 594, 669, 843, 660, 576, 606, 522, 426, 273, 300, 288, 153, 123,
          207)  # fmt: skip
BIG = (127, 25, 18, 21, 12, 27, 48, 27, 29, 32, 32, 34, 45, 65, 38, 68, 74, 82, 91)
SMALL = (12, 4, 3, 2, 3, 4, 8, 2, 2, 3, 4, 5, 6, 8, 5, 6, 5, 5, 4)
TINY = (0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 1, 1, 2, 3)
OF_2013 = (5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000, 7000, 6500, 6000, 5500, 5000,
           4000, 2500, 1500, 1000)  # fmt: skip
OF_1976 = (8000, *[7000] * 10, 6000, 5000, 4000, 3000, 2000, 1000, 1000)
# the reference population of the ratio: events and people
REFERENCE = (
    (10303, 50520), (2824, 57173), (0, 60213), (3615, 54659), (3641, 44345), (3490, 50128),
    (3789, 62163), (3213, 67423), (3031, 62899), (2771, 55463), (3089, 60479), (3490, 49974),
    (3595, 44140), (4745, 40888), (5514, 37239), (7125, 30819), (5694, 18136), (6210, 15325),
    (5757, 13918),
)  # fmt: skip


def by_age(numbers: tuple[int, ...]) -> dict[int, float]:
    return {age: float(number) for age, number in enumerate(numbers)}


@pytest.mark.parametrize(
    ("events", "standard", "value", "usual", "strict"),
    [
        (BIG, OF_2013, 10430.247991469423, (9717.709067985681, 11178.94091547925),
         (9323.287880219903, 11620.595999522058)),
        (SMALL, OF_2013, 1103.212025300104, (877.455767536709, 1367.0882227251795),
         (763.6420357939879, 1530.0328948244762)),
        # its limits of 99.8 % are printed ten times too large: 76,592.8 beside a rate of 8,592.1
        (BIG[:-1], OF_1976, 8592.097585022366, (7991.160931442103, 9225.253880318318),
         (76592.82106568955 / 10, 95992.11798571698 / 10)),
    ],
)  # fmt: skip
def test_a_rate_standardised_directly_per_100_000(
    events: tuple[int, ...],
    standard: tuple[int, ...],
    value: float,
    usual: tuple[float, float],
    strict: tuple[float, float],
) -> None:
    people = by_age(PEOPLE[: len(events)])
    for confidence, limits in ((USUAL, usual), (STRICT, strict)):
        found = standardised.direct(by_age(events), people, by_age(standard), confidence)
        assert found is not None and found.value * 100_000 == pytest.approx(value, **CLOSE)
        assert found.interval.times(100_000) == pytest.approx(limits, **CLOSE)


def test_below_ten_events_none_is_given() -> None:
    assert standardised.direct(by_age(TINY), by_age(PEOPLE), by_age(OF_2013)) is None


@pytest.mark.parametrize(
    ("observed", "value", "usual", "strict"),
    [
        (BIG, 107.07232939020275, (100.17147712553987, 114.3233287249895),
         (96.35155619614437, 118.60070415876287)),
        (SMALL, 10.886683770400502, (8.765040101829404, 13.366576328418912),
         (7.695425528392111, 14.897920510466744)),
        (TINY, 1.0767049882813684, (0.4923380825095776, 2.043921455549973),
         (0.2933930655068262, 2.710589651469021)),
    ],
)  # fmt: skip
def test_a_ratio_standardised_indirectly_times_100(
    observed: tuple[int, ...],
    value: float,
    usual: tuple[float, float],
    strict: tuple[float, float],
) -> None:
    rates = {age: events / people for age, (events, people) in enumerate(REFERENCE)}
    expected = standardised.expected(rates, by_age(PEOPLE))
    assert expected == pytest.approx(835.8835612311743, **CLOSE)
    for confidence, limits in ((USUAL, usual), (STRICT, strict)):
        found = standardised.ratio(sum(observed), expected, confidence)
        assert found.value * 100 == pytest.approx(value, **CLOSE)
        assert found.interval.times(100) == pytest.approx(limits, **CLOSE)


# of the persons behind the events of BIG: how many have one, two, three and four
REPEATED = (
    (75, 16, 4, 2), (16, 3, 1, 0), (11, 2, 1, 0), (12, 3, 1, 0), (8, 0, 0, 1), (18, 3, 1, 0),
    (26, 6, 2, 1), (18, 3, 1, 0), (18, 4, 1, 0), (21, 4, 1, 0), (21, 4, 1, 0), (23, 4, 1, 0),
    (23, 6, 2, 1), (39, 8, 2, 1), (25, 5, 1, 0), (40, 9, 2, 1), (46, 9, 2, 1), (49, 10, 3, 1),
    (56, 11, 3, 1),
)  # fmt: skip


@pytest.mark.parametrize(
    ("confidence", "limits"),
    [(USUAL, (9532.94977862, 11373.07483298)), (STRICT, (9036.25631357, 11929.24980749))],
)
def test_events_that_one_person_has_several_of_are_not_what_our_interval_is_of(
    confidence: float, limits: tuple[float, float]
) -> None:
    """Published for them: the same rate, an interval wider by √(Σ w²·k²·persons ÷ Σ w²·events).

    No figure of ours needs it: what is judged are persons of a month, each counted once. An
    interval of 算定回数 would, and none is given.
    """
    assert tuple(sum(k * n for k, n in enumerate(row, 1)) for row in REPEATED) == BIG
    found = standardised.direct(by_age(BIG), by_age(PEOPLE), by_age(OF_2013), confidence)
    assert found is not None
    squares = [(share / people) ** 2 for share, people in zip(OF_2013, PEOPLE, strict=True)]
    once = sum(w * events for w, events in zip(squares, BIG, strict=True))
    several = sum(
        w * sum(k * k * persons for k, persons in enumerate(row, 1))
        for w, row in zip(squares, REPEATED, strict=True)
    )
    wider = math.sqrt(several / once)
    value, own = found.value * 100_000, found.interval.times(100_000)
    assert wider > 1.2
    for end, published in zip(own, limits, strict=True):
        assert value + (end - value) * wider == pytest.approx(published, **CLOSE)
