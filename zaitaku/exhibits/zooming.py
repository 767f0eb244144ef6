"""A map of Vega that can be looked at closely: buttons and dragging change one text, it follows.

Vega-Lite binds the text to a field of the page, and ``ui/page/maps.js`` puts the buttons beside
that field; without it the map stands as it is. The wheel is left to the page.
"""

from __future__ import annotations

from typing import Any

import altair as alt

# how many times as large, and how far the middle is moved (of the map's width and height)
LOOK, WHOLE = "look", "1 0 0"
ZOOM = "look_zoom"
STEPS = (0.5, 0.7, 1.0, 1.4, 2.0, 2.8, 4.0, 8.0)  # sizes for which names are chosen
_EXTENT = (
    "[[width * (0.5 + look_x - look_zoom / 2), height * (0.5 + look_y - look_zoom / 2)],"
    " [width * (0.5 + look_x + look_zoom / 2), height * (0.5 + look_y + look_zoom / 2)]]"
)


def zoomable(chart: Any, geo_url: str) -> Any:
    """The layered map with its look in the reader's hand. ``geo_url``: whose looks are alike."""
    for layer in chart.layer:
        layer.projection = alt.Projection(
            type="identity", reflectY=True, extent=alt.ExprRef(expr=_EXTENT)
        )
        layer.mark = layer.mark.copy(deep=False)
        layer.mark.clip = True  # what lies beyond the edge of the map
    field = alt.BindInput(
        input="text", name="地図の見え方", placeholder=geo_url, autocomplete="off"
    )
    parts = (ZOOM, "look_x", "look_y")
    return chart.add_params(
        alt.param(name=LOOK, value=WHOLE, bind=field),
        *(
            alt.param(name=name, expr=f"toNumber(split({LOOK}, ' ')[{number}])")
            for number, name in enumerate(parts)
        ),
    )


def fits(box_width: int, box_height: int) -> str:
    """For a filter of names: those whose ``from`` is reached by the size that the map now has."""
    return f"datum.from <= {ZOOM} * min(width / {box_width}, height / {box_height})"
