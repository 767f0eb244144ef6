"""The product behind a real nginx: each role sees and takes what it may, and nothing else.

The pages are listed from the menu, the rights from the one table.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import serve
from tests.conftest import copy_of
from tests.server import nginx
from zaitaku.access import roles
from zaitaku.access.roles import Role

pytestmark = pytest.mark.browser
USERS: dict[str, Role] = {"koh": "public", "nai": "internal", "hen": "edit", "kan": "manage"}
STRANGER = "yoso"
IS_BADGE = "内部検討用・公表不可"


@pytest.fixture(scope="module")
def data(sample_build_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = copy_of(sample_build_dir, tmp_path_factory.mktemp("behind"))
    people = "".join(
        f'[[people]]\nuser = "{user}"\nrole = "{role}"\n' for user, role in USERS.items()
    )
    (folder / "access.toml").write_text(
        f'kind = "proxy"\n[proxy]\nsecret = "{nginx.SECRET}"\nuser_header = "X-Remote-User"\n'
        f'groups_header = "X-Remote-Groups"\n{people}',
        encoding="utf-8",
    )
    return folder


@pytest.fixture(scope="module")
def behind(data: Path) -> Iterator[str]:
    """The address without the proxy."""
    yield from serve(data)


@pytest.fixture(scope="module")
def front(behind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("nginx")
    yield from nginx.in_front_of(behind, [*USERS, STRANGER], folder)


def opened(browser: Browser, front: str, user: str, path: str) -> tuple[BrowserContext, Page]:
    context = browser.new_context(
        http_credentials={"username": user, "password": nginx.PASSWORD}, accept_downloads=True
    )
    page = context.new_page()
    page.goto(f"{front}/{path}")
    return context, page


def settled(page: Page) -> str:
    page.wait_for_selector("h1", timeout=60_000)
    page.wait_for_function(
        "() => document.querySelector('[data-testid=stApp]')"
        ".getAttribute('data-test-script-state') === 'notRunning'",
        timeout=60_000,
    )
    return page.locator("body").inner_text()


def fetched(url: str, user: str = "", **headers: str) -> tuple[int, str]:
    request = urllib.request.Request(
        url, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )
    if user:
        word = b64encode(f"{user}:{nginx.PASSWORD}".encode()).decode()
        request.add_header("Authorization", f"Basic {word}")
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read().decode(errors="replace")
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(errors="replace")


def events(data: Path) -> list[dict[str, Any]]:
    return [
        json.loads(line)
        for path in sorted((data / "log").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


@pytest.mark.parametrize("user", USERS)
def test_a_link_of_internal_shows_what_the_role_may_see(
    browser: Browser, front: str, data: Path, user: str
) -> None:
    context, page = opened(browser, front, user, "supply?mode=internal")
    text = settled(page)
    sees = roles.may(USERS[user], "see_internal")
    assert (IS_BADGE in text) == sees
    assert ("公表モードで表示しています" in text) == (not sees)
    assert bool(page.locator(".st-key-mode").count()) == sees
    looked = [e for e in events(data) if e["who"] == user and e["event"] == "view"]
    assert [e["page"] for e in looked] == (["supply"] if sees else [])
    # the same session once more: no second line
    page.get_by_role("tab", name="ファイル").first.click()
    button = page.get_by_role("button", name="CSV（UTF-8）").first
    with page.expect_download() as download:
        button.click()
    path = Path(download.value.path())
    kind = "内部" if sees else "公表"
    assert kind in download.value.suggested_filename and path.stat().st_size > 100
    taken = [e for e in events(data) if e["who"] == user and e["event"] == "export"]
    assert [e["mode"] for e in taken] == ["internal" if sees else "public"]
    # its address gives nothing to anybody else, nor to the same user without the browser
    url = download.value.url
    for other in (user, "kan", "koh"):
        assert fetched(url, other)[0] == 404
    cookies = "; ".join(f"{c['name']}={c['value']}" for c in context.cookies())
    assert fetched(url, user, Cookie=cookies)[0] == 200
    other = "koh" if user != "koh" else "kan"
    assert fetched(url, other, Cookie=cookies)[0] == 404  # the browser's mark of somebody else
    context.close()


def test_who_has_no_role_is_told_so_and_nothing_else(front: str) -> None:
    for path in ("", "supply", "v/K7F2A-9QXMP", "geo/0123456789.topojson", "_stcore/host-config"):
        status, text = fetched(f"{front}/{path}", STRANGER)
        assert (status, "登録されていません" in text) == (403, True), path


def test_what_the_browser_sends_itself_is_not_believed(front: str, behind: str) -> None:
    forged = {
        "X_Remote_User": "kan",
        "X_Zaitaku_Secret": nginx.SECRET,
        "X_Zaitaku_Who": "%5B%22kan%22%5D",
    }
    # through nginx: its own headers stand instead
    assert fetched(f"{front}/", STRANGER, **forged)[0] == 403
    # past nginx, without the word it knows
    for headers in ({}, {"X_Remote_User": "kan"}, {"X_Zaitaku_Who": "%5B%22kan%22%5D"}):
        for path in ("", "supply", "page.js", "geo/0123456789.topojson", "v/K7F2A-9QXMP"):
            assert fetched(f"{behind}/{path}", **headers)[0] == 403, (path, headers)


def test_only_who_manages_reads_the_log(browser: Browser, front: str) -> None:
    for user, role in USERS.items():
        context, page = opened(browser, front, user, "log")
        settled(page)
        reads = roles.may(role, "read_log")
        told = "CSV で保存" if reads else "あなたの権限では「記録を読む」はできません"
        page.get_by_text(told).first.wait_for()
        assert page.get_by_label("利用者・画面・内容に含む言葉").count() == reads
        assert page.get_by_role("link", name="記録", exact=True).count() == reads
        page.get_by_text(f"利用者 {user}　{roles.ROLES[role]}").wait_for()
        context.close()


def test_a_file_that_cannot_be_logged_is_told_and_not_given(
    browser: Browser, front: str, data: Path
) -> None:
    context, page = opened(browser, front, "kan", "supply?mode=internal")
    settled(page)
    page.get_by_role("tab", name="ファイル").first.click()
    button = page.get_by_role("button", name="CSV（UTF-8）").first
    button.wait_for()
    (data / "log").rename(data / "log-before")
    (data / "log").write_text("no folder")
    try:
        button.click()
        page.get_by_text("ファイルを作れませんでした").first.wait_for()
    finally:
        (data / "log").unlink()
        (data / "log-before").rename(data / "log")
    context.close()
