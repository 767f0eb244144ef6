"""A value in words: the same on charts, in tables, in sentences."""

import pytest

from zaitaku.ask.answer import Column
from zaitaku.ask.figures import number, words

PATIENTS = Column("patients", "double", "count", "患者数", "人/月")
PEOPLE = Column("population", "bigint", "public", "人口", "人")


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1234.5, 1, "1,234.5"),
        (0.25, 1, "0.3"),
        (0.35, 1, "0.4"),
        (0.0, 1, "0.0"),
        (12.0, 0, "12"),
        (None, 1, ""),
        (float("nan"), 1, ""),
    ],
)
def test_numbers_have_separators_and_round_half_up(
    value: float | None, decimals: int, text: str
) -> None:
    assert number(value, decimals) == text


@pytest.mark.parametrize(
    ("state", "text"),
    [("実数", "14.2 人/月"), ("秘匿", "秘匿"), ("該当なし", "該当なし"), ("欠測", "データなし")],
)
def test_an_absent_value_is_a_word_and_has_no_unit(state: str, text: str) -> None:
    assert words(14.2 if state == "実数" else None, state, PATIENTS, unit=True) == text


def test_people_are_counted_without_decimals() -> None:
    assert words(81969, "実数", PEOPLE) == "81,969"
    projected = Column("population_75plus", "double", "public", "75歳以上の推計人口", "人")
    assert words(37278.6, "実数", projected) == "37,279"


@pytest.mark.parametrize("name", ["year", "target_year"])
def test_a_year_is_no_quantity(name: str) -> None:
    column = Column(name, "integer", "public", "目標年度", "年度")
    assert words(2029, "実数", column) == "2029"
    assert words(None, "欠測", column) == "データなし"


def test_what_rounds_to_nothing_has_no_sign() -> None:
    assert [number(value, 1) for value in (-0.04, 0.04, -0.05)] == ["0.0", "0.0", "-0.1"]
