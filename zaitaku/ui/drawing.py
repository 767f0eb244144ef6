"""How one thing is drawn with Streamlit: a chart's specification, a table, text as text."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import Any, Literal

import altair as alt
import streamlit as st
from altair.utils import schemapi
from streamlit import dataframe_util

from zaitaku.ask.answer import Answer
from zaitaku.compose.words import escape
from zaitaku.exhibits import maps, tables
from zaitaku.exhibits.charts import theme
from zaitaku.exhibits.classes import Classes
from zaitaku.exhibits.views import Exhibit
from zaitaku.ui import boards

PAGE_ROWS = 1200  # rows that a browser shows, and sorts, at once: a matrix of 33 areas


LEAST_WIDTH = 720  # px that ``page/tables.css`` keeps in a frame that scrolls
Width = Literal["stretch", "content"] | int


def frame(spec: Mapping[str, Any], width: Width, number: int) -> AbstractContextManager[Any]:
    """Where a chart stands: one that cannot get narrow scrolls in a frame of its own."""
    least = spec.get("usermeta", {}).get(theme.LEAST_WIDTH)
    if least == theme.SHORT_WORDS:
        return st.container(key=f"least-{least}-{number}")
    if least:
        return st.container(key=f"wide-{number}")
    return nullcontext() if width == "stretch" else st.container(key=f"fixed-{number}")


def spec(
    builder: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]
) -> tuple[dict[str, Any], Width]:
    """A chart's specification, and how wide it is: as the page, or as it says itself.

    Built once for the same answers: building takes far longer than sending, and an answer is known
    by its build, mode, question and parameters, so the mode is part of what is remembered.
    """
    return _spec(f"{builder.__module__}.{builder.__qualname__}", builder, args, kwargs)


@st.cache_data(
    max_entries=300,
    show_spinner=False,
    hash_funcs={Answer: lambda answer: answer.key, Classes: repr, maps.Place: repr},
)
def _spec(
    name: str, _builder: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]
) -> tuple[dict[str, Any], Width]:
    # the tests draw every chart with validation on; here it would take half of the time
    with schemapi.debug_mode(False):
        figure = _builder(*args, **kwargs)
        several = isinstance(figure, (alt.HConcatChart, alt.VConcatChart))
        width: Width = "content" if several or figure.width is not alt.Undefined else "stretch"
        spec = figure.to_dict(validate=False)
    _pack(spec)
    least = spec.get("usermeta", {}).get(theme.LEAST_WIDTH, 0)
    return spec, least if least > LEAST_WIDTH else width


def _pack(spec: dict[str, Any]) -> None:
    """Rows as Streamlit would send them, once instead of at every rerun; few rows, to which its
    form adds a kilobyte, stand in the specification instead."""
    packed: dict[str, Any] = {}
    written: dict[str, Any] = {}
    whole = spec.get("data", {}).get("name")  # Streamlit would pack it itself, at every rerun
    for name, rows in spec.pop("datasets", {}).items():
        arrow = dataframe_util.convert_anything_to_arrow_bytes(rows)
        if name != whole and len(json.dumps(rows)) < len(arrow):
            written[name] = rows
        else:
            packed[name] = arrow
    _write_out(spec, written)
    spec["datasets"] = packed


def _write_out(part: Any, written: Mapping[str, Any]) -> None:
    if isinstance(part, dict):
        data = part.get("data")
        if isinstance(data, dict) and data.keys() == {"name"} and data["name"] in written:
            part["data"] = {"values": written[data["name"]]}
        for name, one in part.items():
            if name != "data":
                _write_out(one, written)
    elif isinstance(part, list):
        for one in part:
            _write_out(one, written)


def choosing(
    answer: Answer, columns: Sequence[str] | None, key: str
) -> tuple[str | None, bool, slice]:
    """How a table too long for one sheet is sorted, and which of its sheets is looked at.

    A shorter one is whole in the browser, which sorts it where a heading is pressed.
    """
    if len(answer) <= PAGE_ROWS:
        return None, False, slice(None)
    pages = -(-len(answer) // PAGE_ROWS)
    titles = {"": "もとの並び"} | {n: answer.column(n).title for n in columns or answer.names}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        by = st.selectbox(
            "並べ替え",
            list(titles),
            format_func=lambda name: titles[name],
            key=f"{key}:sort",
            filter_mode=None,
            width=320,
        )
        descending = st.toggle("大きい順", value=True, key=f"{key}:descending")
        page = st.number_input(
            f"ページ（全 {pages} ページ、{len(answer):,} 行）",
            min_value=1,
            max_value=pages,
            key=f"{key}:page",
            width=260,
        )
    return by or None, bool(descending), slice((page - 1) * PAGE_ROWS, page * PAGE_ROWS)


def board(shown: tables.Board, label: str, rows: slice, *, sorts: bool) -> None:
    """A plain table: read by a screen reader, printed whole, with nothing to export from.

    Its headings are buttons where it can be sorted (``page/tables.js``).
    """
    names = len(shown.lines)
    part = replace(shown, lines=shown.lines[rows])
    st.html(boards.html(part, label, sorts=sorts and len(part.lines) == names))
    for fold in shown.folded:
        st.caption(escape(fold.words))


def markdown_table(columns: Mapping[str, Sequence[str]], numbers: Collection[str]) -> None:
    """A table as Markdown: far quicker to draw than any other, with nothing to operate."""
    titles = [escape(title) for title in columns]
    lines = ["| " + " | ".join(titles) + " |"]
    lines.append("|" + "|".join("---:" if t in numbers else ":---" for t in columns) + "|")
    for row in zip(*columns.values(), strict=True):
        lines.append("| " + " | ".join(map(escape, row)) + " |")
    st.markdown("\n".join(lines))


def reading(what: str, can: str, cannot: str, answer: Answer, notes: Sequence[str]) -> None:
    """この図の読み方, with the definitions, source and caveats of the answer behind the figure."""
    st.markdown(
        f"- **何を表すか**　{escape(what)}\n"
        f"- **言えること**　{escape(can)}\n"
        f"- **言えないこと**　{escape(cannot)}"
    )
    definitions = [
        f"- **{escape(c.title)}**　{escape(c.description)}"
        for c in answer.columns
        if c.description and c.role != "key"
    ]
    if definitions:
        st.markdown("**定義**\n" + "\n".join(definitions))
    st.markdown(f"**出典**　{escape(answer.source)}")
    if notes:
        st.markdown("**留意事項**\n" + "\n".join(f"- {escape(n)}" for n in notes))


def picking(key: str, pick: str, offered: frozenset[str]) -> Callable[[], None]:
    """Runs before the page: the control of ``pick`` then shows what was clicked."""

    def clicked() -> None:
        code = (st.session_state[key].selection.get(pick) or [{}])[0].get("code")
        if code in offered:
            st.session_state[pick] = code

    return clicked


def tell_notes(exhibits: Sequence[Exhibit], told: set[tuple[str, str]]) -> None:
    """注記 of figures as text under them; ``told``: what already stands on the page."""
    for exhibit in exhibits:
        for text in exhibit.notes:
            if (exhibit.title, text) not in told:
                told.add((exhibit.title, text))
                st.caption(f"注記　{escape(text)}")
