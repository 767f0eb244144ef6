"""Drawing the map of an answer with a click."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from zaitaku.ask.answer import Answer
from zaitaku.exhibits import classes, maps
from zaitaku.exhibits.classes import Classes
from zaitaku.exhibits.maps import Place
from zaitaku.ground.states import ACTUAL
from zaitaku.ui import answer, controls, frame

_KEY = "map"


@dataclass(frozen=True)
class Shapes:
    """The prepared boundaries of the build and the layer of the sidebar's unit."""

    url: str
    aspect: float
    layer: str
    places: dict[str, Place]


def shapes(unit: str | None = None) -> Shapes | None:
    """The boundaries of a unit, else of the sidebar's; None (and told) where there are none."""
    unit = unit or controls.area_unit()
    rows = answer.ask("geo/layer").rows
    if not rows:
        st.info(
            "境界データが取り込まれていないため、地図を描けません。国土数値情報「行政区域データ」"
            "（N03）を zaitaku import に渡して取り込んでください。数値は下の表で見られます。"
        )
        return None
    name, aspect = rows[0]
    points = answer.ask("geo/points", area_unit=unit).rows
    places = {code: Place(label, x, y) for code, label, x, y, *_ in points}
    return Shapes(f"/geo/{name}.topojson", float(aspect), _layer(unit), places)


def draw(result: Answer, value: str, limits: Classes, lines: Sequence[str] = ()) -> None:
    """The map of one column; a click makes the area 注目する地域, on this page and the others."""
    where = shapes()
    if where is None:
        return
    st.caption("地域をクリックするか、左の「注目する地域」で選べます（太い枠の地域）。")
    frame.figure(
        maps.choropleth,
        result,
        value,
        geo_url=where.url,
        layer=where.layer,
        classes=limits,
        aspect=where.aspect,
        places=where.places,
        outlines=lines,
        highlight=controls.area().code,
        place_name=controls.place(),
        key=_KEY,
        on_select=_choose_clicked,
    )


def quantiles(result: Answer, value: str) -> Classes:
    """Classes of one answer by itself, for a map without controls."""
    return classes.make(_shown(result, value), decimals=result.column(value).decimals)


def _choose_clicked() -> None:
    """Runs before the page: the sidebar's control then shows the clicked area."""
    clicked = st.session_state[_KEY].selection.get("area") or [{}]
    code = clicked[0].get("code")
    if code in controls.areas():
        st.session_state["area"] = code


def _shown(result: Answer, value: str) -> list[float]:
    position = result.names.index(value)
    return [
        float(row[position])
        for row, state in zip(result.rows, result.states, strict=True)
        if state[position] == ACTUAL
    ]


def _layer(unit: str) -> str:
    return f"zone:{controls.zone_scheme()}" if unit == "zone" else unit
