"""「版IDで開く」: the view of a 版ID that somebody read on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import streamlit as st

from zaitaku.access import asking
from zaitaku.compose import words
from zaitaku.exhibits.views import HOME
from zaitaku.ground import country, settings
from zaitaku.ground.errors import ZaitakuError
from zaitaku.kept import views as kept_views
from zaitaku.ui import address
from zaitaku.ui.screen import Screen

PAGES, _KEY = "_pages", "open_id"


def remember(sections: Mapping[str, Sequence[Any]]) -> None:
    """Every page by its address; call once a run, before any page."""
    pages = [page for section in sections.values() for page in section]
    st.session_state[PAGES] = {page.url_path: page for page in pages}


def ask(_screen: Screen) -> None:
    """A field for a 版ID; a good one leads to its view, another is told why it does not."""
    with st.form(_KEY, border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input(
            "版IDで開く", placeholder="例 K7F2A-9QXMP", max_chars=40, key=f"{_KEY}_text", width=260
        )
        is_asked = st.form_submit_button("開く")
    if not is_asked or not text:
        return
    try:
        page, link = kept_views.opened_in(
            country.folders(settings.root_dir()), text, asking.held_mode()
        )
    except ZaitakuError as error:
        st.error(words.escape(str(error)))
        return
    pages = cast(dict[str, Any], st.session_state[PAGES])
    known = pages.get("" if page == HOME else page)
    if known is None:
        st.error(f"この版IDの画面（{words.escape(page)}）は、この版のソフトウェアにはありません。")
        return
    address.leave()
    st.switch_page(known, query_params=link)
