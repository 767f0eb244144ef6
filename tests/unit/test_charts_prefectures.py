"""Figures of 都道府県を並べる: nothing of a hidden figure is sent, and its word is in its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.test_nation import HOME, compared
from tests.unit.test_nation import root as root
from zaitaku.derived import each_prefecture, nation
from zaitaku.exhibits import office
from zaitaku.exhibits.charts.prefectures import FIFTHS, UNRANKED, _ends, heat, strips


def rows_of(spec: dict[str, Any], field: str) -> list[dict[str, Any]]:
    """Of the data sets that have such a field."""
    return [row for rows in spec["datasets"].values() for row in rows if field in row]


def test_a_dot_is_an_area_that_is_shown_and_no_other(root: Path) -> None:
    answer = compared(root, "public", "medical_area")
    spec = strips(answer, "05", title="在宅医療の患者").to_dict()
    dots = rows_of(spec, "value")
    assert {(dot["code"], dot["name"]) for dot in dots} == {
        ("02", "圏0201（青森県）"), ("05", "圏0501（秋田県）")
    }  # fmt: skip
    fills = {dot["code"]: dot["fill"] for dot in dots}
    assert fills["02"] != fills["05"]
    words = {row["code"]: row["text"] for row in rows_of(spec, "text") if "value" not in row}
    assert words == {"02": "秘匿 1", "05": "秘匿 1", "03": "データなし 2"}
    assert "圏0202" not in json.dumps(spec, ensure_ascii=False)


def test_a_cell_says_why_it_has_no_figure(root: Path) -> None:
    every = list(nation.MEASURES.values())
    prefectures = each_prefecture.opened(root, "internal")
    answer = nation.side_by_side(prefectures, every, "internal", "prefecture", 2023)
    spec = heat(answer, "02").to_dict()
    cells = {(c["code"], c["measure"]): c for c in rows_of(spec, "class")}
    assert len(cells) == 4 * len(every)
    shown, hidden = cells["02", HOME.label], cells["05", HOME.label]
    assert (shown["class"], shown["rank"]) == (UNRANKED, UNRANKED)  # of two none is beside it
    assert (hidden["class"], hidden["text"], hidden["figure"]) == ("秘匿", "秘", "秘匿")
    missing = cells["03", HOME.label]
    assert (missing["text"], missing["rank"]) == (
        "…", "2023年度のデータがありません（ある年度: 2022）"
    )  # fmt: skip
    head, *lines = office.table(heat, answer, "02")
    assert head[:2] == ("都道府県", "在宅医療の患者（人/65歳以上千人）")
    assert [line[0] for line in lines] == ["青森県", "岩手県", "宮城県", "秋田県"]
    assert lines[3][1] == "秘匿" and lines[1][1] == "データなし"


@pytest.mark.parametrize("of", [2, 3, 4, 5, 47])
def test_the_ends_of_a_rank_are_the_outer_colours(of: int) -> None:
    places = [nation._fifth(rank, of) for rank in range(1, of + 1)]
    assert (places[0], places[-1]) == (len(FIFTHS), 1)
    assert places == sorted(places, reverse=True)


def test_an_axis_begins_at_zero_unless_all_dots_would_crowd() -> None:
    assert _ends([]) == (0.0, 1.0)
    assert _ends([1.0, 4.0]) == (0.0, 4.0)
    low, high = _ends([90.0, 98.0])
    assert 85 < low < 90 and 98 < high < 100
    low, high = _ends([5.0])
    assert low <= 5.0 < high
