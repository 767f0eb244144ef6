"""A plan on the map: municipalities coloured by zone, the borders of its zones as heavy lines.

A plan has no shapes of its own: colours are joined to the municipalities by code in the browser,
and the lines are the municipal borders between different zones. Neighbouring zones have different
colours and every zone bears its name, so that nothing is told by colour alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import altair as alt

from zaitaku.exhibits import legends, maps, zooming
from zaitaku.exhibits.charts import theme
from zaitaku.exhibits.maps import Place
from zaitaku.ground.states import MISSING
from zaitaku.zones.plan import Plan

# Eight light colours that stay apart with every kind of colour vision and carry dark text
# (Paul Tol's scheme "light").
COLORS = (
    "#77aadd",
    "#eedd88",
    "#ee8866",
    "#99ddff",
    "#bbcc33",
    "#ffaabb",
    "#44bb99",
    "#aaaa00",
)
ZONE_SIZE, NAME_SIZE = 15, 11  # px
WIDEST, HIGHEST = 560, 490  # px: whole on the first screen of 1366×768, with room beside it
_STRIPE = "#08111a40"  # dark, seen on every one of the light colours
_LINE_DETAIL = 1 / 800  # of the longer side: less than a pixel of the heavy lines

# pairs of municipality codes → the lines between them (km on the plane) as JSON, ready to be sent
Seams = Mapping[tuple[str, str], str]


def seams(topojson: bytes, layer: str = "municipality") -> dict[tuple[str, str], str]:
    """The borders between municipalities of a prepared TopoJSON, each pair once, simplified.

    A border of several lines has them in a row: 「[[x,y],…],[[x,y],…]」.
    """
    import numpy as np
    import shapely

    topology = json.loads(topojson)
    users: dict[int, set[str]] = {}
    for geometry in topology["objects"][layer]["geometries"]:
        for arc in _flat(geometry.get("arcs", [])):
            users.setdefault(arc if arc >= 0 else ~arc, set()).add(str(geometry["id"]))
    scale, origin = (np.array(topology["transform"][key]) for key in ("scale", "translate"))
    west, south, east, north = topology["bbox"]
    detail = max(east - west, north - south) * _LINE_DETAIL
    found: dict[tuple[str, str], list[str]] = {}
    for arc, codes in users.items():
        if len(codes) == 2:
            points = np.cumsum(np.array(topology["arcs"][arc]), axis=0) * scale + origin
            simple = shapely.simplify(shapely.linestrings(points), detail)
            one, other = sorted(codes)
            line = shapely.get_coordinates(simple).round(1).tolist()
            found.setdefault((one, other), []).append(json.dumps(line, separators=(",", ":")))
    return {pair: ",".join(lines) for pair, lines in found.items()}


def _flat(arcs: Any) -> list[int]:
    return [arcs] if isinstance(arcs, int) else [n for part in arcs for n in _flat(part)]


def colors(plan: Plan, neighbours: Mapping[str, set[str]]) -> dict[str, str]:
    """Zone code → colour; zones side by side differ as far as eight colours reach."""
    zone_of = {code: zone.zone_code for zone in plan.zones for code in zone.municipality_codes}
    found: dict[str, str] = {}
    for number, zone in enumerate(plan.zones):
        beside = {
            zone_of.get(other)
            for code in zone.municipality_codes
            for other in neighbours.get(code, ())
        }
        taken = {found[code] for code in beside if code in found}
        # the zone's own turn first, so that colours stay when a municipality moves
        turns = [COLORS[(number + step) % len(COLORS)] for step in range(len(COLORS))]
        found[zone.zone_code] = next((c for c in turns if c not in taken), turns[0])
    return found


def zone_map(
    plan: Plan,
    *,
    geo_url: str,
    aspect: float,
    places: Mapping[str, Place],
    borders: Seams,
    zone_colors: Mapping[str, str],
    moved: Sequence[str] = (),
    outline: str = "",
    highlight: Sequence[str] = (),
    place_name: str = "",
) -> dict[str, Any]:
    """The plan drawn, as a Vega-Lite specification.

    ``places``: where each municipality's name goes, the most important first. ``moved``:
    municipalities shown with stripes, as they are elsewhere in the base. ``outline``: layer of the
    base scheme, drawn as dashed lines. ``highlight``: codes of the municipalities to frame. A click
    returns ``{"area": [{"code": …}]}``, with the shift key all that were clicked.
    """
    width = round(min(WIDEST, HIGHEST * aspect))
    height = round(width / aspect)
    zone_labels, names = _labels(plan, places, width, height)
    data = {
        "rows": [
            {
                "code": code,
                "zone": zone.zone_name,
                "fill": zone_colors[zone.zone_code],
                "moved": "元の圏域から移した" if code in moved else "",
            }
            for zone in plan.zones
            for code in zone.municipality_codes
        ],
        "chosen": [{"code": code, "is_chosen": True} for code in highlight],
        "seams": _lines(plan, borders),
        "zones": zone_labels,
        "names": names,
    }
    drawn: dict[str, Any] = _filled(_template(geo_url, width, height, outline), data)
    return drawn | {"description": _description(plan, len(moved), place_name)}


def _filled(part: Any, data: Mapping[str, Any]) -> Any:
    """The template with its data in place; building the chart anew would take far longer."""
    if isinstance(part, dict):
        if part.keys() == {"name"} and part["name"] in data:
            return {"values": data[part["name"]], "format": {"type": "json"}}
        return {key: _filled(value, data) for key, value in part.items()}
    return [_filled(value, data) for value in part] if isinstance(part, list) else part


@lru_cache(maxsize=32)
def _template(geo_url: str, width: int, height: int, outline: str) -> dict[str, Any]:
    shapes = maps.shape_chart(geo_url, "municipality")
    joined = shapes.transform_lookup(
        lookup="code",
        from_=alt.LookupData(alt.NamedData("rows"), "code", ["zone", "fill", "moved"]),
    )
    chosen = shapes.transform_lookup(
        lookup="code", from_=alt.LookupData(alt.NamedData("chosen"), "code", ["is_chosen"])
    )
    chart = alt.layer(
        _coloured(joined),
        _striped(joined),
        *([_dashed(geo_url, outline)] if outline else []),
        alt.Chart(alt.NamedData("seams"))
        .project(type="identity", reflectY=True)
        .mark_geoshape(**maps.LINE_ONLY, stroke=theme.TEXT, strokeWidth=2.2, tooltip=None),
        chosen.transform_filter("datum.is_chosen === true").mark_geoshape(
            **maps.LINE_ONLY, stroke=theme.REFERENCE, strokeWidth=3
        ),
        *_texts("names", NAME_SIZE, "normal"),
        *_texts("zones", ZONE_SIZE, "bold"),
    ).properties(width=width, height=height)
    spec: dict[str, Any] = theme.finish(zooming.zoomable(chart, geo_url), "").to_dict()
    return spec


def _coloured(joined: Any) -> Any:
    nowhere = theme.STATE_FILL[MISSING]
    return (
        joined.transform_calculate(
            fill=f"isValid(datum.fill) ? datum.fill : '{nowhere}'",
            zone="isValid(datum.zone) ? datum.zone : 'どの圏域にも入っていない'",
        )
        .mark_geoshape(stroke="#ffffff", strokeWidth=0.8, cursor="pointer")
        .encode(
            color=alt.Color("fill:N", scale=None),
            tooltip=theme.tooltip(name="市町村", zone="圏域", moved="変更"),
        )
        .add_params(alt.selection_point(name="area", fields=["code"], on="click", empty=False))
    )


def _striped(joined: Any) -> Any:
    return (
        joined.transform_filter("isValid(datum.moved) && datum.moved !== ''")
        .mark_geoshape(
            fill=legends.stripes(_STRIPE), stroke="#ffffff", strokeWidth=0.8, cursor="pointer"
        )
        .encode(tooltip=theme.tooltip(name="市町村", zone="圏域", moved="変更"))
    )


def _dashed(geo_url: str, layer: str) -> Any:
    line = maps.line_chart(geo_url, layer)
    line.mark.strokeDash = [4, 4]
    line.mark.strokeWidth = 1.2
    line.mark.stroke = theme.REFERENCE
    return line


def _texts(data: str, size: int, weight: str) -> list[Any]:
    text = (
        alt.Chart(alt.NamedData(data))
        .project(type="identity", reflectY=True)
        .encode(longitude="x:Q", latitude="y:Q", text="name:N")
    )
    style: dict[str, Any] = {"fontSize": size, "fontWeight": weight, "tooltip": None}
    halo: dict[str, Any] = {"stroke": "white", "strokeWidth": 3, "strokeJoin": "round"}
    return [text.mark_text(**style, **halo), text.mark_text(**style, color=theme.TEXT)]


def _lines(plan: Plan, borders: Seams) -> str:
    """One feature as text: Streamlit would read every number of it again and again."""
    zone_of = {code: zone.zone_code for zone in plan.zones for code in zone.municipality_codes}
    lines = [
        between
        for (one, other), between in borders.items()
        if zone_of.get(one) != zone_of.get(other)
    ]
    geometry = f'{{"type":"MultiLineString","coordinates":[{",".join(lines)}]}}'
    return f'[{{"type":"Feature","properties":{{}},"geometry":{geometry}}}]'


def _labels(
    plan: Plan, places: Mapping[str, Place], width: float, height: float
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Zone names, then as many municipality names as fit; a click on one is a click on it."""
    if not places:
        return [], []
    xs, ys = [p.x for p in places.values()], [p.y for p in places.values()]
    # Points lie inside the areas, so the map is somewhat larger than their spread.
    px_per_km = 0.9 * min(
        width / max(max(xs) - min(xs), 1e-9), height / max(max(ys) - min(ys), 1e-9)
    )
    zone_size, name_size = ZONE_SIZE * theme.enlarged(), NAME_SIZE * theme.enlarged()
    boxes: list[tuple[float, float, float, float]] = []

    def take(name: str, x: float, y: float, size: float, *, always: bool) -> bool:
        """Reserve the room of a name; False where another stands in it."""
        half, line = len(name) * size / 2 / px_per_km, (size + 3) / px_per_km
        free = all(
            abs(y - oy) >= (line + oline) / 2 or abs(x - ox) >= half + ohalf
            for ox, oy, ohalf, oline in boxes
        )
        if free or always:
            boxes.append((x, y, half, line))
        return free or always

    zones: list[dict[str, Any]] = []
    for zone in plan.zones:
        members = [code for code in zone.municipality_codes if code in places]
        if members:
            code = _middle(members, places)
            x, y = places[code].x, places[code].y + zone_size * 0.5 / px_per_km
            take(zone.zone_name, x, y, zone_size, always=True)
            zones.append({"code": code, "name": zone.zone_name, "x": x, "y": y})
    anchors = {label["code"] for label in zones}
    names: list[dict[str, Any]] = []
    for code, place in places.items():
        y = place.y - (name_size * 1.1 / px_per_km if code in anchors else 0.0)
        if take(place.name, place.x, y, name_size, always=False):
            names.append({"code": code, "name": place.name, "x": place.x, "y": y})
    return zones, names


def _middle(members: Sequence[str], places: Mapping[str, Place]) -> str:
    """The member nearest to the middle of all: a name there lies inside the zone."""
    x = sum(places[code].x for code in members) / len(members)
    y = sum(places[code].y for code in members) / len(members)
    return min(members, key=lambda c: ((places[c].x - x) ** 2 + (places[c].y - y) ** 2, c))


def _description(plan: Plan, moved: int, place_name: str) -> str:
    zones = "、".join(f"{z.zone_name}（{len(z.municipality_codes)}市町村）" for z in plan.zones)
    return (
        f"{place_name}の市町村を案「{plan.name}」の圏域ごとに塗り分けた地図。{zones}。"
        f"元の圏域から移した市町村は{moved}。どの市町村がどの圏域かは表で示す。"
    )
