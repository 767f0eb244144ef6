"""Areas side by side: the blocks of their cards with a column for each, then the prefecture's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from zaitaku.ask.area import Area
from zaitaku.cards import blocks
from zaitaku.cards.asking import Asking
from zaitaku.cards.content import Block
from zaitaku.exhibits.views import Exhibit

MOST = 4  # columns of figures that can be read beside each other, the prefecture's apart


def side_by_side(asking: Asking, codes: Sequence[str], when: str) -> tuple[Exhibit, ...]:
    """Tables of words, one a block; ``codes``: areas of the unit, the chosen one first.

    A figure that grows with the area's borders stands in the column of the prefecture as that of
    its areas of this unit together (``references``).
    """
    areas = [asking.areas[code] for code in codes]
    places = [*areas, asking.prefecture]
    title = "・".join(area.name for area in areas)
    return tuple(
        Exhibit(
            f"{block.title}｜{title}｜{when}",
            words=block.words,
            behind=tuple(asking.of(place, question, **params) for place in places),
        )
        for block, question, params in _blocks(asking, places)
        if block.rows
    )


def _blocks(asking: Asking, places: Sequence[Area]) -> Iterator[tuple[Block, str, dict[str, Any]]]:
    """Each with the question behind it."""
    names = tuple(place.title for place in places)
    acts = blocks.acts(asking)
    yield blocks.main(asking, places, names), "patients/by_area", {}
    needs = blocks.needs(asking, places, names)
    yield _of_all(needs), "patients/composition", {"dimension": "care_level"}
    yield _of_all(blocks.supply(asking, places, names, acts)), "supply/profile", {"item": acts}
    yield blocks.flows(asking, places, names), "flows/summary", {}
    yield blocks.dependence(asking, places, names), "institutions/size", {}


def _of_all(block: Block) -> Block:
    """Without the first column, which is a number of the first area alone."""
    rows = tuple(replace(row, figures=row.figures[1:]) for row in block.rows)
    return replace(block, heads=block.heads[1:], rows=rows)
