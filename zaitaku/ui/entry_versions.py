"""入力: versions of a table, what was decided of each, what differs, and the way into the data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

import streamlit as st

from zaitaku.access import asking, log
from zaitaku.build import entered, entering
from zaitaku.build.entered import STATES, Version
from zaitaku.build.entering import Difference
from zaitaku.compose import pages
from zaitaku.compose.words import escape
from zaitaku.ground.errors import ZaitakuError
from zaitaku.sources import known
from zaitaku.ui import address, failure, intake, open_view
from zaitaku.ui.screen import Screen
from zaitaku.ui.told import listed

_MOST = 60  # differences on the screen
_IN_USE = "反映"


def first_to_decide(folder: Path) -> str:
    """The table to begin with: to who decides the first that waits for it, else the first."""
    try:
        waiting = entered.waiting(folder) if asking.may("approve") else []
    except ZaitakuError:  # said by ``tell_waiting``
        waiting = []
    return waiting[0].kind if waiting else entered.KINDS[0]


def tell_waiting(folder: Path) -> None:
    """To who decides: which tables wait for it, also those that are not on the screen."""
    if not asking.may("approve"):
        return
    labels = known.labels()
    try:
        waiting = entered.waiting(folder)
    except ZaitakuError as error:  # of one table; the others go on
        st.warning(failure.message(error))
        return
    told = "、".join(f"{labels[one.kind]} 第{one.number}版" for one in waiting)
    if told:
        st.info(f"決裁待ち: {told}。表を選ぶと、下の 3 で決裁できます。")


def tell_use(folder: Path, kind: str) -> None:
    """Where the rows come from that every page shows now."""
    found = entering.in_use(folder, kind)
    if not found:
        st.caption("いまのデータに、この表はありません。")
        return
    told = "、".join(
        f"入力した第{one.number}版" if one.number else f"取り込んだファイル「{one.file_name}」"
        for one in found
    )
    st.caption(f"いまのデータの表: {escape(told)}")


def show(screen: Screen, folder: Path, kind: str, *, on_restore: Callable[[int], None]) -> None:
    """Every version, the latest first; what may be done with the one that is chosen."""
    found = entered.versions(folder, kind)
    if not found:
        return
    st.header("3　版の経過と決裁", anchor=False)
    used = {one.number for one in entering.in_use(folder, kind)}
    listed(
        [
            {
                "版": f"第{one.number}版",
                "状態": _state(one, used),
                "だれが・いつ": f"{one.saved.who}　{one.saved.at}",
                "理由": one.saved.why,
                "その後": _after(one),
            }
            for one in reversed(found)
        ],
        "versions",
    )
    numbers = [one.number for one in reversed(found)]
    number = st.selectbox(
        "見る版",
        numbers,
        format_func=lambda one: f"第{one}版",
        key=f"entry_version_{kind}_{numbers[0]}",
        width=200,
    )
    chosen = next(one for one in found if one.number == number)
    before = next((one for one in found if one.number == number - 1), None)
    if before is not None:
        st.markdown(f"**第{before.number}版から変わったところ**")
        tell_differences(entering.differences(kind, before.rows, chosen.rows), "differences")
    else:
        _tell_first(folder, chosen, is_used=number in used)
    _buttons(screen, folder, chosen, is_used=number in used, is_latest=number == numbers[0])
    if number != numbers[0] and st.button(
        "この版の内容を上の表に出す", key="entry_restore", icon=":material/history:"
    ):
        on_restore(number)


def _tell_first(folder: Path, chosen: Version, *, is_used: bool) -> None:
    """A first version beside what the data have now: a change of few rows is not read out of
    all of them."""
    st.caption(f"{len(chosen.rows):,} 行。最初の版です。")
    held = () if is_used else entering.begun(folder, chosen.kind)
    if held:
        st.markdown("**いまのデータから変わるところ**")
        tell_differences(entering.differences(chosen.kind, held, chosen.rows), "differences")


def tell_differences(found: Sequence[Difference], key: str) -> None:
    """Cell by cell; ``key`` as of ``listed``."""
    if not found:
        st.caption("違いはありません。")
        return
    rows = [
        {
            "何が": one.what,
            "行": one.row,
            "欄": head,
            "前": old,
            "後": new,
        }
        for one in found
        for head, old, new in one.cells
    ]
    listed(rows[:_MOST], key)
    if len(rows) > _MOST:
        st.caption(f"ほか {len(rows) - _MOST:,} か所。")


def _state(one: Version, used: set[int | None]) -> str:
    return f"{STATES[one.state]}・{_IN_USE}" if one.number in used else STATES[one.state]


def _after(one: Version) -> str:
    return "／".join(
        f"{STATES[event.state]} {event.who} {event.at}" + (f"（{event.why}）" if event.why else "")
        for event in one.history[1:]
    )


def _buttons(
    screen: Screen, folder: Path, chosen: Version, *, is_used: bool, is_latest: bool
) -> None:
    """What may be done next, by who may do it."""
    try:
        if chosen.state == "draft" and is_latest:
            if st.button("決裁を申請する", key="entry_submit", type="primary"):
                entering.submit(folder, chosen.kind, chosen.number)
                st.rerun()
        elif chosen.state == "submitted":
            _decide(folder, chosen)
        elif chosen.state == "approved" and not is_used:
            _apply(screen, folder, chosen)
    except (ZaitakuError, OSError) as error:
        st.error(failure.message(error))


def _decide(folder: Path, chosen: Version) -> None:
    if not asking.may("approve"):
        st.info("決裁は、公表・管理の権限をもつ人がします。")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if st.button("決裁する", key="entry_approve", type="primary"):
            entered.move(folder, chosen.kind, chosen.number, "approved")
            st.rerun()
        why = st.text_input(
            "差し戻す理由", key="entry_return_why", max_chars=entered.LONGEST_REASON, width=320
        )
        if st.button("差し戻す", key="entry_return"):
            entered.move(folder, chosen.kind, chosen.number, "returned", why)
            st.rerun()


def _apply(screen: Screen, folder: Path, chosen: Version) -> None:
    """The approved table as a file to the import, whose page shows what it changes."""
    st.info(
        "決裁が済みました。データに入れるには、新しい版を作り、いまの版と比べて「この版を使う」を"
        "押します（画面「取り込み」に移ります）。"
    )
    if not st.button("データに入れる版を作る", key="entry_apply", type="primary"):
        return
    asking.need("import")
    name = entered.file_name(chosen.kind, chosen.number)
    log.write("import", what=name, data_dir=folder)
    intake.begin([(name, entered.as_csv(chosen.kind, chosen.rows))], folder)
    opened = cast(dict[str, Any], st.session_state[open_view.PAGES])
    link = screen.to_page(pages.INTAKE)
    address.leave()
    st.switch_page(opened[pages.INTAKE], query_params=link)
