"""Templates of the prefecture's own tables as workbooks, where files are handed over."""

from __future__ import annotations

import streamlit as st

from zaitaku.export import template_book
from zaitaku.ground import settings
from zaitaku.sources import known, templates
from zaitaku.ui import handing
from zaitaku.ui.handing import Taken

_MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show() -> None:
    """Choose a table, take its workbook: headings in Japanese, our areas, lists to choose from."""
    labels = known.labels()
    with st.expander("自分の県で作る表のひな形（Excel）", key="template_offer"):
        st.markdown(
            "見出しは日本語で、いまのデータの地域が入り、決まった言葉は一覧から選べます。"
            "書いたら、そのまま上に置いてください。"
        )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            kind = st.selectbox(
                "表",
                list(templates.every()),
                format_func=lambda one: labels[one],
                key="template_kind",
                width=420,
            )
            handing.button(
                "ひな形をダウンロード",
                lambda: template_book.of_build(kind, settings.data_dir()),
                template_book.file_name(kind),
                _MIME,
                key=f"template_take_{kind}",
                taken=Taken(None, "ひな形"),
            )
