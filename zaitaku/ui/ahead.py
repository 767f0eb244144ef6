"""The pages that are likely next, answered while nobody waits.

Who reads a page takes some seconds, and then mostly opens the next ones of the menu, with the same
area and 年度, or looks at the same page in the years beside. Their answers and charts are made
meanwhile, for the same person with the same rights, and remembered like all others
(``ui/answer.py``); nothing is shown and nothing logged, as nobody looks. A page that somebody asks
for goes first.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zaitaku.access import asking
from zaitaku.access.policy import Person
from zaitaku.compose import pages
from zaitaku.compose.choices import Value
from zaitaku.compose.reader import Opened
from zaitaku.ground import country, settings
from zaitaku.ui import answer, turns

MOST = 3  # pages after the one that is read
SECTIONS = ("見る", "計画")  # what is read; the others are worked on
QUIET = 0.5  # seconds that a page has been read, before others are thought of
_STEP = 0.02  # seconds between two looks whether somebody waits
_JOINED = 5.0  # seconds that the server's end waits for it


@dataclass(frozen=True)
class Wanted:
    """Pages (address, what its link chooses) for a person, of a build of a data folder.

    ``prefecture``: which of several that folder is of (``ground/country.py``).
    """

    person: Person
    prefecture: str
    data_dir: Path
    build_id: str | None
    pages: tuple[tuple[str, Mapping[str, Value]], ...]


class _NoLongerError(Exception):
    """Somebody went on elsewhere, or the server ends."""


class _LaterError(Exception):
    """Somebody waits for a page: what is being made is left, and begun again after it."""


_lock = threading.Condition()
_latest: list[Wanted] = []
_thread: list[threading.Thread] = []
_is_inside: ContextVar[bool] = ContextVar("_is_inside", default=False)


def start() -> None:
    """With a server; without, nothing is made ahead."""
    _thread[:] = [threading.Thread(target=_work, daemon=True, name="先回り")]
    _thread[0].start()


def stop() -> None:
    """Before the server ends, so that nothing is asked of a database that closes."""
    with _lock:
        ended, _thread[:] = list(_thread), []
        _lock.notify_all()
    for thread in ended:
        thread.join(_JOINED)
    _latest.clear()  # it may have put back what it left


def after(address: str) -> list[str]:
    """The pages that come next in the menu; of the last, those at its beginning.

    Not the one that opens the builds of all prefectures: that is for who asks for it.
    """
    every = (page.address for section in SECTIONS for page in pages.PAGES[section])
    read = [one for one in every if one != pages.PREFECTURES]
    if address not in read:
        return []
    at = read.index(address)
    return [*read[at + 1 :], *read[:at]][:MOST]


def wanted(
    page: str,
    data_dir: Path,
    build_id: str | None,
    link: Callable[[str], Mapping[str, Value]],
    beside: Sequence[Mapping[str, Value]] = (),
) -> Wanted:
    """What who asks will most likely open after ``page``; ``link``: what goes along to a page;
    ``beside``: other links of this one."""
    following = after(page)
    coming = (
        *((one, link(one)) for one in following),
        *((page, chosen) for chosen in beside if following),
    )
    here = country.shown(settings.root_dir())
    return Wanted(asking.current(), here, data_dir, build_id, coming)


def think(coming: Wanted) -> None:
    """Make these, in the order given, once nobody waits; what was thought of before is left."""
    with _lock:
        if _thread:
            _latest[:] = [coming]
            _lock.notify_all()


def make(coming: Wanted, pause: Callable[[], None] = lambda: None) -> None:
    """What the pages ask and draw is remembered. A page that cannot be made is left to itself.

    ``pause`` is called between two things that are made, never inside one. It may raise, and must
    not wait: locks that the page just being made needs may be held around it (until Python 3.12 a
    ``cached_property`` has one for all of a class).
    """

    # not with the server: its cache would look for a runtime that is not there yet, and say so
    from zaitaku.ui import drawing

    def keep(opened: Opened, what: Hashable, made: Callable[[], Any]) -> Any:
        if _is_inside.get():  # what it is part of is locked: others may be waiting for it
            return answer.remembered(opened, what, made)
        pause()
        before = _is_inside.set(True)
        try:
            return answer.remembered(opened, what, made)
        finally:
            _is_inside.reset(before)

    for address, chosen in coming.pages:
        try:
            with asking.acting(coming.person), country.looking_at(coming.prefecture):
                view = pages.view_of(
                    address, _link(chosen), coming.build_id, keep=keep, data_dir=coming.data_dir
                )
                for exhibit in view.exhibits:
                    if exhibit.builder is not None:
                        pause()
                        drawing.spec(exhibit.builder, exhibit.args, exhibit.kwargs)
        except (_NoLongerError, _LaterError):
            raise
        except Exception:  # it is told when somebody opens the page
            continue


def _link(chosen: Mapping[str, Value]) -> dict[str, Sequence[str]]:
    return {key: [one] if isinstance(one, str) else list(one) for key, one in chosen.items()}


def _work() -> None:
    own = threading.current_thread()
    while True:
        with _lock:
            _lock.wait_for(lambda: _latest or own not in _thread)
            if own not in _thread:
                return
            coming = _latest.pop()
        try:
            _rest(own)
            make(coming, lambda: _go_on(own))
        except _NoLongerError:
            continue
        except _LaterError:
            with _lock:
                _latest[:] = _latest or [coming]


def _rest(own: threading.Thread) -> None:
    """At least ``QUIET``, and until no page is being made; nothing is held meanwhile."""
    begun = time.monotonic()
    while time.monotonic() - begun < QUIET or not turns.are_free():
        _need_wanted(own)
        time.sleep(_STEP)
    _need_wanted(own)


def _go_on(own: threading.Thread) -> None:
    """Raises where what is being made is not wanted any more, or has to wait."""
    _need_wanted(own)
    if not turns.are_free():
        raise _LaterError


def _need_wanted(own: threading.Thread) -> None:
    if _latest or own not in _thread:
        raise _NoLongerError
