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
from zaitaku.exhibits import legends, measures, zooming
from zaitaku.exhibits.charts import marks, theme
from zaitaku.exhibits.charts.marks import Marked
from zaitaku.exhibits.classes import Classes
from zaitaku.exhibits.legends import Entry, Group, Patch, Stroke
from zaitaku.ground.states import ACTUAL, MISSING, NOT_APPLICABLE, SUPPRESSED

# px of the box a map is fitted into: beside its legend, whole on the first screen of an office PC
WIDEST, HIGHEST = 600, 500
# px of its place on the screen: room to look closely at a map that is high, and for the buttons
NARROWEST, BESIDE = 400, 20
LABEL_SIZE = 12
STATES = (SUPPRESSED, NOT_APPLICABLE, MISSING)
BORDER = "#76828e"  # between areas: seen on the lightest and on the darkest class
UNITS = {"municipality": "市町村", "medical_area": "二次医療圏", "prefecture": "都道府県"}
_THIN, _LINE, _FRAME, _HALO = 0.7, 1.7, 3.0, 5.5  # px of lines
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
    highlight: Marked = None,
    palette: Sequence[str] | None = None,
    place_name: str = "",
    on_screen: bool = False,
) -> Any:
    """Areas coloured by the class of ``value``; the answer has one row per area, with area_code
    and area_name.

    ``geo_url`` and ``layer``: the TopoJSON and its object (geography.layer_name).
    ``aspect``: width ÷ height of the map. ``places``: every area of the layer by code; as many
    names are written as fit, in this order. ``outlines``: layers drawn as heavier lines on top.
    ``highlight``: code of the area to frame. ``palette``: colours instead of the measure's.
    ``place_name``: what the map shows, for its alternative text. A click returns
    ``{"area": [{"code": …}]}``. ``on_screen``: the map alone, as wide as its place and to be looked
    at closely; its ``legend`` stands beside it. Else both in one picture.

    秘匿 is hatched, 該当なし white, an area without a row is データなし; none has a class colour.
    """
    places = places or {}
    width, height = box(aspect)
    named = names(
        fitting(places, marks.chosen(highlight), width, height), width, height, on_screen=on_screen
    )
    column = answer.column(value)
    entries = _entries(answer, value, classes, places)
    rows = _rows(answer, value, classes, entries)
    shapes = shape_chart(geo_url, layer)
    joined = _joined(shapes, rows, entries)
    colors = _colors(answer, value, classes, palette)
    chart: Any = alt.layer(
        _ground(shapes, column.title),
        _coloured(joined, column.title, entries, colors),
        *_hatched(joined, column.title, entries),
        *(line_chart(geo_url, name) for name in outlines),
        *_frames(shapes, highlight),
        *named,
    ).properties(height=height)
    if on_screen:
        chart = zooming.zoomable(chart, geo_url)
    else:
        lines: dict[str, Any] = {"layer": layer, "outlines": outlines, "highlight": highlight}
        groups = legend(answer, value, classes=classes, places=places, palette=palette, **lines)
        chart = alt.hconcat(chart.properties(width=width), legends.panel(groups), spacing=24)
    return theme.finish(chart, _description(rows, entries, column.title, place_name))


def legend(
    answer: Answer,
    value: str,
    *,
    layer: str,
    classes: Classes,
    places: Mapping[str, Place] | None = None,
    outlines: Sequence[str] = (),
    highlight: Marked = None,
    palette: Sequence[str] | None = None,
    **_: Any,
) -> list[Group]:
    """What a choropleth of the same arguments draws: its classes, its states, its lines.

    Every class is named, as limits are kept over the years; how many areas it has here is told.
    """
    places = places or {}
    column, entries = answer.column(value), _entries(answer, value, classes, places)
    rows = _rows(answer, value, classes, entries)
    drawn = [row for row in rows if not places or row["code"] in places]
    counts = Counter(entries[int(row["entry"])] for row in drawn)
    counts[STATE_WORDS[MISSING]] += len(set(places) - {str(row["code"]) for row in drawn})
    colors = _colors(answer, value, classes, palette)
    states = {word: state for state, word in STATE_WORDS.items()}
    patches = [
        Patch(colors[number])
        if number < len(colors)
        else Patch(theme.STATE_FILL[states[word]], striped=states[word] == SUPPRESSED)
        for number, word in enumerate(entries)
    ]
    fills = [
        Entry(patch, f"{word}　{counts[word]} 地域")
        for patch, word in zip(patches, entries, strict=True)
    ]
    names = {str(row["code"]): str(row["name"]) for row in rows}
    names |= {code: place.name for code, place in places.items()}
    lines = [Entry(Stroke(BORDER, _THIN), f"{_layer_name(layer)}の境界")]
    lines += [Entry(Stroke(theme.TEXT, _LINE), f"{_layer_name(name)}の境界") for name in outlines]
    known = [code for code in marks.codes(highlight) if code in names]
    own = marks.chosen(highlight)
    beside = [code for code in known if code != own]
    if own in known:
        lines.append(Entry(Stroke(theme.REFERENCE, _FRAME), f"注目する地域（{names[own]}）"))
    if beside:
        told = "、".join(names[code] for code in beside)
        lines.append(Entry(Stroke(marks.BESIDE_FRAME, _FRAME), f"並べる地域（{told}）"))
    return [Group(column.title, tuple(fills)), Group("線", tuple(lines))]


