"""Flows on a map as a picture: the arcs of ``flow_maps`` where no WebGL is (files, slides, paper).

Drawn on the plane of the TopoJSON (km). An arc leaves its straight line to the left of its way, so
that A→B and B→A lie apart; colours and widths are those of the screen. What is 秘匿 is no flow of
``Chosen`` and so not in the picture.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from zaitaku.exhibits import flow_legends, flow_maps, map_names, maps
from zaitaku.exhibits.charts import marks, theme
from zaitaku.exhibits.flow_legends import COLORS, FROM, TO
from zaitaku.exhibits.flow_maps import LARGEST_CIRCLE, OUTSIDE, THINNEST, WIDEST_ARC, Chosen, Flow
from zaitaku.exhibits.maps import Place

BEND = 0.18  # of the way's length
STEPS = 24  # straight pieces of an arc
SHADES = 6  # colours of an arc that runs from one to another
WIDTH = 1000  # px of all panels together

Xy = tuple[float, float]


@dataclass(frozen=True)
class Panel:
    """One map: what it shows, what is written over it, and what it leaves out, in words."""

    label: str
    chosen: Chosen
    said: str


def flow_picture(
    panels: Sequence[Panel],
    places: Mapping[str, Place],
    *,
    geo_url: str,
    layer: str,
    aspect: float,
    area: str | None = None,
    framed: Sequence[str] = (),
    how: str = "",
) -> Any:
    """Maps side by side on one scale, with legends.

    ``places``: every area by code, the most populous first. With ``area`` its outgoing flows are
    orange, its incoming ones blue and the others grey; without one an arc runs from orange
    (住所地) to blue (医療機関所在地). ``framed``: areas set beside.
    ``how``: how to read bends and circles, for the description.
    """
    with_outside = dict(places) | {OUTSIDE: _outside(places)}
    widest, largest = flow_maps.most([panel.chosen for panel in panels])
    width, height = maps.box(aspect * 1.2)  # 県外 lies beside the map
    share = min(1.0, WIDTH / len(panels) / width)
    width, height = round(width * share), round(height * share)
    drawn = [
        alt.layer(
            _ground(geo_url, layer),
            *_frames(geo_url, layer, framed),
            _circles(panel.chosen.within, with_outside, largest),
            _arcs(panel.chosen.arcs, with_outside, area, widest),
            *map_names.names(map_names.fitting(with_outside, area, width, height), width, height),
        ).properties(width=width, height=height, title=_title(panel, alone=len(panels) == 1))
        for panel in panels
    ]
    return theme.finish(alt.hconcat(*drawn, spacing=16), _description(panels, how))


def bent(start: Xy, end: Xy, steps: int = STEPS) -> list[Xy]:
    """Points of an arc from one place to another, to the left of the way."""
    (x1, y1), (x2, y2) = start, end
    # y grows to the north: left of (dx, dy) is (-dy, dx)
    middle = ((x1 + x2) / 2 - 2 * BEND * (y2 - y1), (y1 + y2) / 2 + 2 * BEND * (x2 - x1))
    points = []
    for step in range(steps + 1):
        t = step / steps
        before, within, after = (1 - t) ** 2, 2 * t * (1 - t), t**2
        points.append(
            (
                round(before * x1 + within * middle[0] + after * x2, 2),
                round(before * y1 + within * middle[1] + after * y2, 2),
            )
        )
    return points


def _ground(geo_url: str, layer: str) -> Any:
    return maps.shape_chart(geo_url, layer).mark_geoshape(
        fill="#f7f9fb", stroke="#8b97a3", strokeWidth=0.8, tooltip=None
    )


def _frames(geo_url: str, layer: str, codes: Sequence[str]) -> list[Any]:
    shapes = maps.shape_chart(geo_url, layer)
    return [one for code in codes for one in maps.frame_charts(shapes, code, marks.BESIDE_FRAME)]


def _arcs(flows: Sequence[Flow], places: Mapping[str, Place], area: str | None, most: float) -> Any:
    """Smallest first, so that the largest lie on top; those of ``area`` after all others."""
    features = [
        feature
        for flow in sorted(reversed(flows), key=lambda f: area in (f.origin, f.destination))
        if flow.origin in places and flow.destination in places
        for feature in _lines(flow, places, area)
    ]
    colors = _colors(area)
    drawn = {feature["properties"]["kind"] for feature in features}
    kinds = [FROM, TO] if area is None else [k for k in COLORS if k in drawn]
    return (
        alt.Chart(alt.InlineData(features, format=alt.JsonDataFormat(type="json")))
        .project(type="identity", reflectY=True)
        .mark_geoshape(filled=False, strokeCap="butt", strokeJoin="round", opacity=0.78)
        .encode(
            stroke=alt.Stroke(
                "properties.kind:N",
                scale=alt.Scale(domain=list(colors), range=list(colors.values())),
                legend=_legend(
                    "線の色", values=kinds, symbolType="stroke", symbolStrokeWidth=5, symbolSize=500
                ),
            ),
            strokeWidth=alt.StrokeWidth(
                "properties.patients:Q",
                scale=alt.Scale(type="sqrt", domain=[0, most], range=[THINNEST, WIDEST_ARC]),
                legend=_legend(
                    "線の太さ（人/月）",
                    values=flow_legends.steps(most),
                    symbolType="stroke",
                    symbolSize=1200,
                ),
            ),
        )
    )


def _lines(flow: Flow, places: Mapping[str, Place], area: str | None) -> list[dict[str, Any]]:
    """The arc as features: one, or one per shade where its colour changes on its way."""
    start, end = places[flow.origin], places[flow.destination]
    points = bent((start.x, start.y), (end.x, end.y))
    if area is None:
        piece = STEPS // SHADES
        parts = [points[i * piece : (i + 1) * piece + 1] for i in range(SHADES)]
        kinds = [_shade(number) for number in range(SHADES)]
    else:
        parts = [points]
        kinds = [flow_legends.kind(flow.origin, flow.destination, area)]
    return [
        {
            "type": "Feature",
            "properties": {"kind": kind, "patients": round(flow.patients, 1)},
            "geometry": {"type": "LineString", "coordinates": part},
        }
        for kind, part in zip(kinds, parts, strict=True)
    ]


def _shade(number: int) -> str:
    return {0: FROM, SHADES - 1: TO}.get(number, f"{FROM}から{TO}へ {number}")


def _colors(area: str | None) -> dict[str, str]:
    if area is not None:
        return COLORS
    return {
        _shade(number): theme.mixed(theme.HIGHER, theme.LOWER, number / (SHADES - 1))
        for number in range(SHADES)
    }


def _circles(flows: Sequence[Flow], places: Mapping[str, Place], most: float) -> Any:
    rows = [
        {
            "x": places[flow.origin].x,
            "y": places[flow.origin].y,
            "patients": round(flow.patients, 1),
        }
        for flow in flows
        if flow.origin in places
    ]
    return (
        alt.Chart(alt.InlineData(rows, format=alt.JsonDataFormat(type="json")))
        .project(type="identity", reflectY=True)
        .mark_circle(
            fill=theme.SEQUENTIAL[2], fillOpacity=0.6, stroke=theme.SEQUENTIAL[4], strokeWidth=1
        )
        .encode(
            longitude="x:Q",
            latitude="y:Q",
            size=alt.Size(
                "patients:Q",
                scale=alt.Scale(domain=[0, most], range=[0, (2 * LARGEST_CIRCLE) ** 2]),
                legend=_legend("丸の大きさ: 地域の中（人/月）", values=flow_legends.steps(most)),
            ),
        )
    )


def _legend(title: str, **options: Any) -> Any:
    """Maps side by side share their scales, so Vega-Lite draws one legend for all."""
    return alt.Legend(title=title, titleLimit=280, orient="right", **options)


def _outside(places: Mapping[str, Place]) -> Place:
    """Beside the map, to the lower right: a place that is no place of the prefecture."""
    xs, ys = [p.x for p in places.values()], [p.y for p in places.values()]
    return Place(OUTSIDE, max(xs) + 0.2 * max(max(xs) - min(xs), 10.0), min(ys))


def _title(panel: Panel, *, alone: bool) -> Any:
    head = [] if alone else [panel.label]
    return alt.TitleParams(
        text=head or panel.said,
        subtitle=panel.said if head else "",
        fontSize=15 if head else 12,
        fontWeight="bold" if head else "normal",
        subtitleFont=theme.FONT,
        subtitleFontSize=12,
    )


def _description(panels: Sequence[Panel], how: str) -> str:
    said = "".join(f"{panel.label}: {panel.said}" for panel in panels)
    return f"住所地から医療機関所在地への流れを線で描いた地図。{said}{how}数値は表で示す。"
