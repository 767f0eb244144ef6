"""The menu: links to the pages under the headings of their sections, each carrying what stands
(also into a new tab)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from zaitaku.compose import pages
from zaitaku.exhibits.views import HOME
from zaitaku.ui import visitor
from zaitaku.ui.screen import Screen


def draw(place: Any, screen: Screen, sections: Mapping[str, Sequence[StreamlitPage]]) -> None:
    """One column, in the order of reading: what is read first is reached first by the keyboard.

    ``place`` (an ``st.empty``) holds it instead of what was drawn there before.
    """
    with place.container(gap=None):
        st.markdown("**在宅医療アトラス**")
        for section, listed in sections.items():
            st.caption(section)
            for page in listed:
                if not pages.is_offered(page.url_path or HOME):
                    continue
                query = screen.to_page(page.url_path or HOME)
                st.page_link(page, query_params=query, width="stretch")
        visitor.card()
