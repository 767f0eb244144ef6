"""Colours that can be told apart and text that can be read."""

from itertools import pairwise
from typing import Any

import altair as alt
import pytest

from tests.unit import specs
from zaitaku.exhibits.charts import theme


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


def test_a_chart_without_a_tooltip_of_its_own_has_none_and_a_line_never_has_one() -> None:
    rows = alt.InlineData([{"x": 1, "y": 2, "text": "2 人"}, {"x": 2, "y": 3, "text": "3 人"}])
    base = alt.Chart(rows).encode(x=alt.X("x:Q", title="年"), y=alt.Y("y:Q", title="人数（人）"))
    told = {"tooltip": theme.tooltip(text="人数")}

    def faults(chart: Any) -> list[str]:
        return specs.faults(chart.to_dict())

    quiet = alt.layer(base.mark_line(), base.mark_point().encode(**told))
    assert faults(theme.finish(quiet, "図")) == []
    assert len(faults(quiet)) == 1  # the page's own, of coordinates
    assert len(faults(theme.finish(base.mark_line().encode(**told), "図"))) == 1
    for wrong in (theme.tooltip(text="text"), theme.tooltip(x="人数"), theme.tooltip(gone="人数")):
        assert faults(theme.finish(base.mark_point().encode(tooltip=wrong), "図"))
    assert faults(theme.finish(base.mark_point().encode(x="x:Q"), "図"))  # an axis titled x
