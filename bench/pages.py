"""What one interaction costs the server and the line, page by page.

The empty page has the frame of every page (sidebar, heading, banner, build line) and nothing in
it. An interaction changes 年度. ``first`` has nothing cached, ``again`` has been seen before.
"""

from __future__ import annotations

import os
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st
from playwright.sync_api import Page, sync_playwright
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import AppTest, local_script_runner

from bench import table
from bench.timing import seconds
from tests.browser.conftest import FLAGS, Visit, serve
from zaitaku.compose import pages
from zaitaku.ground import paths
from zaitaku.ui import answer

EMPTY = """
import streamlit as st
from zaitaku.compose import standing
from zaitaku.ui.address import Address
from zaitaku.ui.screen import Screen
screen = Screen("empty", Address(), {})
with st.sidebar:
    standing.choose(screen)
screen.open("空のページ")
screen.address.finish()
"""
ROUNDS = 5
CHROMIUM = "chromium"


def compile_once() -> None:
    """Let a tested app keep its compiled scripts from run to run, as a server does."""
    compiled = ScriptCache()
    local_script_runner.ScriptCache = lambda: compiled  # type: ignore[assignment, attr-defined]


def report(data_dir: Path) -> None:
    compile_once()
    os.environ["ZAITAKU_DATA"] = str(data_dir)
    every = (page for section in pages.PAGES.values() for page in section)
    listed = [one for one in every if {"year", "area"} & set(one.follows)]  # what can be changed
    empty = _times(AppTest.from_string(EMPTY, default_timeout=120))
    print(f"  server time of the empty page          {empty[1] * 1000:6.0f} ms")
    received = _bytes(data_dir, listed)
    print("  page                        first   again   ratio first / again   KB an interaction")
    worst = [0.0, 0.0]
    for file, title, address, _ in listed:
        app = AppTest.from_file(str(paths.ROUTER), default_timeout=120)
        app.query_params["mode"] = "internal"
        first, again = _times(app.switch_page(str(paths.PAGES / file)))
        cold, warm = first / empty[0], again / empty[1]
        table.measured(f"server, cold: {title}", cold)
        table.measured(f"server, warm: {title}", warm)
        worst = [max(worst[0], cold), max(worst[1], warm)]
        print(
            f"  {title + '　' * (8 - len(title))} {first * 1000:12.0f} {again * 1000:7.0f}"
            f" {cold:13.1f} / {warm:.1f} {received[address]:17.0f}"
        )
    table.measured("server, cold: the worst page", worst[0])
    table.measured("server, warm: the worst page", worst[1])


def count_frames(page: Page, frames: list[int]) -> None:
    """The size of every message that the server sends to the page."""
    page.on("websocket", lambda ws: ws.on("framereceived", lambda data: frames.append(len(data))))


def take_next(visit: Visit, key: str) -> None:
    """The next option of a menu, by the keyboard."""
    menu = visit.page.locator(f".st-key-{key} input")
    menu.click()
    menu.press("ArrowDown")
    menu.press("Enter")
    visit.page.wait_for_timeout(500)
    visit.settled()


def _times(app: Any) -> tuple[float, float]:
    """Median seconds of changing 年度 (注目する地域, on a page without): with empty caches, and
    with warm ones."""
    app.run()
    key = next(one for one in ("year", "area") if any(box.key == one for box in app.selectbox))
    count = min(len(app.selectbox(key=key).options), ROUNDS)
    first, again = [], []
    for number in range(ROUNDS):
        app.selectbox(key=key).select_index(number % count)
        st.cache_data.clear()
        answer.forget()
        first.append(seconds(app.run))
    for number in range(ROUNDS):
        app.selectbox(key=key).select_index(number % count)
        again.append(seconds(app.run))
    return statistics.median(first), statistics.median(again)


def _bytes(data_dir: Path, listed: Sequence[pages.Page]) -> dict[str, float]:
    """Kilobytes the server sends for the second change of 年度 (or area) on each page."""
    import shutil

    running = serve(data_dir)
    address = next(running)
    sizes: dict[str, float] = {}
    try:
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(
                executable_path=shutil.which(CHROMIUM), args=FLAGS
            )
            for one in listed:
                name, key = one.address, "year" if "year" in one.follows else "area"
                context = chromium.new_context(viewport={"width": 1366, "height": 768})
                visit = Visit(context.new_page(), address)
                frames: list[int] = []
                count_frames(visit.page, frames)
                visit.open(("" if name == "overview" else name) + "?mode=internal")
                for _ in range(2):
                    frames.clear()
                    take_next(visit, key)
                sizes[name] = sum(frames) / 1000
                context.close()
    finally:
        running.close()
    return sizes
