"""What holds of statistics for comparing areas whatever the numbers are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from zaitaku.comparing import funnels, intervals, parts, shrinkage, similar, spread, standardised
from zaitaku.comparing.funnels import Funnel
from zaitaku.comparing.intervals import STRICT, USUAL

PEOPLE = st.floats(1, 1e6)
SHARE = st.floats(0, 1)
AREAS = st.lists(st.tuples(PEOPLE, SHARE), min_size=5, max_size=60)


@given(st.lists(st.tuples(PEOPLE, PEOPLE, SHARE), min_size=1, max_size=12))
def test_observed_and_expected_of_the_reference_are_equal(
    listed: list[tuple[float, float, float]],
) -> None:
    """Over areas that make up the reference, the expected counts add up to the observed."""
    rates = {n: share for n, (_, _, share) in enumerate(listed)}
    one, other = ({n: row[at] for n, row in enumerate(listed)} for at in (0, 1))
    whole = {n: one[n] + other[n] for n in rates}
    observed = sum(rates[n] * whole[n] for n in rates)
    found = standardised.expected(rates, one) + standardised.expected(rates, other)
    assert found == pytest.approx(observed)
    if observed > 0:
        assert standardised.ratio(observed, found).value == pytest.approx(1)


@given(st.lists(st.tuples(PEOPLE, SHARE, PEOPLE, SHARE), min_size=1, max_size=12))
def test_parts_add_up_to_the_change_and_turn_round(
    listed: list[tuple[float, float, float, float]],
) -> None:
    before = {n: r[0] for n, r in enumerate(listed)}, {n: r[0] * r[1] for n, r in enumerate(listed)}
    after = {n: r[2] for n, r in enumerate(listed)}, {n: r[2] * r[3] for n, r in enumerate(listed)}
    there, back = parts.of_change(before, after), parts.of_change(after, before)
    size = sum(before[1].values()) + sum(after[1].values())
    change = sum(after[1].values()) - sum(before[1].values())
    assert there.change == pytest.approx(change, abs=1e-9 * (size + 1))
    for name in ("population", "age", "rate"):
        assert getattr(there, name) == pytest.approx(-getattr(back, name), abs=1e-9 * (size + 1))


@given(
    st.lists(st.tuples(PEOPLE, st.floats(0, 100), st.floats(-50, 50)), min_size=2, max_size=20),
    st.floats(0.001, 1000),
)
def test_distance_is_one_and_no_unit_changes_it(
    listed: list[tuple[float, float, float]], factor: float
) -> None:
    names = ("people", "share", "growth")
    areas = {f"{n:02}": dict(zip(names, row, strict=True)) for n, row in enumerate(listed)}
    other = {code: own | {"people": own["people"] * factor} for code, own in areas.items()}
    placed, again = similar.standardised(areas), similar.standardised(other)
    for one in areas:
        assert similar.distance(placed[one], placed[one]) == 0
        for two in areas:
            there = similar.distance(placed[one], placed[two])
            assert there == similar.distance(placed[two], placed[one])
            assert similar.distance(again[one], again[two]) == pytest.approx(there, abs=1e-6)


@given(st.floats(0, 1e6).map(lambda x: round(x, 3)), st.sampled_from([USUAL, STRICT]))
def test_an_interval_holds_its_count(events: float, confidence: float) -> None:
    lower, upper = intervals.count(events, confidence)
    assert 0 <= lower <= events <= upper
    wider = intervals.count(events, STRICT)
    assert wider.lower <= lower and upper <= wider.upper


@given(PEOPLE, SHARE, st.sampled_from([USUAL, STRICT]))
def test_wilson_is_that_of_scipy(whole: float, share: float, confidence: float) -> None:
    whole = max(round(whole), 1)
    part = round(whole * share)
    found = stats.binomtest(part, whole).proportion_ci(confidence, method="wilson")
    assert intervals.wilson(part, whole, confidence) == pytest.approx(
        (found.low, found.high), abs=1e-9
    )


@given(AREAS)
def test_widened_limits_hold_those_of_chance(listed: list[tuple[float, float]]) -> None:
    people = [n for n, _ in listed]
    counts = [n * share for n, share in listed]
    for kind in ("rate", "proportion"):
        found = funnels.dispersion(kind, counts, people)
        assert found is not None
        for widening in ("multiplicative", "additive"):
            funnel = Funnel(kind, sum(counts) / sum(people), found, widening)
            for n in people[:3]:
                for confidence in (USUAL, STRICT):
                    inner, outer = funnel.chance(n, confidence), funnel.widened(n, confidence)
                    assert 0 <= outer.lower <= inner.lower <= inner.upper <= outer.upper


@given(AREAS)
def test_a_shrunken_rate_lies_between_its_own_and_the_mean(
    listed: list[tuple[float, float]],
) -> None:
    people = [n for n, _ in listed]
    counts = [n * share for n, share in listed]
    mean = sum(counts) / sum(people)
    for found, (_, own) in zip(shrinkage.shrunken(counts, people), listed, strict=True):
        assert min(mean, own) - 1e-9 <= found <= max(mean, own) + 1e-9


@given(AREAS)
def test_gini_is_that_of_all_pairs(listed: list[tuple[float, float]]) -> None:
    weights, values = (np.array(column) for column in zip(*listed, strict=True))
    found = spread.gini(list(values), list(weights))
    mean = (weights * values).sum() / weights.sum()
    if mean < 1e-9:
        return
    apart = np.abs(values[:, None] - values[None, :]) * weights[:, None] * weights[None, :]
    assert found == pytest.approx(apart.sum() / (2 * weights.sum() ** 2 * mean), abs=1e-9)


def test_chance_alone_gives_a_phi_of_one() -> None:
    """400 Poisson counts around 40: mean z² is 1 within 0.15 (4 standard errors of √(2/400) are
    0.28; the seed is fixed); winsorised at 10 % it is 0.68, so nothing is widened."""
    random = np.random.default_rng(20251128)
    people = random.uniform(2_000, 20_000, 400)
    counts = random.poisson(people * 0.004)
    whole = funnels.dispersion("rate", list(counts), list(people), winsorised=0.0)
    cut = funnels.dispersion("rate", list(counts), list(people))
    assert whole is not None and cut is not None
    assert whole.phi == pytest.approx(1, abs=0.15)
    assert cut.phi == pytest.approx(0.68, abs=0.1)
    assert cut.tau2 == 0
    shares = random.binomial(people.astype(int), 0.8)
    found = funnels.dispersion("proportion", list(shares), list(people.astype(int)), 0.0)
    assert found is not None and found.phi == pytest.approx(1, abs=0.15)


def test_what_lies_apart_is_found_again() -> None:
    """τ of 0.006 on the root scale, by 2,000 areas: within 10 %."""
    random = np.random.default_rng(3)
    people = random.uniform(20_000, 200_000, 2000)
    rates = random.normal(0.06, 0.006, 2000).clip(0) ** 2
    counts = random.poisson(people * rates)
    found = funnels.dispersion("rate", list(counts), list(people), winsorised=0.0)
    assert found is not None and found.tau2**0.5 == pytest.approx(0.006, rel=0.1)
