"""Who looks at the screen: told to ``access.asking``; who may not come in is told so.

What a proxy says was checked in ``doors.Identified`` before Streamlit saw the connection; what a
sign-in (OIDC) says was checked by Streamlit.
"""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from zaitaku import doors
from zaitaku.access import asking, log, policy
from zaitaku.access.policy import NOBODY, Access, Identity, Person
from zaitaku.access.roles import ROLES
from zaitaku.compose import words
from zaitaku.ground import settings

_ADMITTED, _SEEN = "_admitted", "_seen_internal"


def identity() -> Identity | None:
    """Who it is, by the source that is configured; None where it does not say, or outside a run."""
    access = policy.in_force()
    if access is None or get_script_run_ctx(suppress_warning=True) is None:
        return None
    if access.kind == "proxy":
        return doors.told_identity(_told("who"))
    if access.oidc is not None and st.user.is_logged_in:
        return access.oidc.identity(st.user.to_dict())
    return None


def person() -> Person:
    """Who it is, with the role of this moment; nobody where there is no run of a page."""
    access = policy.in_force()
    if access is None or access.kind == "local":
        return asking.local()
    return again(identity())


def again(known: Identity | None) -> Person:
    """Somebody seen before, with the role of this moment."""
    access = policy.in_force()
    if access is None or access.kind == "local":
        return asking.local()
    return access.person(known) if known else NOBODY


def visit() -> str:
    """What tells this browser and its user from all others (``doors.Identified``); '' outside."""
    return _told("visit")


def _told(key: str) -> str:
    """What ``doors.Identified`` said when the browser connected (``trustedUserHeaders``)."""
    context = get_script_run_ctx(suppress_warning=True)
    value = context.user_info.get(key) if context else None
    return value if isinstance(value, str) else ""


def admitted() -> bool:
    """Whether the page may go on; else what there is instead is drawn. Logs who came, once."""
    access = policy.in_force()
    if access is None:
        return True
    found = asking.current()
    key = (found.name, found.role)
    if found.may("see_public"):
        if st.session_state.get(_ADMITTED) != key:
            log.write("sign_in", person=found)
            st.session_state[_ADMITTED] = key
        return True
    if found.name and st.session_state.get(_ADMITTED) != key:
        log.write("refused", person=found)
        st.session_state[_ADMITTED] = key
    _refuse(access, found)
    return False


def _refuse(access: Access, found: Person) -> None:
    st.title("在宅医療アトラス", anchor=False)
    if access.kind == "oidc" and not found.name:
        st.info("この画面を見るには、サインインしてください。")
        st.button("サインイン", type="primary", on_click=st.login)
        return
    st.error(
        f"{words.escape(found.name) or 'あなた'} は、この設置の利用者に登録されていません。"
        "使う必要があるときは、この設置の管理者に相談してください。"
    )
    _leave(access)


def card() -> None:
    """Who is signed in and with what role, at the foot of the menu; nothing on a PC of one user."""
    access = policy.in_force()
    if access is None:
        return
    found = asking.current()
    role = ROLES[found.role] if found.role else ""
    st.caption(f"利用者 {words.escape(found.name)}　{role}")
    _leave(access)


def _leave(access: Access) -> None:
    if access.kind == "oidc":
        st.button("サインアウト", on_click=st.logout, type="tertiary")


def looked_at(page: str) -> None:
    """内部 is about to be shown: logged once for each page of the session, before it is."""
    seen: set[tuple[str, str]] = st.session_state.setdefault(_SEEN, set())
    look = (settings.prefecture(), page)
    if look not in seen:
        log.write("view", page=page, mode="internal")
        seen.add(look)


asking.answered_by(person)
