"""会議モード from the router: its figures one by one, and scenes that cannot be shown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.pages.conftest import Open
from tests.pages.test_packs import SHOW, data, saved, text  # noqa: F401
from zaitaku.exhibits.views import View
from zaitaku.kept import packs, packs_store
from zaitaku.kept.packs import SavedScene
from zaitaku.ui import pack_views


def test_a_scene_comes_back_to_its_last_figure(open_app: Open, data: Path) -> None:  # noqa: F811
    pack = saved(data, ("flows", "public", "流れ"), ("supply", "public", "供給"))
    app = open_app(data, SHOW, pack=pack.pack_id, scene="2")
    app.button(key="show_back").click().run()
    assert "（4／4）" in text(app)


def broken(scene: SavedScene, **changes: Any) -> SavedScene:
    return replace(scene, scene_id=packs.new_id(), **changes)


def test_the_meeting_goes_on_past_scenes_that_cannot_be_shown(
    open_app: Open,
    data: Path,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A page that is gone, a choice that is gone, one that crashes, 内部, a figure that fails."""
    pack = saved(data, ("patients", "public", "患者の話"), ("supply", "public", "供給の話"))
    other, good = pack.scenes
    lost = [
        broken(good, page="no_such_page", title="昔の画面", message=""),
        broken(good, link=dict(good.link) | {"area": ("00000",)}, message="古い市の話"),
        broken(good, link=dict(good.link) | {"item": ("crash",)}, message="壊れた話"),
        broken(good, mode="internal", message="内の話"),
    ]
    for scene in (*lost, other):
        packs_store.change(data, pack.pack_id, packs.add(replace(scene, scene_id=packs.new_id())))
    now = pack_views.now

    def crashing(scene: SavedScene, area: str = "") -> View:
        if scene.message == "壊れた話":
            raise KeyError("a bug of a page")
        return now(scene, area)

    monkeypatch.setattr(pack_views, "now", crashing)
    app = open_app(data, SHOW, pack=pack.pack_id, scene="2")
    said = []
    for _ in range(5):
        app.button(key="show_next").click().run()
        assert not app.exception
        said.append(text(app))
    assert "画面「昔の画面」（公表モード、年度" in said[0]
    assert "画面「no_such_page」はありません" in said[0]
    assert "古い市の話" in said[1]
    assert "今のデータに" in said[1]
    assert "受付番号" in said[2]
    assert "画面「供給」を内部モードで保存した場面" in said[3]
    assert "内の話" not in said[3]
    assert "患者の話" in said[4]
    assert "版ID" in said[4]


def test_a_plan_of_zones_is_shown(open_app: Open, data: Path) -> None:  # noqa: F811
    pack = saved(data, ("redraw", "internal", ""))
    app = open_app(data, SHOW, pack=pack.pack_id, mode="internal")
    assert not app.exception
    assert 'alt="圏域案' in app.get("html")[0].proto.body
