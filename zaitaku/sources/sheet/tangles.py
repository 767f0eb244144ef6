"""Outlines that cross themselves so often that no library could mend them within an import.

To tell whether an outline is sound, every side is looked at beside those whose boxes it meets; to
mend one, memory is taken for every crossing. A few kilobytes can make minutes and gigabytes of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

MOST_PAIRS = 1_000_000_000  # sides that may meet, of a whole file: some 12 seconds
MOST_PAIRS_UNSOUND = MOST_PAIRS // 10  # of those that are not sound: each pair is looked at again
MOST_CROSSINGS = 200_000  # of a whole file: some 5 seconds, 500 MB
_FEW = 1_000  # sides: all pairs of them are looked at in no time
_AT_ONCE = 4_000_000  # pairs held in memory


class Tangle(NamedTuple):
    """The feature (its place in the list) with which there are too many."""

    at: int
    reason: str


def dense(shapes: Any) -> Tangle | None:
    """Where areas have too many sides beside each other, whether they cross or not.

    The count is never less than that of pairs whose boxes meet: that of pairs that share a stretch
    of the x axis, or of the y axis, whichever is smaller.
    """
    found = 0
    for at, sides in _sides(shapes, more_than=_FEW):
        found += _meeting(sides)
        if found > MOST_PAIRS:
            return _dense(at, sides)
    return None


def crossed(shapes: Any) -> Tangle | None:
    """Where areas cross themselves too often; only for those that are known to be unsound."""
    import shapely

    pairs = found = 0
    for at, sides in _sides(shapes, more_than=2):
        meeting = _meeting(sides)
        pairs += meeting
        if pairs > MOST_PAIRS_UNSOUND:
            return _dense(at, sides)
        lines = shapely.linestrings(sides)
        tree = shapely.STRtree(lines)
        step = len(lines) if meeting <= _AT_ONCE else max(1, _AT_ONCE // len(lines))
        for start in range(0, len(lines), step):
            one, other = tree.query(lines[start : start + step], predicate="intersects")
            # each crossing once, and not where one side begins at the end of another
            found += int((other > one + start + 1).sum())
            if found > MOST_CROSSINGS:
                return Tangle(at, f"輪郭が自分と {MOST_CROSSINGS:,} 回より多く交差しています")
    return None


def _dense(at: int, sides: Any) -> Tangle:
    return Tangle(at, f"輪郭の線が込み入りすぎています（{len(sides):,} 本）")


def _meeting(sides: Any) -> int:
    return min(_sharing(sides[:, :, axis]) for axis in (0, 1))


def _sides(shapes: Any, more_than: int) -> Iterator[tuple[int, Any]]:
    """Of each shape with more sides, its place and the two points of every side of its rings."""
    import numpy as np
    import shapely

    rings, of_shape = shapely.get_rings(shapes, return_index=True)
    points, of_ring = shapely.get_coordinates(rings, return_index=True)
    is_side = of_ring[1:] == of_ring[:-1]
    owner = of_shape[of_ring[:-1]]
    ends = np.searchsorted(owner, np.arange(len(shapes) + 1))
    for at in np.flatnonzero(np.diff(ends) > more_than):
        kept = np.flatnonzero(is_side[ends[at] : ends[at + 1]]) + ends[at]
        yield int(at), np.stack([points[kept], points[kept + 1]], axis=1)


def _sharing(spans: Any) -> int:
    """How many pairs of spans of an axis have a point in common."""
    import numpy as np

    low, high = spans.min(axis=1), np.sort(spans.max(axis=1))
    apart = int(np.searchsorted(high, low, side="left").sum())
    return len(spans) * (len(spans) - 1) // 2 - apart
