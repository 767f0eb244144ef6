"""圏域案: what was not saved is there after a reload and on the way back, and never in 公表."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import copy_of
from tests.pages.conftest import Open, address
from tests.pages.test_redraw import PAGE, click, opened, said, zone_of_each
from zaitaku.ask import warehouse
from zaitaku.compose import pages
from zaitaku.derived import zoning
from zaitaku.ground import paths
from zaitaku.kept import drafts, plans
from zaitaku.ui import redraw_drafts
from zaitaku.zones.plan import Plan

MOVED = "北上市を岩手中部から胆江へ移した案"


@pytest.fixture
def data(iwate_build_dir: Path, tmp_path: Path) -> Path:
    return copy_of(iwate_build_dir, tmp_path)


def draft_in_address(app: Any) -> str:
    return address(app).get("draft", "")


def test_a_reload_finds_the_draft_with_its_undo(open_app: Open, data: Path) -> None:
    app = click(opened(open_app, data), "redraw_move")
    draft = draft_in_address(app)
    assert drafts.listed(data) == [draft]
    again = opened(open_app, data, draft=draft)  # a new session with the same address
    assert MOVED in said(again)
    assert draft_in_address(again) == draft
    click(again, "redraw_undo")
    assert "まだ市町村を移していない" in said(again)
    assert drafts.listed(data) == []  # nothing is left to be kept
    assert draft_in_address(again) == ""


def test_another_page_and_back(open_app: Open, data: Path) -> None:
    app = click(opened(open_app, data), "redraw_move")
    draft = draft_in_address(app)
    app.switch_page(str(paths.PAGES / "explore/supply.py")).run()
    app.query_params.clear()
    app.query_params["mode"] = "internal"
    app.switch_page(str(paths.PAGES / PAGE)).run()
    assert MOVED in said(app)
    assert draft_in_address(app) == draft


def test_a_draft_of_a_saved_plan_opens_over_it(
    open_app: Open, data: Path, build: warehouse.Build
) -> None:
    base = zoning.scheme(build, "二次医療圏")
    saved = plans.save(data, Plan("八つ", base.zones))
    app = click(opened(open_app, data, base="二次医療圏", plan=saved.plan_id), "redraw_move")
    again = opened(open_app, data, draft=draft_in_address(app))
    assert again.selectbox(key="base").value == "二次医療圏"
    assert again.selectbox(key="plan").value == saved.plan_id
    assert zone_of_each(again) == zone_of_each(app)


def test_saving_leaves_no_draft(open_app: Open, data: Path) -> None:
    app = click(opened(open_app, data), "redraw_move")
    app.text_input(key="redraw_name").set_value("会議の案").run()
    click(app, "redraw_save")
    assert drafts.listed(data) == []
    assert draft_in_address(app) == ""
    app.selectbox(key="plan").set_value("new").run()
    assert "まだ市町村を移していない" in said(app)


def test_discarded_and_taken_back(open_app: Open, data: Path) -> None:
    app = click(opened(open_app, data), "redraw_move")
    click(app, "redraw_discard")
    assert "まだ市町村を移していない" in said(app)
    assert drafts.listed(data) == []
    click(app, "redraw_take_back")
    assert MOVED in said(app)
    assert drafts.listed(data) == [draft_in_address(app)]


def test_the_last_draft_is_offered_to_the_next_visit(open_app: Open, data: Path) -> None:
    left = draft_in_address(click(opened(open_app, data), "redraw_move"))
    app = opened(open_app, data)
    assert "まだ市町村を移していない" in said(app)
    assert any("前回の下書き" in c.value and MOVED in c.value for c in app.caption)
    click(app, "redraw_discard_left")
    assert drafts.listed(data) == []
    click(app, "redraw_bring_back_left")
    click(app, "redraw_go_on")
    assert MOVED in said(app)
    assert draft_in_address(app) == left


def test_the_draft_of_someone_at_work_is_copied_not_written(
    open_app: Open, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = draft_in_address(click(opened(open_app, data), "redraw_move"))
    monkeypatch.setattr(redraw_drafts, "_is_at_work", lambda owner: True)
    before = (data / "plans" / "drafts" / f"{theirs}.json").read_bytes()
    assert not any("前回の下書き" in c.value for c in opened(open_app, data).caption)
    app = opened(open_app, data, draft=theirs, towns="03205", to="盛岡")
    assert MOVED in said(app)
    click(app, "redraw_move")
    assert draft_in_address(app) not in ("", theirs)
    assert (data / "plans" / "drafts" / f"{theirs}.json").read_bytes() == before


def test_a_draft_that_is_gone_is_told(open_app: Open, data: Path) -> None:
    app = opened(open_app, data, draft="0" * 16)
    assert any("下書きは、もうありません" in box.value for box in app.warning)
    assert "まだ市町村を移していない" in said(app)
    assert draft_in_address(app) == ""


def test_public_mode_and_files_know_nothing_of_a_draft(
    open_app: Open, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = draft_in_address(click(opened(open_app, data), "redraw_move"))

    def refuse(*_: object) -> None:
        raise AssertionError("a draft was read")

    monkeypatch.setattr(drafts, "load", refuse)
    monkeypatch.setattr(drafts, "listed", refuse)
    app = open_app(data, PAGE, draft=draft)
    assert not app.exception
    shown = [e.value for kind in ("markdown", "caption", "info") for e in app.get(kind)]
    assert not any("移した案" in str(text) or "下書き" in str(text) for text in shown)
    assert draft_in_address(app) == ""
    link = {"draft": [draft], "mode": ["internal"]}
    assert "まだ市町村を移していない" in pages.view_of("redraw", link).sentences[0]


@pytest.fixture
def build(data: Path) -> warehouse.Build:
    return warehouse.open_build(data, "internal")
