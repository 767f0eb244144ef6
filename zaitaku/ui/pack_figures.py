"""会議資料: which figures of its page a scene shows, as a list to tick."""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st

from zaitaku.compose import words
from zaitaku.exhibits.views import View
from zaitaku.kept import packs_figures


def choose(view: View, chosen: Collection[str], key: str) -> dict[str, str]:
    """A box for each figure and table of the page; returns where each is ticked in the session.

    A page of one figure leaves nothing to choose.
    """
    offered = packs_figures.offered(view)
    if len(offered) < 2:
        return {}
    st.markdown("載せる図と表（1 つが 1 枚のスライドになります）")
    found = {}
    for number, (figure, title) in enumerate(offered.items()):
        found[figure] = f"{key}:{number}"
        kind = "図" if any(e.builder and e.title == title for e in view.exhibits) else "表"
        st.checkbox(f"{kind}　{words.escape(title)}", value=figure in chosen, key=found[figure])
    return found
