"""What the pages where data are worked on say: tables of plain words, and what has just been done.

Text is text, and none is cut.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from zaitaku.compose.words import escape


def just_done(key: str) -> None:
    """What the press before has done, kept under ``key`` in the session and told once. It stays in
    sight: the button may stand far below (frame.css)."""
    if text := st.session_state.pop(key, ""):
        with st.container(key="done"):
            st.success(text)


def listed(rows: Sequence[Mapping[str, Any]], key: str) -> None:
    """A table; ``key`` is its own on the page. What a file says is text and nothing else."""
    with st.container(key=f"told_{key}"):  # figures.css lets its long cells wrap
        st.table(
            [
                {
                    head: f"{cell:,}" if isinstance(cell, int) else escape(cell or "")
                    for head, cell in row.items()
                }
                for row in rows
            ],
            hide_index=True,
        )
