"""What can be done with the view on the screen: its 版ID, its files, a scene of a pack."""

from __future__ import annotations

import streamlit as st

from zaitaku import __version__
from zaitaku.ask import warehouse
from zaitaku.ground import settings
from zaitaku.kept import views as kept_views
from zaitaku.ui import answer, controls, headless, pack_add, record, share_files, view
from zaitaku.ui.address import Address
from zaitaku.ui.screen import Screen


def notice_of_build() -> None:
    """Say so where an older build is shown, or where the one asked for is gone."""
    asked = view.asked_build()
    if asked is None or asked == warehouse.current_build_id(settings.data_dir()):
        return
    if not answer.is_kept(asked):
        st.warning(
            f"版 {asked[:8]} のデータはもう保存されていません。最新の版の数値を表示しています。"
        )
        return
    view.keep_build(asked)
    st.info(f"以前の版（{asked[:8]}）の数値を表示しています。", icon=":material/history:")


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


def offer_view(screen: Screen) -> None:
    """At the foot of every page: 版ID and files of what it shows."""
    made = screen.view()
    if not made.exhibits:
        return
    if screen.unsaved:
        st.caption(screen.unsaved)
        return
    if kept_views.keep(screen.data_dir, made.id, kept_views.of(made, __version__)):
        st.caption(f"版ID {made.id}")
    share_files.offer(made)
    pack_add.offer(screen, made)


def offer() -> None:
    """At the foot of every page: 版ID and files of this view."""
    build_id = answer.build_id()
    assert build_id is not None
    made = record.made(controls.mode(), build_id)
    if record.alone():
        headless.hand_over(made)
        return
    if not made.exhibits:
        return
    if record.unsaved():
        st.caption(record.unsaved())
        return
    is_kept = kept_views.keep(settings.data_dir(), made.id, kept_views.of(made, __version__))
    if is_kept:
        st.caption(f"版ID {made.id}")
    share_files.offer(made)
    screen = Screen(made.page, Address(), {})
    screen.choices.used = st.session_state["_used"]
    pack_add.offer(screen, made)
