"""What the reader chose, kept in step with the address: a link reproduces the view.

Streamlit's ``bind="query-params"`` writes the *label* of an option into the address. Labels are
Japanese, change and repeat (府中市), so the codes are written here instead, by one rule:

- on arrival (first run, another page, back button) the address decides; what it leaves out has
  its default, and a value that is not offered falls back to the default;
- afterwards the widgets decide, and the address follows at the end of the run.

A default stays out of the address unless the address already names it, so that opening a page
adds no history entry and the back button leaves it.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import cast

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from zaitaku.ground import settings
from zaitaku.ground.settings import Mode

# Address key → parameter of a question.
_COMMON = {"year": "fiscal_year", "unit": "area_unit", "zones": "zone_scheme"}
_PAGE, _LINK, _SEEN, _USED, _BUILD = "_page", "_link", "_seen", "_used", "_build"


def begin() -> None:
    """Call once at the start of a run, before any control."""
    context = get_script_run_ctx()
    page = context.page_script_hash if context else ""
    is_history = bool(context and context.is_history_navigation)
    if st.session_state.get(_PAGE) != page or is_history:
        st.session_state[_PAGE] = page
        st.session_state[_LINK] = {key: st.query_params.get_all(key) for key in st.query_params}
        st.session_state[_SEEN] = set()
        st.session_state[_BUILD] = st.query_params.get("build")
    st.session_state[_USED] = {}


def leave() -> None:
    """The next run is an arrival, even at the same page: its address decides."""
    st.session_state.pop(_PAGE, None)


def asked_build() -> str | None:
    """The build that the address asks for instead of the current one; None is the usual case."""
    return cast("str | None", st.session_state.get(_BUILD))


def keep_build(build_id: str) -> None:
    """Stay with an older build: its id goes into the address and into links to other pages."""
    st.session_state[_USED]["build"] = (build_id, "")


def choose(key: str, options: Container[str], default: str) -> str:
    """The code chosen for ``key``; sets the widget of that key to it."""
    value = _given(key)
    chosen = value if isinstance(value, str) and value in options else default
    _settle(key, chosen, default)
    return chosen


def choose_many(key: str, options: Container[str], default: Sequence[str]) -> list[str]:
    """The codes chosen for ``key``, unknown ones left out; an empty choice stays empty."""
    value = _given(key)
    if value is None:
        chosen = list(default)
    else:
        values = [value] if isinstance(value, str) else value
        chosen = [code for code in values if code in options]
    _settle(key, chosen, list(default))
    return chosen


def mode() -> Mode:
    """公表 unless the deployment pins 内部 or the reader chose it: forgetting fails closed."""
    pinned = settings.pinned_mode()
    if pinned is not None:
        return pinned
    return cast(Mode, choose("mode", settings.MODES, "public"))


def common() -> dict[str, str | int]:
    """The sidebar's choices as parameters of a question: 年度, 地域の単位, 圏域の種類."""
    used = st.session_state[_USED]
    chosen = {name: used[key][0] for key, name in _COMMON.items() if key in used}
    return chosen | ({"fiscal_year": int(chosen["fiscal_year"])} if "year" in used else {})


def chosen(key: str) -> str:
    """The code of a control that was already drawn in this run."""
    return cast(str, st.session_state[_USED][key][0])


def link(keys: Sequence[str] = (), **changes: str) -> dict[str, str | list[str]]:
    """Address parameters of this view, restricted to ``keys`` if given, with ``changes``."""
    used: dict[str, tuple[str | list[str], str | list[str]]] = st.session_state[_USED]
    params = {
        key: value
        for key, (value, default) in used.items()
        if value != default and (not keys or key in keys)
    }
    return params | changes


def everything_chosen() -> dict[str, tuple[str, ...]]:
    """Every choice of this run by its address key, defaults included; not the build."""
    used: dict[str, tuple[str | list[str], str | list[str]]] = st.session_state[_USED]
    return {
        key: (value,) if isinstance(value, str) else tuple(value)
        for key, (value, _) in used.items()
        if key != "build"
    }


def finish() -> None:
    """Call once at the end of a run: the address says what is on the screen, in one step."""
    used: dict[str, tuple[str | list[str], str | list[str]]] = st.session_state[_USED]
    wanted = {
        key: value
        for key, (value, default) in used.items()
        if value != default or key in st.query_params
    }
    shown = {key: st.query_params.get_all(key) for key in st.query_params}
    if shown != {key: [v] if isinstance(v, str) else v for key, v in wanted.items()}:
        st.query_params.from_dict(wanted)


def _given(key: str) -> str | list[str] | None:
    """What the address (first time after an arrival) or the widget says; None if neither does."""
    seen: set[str] = st.session_state[_SEEN]
    if key in seen:
        return cast("str | list[str] | None", st.session_state.get(key))
    seen.add(key)
    values: list[str] = st.session_state[_LINK].get(key, [])
    return values[0] if len(values) == 1 else (values or None)


def _settle(key: str, chosen: str | list[str], default: str | list[str]) -> None:
    if st.session_state.get(key) != chosen:
        st.session_state[key] = chosen
    st.session_state[_USED][key] = (chosen, default)
