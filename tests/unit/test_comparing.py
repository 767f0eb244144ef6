"""Statistics for comparing areas: published figures entered by hand, and worked examples."""

from __future__ import annotations

import pytest
from scipy import stats

from zaitaku.comparing import funnels, intervals, parts, shrinkage, similar, spread, standardised
from zaitaku.comparing.funnels import ALIKE, HIGHER, LOWER, Funnel
from zaitaku.comparing.intervals import STRICT, USUAL, Interval

CLOSE = {"rel": 1e-9}


@pytest.mark.parametrize(
    ("events", "confidence", "lower", "upper"),
    [
        (65, USUAL, 50.163187710459454, 82.84913854593984),
        (1045, USUAL, 982.5932018073325, 1110.33121298565),
        (10, STRICT, 2.916318374695686, 24.193724927880535),
        (5, USUAL, 1.62348639011842, 11.668332079322669),  # exact below ten
        (1, STRICT, 0.0010005003335835344, 9.233413476451585),
        (0, USUAL, 0.0, 3.688879454113936),
    ],
)
def test_interval_of_a_count(events: float, confidence: float, lower: float, upper: float) -> None:
    """PHEindicatormethods' published test figures; of 0 the textbook's −ln 0.025."""
    assert intervals.count(events, confidence) == pytest.approx((lower, upper), **CLOSE)


@pytest.mark.parametrize(
    ("part", "whole", "confidence", "lower", "upper"),
    [
        (65, 100, USUAL, 0.5525444329688797, 0.7363575175690247),
        (1045, 5000, STRICT, 0.19179381799015244, 0.22731562902525818),
        (0.445, 1, USUAL, 0.04381744772058822, 0.9334621276979156),
    ],
)
def test_interval_of_a_proportion(
    part: float, whole: float, confidence: float, lower: float, upper: float
) -> None:
    assert intervals.wilson(part, whole, confidence) == pytest.approx((lower, upper), **CLOSE)


def test_intervals_of_everything_and_nothing_stay_within_bounds() -> None:
    assert intervals.wilson(0, 12).lower == 0.0
    assert intervals.wilson(12, 12).upper == pytest.approx(1.0)
    with pytest.raises(ValueError, match="割合"):
        intervals.wilson(3, 2)
    with pytest.raises(ValueError, match="人口"):
        intervals.rate(3, 0)
    with pytest.raises(ValueError, match="負"):
        intervals.count(-1)


def test_twelve_months_would_be_too_narrow() -> None:
    """n is the mean of a month; over the sum of a year the interval would shrink by √12."""
    month, year = intervals.count(9000), intervals.count(108_000).times(1 / 12)
    share = (month.upper - month.lower) / (year.upper - year.lower)
    assert share == pytest.approx(12**0.5, rel=3e-3)


def test_a_ratio_that_is_standardised_indirectly() -> None:
    """The published ratio × 100 of testdata_big: 895 observed, 835.88 expected."""
    found = standardised.ratio(895, 835.8835612311743)
    assert found.value * 100 == pytest.approx(107.07232939020275, **CLOSE)
    assert found.interval.times(100) == pytest.approx((100.17147712553987, 114.3233287249895))


def test_an_age_without_a_rate_is_named_and_never_0() -> None:
    rates, people = {"65-74": 0.01, "75-84": 0.05}, {"65-74": 1000, "75-84": 400}
    assert standardised.expected(rates, people) == pytest.approx(30)
    assert standardised.expected(rates, people | {"85-": 0}) == pytest.approx(30)  # nobody lives
    with pytest.raises(ValueError, match="85-"):
        standardised.expected(rates, people | {"85-": 100})


def test_a_direct_rate_needs_ten_events_and_people_in_every_age() -> None:
    people = {"a": 100.0, "b": 50.0}
    assert standardised.direct({"a": 4, "b": 5}, people, people) is None
    found = standardised.direct({"a": 4, "b": 6}, people, people)
    assert found is not None and found.value == pytest.approx(10 / 150)
    assert found.interval == pytest.approx(intervals.byar(10).times(1 / 150))  # own standard
    with pytest.raises(ValueError, match="b"):
        standardised.direct({"a": 40, "b": 6}, {"a": 100, "b": 0}, people)


def test_limits_of_a_funnel() -> None:
    """Published: a proportion of 80.642448 %, n = 2 and 3."""
    assert funnels.proportion_limits(0.80642448, 2, USUAL) == pytest.approx((0.25885383, 1.0))
    assert funnels.proportion_limits(0.80642448, 3, STRICT) == pytest.approx(
        (0.10150815, 1.0), abs=1e-8
    )


@pytest.mark.parametrize(
    ("events", "confidence", "expected"),
    [
        (1, USUAL, (5.571644585, 0.025317898)),
        (2, USUAL, (7.224687515, 0.242209467)),
        (1, STRICT, (9.233410143, 0.001000547)),
        (2, STRICT, (11.22886836, 0.04540199)),
    ],
)
def test_limits_of_the_funnel_of_a_ratio_as_published(
    events: int, confidence: float, expected: tuple[float, float]
) -> None:
    """Expected counts at which so many are just the lower and just the upper limit; found by a
    search that stops within 5e-7."""
    at_lower, at_upper = expected
    assert funnels.count_limits(at_lower, confidence).lower == pytest.approx(events, abs=1e-5)
    assert funnels.count_limits(at_upper, confidence).upper == pytest.approx(events, abs=1e-5)


