"""The library that draws is started with the server, and nobody waits for it."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from tests import alone
from zaitaku.ui import warm_up


def test_the_server_is_up_while_the_first_picture_is_being_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun, may_end = threading.Event(), threading.Event()

    def slow(*_: Any) -> None:
        begun.set()
        may_end.wait(20)

    monkeypatch.setattr(warm_up.projected, "draw", slow)

    async def start() -> bool:
        async with warm_up.lifespan(None):
            return begun.wait(10) and not may_end.is_set()

    try:
        assert alone.run(start())
    finally:
        may_end.set()


def test_a_picture_is_drawn_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    failed: list[Exception] = []
    monkeypatch.setattr(warm_up.failure, "message", failed.append)
    warm_up.draw()
    assert failed == []


def test_a_failure_stops_no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("no library")

    told: list[Exception] = []
    monkeypatch.setattr(warm_up.projected, "draw", broken)
    monkeypatch.setattr(warm_up.failure, "message", told.append)
    warm_up.draw()
    assert [str(error) for error in told] == ["no library"]
