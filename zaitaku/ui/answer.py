"""What was made of a build, remembered for every session: by data folder, build, mode, who may see
what, and what it is.

In 公表 only the release file is ever opened. A new import is picked up at the next rerun, because
``CURRENT`` is read anew and the build's id is part of the key; the old build stays open, since
other sessions may still be reading it.

It is not Streamlit's own cache: that one packs every answer and finds it again by the source of
the function, which took half of the time of a page, and it forgets refusals.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from copy import copy
from dataclasses import dataclass, field
from threading import Lock, RLock
from typing import Any, TypeVar

from zaitaku.access import asking
from zaitaku.ask import warehouse
from zaitaku.compose.reader import Opened
from zaitaku.ground.errors import NotInDataError

MOST = 2000
Made = TypeVar("Made")


@dataclass
class _Cell:
    """``refusal``: that the build has nothing of the kind, which is remembered like an answer."""

    lock: Any = field(default_factory=RLock)
    is_made: bool = False
    made: Any = None
    refusal: NotInDataError | None = None


_lock = Lock()
_cells: OrderedDict[Hashable, _Cell] = OrderedDict()


def remembered(opened: Opened, what: Hashable, make: Callable[[], Made]) -> Made:
    """What ``make`` makes, made once for all who may see the same.

    Whoever asks while it is being made waits for it. Raises what ``make`` raises; of that only
    NotInDataError is remembered.
    """
    if opened[2] == "internal":  # what is remembered opens no build
        asking.need("see_internal")
    cell = _cell((*opened, asking.scope(), what))
    if not cell.is_made:
        with cell.lock:
            if not cell.is_made:
                try:
                    cell.made = make()
                except NotInDataError as error:
                    cell.refusal = error.with_traceback(None)
                cell.is_made = True
    if cell.refusal is not None:
        raise copy(cell.refusal)  # each raise of one and the same would lengthen its traceback
    made: Made = cell.made
    return made


def forget() -> None:
    """Everything is asked anew."""
    with _lock:
        _cells.clear()
    warehouse.ask_anew()


def _cell(key: Hashable) -> _Cell:
    with _lock:
        cell = _cells.setdefault(key, _Cell())
        _cells.move_to_end(key)
        if len(_cells) > MOST:
            _cells.popitem(last=False)
        return cell
