"""Which figures are at most which others: what a reader knows besides sums.

A patient has at least one receipt and a receipt at least one claim; who uses a service has left
hospital. Whether a file keeps to that is read off its figures, as any reader could: an order that
most of its pairs break is not assumed, and a pair that breaks it never is.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from zaitaku.build.release.blocks import Block
from zaitaku.disclosure.table import TOLERANCE, Cell, Order

Key = tuple[Any, ...]  # name of the block, its figure's key, and the measure if not the first
Sums = Sequence[tuple[Hashable, Sequence[Hashable]]]


def key_of(block: Block, figure: Any, measure: int = 0) -> Key:
    """The name of a figure among those of several blocks and measures."""
    word = (block.words[measure],) if measure else ()
    return (block.name, *figure, *word)


def orders(block: Block, cells: Mapping[Any, Cell], sums: Sums) -> list[Order]:
    """The orders that hold among the figures of a block and do not follow from the sums."""
    found = {pair: None for pairs in _candidates(block) for pair in _holding(pairs, cells)}
    of_parts = {(part, total) for total, parts in sums for part in parts}
    splits: dict[Hashable, list[Sequence[Hashable]]] = {}
    for total, parts in sums:
        splits.setdefault(total, []).append(parts)

    def follows(part: Hashable, whole: Hashable) -> bool:
        """Either the whole is a sum with this part, or both are sums of pairs in this order."""
        return (part, whole) in of_parts or any(
            all(pair in found for pair in zip(mine, its, strict=True))
            for mine, its in zip(splits.get(part, ()), splits.get(whole, ()), strict=False)
            if len(mine) == len(its)
        )

    return [pair for pair in found if not follows(*pair)]


def measure_pairs(block: Block) -> Iterator[list[Order]]:
    """A figure of each measure with that of the next: never more, and hidden before it."""
    for first, then in pairwise(range(len(block.measures))):
        yield [
            (key_of(block, figure, first), key_of(block, figure, then))
            for figure in dict.fromkeys(row.key for row in block.rows)
        ]


def _candidates(block: Block) -> Iterator[list[Order]]:
    """Pairs of one kind at a time."""
    yield from measure_pairs(block)
    figures = list(dict.fromkeys(row.key for row in block.rows))
    for part, whole in block.parts:
        for measure in range(len(block.measures)):
            yield [
                (key_of(block, figure, measure), key_of(block, (*figure[:-1], whole), measure))
                for figure in figures
                if figure[-1] == part
            ]


def _holding(pairs: Sequence[Order], cells: Mapping[Any, Cell]) -> list[Order]:
    """The pairs that keep the order, if that is most of them; a figure without number has none."""
    numbers = [
        (pair, cells[pair[0]].value, cells[pair[1]].value)
        for pair in pairs
        if pair[0] in cells and pair[1] in cells
    ]
    known = [(pair, a, b) for pair, a, b in numbers if a is not None and b is not None]
    holding = [pair for pair, part, whole in known if part <= whole + TOLERANCE]
    return holding if 2 * len(holding) >= len(known) else []
