"""What was made ahead is what the next page asks for: nothing is asked or drawn a second time."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import altair as alt
import pytest
from streamlit.testing.v1 import AppTest

from zaitaku.access import asking
from zaitaku.access.policy import NOBODY
from zaitaku.ask import queries, warehouse
from zaitaku.compose import pages
from zaitaku.ground import paths
from zaitaku.ui import ahead, answer, drawing, turns

pytestmark = pytest.mark.thorough


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    answer.forget()
    drawing._spec.clear()


def coming(folder: Path, *addresses: str, mode: str = "internal") -> ahead.Wanted:
    link = {"mode": mode}
    return ahead.Wanted(asking.local(), "", folder, None, tuple((one, link) for one in addresses))


def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    asked: list[str] = []
    run = queries.run

    def counting(build: Any, name: str, params: Any = None) -> Any:
        asked.append(name)
        return run(build, name, params)

    monkeypatch.setattr(queries, "run", counting)
    return asked


def shown(address: str) -> None:
    app = AppTest.from_file(str(paths.ROUTER), default_timeout=300)
    app.query_params["mode"] = "internal"
    page = pages.named(address)
    assert page is not None
    app.switch_page(str(paths.PAGES / page.file)).run()
    assert not app.exception


# asked by the screen alone: the line of the build, the reference's row of a table, a notice
SCREENS = {"build/info", "area/population", "plausibility/by_area", "plausibility/institutions"}


@pytest.mark.parametrize("address", ["supply", "indicators", "card", "flows"])
def test_a_page_made_ahead_has_its_answers_and_charts(
    address: str, sample_build_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZAITAKU_DATA", str(sample_build_dir))
    asked, drawn = counted(monkeypatch), []
    to_dict = alt.TopLevelMixin.to_dict
    monkeypatch.setattr(
        alt.TopLevelMixin, "to_dict", lambda *a, **k: (drawn.append(1), to_dict(*a, **k))[1]
    )
    shown(address)
    alone, charts = len(asked), len(drawn)
    answer.forget()
    drawing._spec.clear()
    ahead.make(coming(sample_build_dir, address))
    asked.clear()
    drawn.clear()
    shown(address)
    left = [name for name in asked if name not in SCREENS]
    assert len(left) <= 1 < alone, left
    assert charts and not drawn


def test_nobody_s_rights_make_nothing_of_internal(
    sample_build_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZAITAKU_DATA", str(sample_build_dir))
    asked = counted(monkeypatch)
    wanted = coming(sample_build_dir, "institutions", "supply")
    opened: list[str] = []
    real = warehouse.open_build

    def opening(folder: Path, mode: Any, build_id: str | None = None) -> Any:
        opened.append(mode)
        return real(folder, mode, build_id)

    monkeypatch.setattr(warehouse, "open_build", opening)
    ahead.make(ahead.Wanted(NOBODY, "", sample_build_dir, None, wanted.pages))
    assert asked and set(opened) == {"public"}


def test_a_page_that_breaks_does_not_keep_the_next_from_being_made(
    sample_build_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZAITAKU_DATA", str(sample_build_dir))
    asked = counted(monkeypatch)
    ahead.make(coming(sample_build_dir, "nowhere", "capacity"))
    assert any(name.startswith("standards/") for name in asked)


def test_what_comes_next_is_next_in_the_menu() -> None:
    assert ahead.after("overview")[0] == "supply"
    assert ahead.after("roles") == ["overview", "supply", "compare"]  # the last: from the beginning
    assert ahead.after("publish") == []


def test_the_years_beside_come_after_the_next_pages(
    sample_build_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZAITAKU_DATA", str(sample_build_dir))
    thought: list[ahead.Wanted] = []
    monkeypatch.setattr(ahead, "think", thought.append)
    app = AppTest.from_file(str(paths.ROUTER), default_timeout=300)
    app.query_params["mode"] = "internal"
    app.query_params["year"] = "2022"
    page = pages.named("supply")
    assert page is not None
    app.switch_page(str(paths.PAGES / page.file)).run()
    coming = thought[-1].pages
    assert [one for one, _ in coming] == ["compare", "institutions", "patients", *["supply"] * 2]
    assert [dict(chosen) for _, chosen in coming[-2:]] == [
        {"mode": "internal", "year": "2021"}, {"mode": "internal", "year": "2023"},
    ]  # fmt: skip

    asked = counted(monkeypatch)
    monkeypatch.setattr(ahead, "think", lambda _: None)
    ahead.make(thought[-1])
    asked.clear()
    app.selectbox(key="year").select("2021").run()
    assert len([name for name in asked if name not in SCREENS]) <= 1


def test_it_holds_nothing_while_a_page_is_made(
    sample_build_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What surrounds two answers may be locked (``cached_property`` until Python 3.12), and the
    page needs it: whoever waited with the lock would wait for a page that waits for the lock."""
    monkeypatch.setattr(ahead, "QUIET", 0.0)
    around, has_begun, page_begins = threading.Lock(), threading.Event(), threading.Event()
    whole: list[str] = []

    def view_of(address: str, *_: Any, keep: Any, data_dir: Path) -> Any:
        opened = (str(data_dir), None, "public")
        with around:
            keep(opened, f"{address} 1", lambda: 1)
            has_begun.set()
            assert page_begins.wait(20)
            keep(opened, f"{address} 2", lambda: 2)
        whole.append(address)
        raise LookupError("there is nothing to draw")

    monkeypatch.setattr(pages, "view_of", view_of)
    ahead.start()
    try:
        ahead.think(coming(sample_build_dir, "capacity"))
        assert has_begun.wait(20)
        with turns.turn():
            page_begins.set()
            assert around.acquire(timeout=20), "the page waits for what waits for the page"
            around.release()
            assert not whole
        for _ in range(200):  # and it is begun again
            if whole:
                break
            ahead._thread[0].join(0.1)
        assert whole == ["capacity"]
    finally:
        ahead.stop()


def test_it_waits_while_a_page_is_made_and_ends_with_the_server(
    sample_build_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZAITAKU_DATA", str(sample_build_dir))
    monkeypatch.setattr(ahead, "QUIET", 0.0)
    asked = counted(monkeypatch)
    ahead.start()
    try:
        with turns.turn():
            ahead.think(coming(sample_build_dir, "capacity"))
            ahead._thread[0].join(0.3)
            assert not asked
        for _ in range(600):
            if any(name.startswith("standards/") for name in asked):
                break
            ahead._thread[0].join(0.1)
        else:
            raise AssertionError("nothing was made")
    finally:
        ahead.stop()
    assert not ahead._thread
    before = len(asked)
    ahead.think(coming(sample_build_dir, "supply"))  # without a server
    assert len(asked) == before and not ahead._latest
