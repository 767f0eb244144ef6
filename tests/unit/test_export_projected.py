"""Pictures for a projector: large letters, and no text of the plot cut off."""

from __future__ import annotations

from pathlib import Path

import altair as alt
import pytest

from zaitaku.exhibits.charts import theme
from zaitaku.exhibits.views import Exhibit
from zaitaku.export import projected

SCREEN = 1290  # px that the smallest screen leaves
POINTS_24 = 32  # px
TEXT = 13  # px of a label beside a bar


def ranked(label: str) -> alt.LayerChart:
    rows = alt.Data(values=[{"name": f"{n}市", "value": n * 10, "label": label} for n in (3, 2, 1)])
    bars = alt.Chart(rows).mark_bar().encode(x="value:Q", y="name:N")
    return theme.finish(bars + bars.mark_text(align="left").encode(text="label:N"), "棒")


def drawn(label: str) -> projected.Projected:
    return projected.draw(Exhibit("題", builder=ranked, args=(label,)), Path())


def test_letters_fill_the_screen() -> None:
    assert projected.WIDTH * 0.9 < drawn("12 人").width <= projected.WIDTH
    assert 12 * SCREEN / projected.WIDTH >= POINTS_24


@pytest.mark.parametrize("length", [10, 20, 60])
def test_a_text_beside_the_plot_is_never_cut(length: int) -> None:
    """The picture is as wide as the longest bar's text needs; a long text leaves the plot less."""
    made = drawn("字" * length)
    assert made.width >= length * TEXT
    assert (made.width <= projected.WIDTH) == (length < 25)


def test_a_chart_with_its_own_width_keeps_it() -> None:
    exhibit = Exhibit("題", builder=lambda: ranked("12 人").properties(width=700))
    assert projected.draw(exhibit, Path()).width == 700
