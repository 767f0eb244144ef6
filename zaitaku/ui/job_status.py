"""How far a job of the session is: drawn again every second while it runs, the rest of the page is
not; once it ends, the whole page is drawn once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar

import streamlit as st

from zaitaku.compose.words import escape
from zaitaku.ground import settings

_EVERY_SECONDS = 1.0


class Running(Protocol):
    """Whatever goes on beside the page; ``state`` is ``running`` until it is over."""

    @property
    def state(self) -> str: ...


class Command(Running, Protocol):
    """A command that tells what it does: ``intake_job.Job``."""

    said: str

    @property
    def seconds(self) -> int: ...

    def cancel(self) -> None: ...


class Kept(Protocol):
    """A job that the session keeps; ``data_dir``: the data folder it works on."""

    @property
    def data_dir(self) -> Path: ...


_Kept = TypeVar("_Kept", bound=Kept)


def of_session(key: str, kind: type[_Kept]) -> _Kept | None:
    """The session's job of that kind; of several prefectures, that of the one looked at."""
    found = st.session_state.get(key)
    is_here = isinstance(found, kind) and found.data_dir == settings.data_dir()
    return found if is_here else None


def follow(job: Running, draw: Callable[[], None]) -> None:
    """Draw now, and again while the job runs. ``draw`` asks ``is_over`` first."""
    st.fragment(draw, run_every=_EVERY_SECONDS if job.state == "running" else None)()


def is_over(job: Running, key: str) -> bool:
    """Whether the job has ended. The page that saw it run is drawn anew as a whole, so that it
    stops asking and shows what was made."""
    is_running = job.state == "running"
    was_running = st.session_state.get(key, False)
    st.session_state[key] = is_running
    if was_running and not is_running:
        st.rerun()
    return not is_running


def running(job: Command, key: str, how_long: str) -> None:
    """What a command does just now, since when, and the button that stops it."""
    with st.container(border=True):
        st.markdown(f"**{escape(job.said)}**")
        st.caption(f"始めてから {job.seconds} 秒。{how_long}")
        if st.button("中止する", key=key, icon=":material/cancel:"):
            job.cancel()
            st.rerun()
