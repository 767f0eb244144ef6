"""会議資料 and 会議モード from the router: made from pages, kept, compared after a new import."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.conftest import copy_of
from tests.pages.conftest import Open
from zaitaku.ask import warehouse
from zaitaku.compose import pages
from zaitaku.exhibits.views import View
from zaitaku.ground.settings import Mode
from zaitaku.kept import packs, packs_changes, packs_file, packs_store
from zaitaku.kept.packs import Pack, SavedScene
from zaitaku.kept.packs_changes import Comparison
from zaitaku.ui import pack_views

PACKS, SHOW = "meeting/packs.py", "meeting/show.py"


@pytest.fixture
def data(sample_build_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sample build in a folder of its own, as packs are written beside builds."""
    monkeypatch.setenv("ZAITAKU_DATA", str(tmp_path))
    return copy_of(sample_build_dir, tmp_path)


def _scene(view: View, message: str) -> SavedScene:
    return packs_changes.saved(view, message, key=pack_views.key())


def saved(data: Path, *chosen: tuple[str, Mode, str]) -> Pack:
    pack = packs_store.create(data, "調整会議")
    for page, mode, message in chosen:
        view = pages.view_of(page, {"mode": [mode]})
        pack = packs_store.change(data, pack.pack_id, packs.add(_scene(view, message)))
    return pack


def text(app: Any) -> str:
    shown = [
        app.title,
        app.markdown,
        app.caption,
        app.info,
        app.warning,
        app.error,
        app.success,
        app.header,
    ]
    said = [e.value for kind in shown for e in kind] + [e.label for e in app.expander]
    return "\n".join(said).replace("\\", "")


def opened(app: Any, scene: SavedScene) -> Any:
    """The page with the details of a scene open."""
    app.session_state[f"scene_edit:{scene.scene_id}"] = True
    return app.run()


def test_a_page_is_added_to_a_new_pack(open_app: Open, data: Path) -> None:
    app = open_app(data, "explore/supply.py", area="99201")
    app.session_state["pack_add"] = True
    app.run()
    app.text_input(key="pack_add_name").set_value("第1回").run()
    said = next(a for a in app.text_area if a.key.startswith("pack_add_message"))
    assert said.value == app.markdown[0].value.replace("\\", "").strip("*")
    said.set_value("架空市は多い").run()
    app.button(key="pack_add_go").click().run()
    assert not app.exception
    assert "「第1回」の 1 枚目に加えました。" in text(app)
    ((pack,), _) = packs_store.listed(data)
    (scene,) = pack.scenes
    assert (scene.page, scene.mode, scene.message) == ("supply", "public", "架空市は多い")
    assert scene.link["area"] == ("99201",)
    assert pack_views.comparison(scene) == Comparison("same")


def test_scenes_are_moved_duplicated_deleted_and_edited(open_app: Open, data: Path) -> None:
    pack = saved(data, ("supply", "public", "a"), ("patients", "public", "b"))
    first = pack.scenes[0].scene_id
    app = open_app(data, PACKS, pack=pack.pack_id)

    def order() -> str:
        return "".join(s.message for s in packs_store.load(data, pack.pack_id).scenes)

    for key, expected in (
        (f"scene_down:{first}", "ba"),
        (f"scene_copy:{first}", "baa"),
        (f"scene_delete:{first}", "ba"),
        ("pack_undo", "baa"),
    ):
        app.button(key=key).click().run()
        assert not app.exception
        assert order() == expected
    opened(app, pack.scenes[0])
    app.text_area(key=f"scene_message:{first}").set_value("c").run()
    app.button(key=f"scene_say:{first}").click().run()
    assert order() == "bca"


def test_a_pack_is_renamed_deleted_brought_back_and_taken_in(open_app: Open, data: Path) -> None:
    pack = saved(data, ("supply", "public", "a"))
    app = open_app(data, PACKS, pack=pack.pack_id)
    app.text_input(key=f"pack_name:{pack.pack_id}").set_value("改めた").run()
    app.button(key="pack_rename").click().run()
    assert packs_store.load(data, pack.pack_id).name == "改めた"
    app.button(key="pack_delete").click().run()
    assert "会議資料はまだありません" in text(app)
    app.button(key=f"pack_restore:{pack.pack_id}").click().run()
    assert app.selectbox(key="pack").options == ["改めた（1 場面、公表）"]
    app.file_uploader(key="pack_file").set_value(
        ("外.json", packs_file.for_others(pack, "public").encode(), "application/json")
    ).run()
    app.button(key="pack_take_in").click().run()
    assert not app.exception
    assert "「調整会議」を取り込みました（1 場面）。" in text(app)


