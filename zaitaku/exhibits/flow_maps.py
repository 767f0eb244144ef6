"""Answer of flows/matrix → arcs on a map: who goes where, and how many stay.

The heatmap is the primary reading, this the second. Direction is told by the bend (A→B and B→A
lean to opposite sides) and by colour. 県外 has a place of its own beside the map. Colours and
widths are computed here; what is sent of a flow is its text, of one that is 秘匿 nothing at all.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from zaitaku.ask.answer import Answer
from zaitaku.ask.figures import words
from zaitaku.exhibits.charts import marks, theme
from zaitaku.ground.states import ACTUAL, MISSING, SUPPRESSED

Direction = Literal["all", "outgoing", "incoming", "between"]
OUTSIDE = "県外"
THINNEST, WIDEST_ARC, LARGEST_CIRCLE = 1.5, 14.0, 26.0  # px
TILT = 50  # degrees to the side: seen from above an upright arc would be a straight line
MAP_STYLE = "/app/static/blank.json"  # any other style asks a server in the internet
IN_ORDER = {"depthCompare": "always"}  # later layers and larger arcs on top, whatever their height
NAME_SIZE = 13  # px
WIDTH, HEIGHT = 760, 470  # px the first view is fitted into
# The wheel scrolls the page, buttons enlarge the map; it is always seen from above, north on top.
CONTROLLER = {
    "dragPan": True,
    "touchZoom": True,
    "scrollZoom": False,
    "doubleClickZoom": False,
    "dragRotate": False,
    "touchRotate": False,
    "keyboard": False,
}
FIRST_VIEW = "view-0"  # another name brings the map back to where it began

Color = list[int]


@dataclass(frozen=True)
class Point:
    """Where an area is: its name, longitude and latitude of a point inside it."""

    name: str
    lon: float
    lat: float


@dataclass(frozen=True)
class Flow:
    """One flow that may be drawn; ``text`` is its figure as people read it."""

    origin: str
    destination: str
    patients: float
    text: str


@dataclass(frozen=True)
class Chosen:
    """Flows to draw (largest first), those who stay in their area, and how many are left out.

    ``hidden`` are 秘匿, ``below`` under the minimum or beyond the top.
    """

    arcs: list[Flow]
    within: list[Flow]
    hidden: int
    below: int


def choose(
    answer: Answer,
    *,
    direction: Direction = "all",
    area: str | None = None,
    partner: str | None = None,
    minimum: float = 0.0,
    top: int = 40,
    net: bool = False,
) -> Chosen:
    """The flows of an answer that a map shows.

    ``direction``: out of ``area``, into it, between it and ``partner``, or all. ``net``: only the
    surplus of A→B over B→A; what goes to 県外 stays as it is, as nobody knows what comes from
    there. Arcs of fewer than ``minimum`` patients and all but the ``top``
    largest are left out; flows of 0 are no flows.
    """
    column = answer.column("patients")
    start, end, position = (
        answer.names.index(name) for name in ("origin_code", "destination_code", "patients")
    )
    cells = {
        (str(row[start]), str(row[end])): (row[position], state[position])
        for row, state in zip(answer.rows, answer.states, strict=True)
    }
    arcs: list[Flow] = []
    within: list[Flow] = []
    hidden: set[tuple[str, ...]] = set()  # of a difference both directions are one
    for (origin, destination), (value, state) in cells.items():
        if not _wanted(origin, destination, direction, area, partner):
            continue
        is_net = net and origin != destination and destination != OUTSIDE
        back, back_state = (
            cells.get((destination, origin), (0.0, MISSING)) if is_net else (0.0, ACTUAL)
        )
        if SUPPRESSED in (state, back_state):
            # a difference with a hidden figure is not known either
            pair = (origin, destination)
            hidden.add(tuple(sorted(pair)) if is_net else pair)
        elif (state, back_state) == (ACTUAL, ACTUAL):
            amount = round(float(value) - float(back), 6)
            if amount > 0:
                text = ("差引 " if is_net else "") + words(amount, ACTUAL, column, unit=True)
                flows = within if origin == destination else arcs
                flows.append(Flow(origin, destination, amount, text))
    arcs.sort(key=lambda flow: (-flow.patients, flow.origin, flow.destination))
    drawn = [flow for flow in arcs if flow.patients >= minimum][:top]
    return Chosen(drawn, within, len(hidden), len(arcs) - len(drawn))


def flow_arcs(
    chosen: Chosen,
    points: Mapping[str, Point],
    outlines: Mapping[str, Any] | str,
    *,
    area: str | None = None,
    beside: Sequence[Chosen] = (),
    extent: Sequence[Point] = (),
    framed: Sequence[str] = (),
    width: int = WIDTH,
) -> Any:
    """Arcs and circles over the outlines of the areas, as a pydeck Deck.

    ``beside``: what other maps next to this one show; all have one scale, so that years compare.
    ``extent``: more points that the first view holds, where ``points`` are few and areas large.
    ``framed``: areas that the reader has set beside. ``width``: pixels of the map, at first.

    ``points``: every area by code; ``outlines``: GeoJSON in degrees or its address. With ``area``
    its outgoing flows are orange, its incoming ones blue and the others grey; without one every
    arc runs from orange (住所地) to blue (医療機関所在地). A circle's area is the number who stay.
    """
    import pydeck

    seen = [*points.values(), *extent]
    outside = _outside(seen)
    places = dict(points) | {OUTSIDE: outside}
    view = _view([*seen, outside], width)
    every = [chosen, *beside]
    widest, largest = most(every)
    layers = [
        _outlines(outlines),
        *([_frames(outlines, framed)] if framed else []),
        _stays(_circles(chosen.within, places, largest)),
        _flows(_arcs(chosen.arcs, places, area, widest)),
        _names(_named(places, chosen, area, view.zoom)),
    ]
    deck = pydeck.Deck(
        layers,
        views=[pydeck.View("MapView", controller=CONTROLLER, id=FIRST_VIEW)],
        initial_view_state=view,
        map_provider=None,
        map_style=MAP_STYLE,
        tooltip={"text": "{text}"},
    )
    # pydeck indents, which is three times as many bytes as needed, and anew at every call
    written = json.dumps(json.loads(deck.to_json()), ensure_ascii=False, separators=(",", ":"))
    deck.to_json = lambda: written
    return deck


def most(every: Sequence[Chosen]) -> tuple[float, float]:
    """The largest flow between areas and within one, of all maps that share a scale."""
    return (
        max((flow.patients for one in every for flow in one.arcs), default=1.0),
        max((flow.patients for one in every for flow in one.within), default=1.0),
    )


def arc_width(patients: float, widest: float) -> float:
    """px"""
    return round(THINNEST + (WIDEST_ARC - THINNEST) * math.sqrt(patients / widest), 1)


def radius(patients: float, largest: float) -> float:
    """px; the circle's area is the number."""
    return round(LARGEST_CIRCLE * math.sqrt(patients / largest), 1)


