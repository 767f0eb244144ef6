"""What every page says in the same words: coverage, nothing to show, everything hidden."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zaitaku.access import asking
from zaitaku.ask.answer import Answer
from zaitaku.ground import reasons, settings
from zaitaku.ground.states import NOT_APPLICABLE, SUPPRESSED
from zaitaku.ground.years import fiscal_year_label

COVERAGE = (
    "「患者数」は国保・後期高齢者医療の加入者だけの数です（被用者保険・医療扶助は含みません）。"
)
EMPTY = "この条件に合うデータがありません。絞り込みを減らすか、年度や地域の単位を変えてください。"


def nothing(answer: Answer, years: Sequence[int], empty: str) -> str:
    """Why an answer has no row, with the nearest step."""
    wanted = answer.params.get("fiscal_year")
    if wanted is not None and wanted not in years:
        return f"{wanted} 年度のデータは取り込まれていません。年度を選び直してください。"
    return empty


def none_of(answer: Answer, value: str) -> str:
    """Why no cell of a column can be shown; '' where one can."""
    position = answer.names.index(value)
    states = {state[position] for state in answer.states}
    if states == {SUPPRESSED}:
        return (
            f"{reasons.ALL_HIDDEN}"
            "地域の単位を二次医療圏などの広い区域にすると、表示できる数値が増えます。"
        )
    if states == {NOT_APPLICABLE}:
        return (
            "この数値は、元の集計に足し合わせた値がありません。"
            "診療行為の内訳か、ほかの数値、ほかの地域の単位を選んでください。"
        )
    return ""


def way_to_internal() -> str:
    """How to see what is shown in 内部 only."""
    if asking.scope():
        return "県全体の内部の数値を見られる役割にだけ表示します。"
    way = (
        "上の「モード」で「内部」を選んでください。"
        if asking.held_mode() is None
        else "この設置は公表モードに固定されています。"
        if settings.pinned_mode()
        else "あなたの権限で見られるのは、公表してよい数値だけです。"
    )
    return f"内部モードでだけ表示します。{way}"


def population(used: int | None, year: int) -> str:
    """Which year's population rates rest on, where it is not the figures' own; '' otherwise."""
    if used is None or used == year:
        return ""
    return (
        f"人口と「千人当たり」の人口は、{fiscal_year_label(used)}のものです"
        f"（{fiscal_year_label(year)}の人口の表がないため）。"
    )


# what begins an address of the web or parts one of mail: U+2060 (word joiner) is put behind it
_LINKED = re.compile(r"https?:|www(?=\.)|@", re.IGNORECASE)


def escape(text: str) -> str:
    """Text as text: nothing in a file's name or an area's name is taken for Markdown or a link.

    An address is made a link after escapes were undone, so it is broken by a sign nobody sees.
    """
    text = _LINKED.sub("\\g<0>\u2060", text)
    for mark in "\\`*_{}[]()#+-!|$~:<>":
        text = text.replace(mark, "\\" + mark)
    return text
