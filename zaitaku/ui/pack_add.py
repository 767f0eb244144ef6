"""「会議資料に追加」 beside the title of a page: the view on the screen becomes a scene.

It shows the main figure of the page, or those that are ticked.
"""

from __future__ import annotations

import streamlit as st

from zaitaku.exhibits.views import View
from zaitaku.kept import packs, packs_figures, packs_store
from zaitaku.ui import pack_figures, pack_state
from zaitaku.ui.screen import Screen

_KEY = "pack_add"


def offer(screen: Screen, view: View) -> None:
    """Choose or make a pack, say one sentence, add. A closed panel reads and sends nothing."""
    with st.popover("会議資料に追加", type="primary", key=_KEY, on_change="rerun") as place:
        if not place.open:
            return
        pack_state.tell()
        found, _ = packs_store.listed(pack_state.data_dir())
        options = {pack.pack_id: pack.name for pack in found}
        options[pack_state.NEW] = "新しい会議資料を作る"
        last = st.session_state.get("pack_last")
        left, right = st.columns(2, vertical_alignment="bottom")
        with left:
            chosen = st.selectbox(
                "追加する会議資料",
                list(options),
                index=list(options).index(last) if last in options else 0,
                format_func=lambda pack_id: options[pack_id],
                key=f"{_KEY}_to:{last}",  # what was just made is chosen next, not made again
                filter_mode="contains",
            )
        is_new = chosen == pack_state.NEW
        keys = {
            "name": f"{_KEY}_name",
            "message": f"{_KEY}_message:{view.id}",
            "note": f"{_KEY}_note:{view.id}",
        }
        with right:
            if is_new:
                st.text_input(
                    "新しい会議資料の名前", key=keys["name"], max_chars=packs.LONGEST_NAME
                )
        st.text_area(
            "伝えたいこと（スライドの見出しになります）",
            value=pack_state.own_sentence(view),
            key=keys["message"],
            max_chars=packs.LONGEST_MESSAGE,
            height=80,
        )
        st.caption("直さなければ、画面の文がいつも最新のデータで見出しになります。")
        figures = pack_figures.choose(view, packs_figures.main(view), f"{_KEY}_figure:{view.id}")
        st.text_input(
            "メモ（スライドの発表者ノートに入ります）",
            key=keys["note"],
            max_chars=packs.LONGEST_NOTE,
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                "追加する",
                key=f"{_KEY}_go",
                type="primary",
                on_click=pack_state.add,
                args=(view, chosen, keys, figures),
            )
            screen.link(
                "meeting/packs.py", "会議資料を開く", **({} if is_new else {"pack": chosen})
            )
