"""Flows on maps drawn by WebGL, side by side: what only a screen can show of them.

The map has buttons of Streamlit's own to enlarge it; one more brings it back.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

import streamlit as st

from zaitaku.ask.answer import Answer
from zaitaku.compose import flow_maps as wanted
from zaitaku.compose.flow_maps import Wanted
from zaitaku.compose.shapes import Shapes
from zaitaku.exhibits import flow_legends, flow_maps, legends
from zaitaku.exhibits.flow_maps import Chosen, Point
from zaitaku.ui.screen import Screen

# px that the first view fits into: one map beside its list, one of several (see page/maps.css)
_WIDE, _NARROW = 550, 280
_TIMES = "_flow_map_brought_back"


def draw(
    screen: Screen,
    where: Shapes,
    want: Wanted,
    answers: Mapping[str, Answer],
    chosen: Mapping[str, Chosen],
) -> None:
    """One map per year: label → answer of flows/matrix, and the flows of it that are drawn."""
    outlines = where.url.replace(".topojson", f".geojson?layer={quote(where.layer, safe='')}")
    points = screen.ask("geo/points")
    # a 圏域 reaches far beyond its point: the towns tell how far the map goes
    towns = screen.ask("geo/points", area_unit="municipality", zone_scheme=None)
    last = list(chosen.values())[-1]
    decks = _decks(tuple(answers.values()), want, points, outlines, towns)
    for place, (label, one), deck in zip(
        st.columns(len(decks)), chosen.items(), decks, strict=True
    ):
        with place:
            if len(decks) > 1:
                st.markdown(f"**{label}**")
            said = wanted.said(one)
            alt = f"{label}の流出入の地図。{said}数値は並べた一覧と表にあります。"
            st.pydeck_chart(_begun(deck), height=flow_maps.HEIGHT, key=f"flow-map-{label}", alt=alt)
            with st.container(horizontal=True, gap="small", vertical_alignment="center"):
                st.caption(said)
                if one is last:
                    st.button("地図をもとに戻す", key="flow_map_back", on_click=_bring_back)


def legend(_screen: Screen, want: Wanted, chosen: Mapping[str, Chosen]) -> None:
    """What colours, widths and circles stand for; a map enlarged has the same widths."""
    groups = flow_legends.legend(list(chosen.values()), want.focus)
    st.html(legends.html(groups, under=len(chosen) > 1))


def _bring_back() -> None:
    st.session_state[_TIMES] = st.session_state.get(_TIMES, 0) + 1


def _begun(deck: Any) -> Any:
    """The deck under the name of a view that is new after each bringing back."""
    name = f"view-{st.session_state.get(_TIMES, 0)}"
    written = deck.to_json().replace(f'"{flow_maps.FIRST_VIEW}"', f'"{name}"', 1)
    begun = copy.copy(deck)
    begun.to_json = lambda: written
    return begun


@st.cache_resource(
    max_entries=100,
    show_spinner=False,
    hash_funcs={Answer: lambda answer: answer.key, Wanted: repr},
)
def _decks(
    answers: Sequence[Answer], want: Wanted, points: Answer, outlines: str, towns: Answer
) -> list[Any]:
    """Built once for the same answers and wishes; nobody changes a deck."""
    places, extent = (
        {
            str(code): Point(str(name), float(lon), float(lat))
            for code, name, _, _, lon, lat in found.rows
        }
        for found in (points, towns)
    )
    chosen = [want.choose(result) for result in answers]
    return [
        flow_maps.flow_arcs(
            one,
            places,
            outlines,
            area=want.focus,
            beside=chosen,
            extent=list(extent.values()),
            framed=tuple(want.beside),
            width=_WIDE if len(chosen) == 1 else _NARROW,
        )
        for one in chosen
    ]
