"""What the reader chose on the screen, kept in step with the address: a link reproduces the view.

Streamlit's ``bind="query-params"`` writes the *label* of an option into the address. Labels are
Japanese, change and repeat (府中市), so the codes are written here instead, by one rule:

- on arrival (first run, another page, back button) the address decides; what it leaves out has
  its default, and a value that is not offered falls back to the default;
- afterwards the widgets decide, and the address follows at the end of the run.

A default stays out of the address unless the address already names it, so that opening a page
adds no history entry and the back button leaves it.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping
from typing import cast

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from zaitaku.compose.choices import THREAD, Choices, Value
from zaitaku.ground import country

_PAGE, _LINK, _SEEN, _BUILD, _THREAD = "_page", "_link", "_seen", "_build", "_thread"
_SETTLED = "_settled"  # key of ``THREAD`` → what was chosen in the last run, and the default


class Address(Choices):
    """The choices of one run of one session; make it at the start of the run.

    ``follows``: what of ``THREAD`` the page has; elsewhere the same key means another thing.
    """

    def __init__(self, follows: Collection[str] = ()) -> None:
        self._follows = follows
        context = get_script_run_ctx()
        page = context.page_script_hash if context else ""
        is_history = bool(context and context.is_history_navigation)
        if st.session_state.get(_PAGE) != page or is_history:
            st.session_state[_PAGE] = page
            st.session_state[_LINK] = {key: st.query_params.get_all(key) for key in st.query_params}
            st.session_state[_SEEN] = set()
            st.session_state[_SETTLED] = {}
            st.session_state[_BUILD] = st.query_params.get("build")
        super().__init__(st.session_state[_LINK])
        # the build that the address asks for instead of the current one; None is the usual case
        self.build = cast("str | None", st.session_state.get(_BUILD))
        self._follow_widgets()

    def _follow_widgets(self) -> None:
        """What a widget was just set to goes along from the start of the run: the menu, drawn
        first, would else be sent a second time."""
        thread = st.session_state.setdefault(_THREAD, {})
        for key, (before, default) in st.session_state.get(_SETTLED, {}).items():
            now = st.session_state.get(key, before)
            if not isinstance(now, str) or now == before:  # none of the buttons, or as it was
                continue
            if now == default:
                thread.pop(key, None)
            else:
                thread[key] = now

    def one(self, key: str, options: Container[str], default: str) -> str:
        chosen = super().one(key, options, default)
        if key in THREAD and key in self._follows:
            thread = st.session_state.setdefault(_THREAD, {})
            before = thread.get(key)
            if chosen != default:
                thread[key] = chosen
            # offered here, and no longer wanted; what is the default here only is wanted elsewhere
            elif before != chosen and before in options:
                del thread[key]
            st.session_state[_SETTLED][key] = (chosen, default)
        return chosen

    @property
    def thread(self) -> Mapping[str, str]:
        """What of ``THREAD`` was chosen, on this page or on one before."""
        return dict(st.session_state.get(_THREAD, {}))

    def is_asked(self, key: str) -> bool:
        """Whether it was asked for since the arrival: from then on its widget decides."""
        return key in st.session_state[_SEEN]

    def given(self, key: str) -> Value | None:
        """What the address (first time after an arrival) or the widget says."""
        seen: set[str] = st.session_state[_SEEN]
        if key in seen:
            return cast("Value | None", st.session_state.get(key))
        seen.add(key)
        value = super().given(key)
        # asked again before it is settled, it is still what the address says
        if value is None:
            st.session_state.pop(key, None)
        else:
            st.session_state[key] = value
        return value

    def settle(self, key: str, chosen: Value, default: Value) -> None:
        if st.session_state.get(key) != chosen:
            st.session_state[key] = chosen
        super().settle(key, chosen, default)

    def keep_build(self, build_id: str) -> None:
        """Stay with an older build: its id goes into the address and links to other pages."""
        self.used["build"] = (build_id, "")

    def finish(self) -> None:
        """Call at the end of a run: the address says what is on the screen, in one step."""
        wanted = {
            key: value
            for key, (value, default) in self.used.items()
            if value != default or key in st.query_params
        }
        shown = {key: st.query_params.get_all(key) for key in st.query_params}
        if shown != {key: [v] if isinstance(v, str) else v for key, v in wanted.items()}:
            st.query_params.from_dict(wanted)


def prefecture() -> str:
    """Which of several prefectures this session looks at; '' where none was chosen."""
    has_session = get_script_run_ctx(suppress_warning=True) is not None
    return str(st.session_state.get("pref") or "") if has_session else ""


country.chosen_by(prefecture)


def leave() -> None:
    """The next run is an arrival, even at the same page: its address decides."""
    st.session_state.pop(_PAGE, None)
