"""A matrix of many areas on slides: letters that can be read, every row on one slide or another."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.test_charts_heatmap import FLOWS, answer, many
from tests.unit.test_charts_profile import AREAS, RATE, made
from zaitaku.exhibits.charts.heatmap import od_heatmap
from zaitaku.exhibits.charts.tartan import tartan
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


def overview(highlight: str = "99130") -> Exhibit:
    """Areas × indicators: 30 towns, 26 indicators."""
    rows = [
        RATE | {"indicator_id": f"NP{of:02d}", "short_name": f"指標{of}を受けた患者",
                "area_code": f"99{101 + at}", "area_name": f"{at}之町", "compared": 12.3}
        for of in range(26) for at in range(30)
    ]  # fmt: skip
    return Exhibit("指標の一覧", builder=tartan, args=(made(AREAS, *rows), highlight))


def test_each_cell_of_areas_and_indicators_is_on_one_slide_and_can_be_read_there() -> None:
    parts = slides_matrix.parts(overview(), PLACE)
    cells = [
        (area, indicator)
        for part in parts
        for area in part.exhibit.kwargs["areas"]
        for indicator in part.exhibit.kwargs["indicators"]
    ]
    assert len(parts) > 1 and len(cells) == len(set(cells)) == 30 * 26
    assert "99130" in parts[0].exhibit.kwargs["areas"]
    # a single figure that is too small would be told by its letters
    whole = slides_picture.drawn(overview(), Path(), PLACE)
    assert whole.smallest * 0.75 < slides_picture.LEAST * 0.8
    made_of = slides_picture.drawn(parts[0].exhibit, Path(), PLACE)
    assert made_of.smallest * 0.75 >= slides_picture.LEAST * 0.9
