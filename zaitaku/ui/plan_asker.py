"""An asker for the reader: questions through the page's cache, in the reader's mode."""

from __future__ import annotations

from zaitaku.measuring import Asker
from zaitaku.ui import answer, controls


def asker() -> Asker:
    """How pages on the plan ask: mode and years as the reader has them."""
    return Asker(answer.ask, controls.mode(), tuple(sorted(controls.years())))
