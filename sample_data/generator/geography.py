"""Borders: a Voronoi partition of a drawn coastline, bent by one smooth field.

Bending every line with the same field keeps shared borders shared, so the municipalities stay a
valid coverage: no gaps, no overlaps. The prefecture lies in the open ocean, near 30°N 150°E.
"""

import json
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry, MultiPoint, Point, Polygon

from generator.places import PLACES, PREFECTURE, Place

XY = NDArray[np.float64]
Rng = np.random.Generator

SOUTH_WEST = (149.5, 29.5)  # longitude and latitude of x = 0, y = 0
KM_PER_DEGREE = (96.2, 110.9)  # at 30 degrees north
STEP_KM = 0.25
TOLERANCE_KM = 0.12

# Land border on the west and north, coast on the east and south: bay, cape, peninsula.
LAND_BORDER = [(16, 3), (7, 14), (4, 34), (3, 52), (8, 66), (5, 84), (4, 100), (18, 112),
               (34, 120), (50, 117), (66, 120), (76, 117)]  # fmt: skip
COAST = [(81, 110), (79, 102), (86, 92), (84, 82), (80, 74), (70, 64), (62, 61), (61, 55),
         (68, 49), (76, 50), (88, 48), (97, 42), (95, 36), (82, 37), (75, 31), (64, 28),
         (60, 16), (50, 5), (38, 8), (28, 3)]  # fmt: skip

# (wavelength, amplitude) in km of the bends, from valleys down to creeks
BENDS = ((46.0, 2.0), (19.0, 0.7), (8.0, 0.3), (3.6, 0.13), (1.9, 0.06))

# Islands: centre, radii and turn of each part; small parts belong to the nearest municipality.
ISLANDS: dict[str, list[tuple[float, float, float, float, float]]] = {
    "99343": [(22, -9, 5.5, 3.2, 0.3), (29, -11.5, 1.2, 0.8, 0.0)],
    "99363": [(98, 18, 6.5, 3.6, 2.2), (105, 13, 1.6, 1.1, 1.0), (92, 24, 0.9, 0.7, 0.0)],
    "99382": [(92, 64, 3.6, 2.4, 0.8)],
    "99204": [(70, 25, 0.9, 0.6, 0.4)],
    "99205": [(90, 85, 1.1, 0.7, 1.3)],
}


def municipal_polygons(seed: int) -> list[Geometry]:
    """One geometry in degrees per place, in the order of ``PLACES``; together a coverage."""
    rng = np.random.default_rng(seed)
    ridge = _fractal([*LAND_BORDER, COAST[0]], 0.12, rng)
    outline = Polygon(ridge + _fractal([*COAST, LAND_BORDER[0]], 0.24, rng))
    mainland = [p for p in PLACES if not p.ferry_to]
    cells = _cells(mainland, outline)
    parts = {p.code: [cell] for p, cell in zip(mainland, cells, strict=True)}
    for code, shapes in ISLANDS.items():
        parts.setdefault(code, []).extend(_island(rng, *shape) for shape in shapes)

    bend = _field(rng)
    whole = [shapely.union_all(parts[p.code]) for p in PLACES]
    bent = shapely.transform(whole, bend)
    bent = shapely.coverage_simplify(bent, TOLERANCE_KM)
    return [_tidy(shapely.transform(g, _to_degrees)) for g in bent]


def write_geojson(polygons: Iterable[Geometry], path: Path) -> None:
    """The properties of 国土数値情報 N03; one feature a line so that changes can be read."""
    features = []
    for place, polygon in zip(PLACES, polygons, strict=True):
        properties = {
            "N03_001": PREFECTURE,
            "N03_002": None,
            "N03_003": place.district,
            "N03_004": place.name,
            "N03_007": place.code,
        }
        feature = {
            "type": "Feature",
            "properties": properties,
            "geometry": shapely.geometry.mapping(polygon),
        }
        features.append(json.dumps(feature, ensure_ascii=False))
    empty = json.dumps({"type": "FeatureCollection", "features": []})
    text = empty.replace("[]", "[\n" + ",\n".join(features) + "\n]")
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def _cells(places: list[Place], outline: Polygon) -> list[Geometry]:
    """The part of the outline nearest to each place, its borders cut into short steps."""
    sites = [Point(p.x, p.y) for p in places]
    voronoi = shapely.voronoi_polygons(MultiPoint(sites), extend_to=outline.buffer(50))
    lines = [cell.boundary for cell in voronoi.geoms] + [outline.boundary]
    # Noding before cutting gives both sides of a border the very same vertices.
    noded = shapely.union_all(lines, grid_size=0.001)
    owned: list[list[Geometry]] = [[] for _ in places]
    for face in shapely.polygonize([shapely.segmentize(noded, STEP_KM)]).geoms:
        inside = face.representative_point()
        if outline.contains(inside):
            owned[int(np.argmin(shapely.distance(inside, sites)))].append(face)
    return [shapely.coverage_union_all(own) for own in owned]


def _fractal(points: list[tuple[float, float]], roughness: float, rng: Rng) -> list[XY]:
    """A polyline through the points, displaced at every halving; the last point is left out."""
    path: list[XY] = []
    for start, end in pairwise(np.array(points, dtype=float)):
        path += _halve(start, end, roughness, rng)
    return path


def _halve(start: XY, end: XY, roughness: float, rng: Rng) -> list[XY]:
    along = end - start
    if np.hypot(*along) < 2 * STEP_KM:
        return [start]
    across = np.array([-along[1], along[0]])
    middle = (start + end) / 2 + across * roughness * rng.uniform(-1, 1)
    return _halve(start, middle, roughness, rng) + _halve(middle, end, roughness, rng)


def _island(rng: Rng, x: float, y: float, a: float, b: float, turn: float) -> Polygon:
    """A rough ellipse."""
    angle = np.linspace(0, 2 * np.pi, 13)
    along, across = a * np.cos(angle), b * np.sin(angle)
    ring = zip(
        x + along * np.cos(turn) - across * np.sin(turn),
        y + along * np.sin(turn) + across * np.cos(turn),
        strict=True,
    )
    return Polygon(_fractal(list(ring), 0.25, rng))


def _field(rng: Rng) -> Callable[[XY], XY]:
    """A smooth displacement of the plane: waves of random direction and phase, three a bend."""
    waves = []
    for wavelength, amplitude in BENDS:
        for turn in rng.uniform(0, np.pi) + np.array([0, np.pi / 3, 2 * np.pi / 3]):
            k = 2 * np.pi / wavelength * np.array([np.cos(turn), np.sin(turn)])
            phase, heading = rng.uniform(0, 2 * np.pi, 2)
            waves.append((k, phase, amplitude * np.array([np.cos(heading), np.sin(heading)])))

    def bend(xy: XY) -> XY:
        return xy + sum(np.outer(np.sin(xy @ k + phase), push) for k, phase, push in waves)

    return bend


def _to_degrees(xy: XY) -> XY:
    """Kilometres to degrees with five decimals, about a metre."""
    degrees: XY = np.round(np.array(SOUTH_WEST) + xy / np.array(KM_PER_DEGREE), 5)
    return degrees


def _tidy(geometry: Geometry) -> Geometry:
    """One fixed order of parts and vertices; outer rings counter-clockwise (RFC 7946)."""
    return shapely.orient_polygons(shapely.normalize(geometry))
