"""The menu: links to the pages, each carrying what stands (also into a new tab)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from zaitaku.compose.reader import STANDING
from zaitaku.ui.screen import Screen


def draw(screen: Screen, sections: Mapping[str, Sequence[StreamlitPage]]) -> None:
    """The pages in two columns, in the order of their sections."""
    st.markdown("**在宅医療アトラス**")
    params = screen.choices.link(STANDING)
    pages = [page for section in sections.values() for page in section]
    left, right = st.columns(2, gap="small")
    for number, page in enumerate(pages):
        with right if number % 2 else left:
            st.page_link(page, query_params=params, width="stretch")
    st.divider()
