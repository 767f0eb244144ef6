"""Signing in with a real OpenID Connect provider (a small one, on this machine)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.parse
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import free_port, serve
from tests.conftest import copy_of
from tests.server import nginx
from tests.server.test_behind_nginx import IS_BADGE, events, fetched

pytestmark = pytest.mark.browser
USERS = {"nai@pref.example": "internal", "koh@pref.example": "public"}
STRANGER = "yoso@elsewhere.example"


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    if find_spec("oidc_provider_mock") is None or find_spec("authlib") is None:
        pytest.skip("oidc-provider-mock がありません（requirements-dev.txt）")
    port = free_port()
    claims = [
        argument
        for user in (*USERS, STRANGER)
        for argument in ("--user-claims", json.dumps({"sub": user, "email": user}))
    ]
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), *claims],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=dict(os.environ),
    )
    try:
        nginx.wait_for(process, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="module")
def data(sample_build_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of(sample_build_dir, tmp_path_factory.mktemp("sign_in"))


@pytest.fixture(scope="module")
def server(provider: str, data: Path) -> Iterator[str]:
    port = free_port()
    people = "".join(f'[[people]]\nuser = "{u}"\nrole = "{r}"\n' for u, r in USERS.items())
    (data / "access.toml").write_text(
        f"""kind = "oidc"
[oidc]
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "{"c" * 40}"
client_id = "zaitaku"
client_secret = "{"s" * 40}"
server_metadata_url = "{provider}/.well-known/openid-configuration"
user_claim = "email"
{people}""",
        encoding="utf-8",
    )
    yield from serve(data, port=port)


def arrived(browser: Browser, server: str, path: str) -> tuple[BrowserContext, Page]:
    context = browser.new_context(accept_downloads=True)
    page = context.new_page()
    page.goto(f"{server}/{path}")
    return context, page


def sign_in(page: Page, server: str, user: str) -> None:
    page.get_by_role("button", name="サインイン").click()
    page.locator("button", has_text=user).click()
    page.wait_for_url(f"{server}/**")


def test_who_has_not_signed_in_sees_nothing(browser: Browser, server: str) -> None:
    context, page = arrived(browser, server, "supply?mode=internal")
    page.get_by_role("button", name="サインイン").wait_for()
    assert page.locator("h2, [data-testid=stSidebar] a, canvas, svg.marks").count() == 0
    # nor with a cookie that it made itself
    context.add_cookies(
        [{"name": "_streamlit_user", "value": '{"email": "nai@pref.example"}', "url": server}]
    )
    page.reload()
    page.get_by_role("button", name="サインイン").wait_for()
    context.close()


def test_a_user_sees_what_the_role_may(browser: Browser, server: str, data: Path) -> None:
    for user, role in USERS.items():
        context, page = arrived(browser, server, "supply")
        sign_in(page, server, user)
        page.get_by_text(f"利用者 {user.partition('@')[0]}").wait_for()
        page.goto(f"{server}/supply?mode=internal")
        page.locator("h2").first.wait_for()
        sees = role == "internal"
        assert bool(page.get_by_text(IS_BADGE).count()) == sees
        page.get_by_role("tab", name="ファイル").first.click()
        with page.expect_download() as download:
            page.get_by_role("button", name="CSV（UTF-8）").first.click()
        assert ("_内部_" in urllib.parse.unquote(download.value.suggested_filename)) == sees
        assert Path(download.value.path()).stat().st_size > 100
        assert fetched(download.value.url)[0] == 404
        # the API knows the same browser, and nobody else
        question = f"{server}/api/questions/supply/by_area?mode=internal"
        assert page.request.get(question).status == (200 if sees else 403)
        assert fetched(question)[0] == 401
        logged = [event["event"] for event in events(data) if event["who"] == user]
        assert logged.count("sign_in") >= 1 and ("view" in logged) == sees
        assert logged[-1] == "export"
        with page.expect_event("framenavigated"):
            page.get_by_role("button", name="サインアウト").click()
        page.wait_for_load_state("networkidle")
        page.goto(f"{server}/supply?mode=internal")
        page.get_by_role("button", name="サインイン").wait_for()
        assert page.request.get(question).status == 401
        context.close()


def test_who_signed_in_without_a_role_is_told_so(browser: Browser, server: str, data: Path) -> None:
    context, page = arrived(browser, server, "supply?mode=internal")
    sign_in(page, server, STRANGER)
    page.get_by_text("利用者に登録されていません").wait_for()
    assert page.locator("[data-testid=stSidebar] a, svg.marks").count() == 0
    assert [e["event"] for e in events(data) if e["who"] == STRANGER] == ["refused"]
    context.close()
