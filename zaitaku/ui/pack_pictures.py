"""会議モード: the pictures of its figures, remembered, and drawn ahead of their time.

A picture belongs to a 版ID, which says build, mode, page and every choice: one that is remembered
is never of another mode and never stale. They stay in memory and go with the process.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from zaitaku.exhibits.views import View
from zaitaku.export import projected
from zaitaku.export.projected import Projected

_MOST = 200  # pictures, of some 0.3 MB each
_Key = tuple[str, str, int]

_one_at_a_time = ThreadPoolExecutor(1, thread_name_prefix="会議モード")
_found: OrderedDict[_Key, Future[Projected]] = OrderedDict()
_hold = threading.Lock()


def picture(view: View, number: int, data_dir: Path) -> Projected:
    """The figure ``number`` of a view; raises what its drawing raises."""
    key = (str(data_dir), view.id, number)
    with _hold:
        known = _found.get(key)
        # one that still waits behind others is wanted now, one that failed may succeed by now
        is_ours = known is None or known.cancel() or _failed(known)
        made = Future[Projected]() if known is None or is_ours else known
        if is_ours:
            made.set_running_or_notify_cancel()
        _remember(key, made)
    if is_ours:
        try:
            made.set_result(projected.draw(view.exhibits[number], data_dir))
        except Exception as error:
            made.set_exception(error)
    return made.result()


def ahead(view: View, numbers: Iterable[int], data_dir: Path) -> None:
    """Draw these figures of a view in the background; what fails is told when it is wanted."""
    for number in numbers:
        key = (str(data_dir), view.id, number)
        with _hold:
            if key not in _found:
                waiting = _one_at_a_time.submit(projected.draw, view.exhibits[number], data_dir)
                _remember(key, waiting)


def figures(view: View) -> list[int]:
    """Which exhibits of a view are figures."""
    return [n for n, exhibit in enumerate(view.exhibits) if exhibit.builder is not None]


def _failed(made: Future[Projected]) -> bool:
    return made.done() and made.exception() is not None


def _remember(key: _Key, made: Future[Projected]) -> None:
    _found[key] = made
    _found.move_to_end(key)
    while len(_found) > _MOST:
        _found.popitem(last=False)
