"""Boundaries made ready for maps, once per build: projected, simplified, grouped, as TopoJSON.

Input is JGD2011 longitude and latitude (EPSG:6668), codes are JIS X 0402 of the master's vintage.
Output coordinates are kilometres on a plane, x to the east and y to the north, so that a chart
draws them as they are (projection ``identity`` with ``reflectY``): the shape is right and the
order of ring vertices does not matter. geopandas, shapely and topojson stay behind this module.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zaitaku.ground.errors import GeographyError

if TYPE_CHECKING:
    import pandas as pd

JGD2011 = 6668
# 平面直角座標系 of each prefecture: 平成14年国土交通省告示第9号, EPSG code = 6668 + zone;
# for 北海道, 東京都, 鹿児島県 and 沖縄県 the zone of the prefectural office.
# https://www.gsi.go.jp/LAW/heimencho.html
PLANE_ZONES = {
    **dict.fromkeys(["42"], 1),
    **dict.fromkeys(["40", "41", "43", "44", "45", "46"], 2),
    **dict.fromkeys(["32", "34", "35"], 3),
    **dict.fromkeys(["36", "37", "38", "39"], 4),
    **dict.fromkeys(["28", "31", "33"], 5),
    **dict.fromkeys(["18", "24", "25", "26", "27", "29", "30"], 6),
    **dict.fromkeys(["16", "17", "21", "23"], 7),
    **dict.fromkeys(["15", "19", "20", "22"], 8),
    **dict.fromkeys(["07", "08", "09", "10", "11", "12", "13", "14"], 9),
    **dict.fromkeys(["02", "03", "04", "05", "06"], 10),
    "01": 12,
    "47": 15,
}
# Of the longer side of the map: what a screen of 2,000 pixels cannot show, and the grid.
SIMPLIFY_SHARE = 1 / 2000
SIMPLIFY_TOGETHER = 1 / 1500  # of a map of many prefectures, whose outlines are many
GRID_STEPS = 10_000
SHORTEST_BORDER_KM = 0.001

# Shapes by municipality code: shapely geometries, untyped here.
Shapes = dict[str, Any]


@dataclass(frozen=True)
class Prepared:
    """What a build keeps of its boundaries. Coordinates are km on the plane unless said.

    ``topojson``: objects ``municipality``, ``medical_area``, ``zone:<scheme>`` and
    ``prefecture``; a feature's id is the area code, its properties ``code`` and ``name``.
    ``content_hash``: SHA-256 of ``topojson``. ``crs``: the plane, as pyproj reads it.
    ``bounds``: west, south, east, north. ``aspect``: width ÷ height.
    ``centroids``: one row per area with a shape: area_unit, zone_scheme, area_code, x, y, lon, lat
    of a point well inside its largest part.
    ``adjacency``: municipality_code, neighbour_code, shared_border_km, both ways; islands have no
    neighbour, areas that meet in a point are none.
    ``missing``: municipalities of the master without a shape.
    """

    topojson: bytes
    content_hash: str
    crs: str
    bounds: tuple[float, float, float, float]
    aspect: float
    centroids: pd.DataFrame
    adjacency: pd.DataFrame
    missing: list[str]


def layer_name(area_unit: str, zone_scheme: str = "") -> str:
    """The TopoJSON object of a unit: 'municipality', 'medical_area', 'zone:在宅医療圏' …"""
    return f"zone:{zone_scheme}" if area_unit == "zone" else area_unit


def prepare(
    boundary: pd.DataFrame, members: pd.DataFrame, *, simplify_metres: float | None = None
) -> Prepared:
    """Boundaries and who belongs to what → shapes for every area of every unit.

    ``boundary``: municipality_code, municipality_name, geometry_wkb and, if wards are to be
    folded into their 政令市, parent_name. ``members``: area_unit, zone_scheme, area_code,
    municipality_code and, if the areas are to be named, area_name. ``simplify_metres``: default
    1/2000 of the longer side. The same input gives the same bytes. GeographyError when no
    boundary belongs to a municipality of the master.
    """
    codes = sorted(set(members["municipality_code"]))
    everything = _joined(boundary, set(codes))
    degrees = {code: everything[code] for code in codes if code in everything}
    if not degrees:
        raise GeographyError(_no_overlap(boundary, codes))
    crs = plane_for(degrees, _bounds(degrees.values()))
    exact = _projected(degrees, crs)
    west, south, east, north = _bounds(exact.values())
    longer = max(east - west, north - south)
    tolerance = longer * SIMPLIFY_SHARE if simplify_metres is None else simplify_metres / 1000
    layers = _layers(_simplified(exact, tolerance), members)
    topojson = _encode(layers, _names(boundary, members), crs)
    return Prepared(
        topojson=topojson,
        content_hash=hashlib.sha256(topojson).hexdigest(),
        crs=crs,
        bounds=(west, south, east, north),
        aspect=round((east - west) / (north - south), 4),
        centroids=_centroids(layers, crs),
        adjacency=_adjacency(exact),
        missing=[code for code in codes if code not in degrees],
    )


def plane_for(codes: Iterable[str], bounds: Iterable[float]) -> str:
    """The plane that keeps shapes right: 平面直角 where one zone covers the prefectures.

    Otherwise (several zones) an equal-area conic fitted to the bounds in degrees, or (a prefecture
    code unknown to JIS X 0401) a transverse Mercator through their middle.
    """
    west, south, east, north = (float(value) for value in bounds)
    zones = {PLANE_ZONES.get(code[:2], 0) for code in codes}  # 0: no such prefecture
    if len(zones) == 1 and zones != {0}:
        return f"EPSG:{JGD2011 + zones.pop()}"
    lon, lat = round((west + east) / 2, 2), round((south + north) / 2, 2)
    if zones == {0}:
        shape = f"+proj=tmerc +lat_0={lat} +lon_0={lon} +k=0.9999"
    else:
        sixth = (north - south) / 6
        low, high = round(south + sixth, 2), round(north - sixth, 2)
        shape = f"+proj=aea +lat_0={lat} +lon_0={lon} +lat_1={low} +lat_2={high}"
    return f"{shape} +ellps=GRS80 +units=m +no_defs"


def _no_overlap(boundary: pd.DataFrame, codes: list[str]) -> str:
    found = "、".join(sorted(set(boundary["municipality_code"].str[:2]))[:5])
    wanted = "、".join(sorted({code[:2] for code in codes})[:5])
    return (
        "境界データに、市区町村マスタの市区町村が一つもありません"
        f"（境界の都道府県コード: {found}、マスタ: {wanted}）。"
        "同じ都道府県の国土数値情報 N03 を渡してください。"
    )


def _joined(boundary: pd.DataFrame, codes: set[str]) -> Shapes:
    """Shapes by code; wards of a city that the master has as one are joined."""
    import shapely

    own = [str(code) for code in boundary["municipality_code"]]
    parents = boundary["parent_name"].fillna("") if "parent_name" in boundary else [""] * len(own)
    ward_of = {code: str(parent) for code, parent in zip(own, parents, strict=True) if parent}
    shapes = shapely.from_wkb([bytes(wkb) for wkb in boundary["geometry_wkb"]])
    parts: dict[str, list[Any]] = {}
    for code, shape in zip(own, shapes, strict=True):
        parts.setdefault(_fold(code, ward_of, codes), []).append(shape)
    return {
        code: group[0] if len(group) == 1 else shapely.union_all(group)
        for code, group in parts.items()
    }


def _fold(code: str, ward_of: Mapping[str, str], codes: set[str]) -> str:
    """The code itself, or the 政令市's if the master has the city and not this ward.

    The code of a city ends in 0 and stands before those of its wards (川崎市 14130, 川崎区 14131),
    so the city is the largest such code below the ward's.
    """
    if code in codes or code not in ward_of:
        return code
    cities = (c for c in codes if c[:3] == code[:3] and c[4] == "0" and c < code)
    return max((c for c in cities if c not in ward_of), default=code)


def _projected(degrees: Shapes, crs: str) -> Shapes:
    """Longitude and latitude → km on the plane."""
    import numpy as np
    import shapely
    from pyproj import Transformer

    transformer = Transformer.from_crs(JGD2011, crs, always_xy=True)
    shapes = shapely.transform(
        np.array(list(degrees.values())),
        lambda points: np.column_stack(transformer.transform(*points.T)) / 1000,
    )
    return dict(zip(degrees, shapes, strict=True))


def _bounds(shapes: Iterable[Any]) -> tuple[float, float, float, float]:
    import shapely

    west, south, east, north = (float(value) for value in shapely.total_bounds(list(shapes)))
    return west, south, east, north


def _simplified(exact: Shapes, tolerance: float) -> Shapes:
    """Fewer vertices, borders still shared: neighbours are simplified together.

    Islands smaller than a square of the tolerance are left out unless an area has no larger part.
    """
    import numpy as np
    import shapely

    parts, owner = shapely.get_parts(np.array(list(exact.values())), return_index=True)
    keep = _large_enough(parts, owner, tolerance**2)
    shapes = shapely.multipolygons(parts[keep], indices=owner[keep])
    shapes = shapely.coverage_simplify(shapes, tolerance)
    broken = ~shapely.is_valid(shapes)  # where borders did not match in the source
    shapes[broken] = shapely.make_valid(shapes[broken], method="structure", keep_collapsed=False)
    return dict(zip(exact, shapes, strict=True))


def _large_enough(parts: Any, owner: Any, smallest: float) -> Any:
    """Which polygons to keep; ``owner`` numbers the area each belongs to, ascending."""
    import numpy as np
    import shapely

    area = shapely.area(parts)
    keep = area >= smallest
    largest_last = np.lexsort((area, owner))
    is_last = np.append(owner[largest_last][1:] != owner[largest_last][:-1], True)
    keep[largest_last[is_last]] = True
    # A small enclave touches its neighbour: without it a hole would open in the map.
    small = np.flatnonzero(~keep)
    of_small, other = shapely.STRtree(parts).query(parts[small], predicate="intersects")
    keep[small[of_small[owner[small[of_small]] != owner[other]]]] = True
    return keep


Layers = dict[tuple[str, str], Shapes]
"""(area_unit, zone_scheme) → shapes by area code."""


def _layers(shapes: Shapes, members: pd.DataFrame) -> Layers:
    """Every unit's areas, each the union of its municipalities; those without a shape left out."""
    import shapely

    # Coverage union keeps every vertex, so that all layers share their lines to the last digit.
    matching = bool(shapely.coverage_is_valid(list(shapes.values())))
    union = shapely.coverage_union_all if matching else shapely.union_all
    layers: Layers = {}
    for (unit, scheme, code), rows in members.groupby(
        ["area_unit", "zone_scheme", "area_code"], sort=True
    ):
        found = [shapes[c] for c in sorted(rows["municipality_code"]) if c in shapes]
        if found:
            layer = layers.setdefault((str(unit), str(scheme)), {})
            layer[str(code)] = found[0] if len(found) == 1 else union(found)
    return layers


