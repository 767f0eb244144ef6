"""A matrix of many areas on slides: letters that can be read, every row on one slide or another."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.test_charts_heatmap import FLOWS, answer, many
from zaitaku.exhibits.charts.heatmap import od_heatmap
from zaitaku.exhibits.views import Exhibit
from zaitaku.export import slides_matrix, slides_picture
from zaitaku.export.slides_template import Box

PLACE = Box(0, 0, 888 * 12700, 343 * 12700)  # what title, notes and footer leave of 16:9


def exhibit(count: int, highlight: str | None = None) -> Exhibit:
    found = many(count, "大船渡市") if count > 4 else answer(FLOWS)
    return Exhibit("流出入", builder=od_heatmap, args=(found, "patients", highlight))


def test_every_row_is_on_one_slide_and_that_of_the_chosen_area_comes_first() -> None:
    whole = exhibit(33)
    codes = list(dict.fromkeys(row[0] for row in whole.args[0].rows))
    parts = slides_matrix.parts(exhibit(33, codes[-1]), PLACE)
    assert len(parts) >= 2
    rows = [part.exhibit.kwargs["rows"] for part in parts]
    assert sorted(code for one in rows for code in one) == sorted(codes)
    assert codes[-1] in rows[0]
    assert all("全 33 のうち" in part.which for part in parts)


def test_a_matrix_that_has_room_is_not_cut() -> None:
    assert slides_matrix.parts(exhibit(3), PLACE) == []
    assert slides_matrix.parts(Exhibit("表", words=(("a",), ("b",))), PLACE) == []


@pytest.mark.parametrize("count", [3, 33])
def test_no_letter_is_smaller_than_on_any_slide(count: int) -> None:
    given = exhibit(count)
    for part in slides_matrix.parts(given, PLACE)[:1] or [slides_matrix.Part(given, "")]:
        made = slides_picture.drawn(part.exhibit, Path(), PLACE)
        assert made.smallest * 0.75 >= slides_picture.LEAST
