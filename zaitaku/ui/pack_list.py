"""会議資料: the page's parts, from choosing a pack down to its files."""

from __future__ import annotations

import io
import zipfile
from functools import partial

import streamlit as st

from zaitaku.access import asking
from zaitaku.compose import words
from zaitaku.export import materials
from zaitaku.ground.settings import MODE_LABELS, Mode
from zaitaku.kept import packs, packs_changes, packs_file, packs_store
from zaitaku.kept.packs import Pack
from zaitaku.kept.packs_changes import Comparison
from zaitaku.kept.packs_store import Unreadable
from zaitaku.ui import handing, pack_moves, pack_scenes, pack_state, pack_views, uploading
from zaitaku.ui.handing import Taken
from zaitaku.ui.screen import Screen

_FILES = ("pptx", "pdf", "zip")


def show(screen: Screen) -> None:
    """The whole page."""
    pack = _choose(screen)
    if pack is not None:
        _desk(screen, pack)


def _choose(screen: Screen) -> Pack | None:
    """Draw what makes, takes in and chooses packs; None where there is none yet."""
    pack_state.tell()
    found, broken = packs_store.listed(pack_state.data_dir())
    _broken(broken)
    chosen = ""
    if found:
        options = {pack.pack_id: _in_list(pack) for pack in found}
        chosen = screen.choice("pack", "会議資料", options)
    else:
        if not asking.may("change"):
            st.info("会議資料はまだありません。")
            return None
        st.info(
            "会議資料はまだありません。各画面の題の右の「会議資料に追加」で場面を集めるか、"
            "ここで空の会議資料を作ってください。"
        )
        _new()
    return next((pack for pack in found if pack.pack_id == chosen), None)


def _desk(screen: Screen, pack: Pack) -> None:
    """One pack: its name, what a new import changed, its files, its scenes."""
    mode = screen.open_mode
    shown = pack.shown_in(mode)
    with st.spinner("場面の図を用意しています…"):
        found = {scene.scene_id: pack_views.comparison(scene) for scene in shown}
    hidden = len(pack.scenes) - len(shown)
    if hidden:
        st.info(
            f"内部モードの場面が {hidden} あります。公表モードでは表示も書き出しもしません。",
            icon=":material/lock:",
        )
    _changed(pack, found)
    if any(found[scene.scene_id].state != "gone" for scene in shown):
        _files(screen, pack)
    pack_scenes.draw(screen, pack, found)
    if not asking.may("change"):
        return
    pack_moves.cover(pack)
    pack_moves.year(screen, pack)
    if pack.is_internal and mode == "internal":
        pack_moves.public(pack)
    _manage(pack)
    _new()


def _in_list(pack: Pack) -> str:
    return f"{pack.name}（{len(pack.scenes)} 場面、{packs.mode_words(pack)}）"


def _broken(broken: list[Unreadable]) -> None:
    for file in broken:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.warning(file.reason)
            st.button(
                "よける",
                key=f"pack_aside:{file.pack_id}",
                on_click=pack_state.delete,
                args=(file.pack_id,),
                help="packs/deleted に移し、一覧に出さないようにします。ファイルは残ります。",
            )


def _new() -> None:
    deleted = packs_store.deleted(pack_state.data_dir())
    with st.expander("新しく作る・ファイルから取り込む・削除したものを元に戻す"):
        left, right = st.columns([3, 1], vertical_alignment="bottom")
        with left:
            st.text_input("新しい会議資料の名前", key="pack_new", max_chars=packs.LONGEST_NAME)
        with right:
            st.button("作る", key="pack_create", on_click=pack_state.create, args=("pack_new",))
        given = uploading.field("資料のファイル（.json）", ["json"], "pack_file", page="packs")
        if given is not None:
            st.button(
                "この資料を取り込む",
                key="pack_take_in",
                on_click=pack_state.take_in,
                args=(given.name, given.getvalue()),
            )
        for pack in deleted[:5]:
            st.button(
                f"削除した「{words.escape(pack.name)}」を元に戻す",
                key=f"pack_restore:{pack.pack_id}",
                on_click=pack_state.restore,
                args=(pack.pack_id,),
            )


