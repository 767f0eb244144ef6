"""Arcs: which flows are drawn, which way they are told apart, what is never sent."""

import json
import re
from typing import Any

import pytest

from zaitaku.ask.answer import Answer, Column
from zaitaku.exhibits import flow_maps
from zaitaku.exhibits.charts import theme
from zaitaku.exhibits.flow_maps import Point
from zaitaku.ground.states import ACTUAL, SUPPRESSED

COLUMNS = (
    Column("origin_code", "varchar", "key", "住所地コード"),
    Column("destination_code", "varchar", "key", "医療機関所在地コード"),
    Column("patients", "double", "count", "患者数", "人/月"),
)
# 青 → 赤 30, back 10; 白 → 赤 秘匿, back 5; 青 stays 90, 白 stays 秘匿; 青 → 県外 4; 赤 → 白 5.
CELLS = [
    ("青", "青", 90.0),
    ("青", "赤", 30.0),
    ("青", "白", 0.0),
    ("青", "県外", 4.0),
    ("赤", "青", 10.0),
    ("赤", "白", 5.0),
    ("白", "赤", None),
    ("白", "白", None),
]
POINTS = {
    "青": Point("青市", 150.0, 30.0),
    "赤": Point("赤市", 150.5, 30.0),
    "白": Point("白町", 150.0, 30.5),
}
OUTLINES: dict[str, Any] = {"type": "FeatureCollection", "features": []}


def answer() -> Answer:
    states = [(ACTUAL, ACTUAL, SUPPRESSED if value is None else ACTUAL) for *_, value in CELLS]
    return Answer("flows/matrix", "q", "g", "s", COLUMNS, CELLS, states, (), {}, {}, "b", "public")


def arcs(**options: Any) -> list[tuple[str, str, float]]:
    chosen = flow_maps.choose(answer(), **options)
    return [(flow.origin, flow.destination, flow.patients) for flow in chosen.arcs]


def deck(**options: Any) -> dict[str, Any]:
    chosen = flow_maps.choose(answer())
    sent: dict[str, Any] = json.loads(
        flow_maps.flow_arcs(chosen, POINTS, OUTLINES, **options).to_json()
    )
    return sent


def layer(sent: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = (layer for layer in sent["layers"] if layer["id"] == name)
    return dict(found)


def test_flows_between_areas_largest_first_and_those_who_stay_apart() -> None:
    assert arcs() == [("青", "赤", 30), ("赤", "青", 10), ("赤", "白", 5), ("青", "県外", 4)]
    chosen = flow_maps.choose(answer())
    assert [(flow.origin, flow.patients) for flow in chosen.within] == [("青", 90)]
    assert (chosen.hidden, chosen.below) == (2, 0)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"direction": "outgoing", "area": "青"}, [("青", "赤", 30), ("青", "県外", 4)]),
        ({"direction": "incoming", "area": "青"}, [("赤", "青", 10)]),
        ({"direction": "incoming", "area": "県外"}, [("青", "県外", 4)]),
        (
            {"direction": "between", "area": "青", "partner": "赤"},
            [("青", "赤", 30), ("赤", "青", 10)],
        ),
        ({"minimum": 5}, [("青", "赤", 30), ("赤", "青", 10), ("赤", "白", 5)]),
        ({"top": 1}, [("青", "赤", 30)]),
    ],
)
def test_filters(options: dict[str, Any], expected: list[tuple[str, str, float]]) -> None:
    assert arcs(**options) == expected


def test_what_is_left_out_is_counted() -> None:
    assert flow_maps.choose(answer(), top=1).below == 3
    assert flow_maps.choose(answer(), direction="outgoing", area="白").hidden == 2


def test_net_is_the_surplus_and_unknown_where_one_side_is_hidden() -> None:
    """30 − 10 = 20; 赤 → 白 5 against a hidden figure is no known difference."""
    assert arcs(net=True) == [("青", "赤", 20), ("青", "県外", 4)]
    chosen = flow_maps.choose(answer(), net=True)
    assert chosen.hidden == 2  # the pair once, and those who stay in 白
    assert [flow.text for flow in chosen.arcs] == ["差引 20.0 人/月", "4.0 人/月"]


def test_texts_are_sent_and_hidden_flows_are_not() -> None:
    sent = deck()
    assert [row["text"] for row in layer(sent, "flows")["data"]] == [
        "青市 → 県外: 4.0 人/月",
        "赤市 → 白町: 5.0 人/月",
        "赤市 → 青市: 10.0 人/月",
        "青市 → 赤市: 30.0 人/月",
    ]
    assert [row["text"] for row in layer(sent, "within")["data"]] == ["青市の中: 90.0 人/月"]
    assert "patients" not in json.dumps(sent) and "NaN" not in json.dumps(sent)


