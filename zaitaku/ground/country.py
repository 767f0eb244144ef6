"""Several prefectures in one installation: a data folder that holds the data folder of each.

``…/03``, ``…/13``: named by the code of the prefecture, each a data folder as any other, with
builds, rules of disclosure, releases, packs and entries of its own. One of them is looked at at a
time; whoever asks for the data folder gets that one (``settings.data_dir``), so that nothing above
knows of others. A data folder with builds of its own is one prefecture's, whatever else lies in it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from zaitaku.ground import prefectures

_NAMES = {code: name for name, code in prefectures.CODES.items()}
_now: ContextVar[str] = ContextVar("_now", default="")
_screen: list[Callable[[], str]] = []


def chosen_by(ask: Callable[[], str]) -> None:
    """From now on ``ask`` says which prefecture is looked at, wherever ``looking_at`` does not."""
    _screen[:] = [ask]


@contextmanager
def looking_at(code: str) -> Iterator[None]:
    """What is read and written inside is of this prefecture; '' says nothing of it."""
    before = _now.set(code)
    try:
        yield
    finally:
        _now.reset(before)


def names(root: Path) -> dict[str, str]:
    """Code → name of every prefecture that has data; none where ``root`` is that of one."""
    if (root / "CURRENT").is_file():
        return {}
    try:
        with os.scandir(root) as entries:
            listed = sorted(entry.name for entry in entries if entry.name in _NAMES)
    except OSError:  # not there yet
        return {}
    return {code: _NAMES[code] for code in listed if (root / code / "CURRENT").is_file()}


def shown(root: Path) -> str:
    """The code of the prefecture that is looked at, the first unless chosen; '' of one alone."""
    there = names(root)
    asked = _now.get() or (_screen[0]() if _screen else "")
    return asked if asked in there else next(iter(there), "")


def folder(root: Path) -> Path:
    """The data folder of the prefecture that is looked at; ``root`` itself where it is of one."""
    return root / shown(root)


def folders(root: Path) -> list[Path]:
    """The data folders of all, the one that is looked at first."""
    now = shown(root)
    return [root / now, *(root / code for code in names(root) if code != now)]
