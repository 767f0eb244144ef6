"""入力 of 注記: what can be named as a figure, and which rows name none of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from zaitaku.ask import warehouse
from zaitaku.build.entered import Rows
from zaitaku.compose import pages
from zaitaku.derived import questions
from zaitaku.indicators import load
from zaitaku.sources import templates
from zaitaku.ui import entry_codes
from zaitaku.ui.told import listed

KIND = "figure_notes"
_SECTIONS = ("見る", "計画")  # pages with figures of areas


def offer(folder: Path, kind: str, rows: Rows) -> None:
    """The names to copy from; nothing for other tables."""
    if kind != KIND:
        return
    names = _names(folder)
    place = templates.of(KIND).columns.index("figure")
    unknown = sorted({row[place] for row in rows if row[place] and row[place] not in names})
    if unknown:
        st.caption(
            "次の名前は、下の一覧にありません。図の題の「｜」で区切られた言葉と同じときだけ、"
            "その図に出ます。"
        )
        listed([{"注記する図・指標": name} for name in unknown], "unknown_figures")
    columns = {"書く名前": list(names), "出るところ": list(names.values())}
    entry_codes.folded("注記できる図・指標の一覧", columns, "entry_figures")


def _names(folder: Path) -> Mapping[str, str]:
    """Name → where a note of it stands."""
    found = {
        page.title: f"画面「{page.title}」のはじめの図"
        for section in _SECTIONS
        for page in pages.PAGES[section]
    }
    build = warehouse.open_build(folder, "internal")
    for row in questions.run(build, "supply/items").records:
        found.setdefault(row["item"], "この診療行為・サービスの図")
    for item in load().values():
        found.setdefault(item.indicator_id, f"指標「{item.name}」のある図")
    return found
