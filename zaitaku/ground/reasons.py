"""Why a number is not shown, in words: one sentence for each reason, for pages, slides and files.

公表 does not tell which hidden figures are small: who knew that a figure was hidden only to protect
another would know that it is not small. So one sentence covers both.
"""

from __future__ import annotations

from zaitaku.ground.states import MISSING, NOT_APPLICABLE, SUPPRESSED

WHY_HIDDEN = "少ない数か、少ない数を逆算できる数"
HIDDEN = f"秘匿です（{WHY_HIDDEN}のため、公表できません）"
ALL_HIDDEN = f"この条件ではすべての地域が秘匿です（{WHY_HIDDEN}のため）。"
HIDDEN_IN_FILES = f"{WHY_HIDDEN}は「秘匿」とし、0 とは区別します。"
# A sentence of a figure that is not there: 「…は」 stands before it.
ABSENT = {
    SUPPRESSED: HIDDEN,
    NOT_APPLICABLE: "該当なしです（元の集計に、足し合わせた値がありません）",
    MISSING: "データがありません",
}
# What 内部 is told of a figure that is hidden by itself.
SMALL = "しきい値より小さい数"
SILENT_AREA = "数を表示しない規模の地域"
AT_SOURCE = "元の表で秘匿"
