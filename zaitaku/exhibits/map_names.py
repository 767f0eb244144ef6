"""Names on a map: where they go, and which of them have room at which size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from zaitaku.exhibits import zooming
from zaitaku.exhibits.charts import theme

LABEL_SIZE = 12


@dataclass(frozen=True)
class Place:
    """Where the name of an area goes: km on the plane of the TopoJSON. ``least``: how many times as
    large as it stands there a map is on which it may be written."""

    name: str
    x: float
    y: float
    least: float = 0.0


def fitting(
    places: Mapping[str, Place], highlight: str | None, width: int, height: int
) -> list[dict[str, Any]]:
    """Names that do not run into each other, the chosen area's first, each with the size of the
    map (of ``width`` × ``height``) ``from`` which it is written."""
    if not places:
        return []
    xs, ys = [p.x for p in places.values()], [p.y for p in places.values()]
    # Points lie inside the areas, so the map is somewhat larger than their spread.
    px_per_km = 0.9 * min(
        width / max(max(xs) - min(xs), 1e-9), height / max(max(ys) - min(ys), 1e-9)
    )
    letter = LABEL_SIZE * theme.enlarged()
    found: dict[str, float] = {}  # what was written stays when the map grows
    for size in zooming.STEPS:
        scale = px_per_km * size
        for code in sorted(places, key=lambda code: code != highlight):
            if (
                code not in found
                and places[code].least <= size
                and all(
                    abs(places[code].y - places[other].y) * scale >= letter + 4
                    or abs(places[code].x - places[other].x) * scale
                    >= (len(places[code].name) + len(places[other].name)) * letter / 2
                    for other in found
                )
            ):
                found[code] = size
    return [
        {"name": places[code].name, "x": places[code].x, "y": places[code].y, "from": size}
        for code, size in found.items()
    ]


def names(
    named: Sequence[Mapping[str, Any]], width: int, height: int, *, on_screen: bool = False
) -> list[Any]:
    """Dark text on a white halo, readable on every class colour. ``named``: see ``fitting``."""
    if not on_screen:
        named = [name for name in named if name["from"] <= 1]
    if not named:
        return []
    text = alt.Chart(alt.InlineData(list(named))).project(type="identity", reflectY=True)
    if on_screen:
        text = text.transform_filter(zooming.fits(width, height))
    text = text.encode(longitude="x:Q", latitude="y:Q", text="name:N")
    halo = text.mark_text(fontSize=LABEL_SIZE, stroke="white", strokeWidth=3, strokeJoin="round")
    return [halo, text.mark_text(fontSize=LABEL_SIZE, color=theme.TEXT)]
