"""会議モード: one figure or table a screen, as large as the window lets it be, none to scroll.

A scene of several figures is several screens. Keys (``page/stage.js``) press the buttons drawn
here: → and PageDown 次へ, ← and PageUp 前へ, Esc 終わる. A scene that cannot be shown says so in
its place, and the meeting goes on.
"""

from __future__ import annotations

import base64
import html
from contextlib import suppress

import streamlit as st

from zaitaku.compose.words import escape
from zaitaku.exhibits.views import Exhibit, View
from zaitaku.export import fonts, projected_tables, words
from zaitaku.ground.errors import ZaitakuError
from zaitaku.ground.settings import MODE_LABELS
from zaitaku.kept import packs_changes, packs_store
from zaitaku.kept.packs import Pack, SavedScene
from zaitaku.ui import failure, pack_pictures, pack_state, pack_views
from zaitaku.ui.screen import Screen

_KEY = "show"
_AS_SAVED = "強調は元のまま"
_LAST = "0"  # the last figure of a scene, for who comes back to it
_TWO_LINES = 62  # letters: a longer title is written smaller


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
    may_show = packs_changes.may_show(scene, screen.open_mode)
    with st.container(key=f"{_KEY}_bar", horizontal=True, vertical_alignment="center"):
        steps = st.container(horizontal=True, width="content")
        with screen.inside(st.container(width="stretch"), "column"):
            screen.choice("scene", "場面", places)
        with screen.inside(st.container(key=f"{_KEY}_on"), "column"):
            area = _highlight(screen, scene) if may_show else ""
        for key, label in (("large", "拡大"), ("full", "全画面")):  # pressed in page/stage.js
            with st.container(key=f"{_KEY}_{key}", width="content"):
                st.button(label, key=f"{_KEY}_{key}_button")
        with st.container(key=f"{_KEY}_close", width="content"):
            screen.link("meeting/packs.py", "終わる", pack=pack.pack_id)
    shown, reason = _today(scene, area) if may_show else (None, "")
    count = max(len(shown.exhibits), 1) if shown is not None else 1
    at = _figure(screen, number, count)
    with steps:
        back, forth = (number, at - 1) if at > 1 else (number - 1, 0), (number, at + 1)
        _step("前へ", "back", *back, is_off=back[0] < 1)
        if at == count:
            forth = (number + 1, 1)
        _step("次へ", "next", *forth, is_off=forth[0] > len(pack.scenes))
    if not may_show:
        _cannot(
            f"{number} 枚目は内部モードの場面です",
            f"画面「{scene.title}」を内部モードで保存した場面なので、公表モードでは映しません。",
        )
    elif shown is None:
        _cannot(scene.message or f"{number} 枚目（{scene.title}）は映せません", reason)
    else:
        _scene(scene, shown, at, area)
        pack_pictures.ahead(shown, _from(shown, at), pack_state.data_dir())
    _prepare(screen, pack, number)


def _title(screen: Screen, scene: SavedScene) -> str:
    """In the jump list; a scene of 内部 may be named there by its page only in 公表."""
    if not packs_changes.may_show(scene, screen.open_mode):
        return "内部モードの場面"
    return scene.headline


def _figure(screen: Screen, scene: int, count: int) -> int:
    """Which figure of the scene, from 1: of another scene than this the address says nothing."""
    options = [f"{scene}.{n}" for n in range(count + 1)]
    chosen = screen.choices.one("figure", options, f"{scene}.1")
    return int(chosen.split(".")[1]) or count


def _step(label: str, key: str, scene: int, figure: int, *, is_off: bool) -> None:
    st.button(
        label,
        key=f"{_KEY}_{key}",
        on_click=_go,
        args=(str(scene), f"{scene}.{figure or _LAST}"),
        disabled=is_off,
        type="primary" if key == "next" else "secondary",
    )


def _go(scene: str, figure: str) -> None:
    st.session_state["scene"], st.session_state["figure"] = scene, figure


def _highlight(screen: Screen, scene: SavedScene) -> str:
    """The area to highlight instead of the one the scene was saved with; '' for none."""
    unit = scene.link.get("unit", ("municipality",))[0]
    zones = scene.link.get("zones", ("",))[0] if unit == "zone" else ""
    try:
        rows = screen.ask("area/list", area_unit=unit, zone_scheme=zones or None).rows
    except ZaitakuError:  # of a scheme that is gone: the scene says so
        rows = []
    options = {"": _AS_SAVED} | {str(row[0]): str(row[1]) for row in rows}
    return screen.choice("on", "強調する地域", options, "")


# --- the scene -----------------------------------------------------------------------------------


