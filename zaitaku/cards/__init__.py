"""市町村カルテ: a one-page profile of an area, on screen and as PDF, PowerPoint and Excel.

``asking`` asks each question once for all areas, ``blocks`` puts the figures of one area into
tables, ``making`` makes them a ``Card``; ``pdf``, ``slide`` and ``sheet`` write a card, ``every``
writes those of all areas.
"""

from __future__ import annotations

from zaitaku.cards.asking import Ask, Asking
from zaitaku.cards.content import Block, Card, Row
from zaitaku.cards.making import made
from zaitaku.views import View

__all__ = ["Ask", "Asking", "Block", "Card", "Row", "card", "made"]


def card(ask: Ask, view: View, code: str) -> Card:
    """The card of one area (its code) for a view of the page ``card``: its year, unit, 圏域, mode.

    ``ask(name, **params)`` answers one question from the view's build in the view's mode.
    """
    return made(Asking(ask, view), code, view)
