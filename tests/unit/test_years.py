"""和暦 and 西暦."""

import pytest

from zaitaku.ground.years import fiscal_year_label, japanese_year


@pytest.mark.parametrize(
    ("year", "text"),
    [(2018, "平成30年度"), (2019, "令和元年度"), (2020, "令和2年度"), (1989, "平成元年度")],
)
def test_era_years(year: int, text: str) -> None:
    assert japanese_year(year) == text


def test_label_has_both() -> None:
    assert fiscal_year_label(2023) == "令和5年度（2023）"
