"""Whole numbers that add up: 最大剰余法 (largest remainder). Pure.

Each part first gets the whole part of its share; what is left goes, one each, to the largest
remainders. Exact arithmetic, so that a tie is a tie: the earlier part then has precedence.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def apportion(total: int, weights: Sequence[float]) -> list[int]:
    """``total`` whole units shared out by ``weights``; the result adds up to ``total``.

    Where all weights are zero every part weighs the same: what is to be shared must not vanish.
    ValueError for a total or a weight below zero, a weight that is no number, and no part at all.
    """
    if total < 0:
        raise ValueError(f"配分する数 {total} が負です。0 以上にしてください。")
    if not weights:
        raise ValueError("配分先がありません。")
    if any(not 0 <= weight < float("inf") for weight in weights):
        raise ValueError("配分の重みは 0 以上の数にしてください。")
    exact = [Fraction(weight) for weight in weights]
    whole = sum(exact)
    if whole == 0:
        exact, whole = [Fraction(1)] * len(exact), Fraction(len(exact))
    shares = [total * weight / whole for weight in exact]
    result = [int(share) for share in shares]
    order = sorted(range(len(shares)), key=lambda i: (result[i] - shares[i], i))
    for part in order[: total - sum(result)]:
        result[part] += 1
    return result


def whole(value: float) -> int:
    """A figure as people round it by hand (half up): 12.5 → 13."""
    return int(Fraction(repr(value)) + Fraction(1, 2))
