"""From a click to the last frame it paints in a browser, page by page, beside an empty page.

The click is the key that chooses another 年度 (on a page without one, another 地域の単位); the end
is the frame after the last change of the page, once the server says that its run is over. What is
painted on a canvas without a change of the page (WebGL) is not seen. The page and the empty one
are asked in turn, each in a tab of its own of the same browser; ``python -m bench.repaint DATA``.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, sync_playwright

from bench import table
from bench.pages import CHROMIUM, EMPTY
from bench.serving import ours, started, streamlit
from tests.browser.conftest import FLAGS, Visit
from zaitaku.compose import pages

ROUNDS = 5
_CONTROLS = (".st-key-year input", ".st-key-area_unit input")
_APP = """
import streamlit as st
from zaitaku import web
app = st.App({script!r}, routes=web.ROUTES, middleware=web.MIDDLEWARE)
"""
# the time of the key, and of the frame that follows each change of the page
_WATCH = """() => {
    window.pressed = 0; window.painted = 0;
    const told = () => requestAnimationFrame(() => setTimeout(() => {
        window.painted = performance.now();
    }));
    new MutationObserver(told).observe(document.body,
        {subtree: true, childList: true, attributes: true, characterData: true});
    document.addEventListener('keydown', (event) => {
        if (event.key === 'Enter') { window.pressed = performance.now(); }
    }, true);
}"""
_QUIET = """() => window.painted > window.pressed && performance.now() - window.painted > 400
    && document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'"""


def report(data_dir: Path, rounds: int = ROUNDS) -> None:
    """Print a line a page: median milliseconds, those of the empty page, the median ratio."""
    print("  page                      ms   empty   ratio")
    listed = [page for section in pages.PAGES.values() for page in section]
    ratios: list[float] = []
    with chromium() as browser, _serving(data_dir) as (server, empty):
        beside = _opened(browser, empty, "")
        for _, title, address, _ in listed:
            visit = _opened(browser, server, "" if address == "overview" else address)
            name = title + "　" * (10 - len(title))
            try:
                page, nothing, ratio = _in_turn(visit, beside, rounds)
                ratios.append(ratio)
                print(f"  {name} {page:7.0f} {nothing:7.0f} {ratio:7.1f}", flush=True)
            except (RuntimeError, Error) as error:
                print(f"  {name} 測れない（{str(error).splitlines()[0]}）", flush=True)
            visit.page.context.close()
    table.measured("click to repaint: the middle page", statistics.median(ratios))
    table.measured("click to repaint: the worst page", max(ratios))


def _in_turn(visit: Visit, beside: Visit, rounds: int) -> tuple[float, float, float]:
    """Medians of the page and of the empty one, and of their ratios pair by pair."""
    control = _control(visit.page)
    pairs = [
        (_milliseconds(visit, control), _milliseconds(beside, _CONTROLS[0]))
        for _ in range(rounds + 1)
    ][1:]
    page, nothing = (statistics.median(each) for each in zip(*pairs, strict=True))
    return page, nothing, statistics.median(page / nothing for page, nothing in pairs)


def _milliseconds(visit: Visit, control: str) -> float:
    """From the key to the last frame of what it brought."""
    choose_other(visit, control)
    visit.page.wait_for_function(_QUIET, timeout=60_000)
    return float(visit.page.evaluate("() => window.painted - window.pressed"))


def choose_other(visit: Visit, control: str) -> None:
    """Choose the value beside the one that is chosen, by the keyboard, and wait for the answer."""
    field = visit.page.locator(control).first
    before = field.get_attribute("value") or field.input_value()
    field.click()
    options = visit.page.locator("[role=option]")
    options.first.wait_for()
    is_first = options.first.get_attribute("aria-selected") == "true"
    field.press("ArrowDown" if is_first else "ArrowUp")
    field.press("Enter")
    visit.settled()
    after = visit.page.locator(control).first
    if (after.get_attribute("value") or after.input_value()) == before:
        raise RuntimeError(f"{visit.page.url}: {control} is as it was")


def _control(page: Page) -> str:
    """What there is to choose on the page; RuntimeError where that is nothing."""
    for control in _CONTROLS:
        field = page.locator(control)
        if field.count() and field.first.is_visible() and field.first.is_enabled():
            return control
    raise RuntimeError("年度も地域の単位も選べない")


def _opened(browser: Browser, server: str, path: str) -> Visit:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="ja-JP")
    visit = Visit(context.new_page(), server).open(f"{path}?mode=internal")
    visit.page.evaluate(_WATCH)
    return visit


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def _serving(data_dir: Path) -> Iterator[tuple[str, str]]:
    """The addresses of our server and of one with the empty page alone."""
    with tempfile.TemporaryDirectory() as folder:
        script, app = Path(folder, "empty.py"), Path(folder, "app.py")
        script.write_text(EMPTY, encoding="utf-8")
        app.write_text(_APP.format(script=str(script)), encoding="utf-8")
        data = {"ZAITAKU_DATA": str(data_dir)}
        with (
            started(ours(data_dir), "/healthz") as server,
            started(streamlit(app), "/healthz", data) as empty,
        ):
            yield server.address, empty.address


if __name__ == "__main__":
    report(Path(sys.argv[1]), *map(int, sys.argv[2:]))
