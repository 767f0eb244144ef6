"""会議資料: what concerns all scenes: the cover, another 年度, a copy for 公表."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import streamlit as st

from zaitaku.compose import words
from zaitaku.ground.years import fiscal_year_label
from zaitaku.kept import packs, packs_moves
from zaitaku.kept.packs import Pack
from zaitaku.kept.packs_moves import Moved
from zaitaku.ui import pack_state, pack_views
from zaitaku.ui.screen import Screen

_FIELDS = {
    "meeting": "会議名",
    "date": "日付",
    "section": "課名",
    "number": "資料番号",
}


def cover(pack: Pack) -> None:
    """What stands on the cover."""
    with st.expander(
        "表紙（会議名・日付・課名・資料番号）", key="pack_cover", on_change="rerun"
    ) as place:
        if not place.open:
            return
        keys = {what: f"pack_cover_{what}:{pack.pack_id}" for what in _FIELDS}
        for column, (what, label) in zip(st.columns(len(_FIELDS)), _FIELDS.items(), strict=True):
            with column:
                st.text_input(
                    label,
                    value=getattr(pack.cover, what),
                    key=keys[what],
                    max_chars=packs.LONGEST_COVER,
                    help="すべてのスライドに入ります。" if what == "number" else None,
                )
        st.button(
            "表紙を保存する",
            key="pack_cover_go",
            type="primary",
            on_click=pack_state.put_cover,
            args=(pack.pack_id, keys),
        )


def year(screen: Screen, pack: Pack) -> None:
    """Every scene beside what it says in another 年度, and the copy made of them."""
    shown = pack.shown_in(screen.open_mode)
    with st.expander("すべての場面を別の年度に移す", key="pack_year", on_change="rerun") as place:
        if not place.open or not shown:
            return
        years = [str(y) for y in screen.years]
        chosen = st.selectbox(
            "移す先の年度",
            years,
            key="pack_year_to",
            format_func=lambda one: fiscal_year_label(int(one)),
            filter_mode=None,
        )
        with st.spinner("移した場面を用意しています…"):
            moved = packs_moves.to_year(shown, chosen, pack_views.whole, pack_views.key())
        _listed(moved, "この年度にはないため、元の年度のまま残します")
        st.button(
            "この年度の写しを作る",
            key="pack_year_go",
            type="primary",
            on_click=pack_state.move_year,
            args=(pack.pack_id, chosen),
            help="元の会議資料はそのまま残ります。",
        )


def public(pack: Pack) -> None:
    """Every scene as it is in 公表, and the copy made of them."""
    with st.expander("公表用の写しを作る", key="pack_public", on_change="rerun") as place:
        if not place.open:
            return
        carried = st.checkbox(
            "内部の場面に書いた文（伝えたいこと・論点・決定・メモ）も引き継ぐ"
            "（公表できない数が書かれていないことを確かめました）",
            key="pack_public_words",
        )
        with st.spinner("公表モードの場面を用意しています…"):
            moved = packs_moves.to_public(
                pack.scenes, pack_views.whole, pack_views.key(), with_words=carried
            )
        _listed(moved, "公表モードでは表示できません")
        if any(m.new is None for m in moved):
            st.checkbox("表示できない場面を除いて作る", key="pack_public_without")
        st.button(
            "公表用の写しを作る",
            key="pack_public_go",
            type="primary",
            on_click=pack_state.make_public,
            args=(pack.pack_id, "pack_public_words", "pack_public_without"),
            help="元の会議資料はそのまま残ります。",
        )


def _listed(moved: Sequence[Moved], stays: str) -> None:
    """What every scene says now, and after the move; a scene is named in its first row."""
    rows = ["| | 場面 | 今 | 移した後 |", "|---|---|---|---|"]
    for number, one in enumerate(moved, start=1):
        named = f"{number} | {words.escape(one.scene.title)}"
        for before, after in _compared(one, stays):
            rows.append(f"| {named} | {words.escape(before)} | {words.escape(after)} |")
            named = "　|　"
    st.markdown("\n".join(rows))


def _compared(one: Moved, stays: str) -> Iterator[tuple[str, str]]:
    if one.new is None:
        yield one.scene.headline, f"{stays}: {one.reason}"
        return
    for label, before, after in one.said:
        name = "" if label == "文" else f"{label}: "
        yield f"{name}{before or 'なし'}", f"{name}{after or 'なし'}"
    if not one.said:
        yield one.scene.headline, "変わりません"
    if one.keeps:
        yield "", "※ 見出しは書いた文のままです。数字を確かめてください。"
