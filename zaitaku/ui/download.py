"""The download buttons: xlsx first, CSV for Excel second, CP932 third, then what the columns are.

Files are made when a button is pressed, not when the page is drawn.
"""

from __future__ import annotations

import streamlit as st

from zaitaku import export
from zaitaku.ask.answer import Answer
from zaitaku.export import csv, dictionary, xlsx
from zaitaku.ground.errors import ZaitakuError

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def buttons(answer: Answer, title: str, *, key: str | None = None) -> None:
    """Offer the answer as files. ``key`` tells apart two answers of one question on a page."""
    key = key or answer.name
    obstacle = _cp932_obstacle(answer)
    with st.container(horizontal=True):
        st.download_button(
            "Excel（xlsx）",
            data=lambda: xlsx.to_bytes(answer),
            file_name=export.file_name(answer, title, "xlsx"),
            mime=_XLSX,
            key=f"{key}:xlsx",
            on_click="ignore",
            type="primary",
        )
        st.download_button(
            "CSV（UTF-8）",
            data=lambda: csv.to_bytes(answer, encoding="utf-8-sig"),
            file_name=export.file_name(answer, title, "csv"),
            mime="text/csv",
            key=f"{key}:csv",
            on_click="ignore",
        )
        st.download_button(
            "CSV（Shift_JIS / CP932）",
            data=lambda: csv.to_bytes(answer, encoding="cp932"),
            file_name=export.file_name(answer, title, "csv").replace(".csv", "_Shift_JIS.csv"),
            mime="text/csv",
            key=f"{key}:cp932",
            on_click="ignore",
            disabled=obstacle is not None,
            help=obstacle,
        )
        described = export.file_name(answer, title, "csv")
        st.download_button(
            "列の説明（CSV）",
            data=lambda: dictionary.to_bytes(dictionary.of_answer(described, answer)),
            file_name=described.replace(".csv", f"_{dictionary.NAME}"),
            mime="text/csv",
            key=f"{key}:columns",
            on_click="ignore",
            help="列の見出し、単位、意味、秘匿や空欄の意味、出典です。CSV に添えてください。",
        )
    if obstacle:
        st.caption(f"CP932 では書き出せません。{obstacle}")


@st.cache_data(max_entries=2000, show_spinner=False, hash_funcs={Answer: lambda answer: answer.key})
def _cp932_obstacle(answer: Answer) -> str | None:
    """Why the answer cannot be written as CP932 (it names the cell); None if it can."""
    try:
        csv.to_bytes(answer, encoding="cp932")
    except ZaitakuError as error:
        return str(error)
    return None
