"""By how much a figure grew or shrank, in classes for a histogram of areas."""

from __future__ import annotations

from bisect import bisect_right

_LIMITS = (-20.0, -10.0, 0.0, 10.0, 20.0)
CLASSES = ("20%以上減", "10～20%減", "0～10%減", "0～10%増", "10～20%増", "20%以上増")
SHRUNK = CLASSES[:3]
_NOISE = 1e-9  # 110 of 100 is a hair under 10 % in binary


def class_of(before: float, after: float) -> str:
    """The class of a change; one without any is the first that does not shrink, and a change on
    a limit belongs to the class farther from none. ValueError where there was nothing before."""
    if before <= 0:
        raise ValueError("前の数が 0 以下で、増減率がありません。")
    pct = (after / before - 1) * 100
    return CLASSES[bisect_right(_LIMITS, pct + (_NOISE if pct >= 0 else -_NOISE))]
