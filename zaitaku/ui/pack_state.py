"""会議資料: every change a reader makes, as callbacks that run before the page.

What cannot be done is told and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from zaitaku.exhibits.views import View
from zaitaku.ground import settings
from zaitaku.ground.errors import ValidationError, ZaitakuError
from zaitaku.kept import packs, packs_changes, packs_store
from zaitaku.kept.packs import Change, SavedScene
from zaitaku.ui import pack_views

NEW = "new"
_TOLD = "_pack_told"


def tell() -> None:
    """What the last change had to say, once."""
    told = st.session_state.pop(_TOLD, None)
    if told is not None:
        {"error": st.error, "success": st.success}[told[0]](told[1])


def data_dir() -> Path:
    return settings.data_dir()


def add(view: View, chosen: str, name_key: str, message_key: str, note_key: str) -> None:
    """The view on the screen as a scene of the chosen pack, or of a new one."""

    def work() -> None:
        message = str(st.session_state.get(message_key, "")).strip()
        note = str(st.session_state.get(note_key, "")).strip()
        scene = packs_changes.saved(view, message, note, key=pack_views.key())
        if not pack_views.is_as_shown(scene):
            raise ValidationError(
                "この画面には、まだ保存していない変更が入っているため、場面にできません。"
                "圏域案などは保存して、保存したものを開いてから追加してください。"
            )
        pack_id = chosen
        if chosen == NEW:
            pack_id = packs_store.create(
                data_dir(), str(st.session_state.get(name_key, ""))
            ).pack_id
        pack = packs_store.change(data_dir(), pack_id, packs.add(scene))
        st.session_state["pack_last"] = pack.pack_id
        _say("success", f"「{pack.name}」の {len(pack.scenes)} 枚目に加えました。")

    _try(work)


def create(name_key: str) -> None:
    """A new pack, chosen at once."""

    def work() -> None:
        pack = packs_store.create(data_dir(), str(st.session_state.get(name_key, "")))
        st.session_state["pack"] = pack.pack_id
        st.session_state[name_key] = ""

    _try(work)


def change(pack_id: str, what: Change, told: str = "") -> None:
    """One change of a pack."""

    def work() -> None:
        packs_store.change(data_dir(), pack_id, what)
        if told:
            _say("success", told)

    _try(work)


def rename(pack_id: str, name_key: str) -> None:
    change(pack_id, packs.rename(str(st.session_state[name_key])))


def say(pack_id: str, scene_id: str, message_key: str, note_key: str) -> None:
    """Keep what was written about a scene."""
    message, note = str(st.session_state[message_key]), str(st.session_state[note_key])
    change(pack_id, packs.say(scene_id, message, note), "保存しました。")


def accept(pack_id: str, scene: SavedScene) -> None:
    """What the scene shows now is what it is to show."""
    kept = packs_changes.kept(pack_views.now(scene), pack_views.key())
    change(pack_id, packs.renew(scene.scene_id, kept))


def copy(pack_id: str) -> None:
    def work() -> None:
        st.session_state["pack"] = packs_store.copy(data_dir(), pack_id).pack_id

    _try(work)


def delete(pack_id: str) -> None:
    _try(lambda: packs_store.delete(data_dir(), pack_id))


def restore(pack_id: str) -> None:
    def work() -> None:
        packs_store.restore(data_dir(), pack_id)
        st.session_state["pack"] = pack_id

    _try(work)


def take_in(name: str, content: bytes) -> None:
    """A pack from a file, chosen at once."""

    def work() -> None:
        pack = packs_store.take_in(data_dir(), content, name)
        st.session_state["pack"] = pack.pack_id
        _say("success", f"「{pack.name}」を取り込みました（{len(pack.scenes)} 場面）。")

    _try(work)


def _try(work: Callable[[], None]) -> None:
    try:
        work()
    except ZaitakuError as error:
        _say("error", str(error))


def _say(kind: str, text: str) -> None:
    st.session_state[_TOLD] = (kind, text)
