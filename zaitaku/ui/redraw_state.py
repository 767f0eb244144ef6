"""圏域案: every edit of the plan on the desk.

A plan on the desk belongs to its source (the base scheme or a saved plan) and has its own undo.
Edits run as callbacks before the page, so that one interaction shows everything anew.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import streamlit as st

from zaitaku.access import asking
from zaitaku.compose import redraw
from zaitaku.compose.redraw import DESK, NEW
from zaitaku.derived import zoning
from zaitaku.ground import settings
from zaitaku.ground.errors import ZaitakuError
from zaitaku.kept import plans
from zaitaku.kept.plans import Saved
from zaitaku.ui import redraw_drafts, session
from zaitaku.ui.screen import Screen
from zaitaku.zones import plan as editing
from zaitaku.zones.plan import History, Plan
from zaitaku.zones.rules import Conditions

_TOLD, _DELETED = "_redraw_told", "_redraw_deleted"


def edit(change: Callable[[Plan], Plan]) -> None:
    """Record one edit; what cannot be done is told and changes nothing."""
    _keep(lambda history: history.record(change(history.present)))


def undo() -> None:
    _keep(History.undo)


def redo() -> None:
    _keep(History.redo)


def move_chosen() -> None:
    """Move the chosen municipalities to the chosen zone, in one step."""
    codes, zone = st.session_state["towns"], st.session_state["to"]

    def moved(plan: Plan) -> Plan:
        for code in codes:
            plan = editing.move(plan, code, zone)
        return plan

    edit(moved)


def choose_clicked(key: str) -> None:
    """What is clicked on the map is chosen; a click beside it leaves the choice as it is."""
    clicked = st.session_state[key].selection.get("area") or []
    codes = [one.get("code") for one in clicked]
    if codes and all(isinstance(code, str) and code for code in codes):
        st.session_state["towns"] = codes


def save(*, replace_saved: bool) -> None:
    """Save under the name written; the saved plan stays on the desk with its undo."""
    name = str(st.session_state["redraw_name"]).strip()

    def work() -> None:
        history: History = session.present(DESK)
        plan = replace(history.present, name=name)
        stored = plans.save(settings.data_dir(), plan, replace=replace_saved)
        # a name is no edit: undo goes on with the moves
        before = session.source(DESK)
        source = (*before[:-1], stored.plan_id)
        redraw_drafts.forget(before)
        session.forget(DESK, before)
        session.change(DESK, replace(history, present=plan), source)
        st.session_state["plan"] = stored.plan_id
        _say("success", f"案「{name}」を保存しました。")

    attempt(work)


def delete(plan: Saved) -> None:
    """Put a saved plan aside; ``bring_back`` undoes it."""

    def work() -> None:
        plans.delete(settings.data_dir(), plan.plan_id)
        st.session_state[_DELETED] = plan
        if st.session_state.get("plan") == plan.plan_id:
            st.session_state["plan"] = NEW

    attempt(work)


def deleted() -> Saved | None:
    """The plan deleted last in this session, while it can be brought back."""
    found = st.session_state.get(_DELETED)
    return found if isinstance(found, Saved) else None


def bring_back() -> None:
    def work() -> None:
        plan = st.session_state[_DELETED]
        plans.restore(settings.data_dir(), plan.plan_id)
        del st.session_state[_DELETED]
        st.session_state["plan"] = plan.plan_id

    attempt(work)


def read_file(name: str, content: bytes) -> None:
    """Put the plan of a file on the desk, as one edit."""

    def work() -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / Path(name).name
            path.write_bytes(content)
            data_dir, build_id, *_ = session.source(DESK)
            build = redraw.internal_build(data_dir, build_id)
            plan = zoning.plan_of_file(path, build)
        edit(lambda _: plan)
        _say("success", f"「{name}」の案を開きました（まだ保存していません）。")

    attempt(work)


def set_conditions(chosen: Conditions) -> None:
    attempt(lambda: plans.set_conditions(settings.data_dir(), chosen))


def _keep(change: Callable[[History], History]) -> None:
    def work() -> None:
        asking.need("change")
        history = change(session.present(DESK))
        session.change(DESK, history)
        redraw_drafts.keep(history)

    attempt(work)


def attempt(work: Callable[[], None]) -> None:
    """Do it, or tell why it cannot be done."""
    try:
        work()
    except ZaitakuError as error:
        _say("error", str(error))


def _say(kind: str, text: str) -> None:
    st.session_state[_TOLD] = (kind, text)


def tell(screen: Screen) -> None:
    """What the last edit had to say, once."""
    told = st.session_state.pop(_TOLD, None)
    if told is not None:
        screen.tell(told[1], told[0])