def _changed(pack: Pack, found: dict[str, Comparison]) -> None:
    """What pack it is, and whether a new import has to be looked at."""
    changed = sum(c.state == "changed" for c in found.values())
    gone = sum(c.state == "gone" for c in found.values())
    if changed:
        st.warning(
            f"保存したときから数値が変わった場面が {changed} あります。下の場面ごとに、"
            "変わった図を確かめてください。"
        )
    if gone:
        st.error(
            f"今のデータでは表示できない場面が {gone} あります。書き出すファイルには、"
            "最後に名前と理由だけが載ります。"
        )
    unknown = sum(c.state == "unknown" for c in found.values())
    if unknown:
        st.info(
            f"保存したときの数値と、この設置では照合できない場面が {unknown} あります。"
            "下の場面ごとに、今の数値を確かめてください。"
        )
    is_same = found and not changed and not gone and not unknown
    told = [packs.mode_words(pack), f"{pack.changed_on} に変更"]
    told += ["どの場面の数値も、保存したときと同じです。"] if is_same else []
    st.caption("　｜　".join(told))


# --- files ---------------------------------------------------------------------------------------


def _files(screen: Screen, pack: Pack) -> None:
    """会議モード, one file of each form, both for a venue without a network, the pack itself."""
    mode = screen.open_mode
    leaving = pack.shown_in(mode)
    leaves: Mode = "internal" if any(scene.is_internal for scene in leaving) else "public"
    stamp = MODE_LABELS[leaves]
    taken = Taken(leaves, f"会議資料 {pack.pack_id}")
    stem = f"会議資料_{_file_stem(pack.name)}_{stamp}"

    def made(suffix: str) -> bytes:
        scenes, lost = pack_views.presentable(pack, mode)
        return materials.make(
            scenes,
            suffix,
            pack_state.data_dir(),
            title=pack.name,
            cover=pack.cover,
            left_out=packs_changes.left_out(lost),
        )

    def venue() -> bytes:
        return both({f"{stem}.{suffix}": made(suffix) for suffix in ("pdf", "pptx")})

    with st.container(horizontal=True, vertical_alignment="center"):
        screen.link("meeting/show.py", "会議モードで開く", pack=pack.pack_id)
        for suffix in _FILES:
            form = materials.FORMS[suffix]
            handing.button(
                form.label,
                partial(made, suffix),
                f"{stem}.{suffix}",
                form.mime,
                key=f"pack_{suffix}",
                taken=taken,
            )
        handing.button(
            "会場用（PDF と PPTX）",
            venue,
            f"{stem}_会場用.zip",
            "application/zip",
            key="pack_venue",
            taken=taken,
            help="ネットワークのない会場に持って行く 2 つのファイルを、まとめて作ります。",
        )
        handing.button(
            "資料のファイルを書き出す",
            lambda: packs_file.for_others(pack, mode).encode(),
            f"{stem}.json",
            "application/json",
            key="pack_json",
            taken=taken,
            help="別の設置で取り込めます。数値は入らず、リンクと文だけが入ります。",
        )


def _file_stem(name: str) -> str:
    return "".join(sign if sign.isalnum() else "_" for sign in name)


def both(files: dict[str, bytes]) -> bytes:
    """Files in one zip; the same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            bundle.writestr(entry, content)
    return out.getvalue()


def _manage(pack: Pack) -> None:
    with st.expander("名前を変える・写しを作る・削除する"):
        left, right = st.columns([3, 1], vertical_alignment="bottom")
        key = f"pack_name:{pack.pack_id}"
        with left:
            st.text_input("会議資料の名前", value=pack.name, key=key, max_chars=packs.LONGEST_NAME)
        with right:
            st.button(
                "名前を変える",
                key="pack_rename",
                on_click=pack_state.rename,
                args=(pack.pack_id, key),
            )
        with st.container(horizontal=True):
            st.button("写しを作る", key="pack_copy", on_click=pack_state.copy, args=(pack.pack_id,))
            st.button(
                "この会議資料を削除する",
                key="pack_delete",
                on_click=pack_state.delete,
                args=(pack.pack_id,),
                help="あとで元に戻せます。",
            )
