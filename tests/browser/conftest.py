"""A real server on a free port and the system's Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from zaitaku.ground import paths, settings

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-unsafe-swiftshader",
]
STILL = 250  # ms
INSTALL = "Chromium がありません。apt-get install -y chromium fonts-noto-cjk で入れてください。"


_running: list[Browser] = []  # of this process: a second one could not be started beside it


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if _running:  # ``tests/server`` and this folder each have a fixture of this name
        yield _running[0]
        return
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))), None)
    if path is None:
        if settings.browser_required():
            pytest.fail(INSTALL)
        pytest.skip(INSTALL)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        _running.append(chromium)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Locator, "click", _when_still(Locator.click))
            yield chromium
        _running.clear()
        chromium.close()


def _when_still(click: Callable[..., None]) -> Callable[..., None]:
    """A click on what has stood still for a moment, as a person's would be.

    What was just opened gets its parts one after the other: a button that moves between press and
    release is not clicked at all, however often Playwright looked whether it is there.
    """

    def clicking(locator: Locator, **how: Any) -> None:
        deadline = time.monotonic() + 20
        before, now = None, locator.bounding_box()
        while now != before and time.monotonic() < deadline:
            locator.page.wait_for_timeout(STILL)
            before, now = now, locator.bounding_box()
        click(locator, **how)

    return clicking


@pytest.fixture(scope="session")
def server(sample_build_dir: Path) -> Iterator[str]:
    """The dashboard on the sample prefecture, as ``zaitaku serve`` starts it."""
    yield from serve(sample_build_dir)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serve(data_dir: Path, *, port: int | None = None, **environment: str) -> Generator[str]:
    """The address of a server on a data folder; it ends with the caller."""
    port = port or free_port()
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "zaitaku.cli",
            "serve",
            "--data",
            str(data_dir),
            "--port",
            str(port),
        ],
        cwd=paths.ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 60
        while not _answers(f"{address}/healthz"):
            assert process.poll() is None, "サーバが起動しませんでした"
            assert time.monotonic() < deadline, "サーバが 60 秒たっても応答しません"
            time.sleep(0.2)
        yield address
    finally:
        if process.poll() is None:
            os.killpg(process.pid, 15)
        process.wait(timeout=20)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:
            return bool(response.status == 200)
    except OSError:
        return False


class Visit:
    """One browser tab that remembers every request that was not for this server."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.foreign: list[str] = []
        self.crashes: list[str] = []
        self.waiting = False  # a run was asked for and has not been answered
        page.on("request", self._note)
        page.on("websocket", self._listen)
        page.on("pageerror", lambda error: self.crashes.append(str(error)))

    def _note(self, request: Any) -> None:
        local = (self.address, "data:", "blob:", "about:")
        if not request.url.startswith(local):
            self.foreign.append(request.url)

    def _listen(self, socket: Any) -> None:
        if not socket.url.startswith(self.address.replace("http", "ws", 1)):
            self.foreign.append(socket.url)
        socket.on("framesent", self._asked)
        socket.on("framereceived", self._heard)

    def _asked(self, frame: Any) -> None:
        if isinstance(frame, bytes) and BackMsg.FromString(frame).HasField("rerun_script"):
            self.waiting = True

    def _heard(self, frame: Any) -> None:
        if isinstance(frame, bytes):
            message = ForwardMsg.FromString(frame)
            if message.HasField("script_finished"):
                again = ForwardMsg.FINISHED_EARLY_FOR_RERUN
                self.waiting = message.script_finished == again

    def open(self, path: str) -> Visit:
        self.page.goto(f"{self.address}/{path}")
        return self.settled()

    def check_page(self, mode: str) -> None:
        """What holds of every page just opened: whole, in its mode, and nothing has left."""
        assert self.foreign == []
        assert self.crashes == []
        assert self.page.locator("[data-testid=stException]").count() == 0
        assert self.page.locator("[data-testid=stAlertContentError]").count() == 0
        # the tutorial's own text tells of the badge
        where = ".st-key-title" if "/guide" in self.page.url else "[data-testid=stMain]"
        text = self.page.locator(where).inner_text()
        assert ("内部検討用・公表不可" in text) == (mode == "internal")
        for chart in self.page.locator("[data-testid=stVegaLiteChart]").all():
            box = chart.bounding_box()
            assert box and box["height"] > 60 and box["width"] > 200

    def settled(self) -> Visit:
        """Wait until the script has run and the page has drawn what it got.

        The page's own state is not enough: right after a click it still says that nothing
        runs. What was sent to the server and what came back tell whether a run is under way.
        """
        app = self.page.locator("[data-testid=stApp]")
        app.wait_for(timeout=30_000)
        self.page.wait_for_selector("h1", timeout=30_000)
        self.page.wait_for_function(
            "() => document.querySelector('[data-testid=stApp]')"
            ".getAttribute('data-test-script-state') === 'notRunning'"
            " && !document.querySelector('[data-testid=stSkeleton]')",
            timeout=60_000,
        )
        paint = 400  # Vega and deck.gl paint after the last message
        self.page.wait_for_timeout(paint)
        deadline = time.monotonic() + 60
        while self.waiting:
            assert time.monotonic() < deadline, "the page has not been answered for a minute"
            self.page.wait_for_timeout(paint)
        return self


@pytest.fixture
def visit(browser: Browser, server: str) -> Iterator[Visit]:
    context = browser.new_context(
        viewport={"width": 1366, "height": 768}, locale="ja-JP", accept_downloads=True
    )
    context.set_default_timeout(60_000)  # a browser without a graphics card, on a busy machine
    yield Visit(context.new_page(), server)
    context.close()
