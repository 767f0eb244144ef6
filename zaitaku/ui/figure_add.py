"""図の一覧: a figure of the list becomes a scene at one press, in the pack chosen above it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from zaitaku.access import asking
from zaitaku.compose.figures import Listed
from zaitaku.kept import packs, packs_store
from zaitaku.ui import pack_state
from zaitaku.ui.screen import Screen

_TO, _NAME = "figure_add_to", "figure_add_name"


def choose(screen: Screen) -> None:
    """Which pack takes the figures; a new one by its name."""
    if not asking.may("change"):
        return
    pack_state.tell()
    found, _ = packs_store.listed(pack_state.data_dir())
    options = {pack.pack_id: pack.name for pack in found}
    options[pack_state.NEW] = "新しい会議資料を作る"
    last = st.session_state.get("pack_last")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = st.selectbox(
            "追加する会議資料",
            list(options),
            index=list(options).index(last) if last in options else 0,
            format_func=lambda pack_id: options[pack_id],
            key=_to(),
            width=320,
        )
        if chosen == pack_state.NEW:
            st.text_input(
                "新しい会議資料の名前", key=_NAME, max_chars=packs.LONGEST_NAME, width=320
            )
        else:
            screen.link("meeting/packs.py", "会議資料を開く", pack=chosen)


def offer(_screen: Screen, one: Listed, page: str, link: Mapping[str, Sequence[str]]) -> None:
    """The button of one figure."""
    if not asking.may("change"):
        return
    st.button(
        "資料に追加",
        key=f"figure_add:{one.title}",
        help=f"「{one.title}」を会議資料に加えます",
        on_click=pack_state.add_figure,
        args=(page, dict(link), one.figure, _to(), _NAME),
        width="stretch",
    )


def _to() -> str:
    """A key anew once a pack was made, so that the next figure goes to it and makes no other."""
    return f"{_TO}:{st.session_state.get('pack_last')}"
