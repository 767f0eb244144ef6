"""What a figure is called and how it is coloured, once for overview, map, chart and card.

A row of ``measures.csv`` is a measure: a column of a question, asked with ``params`` if it names
some. It says only what the question's own header does not: what is blank there
is the header's label and unit, and the colours of ``theme``. Axes, tables and the menu of the map
take their words from the header. The name and unit of an indicator are those of its catalogue.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from zaitaku.ask.answer import Answer
from zaitaku.derived import questions
from zaitaku.exhibits.charts.theme import BLUES, Palette

FILE = Path(__file__).with_name("measures.csv")


@dataclass(frozen=True)
class Measure:
    """A column of a question under the names that readers see.

    ``label`` says all by itself (a headline), ``short`` is for a table of many subjects, ``brief``
    for one whose title names the subject, and for menus. ``basis``: which of two ways to count it
    is (①住所地, ②所在地); '' where there is one. ``unit`` may be '' (an index).
    """

    measure: str
    question: str
    column: str
    params: Mapping[str, Any]
    label: str
    short: str
    brief: str
    basis: str
    unit: str
    palette: Palette

    def titled(self, name: str) -> str:
        """A name of the measure with its basis and unit, as heads of rows have them."""
        told = "、".join(filter(None, (self.basis, self.unit)))
        return f"{name}（{told}）" if told else name


@cache
def load() -> dict[str, Measure]:
    """The measures by their names, in the order of the file.

    QueryError where a row names no question; ValueError where it names a column or parameter that
    the question does not have, colours that are none, or a measure for the second time.
    """
    with FILE.open(encoding="utf-8", newline="") as file:
        measures = [_measure(record) for record in csv.DictReader(file)]
    found = {one.measure: one for one in measures}
    if len(found) < len(measures):
        raise ValueError(f"{FILE.name}: 同じ名前の行が 2 つあります")
    return found


def _measure(record: Mapping[str, str]) -> Measure:
    question = questions.load(record["question"])
    declared = {param.name: param for param in question.params}
    given = dict(pair.split("=", 1) for pair in record["params"].split(";") if pair)
    columns = {one.name: one for one in question.columns}
    if unknown := sorted({record["column"]} - set(columns) | set(given) - set(declared)):
        raise ValueError(f"{FILE.name}: {question.name} に {'、'.join(unknown)} がありません")
    column = columns[record["column"]]
    brief = record["brief"] or column.label
    short = record["short"] or brief
    return Measure(
        measure=record["measure"],
        question=question.name,
        column=column.name,
        params={k: [v] if declared[k].is_list else v for k, v in given.items()},
        label=record["label"] or short,
        short=short,
        brief=brief,
        basis=record["basis"],
        unit=record["unit"] or column.unit,
        palette=Palette.of(record["palette"].split()) if record["palette"] else BLUES,
    )


def menu(question: str, *columns: str) -> dict[str, str]:
    """The columns to choose from with their brief names: of the file, else of the header."""
    header = {column.name: column.label for column in questions.load(question).columns}
    stated = {
        one.column: one.brief
        for one in load().values()
        if one.question == question and not one.params
    }
    return {name: stated.get(name, header[name]) for name in columns}


def palette(answer: Answer, column: str) -> Palette:
    """The colours of a column of an answer: of the measure that it is, else those of amounts."""
    for one in load().values():
        if (one.question, one.column) == (answer.name, column) and all(
            answer.params.get(name) == value for name, value in one.params.items()
        ):
            return one.palette
    return BLUES
