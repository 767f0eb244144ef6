"""Answer + prepared boundaries → choropleth: classes, states, outlines, names, click selection.

Shapes are referred to by address and values joined by code in the browser, so a map costs a few
kilobytes. Coordinates of the TopoJSON are kilometres on a plane (see geography), drawn as they are.
Nothing but texts and class numbers enter the chart: a hidden value is not in what is sent.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
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
from zaitaku.exhibits.map_names import Place as Place
from zaitaku.exhibits.map_names import fitting, names
from zaitaku.ground.states import ACTUAL, MISSING, NOT_APPLICABLE, SUPPRESSED

# px of the box a map is fitted into: beside its legend, whole on the first screen of an office PC
WIDEST, HIGHEST = 600, 500
# px of its place on the screen: room to look closely at a map that is high, and for the buttons
NARROWEST, BESIDE = 400, 20
STATES = (SUPPRESSED, NOT_APPLICABLE, MISSING)
BORDER = "#76828e"  # between areas: seen on the lightest and on the darkest class
UNITS = {"municipality": "市町村", "medical_area": "二次医療圏", "prefecture": "都道府県"}
_THIN, _LINE, _FRAME, _HALO = 0.7, 1.7, 3.0, 5.5  # px of lines
# an area whose figure is shown and may not stand beside those of the others, and its colour
APART, _APART_FILL = "年度か基準が違う", "#efe3c4"
_FILLS = {word: theme.STATE_FILL[state] for state, word in STATE_WORDS.items()}
_FILLS[APART] = _APART_FILL
# Without an explicit null Vega-Lite fills with a transparent colour, which swallows the clicks.
LINE_ONLY: dict[str, Any] = {"filled": False, "fill": None}
_CURSOR = {True: "pointer", False: "default"}

Row = dict[str, str | int]


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
    apart: Collection[str] = (),
    named: Mapping[str, Place] | None = None,
    framed: Sequence[str] = (),
    weight: float = 1.0,
    picks: bool = True,
) -> Any:
    """Areas coloured by the class of ``value``; a row is an area, with area_code and area_name.

    ``geo_url`` and ``layer``: the TopoJSON and its object (geography.layer_name).
    ``aspect``: width ÷ height of the map. ``places``: every area of the layer by code; as many
    names are written as fit, in this order. ``outlines``: layers drawn as heavier lines on top.
    ``highlight``: code of the area to frame. ``palette``: colours instead of the measure's.
    ``place_name``: what the map shows, for its alternative text. ``picks``: a click returns
    ``{"area": [{"code": …}]}``, as the pointer says. ``on_screen``: the map alone, as wide as its
    place and to be looked at closely; its ``legend`` stands beside it. Else both in one picture.
    ``apart``: codes whose figures are told and not classed (another 年度 or basis). ``named``: the
    names that are written where they are not those of ``places``. ``framed``: layer, code and name
    of an area of another layer to frame. ``weight``: of the lines, beside a map of one prefecture.

    秘匿 is hatched, 該当なし white, an area without a row is データなし; none has a class colour.
    """
    places = places or {}
    width, height = box(aspect)
    written = fitting(named or places, marks.chosen(highlight), width, height)
    column = answer.column(value)
    entries = _entries(answer, value, classes, places, apart)
    rows = _rows(answer, value, classes, entries, apart)
    shapes = shape_chart(geo_url, layer)
    joined = _joined(shapes, rows, entries)
    colors = _colors(answer, value, classes, palette)
    chart: Any = alt.layer(
        _ground(shapes, column.title, _THIN * weight),
        *_areas(joined, column.title, entries, colors, _THIN * weight, picks),
        *(line_chart(geo_url, name, weight) for name in outlines),
        *_frames(shapes, highlight),
        *_framed(geo_url, framed, weight),
        *names(written, width, height, on_screen=on_screen),
    ).properties(height=height)
    if on_screen:
        chart = zooming.zoomable(chart, geo_url)
    else:
        lines: dict[str, Any] = {"outlines": outlines, "highlight": highlight, "framed": framed}
        given: dict[str, Any] = {"classes": classes, "places": places, "palette": palette, **lines}
        groups = legend(answer, value, layer=layer, apart=apart, weight=weight, **given)
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
    apart: Collection[str] = (),
    framed: Sequence[str] = (),
    weight: float = 1.0,
    **_: Any,
) -> list[Group]:
    """What a choropleth of the same arguments draws: its classes, its states, its lines.

    Every class is named, as limits are kept over the years; how many areas it has here is told.
    """
    places = places or {}
    column, entries = answer.column(value), _entries(answer, value, classes, places, apart)
    rows = _rows(answer, value, classes, entries, apart)
    drawn = [row for row in rows if not places or row["code"] in places]
    counts = Counter(entries[int(row["entry"])] for row in drawn)
    counts[STATE_WORDS[MISSING]] += len(set(places) - {str(row["code"]) for row in drawn})
    colors = _colors(answer, value, classes, palette)
    patches = [
        Patch(colors[number])
        if number < len(colors)
        else Patch(_FILLS[word], striped=word == STATE_WORDS[SUPPRESSED])
        for number, word in enumerate(entries)
    ]
    fills = [
        Entry(patch, f"{word}　{counts[word]} 地域")
        for patch, word in zip(patches, entries, strict=True)
    ]
    names = {str(row["code"]): str(row["name"]) for row in rows}
    names |= {code: place.name for code, place in places.items()}
    lines = [Entry(Stroke(BORDER, _THIN * weight), f"{_layer_name(layer)}の境界")]
    lines += [
        Entry(Stroke(theme.TEXT, _LINE * weight), f"{_layer_name(name)}の境界") for name in outlines
    ]
    known = [code for code in marks.codes(highlight) if code in names]
    own = marks.chosen(highlight)
    beside = [code for code in known if code != own]
    if own in known:
        lines.append(Entry(Stroke(theme.REFERENCE, _FRAME), f"注目する地域（{names[own]}）"))
    if beside:
        told = "、".join(names[code] for code in beside)
        lines.append(Entry(Stroke(marks.BESIDE_FRAME, _FRAME), f"並べる地域（{told}）"))
    if framed:
        told = f"見ている{_layer_name(framed[0])}（{framed[2]}）"
        lines.append(Entry(Stroke(theme.REFERENCE, _FRAME * weight), told))
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
    answer: Answer,
    value: str,
    classes: Classes,
    places: Mapping[str, Place],
    apart: Collection[str],
) -> list[str]:
    """Classes from low to high, what is apart of them, then the states that occur on this map."""
    position, code = answer.names.index(value), answer.names.index("area_code")
    present = {state[position] for state in answer.states}
    if set(places) - {str(row[code]) for row in answer.rows}:
        present.add(MISSING)
    beside = [APART] if apart else []
    return classes.labels() + beside + [STATE_WORDS[state] for state in STATES if state in present]


def _rows(
    answer: Answer, value: str, classes: Classes, entries: Sequence[str], apart: Collection[str]
) -> list[Row]:
    """Of every area its code, name, the number of its legend entry, and the figure as text."""
    position, code, name = (answer.names.index(n) for n in (value, "area_code", "area_name"))
    shown = figures.column_words(answer, value)
    return [
        {
            "code": str(row[code]),
            "name": str(row[name]),
            "entry": entries.index(STATE_WORDS[state[position]])
            if state[position] != ACTUAL
            else entries.index(APART)
            if row[code] in apart
            else classes.index(row[position]),
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


def _ground(shapes: Any, title: str, thin: float) -> Any:
    """Every area in the colour of データなし: without it an area without a row would vanish."""
    return (
        shapes.transform_calculate(shown=f"'{STATE_WORDS[MISSING]}'")
        .mark_geoshape(fill=theme.STATE_FILL[MISSING], stroke=theme.STATE_OUTLINE, strokeWidth=thin)
        .encode(tooltip=theme.tooltip(name="地域", shown=title))
    )


def _coloured(
    joined: Any, title: str, entries: Sequence[str], colors: Sequence[str], thin: float, picks: bool
) -> Any:
    others = entries[len(colors) :]
    coloured = joined.mark_geoshape(stroke=BORDER, strokeWidth=thin, cursor=_CURSOR[picks]).encode(
        color=alt.Color(
            "class:N",
            scale=alt.Scale(
                domain=list(entries), range=[*colors, *(_FILLS[word] for word in others)]
            ),
            legend=None,
        ),
        tooltip=theme.tooltip(**{"name": "地域", "shown": title, "class": "階級"}),
    )
    click = alt.selection_point(name="area", fields=["code"], on="click", empty=False)
    return coloured.add_params(click) if picks else coloured


def _areas(
    joined: Any, title: str, entries: Sequence[str], colors: Sequence[str], thin: float, picks: bool
) -> list[Any]:
    """By their class, and what has none by its state."""
    coloured = _coloured(joined, title, entries, colors, thin, picks)
    return [coloured, *_hatched(joined, title, entries, thin, picks)]


def _hatched(
    joined: Any, title: str, entries: Sequence[str], thin: float, picks: bool
) -> list[Any]:
    """Stripes over 秘匿 and an outline around 該当なし: told by more than a shade of grey."""
    layers = []
    if STATE_WORDS[SUPPRESSED] in entries:
        layers.append(
            _only(joined, entries, SUPPRESSED)
            .mark_geoshape(
                fill=legends.stripes(), stroke=BORDER, strokeWidth=thin, cursor=_CURSOR[picks]
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


def line_chart(geo_url: str, layer: str, weight: float = 1.0) -> Any:
    """The borders of a layer as heavier lines."""
    return (
        alt.Chart(alt.topo_feature(geo_url, layer))
        .project(type="identity", reflectY=True)
        .mark_geoshape(**LINE_ONLY, stroke=theme.TEXT, strokeWidth=_LINE * weight, tooltip=None)
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


def frame_charts(
    shapes: Any, code: str, colour: str = theme.REFERENCE, weight: float = 1.0
) -> list[Any]:
    """A heavy frame around one area, with a light edge that parts it from every colour."""
    one = shapes.transform_filter(alt.FieldEqualPredicate(field="code", equal=code))
    return [
        one.mark_geoshape(**LINE_ONLY, stroke=color, strokeWidth=width * weight)
        for color, width in (("#ffffff", _HALO), (colour, _FRAME))
    ]


def _framed(geo_url: str, framed: Sequence[str], weight: float) -> list[Any]:
    """The frame of an area of another layer."""
    if not framed:
        return []
    return frame_charts(shape_chart(geo_url, framed[0]), framed[1], weight=weight)


def box(aspect: float) -> tuple[int, int]:
    """Width and height of the map in px: as large as fits, in its own proportions."""
    width = min(WIDEST, HIGHEST * aspect)
    return round(width), round(width / aspect)


def _description(rows: Sequence[Row], entries: Sequence[str], title: str, place_name: str) -> str:
    counts = Counter(row["entry"] for row in rows)
    spread = "、".join(
        f"{word}は{counts[number]}地域" for number, word in enumerate(entries) if counts[number]
    )
    return f"{place_name}の{title}を色分けした地図。{spread}。数値は表で示す。"
