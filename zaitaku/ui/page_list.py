"""The pages as Streamlit knows them, under the headings of the menu."""

from __future__ import annotations

from copy import copy
from functools import cache

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from zaitaku.compose import pages
from zaitaku.ground import paths


def listed(default: str) -> dict[str, list[StreamlitPage]]:
    """Section → its pages, for one run: Streamlit marks on them which one is open.

    ``default``: the address of the page that an address without one opens.
    """
    return {section: list(map(copy, found)) for section, found in _made(default).items()}


@cache
def _made(default: str) -> dict[str, list[StreamlitPage]]:
    # once a server: each looks on the disk for every folder above its file, and where many are
    # there at once every look lets all others go first
    return {
        section: [
            st.Page(
                paths.PAGES / one.file,
                title=one.title,
                url_path=one.address,
                default=one.address == default,
            )
            for one in entries
        ]
        for section, entries in pages.PAGES.items()
    }
