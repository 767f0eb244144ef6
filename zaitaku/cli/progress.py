"""How far a long command has come, told beside its result (standard error).

In a terminal it is one line that changes in place: a bar, how many of how many, and about how long
it still takes. Elsewhere (a service's log, a file) the same is a few whole lines. A message counts
where it says 「（3/16）」; one that does not is a step of its own.
"""

from __future__ import annotations

import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TextIO
from unicodedata import east_asian_width

_COUNTED = re.compile(r"(.+?)（(\d+)/(\d+)）[:：]? ?(.*)", re.DOTALL)
_BAR = 20  # signs
_BEFORE_A_GUESS = 3.0  # seconds of a step, before what is left of it is guessed
_BETWEEN_LINES = 20.0  # seconds, where each line stays


@contextmanager
def shown(*, quiet: bool = False) -> Iterator[Callable[[str], None]]:
    """What a command calls with each message; the line in place is gone when it ends."""
    if quiet:
        yield lambda message: None
        return
    teller = _Bar(sys.stderr) if sys.stderr.isatty() else _Lines(sys.stderr)
    try:
        yield teller.tell
    finally:
        teller.end()


@dataclass
class _Lines:
    """For what keeps each line: a step when it begins, and once in a while how far it is."""

    out: TextIO
    clock: Callable[[], float] = time.monotonic
    _step: str = ""
    _told: float = 0.0

    def tell(self, message: str) -> None:
        counted = _COUNTED.fullmatch(message)
        step = counted[1] if counted else message
        now = self.clock()
        if step == self._step and now - self._told < _BETWEEN_LINES:
            return
        is_new, self._step, self._told = step != self._step, step, now
        if not counted:
            text = message
        elif is_new:
            text = f"{step}（全 {counted[3]}）"
        else:
            text = f"{step}（{counted[2]}/{counted[3]}）"
        print(text, file=self.out, flush=True)

    def end(self) -> None:
        """Nothing to take back."""


@dataclass
class _Bar:
    """For a terminal."""

    out: TextIO
    clock: Callable[[], float] = time.monotonic
    width: Callable[[], int] = lambda: shutil.get_terminal_size().columns
    _step: str = ""
    _began: float = field(default=0.0)

    def tell(self, message: str) -> None:
        counted = _COUNTED.fullmatch(message)
        step = counted[1] if counted else message
        if step != self._step:
            self._step, self._began = step, self.clock()
        self._draw(self._line(counted) if counted else message)

    def end(self) -> None:
        """An empty line for what is said next."""
        self._draw("")

    def _line(self, counted: re.Match[str]) -> str:
        step, at, total, what = counted[1], int(counted[2]), int(counted[3]), counted[4]
        done = max(at - 1, 0)  # the message names what is being done
        full = round(_BAR * done / total) if total else 0
        bar = "#" * full + "-" * (_BAR - full)  # every console has these
        return f"[{bar}] {at}/{total} {self._left(done, total)}{step} {what}"

    def _left(self, done: int, total: int) -> str:
        passed = self.clock() - self._began
        if not done or passed < _BEFORE_A_GUESS:
            return ""
        seconds = passed / done * (total - done)
        if seconds < 60:
            return f"残り約 {max(10, round(seconds, -1)):.0f} 秒 "
        return f"残り約 {seconds / 60:.0f} 分 "

    def _draw(self, text: str) -> None:
        """The line anew, over the one before; the last column stays free, else it would wrap."""
        room = self.width() - 1
        line = fitting(text, room)
        self.out.write(f"\r{line}{' ' * (room - columns(line))}\r{line if text else ''}")
        self.out.flush()


def columns(text: str) -> int:
    """How wide a terminal shows the text: Japanese signs take two columns."""
    return sum(2 if east_asian_width(sign) in "WFA" else 1 for sign in text)


def fitting(text: str, room: int) -> str:
    """As much of the beginning as fits into so many columns."""
    text = text.replace("\n", " ")
    while columns(text) > room:
        text = text[:-1]
    return text
