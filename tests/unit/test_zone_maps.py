"""The map of a plan: colours of neighbours, lines between zones, names, and what a click gives."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import altair as alt
import pytest

from tests.conftest import SHARED
from zaitaku.build import geography
from zaitaku.exhibits import zone_maps
from zaitaku.exhibits.maps import Place
from zaitaku.sources.kinds import boundaries
from zaitaku.zones.plan import Plan, Zone

# three towns in a row: A | B | C
BORDERS = {("A", "B"): "[[1.0,0.0],[1.0,1.0]]", ("B", "C"): "[[2.0,0.0],[2.0,1.0]]"}
PLACES = {
    "A": Place("あ市", 0.5, 0.5),
    "B": Place("い市", 1.5, 0.5),
    "C": Place("う市", 2.5, 0.5),
}
PLAN = Plan("案", (Zone("1", "西圏", ("A", "B")), Zone("2", "東圏", ("C",))))


def drawn(plan: Plan = PLAN, **more: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "geo_url": "/geo/x.topojson",
        "aspect": 3.0,
        "places": PLACES,
        "borders": BORDERS,
        "zone_colors": zone_maps.colors(plan, {"A": {"B"}, "B": {"A", "C"}, "C": {"B"}}),
        **more,
    }
    return zone_maps.zone_map(plan, **given)


def names(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """What is written on the map."""
    return [
        row
        for layer in spec["layer"]
        if layer["mark"]["type"] == "text"
        for row in layer["data"]["values"]
    ]


def lines(spec: dict[str, Any]) -> Any:
    """Coordinates of the heavy lines."""
    (text,) = (
        layer["data"]["values"]
        for layer in spec["layer"]
        if isinstance(layer["data"].get("values"), str)
    )
    (feature,) = json.loads(text)
    return feature["geometry"]["coordinates"]


def test_neighbouring_zones_differ_in_colour() -> None:
    ring = {str(n): {str((n - 1) % 12), str((n + 1) % 12)} for n in range(12)}
    plan = Plan("", tuple(Zone(code, code, (code,)) for code in ring))
    colors = zone_maps.colors(plan, ring)
    assert all(colors[one] != colors[other] for one in ring for other in ring[one])
    assert set(colors.values()) <= set(zone_maps.COLORS)


def test_a_move_keeps_the_colours_of_the_others() -> None:
    neighbours = {"A": {"B"}, "B": {"A", "C"}, "C": {"B"}}
    moved = Plan("案", (Zone("1", "西圏", ("A",)), Zone("2", "東圏", ("B", "C"))))
    assert zone_maps.colors(PLAN, neighbours) == zone_maps.colors(moved, neighbours)


def test_lines_run_between_zones_only() -> None:
    assert lines(drawn()) == [[[2.0, 0.0], [2.0, 1.0]]]
    assert lines(drawn(Plan("案", (Zone("1", "全県", ("A", "B", "C")),)))) == []


def test_names_carry_codes_so_that_a_click_on_them_chooses_the_place() -> None:
    written = names(drawn())
    assert {row["name"] for row in written} >= {"西圏", "東圏", "う市"}
    assert all(row["code"] in PLACES for row in written)


def test_the_spec_is_valid_and_holds_no_shapes() -> None:
    spec = drawn(moved=["B"], outline="zone:在宅医療圏", highlight=["B"], place_name="架空県")
    alt.LayerChart.from_dict(spec)
    assert "/geo/x.topojson" in json.dumps(spec)
    assert "架空県の市町村を案「案」の圏域ごと" in spec["description"]
    assert "移した市町村は1" in spec["description"]


@pytest.mark.skipif(not SHARED.is_dir(), reason="実データ ../shared がない")
def test_seams_of_real_borders_are_the_pairs_that_touch(tmp_path: Path) -> None:
    import pandas as pd

    file = SHARED / "data" / "boundaries" / "N03-21_03_iwate.geojson"
    shapes = boundaries.read(file).frames["boundary"]
    codes = sorted(set(shapes["municipality_code"]))
    members = pd.DataFrame(
        {
            "area_unit": "municipality",
            "zone_scheme": "",
            "area_code": codes,
            "municipality_code": codes,
        }
    )
    prepared = geography.prepare(shapes, members)
    pairs = zip(
        prepared.adjacency["municipality_code"], prepared.adjacency["neighbour_code"], strict=True
    )
    found = zone_maps.seams(prepared.topojson)
    assert set(found) == {(one, other) for one, other in pairs if one < other}
    assert all(len(line) >= 2 for text in found.values() for line in json.loads(f"[{text}]"))