@pytest.mark.parametrize("confidence", [USUAL, STRICT])
@pytest.mark.parametrize("expected", [0.5, 3.0, 8.7, 12.0, 250.0, 40_000.0])
def test_the_limits_of_a_count_are_where_its_interval_touches(
    expected: float, confidence: float
) -> None:
    lower, upper = funnels.count_limits(expected, confidence)
    assert lower < expected < upper
    assert intervals.exact(upper, confidence).lower == pytest.approx(expected)
    if lower:
        assert intervals.exact(lower, confidence).upper == pytest.approx(expected)
    else:
        assert intervals.exact(0, confidence).upper >= expected


def test_areas_that_lie_apart_widen_the_limits_and_those_that_do_not_do_not() -> None:
    people = [10_000.0] * 6
    apart = funnels.dispersion("rate", [80, 150, 90, 140, 100, 40], people)
    alike = funnels.dispersion("rate", [100, 102, 98, 101, 99, 100], people)
    assert apart is not None and alike is not None
    assert apart.phi > 5 and apart.tau2 > 0
    assert alike.phi < 0.1 and alike.tau2 == 0
    plain = Funnel("rate", 0.01)
    assert plain.judged(0.014, 10_000) == HIGHER
    assert plain.judged(0.006, 10_000) == LOWER
    for widening in ("multiplicative", "additive"):
        wide = Funnel("rate", 0.01, apart, widening)
        assert wide.judged(0.014, 10_000) == ALIKE
        assert wide.widened(10_000, STRICT).lower < plain.chance(10_000, STRICT).lower
        same = Funnel("rate", 0.01, alike, widening)
        assert same.widened(10_000, STRICT) == plain.chance(10_000, STRICT)


def test_phi_by_hand() -> None:
    """Five areas of 100 people, 4 9 16 25 36 events: z = 2 (√x − √18); 10 % off each side."""
    found = funnels.dispersion("rate", [4, 9, 16, 25, 36], [100] * 5)
    z = [2 * (root - 18**0.5) for root in (2, 3, 4, 5, 6)]
    z[0], z[4] = z[0] + 0.4 * (z[1] - z[0]), z[3] + 0.6 * (z[4] - z[3])
    phi = sum(one * one for one in z) / 5
    assert found is not None and found.phi == pytest.approx(phi)
    # all weights 400: Σw − Σw²/Σw = 2000 − 400
    assert found.tau2 == pytest.approx((5 * phi - 4) / 1600)


def test_with_few_areas_nothing_is_told_of_what_is_usual() -> None:
    assert funnels.dispersion("rate", [1, 2, 3, 4], [100] * 4) is None


def test_a_shrunken_rate_by_hand() -> None:
    """m = 60/3000, s² = (1000·(0.01² + 0² + 0.01²))/3000 − 0.02/1000 = 4.667e-5."""
    found = shrinkage.shrunken([10, 20, 30], [1000] * 3)
    between = 2e-4 / 3 - 2e-5
    weight = between / (between + 2e-5)
    assert found == pytest.approx([0.02 - 0.01 * weight, 0.02, 0.02 + 0.01 * weight])
    assert shrinkage.shrunken([20, 20], [1000, 1000]) == pytest.approx([0.02, 0.02])
    with pytest.raises(ValueError, match="人口"):
        shrinkage.shrunken([1, 2], [0, 100])


def test_a_change_in_parts_by_hand() -> None:
    """The population doubles, its ages and rates stay: all of it is population."""
    before = {"65-": 100.0, "75-": 50.0}, {"65-": 2.0, "75-": 5.0}
    twice = {age: 2 * n for age, n in before[0].items()}, {a: 2 * n for a, n in before[1].items()}
    found = parts.of_change(before, twice)
    assert (found.population, found.age, found.rate) == pytest.approx((7, 0, 0))
    rate = parts.of_change(before, (before[0], {"65-": 4.0, "75-": 10.0}))
    assert (rate.population, rate.age, rate.rate) == pytest.approx((0, 0, 7))
    with pytest.raises(ValueError, match="年齢区分"):
        parts.of_change(before, ({"65-": 1.0}, {"65-": 1.0}))


def test_the_spread_of_areas() -> None:
    assert spread.gini([0] * 9 + [1], [1] * 10) == pytest.approx(0.9)
    assert spread.gini([5, 5, 5], [1, 20, 300]) == pytest.approx(0)
    found = spread.of([2.0, 4.0, 6.0, 8.0], [1, 1, 1, 1])
    assert (found.highest_to_lowest, found.p90_to_p10) == pytest.approx((4, 7.4 / 2.6))
    assert found.variation == pytest.approx(5**0.5 / 5)
    nothing = spread.of([0.0, 3.0], [1, 1])
    assert nothing.highest_to_lowest is None


def test_areas_like_one_another() -> None:
    features = {
        "a": {"people": 100.0, "share": 30.0},
        "b": {"people": 120.0, "share": 31.0},
        "c": {"people": 900.0, "share": 20.0},
        "d": {"people": 110.0, "share": None},
    }
    assert [one.area for one in similar.nearest(features, "a", 5)] == ["b", "c"]
    with pytest.raises(KeyError):
        similar.nearest(features, "d", 1)


def test_scipy_agrees() -> None:
    for events in (1, 4, 9, 33.4, 120):
        tail = 0.025
        lower, upper = (
            stats.chi2.ppf(tail, 2 * events) / 2,
            stats.chi2.ppf(1 - tail, 2 * events + 2) / 2,
        )
        assert intervals.exact(events) == pytest.approx((lower, upper), **CLOSE)
        assert intervals.byar(max(events, 10)) == pytest.approx(
            intervals.exact(max(events, 10)), rel=4e-3
        )
    for part, whole in ((1, 9), (40, 60), (300, 301)):
        found = stats.binomtest(part, whole).proportion_ci(method="wilson")
        assert intervals.wilson(part, whole) == pytest.approx((found.low, found.high), **CLOSE)
    assert Interval(1, 2).times(3) == (3, 6)