def _layer_name(layer: str) -> str:
    return UNITS.get(layer, layer.removeprefix("zone:"))


def _colors(
    answer: Answer, value: str, classes: Classes, palette: Sequence[str] | None
) -> list[str]:
    """One a class, light to dark."""
    wanted = palette or shades(len(classes), measures.palette(answer, value).sequence)
    return list(wanted[: len(classes)])


def shades(count: int, sequence: Sequence[str] = theme.SEQUENTIAL) -> list[str]:
    """``count`` colours along a sequence, light to dark; a single one is in the middle."""
    if count <= 1:
        return [sequence[len(sequence) // 2]]
    last = len(sequence) - 1
    steps = [i * last / (count - 1) for i in range(count)]
    return [
        theme.mixed(sequence[int(step)], sequence[min(int(step) + 1, last)], step % 1)
        for step in steps
    ]


def _entries(
    answer: Answer, value: str, classes: Classes, places: Mapping[str, Place]
) -> list[str]:
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
        .mark_geoshape(
            fill=theme.STATE_FILL[MISSING], stroke=theme.STATE_OUTLINE, strokeWidth=_THIN
        )
        .encode(tooltip=theme.tooltip(name="地域", shown=title))
    )


def _coloured(joined: Any, title: str, entries: Sequence[str], colors: Sequence[str]) -> Any:
    fills = {word: theme.STATE_FILL[state] for state, word in STATE_WORDS.items()}
    states = entries[len(colors) :]
    return (
        joined.mark_geoshape(stroke=BORDER, strokeWidth=_THIN, cursor="pointer")
        .encode(
            color=alt.Color(
                "class:N",
                scale=alt.Scale(
                    domain=list(entries), range=[*colors, *(fills[word] for word in states)]
                ),
                legend=None,
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
            .mark_geoshape(
                fill=legends.stripes(), stroke=BORDER, strokeWidth=_THIN, cursor="pointer"
            )
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


def line_chart(geo_url: str, layer: str) -> Any:
    """The borders of a layer as heavier lines."""
    return (
        alt.Chart(alt.topo_feature(geo_url, layer))
        .project(type="identity", reflectY=True)
        .mark_geoshape(**LINE_ONLY, stroke=theme.TEXT, strokeWidth=_LINE, tooltip=None)
    )


def _frames(shapes: Any, marked: Marked) -> list[Any]:
    """The chosen area's frame lies over those of the areas beside it."""
    own = marks.chosen(marked)
    return [
        frame
        for code in reversed(marks.codes(marked))
        for frame in frame_charts(
            shapes, code, theme.REFERENCE if code == own else marks.BESIDE_FRAME
        )
    ]


def frame_charts(shapes: Any, code: str, colour: str = theme.REFERENCE) -> list[Any]:
    """A heavy frame around one area, with a light edge that parts it from every colour."""
    one = shapes.transform_filter(alt.FieldEqualPredicate(field="code", equal=code))
    return [
        one.mark_geoshape(**LINE_ONLY, stroke=color, strokeWidth=width)
        for color, width in (("#ffffff", _HALO), (colour, _FRAME))
    ]


def box(aspect: float) -> tuple[int, int]:
    """Width and height of the map in px: as large as fits, in its own proportions."""
    width = min(WIDEST, HIGHEST * aspect)
    return round(width), round(width / aspect)


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
            if code not in found and all(
                abs(places[code].y - places[other].y) * scale >= letter + 4
                or abs(places[code].x - places[other].x) * scale
                >= (len(places[code].name) + len(places[other].name)) * letter / 2
                for other in found
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


def _description(rows: Sequence[Row], entries: Sequence[str], title: str, place_name: str) -> str:
    counts = Counter(row["entry"] for row in rows)
    spread = "、".join(
        f"{word}は{counts[number]}地域" for number, word in enumerate(entries) if counts[number]
    )
    return f"{place_name}の{title}を色分けした地図。{spread}。数値は表で示す。"
