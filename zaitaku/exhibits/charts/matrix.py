"""Where the rows and columns of an OD matrix lie. Pure: knows nothing of how they are drawn.

Both sides follow one order: by 圏域 and, within it, as the answer has the areas; 県外 is the last
and stands apart by half a cell.
"""

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, replace
from itertools import groupby
from math import ceil
from typing import Literal

import pandas as pd

from zaitaku.ask.answer import Answer
from zaitaku.exhibits.charts import layout, theme

OUTSIDE = "県外"
NUMBERS_UP_TO = 20  # columns; with more, a number no longer fits its cell
WIDTH = 720  # px with all names and the legend: what a 1024 px screen leaves beside the menu
LEGEND = 120  # px at the right
LEAST_HEIGHT = 12.5  # px of a row, which its name of 11 px needs
CLOSEST = 1.05  # of the letters of names: a row that is less high would let them touch
LARGEST = 100.0  # px of a cell where there is room
GAP = 0.5  # between the prefecture and 県外, in cells

CORNER = ("医療機関所在地 →", "住所地 ↓")  # which side is which

Span = tuple[float, float, str]  # first edge, last edge, text


@dataclass(frozen=True)
class Place:
    """One row or column; ``start`` and ``end`` are its edges on the grid."""

    code: str
    name: str
    group: str
    start: float

    @property
    def end(self) -> float:
        return self.start + 1


@dataclass(frozen=True)
class Matrix:
    """Both sides in their order, and the size of a cell in pixels."""

    origins: tuple[Place, ...]
    destinations: tuple[Place, ...]

    @property
    def has_numbers(self) -> bool:
        return len(self.destinations) <= NUMBERS_UP_TO

    @property
    def cell_width(self) -> float:
        """On the narrowest screen that shows it whole; a wider one makes cells wider."""
        fits = (WIDTH - LEGEND - self.beside) * 10 // self.right / 10
        return min(LARGEST, max(fits, self.line))

    @property
    def least_width(self) -> int:
        """Below it the names would run into each other."""
        return ceil(self.beside + self.cell_width * self.right + LEGEND)

    @property
    def cell_height(self) -> float:
        """So that all rows with the names above stand on the first screen."""
        fits = (layout.HEIGHT - self.above_all * theme.enlarged() - 12) / self.bottom
        return min(28.0, max(fits, LEAST_HEIGHT))

    @property
    def font(self) -> int:
        """Pixels; 11 in the largest matrices, which is the least that can be read."""
        return 12 if self.has_numbers else 11

    @property
    def top(self) -> int:
        """Pixels of the names above the columns."""
        return max(self.above(p.name).count("\n") + 1 for p in self.destinations) * self.line + 10

    @property
    def above_all(self) -> int:
        """Pixels above the cells: the names of the columns and of their 圏域."""
        groups = [self.above(name, b - a) for a, b, name in zones(self.destinations)]
        lines = max((text.count("\n") + 1 for text in groups), default=0)
        return max(self.top + lines * self.line, len(CORNER) * self.line + 3) + 12

    @property
    def line(self) -> int:
        return self.font + 2

    @property
    def names_width(self) -> int:
        """Pixels of the names of the rows."""
        return max(len(place.name) for place in self.origins) * self.font + 14

    @property
    def beside(self) -> int:
        """Pixels left of the cells: the names of the rows and of their 圏域, or the corner."""
        groups = [len(place.group) for place in self.origins if place.group]
        names = self.names_width + (max(groups) * self.font + 8 if groups else 0)
        return max(names, ceil(max(map(len, CORNER)) * self.font) + 6)

    @property
    def right(self) -> float:
        return self.destinations[-1].end

    @property
    def bottom(self) -> float:
        return self.origins[-1].end

    def only(self, codes: Set[str]) -> "Matrix":
        """The rows of these areas, all columns beside them."""
        kept = [place for place in self.origins if place.code in codes]
        moved = (replace(place, start=float(at)) for at, place in enumerate(kept))
        return replace(self, origins=tuple(moved))

    def fitting(self, letters: float) -> int:
        """How many rows have room where names are to be ``letters`` px of a whole figure's height
        (``layout.HEIGHT``); at least one."""
        names = self.above_all * letters / self.font
        return max(int((layout.HEIGHT - names - 12) / (letters * CLOSEST)), 1)

    def above(self, text: str, cells: float = 1) -> str:
        """The text broken to fit above so many cells; where they are narrow it runs downwards."""
        room = int(self.cell_width * cells / self.line)
        if room < min(3, len(text)):
            return "\n".join(text.replace("ー", "｜"))
        length = ceil(len(text) / ceil(len(text) / room))  # of lines about equally long
        return "\n".join(text[at : at + length] for at in range(0, len(text), length))


def arrange(answer: Answer) -> Matrix:
    """The matrix of an answer of flows/matrix."""
    return Matrix(_places(answer, "origin"), _places(answer, "destination"))


def _places(answer: Answer, side: Literal["origin", "destination"]) -> tuple[Place, ...]:
    order = pd.concat(
        answer.frame[[f"{end}_code", f"{end}_name", f"{end}_group"]].set_axis(
            ["code", "name", "group"], axis=1
        )
        for end in ("origin", "destination")
    ).drop_duplicates("code")
    order["block"] = pd.factorize(order["group"])[0]
    on_side = order["code"].isin(set(answer.frame[f"{side}_code"]))
    order = order[on_side].sort_values("block", kind="stable")
    inside = order[order["code"] != OUTSIDE]
    if (inside["group"] == inside["name"]).all():  # areas that are themselves 圏域: no blocks
        inside = inside.assign(group="")
    places = [
        Place(code, name, group or "", float(at))
        for at, (code, name, group) in enumerate(
            zip(inside["code"], inside["name"], inside["group"], strict=True)
        )
    ]
    if len(inside) < len(order):
        places.append(Place(OUTSIDE, OUTSIDE, "", len(places) + GAP))
    return tuple(places)


def parts(places: Sequence[Place]) -> list[Span]:
    """The prefecture and 県外 apart."""
    return _spans(places, lambda place: OUTSIDE if place.code == OUTSIDE else "県内")


def zones(places: Sequence[Place]) -> list[Span]:
    """Neighbouring places of one 圏域; places without one are in none."""
    return [span for span in _spans(places, lambda place: place.group) if span[2]]


def _spans(places: Sequence[Place], name: Callable[[Place], str]) -> list[Span]:
    runs = [(text, list(run)) for text, run in groupby(places, name)]
    return [(run[0].start, run[-1].end, text) for text, run in runs]
