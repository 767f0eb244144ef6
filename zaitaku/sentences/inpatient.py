"""The sentence of the page 全国の入院の流出入, from the data. Pure.

A share is always one of those that are listed; what is not listed is neither 0 nor nobody.
"""

from __future__ import annotations

from zaitaku.ask.answer import Answer
from zaitaku.ask.figures import column_words


def standing(outgoing: Answer, incoming: Answer, *, area: str, bed_function: str) -> str:
    """「盛岡に住む入院患者（包括期）の 96.1 % は盛岡の医療機関に入院している。…」

    ``outgoing`` and ``incoming`` are inpatient/top of one area.
    """
    whole = f"{area}（構想区域）"  # another area than the 二次医療圏 of that name
    own = _own(outgoing)
    if own is None:
        first = f"{whole}に住む入院患者（{bed_function}）の入院先は、元の表に載っていない。"
    else:
        first = (
            f"{whole}に住む入院患者（{bed_function}）の {own} は{area}の医療機関に入院している。"
        )
        first += _largest(outgoing, "流出先")
    own = _own(incoming)
    if own is None:
        return f"{first}{area}の入院患者の住所地は、元の表に載っていない。"
    return f"{first}{area}の入院患者のうち{area}に住む人は {own}。{_largest(incoming, '流入元')}"


def _own(partners: Answer) -> str | None:
    is_own = partners.names.index("is_own")
    shares = column_words(partners, "share_pct", unit=True)
    return next((s for row, s in zip(partners.rows, shares, strict=True) if row[is_own]), None)


def _largest(partners: Answer, what: str) -> str:
    name, prefecture, is_own = (
        partners.names.index(n) for n in ("partner_name", "partner_prefecture", "is_own")
    )
    shares = column_words(partners, "share_pct", unit=True)
    for row, share in zip(partners.rows, shares, strict=True):
        if not row[is_own]:
            return f"{what}の最多は{row[name]}（{row[prefecture]}、{share}）。"
    return f"ほかの{what}は載っていない。"
