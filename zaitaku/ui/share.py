"""What can be done with the view on the screen: its 版ID, its files, a scene of a pack."""

from __future__ import annotations

import streamlit as st

from zaitaku import __version__
from zaitaku.access import asking
from zaitaku.ask import warehouse
from zaitaku.kept import views as kept_views
from zaitaku.ui import pack_add, share_files
from zaitaku.ui.screen import Screen


def notice(screen: Screen) -> None:
    """Say so where an older build is shown, or where the one asked for is gone."""
    asked = screen.asked_build
    if asked is None or asked == warehouse.current_build_id(screen.data_dir):
        return
    if screen.build_id != asked:
        screen.tell(
            f"版 {asked[:8]} のデータはもう保存されていません。最新の版の数値を表示しています。",
            "warning",
        )
        return
    screen.address.keep_build(asked)
    st.info(f"以前の版（{asked[:8]}）の数値を表示しています。", icon=":material/history:")


def offer(screen: Screen) -> None:
    """Of what the page shows: files and a scene beside its title, the 版ID at its foot."""
    made = screen.view()
    if not made.exhibits:
        return
    if screen.unsaved:
        st.caption(screen.unsaved)
        return
    if kept_views.keep(screen.data_dir, made.id, kept_views.of(made, __version__)):
        st.caption(f"版ID {made.id}")
    with screen.actions:
        share_files.offer(made)
        if asking.may("change"):
            pack_add.offer(screen, made)