def _names(boundary: pd.DataFrame, members: pd.DataFrame) -> dict[tuple[str, str, str], str]:
    """Names by (area_unit, zone_scheme, area_code), the master's before the boundary file's."""
    names = {
        ("municipality", "", str(code)): str(name)
        for code, name in zip(
            boundary["municipality_code"], boundary["municipality_name"], strict=True
        )
    }
    if "area_name" in members:
        keys = zip(members["area_unit"], members["zone_scheme"], members["area_code"], strict=True)
        names |= dict(zip(keys, members["area_name"], strict=True))
    return names


def _encode(layers: Layers, names: Mapping[tuple[str, str, str], str], crs: str) -> bytes:
    """All layers as one TopoJSON: a border shared by a town and a zone is stored once."""
    import geopandas
    from topojson.core.topology import Topology

    frames = []
    for (unit, scheme), shapes in layers.items():
        columns = {
            "code": list(shapes),
            "name": [names.get((unit, scheme, code), code) for code in shapes],
        }
        frames.append(geopandas.GeoDataFrame(columns, geometry=list(shapes.values())))
    topology = Topology(
        frames,
        object_name=[layer_name(unit, scheme) for unit, scheme in layers],
        prequantize=GRID_STEPS,
    ).to_dict()
    for layer in topology["objects"].values():
        for geometry in layer["geometries"]:
            geometry["id"] = geometry["properties"]["code"]
    topology["plane"] = crs  # so that the file alone can be taken back to degrees
    return json.dumps(topology, ensure_ascii=False, separators=(",", ":")).encode()


