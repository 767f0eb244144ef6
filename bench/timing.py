"""Times in turn, A B A B …, so that a machine that drifts slows both alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def side_by_side(
    first: Callable[[], object], second: Callable[[], object], runs: int = 5
) -> tuple[float, float, float]:
    """Median seconds of each after one warm-up, and the median of the ratios pair by pair."""
    first(), second()
    pairs = [(seconds(first), seconds(second)) for _ in range(runs)]
    return (
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
        statistics.median(a / b for a, b in pairs),
    )
