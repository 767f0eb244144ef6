"""Cells as numbers with a status."""

from datetime import date

import pytest

from zaitaku.sources.sheet import values


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (205.5, (205.5, "実数")),
        (0.0, (0.0, "実数")),
        ("1,211.5", (1211.5, "実数")),
        ("１，２１１．５", (1211.5, "実数")),
        (" 12 ", (12.0, "実数")),
        ("-", (0.0, "実数")),
        ("－", (0.0, "実数")),
        ("*", (None, "秘匿")),
        ("＊", (None, "秘匿")),
        ("X", (None, "秘匿")),
        ("ｘ", (None, "秘匿")),
        ("秘匿", (None, "秘匿")),
        ("…", (None, "欠測")),
        ("･･･", (None, "欠測")),
        ("・・・", (None, "欠測")),
        ("", (None, "欠測")),
        ("　", (None, "欠測")),
        ("該当なし", (None, "該当なし")),
    ],
)
def test_parse_number(cell: object, value: tuple[float | None, str]) -> None:
    assert values.parse_number(cell, values.DASH_IS_ZERO) == value


def test_a_dash_means_what_the_kind_says() -> None:
    assert values.parse_number("-", values.DASH_IS_SUPPRESSED) == (None, "秘匿")


@pytest.mark.parametrize("cell", ["約12", "1,23", "1.2.3", "12人", True, date(2023, 5, 9), "nan"])
def test_what_is_no_number(cell: object) -> None:
    with pytest.raises(ValueError):
        values.parse_number(cell, values.DASH_IS_ZERO)


@pytest.mark.parametrize("cell", [-3.0, "-3", "△3", "▲1,234", "−0.5"])
def test_a_count_below_zero(cell: object) -> None:
    with pytest.raises(values.NegativeNumberError):
        values.parse_number(cell, values.DASH_IS_ZERO)
