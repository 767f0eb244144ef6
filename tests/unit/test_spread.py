"""Where an area lies among others: ends, quarters, ranks and fifths, checked by hand."""

from __future__ import annotations

import pytest

from zaitaku.indicators import values
from zaitaku.indicators.catalogue import SHORT, Indicator, load
from zaitaku.indicators.spread import HIGH, LOW, Spread

TEN = Spread.of([float(n) for n in range(1, 11)])


def test_what_cannot_be_seen_takes_no_part() -> None:
    found = Spread.of([3.0, None, 1.0, None, 2.0])
    assert (len(found), found.lowest, found.highest) == (3, 1.0, 3.0)
    nobody = Spread.of([None, None])
    assert (len(nobody), nobody.lowest, nobody.highest, nobody.quantile(0.5)) == (
        0,
        None,
        None,
        None,
    )


def test_quarters_lie_on_the_line_between_two_areas() -> None:
    assert Spread.of([1.0, 2.0, 3.0, 4.0, 5.0]).quantile(0.25) == 2.0
    assert Spread.of([10.0, 20.0]).quantile(0.25) == 12.5
    assert (TEN.quantile(0.0), TEN.quantile(1.0)) == (1.0, 10.0)


def test_equal_figures_share_the_better_rank() -> None:
    found = Spread.of([9.0, 7.0, 7.0, 5.0])
    assert [found.rank(value) for value in (9.0, 7.0, 5.0)] == [1, 2, 4]


@pytest.mark.parametrize(
    ("value", "fifth"), [(1, 1), (2, 1), (3, 2), (5, 3), (8, 4), (9, 5), (10, 5)]
)
def test_fifths_go_by_rank(value: float, fifth: int) -> None:
    assert TEN.fifth(value) == fifth


def test_fifths_of_few_or_of_equal_areas_are_none() -> None:
    assert Spread.of([1.0, 2.0, 3.0, 4.0]).fifth(1.0) is None
    assert Spread.of([0.0] * 9).fifth(0.0) is None


def test_an_end_is_the_fifth_of_all_areas_that_lies_farthest_out() -> None:
    assert (TEN.end(10.0), TEN.end(9.0)) == ((HIGH, 1), (HIGH, 2))
    assert (TEN.end(1.0), TEN.end(2.0)) == ((LOW, 1), (LOW, 2))
    assert TEN.end(8.0) is TEN.end(3.0) is None


def test_a_figure_that_many_areas_share_is_no_end() -> None:
    """Four of ten have none: that nobody is lower makes none of them one of the lowest two."""
    found = Spread.of([0.0] * 4 + [float(n) for n in range(1, 7)])
    assert found.end(0.0) is None
    assert found.end(6.0) == (HIGH, 1)


def test_places_counted_where_patients_live_do_not_add_up() -> None:
    assert values.adds_up("人/月", "KDB①・住所地・患者数（月平均）")
    assert values.adds_up("施設", "KDB②・所在地・施設数")
    assert not values.adds_up("施設", "KDB①・住所地・施設数（その地域の住民を診た医療機関）")
    assert values.per_aged("人/月") == (1000, "人/65歳以上千人")
    assert values.per_aged("施設") == (100_000, "施設/65歳以上10万人")


def test_every_indicator_has_a_name_that_fits_a_row() -> None:
    shorts = [item.short for item in load().values()]
    assert max(map(len, shorts)) <= SHORT and len(set(shorts)) == len(shorts)
    own = Indicator("Z1", ("看取り",), "O", "人生の最終段階について話し合った人の割合", "%", "")
    assert len(own.short) == SHORT and own.short.endswith("…")
