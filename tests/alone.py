"""Coroutines run to their end by a test that has no loop of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Answer = TypeVar("Answer")


def run(coroutine: Coroutine[Any, Any, Answer]) -> Answer:
    """What the coroutine gives, run in a thread of its own.

    After a browser test the thread of the tests has a loop that runs until they all end, and
    `asyncio.run` refuses to start beside it; which tests share a process is chance.
    """
    with ThreadPoolExecutor(1) as alone:
        return alone.submit(asyncio.run, coroutine).result()
