"""会議資料: every change a reader makes, as callbacks that run before the page.

What cannot be done is told and changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import streamlit as st

from zaitaku.exhibits.views import Cover, View
from zaitaku.ground import settings
from zaitaku.ground.errors import ValidationError, ZaitakuError
from zaitaku.ground.settings import Mode
from zaitaku.ground.years import fiscal_year_label
from zaitaku.kept import packs, packs_changes, packs_figures, packs_moves, packs_store
from zaitaku.kept.packs import Change, Pack, SavedScene
from zaitaku.ui import pack_views

NEW = "new"
_TOLD = "_pack_told"
_YEAR = re.compile("（[^（）]*年度）$")  # at the end of a name


def tell() -> None:
    """What the last change had to say, once."""
    told = st.session_state.pop(_TOLD, None)
    if told is not None:
        {"error": st.error, "success": st.success}[told[0]](told[1])


def data_dir() -> Path:
    return settings.data_dir()


def add(view: View, chosen: str, keys: Mapping[str, str], figures: Mapping[str, str]) -> None:
    """The view on the screen as a scene of the chosen pack, or of a new one.

    ``keys``: where name, message and note stand in the session; ``figures``: where each figure
    (by its key) is ticked.
    """

    def work() -> None:
        told = {what: str(st.session_state.get(key, "")).strip() for what, key in keys.items()}
        if told["message"] == own_sentence(view):
            told["message"] = ""  # the page's own sentence follows the data
        wanted = [figure for figure, key in figures.items() if st.session_state.get(key)]
        if figures and not wanted:
            raise ValidationError("載せる図を 1 つは選んでください。")
        scene = packs_changes.saved(
            view,
            told["message"],
            told["note"],
            key=pack_views.key(),
            figures=wanted or packs_figures.main(view),
        )
        if not pack_views.is_as_shown(scene):
            raise ValidationError(
                "この画面には、まだ保存していない変更が入っているため、場面にできません。"
                "圏域案などは保存して、保存したものを開いてから追加してください。"
            )
        _put(scene, chosen, told["name"])

    _try(work)


def add_figure(
    page: str, link: Mapping[str, Sequence[str]], figure: str, chosen_key: str, name_key: str
) -> None:
    """A figure of a page for a link as a scene, without opening the page: the main one, or the
    one whose title has the words ``figure``."""

    def work() -> None:
        view = pack_views.composed(page, link)
        if not view.exhibits:
            raise ValidationError("いまの地域・年度・モードでは、この図に示すものがありません。")
        titles = packs_figures.offered(view)
        wanted = [key for key, title in titles.items() if figure and figure in title]
        # the page's sentence is about its first figure
        message = titles[wanted[0]].partition("｜")[0] if wanted else ""
        figures = wanted or packs_figures.main(view)
        scene = packs_changes.saved(view, message, "", key=pack_views.key(), figures=figures)
        chosen = str(st.session_state.get(chosen_key, NEW))
        _put(scene, chosen, str(st.session_state.get(name_key, "")).strip())

    _try(work)


def _put(scene: SavedScene, chosen: str, name: str) -> None:
    """At the end of the chosen pack, or of a new one."""
    pack_id = packs_store.create(data_dir(), name).pack_id if chosen == NEW else chosen
    pack = packs_store.change(data_dir(), pack_id, packs.add(scene))
    st.session_state["pack_last"] = pack.pack_id
    _say("success", f"「{pack.name}」の {len(pack.scenes)} 枚目に加えました。")


def own_sentence(view: View) -> str:
    """The page's sentence, as long as a message may be."""
    return next(iter(view.sentences), "")[: packs.LONGEST_MESSAGE].strip()


def add_words(pack_id: str, mode: Mode, key: str) -> None:
    """A scene of words: 論点・決定 without a figure."""

    def work() -> None:
        message = str(st.session_state.get(key, "")).strip()
        if not message:
            raise ValidationError("場面の見出しを書いてください。")
        packs_store.change(data_dir(), pack_id, packs.add(packs.words_only(mode, message)))
        st.session_state[key] = ""
        _say("success", "図のない場面を最後に加えました。「直す」で論点と決定を書けます。")

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


def edit(
    pack_id: str, scene: SavedScene, keys: Mapping[str, str], figures: Mapping[str, str]
) -> None:
    """Keep what was written about a scene and which figures it is to show, both or neither."""
    said = {what: str(st.session_state[key]) for what, key in keys.items()}
    has_numbers = bool(st.session_state.get(f"scene_numbers:{scene.scene_id}"))

    def what(pack: Pack) -> Pack:
        pack = packs.say(scene.scene_id, **said)(pack)
        if not figures:
            return pack
        wanted = [figure for figure, key in figures.items() if st.session_state.get(key)]
        return packs.choose(scene.scene_id, wanted, has_numbers=has_numbers)(pack)

    change(pack_id, what, "保存しました。")


def put_cover(pack_id: str, keys: Mapping[str, str]) -> None:
    said = {what: " ".join(str(st.session_state[key]).split()) for what, key in keys.items()}
    change(pack_id, packs.put_cover(Cover(**said)), "表紙を保存しました。")


def move_year(pack_id: str, year: str) -> None:
    """A copy of the pack for another 年度, chosen at once; the pack itself stays."""

    def work() -> None:
        pack = packs_store.load(data_dir(), pack_id)
        moved = packs_moves.to_year(pack.scenes, year, pack_views.whole, pack_views.key())
        plain = _YEAR.sub("", pack.name)[:48]
        name = f"{plain}（{fiscal_year_label(int(year)).partition('（')[0]}）"
        made = packs_store.copy(
            data_dir(), pack_id, packs_moves.as_pack(moved, name, without=False)
        )
        st.session_state["pack"] = made.pack_id
        stay = sum(m.new is None for m in moved)
        rest = f"移せない {stay} 場面は元の年度のままです。" if stay else ""
        _say("success", f"「{made.name}」を作りました。{rest}元の資料はそのままです。")

    _try(work)


def make_public(pack_id: str, with_words: str, without: str) -> None:
    """A copy of the pack for 公表; refused where a scene does not exist there, unless left out."""

    def work() -> None:
        pack = packs_store.load(data_dir(), pack_id)
        moved = packs_moves.to_public(
            pack.scenes,
            pack_views.whole,
            pack_views.key(),
            with_words=bool(st.session_state.get(with_words)),
        )
        if not st.session_state.get(without):
            packs_moves.need_all(moved)
        name = f"{pack.name[:52]}（公表）"
        made = packs_store.copy(data_dir(), pack_id, packs_moves.as_pack(moved, name, without=True))
        st.session_state["pack"] = made.pack_id
        left = sum(m.new is None for m in moved)
        rest = f"公表モードにない {left} 場面は除きました。" if left else ""
        _say("success", f"「{made.name}」を作りました。{rest}元の資料はそのままです。")

    _try(work)


def accept(pack_id: str, scene: SavedScene) -> None:
    """What the scene shows now is what it is to show."""
    kept = packs_changes.kept(pack_views.whole(scene), pack_views.key())
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
