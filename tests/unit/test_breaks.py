"""定義の変更: which years may be compared, checked by hand; which figures each concerns."""

from __future__ import annotations

from datetime import date

import pytest

from zaitaku import breaks
from zaitaku.breaks import Break

APRIL = Break(date(2018, 4, 1), "区分")
JUNE = Break(date(2024, 6, 1), "点数")
MERGER = Break(date(2014, 4, 5), "栃木市の合併", "09203")


@pytest.mark.parametrize(
    ("first", "second", "crossed"),
    [
        (2016, 2017, []),
        (2017, 2018, [APRIL]),  # 1 April: no year is mixed
        (2018, 2023, []),
        (2023, 2024, [JUNE]),  # April and May 2024 are of before
        (2024, 2025, [JUNE]),
        (2023, 2025, [JUNE]),
        (2025, 2023, [JUNE]),
        (2017, 2025, [APRIL, JUNE]),
        (2024, 2024, []),
    ],
)
def test_what_lies_between_two_years(first: int, second: int, crossed: list[Break]) -> None:
    assert list(breaks.between([JUNE, APRIL], first, second)) == crossed
    eras = [breaks.era((APRIL, JUNE), year) for year in (first, second)]
    assert (eras[0] == eras[1]) == (not crossed)
    assert bool(breaks.refusal(crossed)) == bool(crossed)


def test_words_and_place() -> None:
    assert (JUNE.label, MERGER.label) == ("定義の変更 2024年6月", "合併 2014年4月")
    assert "定義の変更 2024年6月（点数）" in breaks.refusal([JUNE])
    # each year is centred on its number: April begins half a year before, June two months later
    assert (APRIL.place, JUNE.place) == (2017.5, 2023.5 + 2 / 12)
    assert breaks.mixed_words([JUNE], 2024) and not breaks.mixed_words([JUNE, APRIL], 2018)


def test_a_merger_concerns_one_municipality() -> None:
    assert breaks.of_area([MERGER, JUNE], "09203") == (MERGER, JUNE)
    assert breaks.of_area([MERGER, JUNE], "09201") == (JUNE,)


def test_caveats_of_the_years_shown() -> None:
    (told,) = breaks.caveats([JUNE], [2023, 2024])
    assert "2024年度には前後の月が混じり" in told
    (told,) = breaks.caveats([JUNE], [2023, 2025])
    assert "前後の年度の数は比べられません" in told
    assert breaks.caveats([JUNE, APRIL], [2019, 2023]) == []
