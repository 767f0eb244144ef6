"""Answer → what a table on the screen shows: text, with the word where there is no number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from zaitaku.ask.answer import Answer
from zaitaku.ask.figures import column_words
from zaitaku.ground.codes_words import words_of
from zaitaku.ground.states import ACTUAL


@dataclass(frozen=True)
class Display:
    """``frame``: text under Japanese headings with units, ``numbers``: the right-aligned ones."""

    frame: pd.DataFrame
    numbers: list[str]


def display(
    answer: Answer,
    columns: Sequence[str] | None = None,
    *,
    sort_by: str | None = None,
    descending: bool = False,
) -> Display:
    """The chosen columns (all by default) in the answer's order, or sorted by one of them.

    Where a row has no number, 秘匿, 該当なし or データなし stands in its place, and such rows come
    last in either direction: an absent value is neither the smallest nor the largest.
    """
    chosen = [answer.column(name) for name in (columns or answer.names)]
    order = list(range(len(answer))) if sort_by is None else _order(answer, sort_by, descending)
    texts: dict[str, list[str]] = {}
    for column in chosen:
        whole = _texts(answer, column.name)
        texts[column.title] = [whole[row] for row in order]
    numbers = [column.title for column in chosen if column.is_number and column.role != "key"]
    return Display(pd.DataFrame(texts, dtype=object), numbers)


def _texts(answer: Answer, name: str) -> list[str]:
    column = answer.column(name)
    if column.is_number and column.role != "key":
        return column_words(answer, name)
    position = answer.names.index(name)
    return [words_of(row[position]) for row in answer.rows]


def _order(answer: Answer, name: str, descending: bool) -> list[int]:
    position = answer.names.index(name)
    present = [i for i, state in enumerate(answer.states) if state[position] == ACTUAL]
    absent = [i for i, state in enumerate(answer.states) if state[position] != ACTUAL]
    present.sort(key=lambda i: answer.rows[i][position], reverse=descending)
    return present + absent
