"""A choice as a control: as narrow as the word chosen lets it be, so that a page's choices fit one
row and none is cut."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Literal

import streamlit as st

from zaitaku.ui import recent

# where a choice stands: in the bar on top, among the choices of the page, in a row of other things,
# or in a place of its own, which it fills
Where = Literal["bar", "page", "row", "column"]
_FEW = 34  # half-width characters that may stand side by side; more are a list
_CHARACTER, _ARROW = 7.3, 52  # px of half a 漢字; of what stands beside the words
_LABEL = 6.2  # px of half a 漢字 in the name above
# in the bar what is chosen says what it is and its name is only read aloud, but for these
_NAMED = {"vs": 80, "vs_area": 66}  # px of the name
# words to be found by stand behind the name, farther than the closed box shows
_BEHIND = "\u3000" * 16


def one(
    key: str,
    label: str,
    options: Mapping[str, str],
    *,
    few: bool,
    help: str | None,
    empty: str,
    found_by: Mapping[str, str],
    where: Where,
) -> None:
    """One of ``options``; ``key`` holds it in the session."""

    def words_of(code: str) -> str:
        text = options.get(code, code)
        return f"{text}{_BEHIND}{found_by[code]}" if found_by.get(code) else text

    is_silent = where == "bar" and key not in _NAMED
    visibility: Literal["collapsed", "visible"] = "collapsed" if is_silent else "visible"
    if few and (where == "column" or sum(map(_width, options.values())) <= _FEW):
        st.segmented_control(
            label,
            list(options),
            format_func=words_of,
            key=key,
            required=True,
            help=help,
            label_visibility=visibility,
        )
        return
    st.selectbox(
        label,
        recent.first(options, next(iter(options), "")) if key == "area" else list(options),
        format_func=words_of,
        key=key,
        on_change=_ON_CHANGE.get(key),
        help=help,
        placeholder=empty,
        filter_mode="contains",
        label_visibility=visibility,
        width="stretch" if where == "column" else _px(key, label, options, where),
    )


def many(
    key: str, label: str, options: Mapping[str, str], *, help: str | None, placeholder: str
) -> None:
    """Any number of ``options``."""
    st.multiselect(
        label,
        list(options),
        format_func=lambda code: options.get(code, code),
        key=key,
        help=help,
        placeholder=placeholder,
        filter_mode="contains",
        select_all=False,
    )


def _remember() -> None:
    if code := st.session_state.get("area"):
        recent.chosen(code)


def _elsewhere() -> None:
    """The areas of the prefecture before are none of another's."""
    for key in ("area", "town", "beside", "vs_area", "zones"):
        st.session_state.pop(key, None)


_ON_CHANGE = {"area": _remember, "pref": _elsewhere}


def _px(key: str, label: str, options: Mapping[str, str], where: Where) -> int:
    if where == "bar":
        longest = max(map(_width, options.values()), default=0)
        if key == "pref":  # of four characters at most, and the bar is full
            return 98
        return _NAMED.get(key, 0) + int(min(max(longest * _CHARACTER + _ARROW, 110), 190))
    chosen = options.get(str(st.session_state.get(key)), "")
    return int(min(max(_width(chosen) * _CHARACTER + _ARROW, _width(label) * _LABEL, 110), 420))


def _width(text: str) -> int:
    """In half-width characters."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)