def _centroids(layers: Layers, crs: str) -> pd.DataFrame:
    """The middle of the largest circle inside each area's largest part: where a label fits."""
    import pandas as pd
    import shapely
    from pyproj import Transformer

    to_degrees = Transformer.from_crs(crs, JGD2011, always_xy=True)
    rows = []
    for (unit, scheme), shapes in layers.items():
        for code, shape in shapes.items():
            part = max(shapely.get_parts(shape), key=shapely.area)
            x, y = shapely.get_coordinates(shapely.maximum_inscribed_circle(part))[0]
            lon, lat = to_degrees.transform(x * 1000, y * 1000)
            place = (round(float(x), 3), round(float(y), 3), round(lon, 5), round(lat, 5))
            rows.append((unit, scheme, code, *place))
    columns = ["area_unit", "zone_scheme", "area_code", "x", "y", "lon", "lat"]
    return pd.DataFrame(rows, columns=columns)


def _adjacency(exact: Shapes) -> pd.DataFrame:
    """Pairs of municipalities with a common border, before simplification, both ways."""
    import numpy as np
    import pandas as pd
    import shapely

    codes, shapes = list(exact), np.array(list(exact.values()))
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    one, other = one[one < other], other[one < other]
    borders = shapely.boundary(shapes)
    lengths = shapely.length(shapely.intersection(borders[one], borders[other]))
    rows = [
        (codes[a], codes[b], round(float(length), 3))
        for i, j, length in zip(one, other, lengths, strict=True)
        if length >= SHORTEST_BORDER_KM
        for a, b in ((i, j), (j, i))
    ]
    columns = ["municipality_code", "neighbour_code", "shared_border_km"]
    return pd.DataFrame(sorted(rows), columns=columns)


