"""Pages are made few at a time, and long work of one holds up nobody."""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Callable

import pytest

from zaitaku.ground import paths
from zaitaku.ui import turns

SOON = 30.0  # seconds, on a machine that has much else to do


def began(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def test_at_most_so_many_pages_are_made_at_once() -> None:
    inside, most = [], []
    lock = threading.Lock()

    def make() -> None:
        with turns.turn():
            with lock:
                inside.append(1)
                most.append(len(inside))
            threading.Event().wait(0.02)
            with lock:
                inside.pop()

    threads = [began(make) for _ in range(5 * turns.AT_ONCE)]
    for thread in threads:
        thread.join(SOON)
    assert max(most) == turns.AT_ONCE and len(most) == len(threads)


def test_who_waited_long_goes_on_beside_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.05)
    over, went_on = threading.Event(), threading.Event()

    def long() -> None:
        with turns.turn():
            over.wait(SOON)

    def other() -> None:
        with turns.turn():
            went_on.set()

    busy = [began(long) for _ in range(turns.AT_ONCE)]
    began(other)
    assert went_on.wait(SOON)
    over.set()
    for thread in busy:
        thread.join(SOON)
    # and has not given back a place that was not its own
    monkeypatch.setattr(turns, "PATIENCE", SOON)
    test_at_most_so_many_pages_are_made_at_once()


def test_a_page_that_breaks_off_gives_its_place_back() -> None:
    for _ in range(2 * turns.AT_ONCE):
        with pytest.raises(ValueError, match="broke"), turns.turn():
            raise ValueError("broke")
    test_at_most_so_many_pages_are_made_at_once()


def test_the_memory_is_not_swept_after_every_page() -> None:
    """Streamlit's default: with a large cache it takes longer than the page itself."""
    configured = tomllib.loads((paths.ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))
    assert configured["runner"]["postScriptGC"] is False
