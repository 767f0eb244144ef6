"""The script that Streamlit runs: which pages there are, the bar on top, the
menu, then the page.

It is not ``app.py`` beside ``pages/``: Streamlit would then list the page files by itself and
answer a first deep link with a bare page. Rules of safety live in the package, never here.
"""

import streamlit as st

from zaitaku.access import asking
from zaitaku.compose import pages, standing
from zaitaku.ground import paths
from zaitaku.ui import (
    ahead,
    first_steps,
    menus,
    open_view,
    page_list,
    share,
    turns,
    uploading,
    visitor,
)
from zaitaku.ui.address import Address
from zaitaku.ui.parts import PARTS
from zaitaku.ui.screen import Screen

st.set_page_config(
    page_title="在宅医療アトラス",
    page_icon=str(paths.STATIC / "icon.png"),
    layout="wide",
    initial_sidebar_state="auto",  # a narrow screen shows the page first, its menu on request
)

DEFAULT = "overview"

page = st.navigation(sections := page_list.listed(DEFAULT), position="hidden")

if not visitor.admitted():
    st.stop()
open_view.remember(sections)
found = pages.named(page.url_path or DEFAULT)
assert found is not None
uploading.opened(found.address)
with turns.turn(), asking.acting(asking.current()):  # who it is, asked once for all of this run
    chosen = Address(found.follows)
    standing.settle_prefecture(chosen)
    screen = Screen(found.address, chosen, PARTS)
    if screen.build_id is None or not screen.years:
        first_steps.show(found.address)
        st.stop()
    with st.sidebar, st.container(key="menu", gap=None):
        menu = st.empty()
    standing.choose(screen, found.follows)
    looked_at = screen.address.thread
    menus.draw(menu, screen, sections)
    share.notice(screen)
    if screen.mode == "internal":
        visitor.looked_at(found.address)
    try:
        pages.compose(found, screen)
        screen.close()
    finally:
        screen.ready()
    share.offer(screen)
    if screen.address.thread != looked_at:  # chosen just now: the links take it along
        menus.draw(menu, screen, sections)
    screen.address.finish()
    here = (found.address, screen.data_dir, screen.asked_build)
    ahead.think(ahead.wanted(*here, screen.to_page, screen.years_beside()))
