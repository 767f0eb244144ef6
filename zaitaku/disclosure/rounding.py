"""端数処理: the three ways of the 介護DBオープンデータ proposal. Pure; hides nothing by itself.

Rounding comes on top of 秘匿: values that are hidden stay hidden, values that are shown are
rounded. An attacker who sees rounded values knows less than the audit assumes.
"""

from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

_TEN = Decimal(10)
# Sums of monthly averages in binary floating point are off by 1e-12; without this
# 1480.0000000000002 would be rounded up to 1490.
_NOISE = Decimal("0.000001")


def rounded(value: float, option: str, *, is_total: bool) -> float:
    """The value as it is shown under ``option`` (see ``policy.ROUNDINGS``).

    ``is_total`` marks 総数 and 小計 (a prefecture's figure is a 小計 of its municipalities).
    """
    exact = Decimal(repr(float(value))).quantize(_NOISE)
    if option == "up10" or (option == "totals_up10" and is_total):
        return float((exact / _TEN).to_integral_value(ROUND_CEILING) * _TEN)
    if option == "nearest10":
        return float((exact / _TEN).to_integral_value(ROUND_HALF_UP) * _TEN)
    return float(value)
