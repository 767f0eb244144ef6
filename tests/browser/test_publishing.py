"""公表 in a browser: chosen, made anew while the page stays usable, looked at, an audit stopped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import serve
from zaitaku.ask import warehouse
from zaitaku.build import choice, releases
from zaitaku.cli.main import main
from zaitaku.ground import paths

PATIENT = 240_000  # ms: a build on a busy machine


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    data = tmp_path / "data"
    inputs = [str(paths.SAMPLE_DATA / n) for n in ("市区町村マスタ.csv", "人口_年齢階級別.csv")]
    assert main(["import", "--data", str(data), *inputs]) == 0
    for address in serve(data):
        page = browser.new_page(viewport={"width": 1366, "height": 768}, base_url=address)
        page.set_default_timeout(PATIENT)
        yield page
        page.close()


def test_nothing_is_public_before_it_is_audited(page: Page, tmp_path: Path) -> None:
    data = tmp_path / "data"
    first = warehouse.current_build_id(data)
    page.goto("/publish?mode=internal")
    page.get_by_text("番号を付けて公表した版は、まだありません").wait_for()

    page.locator(".st-key-publish_own_targets label").click()
    page.get_by_role("button", name="この選び方を保存する").click()
    page.get_by_text("公表できる版がありません").wait_for()
    assert choice.policy(data).published_own_tables == ("targets",)
    page.get_by_role("button", name="新しい版を作る（まだ公表しない）").click()
    page.get_by_text("3 で確かめてください").wait_for()
    assert warehouse.current_build_id(data) == first
    (made,) = warehouse.held(data)

    # an audit takes long: it can be stopped, and nothing is released without it
    page.get_by_role("button", name="監査する").click()
    page.get_by_role("button", name="中止する").click()
    page.get_by_text("中止しました").wait_for()
    assert page.get_by_role("button", name="番号を付けて公表する").count() == 0
    page.get_by_role("button", name="公表しない（この版を捨てる）").click()
    page.get_by_text(f"版 {made} を捨てました").wait_for()
    assert warehouse.current_build_id(data) == first and releases.listed(data) == []
