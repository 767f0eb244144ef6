"""The areas chosen last, on top of the list of areas.

They only order the list: what an address asks for is shown whatever was chosen before. Between
visits the browser keeps them (``zaitaku_recent``, written by ``page/place.js``); a cookie is read
once, when the browser connects, so the session keeps what is chosen from then on.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import unquote

import streamlit as st

MOST = 5
_KEY = "_recent"
_LONGEST = 300  # characters of a cookie, which anybody may write


def chosen(code: str) -> None:
    """The reader chose this area by hand."""
    others = [known for known in _codes() if known != code]
    st.session_state[_KEY] = [code, *others][:MOST]


def first(codes: Iterable[str], top: str) -> list[str]:
    """``codes`` with those chosen last right below ``top``; each once, none that is not offered."""
    listed = list(codes)
    front = [code for code in (top, *_codes()) if code in listed]
    return list(dict.fromkeys([*front, *listed]))


def _codes() -> list[str]:
    if _KEY not in st.session_state:
        kept = unquote(st.context.cookies.get("zaitaku_recent", ""))
        st.session_state[_KEY] = kept.split("\n")[:MOST] if len(kept) <= _LONGEST else []
    codes: list[str] = st.session_state[_KEY]
    return codes
