"""圏域案: what is drawn and not saved outlives a reload and other pages.

Every edit is written to ``kept/drafts.py`` under an id that stands in the address. A session writes
its own drafts only: one that another session is at work on is copied at the first edit. 内部 only,
as the page is: in 公表 nothing here is called.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from typing import Any

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from zaitaku.ask.warehouse import Build
from zaitaku.compose.redraw import DESK, NEW, Desk
from zaitaku.derived import zoning
from zaitaku.ground import settings
from zaitaku.ground.errors import ZaitakuError
from zaitaku.kept import drafts, plans
from zaitaku.kept.drafts import Draft
from zaitaku.ui import session
from zaitaku.ui.screen import Screen
from zaitaku.zones.plan import History

_KEY = "draft"  # in the address
_LAST, _BEGUN = "_redraw_last", "_redraw_begun"
_DISCARDED, _LEFT = "_redraw_discarded", "_redraw_left"
# data folder, build, base, saved plan: what a work was begun from (``compose/redraw.open_desk``)
Source = tuple[str, str, str, str]


# --- before the page's choices -------------------------------------------------------------------


def resume(screen: Screen, build: Build, bases: Collection[str]) -> None:
    """On arrival: the draft of the address, else what this session was drawing, is on the desk."""
    _follow(build, bases)
    if screen.address.is_asked("base"):
        return
    asked = screen.address.given(_KEY)
    source: Source | None = None
    if isinstance(asked, str) and asked:
        source = _source_of(asked)
        if source is None and (draft := _read(asked, build, bases)):
            source = take_up(draft, build)
        if source is None:
            screen.tell(
                "リンクにある下書きは、もうありません（保存したか、破棄したか、最後の変更から"
                f" {drafts.DAYS} 日が過ぎました）。",
                "warning",
            )
    elif not {"base", "plan"} & set(st.query_params):
        source = st.session_state.get(_LAST)
    if source is not None and source[2] in bases:
        screen.address.settle("base", source[2], "")
        screen.address.settle("plan", source[3], "")


def _follow(build: Build, bases: Collection[str]) -> None:
    """After an import, works go on in the new build."""
    for source, draft_id in list(_ids().items()):
        if source[1] != build.build_id:
            del _ids()[source]
            was_last = st.session_state.pop(_LAST, None)
            draft = _read(draft_id, build, bases)
            if draft is not None:
                take_up(draft, build)
            if was_last is not None and was_last != source:
                st.session_state[_LAST] = was_last


def _source_of(draft_id: str) -> Source | None:
    """What a draft of this session was begun from."""
    return next((source for source, one in _ids().items() if one == draft_id), None)


def take_up(draft: Draft, build: Build) -> Source:
    """A draft from the disk becomes a work of this session, and the one worked on last."""
    data_dir = settings.data_dir()
    saved = {plan.plan_id for plan in plans.listed(data_dir)}
    plan_id = draft.plan_id if draft.plan_id in saved else NEW
    source = (str(data_dir), build.build_id, draft.base, plan_id)
    session.change(DESK, draft.history, source)
    _ids()[source] = draft.draft_id
    st.session_state[_LAST] = source
    if not _is_at_work(draft.owner):
        _own().add(draft.draft_id)
        with suppress(ZaitakuError):  # told at the next edit
            drafts.keep(data_dir, replace(draft, owner=_me()))
    return source


def _read(draft_id: str, build: Build, bases: Collection[str]) -> Draft | None:
    draft = drafts.load(settings.data_dir(), draft_id, zoning.municipalities(build))
    return draft if draft is not None and draft.base in bases else None


def settle(screen: Screen, desk: Desk) -> None:
    """The address names the draft that is on the desk, as long as something is not saved."""
    st.session_state[_BEGUN] = desk.begun
    draft_id = _ids().get(session.source(DESK))
    if draft_id and desk.is_changed:
        screen.address.settle(_KEY, draft_id, "")


# --- after every edit ----------------------------------------------------------------------------


def keep(history: History) -> None:
    """Write what is on the desk; where nothing is changed any more, no draft is left."""
    source: Source = session.source(DESK)
    st.session_state.pop(_DISCARDED, None)
    if history.present.zones == st.session_state[_BEGUN].zones:
        forget(source)
        return
    draft_id = _ids().get(source, "")
    if draft_id not in _own():
        draft_id = drafts.new_id()
        _own().add(draft_id)
    _ids()[source], st.session_state[_LAST] = draft_id, source
    plan_id = "" if source[3] == NEW else source[3]
    drafts.keep(settings.data_dir(), Draft(draft_id, source[2], plan_id, _me(), history))


def forget(source: Source) -> None:
    """The work of a source needs no draft: it is saved, or as it was."""
    draft_id = _ids().pop(source, "")
    if st.session_state.get(_LAST) == source:
        del st.session_state[_LAST]
    if draft_id in _own():
        drafts.drop(settings.data_dir(), draft_id)


# --- discarding, and what an earlier visit left --------------------------------------------------


def discard() -> None:
    """The desk is as it was begun; ``take_back`` undoes it in this session."""
    source, history = session.source(DESK), session.present(DESK)
    session.change(DESK, History(st.session_state[_BEGUN]))
    forget(source)
    st.session_state[_DISCARDED] = (source, history)


def take_back() -> None:
    _, history = st.session_state[_DISCARDED]
    session.change(DESK, history)
    keep(history)


def can_take_back() -> bool:
    """Whether what is on the desk was discarded a moment ago."""
    source, _ = st.session_state.get(_DISCARDED, (None, None))
    return source is not None and source == session.source(DESK)


def left(desk: Desk) -> Draft | None:
    """The draft changed last that no session is at work on; None where there is none."""
    for draft_id in drafts.listed(desk.data_dir):
        if draft_id in _ids().values():
            continue
        draft = _read(draft_id, desk.build, desk.bases)
        if draft is not None and not _is_at_work(draft.owner):
            return draft
    return None


def open_again(draft: Draft, build: Build) -> None:
    """Go on with a draft that an earlier visit left."""
    source = take_up(draft, build)
    st.session_state["base"], st.session_state["plan"] = source[2:]


def discard_left(draft: Draft) -> None:
    drafts.drop(settings.data_dir(), draft.draft_id)
    st.session_state[_LEFT] = draft


def discarded_left() -> Draft | None:
    """The draft of an earlier visit that was discarded last, while it can be brought back."""
    found = st.session_state.get(_LEFT)
    return found if isinstance(found, Draft) else None


def bring_back_left() -> None:
    drafts.keep(settings.data_dir(), st.session_state.pop(_LEFT))


# --- who is at work ------------------------------------------------------------------------------


def _me() -> str:
    context: Any = get_script_run_ctx()
    return context.session_id if context else ""


def _is_at_work(owner: str) -> bool:
    """Whether another session that writes a draft still has its page open."""
    if owner in ("", _me()) or not runtime.exists():
        return False
    return bool(runtime.get_instance().is_active_session(owner))


def _ids() -> dict[Source, str]:
    """The draft of each work of this session."""
    found: dict[Source, str] = st.session_state.setdefault("_redraw_drafts", {})
    return found


def _own() -> set[str]:
    """Drafts that this session writes."""
    found: set[str] = st.session_state.setdefault("_redraw_own", set())
    return found