def outlines_in_degrees(topojson: bytes, layer: str, *, simplify_km: float = 0.5) -> dict[str, Any]:
    """One layer of a prepared TopoJSON as a GeoJSON FeatureCollection in longitude and latitude.

    For a map that projects by itself. Coarser than the original (``simplify_km``) and rounded to
    0.0001° (11 m); properties are ``code`` and ``name``.
    """
    import geopandas
    import numpy as np
    import shapely

    frame = geopandas.read_file(io.BytesIO(topojson), layer=layer)
    coarse = shapely.coverage_simplify(frame.geometry.to_numpy(), simplify_km)
    rounded = shapely.transform(_in_degrees(coarse, topojson), lambda points: np.round(points, 4))
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "name": name},
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        for code, name, shape in zip(frame["code"], frame["name"], rounded, strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}


def together(prepared: Iterable[bytes]) -> bytes:
    """二次医療圏 and prefectures of several prepared TopoJSON as one, on a plane of all of them.

    Its objects are ``medical_area`` and ``prefecture``, its ``bbox`` what is left of them. Borders
    between two prefectures, which each build simplified by itself, may part by less than what is
    simplified here. The same input gives the same bytes.
    """
    import geopandas
    import pandas as pd

    degrees: Shapes = {}
    names: dict[tuple[str, str, str], str] = {}
    for topojson in prepared:
        frame = geopandas.read_file(io.BytesIO(topojson), layer="medical_area")
        moved = _in_degrees(frame.geometry.to_numpy(), topojson)
        degrees |= dict(zip(frame["code"], moved, strict=True))
        for unit in ("medical_area", "prefecture"):
            for area in json.loads(topojson)["objects"][unit]["geometries"]:
                names[(unit, "", area["id"])] = area["properties"]["name"]
    crs = plane_for(degrees, _bounds(degrees.values()))
    exact = _projected(degrees, crs)
    west, south, east, north = _bounds(exact.values())
    shapes = _simplified(exact, max(east - west, north - south) * SIMPLIFY_TOGETHER)
    units = (("medical_area", 4), ("prefecture", 2))  # a code begins with its prefecture's
    members = pd.DataFrame(
        [(unit, "", code[:digits], code) for unit, digits in units for code in shapes],
        columns=["area_unit", "zone_scheme", "area_code", "municipality_code"],
    )
    return _encode(_layers(shapes, members), names, crs)


def _in_degrees(shapes: Any, topojson: bytes) -> Any:
    """Shapes of a prepared TopoJSON, from its plane."""
    import numpy as np
    import shapely
    from pyproj import Transformer

    back = Transformer.from_crs(json.loads(topojson)["plane"], JGD2011, always_xy=True)
    return shapely.transform(
        shapes, lambda points: np.column_stack(back.transform(*(points.T * 1000)))
    )
