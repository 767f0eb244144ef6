"""Class limits: small tables that can be checked by hand."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zaitaku.exhibits import classes

VALUES = [1.0, 2.0, 3.0, 10.0, 11.0, 12.0, 30.0, 31.0, 32.0]
numbers = st.one_of(
    st.integers(-1000, 100_000).map(float),
    st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: round(value, 1)),
    st.floats(0, 1, allow_nan=False),
)


def sizes(made: classes.Classes, values: list[float]) -> list[int]:
    return [sum(made.index(value) == i for value in values) for i in range(len(made))]


@pytest.mark.parametrize(
    ("method", "count", "limits", "expected"),
    [
        ("quantile", 3, (10.0, 20.0), [3, 3, 3]),
        ("natural", 3, (10.0, 20.0), [3, 3, 3]),
        ("natural", 2, (20.0,), [6, 3]),
        ("equal", 3, (12.0, 22.0), [5, 1, 3]),  # exactly 11.33 and 21.67; 11 stays below
        ("equal", 5, (8.0, 14.0, 20.0, 26.0), [3, 3, 0, 0, 3]),
    ],
)
def test_methods(
    method: classes.Method, count: int, limits: tuple[float, ...], expected: list[int]
) -> None:
    made = classes.make(VALUES, method, count)
    assert made.limits == limits
    assert sizes(made, VALUES) == expected


def test_labels_say_from_and_under() -> None:
    made = classes.make([], "manual", limits=[15, 10, 12.5, 1000, 10])
    assert made.limits == (10, 12.5, 15, 1000)
    assert made.labels("人/月") == [
        "10.0 未満（人/月）",
        "10.0 以上 12.5 未満（人/月）",
        "12.5 以上 15.0 未満（人/月）",
        "15.0 以上 1,000.0 未満（人/月）",
        "1,000.0 以上（人/月）",
    ]
    assert made.label(10) == "10.0 以上 12.5 未満"  # a value on a limit belongs above it
    assert made.label(9.99) == "10.0 未満"


@pytest.mark.parametrize("method", ["quantile", "equal", "natural"])
def test_few_values(method: classes.Method) -> None:
    assert classes.make([], method).labels("人") == []
    assert classes.make([None, float("nan")], method).labels("人") == []
    assert classes.make([2.5, 2.5, None], method).labels("人") == ["2.5（人）: すべて同じ値"]
    assert len(classes.make([1, 1, 9], "quantile")) == 2
    assert len(classes.make([1, 5, 9], "natural", 7)) == 3


def test_ties_stay_together() -> None:
    """Seven of ten values are 0: one class of zeros, not five."""
    values = [0, 0, 0, 0, 0, 0, 0, 4, 8, 9]
    made = classes.make(values, "quantile", 5)
    assert sizes(made, values)[0] == 7
    assert made.limits == (2.0, 5.0)


def test_values_are_classed_as_they_are_shown() -> None:
    """9.95 and 10.04 are both shown as 10.0: one class, and no limit of two decimals."""
    values = [4.0, 9.94, 9.95, 10.04, 10.05, 20.0]
    made = classes.make(values, "quantile", 3, decimals=1)
    assert made.limits == (10.0, 10.1)
    assert [made.index(value) for value in values] == [0, 0, 1, 1, 2, 2]
    assert made.labels() == ["10.0 未満", "10.0 以上 10.1 未満", "10.1 以上"]


def test_locked_over_the_years_means_values_of_all_years() -> None:
    year_1, year_2 = [1.0, 2.0, 3.0], [10.0, 20.0, 30.0]
    locked = classes.make([*year_1, *year_2], "quantile", 2)
    assert [sizes(locked, year) for year in (year_1, year_2)] == [[3, 0], [0, 3]]


def test_single_manual_class_and_bad_requests() -> None:
    assert classes.make([1, 2.5], "manual").labels("人") == ["1.0 以上 2.5 以下（人）"]
    for bad in (1, 8):
        with pytest.raises(ValueError, match="2～7"):
            classes.make(VALUES, "quantile", bad)
    with pytest.raises(ValueError, match="6 個まで"):
        classes.make(VALUES, "manual", limits=range(7))
    with pytest.raises(ValueError, match="数値"):
        classes.make(VALUES, "manual", limits=[float("nan")])


@given(st.lists(numbers, min_size=1, max_size=40), st.integers(2, 7))
def test_rounding_never_moves_a_value(values: list[float], count: int) -> None:
    """Limits ascend, every value is at or above its class's lower limit and under its upper."""
    for method in ("quantile", "equal", "natural"):
        made = classes.make(values, method, count)
        assert all(a < b for a, b in pairwise(made.limits))
        assert len(made) <= count
        edges = [float("-inf"), *made.limits, float("inf")]
        for value in values:
            i = made.index(value)
            assert edges[i] <= value < edges[i + 1]
        assert len(set(made.labels())) == len(made)
        if method != "equal":
            assert 0 not in sizes(made, values)


@given(st.lists(st.integers(0, 60).map(float), min_size=2, max_size=9), st.integers(2, 4))
def test_natural_breaks_equal_brute_force(values: list[float], count: int) -> None:
    distinct = sorted(set(values))
    count = min(count, len(distinct))

    def spread(limits: tuple[float, ...]) -> float:
        groups: dict[int, list[float]] = {}
        for value in values:
            groups.setdefault(sum(value >= limit for limit in limits), []).append(value)
        return sum(
            sum((v - sum(group) / len(group)) ** 2 for v in group) for group in groups.values()
        )

    best = min(spread(limits) for limits in combinations(distinct[1:], count - 1))
    assert spread(classes.make(values, "natural", max(2, count)).limits) == pytest.approx(best)
