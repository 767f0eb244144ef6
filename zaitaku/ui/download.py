"""The download buttons: xlsx first, CSV for Excel second, CP932 third, then what the columns are.

Files are made when a button is pressed, not when the page is drawn.
"""

from __future__ import annotations

import streamlit as st

from zaitaku import export
from zaitaku.ask.answer import Answer
from zaitaku.export import csv, dictionary, xlsx
from zaitaku.ground.errors import ZaitakuError
from zaitaku.ui import handing
from zaitaku.ui.handing import Taken

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def buttons(answer: Answer, title: str, *, key: str | None = None) -> None:
    """Offer the answer as files. ``key`` tells apart two answers of one question on a page."""
    key = key or answer.name
    taken = Taken(answer.mode, answer.name, build_id=answer.build_id)
    obstacle = _cp932_obstacle(answer)
    with st.container(horizontal=True):
        handing.button(
            "Excel（xlsx）",
            lambda: xlsx.to_bytes(answer),
            export.file_name(answer, title, "xlsx"),
            _XLSX,
            key=f"{key}:xlsx",
            taken=taken,
            primary=True,
        )
        handing.button(
            "CSV（UTF-8）",
            lambda: csv.to_bytes(answer, encoding="utf-8-sig"),
            export.file_name(answer, title, "csv"),
            "text/csv",
            key=f"{key}:csv",
            taken=taken,
        )
        handing.button(
            "CSV（Shift_JIS / CP932）",
            lambda: csv.to_bytes(answer, encoding="cp932"),
            export.file_name(answer, title, "csv").replace(".csv", "_Shift_JIS.csv"),
            "text/csv",
            key=f"{key}:cp932",
            taken=taken,
            disabled=obstacle is not None,
            help=obstacle,
        )
        described = export.file_name(answer, title, "csv")
        handing.button(
            "列の説明（CSV）",
            lambda: dictionary.to_bytes(dictionary.of_answer(described, answer)),
            described.replace(".csv", f"_{dictionary.NAME}"),
            "text/csv",
            key=f"{key}:columns",
            taken=taken,
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
