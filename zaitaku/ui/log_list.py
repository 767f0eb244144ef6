"""記録: the events of a month, filtered, and as a file."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from csv import writer as csv_writer

import pandas as pd
import streamlit as st

from zaitaku.access import asking, log
from zaitaku.compose import pages
from zaitaku.export import neutral
from zaitaku.ground.errors import ZaitakuError
from zaitaku.ui import handing
from zaitaku.ui.handing import Taken
from zaitaku.ui.screen import Screen

_MOST = 1000  # rows on the screen; the file has all
_SEARCHED = ("利用者", "画面", "内容", "版ID", "版")


def show(_screen: Screen) -> None:
    """The page; who may not read the log is told so and sees nothing of it."""
    if not asking.is_configured():
        st.info(
            "この設置では、利用者と権限が決められていないので、記録を残していません。"
            "決め方は「管理者の手引き」にあります。"
        )
        return
    try:
        months = log.months()
    except ZaitakuError as error:
        st.error(str(error))
        return
    if not months:
        st.info("記録はまだありません。")
        return
    _listed(months)


def _listed(months: Sequence[str]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        month = st.selectbox("月", months, key="log_month", width=160)
        events = st.multiselect(
            "したこと", list(log.EVENTS.values()), key="log_events", placeholder="すべて", width=360
        )
        text = st.text_input(
            "利用者・画面・内容に含む言葉", key="log_text", max_chars=100, width=260
        )
        found = log.read(month)
        told = (row | {"画面": _title(row["画面"])} for row in log.rows(found))
        rows = [row for row in told if _is_wanted(row, events, text)]
        handing.button(
            "CSV で保存",
            lambda: _table(rows),
            f"記録_{month}.csv",
            "text/csv",
            key="log_csv",
            taken=Taken(None, "記録", right="read_log"),
        )
    if found.unreadable:
        st.warning(f"読めない行が {found.unreadable} あります（書いている途中で止まったもの）。")
    more = f"（新しい {_MOST:,} 件を表示。CSV には全部が入ります）" if len(rows) > _MOST else ""
    st.caption(f"{len(rows):,} 件{more}")
    if rows:
        st.dataframe(pd.DataFrame(rows[:_MOST]), hide_index=True, width="stretch", height=520)


def _title(address: str) -> str:
    """A page as the menu calls it; one that there is no more by its address."""
    page = pages.named(address)
    return page.title if page else address


def _is_wanted(row: Mapping[str, str], events: Sequence[str], text: str) -> bool:
    if events and row["したこと"] not in events:
        return False
    return not text or any(text.casefold() in row[column].casefold() for column in _SEARCHED)


def _table(rows: Sequence[Mapping[str, str]]) -> bytes:
    """With a mark of UTF-8 for Excel; what begins like a formula stays text."""
    out = io.StringIO()
    writer = csv_writer(out, lineterminator="\r\n")
    if rows:
        writer.writerow(rows[0].keys())
    writer.writerows([neutral(cell) for cell in row.values()] for row in rows)
    return out.getvalue().encode("utf-8-sig")
