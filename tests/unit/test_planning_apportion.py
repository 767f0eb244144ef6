"""Whole numbers that add up, whatever the weights."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zaitaku.planning.apportion import apportion, whole


@pytest.mark.parametrize(
    ("total", "weights", "expected"),
    [
        (60, [1, 3], [15, 45]),
        (10, [1, 1, 1], [4, 3, 3]),  # a tie goes to the earlier part
        (1, [0.1, 0.1], [1, 0]),
        (7, [0, 5, 0], [0, 7, 0]),
        (5, [0, 0], [3, 2]),  # nothing says how: equally, and nothing is lost
        (0, [3, 4], [0, 0]),
        (100, [37.5, 37.5, 25], [38, 37, 25]),
    ],
)
def test_by_hand(total: int, weights: list[float], expected: list[int]) -> None:
    assert apportion(total, weights) == expected


@settings(max_examples=50)
@given(
    st.integers(0, 10**6),
    st.lists(st.floats(0, 1e9, allow_nan=False), min_size=1, max_size=40),
)
def test_parts_add_up_and_none_is_further_than_one_from_its_share(
    total: int, weights: list[float]
) -> None:
    parts = apportion(total, weights)
    assert sum(parts) == total
    assert parts == apportion(total, list(weights))
    assert min(parts) >= 0
    if sum(weights) > 0:
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part - total * weight / sum(weights)) < 1 + 1e-6 * total


@pytest.mark.parametrize(
    ("total", "weights"), [(-1, [1.0]), (1, []), (1, [-0.1]), (1, [float("nan")])]
)
def test_what_cannot_be_shared_is_refused(total: int, weights: list[float]) -> None:
    with pytest.raises(ValueError, match="配分"):
        apportion(total, weights)


@pytest.mark.parametrize(("value", "rounded"), [(12.5, 13), (0.4, 0), (2.675, 3), (1.5, 2)])
def test_rounding_as_people_do(value: float, rounded: int) -> None:
    assert whole(value) == rounded
