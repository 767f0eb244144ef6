"""Answer → what a table shows: text, with the word where there is no number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from zaitaku.ask.answer import Answer
from zaitaku.ask.figures import STATE_WORDS, column_words
from zaitaku.exhibits.charts import folding
from zaitaku.exhibits.charts.folding import Fold
from zaitaku.ground.codes_words import words_of
from zaitaku.ground.states import ACTUAL, SUPPRESSED


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
    # a word that is taken from figures (a judgement) is hidden with them
    return [
        STATE_WORDS[states[position]]
        if column.parts and states[position] != ACTUAL
        else words_of(row[position])
        for row, states in zip(answer.rows, answer.states, strict=True)
    ]


def _order(answer: Answer, name: str, descending: bool) -> list[int]:
    position = answer.names.index(name)
    present = [i for i, state in enumerate(answer.states) if state[position] == ACTUAL]
    absent = [i for i, state in enumerate(answer.states) if state[position] != ACTUAL]
    present.sort(key=lambda i: answer.rows[i][position], reverse=descending)
    return present + absent


CHOSEN, REFERENCE = "◀ 注目", "比べる相手"
NAMED = ("area", "origin", "destination")  # what columns of codes and names are of
NOT_BESIDE = "－"  # a figure that areas of different size cannot be compared by


@dataclass(frozen=True)
class Line:
    """A row on the screen. ``values`` are what it is sorted by, None where there is no number.

    ``mark`` says in words what the row is, beside the names in the columns ``marked``."""

    cells: tuple[str, ...]
    values: tuple[float | str | None, ...]
    mark: str = ""
    marked: frozenset[int] = frozenset()
    is_total: bool = False  # of the rows around it: stays behind them in any order


@dataclass(frozen=True)
class Board:
    """A table on the screen: ``pinned`` stands above the others and is not sorted with them,
    ``folded`` says of which areas no figure can be shown. ``is_words``: its figures are words with
    their units already, and say themselves where there is none."""

    head: tuple[str, ...]
    numbers: frozenset[int]
    lines: tuple[Line, ...]
    pinned: tuple[Line, ...] = ()
    folded: tuple[Fold, ...] = ()
    is_words: bool = False


def of_words(rows: Sequence[Sequence[str]], texts: int) -> Board:
    """A table of words, heading first; after the first ``texts`` columns they are figures."""
    head, *others = rows
    lines = tuple(Line(tuple(row), (None,) * len(row)) for row in others)
    return Board(tuple(head), frozenset(range(texts, len(head))), lines, is_words=True)


@dataclass(frozen=True)
class ReferenceRows:
    """比べる相手: the rows of the same question, and the columns not to be compared by.

    ``mark``: ``CHOSEN`` where it is 注目する地域 itself, the prefecture."""

    name: str
    answer: Answer
    not_comparable: frozenset[str] = frozenset()
    mark: str = REFERENCE


def board(
    answer: Answer,
    columns: Sequence[str] | None = None,
    *,
    area: str = "",
    reference: ReferenceRows | None = None,
    sort_by: str | None = None,
    descending: bool = False,
    fold: bool = True,
) -> Board:
    """What ``display`` tells, with the chosen area marked and 比べる相手 in a row of its own.

    ``fold``: areas of which every figure is hidden become one line, the chosen one excepted.
    """
    names = list(columns or answer.names)
    shown = display(answer, names, sort_by=sort_by, descending=descending)
    order = list(range(len(answer))) if sort_by is None else _order(answer, sort_by, descending)
    codes = [str(record.get("area_code", "")) for record in answer.records]
    folds = _folds(answer, codes, area) if fold else ()
    hidden = {code for code, states in _by_area(answer, codes).items()
              if folding.is_folded(folds, states, code, (area,))}  # fmt: skip
    cells = shown.frame.to_numpy().tolist()
    lines = tuple(
        _line(answer, names, at, row, area)
        for at, row in zip(order, cells, strict=True)
        if codes[at] not in hidden
    )
    return Board(
        tuple(map(str, shown.frame.columns)),
        frozenset(at for at, title in enumerate(shown.frame.columns) if title in shown.numbers),
        lines,
        () if reference is None else _pinned(reference, names),
        folds,
    )


def _line(answer: Answer, names: Sequence[str], at: int, cells: Sequence[str], area: str) -> Line:
    row, states = answer.records[at], answer.state_records[at]
    values = tuple(row[name] if states[name] == ACTUAL else None for name in names)
    # of a flow either end may be the chosen area
    own = [n for n in NAMED if area and str(row.get(f"{n}_code", "")) == area]
    marked = frozenset(names.index(f"{n}_name") for n in own if f"{n}_name" in names)
    is_total = "zone_code" in row and row["zone_code"] == row.get("area_code")
    return Line(tuple(cells), values, CHOSEN if own else "", marked, is_total)


def _pinned(reference: ReferenceRows, names: Sequence[str]) -> tuple[Line, ...]:
    """Its rows under the same headings; '' where its answer has no such column."""
    found = reference.answer
    lines = []
    for at in range(len(found)):
        texts = {name: _texts(found, name)[at] for name in names if name in found.names}
        texts |= {name: NOT_BESIDE for name in reference.not_comparable}
        texts |= {"area_name": reference.name}
        cells = tuple(texts.get(name, "") for name in names)
        place = frozenset({names.index("area_name") if "area_name" in names else 0})
        row, states = found.records[at], found.state_records[at]
        values = tuple(row[n] if states.get(n) == ACTUAL else None for n in names)
        lines.append(Line(cells, values, reference.mark, place))
    return tuple(lines)


def _by_area(answer: Answer, codes: Sequence[str]) -> dict[str, list[str]]:
    """Of each area the state of its figures that may be hidden: 実数 where one can be seen, else
    秘匿 where one is hidden. None where an area has several rows, or the answer no such figures."""
    figures = [c.name for c in answer.columns if c.is_number and c.role in ("count", "from")]
    if not figures or "area_name" not in answer.names or len(set(codes)) < len(codes):
        return {}
    found = {}
    for code, states in zip(codes, answer.state_records, strict=True):
        of_area = {states[name] for name in figures}
        is_hidden = ACTUAL not in of_area and SUPPRESSED in of_area
        found[code] = [SUPPRESSED if is_hidden else ACTUAL]
    return found


def _folds(answer: Answer, codes: Sequence[str], area: str) -> tuple[Fold, ...]:
    names = {code: str(r.get("area_name")) for code, r in zip(codes, answer.records, strict=True)}
    of_area = _by_area(answer, codes)
    return folding.folds(of_area, names, keep=(area,), counted=folding.counted(answer))
