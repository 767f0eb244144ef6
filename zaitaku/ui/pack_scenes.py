"""会議資料: the scenes of a pack, a row each that opens to what it says, shows and what changed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from zaitaku.access import asking
from zaitaku.compose import words
from zaitaku.exhibits import views
from zaitaku.exhibits.views import Exhibit
from zaitaku.export import picture
from zaitaku.ground.errors import ZaitakuError
from zaitaku.ground.settings import MODE_LABELS
from zaitaku.kept import packs, packs_figures
from zaitaku.kept.packs import Pack, SavedScene
from zaitaku.kept.packs_changes import Comparison, link_of, may_show
from zaitaku.ui import pack_figures, pack_state, pack_views
from zaitaku.ui.screen import Screen

_SMALL = 48  # dots per inch of a preview: half a screen's
_WIDTH = 300
_LINE = 54  # letters of a row; the rest is in its details
_MARKS = {
    "changed": "【数値が変わった】",
    "gone": "【表示できない】",
    "unknown": "【照合できない】",
}
_DELETED = "場面を削除しました。一覧の下の「削除した場面を元に戻す」で戻せます。"


def draw(screen: Screen, pack: Pack, found: Mapping[str, Comparison]) -> None:
    """Every scene in its order, a row each; in 公表 one of 内部 is only counted."""
    if not pack.scenes:
        st.info("場面がありません。各画面の題の右の「会議資料に追加」で加えてください。")
    with st.container(key="scenes", gap="xxsmall"):
        for place, scene in enumerate(pack.scenes):
            with st.container(key=f"scene-{scene.scene_id}"):
                if not may_show(scene, screen.open_mode):
                    st.caption(f"{place + 1}　内部モードの場面です。内部モードで開くと見られます。")
                    continue
                left, right = st.columns([7, 3], gap="small")
                with left:
                    _details(screen, pack, place, scene, found[scene.scene_id])
                with right:
                    if asking.may("change"):
                        _buttons(pack, place, scene)
    if asking.may("change"):
        _below(screen, pack)


def _below(screen: Screen, pack: Pack) -> None:
    """What was deleted last, and a scene of words."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if pack.removed:
            _, last = pack.removed[-1]
            name = last.headline if may_show(last, screen.open_mode) else "内部モードの場面"
            st.button(
                f"削除した場面を元に戻す（{words.escape(name[:20])}）",
                key="pack_undo",
                on_click=pack_state.change,
                args=(pack.pack_id, packs.bring_back),
            )
        st.text_input(
            "図のない場面の見出し（論点・決定）",
            key="pack_words",
            max_chars=packs.LONGEST_MESSAGE,
            placeholder="次回までに決めること",
        )
        st.button(
            "図のない場面を加える",
            key="pack_add_words",
            on_click=pack_state.add_words,
            args=(pack.pack_id, screen.open_mode, "pack_words"),
        )


def _details(
    screen: Screen, pack: Pack, place: int, scene: SavedScene, comparison: Comparison
) -> None:
    """The row's own line, which opens to all that can be said and chosen of the scene."""
    mark = _MARKS.get(comparison.state, "")
    internal = "［内部］" if scene.is_internal else ""
    name = scene.headline if len(scene.headline) <= _LINE else f"{scene.headline[:_LINE]}…"
    label = f"{place + 1}　{mark}{internal}{words.escape(name)}"
    with st.expander(label, key=f"scene_edit:{scene.scene_id}", on_change="rerun") as opened:
        if not opened.open:
            return
        choices = "、".join(
            f"{label} {words}" for label, words in scene.choices if label != "モード"
        )
        told = [scene.title, MODE_LABELS[scene.mode], choices]
        st.caption(words.escape("　｜　".join(filter(None, told))))
        _state(pack, scene, comparison)
        if comparison.state != "gone" and not scene.is_words:
            _preview(scene)
        if asking.may("change"):
            _edit(pack, scene, comparison)
        with st.container(horizontal=True, vertical_alignment="center"):
            screen.link("meeting/show.py", "ここから映す", pack=pack.pack_id, scene=str(place + 1))
            if not scene.is_words:
                st.link_button("元の画面を開く", views.address(scene.page, link_of(scene)))


