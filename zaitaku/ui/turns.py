"""Few pages at a time.

One interpreter does one thing at a time. Thirty pages that are made together are all ready as late
as the last of them, and what sends them to the browsers gets its turn as seldom as each of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Semaphore

AT_ONCE = 2  # one may wait for the database, or for what is drawn elsewhere
PATIENCE = 5.0  # seconds, then it goes on all the same: long work of one holds up nobody

_places = Semaphore(AT_ONCE)
_here: set[object] = set()  # who has a turn, or waits for one


@contextmanager
def turn() -> Iterator[None]:
    """Of a page that is made: waits until fewer than ``AT_ONCE`` others are."""
    who = object()
    _here.add(who)
    is_mine = _places.acquire(timeout=PATIENCE)
    try:
        yield
    finally:
        _here.discard(who)
        if is_mine:
            _places.release()


def are_free() -> bool:
    """Whether no page is made or waited for."""
    return not _here