def _outlines(outlines: Mapping[str, Any] | str) -> Any:
    import pydeck

    return pydeck.Layer(
        "GeoJsonLayer",
        id="outlines",
        data=outlines,
        get_fill_color=_rgba("#f7f9fb"),
        get_line_color=_rgba("#8b97a3"),
        line_width_min_pixels=1,
        pickable=False,
    )


def _frames(outlines: Mapping[str, Any] | str, codes: Sequence[str]) -> Any:
    """Heavy lines around some areas: those of all others are not seen."""
    import pydeck

    is_framed = " || ".join(f"properties.code == {json.dumps(code)}" for code in codes)
    seen, unseen = _rgba(marks.BESIDE_FRAME), [0, 0, 0, 0]
    return pydeck.Layer(
        "GeoJsonLayer",
        id="framed",
        data=outlines,
        filled=False,
        get_line_color=f"{is_framed} ? {seen} : {unseen}",
        line_width_min_pixels=3,
        pickable=False,
    )


def _stays(circles: list[dict[str, Any]]) -> Any:
    import pydeck

    return pydeck.Layer(
        "ScatterplotLayer",
        id="within",
        data=circles,
        get_position="position",
        get_radius="radius",
        radius_units=pydeck.types.String("pixels"),
        get_fill_color=_rgba(theme.SEQUENTIAL[2], 150),
        get_line_color=_rgba(theme.SEQUENTIAL[4]),
        stroked=True,
        line_width_min_pixels=1,
        pickable=True,
    )


def _flows(arcs: list[dict[str, Any]]) -> Any:
    import pydeck

    return pydeck.Layer(
        "ArcLayer",
        id="flows",
        data=arcs,
        get_source_position="from",
        get_target_position="to",
        get_source_color="from_color",
        get_target_color="to_color",
        get_width="width",
        get_tilt=TILT,
        get_height=0.5,
        pickable=True,
        auto_highlight=True,
        parameters=IN_ORDER,
    )


def _names(named: Sequence[Point]) -> Any:
    import pydeck

    return pydeck.Layer(
        "TextLayer",
        id="names",
        data=[{"name": place.name, "position": [place.lon, place.lat]} for place in named],
        get_position="position",
        get_text="name",
        get_size=NAME_SIZE,
        get_color=_rgba(theme.TEXT),
        get_pixel_offset=[0, 14],
        character_set=pydeck.types.String("auto"),
        font_family=pydeck.types.String(theme.FONT),
        background=True,
        get_background_color=_rgba("#ffffff", 190),
        parameters=IN_ORDER,
        pickable=False,
    )