def test_a_broken_file_is_named_and_a_taken_name_is_told(open_app: Open, data: Path) -> None:
    saved(data, ("supply", "public", "a"))
    (data / "packs" / f"{'0' * 16}.json").write_text("{", encoding="utf-8")
    newer = json.dumps({"format": packs_file.FORMAT, "version": packs_file.VERSION + 1})
    (data / "packs" / f"{'1' * 16}.json").write_text(newer, encoding="utf-8")
    app = open_app(data, PACKS)
    assert [b.key for b in app.button if b.key.startswith("pack_aside")] == [
        f"pack_aside:{'0' * 16}",
        f"pack_aside:{'1' * 16}",
    ]
    assert "壊れていて読めません" in text(app)
    assert "新しい版のソフトで作られた会議資料です" in text(app)
    app.text_input(key="pack_new").set_value("調整会議").run()
    app.button(key="pack_create").click().run()
    assert "という会議資料はもうあります" in text(app)
    assert "1　a" in text(app)


def test_in_public_a_scene_of_internal_is_only_counted(open_app: Open, data: Path) -> None:
    pack = saved(data, ("supply", "public", "公の話"), ("institutions", "internal", "内の話"))
    secret = dict(pack.scenes[1].kept.said)["文"]
    public = text(open_app(data, PACKS, pack=pack.pack_id))
    assert "公の話" in public
    assert "内部モードの場面が 1 あります" in public
    assert "内の話" not in public
    stage = open_app(data, SHOW, pack=pack.pack_id, scene="2")
    assert "内部モードの場面です" in text(stage)
    assert not any("内の話" in o for o in stage.selectbox(key="scene").options)
    inside = text(open_app(data, SHOW, pack=pack.pack_id, scene="2", mode="internal"))
    assert "内の話" in inside
    assert "内部検討用・公表不可" in inside
    assert secret not in packs_file.for_others(pack, "internal")


