"""Prepared boundaries: a map of squares whose borders and islands can be counted by hand."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pyproj
import pytest
import shapely

from zaitaku.build import geography
from zaitaku.ground.errors import GeographyError
from zaitaku.sources.kinds import boundaries

SHARED = Path(__file__).parents[2].parent / "shared"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="実データ ../shared がない")

# 架空県: three squares of 0.1° in a row, an island of its own, and a rock beside the first.
A = shapely.box(150.0, 30.0, 150.1, 30.1)
ROCK = shapely.box(149.99, 30.05, 149.9901, 30.0501)
B = shapely.box(150.1, 30.0, 150.2, 30.1)
C = shapely.box(150.2, 30.0, 150.3, 30.1)
ISLAND = shapely.box(150.4, 30.0, 150.41, 30.01)
SHAPES = {
    "99201": shapely.MultiPolygon([A, ROCK]),
    "99202": B,
    "99301": C,
    "99401": ISLAND,
}


def boundary(shapes: dict[str, Any], parents: dict[str, str] | None = None) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "municipality_code": list(shapes),
            "municipality_name": [f"町{code}" for code in shapes],
            "parent_name": [(parents or {}).get(code, "") for code in shapes],
            "geometry_wkb": [shapely.to_wkb(shape) for shape in shapes.values()],
        }
    )


def members(*codes: str, zones: dict[str, str] | None = None) -> pd.DataFrame:
    rows = [("municipality", "", code, code) for code in codes]
    rows += [("prefecture", "", code[:2], code) for code in codes]
    rows += [("zone", "在宅医療圏", zone, code) for code, zone in (zones or {}).items()]
    columns = ["area_unit", "zone_scheme", "area_code", "municipality_code"]
    return pd.DataFrame(rows, columns=columns)


def features(prepared: geography.Prepared) -> dict[str, dict[str, str]]:
    """Layer → feature id → name."""
    topology = json.loads(prepared.topojson)
    return {
        name: {shape["id"]: shape["properties"]["name"] for shape in layer["geometries"]}
        for name, layer in topology["objects"].items()
    }


def decoded(prepared: geography.Prepared, layer: str) -> dict[str, Any]:
    """Shapes in km by id, decoded from the TopoJSON with nothing of ours."""
    topology = json.loads(prepared.topojson)
    (kx, ky), (x0, y0) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * kx + x0, y * ky + y0))
        arcs.append(points)

    def ring(indices: list[int]) -> list[tuple[float, float]]:
        points: list[tuple[float, float]] = []
        for i in indices:
            line = arcs[i] if i >= 0 else arcs[~i][::-1]
            points += line[1:] if points else line
        return points

    def shape(geometry: dict[str, Any]) -> Any:
        many = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        return shapely.MultiPolygon(
            [(ring(outer), [ring(hole) for hole in holes]) for outer, *holes in many]
        )

    return {g["id"]: shape(g) for g in topology["objects"][layer]["geometries"]}


ALL = members(*SHAPES, zones={"99201": "西", "99202": "西", "99301": "東", "99401": "東"})


def test_layers_ids_and_names() -> None:
    named = ALL.assign(area_name=["青市", "赤市", "白町", "島村", *["架空県"] * 4, *"西西東東"])
    assert features(geography.prepare(boundary(SHAPES), named)) == {
        "municipality": {"99201": "青市", "99202": "赤市", "99301": "白町", "99401": "島村"},
        "prefecture": {"99": "架空県"},
        "zone:在宅医療圏": {"東": "東", "西": "西"},
    }
    unnamed = features(geography.prepare(boundary(SHAPES), ALL))
    assert unnamed["municipality"]["99201"] == "町99201"


def test_shape_is_right_on_the_plane() -> None:
    """At 30°N a degree of longitude is 96.5 km, of latitude 110.9 km."""
    prepared = geography.prepare(boundary(SHAPES), ALL)
    shapes = decoded(prepared, "municipality")
    west, south, east, north = shapes["99202"].bounds
    assert (east - west, north - south) == pytest.approx((9.65, 11.09), abs=0.03)
    assert prepared.aspect == pytest.approx(0.42 * 96.5 / 11.09, abs=0.02)
    assert "+proj=tmerc" in prepared.crs


def test_adjacency_is_a_shared_border() -> None:
    """The middle square meets both others along 11.1 km; the island meets nobody."""
    rows = geography.prepare(boundary(SHAPES), ALL).adjacency
    assert [tuple(row)[:2] for row in rows.itertuples(index=False)] == [
        ("99201", "99202"),
        ("99202", "99201"),
        ("99202", "99301"),
        ("99301", "99202"),
    ]
    assert rows["shared_border_km"].tolist() == pytest.approx([11.09] * 4, abs=0.02)


def test_squares_that_meet_in_a_point_are_no_neighbours() -> None:
    corner = {"99201": A, "99202": shapely.box(150.1, 30.1, 150.2, 30.2)}
    assert geography.prepare(boundary(corner), members(*corner)).adjacency.empty


def test_islands_survive_and_rocks_do_not() -> None:
    """With a tolerance of 2 km the island (1 km) stays: its municipality has nothing larger."""
    prepared = geography.prepare(boundary(SHAPES), ALL, simplify_metres=2000)
    shapes = decoded(prepared, "municipality")
    assert {code: shapely.get_num_geometries(shape) for code, shape in shapes.items()} == {
        "99201": 1,  # the rock of 10 m is gone
        "99202": 1,
        "99301": 1,
        "99401": 1,
    }
    assert shapes["99401"].area > 0
    kept = geography.prepare(boundary(SHAPES), ALL, simplify_metres=1)
    assert shapely.get_num_geometries(decoded(kept, "municipality")["99201"]) == 2


def test_a_small_enclave_leaves_no_hole() -> None:
    enclave = shapely.box(150.05, 30.05, 150.051, 30.051)
    far = shapely.box(150.5, 30.0, 150.6, 30.1)
    shapes = {"99201": A - enclave, "99202": shapely.union(enclave, far)}
    prepared = geography.prepare(boundary(shapes), members(*shapes), simplify_metres=500)
    drawn = decoded(prepared, "municipality")
    assert shapely.get_num_geometries(drawn["99202"]) == 2


def test_neighbours_stay_together_when_simplified() -> None:
    """A ragged border keeps the two sides one line: no gap, no overlap."""
    ragged = [(150.1 + 0.002 * (i % 2), 30.0 + i / 100) for i in range(11)]
    west = shapely.Polygon([(150.0, 30.0), *ragged, (150.0, 30.1)])
    east = shapely.Polygon([(150.2, 30.1), (150.2, 30.0), *ragged])
    shapes = {"99201": west, "99202": east}
    prepared = geography.prepare(boundary(shapes), members(*shapes), simplify_metres=600)
    one, other = decoded(prepared, "municipality").values()
    assert shapely.coverage_is_valid([one.geoms[0], other.geoms[0]])
    assert shapely.get_num_coordinates(one) < shapely.get_num_coordinates(west)


def test_a_zone_shares_its_lines_with_its_municipalities() -> None:
    prepared = geography.prepare(boundary(SHAPES), ALL)
    parts = decoded(prepared, "municipality")
    zones = decoded(prepared, "zone:在宅医療圏")
    together = shapely.union_all([parts["99201"], parts["99202"]])
    assert shapely.symmetric_difference(together, zones["西"]).area < 1e-9
    alone = geography.prepare(boundary(SHAPES), members(*SHAPES))
    assert len(prepared.topojson) - len(alone.topojson) < 400


def test_points_lie_inside_and_lon_lat_is_the_same_place() -> None:
    prepared = geography.prepare(boundary(SHAPES), ALL)
    points = prepared.centroids.set_index(["area_unit", "area_code"])
    assert len(points) == 4 + 1 + 2
    for code, shape in decoded(prepared, "municipality").items():
        row = points.loc[("municipality", code)]
        assert shape.contains(shapely.Point(row["x"], row["y"]))
        assert SHAPES[code].contains(shapely.Point(row["lon"], row["lat"]))
    assert tuple(points.loc[("municipality", "99202"), ["lon", "lat"]]) == pytest.approx(
        (150.15, 30.05), abs=0.01
    )


def test_shapes_outside_the_master_are_left_out_and_those_that_lack_are_named() -> None:
    master = members("99201", "99202", "99999")
    prepared = geography.prepare(boundary(SHAPES), master)
    assert prepared.missing == ["99999"]
    assert list(features(prepared)["municipality"]) == ["99201", "99202"]


def test_no_municipality_in_common() -> None:
    with pytest.raises(GeographyError, match="境界の都道府県コード: 99、マスタ: 03") as error:
        geography.prepare(boundary(SHAPES), members("03201"))
    assert error.value.exit_code == 14


@pytest.mark.parametrize(
    ("master", "folded", "missing"),
    [
        (["14130", "14150", "14201"], ["14130", "14150", "14201"], []),  # cities as one
        (["14131", "14132", "14151", "14201"], ["14131", "14132", "14151", "14201"], []),
        (["14133", "14201"], ["14201"], ["14133"]),  # a ward that came later
    ],
)
def test_wards_fold_into_the_city_of_the_master(
    master: list[str], folded: list[str], missing: list[str]
) -> None:
    """川崎市 14130 has wards 14131…, 相模原市 14150 has 14151…; 横須賀市 14201 has none."""
    codes = ["14131", "14132", "14151", "14201"]
    shapes = {
        code: shapely.box(139 + i / 10, 35, 139.1 + i / 10, 35.1) for i, code in enumerate(codes)
    }
    parents = {"14131": "川崎市", "14132": "川崎市", "14151": "相模原市"}
    prepared = geography.prepare(boundary(shapes, parents), members(*master))
    assert list(features(prepared)["municipality"]) == folded
    assert prepared.missing == missing
    if "14130" in master:
        west, _, east, _ = decoded(prepared, "municipality")["14130"].bounds
        assert east - west == pytest.approx(18.3, abs=0.1)  # both wards


@pytest.mark.parametrize(
    ("codes", "crs"),
    [
        (["03201"], "EPSG:6678"),
        (["13101", "12203"], "EPSG:6677"),
        (["47201"], "EPSG:6683"),
        (["99201"], "+proj=tmerc +lat_0=36.0 +lon_0=140.0 "),
        (["01100", "47201"], "+proj=aea +lat_0=36.0 +lon_0=140.0 +lat_1=33.33 +lat_2=38.67 "),
        (["03201", "99201"], "+proj=aea "),
    ],
)
def test_plane(codes: list[str], crs: str) -> None:
    assert geography.plane_for(codes, (138, 32, 142, 40)).startswith(crs)


def test_every_prefecture_has_a_plane() -> None:
    assert set(geography.PLANE_ZONES) == {f"{i:02}" for i in range(1, 48)}


def test_same_input_same_bytes_in_any_order() -> None:
    once = geography.prepare(boundary(SHAPES), ALL)
    shuffled = boundary(SHAPES).iloc[::-1].reset_index(drop=True)
    again = geography.prepare(shuffled, ALL.iloc[::-1].reset_index(drop=True))
    assert once.topojson == again.topojson
    assert once.content_hash == again.content_hash and len(once.content_hash) == 64


@needs_shared
def test_iwate() -> None:
    frame = boundaries.read(SHARED / "data/boundaries/N03-21_03_iwate.geojson").frames["boundary"]
    master = pd.read_csv(SHARED / "examples/iwate/市区町村マスタ.csv", dtype=str)
    prepared = geography.prepare(
        frame,
        members(
            *master["municipality_code"],
            zones=dict(zip(master["municipality_code"], master["home_care_zone"], strict=True)),
        ),
    )
    assert (prepared.missing, prepared.crs) == ([], "EPSG:6678")
    assert {name: len(found) for name, found in features(prepared).items()} == {
        "municipality": 33,
        "prefecture": 1,
        "zone:在宅医療圏": master["home_care_zone"].nunique(),
    }
    assert len(prepared.topojson) < 150_000
    area = sum(shape.area for shape in decoded(prepared, "municipality").values())
    assert area == pytest.approx(15_275, rel=0.01)  # km², 国土地理院
    neighbours = prepared.adjacency.groupby("municipality_code").size()
    assert len(neighbours) == 33  # every municipality of Iwate has a land border


def test_outlines_back_in_degrees() -> None:
    prepared = geography.prepare(boundary(SHAPES), ALL)
    outlines = geography.outlines_in_degrees(prepared.topojson, "zone:在宅医療圏")
    shapes = {
        feature["properties"]["code"]: shapely.from_geojson(json.dumps(feature["geometry"]))
        for feature in outlines["features"]
    }
    assert sorted(shapes) == ["東", "西"]
    assert shapes["西"].bounds == pytest.approx((149.99, 30.0, 150.2, 30.1), abs=0.011)
    assert shapely.get_num_geometries(shapes["東"]) == 2  # the island is kept


def test_prefectures_lie_together_on_one_plane() -> None:
    """Two that meet along 141°E, each of its own plane: codes, names, areas, border are kept."""

    def of(code: str, west: float, zone: str) -> bytes:
        towns = {f"{code}2{n}1": shapely.box(west, 39 + n, west + 1, 40 + n) for n in (0, 1)}
        rows = [("municipality", "", town, town, town) for town in towns]
        rows += [("medical_area", "", f"{code}0{n}", town, zone) for n, town in enumerate(towns)]
        rows += [("prefecture", "", code, town, f"県{code}") for town in towns]
        names = ["area_unit", "zone_scheme", "area_code", "municipality_code", "area_name"]
        members = pd.DataFrame(rows, columns=names)
        return geography.prepare(boundary(towns), members).topojson

    prepared = [of("03", 141, "中部"), of("05", 140, "中央")]
    together = geography.together(prepared)
    assert together == geography.together(prepared)
    made = SimpleNamespace(topojson=together)
    assert features(made) == {
        "medical_area": {"0300": "中部", "0301": "中部", "0500": "中央", "0501": "中央"},
        "prefecture": {"03": "県03", "05": "県05"},
    }
    areas = decoded(made, "medical_area")
    geod = pyproj.Geod(ellps="GRS80")
    for code, south in (("0300", 39), ("0501", 40)):
        right = abs(geod.geometry_area_perimeter(shapely.box(140, south, 141, south + 1))[0]) / 1e6
        assert areas[code].area == pytest.approx(right, rel=0.01)
    assert areas["0300"].distance(areas["0500"]) < 0.1
    assert areas["0300"].intersection(areas["0500"]).area < 0.001 * areas["0300"].area
    west, south, east, north = json.loads(together)["bbox"]
    whole = shapely.union_all(list(decoded(made, "prefecture").values()))
    assert whole.bounds == pytest.approx((west, south, east, north), abs=0.1)
    assert (north - south) / (east - west) == pytest.approx(222.1 / 172.8, rel=0.02)