def _state(pack: Pack, scene: SavedScene, comparison: Comparison) -> None:
    if comparison.state == "gone":
        st.error(comparison.reason)
    if comparison.state == "unknown":
        st.info(
            "保存したときの数値から変わったかどうかは、この設置では照合できません（ほかの設置か、"
            "前の方式で保存された場面）。今の数値を見て、よければ「今の数値でよい」を押してください。"
            "次からは照合できます。"
        )
        _accept(pack, scene)
    if comparison.state != "changed":
        return
    lines = [f"- 変わった図: {words.escape(title)}" for title in comparison.exhibits]
    for label, before, after in comparison.said:
        if label == "文":
            label = "画面の文"
        lines.append(
            f"- {words.escape(label)}　前: {words.escape(before or 'なし')}"
            f"　今: {words.escape(after or 'なし')}"
        )
    st.warning("保存したときから数値が変わりました。\n\n" + "\n".join(lines))
    _accept(pack, scene)


def _accept(pack: Pack, scene: SavedScene) -> None:
    st.button(
        "今の数値でよい",
        key=f"scene_accept:{scene.scene_id}",
        on_click=pack_state.accept,
        args=(pack.pack_id, scene),
        help="この知らせを消します。見出しの数字は、必要なら自分で直してください。",
    )


def _buttons(pack: Pack, place: int, scene: SavedScene) -> None:
    last = len(pack.scenes) - 1
    key = scene.scene_id
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        for label, name, what, told, is_off in (
            ("上へ", "up", packs.move(key, -1), "", place == 0),
            ("下へ", "down", packs.move(key, 1), "", place == last),
            ("写し", "copy", packs.duplicate(key), "", False),
            ("削除", "delete", packs.remove(key), _DELETED, False),
        ):
            st.button(
                label,
                key=f"scene_{name}:{key}",
                on_click=pack_state.change,
                args=(pack.pack_id, what, told),
                disabled=is_off,
                help=f"{place + 1} 番目の場面: {label}",
            )


def _edit(pack: Pack, scene: SavedScene, comparison: Comparison) -> None:
    key = scene.scene_id
    keys = {what: f"scene_{what}:{key}" for what in ("message", "issue", "decision", "note")}
    left, right = st.columns(2, gap="small")
    for place, what, label, said, longest in (
        (left, "message", "伝えたいこと（スライドの見出し）", scene.message, packs.LONGEST_MESSAGE),
        (right, "note", "メモ（発表者ノート）", scene.note, packs.LONGEST_NOTE),
        (left, "issue", "論点（図の下に入ります）", scene.issue, packs.LONGEST_ISSUE),
        (right, "decision", "決定（「決定事項」に入ります）", scene.decision, packs.LONGEST_ISSUE),
    ):
        with place:
            st.text_area(
                label,
                value=said,
                key=keys[what],
                max_chars=longest,
                height=90,
                placeholder=scene.headline if what == "message" else None,
            )
    figures = {}
    if comparison.state != "gone" and not scene.is_words:
        view = pack_views.whole(scene)
        shown = scene.figures or tuple(packs_figures.offered(view))
        figures = pack_figures.choose(view, shown, f"scene_figure:{key}")
        st.checkbox(
            "図の数表も付録に付ける",
            value=scene.has_numbers,
            key=f"scene_numbers:{key}",
        )
    st.button(
        "この内容で保存する",
        key=f"scene_say:{key}",
        type="primary",
        on_click=pack_state.edit,
        args=(pack.pack_id, scene, keys, figures),
    )


def _preview(scene: SavedScene) -> None:
    view = pack_views.now(scene)
    exhibit = next((e for e in view.exhibits if e.builder is not None), None)
    if exhibit is None:
        st.caption("図はなく、表だけの場面です。")
        return
    number = view.exhibits.index(exhibit)
    try:
        small = _small(view.id, number, exhibit, pack_state.data_dir())
    except ZaitakuError as error:
        st.caption(str(error))
        return
    st.image(small, width=_WIDTH)


@st.cache_data(max_entries=300, show_spinner="下見を描いています…")
def _small(view_id: str, number: int, _exhibit: Exhibit, _data_dir: Path) -> bytes:
    return picture.png(_exhibit, _data_dir, ppi=_SMALL)
