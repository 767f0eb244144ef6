"""Answer + prepared boundaries → choropleth: classes, states, outlines, names, click selection.

Shapes are referred to by address and values joined by code in the browser, so a map costs a few
kilobytes. Coordinates of the TopoJSON are kilometres on a plane (see geography), drawn as they are.
Nothing but texts and class numbers enter the chart: a hidden value is not in what is sent.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from zaitaku.ask import figures
from zaitaku.ask.answer import Answer
from zaitaku.ask.figures import STATE_WORDS
from zaitaku.exhibits import measures
from zaitaku.exhibits.charts import theme
from zaitaku.exhibits.classes import Classes
from zaitaku.ground.states import ACTUAL, MISSING, NOT_APPLICABLE, SUPPRESSED

WIDEST, HIGHEST = 640, 620  # px of the box a map is fitted into: with its legend it fills a page
LEGEND = 280  # px; Streamlit fits map and legend together into the width of the chart
LABEL_SIZE = 12
STATES = (SUPPRESSED, NOT_APPLICABLE, MISSING)
BORDER = "#76828e"  # between areas: seen on the lightest and on the darkest class
STRIPES = 9
# Without an explicit null Vega-Lite fills with a transparent colour, which swallows the clicks.
LINE_ONLY: dict[str, Any] = {"filled": False, "fill": None}

Row = dict[str, str | int]


@dataclass(frozen=True)
class Place:
    """Where the name of an area goes: km on the plane of the TopoJSON."""

    name: str
    x: float
    y: float


def choropleth(
    answer: Answer,
    value: str,
    *,
    geo_url: str,
    layer: str,
    classes: Classes,
    aspect: float,
    places: Mapping[str, Place] | None = None,
    outlines: Sequence[str] = (),
    highlight: str | None = None,
    palette: Sequence[str] | None = None,
    place_name: str = "",
) -> Any:
    """Areas coloured by the class of ``value``; the answer has one row per area, with area_code
    and area_name.

    ``geo_url`` and ``layer``: the TopoJSON and its object (geography.layer_name).
    ``aspect``: width ÷ height of the map. ``places``: every area of the layer by code; as many
    names are written as fit, in this order. ``outlines``: layers drawn as heavier lines on top.
    ``highlight``: code of the area to frame. ``palette``: colours instead of the measure's, one
    per class. ``place_name``: what the map shows, for its alternative text. A click returns
    ``{"area": [{"code": …}]}``.

    秘匿 is hatched, 該当なし white, an area without a row is データなし; none has a class colour.
    """
    places = places or {}
    width, height = box(aspect)
    column = answer.column(value)
    entries = _legend(answer, value, classes, places)
    rows = _rows(answer, value, classes, entries)
    shapes = shape_chart(geo_url, layer)
    joined = _joined(shapes, rows, entries)
    colors = [
        *(palette or shades(len(classes), measures.palette(answer, value).sequence))[: len(classes)]
    ]
    chart = alt.layer(
        _ground(shapes, column.title),
        _coloured(joined, column.title, entries, colors),
        *_hatched(joined, column.title, entries),
        *(line_chart(geo_url, name) for name in outlines),
        *([frame_chart(shapes, highlight)] if highlight else []),
        *names(fitting(places, highlight, width, height)),
    ).properties(width=width + LEGEND, height=height)
    return theme.finish(chart, _description(rows, entries, column.title, place_name))


def shades(count: int, sequence: Sequence[str] = theme.SEQUENTIAL) -> list[str]:
    """``count`` colours along a sequence, light to dark; a single one is in the middle."""
    if count <= 1:
        return [sequence[len(sequence) // 2]]
    last = len(sequence) - 1
    steps = [i * last / (count - 1) for i in range(count)]
    return [
        mixed(sequence[int(step)], sequence[min(int(step) + 1, last)], step % 1) for step in steps
    ]


def mixed(one: str, other: str, share: float) -> str:
    """The colour between two, ``share`` of the way."""
    pairs = ((int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _legend(answer: Answer, value: str, classes: Classes, places: Mapping[str, Place]) -> list[str]:
    """Classes from low to high, then the states that occur on this map."""
    position, code = answer.names.index(value), answer.names.index("area_code")
    present = {state[position] for state in answer.states}
    if set(places) - {str(row[code]) for row in answer.rows}:
        present.add(MISSING)
    return classes.labels() + [STATE_WORDS[state] for state in STATES if state in present]


def _rows(answer: Answer, value: str, classes: Classes, entries: Sequence[str]) -> list[Row]:
    """Of every area its code, name, the number of its legend entry, and the figure as text."""
    position, code, name = (answer.names.index(n) for n in (value, "area_code", "area_name"))
    shown = figures.column_words(answer, value)
    return [
        {
            "code": str(row[code]),
            "name": str(row[name]),
            "entry": classes.index(row[position])
            if state[position] == ACTUAL
            else entries.index(STATE_WORDS[state[position]]),
            "shown": text,
        }
        for row, state, text in zip(answer.rows, answer.states, shown, strict=True)
    ]


def shape_chart(geo_url: str, layer: str) -> Any:
    """The areas of a layer, each with its ``code`` and ``name``."""
    return (
        alt.Chart(alt.topo_feature(geo_url, layer))
        .transform_calculate(code="datum.id", name="datum.properties.name")
        .project(type="identity", reflectY=True)
    )


def _joined(shapes: Any, rows: Sequence[Row], entries: Sequence[str]) -> Any:
    """Shapes with their row; those without one stay as the ground shows them."""
    values = alt.LookupData(alt.InlineData(list(rows)), "code", ["name", "entry", "shown"])
    words = json.dumps(list(entries), ensure_ascii=False)
    return (
        shapes.transform_lookup(lookup="code", from_=values)
        .transform_filter("isValid(datum.entry)")
        .transform_calculate(**{"class": f"{words}[datum.entry]"})
    )


def _ground(shapes: Any, title: str) -> Any:
    """Every area in the colour of データなし: without it an area without a row would vanish."""
    return (
        shapes.transform_calculate(shown=f"'{STATE_WORDS[MISSING]}'")
        .mark_geoshape(fill=theme.STATE_FILL[MISSING], stroke=theme.STATE_OUTLINE, strokeWidth=0.7)
        .encode(tooltip=theme.tooltip(name="地域", shown=title))
    )


def _coloured(joined: Any, title: str, entries: Sequence[str], colors: Sequence[str]) -> Any:
    fills = {word: theme.STATE_FILL[state] for state, word in STATE_WORDS.items()}
    states, hidden = entries[len(colors) :], STATE_WORDS[SUPPRESSED]
    return (
        joined.mark_geoshape(stroke=BORDER, strokeWidth=0.7, cursor="pointer")
        .encode(
            color=alt.Color(
                "class:N",
                scale=alt.Scale(
                    domain=list(entries), range=[*colors, *(fills[word] for word in states)]
                ),
                legend=alt.Legend(
                    title=title,
                    # a symbol has no stripes: the word says that the map has them
                    labelExpr=f"datum.label === '{hidden}' ? '{hidden}（しま）' : datum.label",
                    symbolType="square",
                    symbolSize=220,
                    symbolStrokeColor=theme.STATE_OUTLINE,
                    symbolStrokeWidth=0.8,
                    titleLimit=280,
                ),
            ),
            tooltip=theme.tooltip(**{"name": "地域", "shown": title, "class": "階級"}),
        )
        .add_params(alt.selection_point(name="area", fields=["code"], on="click", empty=False))
    )


def _hatched(joined: Any, title: str, entries: Sequence[str]) -> list[Any]:
    """Stripes over 秘匿 and an outline around 該当なし: told by more than a shade of grey."""
    layers = []
    if STATE_WORDS[SUPPRESSED] in entries:
        layers.append(
            _only(joined, entries, SUPPRESSED)
            .mark_geoshape(fill=stripes(), stroke=BORDER, strokeWidth=0.7, cursor="pointer")
            .encode(tooltip=theme.tooltip(name="地域", shown=title))
        )
    if STATE_WORDS[NOT_APPLICABLE] in entries:
        layers.append(
            _only(joined, entries, NOT_APPLICABLE).mark_geoshape(
                **LINE_ONLY, stroke=theme.STATE_OUTLINE, strokeWidth=1
            )
        )
    return layers


def _only(joined: Any, entries: Sequence[str], state: str) -> Any:
    return joined.transform_filter(f"datum.entry === {entries.index(STATE_WORDS[state])}")


def stripes(color: str = "#ffffff8c") -> Any:
    """Vega has no patterns; a gradient with hard edges draws the same. ``color``: with opacity."""
    clear = "#ffffff00"
    stops = [
        alt.GradientStop(offset=round((stripe + at) / STRIPES, 3), color=paint)
        for stripe in range(STRIPES)
        for at, paint in ((0, color), (0.4, color), (0.4, clear), (1, clear))
    ]
    return alt.LinearGradient(gradient="linear", x1=0, y1=0, x2=1, y2=1, stops=stops)


def line_chart(geo_url: str, layer: str) -> Any:
    """The borders of a layer as heavier lines."""
    return (
        alt.Chart(alt.topo_feature(geo_url, layer))
        .project(type="identity", reflectY=True)
        .mark_geoshape(**LINE_ONLY, stroke=theme.TEXT, strokeWidth=1.7, tooltip=None)
    )


def frame_chart(shapes: Any, code: str) -> Any:
    """A heavy frame around one area."""
    return shapes.transform_filter(alt.FieldEqualPredicate(field="code", equal=code)).mark_geoshape(
        **LINE_ONLY, stroke=theme.REFERENCE, strokeWidth=3
    )


def box(aspect: float) -> tuple[int, int]:
    """Width and height of the map in px: as large as fits, in its own proportions."""
    width = min(WIDEST, HIGHEST * aspect)
    return round(width), round(width / aspect)


def fitting(
    places: Mapping[str, Place], highlight: str | None, width: int, height: int
) -> list[dict[str, Any]]:
    """Places whose names do not run into each other, the chosen area's first."""
    if not places:
        return []
    xs, ys = [p.x for p in places.values()], [p.y for p in places.values()]
    # Points lie inside the areas, so the map is somewhat larger than their spread.
    px_per_km = 0.9 * min(
        width / max(max(xs) - min(xs), 1e-9), height / max(max(ys) - min(ys), 1e-9)
    )
    size = LABEL_SIZE * theme.enlarged()
    line = (size + 4) / px_per_km
    written: list[tuple[Place, float]] = []
    for code in sorted(places, key=lambda code: code != highlight):
        place = places[code]
        half = len(place.name) * size / 2 / px_per_km
        if all(
            abs(place.y - other.y) >= line or abs(place.x - other.x) >= half + other_half
            for other, other_half in written
        ):
            written.append((place, half))
    return [{"name": place.name, "x": place.x, "y": place.y} for place, _ in written]


def names(named: Sequence[Mapping[str, Any]]) -> list[Any]:
    """Dark text on a white halo, readable on every class colour."""
    if not named:
        return []
    text = (
        alt.Chart(alt.InlineData(list(named)))
        .project(type="identity", reflectY=True)
        .encode(longitude="x:Q", latitude="y:Q", text="name:N")
    )
    halo = text.mark_text(fontSize=LABEL_SIZE, stroke="white", strokeWidth=3, strokeJoin="round")
    return [halo, text.mark_text(fontSize=LABEL_SIZE, color=theme.TEXT)]


def _description(rows: Sequence[Row], entries: Sequence[str], title: str, place_name: str) -> str:
    counts = Counter(row["entry"] for row in rows)
    spread = "、".join(
        f"{word}は{counts[number]}地域" for number, word in enumerate(entries) if counts[number]
    )
    return f"{place_name}の{title}を色分けした地図。{spread}。数値は表で示す。"
