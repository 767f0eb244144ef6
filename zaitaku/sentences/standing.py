"""The one sentence that answers, from the data. Pure.

A sentence says only what the answer shows: where a figure is 秘匿 it says so, and ranks count only
the areas whose figures are shown.
"""

from __future__ import annotations

from zaitaku.ask.answer import Answer
from zaitaku.ask.area import PREFECTURE
from zaitaku.ask.figures import Figure, figure, number
from zaitaku.ground.reasons import ABSENT
from zaitaku.ground.states import ACTUAL

_ABOUT_THE_SAME_PCT = 1
_ABOUT_THE_SAME_POINTS = 0.5


def standing(
    answer: Answer,
    value: str,
    code: str,
    *,
    subject: str,
    unit_label: str,
    reference: Figure | None = None,
) -> str:
    """「北上市の訪問診療は 65歳以上千人当たり患者数 14.2 人/千人で、県全体（12.8 人/千人）を…」

    ``subject`` is what is counted (訪問診療), ``unit_label`` what is ranked (市町村). The reference
    is compared for rates only, percentages in points: amounts of areas of different size are not
    comparable. It must be one that ``own`` can be set beside (``references.beside``). The
    prefecture has no rank.
    """
    own = figure(answer, value, code)
    if own is None:
        return f"この条件では、選んだ地域の{subject}のデータがありません。"
    if own.state != ACTUAL:
        return f"{own.area}の{subject}の{own.column.label}は{ABSENT[own.state]}。"
    if answer.params.get("area_unit") == PREFECTURE:
        start = f"{own.area}全体の{subject}の{own.column.label}は {own.words}"
        return f"{start}{_compared(own, reference)}。"
    start = f"{own.area}の{subject}の{own.column.label}は {own.words}"
    return f"{start}{_compared(own, reference)}。{_rank(answer, value, own, unit_label)}"


def _compared(own: Figure, reference: Figure | None) -> str:
    if reference is None or not own.column.parts:
        return ""
    if reference.state != ACTUAL or reference.value is None:
        return f"（{reference.area}は{reference.words}）"
    if own.column.unit == "%":
        return f"で、{reference.area}（{reference.words}）{_in_points(own, reference)}"
    if not reference.value:
        return f"（{reference.area}は{reference.words}）"
    share = (float(own.value or 0) / float(reference.value) - 1) * 100
    beside = f"で、{reference.area}（{reference.words}）"
    if abs(share) < _ABOUT_THE_SAME_PCT:
        return f"{beside}とほぼ同じ"
    return f"{beside}を {abs(share):.0f} % {'上回る' if share > 0 else '下回る'}"


def _in_points(own: Figure, reference: Figure) -> str:
    points = float(own.value or 0) - float(reference.value or 0)
    if abs(points) < _ABOUT_THE_SAME_POINTS:
        return "とほぼ同じ"
    return f"より {number(abs(points), 1)} ポイント{'高い' if points > 0 else '低い'}"


def _rank(answer: Answer, value: str, own: Figure, unit_label: str) -> str:
    """Rank from the largest, which is said; equal values share a rank."""
    position = answer.names.index(value)
    shown = [
        row[position]
        for row, states in zip(answer.rows, answer.states, strict=True)
        if states[position] == ACTUAL
    ]
    rank = 1 + sum(1 for other in shown if other > own.value)
    place = f"{'高い' if own.column.parts else '多い'}方から {rank} 番目"
    hidden = len(answer) - len(shown)
    if hidden:
        return f"値を示せる {len(shown)} {unit_label}中、{place}（ほか {hidden} は秘匿など）。"
    return f"{len(shown)} {unit_label}中、{place}。"
