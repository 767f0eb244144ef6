"""Outlines as a GeoJSON writes them: what GDAL would mend, or leave out, without a word.

GDAL closes no ring that is open, but drops a point that is no pair of numbers and reads a shape
that it does not know as none. Pure: knows the standard (RFC 7946), no library of maps.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from itertools import chain, pairwise
from typing import Any, NamedTuple

# Of one feature: a municipality of a hundred islands as it was measured has some 5.
LONGEST = 20_000_000
_FEATURE = re.compile(rb'"Feature"')
_LIST = re.compile(r'"features"\s*:\s*\[\s*')
_BETWEEN = re.compile(r"\s*(?:,\s*)?")
_FEWEST_POINTS = 4  # a triangle and its first point again
_DEPTH = {"Polygon": 0, "MultiPolygon": 1}
_OTHER_SHAPES = frozenset(
    {"Point", "MultiPoint", "LineString", "MultiLineString", "GeometryCollection"}
)


class Fault(NamedTuple):
    """What is wrong with a feature: its number from 1, its properties, the reason."""

    number: int
    properties: dict[str, Any]
    reason: str


def longest(data: bytes) -> int:
    """At most how many bytes of the file are one feature; of a TopoJSON, all of it."""
    starts = [0, *(found.start() for found in _FEATURE.finditer(data)), len(data)]
    return max(end - start for start, end in pairwise(starts))


def faults(text: str) -> Iterator[Fault]:
    """The first fault of each feature; nothing for what is no GeoJSON (GDAL tells that).

    Features are read one by one: a large file takes many times its size in lists of numbers.
    """
    for number, feature in enumerate(_features(text), start=1):
        if isinstance(feature, dict) and (reason := _fault(feature.get("geometry"))):
            properties = feature.get("properties")
            yield Fault(number, properties if isinstance(properties, dict) else {}, reason)


def _features(text: str) -> Iterator[Any]:
    """What stands in the list 「features」 of the whole, as far as it can be read."""
    found = _LIST.search(text)
    place = found.end() if found else len(text)
    decode = json.JSONDecoder().raw_decode
    while place < len(text) and text[place] != "]":
        try:
            feature, place = decode(text, place)
        except (ValueError, RecursionError):
            return
        yield feature
        between = _BETWEEN.match(text, place)
        place = between.end() if between else len(text)


def _fault(geometry: Any) -> str | None:
    if geometry is None:
        return None
    kind = geometry.get("type") if isinstance(geometry, dict) else geometry
    if kind in _OTHER_SHAPES:
        return None
    if kind not in _DEPTH:
        return f"図形の種類「{kind}」が分かりません"
    polygons = geometry.get("coordinates")
    if not _DEPTH[kind]:
        polygons = [polygons]
    if not _is_filled(polygons) or not all(map(_is_filled, polygons)):
        return "図形に座標がありません"
    return next(filter(None, (_ring_fault(ring) for rings in polygons for ring in rings)), None)


def _is_filled(value: Any) -> bool:
    return isinstance(value, list) and len(value) > 0


def _ring_fault(ring: Any) -> str | None:
    if not isinstance(ring, list):
        return "輪郭が点の並びではありません"
    # millions of points, of which a thousand times nothing is wrong
    for point in () if _are_plainly_points(ring) else ring:
        if not isinstance(point, list) or len(point) < 2 or not all(map(_is_finite, point)):
            return f"座標「{json.dumps(point, ensure_ascii=False)[:60]}」が経度と緯度ではありません"
    if len(ring) < _FEWEST_POINTS:
        return f"輪郭の点が {len(ring)} 個しかありません"
    if ring[0] != ring[-1]:
        return "輪郭が閉じていません（最後の点が最初の点と違います）"
    return None


def _are_plainly_points(ring: list[Any]) -> bool:
    """Whether all are pairs of numbers, looked at all together: false may still be right."""
    if set(map(type, ring)) != {list} or min(map(len, ring)) < 2:
        return False
    if not set(map(type, chain.from_iterable(ring))) <= {int, float}:
        return False
    try:
        return math.isfinite(sum(chain.from_iterable(ring)))
    except OverflowError:
        return False


def _is_finite(value: Any) -> bool:
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number that no decimal can hold
        return False