def test_both_directions_of_a_pair_are_told_apart() -> None:
    """All arcs bend to the same side of their way, so the two of a pair bend apart."""
    assert layer(deck(), "flows")["getTilt"] == flow_maps.TILT
    rows = {row["text"][:7]: row for row in layer(deck(area="青"), "flows")["data"]}
    out, back = rows["青市 → 赤市"], rows["赤市 → 青市"]
    assert out["to_color"][:3] != back["to_color"][:3]
    orange = [int(theme.HIGHER[i : i + 2], 16) for i in (1, 3, 5)]
    assert out["to_color"][:3] == orange
    assert out["width"] > back["width"]


def test_flows_of_the_chosen_area_lie_on_top() -> None:
    last = layer(deck(area="白"), "flows")["data"][-1]
    assert last["text"].startswith("赤市 → 白町")


def test_maps_side_by_side_have_one_scale() -> None:
    """An arc is as wide on one map as an arc of as many patients on the next."""
    smaller = flow_maps.choose(answer(), minimum=0, direction="incoming", area="青")
    alone = json.loads(flow_maps.flow_arcs(smaller, POINTS, OUTLINES).to_json())
    whole = flow_maps.choose(answer())
    beside = flow_maps.flow_arcs(smaller, POINTS, OUTLINES, beside=[whole]).to_json()
    (wide,), (same,) = (
        [row["width"] for row in layer(sent, "flows")["data"]]
        for sent in (alone, json.loads(beside))
    )
    (expected,) = (r["width"] for r in layer(deck(), "flows")["data"] if "10.0" in r["text"])
    assert same == expected < wide == flow_maps.WIDEST_ARC


def test_outside_the_prefecture_has_a_place_beside_the_map() -> None:
    names = {row["name"]: row["position"] for row in layer(deck(), "names")["data"]}
    assert names["県外"][0] > max(point.lon for point in POINTS.values())


def test_nothing_is_asked_of_another_host() -> None:
    sent = deck()
    assert sent["mapStyle"] == "/app/static/blank.json"
    assert "mapProvider" not in sent or not sent["mapProvider"]
    assert "http" not in json.dumps(sent)


def test_japanese_names_are_drawn() -> None:
    """The default character set has no kanji, and the option must not become an expression."""
    assert layer(deck(), "names")["characterSet"] == "auto"


def test_names_do_not_run_into_each_other_and_the_chosen_one_is_written() -> None:
    beside = {**POINTS, "隣": Point("隣町", 150.001, 30.0)}
    for area, expected in ((None, "青市"), ("隣", "隣町")):
        made = flow_maps.flow_arcs(flow_maps.choose(answer()), beside, OUTLINES, area=area)
        names = {row["name"] for row in layer(json.loads(made.to_json()), "names")["data"]}
        assert names == {expected, "赤市", "白町", "県外"}


def test_first_view_holds_the_extent_of_large_areas() -> None:
    far = [Point("端町", 149.0, 31.0)]
    near, wide = (deck(extent=extent)["initialViewState"] for extent in ([], far))
    assert wide["zoom"] < near["zoom"]
    assert {row["name"] for row in layer(deck(extent=far), "names")["data"]} == {
        *(point.name for point in POINTS.values()),
        "県外",
    }


def test_first_view_does_not_depend_on_the_filters() -> None:
    few = flow_maps.flow_arcs(flow_maps.choose(answer(), top=1), POINTS, OUTLINES)
    assert json.loads(few.to_json())["initialViewState"] == deck()["initialViewState"]


def test_what_can_be_pointed_at_tells_its_areas_and_its_number_with_the_unit() -> None:
    made = deck()
    told = [row["text"] for one in made["layers"] if one.get("pickable") for row in one["data"]]
    assert told and all(re.search(r"(→|の中).*: (差引 )?[\d,.]+ 人/月$", text) for text in told)


def test_the_wheel_does_not_zoom_and_the_map_stays_upright() -> None:
    (view,) = deck()["views"]
    control = view["controller"]
    assert view["@@type"] == "MapView" and view["id"] == flow_maps.FIRST_VIEW
    assert control["dragPan"] is True
    assert {key for key, value in control.items() if not value} >= {"scrollZoom", "dragRotate"}


def test_areas_set_beside_are_framed_and_no_others() -> None:
    line = layer(deck(framed=("b", "c")), "framed")["getLineColor"]
    seen, unseen = line.partition(" ? ")[2].split(" : ")
    assert line.startswith('@@=properties.code == "b" || properties.code == "c" ? ')
    assert json.loads(seen)[3] == 255
    assert json.loads(unseen)[3] == 0
    assert "framed" not in [one["id"] for one in deck()["layers"]]
