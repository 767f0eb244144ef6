"""はじめての使い方 on the screen: contents, steps with pictures, ways to the pages, the PDF."""

from __future__ import annotations

import streamlit as st

from zaitaku.compose import pages
from zaitaku.compose.reader import STANDING
from zaitaku.export import guide
from zaitaku.export.guide import Block, Picture, Step
from zaitaku.ui import handing
from zaitaku.ui.handing import Taken
from zaitaku.ui.screen import Screen

_SERVED = "/app/static/help"
# Of the sample prefecture: a link from here keeps the reader's own place, mode and files.
_ITS_OWN = {*STANDING, "pack", "plan"}


def show(screen: Screen | None = None) -> None:
    """The whole text; without a build there is no page to lead to, and no screen."""
    told = guide.read()
    with st.container(key="guide"):
        _blocks(told.lead)
        handing.button(
            "PDF で保存",
            lambda: guide.to_pdf(told),
            guide.FILE_NAME,
            "application/pdf",
            key="guide_pdf",
            taken=Taken(None),
            primary=True,
        )
        st.markdown(
            "\n".join(f"- [{step.title}](#guide-{n})" for n, step in enumerate(told.steps, 1))
        )
        for number, step in enumerate(told.steps, 1):
            st.header(step.title, anchor=f"guide-{number}")
            _blocks(step.blocks)
            if screen is not None:
                _ways(screen, step)


def _blocks(blocks: tuple[Block, ...]) -> None:
    for block in blocks:
        if isinstance(block, Picture):
            st.markdown(f"![{block.words}]({_SERVED}/{block.file})")
            st.caption(block.words)
        elif isinstance(block, tuple):
            st.markdown("\n".join(f"- {line}" for line in block))
        else:
            st.markdown(block)


def _ways(screen: Screen, step: Step) -> None:
    """A link to each page that the step shows."""
    first = {picture.page: picture for picture in reversed(step.pictures)}
    if not first:
        return
    with st.container(horizontal=True):
        for address, picture in reversed(first.items()):
            page = pages.named(address)
            assert page is not None
            chosen = {k: v[0] for k, v in picture.link.items() if k not in _ITS_OWN}
            screen.link(page.file, f"画面「{page.title}」を開く", **chosen)
