"""Exhibit → picture for a projector: laid out narrow, so that its texts are large when it fills
the screen.

A chart that takes the width it is given is ``WIDTH`` wide with all its texts, none of them cut; one
with a width of its own keeps it and is as large as the screen lets it be.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from zaitaku.ask.answer import Answer
from zaitaku.ask.figures import words
from zaitaku.exhibits.charts import theme
from zaitaku.exhibits.views import Exhibit
from zaitaku.export import picture

# px of the layout. The smallest screen leaves 1,290: texts of 12 px are then 32 px (24 pt).
WIDTH = 480
_LEAST = 160  # px of the plot itself, where its texts leave it less
ROWS = 8
_COMPOSED = ("hconcat", "vconcat", "concat", "facet", "repeat")


@dataclass(frozen=True)
class Projected:
    """A picture (SVG, texts as shapes) and its layout's size in px."""

    svg: bytes
    width: float
    height: float


def draw(exhibit: Exhibit, data_dir: Path) -> Projected:
    """The chart or map of an exhibit that has one; ZaitakuError where boundaries are gone."""
    spec = _narrow(exhibit)
    made = _drawn(exhibit, spec, data_dir)
    if "autosize" in spec:
        # what the texts beside the plot take is known once they are drawn
        plot = max(spec["width"] + WIDTH - made.width, _LEAST)
        if abs(plot - spec["width"]) >= 1:
            made = _drawn(exhibit, spec | {"width": plot}, data_dir)
    return made


def _drawn(exhibit: Exhibit, spec: dict[str, Any], data_dir: Path) -> Projected:
    svg = picture.svg(replace(exhibit, builder=lambda: spec, args=(), kwargs={}), data_dir)
    return Projected(svg, *picture.size(svg.decode()))


def _narrow(exhibit: Exhibit) -> dict[str, Any]:
    from altair.utils import schemapi

    with schemapi.debug_mode(False), theme.laid_out(WIDTH):
        spec: dict[str, Any] = exhibit.chart().to_dict(validate=False)
    if "width" not in spec and not any(form in spec for form in _COMPOSED):
        # "fit" would leave texts of the plot out of account and cut them
        spec |= {"width": WIDTH // 2, "autosize": {"type": "pad", "contains": "content"}}
    return spec


def rows(exhibit: Exhibit, area: str = "") -> tuple[list[list[str]], int]:
    """A table as words, heading first, and how many rows are left out.

    The first ``ROWS`` rows stay, and that of the highlighted area wherever it stands.
    """
    if exhibit.answer is None:
        table = [list(row) for row in exhibit.words]
        return table[: ROWS + 1], max(len(table) - ROWS - 1, 0)
    answer = exhibit.answer
    names = _names(exhibit)
    table = [[answer.column(name).title for name in names]]
    shown = list(range(min(ROWS, len(answer))))
    if area and "area_code" in answer.names:
        place = answer.names.index("area_code")
        its_rows = [n for n, row in enumerate(answer.rows) if row[place] == area]
        shown += [n for n in its_rows[:1] if n not in shown]
    table += [[_cell(answer, n, name) for name in names] for n in shown]
    return table, len(answer) - len(shown)


def numbers(exhibit: Exhibit) -> list[bool]:
    """Which columns of ``rows`` are numbers, to be written flush right."""
    if exhibit.answer is None:
        return [False, *[True] * (len(exhibit.words[0]) - 1)]
    return [_is_number(exhibit.answer, name) for name in _names(exhibit)]


def _names(exhibit: Exhibit) -> list[str]:
    assert exhibit.answer is not None
    return [n for n in exhibit.columns or exhibit.answer.names if not n.endswith("_code")]


def _is_number(answer: Answer, name: str) -> bool:
    column = answer.column(name)
    return column.is_number and column.role != "key"


def _cell(answer: Answer, number: int, name: str) -> str:
    column, place = answer.column(name), answer.names.index(name)
    value, state = answer.rows[number][place], answer.states[number][place]
    if _is_number(answer, name):
        return words(value, state, column)
    return "" if value is None else str(value)
