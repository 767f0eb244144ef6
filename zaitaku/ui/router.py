"""The script that Streamlit runs: which pages there are, the sidebar, then the page.

It is not ``app.py`` beside ``pages/``: Streamlit would then list the page files by itself and
answer a first deep link with a bare page. Rules of safety live in the package, never here.
"""

import streamlit as st

from zaitaku.compose import pages, standing
from zaitaku.ground import paths
from zaitaku.ui import (
    answer,
    controls,
    first_steps,
    headless,
    menus,
    open_view,
    record,
    share,
    view,
)
from zaitaku.ui.address import Address
from zaitaku.ui.parts import PARTS
from zaitaku.ui.screen import Screen

st.set_page_config(
    page_title="在宅医療アトラス",
    page_icon=str(paths.STATIC / "icon.png"),
    layout="wide",
    initial_sidebar_state="expanded",
)

DEFAULT = "overview"

sections = {
    section: [
        st.Page(
            paths.PAGES / one.file,
            title=one.title,
            url_path=one.address,
            default=one.address == DEFAULT,
        )
        for one in entries
    ]
    for section, entries in pages.PAGES.items()
}
page = st.navigation(sections, position="hidden")

open_view.remember(sections)
found = pages.named(page.url_path or DEFAULT)
assert found is not None


def composed(known: pages.Page) -> None:
    """A page that is a function of its sheet."""
    screen = Screen(known.address, Address(), PARTS)
    if screen.build_id is None or not screen.years:
        first_steps.show()
        st.stop()
    with st.sidebar:
        menu = st.container()
        standing.choose(screen)
        with menu:
            menus.draw(screen, sections)
    share.notice(screen)
    pages.composer(known)(screen)
    share.offer_view(screen)
    screen.address.finish()


def scripted() -> None:
    view.begin()
    record.begin(page.url_path or DEFAULT)
    if answer.build_id() is None or not controls.years():
        first_steps.show()
        st.stop()
    with st.sidebar:
        menu = st.container()
        controls.sidebar()
        with menu:
            controls.menu(sections)
    share.notice_of_build()
    with headless.errors_kept():
        page.run()
        share.offer()
    view.finish()


composed(found) if pages.is_composed(found) else scripted()
