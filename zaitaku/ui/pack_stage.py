"""会議モード: one scene a screen, large, with nothing else on it.

Keys (``page.js``) press the buttons drawn here: → and PageDown 次へ, ← and PageUp 前へ, Esc 終わる.
"""

from __future__ import annotations

import base64
import html
from pathlib import Path

import streamlit as st

from zaitaku.compose.words import escape
from zaitaku.exhibits.views import Exhibit, View
from zaitaku.export import projected, words
from zaitaku.ground.errors import ZaitakuError
from zaitaku.kept import packs_changes, packs_store
from zaitaku.kept.packs import Pack, SavedScene
from zaitaku.ui import pack_state, pack_views
from zaitaku.ui.screen import Screen

_KEY = "show"
_AS_SAVED = "強調は元のまま"
_SIZES = {"wide": "横幅に", "whole": "全体を", "large": "大きく"}


def show(screen: Screen) -> None:
    """The whole page. What cannot be shown is told, and the other scenes stay."""
    st.set_page_config(page_title="会議モード｜在宅医療アトラス")
    found, _ = packs_store.listed(pack_state.data_dir())
    shown = {pack.pack_id: pack for pack in found if pack.scenes}
    chosen = shown.get(screen.choices.one("pack", shown, next(iter(shown), "")))
    if chosen is None:
        screen.open("会議モード", lead="")
        st.info("映す会議資料がありません。「会議資料」で場面を集めてください。")
        screen.link("meeting/packs.py", "会議資料を開く")
        return
    with st.container(key=_KEY):
        _show(screen, chosen)


def _show(screen: Screen, pack: Pack) -> None:
    places = {
        str(n): f"{n}　{_title(screen, scene)}" for n, scene in enumerate(pack.scenes, start=1)
    }
    number = int(screen.choices.one("scene", places, "1"))
    scene = pack.scenes[number - 1]
    may_show = packs_changes.may_show(scene, screen.mode)
    with st.container(key=f"{_KEY}_bar", horizontal=True, vertical_alignment="center"):
        _step("前へ", "back", number - 1, places)
        _step("次へ", "next", number + 1, places)
        with st.container(width="stretch"):
            screen.choice("scene", "場面", places)
        with st.container(width=330):
            area = _highlight(screen, scene) if may_show else ""
        with st.container(width=180):
            size = screen.choice("size", "図の大きさ", _SIZES)
        with st.container(key=f"{_KEY}_full", width="content"):
            st.button("全画面", key=f"{_KEY}_full_button")
        with st.container(key=f"{_KEY}_close", width="content"):
            screen.link("meeting/packs.py", "終わる", pack=pack.pack_id)
    if not may_show:
        st.title("内部モードの場面です", anchor=False)
        st.info("公表モードでは映しません。「次へ」でほかの場面に進めます。")
        return
    _scene(scene, area, size)
    if number < len(pack.scenes):
        _prepare(screen, pack.scenes[number])


def _title(screen: Screen, scene: SavedScene) -> str:
    """In the jump list; a scene of 内部 may be named there by its page only in 公表."""
    if not packs_changes.may_show(scene, screen.mode):
        return "内部モードの場面"
    return scene.headline


def _step(label: str, key: str, number: int, places: dict[str, str]) -> None:
    st.button(
        label,
        key=f"{_KEY}_{key}",
        on_click=_go,
        args=(str(number),),
        disabled=str(number) not in places,
        type="primary" if key == "next" else "secondary",
    )


def _go(number: str) -> None:
    st.session_state["scene"] = number


def _highlight(screen: Screen, scene: SavedScene) -> str:
    """The area to highlight instead of the one the scene was saved with; '' for none."""
    unit = scene.link.get("unit", ("municipality",))[0]
    zones = scene.link.get("zones", ("",))[0] if unit == "zone" else ""
    rows = screen.ask("area/list", area_unit=unit, zone_scheme=zones or None).rows
    options = {"": _AS_SAVED} | {str(row[0]): str(row[1]) for row in rows}
    return screen.choice("on", "強調する地域", options, "")


# --- the scene -----------------------------------------------------------------------------------


def _scene(scene: SavedScene, area: str, size: str) -> None:
    try:
        shown = pack_views.now(scene, area)
        reason = packs_changes.obstacle(scene, shown, packs_changes.link_of(scene, area))
    except ZaitakuError as error:
        reason = str(error)
    if reason:
        st.title(escape(scene.headline), anchor=False)
        st.error(f"この場面は映せません。{reason}")
        return
    message = scene.message or next(iter(shown.sentences), scene.title)
    st.title(escape(message), anchor=False)
    if area and shown.sentences:
        st.markdown(escape(shown.sentences[0]))
    state = pack_views.comparison(scene).state
    if state == "changed":
        st.markdown("※ 保存したときから数値が変わっています。見出しの数字を確かめてください。")
    elif state == "unknown":
        st.markdown(
            "※ 保存したときの数値と、この設置では照合できません。見出しの数字を確かめてください。"
        )
    charts = [e for e in shown.exhibits if e.builder is not None]
    for exhibit in charts:
        _picture(shown, exhibit, size)
    for exhibit in shown.exhibits:
        if exhibit.builder is None:
            _table(shown, exhibit, area or scene.link.get("area", ("",))[0])
    with st.container(key=f"{_KEY}_foot"):
        st.markdown(f"**{words.stamp(shown)}**　{escape(shown.year_label)}　版ID {shown.id}")


def _picture(shown: View, exhibit: Exhibit, size: str) -> None:
    st.subheader(escape(exhibit.title), anchor=False)
    try:
        image = _drawn(shown.id, shown.exhibits.index(exhibit), exhibit, pack_state.data_dir())
    except ZaitakuError as error:
        st.error(str(error))
        return
    st.html(f'<div class="show-{size}">{image}</div>')
    _source(shown, exhibit)


def _source(shown: View, exhibit: Exhibit) -> None:
    if exhibit.answer is not None:  # headlines come from several tables
        st.markdown(escape(f"出典 {words.sources(shown, exhibit)}"))


def _table(shown: View, exhibit: Exhibit, area: str) -> None:
    st.subheader(escape(exhibit.title), anchor=False)
    table, left_out = projected.rows(exhibit, area)
    head, *body = ([escape(cell) for cell in row] for row in table)
    rule = ["---:" if is_number else "---" for is_number in projected.numbers(exhibit)]
    lines = ["| " + " | ".join(row) + " |" for row in (head, rule, *body)]
    st.markdown("\n".join(lines))
    if left_out:
        st.markdown(f"ほか {left_out:,} 行は映していません。全体は配布資料か元の画面にあります。")
    _source(shown, exhibit)


def _prepare(screen: Screen, scene: SavedScene) -> None:
    """Draw the next scene's figures while this one is being talked about."""
    if not packs_changes.may_show(scene, screen.mode):
        return
    try:
        coming = pack_views.now(scene)
        for number, exhibit in enumerate(coming.exhibits):
            if exhibit.builder is not None:
                _drawn(coming.id, number, exhibit, pack_state.data_dir())
    except ZaitakuError:
        return  # told when the scene is reached


@st.cache_data(max_entries=200, show_spinner="図を描いています…")
def _drawn(view_id: str, number: int, _exhibit: Exhibit, _data_dir: Path) -> str:
    """The figure as an <img> that needs no other request."""
    made = projected.draw(_exhibit, _data_dir)
    source = base64.b64encode(made.svg).decode()
    return (
        f'<img alt="{html.escape(_exhibit.title)}" style="--layout: {made.width:.0f}px" '
        f'src="data:image/svg+xml;base64,{source}">'
    )
