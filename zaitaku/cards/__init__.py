"""市町村カルテ: a one-page profile of an area, on screen and as PDF, PowerPoint and Excel.

``asking`` asks each question once for all areas, ``blocks`` puts the figures of one area into
tables, ``making`` makes them a ``Card``; ``pdf``, ``slide`` and ``sheet`` write a card, ``every``
writes those of all areas. ``beside`` puts several areas into the same tables.
"""

from __future__ import annotations

from zaitaku.cards.asking import Asking
from zaitaku.cards.beside import MOST, side_by_side
from zaitaku.cards.content import Card
from zaitaku.cards.making import made

__all__ = ["MOST", "Asking", "Card", "made", "side_by_side"]