def _today(scene: SavedScene, area: str = "") -> tuple[View | None, str]:
    """What the scene shows now; or what it was and why it cannot be shown."""
    try:
        shown = pack_views.now(scene, area)
        reason = packs_changes.obstacle(scene, shown, packs_changes.link_of(scene, area))
    except ZaitakuError as error:
        reason = str(error)
    except Exception as error:  # one scene must not end the meeting
        reason = failure.message(error)
    if not reason:
        return shown, ""
    chosen = "、".join(f"{label} {words}" for label, words in scene.choices if label != "モード")
    about = f"画面「{scene.title}」（{MODE_LABELS[scene.mode]}モード、{chosen}）の場面です。"
    return None, about + reason


def _cannot(title: str, text: str) -> None:
    _head(title)
    st.info(escape(text))
    st.markdown("「次へ」でほかの場面に進めます。")


def _head(title: str) -> None:
    is_long = fonts.width(title, 1.0, bold=True) > _TWO_LINES
    with st.container(key=f"{_KEY}_{'long' if is_long else 'title'}"):
        st.title(escape(title), anchor=False)


def _scene(scene: SavedScene, shown: View, at: int, area: str) -> None:
    message = scene.message or next(iter(shown.sentences), scene.title)
    _head(message)
    if area and shown.sentences and shown.sentences[0] != message:
        st.markdown(escape(shown.sentences[0]))
    state = pack_views.comparison(scene).state
    if state == "changed":
        st.markdown("※ 保存したときから数値が変わっています。見出しの数字を確かめてください。")
    elif state == "unknown":
        st.markdown(
            "※ 保存したときの数値と、この設置では照合できません。見出しの数字を確かめてください。"
        )
    for label, said in (("論点", scene.issue), ("決定", scene.decision)):
        if said:
            st.markdown(f"**{label}**　{escape(said)}")
    if not shown.exhibits:
        _foot(shown, None)
        return
    exhibit = shown.exhibits[at - 1]
    count = len(shown.exhibits)
    place = f"（{at}／{count}）" if count > 1 else ""
    st.header(escape(place + exhibit.title), anchor=False)
    if exhibit.builder is None:
        _table(exhibit, area or scene.link.get("area", ("",))[0])
    else:
        _picture(shown, at - 1)
    _foot(shown, exhibit)


def _foot(shown: View, exhibit: Exhibit | None) -> None:
    """A scene of words only rests on no figure: it has its mode alone."""
    parts = [f"**{words.stamp(shown)}**"]
    if exhibit is not None:
        parts += [f"版ID {shown.id}", escape(words.about(shown, exhibit))]
    with st.container(key=f"{_KEY}_foot"):
        st.markdown("　｜　".join(part for part in parts if part))


def _picture(shown: View, number: int) -> None:
    try:
        made = pack_pictures.picture(shown, number, pack_state.data_dir())
    except Exception as error:  # the other figures can be shown
        told = str(error) if isinstance(error, ZaitakuError) else failure.message(error)
        st.info(f"この図は描けませんでした。{escape(told)}")
        return
    source = base64.b64encode(made.svg).decode()
    with st.container(key=f"{_KEY}_figure"):  # an <img> that needs no other request
        st.html(
            f'<img alt="{html.escape(shown.exhibits[number].title)}" '
            f'style="--layout: {made.width:.0f}px" src="data:image/svg+xml;base64,{source}">'
        )


def _table(exhibit: Exhibit, area: str) -> None:
    table = projected_tables.table(exhibit, area)
    head, *body = ([escape(cell) for cell in row] for row in (table.head, *table.rows))
    rule = ["---:" if is_number else "---" for is_number in table.numbers]
    lines = ["| " + " | ".join(row) + " |" for row in (head, rule, *body)]
    with st.container(key=f"{_KEY}_table"):
        st.markdown("\n".join(lines))
        left = (f"{table.rows_left:,} 行" if table.rows_left else "") + (
            f"{'・' if table.rows_left else ''}{table.columns_left} 列"
            if table.columns_left
            else ""
        )
        if left:
            st.markdown(f"ほか {left}は、配布資料か元の画面にあります。")


# --- what comes next -----------------------------------------------------------------------------


def _prepare(screen: Screen, pack: Pack, number: int) -> None:
    """The next scene, while this one is being talked about; what fails is told when it is there."""
    for scene in pack.scenes[number : number + 1]:
        if not packs_changes.may_show(scene, screen.open_mode):
            return
        with suppress(Exception):
            coming = pack_views.now(scene)
            pack_pictures.ahead(coming, _from(coming, 0), pack_state.data_dir())


def _from(shown: View, number: int) -> list[int]:
    """Its figures from a place on, and the one before it."""
    figures = pack_pictures.figures(shown)
    return [n for n in figures if n >= number] + [n for n in figures if n == number - 2]
