"""An asker for the reader: questions through the page's cache, in the reader's mode."""

from __future__ import annotations

from typing import Any

from zaitaku.ask.answer import Answer
from zaitaku.ask.asker import Asker
from zaitaku.ui import answer, controls


def asker() -> Asker:
    """How pages on the plan ask: mode and years as the reader has them.

    Many indicators rest on one question; it is looked up once in the life of the asker, which is
    one run of the page: a look into the page's cache takes most of a millisecond.
    """
    seen: dict[str, Answer] = {}

    def ask(name: str, **params: Any) -> Answer:
        key = repr((name, sorted(params.items())))
        if key not in seen:
            seen[key] = answer.ask(name, **params)
        return seen[key]

    return Asker(ask, controls.mode(), tuple(sorted(controls.years())))
