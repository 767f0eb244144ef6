"""入力: the codes and names that a table asks for, folded beside it, to search and copy from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import streamlit as st

from zaitaku.ask import warehouse
from zaitaku.derived import questions
from zaitaku.export import template_book
from zaitaku.ground.codes_words import words_of
from zaitaku.ground.text import squash
from zaitaku.sources import templates

_AREAS, _ZONES = ("area_code", "municipality_code"), ("area_code", "zone_code")
_INDICATOR = "indicator_id"
_HEIGHT = 240
Columns = Mapping[str, Sequence[str]]  # heading → cells, all of one length


def offer(folder: Path, kind: str) -> None:
    """What the columns of a table take: areas, indicators."""
    columns = set(templates.of(kind).columns)
    if _INDICATOR in columns:
        folded("指標番号の一覧", _indicators(folder), "entry_indicators")
    if columns & set(_AREAS):
        areas = _areas(folder, has_zones=bool(columns & set(_ZONES)))
        folded("地域コードの一覧", areas, "entry_areas")


def folded(label: str, columns: Columns, key: str) -> None:
    """A list in a fold, of which a part can be looked for; the rest of the page is not drawn."""
    with st.expander(label, key=key):
        _list(columns, key)


@st.fragment
def _list(columns: Columns, key: str) -> None:
    words = st.text_input(
        "探す（番号・名前の一部。空白で区切ると、どれも含むもの）", key=f"{key}_search", width=420
    )
    rows = found(columns, words)
    if not rows:
        st.caption("当てはまるものはありません。言葉を短くしてください。")
        return
    # of the cells that are chosen, Ctrl+C takes the text
    st.dataframe(
        {head: [row[place] for row in rows] for place, head in enumerate(columns)},
        height=_HEIGHT,
    )


def found(columns: Columns, words: str) -> list[tuple[str, ...]]:
    """The rows that have every word in some cell, whatever its case and width; all without any."""
    wanted = [squash(word).casefold() for word in words.split()]
    return [
        row
        for row in zip(*columns.values(), strict=True)
        if all(any(word in squash(cell).casefold() for cell in row) for word in wanted)
    ]


def _indicators(folder: Path) -> Columns:
    """Of the catalogue and the prefecture's own, as the build has them."""
    build = warehouse.open_build(folder, "internal")
    rows = questions.run(build, "indicators/catalogue").records
    heads = {
        "指標番号": "indicator_id",
        "指標名": "indicator_name",
        "機能": "function",
        "種別": "spo",
        "単位": "unit",
    }
    listed = {head: [str(row[name] or "") for row in rows] for head, name in heads.items()}
    # an own one is told anew in every table that uses it: name, function, S/P/O and unit
    listed["県独自"] = ["名前から単位までも書く" if row["is_own"] else "" for row in rows]
    return listed


def _areas(folder: Path, *, has_zones: bool) -> Columns:
    build = warehouse.open_build(folder, "internal")
    every = template_book.areas_of(questions.of_build(build))
    listed = [one for one in every if has_zones or one.unit == "municipality"]
    return {
        "地域コード": [one.code for one in listed],
        "地域": [one.name for one in listed],
        "単位": [words_of(one.unit) for one in listed],
        "圏域の種類": [one.zone_scheme for one in listed],
    }
