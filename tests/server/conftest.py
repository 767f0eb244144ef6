"""One browser for all tests of a server; people at their desks behind an nginx.

A module that has its own ``data`` or ``front`` goes on with that.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import browser as browser
from tests.browser.conftest import serve
from tests.server import nginx
from tests.server.desks import SOON, USERS, Desk, Take


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """An empty installation that knows three people."""
    folder = tmp_path / "data"
    folder.mkdir()
    people = "".join(f'[[people]]\nuser = "{u}"\nrole = "{r}"\n' for u, r in USERS.items())
    (folder / "access.toml").write_text(
        f'kind = "proxy"\n[proxy]\nsecret = "{nginx.SECRET}"\nuser_header = "X-Remote-User"\n'
        f"{people}",
        encoding="utf-8",
    )
    return folder


@pytest.fixture
def front(data: Path, tmp_path: Path) -> Iterator[str]:
    for behind in serve(data):
        (tmp_path / "nginx").mkdir()
        yield from nginx.in_front_of(behind, list(USERS), tmp_path / "nginx")


@pytest.fixture
def desk(browser: Browser, front: str) -> Iterator[Desk]:
    contexts = []

    def of(user: str) -> Page:
        context = browser.new_context(
            http_credentials={"username": user, "password": nginx.PASSWORD},
            viewport={"width": 1366, "height": 768},
            locale="ja-JP",
            base_url=front,
            accept_downloads=True,
        )
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=front)
        context.set_default_timeout(SOON)
        contexts.append(context)
        return context.new_page()

    yield of
    for context in contexts:
        context.close()


@pytest.fixture
def take(tmp_path: Path) -> Take:
    folder = tmp_path / "pictures"
    folder.mkdir()

    def taken(page: Page, name: str) -> None:
        page.wait_for_timeout(800)  # charts paint after the last message
        page.screenshot(path=folder / f"{len(list(folder.iterdir())):02d}_{name}.png")

    return taken
