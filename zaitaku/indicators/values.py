"""Figures of an indicator for one area: years on one basis, and which basis stands first.

A figure is a number or the state that says why there is none. Figures of different basis stay in
different ``Series``; nothing here adds or compares them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zaitaku.ground.breaks import Break
from zaitaku.ground.states import ACTUAL, MISSING, NOT_APPLICABLE, SUPPRESSED

NUMBER, PER_100K, PER_100K_AGED, SHARE = "number", "per_100000", "per_100000_65plus", "share"
INCREASE, WORDS = "increase_rate", "words"
# How a figure or a target is written.
KINDS = {
    NUMBER: "数",
    PER_100K: "人口10万対",
    PER_100K_AGED: "65歳以上人口10万対",
    SHARE: "割合",
    INCREASE: "増加率",
    WORDS: "文字",
}
VALUE_KINDS = (NUMBER, PER_100K, PER_100K_AGED, SHARE)
_PER = 100_000
PLACES = ("施設", "事業所", "薬局")
LIVING = "住所地"  # a basis that counts by where patients live says so
_WORST_FIRST = (SUPPRESSED, MISSING, NOT_APPLICABLE)
UNDATED = 0  # the year of a figure whose file tells no day


@dataclass(frozen=True)
class Point:
    """A figure of one fiscal year (or UNDATED); ``value`` is None unless ``state`` is 実数."""

    year: int
    value: float | None
    state: str = ACTUAL


@dataclass(frozen=True)
class Series:
    """One indicator of one area on one basis, by year.

    ``origin``: 取込 (the prefecture's table) or the kind of file it was computed from. ``fit``: ''
    for an imported value, else 近い or 一部; ``gap``: what makes it differ from the indicator.
    ``stated``: the basis as the prefecture's table writes it. ``breaks``: changes of definition;
    years on different sides of one are not compared.
    """

    kind: str
    unit: str
    basis: str
    origin: str
    points: tuple[Point, ...]
    fit: str = ""
    gap: str = ""
    stated: str = ""
    breaks: tuple[Break, ...] = ()

    @property
    def is_imported(self) -> bool:
        return not self.fit

    def at(self, year: int) -> Point | None:
        """The figure of ``year``, else of the nearest year before it, else of the next after."""
        known = sorted(self.points, key=lambda point: point.year)
        until = [point for point in known if point.year <= year]
        return until[-1] if until else next(iter(known), None)

    @property
    def numbers(self) -> list[Point]:
        """Points that have a number, in the order of time."""
        shown = [point for point in self.points if point.value is not None]
        return sorted(shown, key=lambda point: point.year)


def unit_of(kind: str, unit: str) -> str:
    """The unit of a figure written that way: 施設 → 施設/10万人."""
    if kind in (PER_100K, PER_100K_AGED):
        whom = "65歳以上10万人" if kind == PER_100K_AGED else "10万人"
        return f"{unit}/{whom}"
    return "%" if kind in (SHARE, INCREASE) else unit


def adds_up(unit: str, basis: str) -> bool:
    """Whether the numbers of areas make that of a larger one, so that a number per head can be set
    beside another: an institution that is counted where its patients live is in several areas."""
    return not (unit.split("/")[0] in PLACES and LIVING in basis)


def added(year: int, points: Sequence[Point]) -> Point:
    """The numbers of several areas as one; in the worst of their states if one has none."""
    states = {point.state for point in points if point.value is None}
    if worst := next((state for state in _WORST_FIRST if state in states), None):
        return Point(year, None, worst)
    return Point(year, sum(point.value for point in points if point.value is not None))


def per_aged(unit: str) -> tuple[int, str]:
    """Of how many people of 65 and more a number is told, and its unit: few are places."""
    if unit.split("/")[0] in PLACES:
        return _PER, f"{unit}/65歳以上10万人"
    return 1000, f"{unit.split('/')[0]}/65歳以上千人"


def first(series: Sequence[Series], year: int) -> tuple[Series, Point] | None:
    """What stands for the indicator: the first series that has a number for its year.

    None of them has one: the first that has a state other than 欠測 (秘匿, 該当なし); else None.
    """
    found = [(one, point) for one in series if (point := one.at(year)) is not None]
    for test in (_is_number, _is_said):
        for one, point in found:
            if test(point):
                return one, point
    return None


def per_population(point: Point, population: float | None) -> Point:
    """The figure per 100,000 people of a population; 欠測 where it is not known."""
    if point.value is None:
        return point
    if not population:
        return Point(point.year, None, MISSING)
    return Point(point.year, point.value * _PER / population)


def _is_number(point: Point) -> bool:
    return point.value is not None


def _is_said(point: Point) -> bool:
    return point.state not in (ACTUAL, MISSING)
