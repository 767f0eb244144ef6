"""The map of flows as a picture: what is in it, which way arcs lean, one scale for all years."""

from __future__ import annotations

import json
from typing import Any

from zaitaku.exhibits import flow_legends, flow_maps
from zaitaku.exhibits.charts import marks, theme
from zaitaku.exhibits.flow_maps import Chosen, Flow
from zaitaku.exhibits.flow_pictures import Panel, bent, flow_picture
from zaitaku.exhibits.legends import Disc, Stroke
from zaitaku.exhibits.maps import Place

PLACES = {"a": Place("青市", 0, 0), "b": Place("赤市", 10, 0), "c": Place("白町", 0, 10)}
OUT, BACK = Flow("a", "b", 40.0, "40.0 人/月"), Flow("b", "a", 10.0, "10.0 人/月")
STAY = Flow("a", "a", 90.0, "90.0 人/月")
CHOSEN = Chosen([OUT, BACK], [STAY], hidden=3, below=0)
GEO = {"geo_url": "/geo/x.topojson", "layer": "municipality", "aspect": 1.0}


def drawn(*panels: Panel, area: str | None = None) -> dict[str, Any]:
    made: dict[str, Any] = flow_picture(panels, PLACES, **GEO, area=area, how="").to_dict()
    return made


def arcs(part: Any) -> list[dict[str, Any]]:
    """Every feature of a specification, wherever Altair put its data."""
    if isinstance(part, dict):
        own = [part] if part.get("type") == "Feature" else []
        return own + [found for value in part.values() for found in arcs(value)]
    return [found for value in part for found in arcs(value)] if isinstance(part, list) else []


def test_ways_there_and_back_lean_to_opposite_sides() -> None:
    there, back = bent((0, 0), (10, 0)), bent((10, 0), (0, 0))
    assert there[0] == back[-1] == (0, 0) and there[-1] == back[0] == (10, 0)
    assert there[len(there) // 2][1] > 1 and back[len(back) // 2][1] < -1


def test_colours_tell_the_direction() -> None:
    spec = drawn(Panel("令和5年度", CHOSEN, "線 2 本"), area="a")
    kinds = {a["properties"]["patients"]: a["properties"]["kind"] for a in arcs(spec)}
    assert kinds == {10.0: "入ってくる流れ", 40.0: "出ていく流れ"}
    text = json.dumps(spec, ensure_ascii=False)
    assert theme.HIGHER in text and theme.LOWER in text


def test_without_an_area_an_arc_runs_from_one_colour_to_the_other() -> None:
    (first, *_, last) = arcs(drawn(Panel("", Chosen([OUT], [], 0, 0), "")))
    assert first["properties"]["kind"] == "住所地の側"
    assert last["properties"]["kind"] == "医療機関所在地の側"
    assert first["geometry"]["coordinates"][0] == (0, 0)
    assert last["geometry"]["coordinates"][-1] == (10, 0)


def test_years_side_by_side_have_one_scale() -> None:
    smaller = Chosen([BACK], [], hidden=0, below=0)
    spec = drawn(Panel("令和4年度", CHOSEN, ""), Panel("令和5年度", smaller, ""), area="a")
    domains = {
        json.dumps(layer["encoding"]["strokeWidth"]["scale"]["domain"])
        for one in spec["hconcat"]
        for layer in one["layer"]
        if "strokeWidth" in layer.get("encoding", {})
    }
    assert domains == {"[0, 40.0]"}


def test_legend_beside_the_screens_map_has_its_scales() -> None:
    groups = {group.title: group.entries for group in flow_legends.legend([CHOSEN], "a")}
    assert [entry.words for entry in groups["線の色"]] == ["出ていく流れ", "入ってくる流れ"]
    widths = [(e.words, e.symbol) for e in groups["線の太さ（人/月）"]]
    assert widths == [
        (words, Stroke(theme.SUBTLE, flow_maps.arc_width(number, 40)))
        for words, number in (("2", 2), ("10", 10), ("20", 20))
    ]
    discs = [e.symbol for e in groups["丸の大きさ: 地域の中で受けている患者（人/月）"]]
    assert [d.radius for d in discs if isinstance(d, Disc)] == [
        flow_maps.radius(number, 90) for number in (5, 25, 50)
    ]


def test_files_and_screen_have_one_scale_and_the_same_examples() -> None:
    (layers,) = (one["layer"] for one in drawn(Panel("", CHOSEN, ""), area="a")["hconcat"])
    encoded = [layer.get("encoding", {}) for layer in layers]
    width = next(one["strokeWidth"] for one in encoded if "strokeWidth" in one)
    assert width["scale"]["type"] == "sqrt" and width["scale"]["domain"] == [0, 40]
    assert width["scale"]["range"] == [flow_maps.arc_width(0, 40), flow_maps.arc_width(40, 40)]
    assert width["legend"]["values"] == flow_legends.steps(40)
    size = next(one["size"] for one in encoded if "size" in one)
    assert size["scale"]["range"] == [0, (2 * flow_maps.radius(90, 90)) ** 2]
    assert size["legend"]["values"] == flow_legends.steps(90)


def test_legend_tells_nothing_that_is_not_drawn() -> None:
    assert flow_legends.legend([Chosen([], [], hidden=4, below=0)], None) == []
    (colors, _) = flow_legends.legend([Chosen([OUT], [], 0, 0)], "a")
    assert [entry.words for entry in colors.entries] == ["出ていく流れ"]
    (colors, *_) = flow_legends.legend([CHOSEN], None)
    (line,) = (entry.symbol for entry in colors.entries)
    assert isinstance(line, Stroke) and (line.color, line.to) == (theme.HIGHER, theme.LOWER)


def test_what_is_hidden_is_a_count_in_words_and_nothing_else() -> None:
    spec = drawn(Panel("令和5年度", CHOSEN, "描いていない流れ: 3 本は秘匿。"))
    assert "3 本は秘匿" in spec["description"]
    numbers = {feature["properties"]["patients"] for feature in arcs(spec)}
    assert numbers == {40.0, 10.0}


def test_areas_set_beside_are_framed_in_files_too() -> None:
    panel = Panel("", CHOSEN, "")
    framed = flow_picture([panel], PLACES, **GEO, framed=("b",)).to_dict()
    assert json.dumps(framed).count(marks.BESIDE_FRAME) == 1
    assert marks.BESIDE_FRAME not in json.dumps(drawn(panel))
