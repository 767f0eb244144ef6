"""Which figures a scene shows, and all scenes once more: another 年度, a copy for 公表."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.unit.test_packs_kept import KEY, altered, answer
from zaitaku.exhibits.views import Cover, Exhibit, View
from zaitaku.ground.errors import DisclosureError, ValidationError
from zaitaku.ground.settings import Mode
from zaitaku.kept import packs, packs_changes, packs_figures, packs_file, packs_moves, packs_store
from zaitaku.kept.packs import Pack, SavedScene

YEARS = {"2022": "令和4年度（2022）", "2023": "令和5年度（2023）"}


def drawn() -> None:
    """Stands for a chart."""


def page(scene: SavedScene | None = None, **changes: Any) -> View:
    """A page of two figures and a table, for the link and mode of a scene."""
    link = {"year": ("2023",), "area": ("99201",), "scheme": ("all",)} | dict(
        scene.link if scene else {}
    )
    mode: Mode = scene.mode if scene else "internal"
    if link["year"][0] not in YEARS:
        link["year"] = ("2023",)  # as a page falls back to what it has
    if mode == "public":
        del link["scheme"]
    year = YEARS[link["year"][0]]
    number = 12.5 if link["year"] == ("2023",) else 11.0
    found = answer(number, None, mode=mode)
    figures = (
        Exhibit(f"空見市の流出先｜{year}", drawn, answer=found),
        Exhibit(f"患者数｜空見県｜{year}", drawn, answer=found),
        Exhibit(f"患者数の表｜{year}", answer=found),
    )
    made = View(
        page="supply",
        title="供給",
        link={**link, "mode": (mode,)},
        choices=(("年度", year), ("注目する地域", "空見市")),
        mode=mode,
        build_id="b1",
        year_label=year,
        sentences=(f"空見市は {number} 人。",),
        exhibits=figures,
        reading=None,
    )
    return replace(made, **changes)


def saved(message: str = "", *figures: int, mode: Mode = "internal", **link: str) -> SavedScene:
    plain = packs.SavedScene("0" * 16, "supply", "", {}, mode, (), packs.Kept(""))
    view = page(replace(plain, link={key: (value,) for key, value in link.items()}))
    keys = list(packs_figures.offered(view))
    return packs_changes.saved(view, message, key=KEY, figures=[keys[at] for at in figures])


# --- figures -------------------------------------------------------------------------------------


def test_a_scene_shows_the_main_figure_or_those_that_were_chosen() -> None:
    view = page()
    assert packs_figures.main(view) == ("〔注目する地域〕の流出先｜〔年度〕",)
    assert packs_figures.main(replace(view, exhibits=view.exhibits[2:])) == (
        "患者数の表｜〔年度〕",
    )
    assert packs_figures.main(replace(view, exhibits=())) == ()
    for chosen, shown in (((0,), 1), ((1, 2), 2), ((), 3)):
        assert len(packs_changes.scene_of(saved("", *chosen), view).view.exhibits) == shown


def test_a_figure_is_found_again_for_another_year_and_area() -> None:
    scene = saved("", 0)
    other = page(replace(scene, link={**scene.link, "year": ("2022",)}))
    (found,) = packs_figures.narrowed(scene, other).exhibits
    assert found.title == "空見市の流出先｜令和4年度（2022）"
    elsewhere = replace(
        other,
        choices=(("年度", YEARS["2022"]), ("注目する地域", "霧川市")),
        exhibits=(Exhibit("霧川市の流出先｜令和4年度（2022）", drawn),),
    )
    assert len(packs_figures.narrowed(scene, elsewhere).exhibits) == 1


def test_what_other_figures_of_the_page_do_is_no_change_of_the_scene() -> None:
    scene, view = saved("", 0), page()
    less = replace(view, exhibits=view.exhibits[:1])
    assert packs_changes.compare(scene, less, KEY).state == "same"
    assert packs_changes.compare(replace(scene, figures=()), less, KEY).state == "changed"


def test_a_chosen_figure_that_is_gone_is_told_and_never_another_in_its_place() -> None:
    view = page()
    rest = replace(view, exhibits=view.exhibits[1:])
    assert "空見市の流出先｜令和5年度（2023）" in packs_changes.obstacle(saved("", 0), rest)
    both = packs_changes.scene_of(saved("", 0, 1), rest)
    assert [e.title for e in both.view.exhibits] == ["患者数｜空見県｜令和5年度（2023）"]
    assert both.missing == ("空見市の流出先｜令和5年度（2023）",)


# --- words, cover, files -------------------------------------------------------------------------


def test_points_decisions_cover_and_choice_are_kept_and_read_again(tmp_path: Path) -> None:
    pack = packs_store.create(tmp_path, "資料")
    scene = saved("", 0)
    cover = Cover("第1回会議", "令和8年12月1日", "医療政策課", "資料1")
    for step in (
        packs.add(scene),
        packs.add(packs.words_only("public", "次回までに")),
        packs.say(scene.scene_id, issue="誰が担うか", decision="候補を挙げる"),
        packs.choose(scene.scene_id, scene.figures, has_numbers=True),
        packs.put_cover(cover),
    ):
        packs_store.change(tmp_path, pack.pack_id, step)
    again = packs_store.load(tmp_path, pack.pack_id)
    first, second = again.scenes
    assert (first.issue, first.decision, first.has_numbers) == ("誰が担うか", "候補を挙げる", True)
    assert (second.is_words, second.headline, again.cover) == (True, "次回までに", cover)
    assert packs_changes.compare(second, packs_changes.words_view(second), KEY).state == "same"
    with pytest.raises(ValidationError, match="1 つは選んでください"):
        packs.choose(first.scene_id, (), has_numbers=False)(again)
    with pytest.raises(ValidationError, match="300 文字まで"):
        packs.say(first.scene_id, decision="長" * 301)(again)
    with pytest.raises(ValidationError, match="60 文字まで"):
        packs.put_cover(replace(cover, section="課" * 61))(again)


def test_a_pack_of_the_version_before_opens_and_shows_all_of_its_pages(tmp_path: Path) -> None:
    new = ("figures", "issue", "decision", "has_numbers")
    text = packs_file.to_json(Pack("0" * 16, "資料", (saved("多い。"),)))
    import json

    stored = json.loads(text)
    del stored["cover"]
    scenes = [{k: v for k, v in s.items() if k not in new} for s in stored["scenes"]]
    old = altered(json.dumps({**stored, "scenes": scenes}), version=1)
    pack = packs_store.take_in(tmp_path, old.encode(), "前の版.json")
    (scene,) = pack.scenes
    assert (scene.message, scene.figures, pack.cover) == ("多い。", (), Cover())
    assert len(packs_changes.scene_of(scene, page()).view.exhibits) == 3


# --- another year --------------------------------------------------------------------------------


def test_all_scenes_move_to_another_year_with_both_values() -> None:
    scenes = (saved("", 0), saved("自分の文。", 1), packs.words_only("internal", "決めること"))
    moved = packs_moves.to_year(scenes, "2022", page, KEY)
    assert [m.reason for m in moved] == ["", "", ""]
    assert moved[0].said == (("文", "空見市は 12.5 人。", "空見市は 11.0 人。"),)
    assert [m.keeps for m in moved] == [False, True, False]
    pack = Pack("1" * 16, "資料", scenes)
    made = packs_moves.as_pack(moved, "資料（令和4年度）", without=False)(pack)
    assert [s.link.get("year") for s in made.scenes] == [("2022",), ("2022",), None]
    for scene in made.scenes[:2]:
        assert packs_changes.compare(scene, page(scene), KEY).state == "same"
    assert made.scenes[0].headline == "空見市は 11.0 人。"
    assert pack.scenes == scenes  # nothing of the pack itself


def test_a_scene_that_the_year_does_not_have_is_named_and_stays() -> None:
    scene = saved("", 0)
    (moved,) = packs_moves.to_year((scene,), "2030", page, KEY)
    assert moved.new is None
    assert "年度「令和12年度（2030）」 がありません" in moved.reason
    made = packs_moves.as_pack((moved,), "資料", without=False)(Pack("1" * 16, "資料", (scene,)))
    assert made.scenes == (scene,)


# --- 公表 ----------------------------------------------------------------------------------------


def test_scenes_of_internal_become_those_of_public_without_the_words_of_internal() -> None:
    own = replace(saved("3 人しかいない。", 0), note="3", issue="3", decision="3")
    kept = saved("公表の文。", 1, mode="public")
    moved = packs_moves.to_public((own, kept), page, KEY, with_words=False)
    assert [m.reason for m in moved] == ["", ""]
    made = packs_moves.as_pack(moved, "公表", without=True)(Pack("1" * 16, "資料", (own, kept)))
    first, second = made.scenes
    assert not made.is_internal
    assert (first.message, first.note, first.issue, first.decision) == ("", "", "", "")
    assert "scheme" not in first.link  # 公表 does not ask for it, and it stood at the default
    assert replace(second, scene_id=kept.scene_id) == kept
    (with_words, _) = packs_moves.to_public((own, kept), page, KEY, with_words=True)
    assert with_words.new is not None and with_words.new.message == "3 人しかいない。"


def without_figure(scene: SavedScene) -> View:
    view = page(scene)
    return view if scene.is_internal else replace(view, exhibits=view.exhibits[1:])


def refused(scene: SavedScene) -> View:
    if scene.is_internal or scene.figures == OTHER.figures:
        return page(scene)
    raise DisclosureError("公表モードでは表示しない画面です。")


def in_internal(scene: SavedScene) -> View:
    is_other = scene.figures == OTHER.figures
    return page(scene if is_other else replace(scene, mode="internal"))


OTHER = saved("", 1, mode="public")
LOST: list[tuple[str, Callable[[SavedScene], View], SavedScene, str]] = [
    ("the figure", without_figure, saved("", 0), "空見市の流出先"),
    ("one of two figures", without_figure, saved("", 0, 1), "空見市の流出先"),
    ("the page", refused, saved("", 0), "公表モードでは表示しない"),
    ("another mode", in_internal, saved("", 0), "固定"),
    ("a choice", page, saved("", 0, scheme="one"), "scheme=one"),
    ("words alone", page, packs.words_only("internal", "3 人"), "文だけの場面"),
]


@pytest.mark.parametrize(("what", "view_of", "scene", "reason"), LOST, ids=[r[0] for r in LOST])
def test_what_public_does_not_have_is_named_and_the_copy_refused(
    what: str, view_of: Callable[[SavedScene], View], scene: SavedScene, reason: str
) -> None:
    (lost, _) = moved = packs_moves.to_public((scene, OTHER), view_of, KEY, with_words=False)
    assert lost.new is None
    assert reason in lost.reason
    with pytest.raises(ValidationError, match="公表モードでは表示できない場面が"):
        packs_moves.need_all(moved)
    made = packs_moves.as_pack(moved, "公表", without=True)(Pack("1" * 16, "資料", (scene, OTHER)))
    assert [s.mode for s in made.scenes] == ["public"]
    with pytest.raises(ValidationError, match="1 つもない"):
        packs_moves.as_pack([lost], "公表", without=True)(Pack("1" * 16, "資料", (scene,)))
