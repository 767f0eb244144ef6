"""Who is asking now, and what is refused to them. Whatever gives out figures asks here.

A server says how to find out (``answered_by``); nothing else knows of screens. Where it cannot
tell, it is nobody: forgetting fails closed. A command asks as the user of the machine.
"""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from zaitaku.access import policy
from zaitaku.access.policy import Person
from zaitaku.access.roles import RIGHTS, Right
from zaitaku.ground import settings
from zaitaku.ground.errors import DisclosureError
from zaitaku.ground.settings import Mode

_now: ContextVar[Person | None] = ContextVar("_now", default=None)
_server: list[Callable[[], Person]] = []


def answered_by(ask: Callable[[], Person]) -> None:
    """From now on ``ask`` says who it is, wherever ``acting`` does not."""
    _server[:] = [ask]


def current() -> Person:
    """Who is asking."""
    acting_now = _now.get()
    if acting_now is not None:
        return acting_now
    return _server[0]() if _server else local()


def local() -> Person:
    """The user of this machine: whoever may read the data folder has all rights anyway."""
    return Person(_os_name(), "manage")


@contextmanager
def acting(person: Person) -> Iterator[None]:
    """What is done inside is done for ``person``, also where no server can tell."""
    before = _now.set(person)
    try:
        yield
    finally:
        _now.reset(before)


def may(right: Right) -> bool:
    return current().may(right)


def need(right: Right) -> None:
    """DisclosureError where who asks does not have the right."""
    if not may(right):
        raise DisclosureError(
            f"あなたの権限では「{RIGHTS[right][0]}」はできません。"
            "必要なときは、この設置の管理者に相談してください。"
        )


def held_mode() -> Mode | None:
    """The only mode there is for who asks; None where they may choose.

    Who may not see 内部 is shown 公表, unless the deployment is pinned to 内部: then nothing.
    """
    pinned = settings.pinned_mode()
    if pinned is not None:
        return pinned
    return None if may("see_internal") else "public"


def need_mode(mode: Mode) -> None:
    """DisclosureError where 内部 is asked of an installation pinned to 公表.

    The administrator of the machine may ask all the same, in so many words.
    """
    pinned = settings.pinned_mode() == "public" and not settings.internal_allowed()
    if mode == "internal" and pinned:
        raise DisclosureError(
            "この設置は公表モードに固定されています（ZAITAKU_MODE）。内部の数値を出せるのは"
            "この機械の管理者だけで、環境変数 ZAITAKU_ALLOW_INTERNAL=1 を付けて実行します。"
        )


def scope() -> tuple[str, ...]:
    """The municipalities whose 内部 figures alone who asks may see; () where all or none."""
    return current().areas


def is_configured() -> bool:
    """Whether this installation knows its users."""
    return policy.in_force() is not None


def _os_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no such user, as in some containers
        return "不明"
