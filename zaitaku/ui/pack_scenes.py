"""会議資料: the scenes of a pack, one box each: what it says, what changed, where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from zaitaku.compose import words
from zaitaku.exhibits import views
from zaitaku.exhibits.views import Exhibit
from zaitaku.export import picture
from zaitaku.ground.errors import ZaitakuError
from zaitaku.ground.settings import MODE_LABELS
from zaitaku.kept import packs
from zaitaku.kept.packs import Pack, SavedScene
from zaitaku.kept.packs_changes import Comparison, link_of, may_show
from zaitaku.ui import pack_state, pack_views
from zaitaku.ui.screen import Screen

_SMALL = 48  # dots per inch of a preview: half a screen's
_WIDTH = 300


def draw(screen: Screen, pack: Pack, found: Mapping[str, Comparison]) -> None:
    """Every scene in its order; in 公表 one of 内部 is only counted."""
    with st.container(horizontal=True, vertical_alignment="center"):
        previews = st.toggle("図の下見を並べる", key="pack_previews", disabled=not pack.scenes)
        if pack.removed:
            st.button(
                "削除した場面を元に戻す",
                key="pack_undo",
                on_click=pack_state.change,
                args=(pack.pack_id, packs.bring_back),
            )
    if not pack.scenes:
        st.info("場面がありません。各ページのいちばん下の「会議資料に追加」で加えてください。")
    for place, scene in enumerate(pack.scenes):
        with st.container(border=True, key=f"scene-{scene.scene_id}"):
            if not may_show(scene, screen.mode):
                st.caption(f"{place + 1}　内部モードの場面です。内部モードで開くと見られます。")
                continue
            comparison = found[scene.scene_id]
            if previews and comparison.state != "gone":
                small, text = st.columns([1, 2])
                with small:
                    _preview(scene)
                with text:
                    _scene(screen, pack, place, scene, comparison)
            else:
                _scene(screen, pack, place, scene, comparison)


def _scene(
    screen: Screen, pack: Pack, place: int, scene: SavedScene, comparison: Comparison
) -> None:
    st.markdown(f"**{place + 1}　{words.escape(scene.headline)}**")
    choices = "、".join(f"{label} {words}" for label, words in scene.choices if label != "モード")
    st.caption(words.escape(f"{scene.title}　｜　{MODE_LABELS[scene.mode]}　｜　{choices}"))
    if scene.note:
        st.caption(words.escape(f"メモ: {scene.note}"))
    _state(pack, scene, comparison)
    _buttons(screen, pack, place, scene)
    _edit(pack, scene)


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
            label = "ページの文"
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


def _buttons(screen: Screen, pack: Pack, place: int, scene: SavedScene) -> None:
    last = len(pack.scenes) - 1
    key = scene.scene_id
    with st.container(horizontal=True, vertical_alignment="center"):
        for label, what, told, is_off in (
            ("上へ", packs.move(key, -1), "", place == 0),
            ("下へ", packs.move(key, 1), "", place == last),
            ("写しを作る", packs.duplicate(key), "", False),
            ("削除する", packs.remove(key), "場面を削除しました。「元に戻す」で戻せます。", False),
        ):
            st.button(
                label,
                key=f"scene_{_KEYS[label]}:{key}",
                on_click=pack_state.change,
                args=(pack.pack_id, what, told),
                disabled=is_off,
                help=f"{place + 1} 番目の場面を{label}",
            )
        screen.link("meeting/show.py", "ここから映す", pack=pack.pack_id, scene=str(place + 1))
        st.link_button("元の画面を開く", views.address(scene.page, link_of(scene)))


_KEYS = {"上へ": "up", "下へ": "down", "写しを作る": "copy", "削除する": "delete"}


def _edit(pack: Pack, scene: SavedScene) -> None:
    key = scene.scene_id
    with st.expander(
        "伝えたいこととメモを直す", key=f"scene_edit:{key}", on_change="rerun"
    ) as place:
        if not place.open:
            return
        message, note = f"scene_message:{key}", f"scene_note:{key}"
        st.text_area(
            "伝えたいこと（スライドの見出し）",
            value=scene.message,
            key=message,
            max_chars=packs.LONGEST_MESSAGE,
            height=80,
            placeholder=scene.headline,
        )
        st.text_area(
            "メモ（発表者ノート）",
            value=scene.note,
            key=note,
            max_chars=packs.LONGEST_NOTE,
            height=80,
        )
        st.button(
            "この文で保存する",
            key=f"scene_say:{key}",
            type="primary",
            on_click=pack_state.say,
            args=(pack.pack_id, key, message, note),
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
