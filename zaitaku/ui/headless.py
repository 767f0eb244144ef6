"""A page run without a browser: link → the ``View`` that the page would show.

The page's own code runs, with its own defaults and its own rules, so that a file made on the
command line, a scene of a pack and the screen cannot differ. Streamlit runs a script in a session;
this makes a session that nobody watches.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from urllib.parse import urlencode

import streamlit as st
from streamlit import runtime
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import RerunData, ScriptRunnerEvent
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.runtime.state import SafeSessionState, SessionState
from streamlit.testing.v1.local_script_runner import LocalScriptRunner

from zaitaku.compose import pages
from zaitaku.exhibits.views import View
from zaitaku.ground import paths, settings
from zaitaku.ground.errors import UsageError, WarehouseError
from zaitaku.ui import record

_WARNS = "streamlit.runtime.scriptrunner_utils.script_run_context"
_ALONE, _VIEW, _ERROR = "_record_alone", "_made", "_error"


def view_of(page: str, link: Mapping[str, Sequence[str]], build_id: str | None = None) -> View:
    """The view of a page (its address) for a link, from a kept build (default: the current one).

    A choice that the link leaves out has the page's default. Raises what the page raises:
    ZaitakuError with a message for people, anything else is a bug.
    """
    known = pages.named(page)
    if known is not None and pages.is_composed(known):
        return pages.view_of(page, link, settings.data_dir(), build_id)
    _need_runtime()
    state = SafeSessionState(SessionState(), lambda: None)
    state[_ALONE] = True
    manager = PagesManager(str(paths.ROUTER), ScriptCache(), setup_watcher=False)
    runner = LocalScriptRunner(str(paths.ROUTER), state, manager)
    asked = {key: list(values) for key, values in link.items() if key != "build"}
    if build_id is not None:
        asked["build"] = [build_id]
    query = urlencode(asked, doseq=True)
    runner.request_rerun(RerunData(query_string=query, page_name=page))
    runner.start()
    runner.join()
    if _ERROR in state:
        raise state[_ERROR]
    if ScriptRunnerEvent.SCRIPT_STOPPED_WITH_COMPILE_ERROR in runner.events or _VIEW not in state:
        raise WarehouseError(
            f"画面「{page}」を開けませんでした。KDB の集計表（①〜⑤）が取り込まれているかを"
            "「zaitaku builds」と画面「データ」で確かめ、足りないものを取り込んでください。"
        )
    made = state[_VIEW]
    assert isinstance(made, View)
    if made.page != page:
        raise UsageError(f"画面「{page}」はありません。リンクを確かめてください。")
    return made


def _need_runtime() -> None:
    """Outside the server there is none; a session asks it for caches and media, nothing more.

    That nobody watches is what is wanted there: Streamlit need not warn of it.
    """
    if not runtime.exists():
        runtime.Runtime(
            runtime.RuntimeConfig(
                script_path=str(paths.ROUTER),
                media_file_storage=MemoryMediaFileStorage("/media"),
                uploaded_file_manager=MemoryUploadedFileManager("/upload"),
            )
        )
        # after it, as reading its configuration sets every level anew
        logging.getLogger(_WARNS).setLevel(logging.ERROR)


@contextmanager
def errors_kept() -> Iterator[None]:
    """In a run that nobody watches an error is for the caller, not for a screen."""
    try:
        yield
    except Exception as error:
        if not record.alone():
            raise
        st.session_state[_ERROR] = error


def hand_over(view: View) -> None:
    """Give the finished view to the caller of ``view_of``."""
    st.session_state[_VIEW] = view
