"""What stands under a figure: its tables, how to read it, its files, as tabs beside each other.

A page writes them in any order while it goes on; they are drawn together where the first of them
was written. A tab that nobody opened is not sent: a table would be the heaviest part of the page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from zaitaku.compose import words

Draw = Callable[[], None]
_LIGHT = 400  # rows of a table that may be open from the start
READING, FILES, TABLE = "この図の読み方", "ファイル", "表"


class Under:
    """What was written under the figure drawn last. ``key`` tells apart the figures of a page."""

    def __init__(self, key: str) -> None:
        self._key = key
        self._place: Any = None
        self._tables: list[tuple[str, bool, Draw]] = []
        self._is_heavy = False
        self._reading: Draw | None = None
        self._files: list[Draw] = []

    def table(self, label: str, expanded: bool, rows: int, draw: Draw) -> None:
        """One more table; alone, without reading or files, it is a panel that can be opened."""
        self._here()
        self._is_heavy |= not self._tables and rows > _LIGHT
        self._tables.append((label, expanded, draw))

    def reading(self, draw: Draw) -> None:
        self._here()
        self._reading = draw

    def files(self, draw: Draw) -> None:
        self._here()
        self._files.append(draw)

    def show(self) -> None:
        """Draw what was written, once."""
        if self._place is None:
            return
        with self._place:
            if self._reading is None and not self._files:
                for number, (label, expanded, draw) in enumerate(self._tables):
                    self._panel(f"{self._key}-{number}", label, expanded, draw)
            else:
                self._tabs()

    def _here(self) -> None:
        if self._place is None:
            self._place = st.container()

    def _panel(self, key: str, label: str, expanded: bool, draw: Draw) -> None:
        with st.expander(
            words.escape(label), expanded=expanded, key=key, on_change="rerun"
        ) as place:
            if place.open:
                draw()

    def _tabs(self) -> None:
        drawn: dict[str, list[Draw]] = {}
        for label, _, draw in self._tables:
            drawn.setdefault(label, []).append(draw)
        if self._reading is not None:
            drawn[READING] = [self._reading]
        if self._files:
            drawn[FILES] = self._files
        # a matrix of all areas would be sent again at every choice on the page
        _show_tabs(self._key, drawn, READING if self._is_heavy and READING in drawn else None)


@st.fragment
def _show_tabs(key: str, drawn: Mapping[str, Sequence[Draw]], first: str | None) -> None:
    """Going from tab to tab runs this alone, not the page. ``first``: the tab open at first."""
    # a label may hold an area's name
    tabs = st.tabs(
        [words.escape(label) for label in drawn], default=first, key=key, on_change="rerun"
    )
    for tab, (label, draws) in zip(tabs, drawn.items(), strict=True):
        # on paper the reading stands also where its tab is closed (``page/print.css``)
        place = tab if tab.open else st.container(key=f"paper-{key}") if label == READING else None
        if place is not None:
            with place:
                for draw in draws:
                    draw()