def _wanted(
    origin: str, destination: str, direction: Direction, area: str | None, partner: str | None
) -> bool:
    if direction == "all" or area is None:
        return True
    if direction == "between":
        return {origin, destination} <= {area, partner}
    return origin == area if direction == "outgoing" else destination == area


def _arcs(
    flows: Sequence[Flow], places: Mapping[str, Point], area: str | None, widest: float
) -> list[dict[str, Any]]:
    """Smallest first, so that the largest lie on top; those of ``area`` after all others."""
    rows = []
    for flow in sorted(reversed(flows), key=lambda f: area in (f.origin, f.destination)):
        if flow.origin in places and flow.destination in places:
            origin, destination = places[flow.origin], places[flow.destination]
            start, end = _colors(flow, area)
            rows.append(
                {
                    "from": [origin.lon, origin.lat],
                    "to": [destination.lon, destination.lat],
                    "from_color": start,
                    "to_color": end,
                    "width": arc_width(flow.patients, widest),
                    "text": f"{origin.name} → {destination.name}: {flow.text}",
                }
            )
    return rows


def _colors(flow: Flow, area: str | None) -> tuple[Color, Color]:
    if area is None:
        return _rgba(theme.HIGHER, 200), _rgba(theme.LOWER, 200)
    if flow.origin == area:
        return _rgba(theme.HIGHER, 120), _rgba(theme.HIGHER, 230)
    if flow.destination == area:
        return _rgba(theme.LOWER, 120), _rgba(theme.LOWER, 230)
    return _rgba(theme.SAME, 120), _rgba(theme.SUBTLE, 160)


def _circles(
    flows: Sequence[Flow], places: Mapping[str, Point], largest: float
) -> list[dict[str, Any]]:
    return [
        {
            "position": [places[flow.origin].lon, places[flow.origin].lat],
            "radius": radius(flow.patients, largest),
            "text": f"{places[flow.origin].name}の中: {flow.text}",
        }
        for flow in flows
        if flow.origin in places
    ]


def _named(
    places: Mapping[str, Point], chosen: Chosen, area: str | None, zoom: float
) -> list[Point]:
    """Places whose names do not run into each other in the first view: the chosen area's first,
    then those of the largest flows, then those where most stay."""
    wanted = [area, OUTSIDE, *(c for f in chosen.arcs for c in (f.origin, f.destination))]
    wanted += [f.origin for f in sorted(chosen.within, key=lambda f: -f.patients)]
    per_degree = 512 * 2**zoom / 360  # px
    named: list[tuple[float, float, float, Point]] = []
    for code in dict.fromkeys([*(c for c in wanted if c in places), *places]):
        place = places[code or ""]
        x = place.lon * per_degree
        y = math.degrees(math.asinh(math.tan(math.radians(place.lat)))) * per_degree
        half = len(place.name) * NAME_SIZE / 2
        if all(
            abs(x - other_x) >= half + other_half or abs(y - other_y) >= NAME_SIZE + 2
            for other_x, other_y, other_half, _ in named
        ):
            named.append((x, y, half, place))
    return [place for *_, place in named]


def _outside(points: Sequence[Point]) -> Point:
    """Beside the map, to the lower right: a place that is no place of the prefecture."""
    lons, lats = [p.lon for p in points], [p.lat for p in points]
    beyond = max(lons) + 0.2 * max(max(lons) - min(lons), 0.1)
    return Point(OUTSIDE, round(beyond, 4), round(min(lats), 4))


def _view(places: Sequence[Point], width: int) -> Any:
    """The first view: all places, from above. It depends on nothing that the reader changes."""
    import pydeck

    lons, lats = [p.lon for p in places], [p.lat for p in places]
    lat = (min(lats) + max(lats)) / 2
    wide = (max(lons) - min(lons)) * 1.3 + 0.05
    high = ((max(lats) - min(lats)) * 1.3 + 0.05) / math.cos(math.radians(lat))
    zoom = math.log2(min(width / wide, HEIGHT / high) * 360 / 512)
    return pydeck.ViewState(
        longitude=(min(lons) + max(lons)) / 2, latitude=lat, zoom=round(zoom, 2), pitch=0, bearing=0
    )


def _rgba(color: str, alpha: int = 255) -> Color:
    return [int(color[i : i + 2], 16) for i in (1, 3, 5)] + [alpha]
