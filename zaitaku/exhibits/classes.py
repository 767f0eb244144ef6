"""Class limits of a map: which values share a colour, and what the legend says. Pure.

A class is 「low 以上 high 未満」. Limits are rounded to readable numbers only as far as no value
changes its class by it, so the legend never contradicts a figure shown beside the map.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Literal

import numpy as np

Method = Literal["quantile", "equal", "natural", "manual"]
METHOD_LABELS: dict[Method, str] = {
    "quantile": "等分位（各階級の数をそろえる）",
    "equal": "等間隔（幅をそろえる）",
    "natural": "自然分類（値の切れ目で分ける）",
    "manual": "手動（境界を入力する）",
}
FEWEST, MOST = 2, 7


@dataclass(frozen=True)
class Classes:
    """``limits`` ascending between ``low`` and ``high``: class i is limits[i-1] ≤ v < limits[i].

    No limits means one class. ``low`` and ``high`` are the smallest and largest value, None when
    there was no value at all; they are told only where a single class has no limit to name.
    ``decimals``: values are classed as they are shown, rounded to so many; None: as they are.
    ``names``: what the classes are called instead of by their limits, one each (不足, 充足).
    """

    limits: tuple[float, ...]
    low: float | None
    high: float | None
    decimals: int | None = None
    names: tuple[str, ...] = ()

    def __len__(self) -> int:
        return 0 if self.low is None and not self.limits else len(self.limits) + 1

    def index(self, value: float) -> int:
        """The class of a value, 0 for the lowest; values beyond the ends belong to the ends."""
        return bisect_right(self.limits, _rounded(value, self.decimals))

    def labels(self, unit: str = "") -> list[str]:
        """「5 未満（人）」「5 以上 10 未満（人）」「10 以上（人）」, equal decimals."""
        if self.names:
            return list(self.names)
        if not self.limits:
            return [] if self.low is None else [self._single(unit)]
        texts = _texts(self.limits)
        end = f"（{unit}）" if unit else ""
        middle = [f"{low} 以上 {high} 未満{end}" for low, high in pairwise(texts)]
        return [f"{texts[0]} 未満{end}", *middle, f"{texts[-1]} 以上{end}"]

    def label(self, value: float, unit: str = "") -> str:
        return self.labels(unit)[self.index(value)]

    def _single(self, unit: str) -> str:
        end = f"（{unit}）" if unit else ""
        low, high = float(self.low or 0), float(self.high or 0)
        if low == high:
            return f"{_texts([low])[0]}{end}: すべて同じ値"
        first, last = _texts([low, high])
        return f"{first} 以上 {last} 以下{end}"


def make(
    values: Iterable[float | None],
    method: Method = "quantile",
    classes: int = 5,
    limits: Sequence[float] = (),
    decimals: int | None = None,
) -> Classes:
    """Classes for a set of values; None and NaN (秘匿, 該当なし, 欠測) are passed over.

    To keep the limits the same over the years, pass the values of all the years. There are fewer
    classes than asked where there are fewer distinct values. ``limits`` is read by ``manual``
    only, in any order, repeats dropped. ``decimals``: as figures are shown beside the map, so that
    equal figures share a class and limits have no more digits than they. ValueError for a number
    of classes outside 2–7 or limits that are not numbers.
    """
    known = sorted(
        _rounded(float(v), decimals) for v in values if v is not None and math.isfinite(v)
    )
    low, high = (known[0], known[-1]) if known else (None, None)
    if method == "manual":
        return Classes(_manual(limits), low, high, decimals)
    if not FEWEST <= classes <= MOST:
        raise ValueError(f"階級の数は {FEWEST}～{MOST} にしてください: {classes}")
    return Classes(_limits(known, method, classes), low, high, decimals)


def _limits(known: list[float], method: Method, classes: int) -> tuple[float, ...]:
    if len(set(known)) < 2:
        return ()
    if method == "equal":
        return _equal(known, classes)
    cuts = _quantile_cuts(known, classes) if method == "quantile" else _natural_cuts(known, classes)
    return tuple(_readable(known[i - 1], known[i]) for i in cuts)


def _rounded(value: float, decimals: int | None) -> float:
    """Half up, as figures are written."""
    if decimals is None:
        return value
    step = Decimal(1).scaleb(-decimals)
    return float(Decimal(repr(value)).quantize(step, ROUND_HALF_UP))


def _manual(limits: Sequence[float]) -> tuple[float, ...]:
    chosen = sorted({float(limit) for limit in limits})
    if not all(math.isfinite(limit) for limit in chosen):
        raise ValueError("境界には数値を入れてください")
    if len(chosen) >= MOST:
        raise ValueError(f"境界は {MOST - 1} 個までにしてください: {len(chosen)}")
    return tuple(chosen)


def _quantile_cuts(known: list[float], classes: int) -> list[int]:
    """Positions that start a class: as even as ties allow, equal values never parted."""
    starts = [i for i in range(1, len(known)) if known[i - 1] < known[i]]
    wanted = [len(known) * k / classes for k in range(1, classes)]
    return sorted({min((abs(i - want), i) for i in starts)[1] for want in wanted})


def _natural_cuts(known: list[float], classes: int) -> list[int]:
    """Fisher's exact partition: least sum of squared deviations within classes.

    Dynamic programming over the distinct values with their counts, O(classes · n²) in numpy.
    https://doi.org/10.1080/01621459.1958.10501479
    """
    distinct, counts = np.unique(np.asarray(known), return_counts=True)
    centred = distinct - distinct.mean()  # keeps the differences of squares accurate
    weight = np.concatenate(([0.0], np.cumsum(counts)))
    total = np.concatenate(([0.0], np.cumsum(counts * centred)))
    square = np.concatenate(([0.0], np.cumsum(counts * centred**2)))
    n, k = len(distinct), min(classes, len(distinct))

    def spread(starts: np.ndarray, end: int) -> np.ndarray:
        """Squared deviations of distinct[start:end] for every start."""
        sums = total[end] - total[starts]
        result: np.ndarray = square[end] - square[starts] - sums**2 / (weight[end] - weight[starts])
        return result

    best = np.array([0.0, *(float(spread(np.array([0]), end)[0]) for end in range(1, n + 1))])
    starts_of: list[np.ndarray] = []
    for parts in range(2, k + 1):
        cost, start_at = np.full(n + 1, np.inf), np.zeros(n + 1, dtype=np.int64)
        for end in range(parts, n + 1):
            starts = np.arange(parts - 1, end)
            costs = best[starts] + spread(starts, end)
            chosen = int(np.argmin(costs))
            cost[end], start_at[end] = costs[chosen], starts[chosen]
        best = cost
        starts_of.append(start_at)
    cuts, end = [], n
    for start_at in reversed(starts_of):
        end = int(start_at[end])
        cuts.append(int(weight[end]))
    return sorted(cuts)


def _equal(known: list[float], classes: int) -> tuple[float, ...]:
    """Even widths, all limits rounded to one step if no value changes its class by it."""
    low, width = known[0], (known[-1] - known[0]) / classes
    exact = [low + width * k for k in range(1, classes)]
    bounds = [bisect_right(known, limit - abs(limit) * 1e-12) for limit in exact]
    for step in _steps(width / 2):
        rounded = [float(round(Decimal(limit) / step) * step) for limit in exact]
        kept = all(
            known[i - 1] < limit <= known[i] for i, limit in zip(bounds, rounded, strict=True)
        )
        if kept and len(set(rounded)) == len(exact):
            return tuple(rounded)
    return tuple(exact)


def _readable(below: float, above: float) -> float:
    """The roundest number that is more than ``below`` and at most ``above``."""
    middle = (Decimal(repr(below)) + Decimal(repr(above))) / 2
    for step in _steps(max(abs(below), abs(above), above - below)):
        # A tie goes upwards: 10.05 between 10.0 and 10.1 is to become 10.1.
        limit = float((middle / step + Decimal("0.5")).to_integral_value(ROUND_FLOOR) * step)
        if below < limit <= above:
            return limit
    return above


def _steps(largest: float) -> Iterable[Decimal]:
    """… 100, 50, 20, 10, 5, 2, 1, 0.5 … from ``largest`` down by twelve powers of ten."""
    if largest <= 0:
        return
    top = math.floor(math.log10(largest))
    for power in range(top, top - 12, -1):
        for digit in (5, 2, 1):
            step = Decimal(digit).scaleb(power)
            if step <= Decimal(largest):
                yield step


def _texts(numbers: Sequence[float]) -> list[str]:
    """Numbers with thousands separators and as many decimals as the finest of them needs."""
    exact = [Decimal(repr(number)) for number in numbers]
    places = max(max(0, -int(number.normalize().as_tuple().exponent)) for number in exact)
    return [f"{number:,.{places}f}" for number in exact]