def test_a_pinned_installation_never_shows_the_other_mode(
    open_app: Open, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = saved(data, ("supply", "public", "公の話"), ("institutions", "internal", "内の話"))
    monkeypatch.setenv("ZAITAKU_MODE", "public")
    shown = text(open_app(data, PACKS, pack=pack.pack_id, mode="internal"))
    assert "公の話" in shown
    assert "内の話" not in shown
    monkeypatch.setenv("ZAITAKU_MODE", "internal")
    app = open_app(data, PACKS, pack=pack.pack_id)
    assert "内の話" in text(app)
    assert "公表モードの場面です。この設置は内部モードに固定されている" in text(
        opened(app, pack.scenes[0])
    )


def new_import(data: Path, change: str) -> None:
    """The same data with one change, as the current build."""
    old, new = str(warehouse.current_build_id(data)), "beefbeefbeef"
    target = data / f"release-{new}.duckdb"
    shutil.copy(data / f"release-{old}.duckdb", target)
    with duckdb.connect(str(target)) as connection:
        connection.execute(change)
        connection.execute("update build_info set build_id = ?", [new])
    (data / "CURRENT").write_text(new, encoding="utf-8")


MORE_PATIENTS = """
update supply_cell set patients = patients + 100
where area_code = '99201' and patients_status = '実数'
"""
NO_SUCH_AREA = "delete from area where area_code = '99201'"
AFTER = [
    (MORE_PATIENTS, "数値が変わった場面が 1 あります", "変わった図: 在宅患者訪問診療料"),
    (NO_SUCH_AREA, "今のデータでは表示できない場面が 1 あります", "注目する地域「架空市」"),
]


@pytest.mark.parametrize(("change", "count", "named"), AFTER, ids=["figures", "area"])
def test_after_a_new_import_a_pack_says_what_changed(
    open_app: Open, data: Path, change: str, count: str, named: str
) -> None:
    pack = saved(data, ("supply", "public", "架空市は多い"))
    other = pages.view_of("patients", {"mode": ["public"], "area": ["99202"]})
    pack = packs_store.change(data, pack.pack_id, packs.add(_scene(other, "ほか")))
    new_import(data, change)
    app = open_app(data, PACKS, pack=pack.pack_id)
    assert count in text(app)
    assert named in text(opened(app, pack.scenes[0]))
    assert packs_store.load(data, pack.pack_id).scenes == pack.scenes
    stage = text(open_app(data, SHOW, pack=pack.pack_id, scene="2"))
    assert "版ID" in stage  # the other scene stays


def test_figures_that_changed_are_named_with_both_sentences(open_app: Open, data: Path) -> None:
    pack = saved(data, ("supply", "public", "架空市は多い"))
    scene = pack.scenes[0]
    title = scene.kept.digests[0][0]
    older = replace(
        scene.kept, digests=((title, "another"),), said=(("文", "架空市は 1.0 人だった。"),)
    )
    packs_store.change(data, pack.pack_id, packs.renew(scene.scene_id, older))
    app = open_app(data, PACKS, pack=pack.pack_id)
    assert "数値が変わった場面が 1 あります" in text(app)
    assert "1　【数値が変わった】架空市は多い" in text(app)
    opened(app, scene)
    assert f"変わった図: {title}" in text(app)
    assert "前: 架空市は 1.0 人だった。" in text(app)
    assert f"今: {dict(scene.kept.said)['文']}" in text(app)
    stage = open_app(data, SHOW, pack=pack.pack_id)
    assert "保存したときから数値が変わっています" in text(stage)
    app.button(key=f"scene_accept:{scene.scene_id}").click().run()
    assert "どの場面の数値も、保存したときと同じです。" in text(app)


def test_the_stage_shows_one_scene_and_highlights_an_area(open_app: Open, data: Path) -> None:
    pack = saved(data, ("supply", "public", "架空市は多い"), ("flows", "public", ""))
    app = open_app(data, SHOW, pack=pack.pack_id)
    assert app.title[0].value == "架空市は多い"
    assert 'alt="在宅患者訪問診療料' in app.get("html")[0].proto.body
    view = pack_views.now(pack.scenes[0])
    assert f"版ID {view.id}" in text(app)
    assert "公表用（公表できない数は秘匿）" in text(app)
    before = app.get("html")[0].proto.body
    app.selectbox(key="on").set_value("99202").run()
    assert app.get("html")[0].proto.body != before
    chosen = packs_changes.link_of(pack.scenes[0], "99202")
    (sentence,) = pages.view_of("supply", chosen).sentences
    assert sentence in text(app)
    app.button(key="show_next").click().run()
    assert not app.exception
    assert "（1／4）訪問診療の流出入" in text(app)
    for _ in range(2):  # its figures are one screen each
        app.button(key="show_next").click().run()
    assert "（3／4）完結率" in text(app)
    assert "列は、配布資料か元の画面にあります。" in text(app)
    app.button(key="show_next").click().run()
    assert app.button(key="show_next").disabled
    for _ in range(4):
        app.button(key="show_back").click().run()
    assert app.title[0].value == "架空市は多い"
    app.button(key="show_next").click().run()
    app.selectbox(key="scene").set_value("1").run()
    app.button(key="show_next").click().run()
    assert "（1／4）" in text(app)  # a scene chosen anew begins with its first figure
    app.button(key="show_back").click().run()
    assert app.button(key="show_back").disabled


def test_a_scene_is_the_main_figure_unless_more_are_ticked(open_app: Open, data: Path) -> None:
    app = open_app(data, "explore/flows.py")
    app.session_state["pack_add"] = True
    app.run()
    app.text_input(key="pack_add_name").set_value("資料").run()
    boxes = [box for box in app.checkbox if box.key.startswith("pack_add_figure")]
    assert [box.value for box in boxes] == [True, *[False] * (len(boxes) - 1)]
    app.button(key="pack_add_go").click().run()
    app.checkbox(key=boxes[1].key).check().run()
    app.button(key="pack_add_go").click().run()
    for box in boxes[:2]:
        app.checkbox(key=box.key).uncheck().run()
    app.button(key="pack_add_go").click().run()
    assert "載せる図を 1 つは選んでください。" in text(app)
    ((pack,), _) = packs_store.listed(data)
    assert [len(scene.figures) for scene in pack.scenes] == [1, 2]
    assert [scene.message for scene in pack.scenes] == ["", ""]  # the page's own sentence
    first, second = pack_views.presentable(pack, "public")[0]
    assert [len(scene.view.exhibits) for scene in (first, second)] == [1, 2]


def test_points_figures_and_cover_are_written_at_the_desk(open_app: Open, data: Path) -> None:
    pack = saved(data, ("flows", "public", "a"))
    scene = pack.scenes[0]
    app = opened(open_app(data, PACKS, pack=pack.pack_id), scene)
    app.text_area(key=f"scene_issue:{scene.scene_id}").set_value("誰が担うか").run()
    app.text_area(key=f"scene_decision:{scene.scene_id}").set_value("候補を挙げる").run()
    for box in [b for b in app.checkbox if b.key.startswith("scene_figure")][1:]:
        box.uncheck().run()
    app.button(key=f"scene_say:{scene.scene_id}").click().run()
    app.text_input(key="pack_words").set_value("次回までに").run()
    app.button(key="pack_add_words").click().run()
    app.session_state["pack_cover"] = True
    app.run()
    app.text_input(key=f"pack_cover_number:{pack.pack_id}").set_value("資料1").run()
    app.button(key="pack_cover_go").click().run()
    assert not app.exception
    again = packs_store.load(data, pack.pack_id)
    first, second = again.scenes
    assert (first.issue, first.decision, len(first.figures)) == ("誰が担うか", "候補を挙げる", 1)
    assert (second.is_words, second.mode, again.cover.number) == (True, "public", "資料1")
    assert "2　次回までに" in text(app)
    stage = open_app(data, SHOW, pack=pack.pack_id, scene="2")
    assert not stage.exception
    assert stage.title[0].value == "次回までに"


def test_all_scenes_are_copied_to_another_year_with_both_values(open_app: Open, data: Path) -> None:
    pack = saved(data, ("supply", "public", ""), ("patients", "public", "自分の文。"))
    years = sorted(pages.view_of("supply", {"year": ["0"]}).link["year"])
    app = open_app(data, PACKS, pack=pack.pack_id)
    app.session_state["pack_year"] = True
    app.run()
    to = app.selectbox(key="pack_year_to")
    other = next(one for one in ("2022", "2021", "2024") if one not in years)
    to.set_value(other).run()
    told = text(app)
    assert pages.view_of("supply", {}).sentences[0] in told
    assert pages.view_of("supply", {"year": [other]}).sentences[0] in told
    assert "見出しは書いた文のままです" in told
    app.button(key="pack_year_go").click().run()
    assert not app.exception
    found = {one.name: one for one in packs_store.listed(data)[0]}
    made = next(one for name, one in found.items() if name.startswith("調整会議（令和"))
    assert [scene.link["year"] for scene in made.scenes] == [(other,), (other,)]
    assert found["調整会議"].scenes == pack.scenes


def test_a_copy_for_public_is_refused_until_what_it_lacks_is_left_out(
    open_app: Open, data: Path
) -> None:
    pack = saved(data, ("supply", "internal", "3 人しかいない。"), ("institutions", "internal", ""))
    app = open_app(data, PACKS, pack=pack.pack_id)
    assert not any(e.label == "公表用の写しを作る" for e in app.expander)  # in 公表
    app = open_app(data, PACKS, pack=pack.pack_id, mode="internal")
    app.session_state["pack_public"] = True
    app.run()
    app.button(key="pack_public_go").click().run()
    assert "公表モードでは表示できない場面が 1 あるため、写しを作りませんでした" in text(app)
    assert len(packs_store.listed(data)[0]) == 1
    app.session_state["pack_public"] = True
    app.run()
    app.checkbox(key="pack_public_without").check().run()
    app.button(key="pack_public_go").click().run()
    assert not app.exception
    made = next(one for one in packs_store.listed(data)[0] if one.name == "調整会議（公表）")
    assert [(scene.page, scene.mode, scene.message) for scene in made.scenes] == [
        ("supply", "public", "")
    ]
    internal = pages.view_of("supply", {"mode": ["internal"]}).sentences[0]
    public = pages.view_of("supply", {"mode": ["public"]}).sentences[0]
    kept = packs_file.to_json(made)
    assert public in kept
    assert internal == public or internal not in kept
    assert "3 人しかいない" not in kept
