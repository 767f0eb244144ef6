"""Colours that can be told apart and text that can be read."""

from itertools import pairwise

import pytest

from zaitaku.charts import theme


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.1 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colour", [theme.TEXT, theme.SUBTLE, theme.REFERENCE])
def test_text_is_legible_on_white(colour: str) -> None:
    assert contrast(colour, "#ffffff") >= 4.5


@pytest.mark.parametrize("colour", [theme.HIGHLIGHT, theme.PLAIN, theme.LOWER, theme.HIGHER])
def test_marks_stand_out_from_white(colour: str) -> None:
    assert contrast(colour, "#ffffff") >= 3


def test_the_chosen_bar_stands_out_from_the_others() -> None:
    assert contrast(theme.HIGHLIGHT, theme.PLAIN) >= 3


def test_amounts_get_darker_step_by_step() -> None:
    steps = [luminance(colour) for colour in theme.SEQUENTIAL]
    assert steps == sorted(steps, reverse=True)
    assert all(contrast(a, b) >= 1.3 for a, b in pairwise(theme.SEQUENTIAL))


def test_no_absent_value_looks_like_a_class() -> None:
    assert not set(theme.STATE_FILL.values()) & set(theme.SEQUENTIAL)
    assert len(set(theme.STATE_FILL.values())) == 3
