"""The static site opened from a disk: every page is drawn, and nothing else is asked for."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.conftest import copy_of
from zaitaku.ask import warehouse
from zaitaku.build import releases
from zaitaku.cli.main import main
from zaitaku.compose import site as site_pages

pytestmark = pytest.mark.browser

WANTED = {"overview", "supply", "flows", "demand"}


@pytest.fixture
def folder(sample_build_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    data = tmp_path / "data"
    data.mkdir()
    copy_of(sample_build_dir, data)
    told = {"build_id": warehouse.current_build_id(data), "tables": [], "answers": []}
    releases.add(data, told, approver="部長")
    wanted = [w for w in site_pages._WANTED if w.page in WANTED]
    monkeypatch.setattr(site_pages, "_WANTED", wanted)
    ways, areas = site_pages._ways, site_pages.asker.areas
    monkeypatch.setattr(site_pages, "_ways", lambda build, one: list(ways(build, one))[:1])
    monkeypatch.setattr(site_pages.asker, "areas", lambda *given: areas(*given)[:1])
    assert main(["publish", "--data", str(data), "--site", str(tmp_path / "a.zip")]) == 0
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        archive.extractall(tmp_path / "静的 サイト")
    return tmp_path / "静的 サイト"


def test_it_works_from_a_disk_and_asks_for_nothing_else(browser: Browser, folder: Path) -> None:
    for width in (1366, 390):
        _walk(browser, folder, width)


def _walk(browser: Browser, folder: Path, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 768})
    asked: list[str] = []
    told: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: told.append(message.text))
    page.goto((folder / "index.html").as_uri())
    seen = {page.url}
    while (following := page.locator("a[rel=next]")).count() or len(seen) == 1:
        target = following if following.count() else page.locator("main li a").first
        target.click()
        seen.add(page.url)
        # no page is wider than the screen; a wide table or figure scrolls in its frame
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
        assert page.locator("h1").count() == 1
        for figure in page.locator(".figure svg").all():
            box = figure.bounding_box()
            assert box and box["height"] > 60 and box["width"] > 300, page.url
    assert len(seen) == len(list(folder.glob("*.html")))
    assert told == []  # a style that the page's own rule forbids would be told here
    assert set(asked) == seen, "nothing but the pages themselves"
    page.close()
