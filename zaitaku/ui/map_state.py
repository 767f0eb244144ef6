"""The prepared boundaries of the build, as maps take them."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from zaitaku.exhibits.maps import Place
from zaitaku.ui import answer, controls


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


def _layer(unit: str) -> str:
    return f"zone:{controls.zone_scheme()}" if unit == "zone" else unit
