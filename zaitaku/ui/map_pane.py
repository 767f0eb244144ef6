"""A map of Vega on the screen: its legend beside it, and what can be done with it under it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from zaitaku.ask.answer import Answer
from zaitaku.exhibits import legends, maps
from zaitaku.ui import drawing
from zaitaku.ui.drawing import picking
from zaitaku.ui.screen import Screen

_KEY = "map"
_PICK = "地図の地域をクリックすると、注目する地域になります。"
_LOOK = "右上のボタンで拡大し、拡大したあとは地図をつかんで動かせます。"


def draw(
    screen: Screen, result: Answer, value: str, given: Mapping[str, Any], pick: str = ""
) -> None:
    """``given``: what ``maps.choropleth`` takes. ``pick``: the choice that a click makes."""
    spec, _ = drawing.spec(maps.choropleth, (result, value), {**given, "on_screen": True})
    width, _ = maps.box(given["aspect"])
    with st.container(horizontal=True, gap="small", key="map_pane"):
        st.vega_lite_chart(
            None,
            spec,
            theme=None,
            key=_KEY,
            width=max(width + 2 * maps.BESIDE, maps.NARROWEST),
            on_select=picking(_KEY, pick, frozenset(screen.areas)) if pick else "ignore",
        )
        st.html(legends.html(maps.legend(result, value, **given)), width="content")
    screen.note((_PICK if pick else "") + _LOOK)
