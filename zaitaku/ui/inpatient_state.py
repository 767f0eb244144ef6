"""What the page 全国の入院の流出入 lets the reader choose: a source with areas of its own."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from zaitaku.ui import answer, controls

BED_FUNCTIONS = {
    "acute": "高度急性期+急性期",
    "subacute": "包括期",
    "chronic": "慢性期",
}


@dataclass(frozen=True)
class Chosen:
    """A 構想区域 of a prefecture, and the bed function."""

    prefecture_code: str
    prefecture: str
    code: str
    name: str
    bed_function: str


def choose() -> Chosen | None:
    """Draw the controls; None (and the reader is told) where the file was not imported.

    It starts with the reader's own prefecture and, where the codes agree, 注目する地域.
    """
    rows = answer.ask("inpatient/areas").rows
    if not rows:
        st.info(
            "全国の入院の流出入は取り込まれていません。厚生労働省「流入率・流出率」の Excel を"
            "ほかの集計表と同じように取り込むと表示されます。ほかのページの数値には影響しません。"
        )
        return None
    prefectures = {row[2]: row[3] for row in rows}
    here = controls.area().code
    with st.container(horizontal=True):
        prefecture = controls.choice("ip_pref", "都道府県", prefectures, controls.prefecture().code)
        areas = {row[0]: row[1] for row in rows if row[2] == prefecture}
        code = controls.choice("ip_area", "構想区域", areas, here)
        beds = controls.choice("beds", "病床の区分", BED_FUNCTIONS, few=True)
    return Chosen(prefecture, prefectures[prefecture], code, areas[code], BED_FUNCTIONS[beds])
