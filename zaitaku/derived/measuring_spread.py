"""One indicator over every area of a unit: on one basis, of one year, beside 比べる相手.

Numbers of areas of different size are compared per head of those of 65 and more, where they add up;
what cannot be told per head is compared within the unit alone. All is formed from what the mode
may show.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from zaitaku.ask.area import Area, Areas
from zaitaku.ask.asker import Asker
from zaitaku.ask.figures import STATE_WORDS, number
from zaitaku.derived import measuring_judged
from zaitaku.derived.measuring import Standing, decimals_of, population, series, standing
from zaitaku.derived.measuring_judged import Judged
from zaitaku.ground import breaks
from zaitaku.ground.breaks import Break
from zaitaku.ground.states import ACTUAL, MISSING, NOT_APPLICABLE, SUPPRESSED
from zaitaku.indicators import values
from zaitaku.indicators.catalogue import Indicator
from zaitaku.indicators.spread import Spread
from zaitaku.indicators.values import NUMBER, Point, Series

AGED = "population_65plus"
NOT_COMPARED = "比べられない"


@dataclass(frozen=True)
class Over:
    """``points``: area code → its figure; ``compared``: the same as it is compared (per head, or
    as it is) in ``compared_unit``. ``reference``: that of 比べる相手 so compared, 該当なし where
    it cannot be. ``before``: the year before, ``crossed``: the changes of definition that lie
    between. ``people``: of 65 and more, where the figure is compared per head."""

    item: Indicator
    one: Series
    year: int
    points: Mapping[str, Point]
    compared: Mapping[str, Point]
    compared_unit: str
    is_comparable: bool
    reference: Point
    before: Mapping[str, Point]
    crossed: Mapping[str, tuple[Break, ...]]
    people: Mapping[str, float | None]

    @cached_property
    def judged(self) -> Mapping[str, Judged]:
        """By area; what it rests on is shown in the mode."""
        return measuring_judged.judged(
            self.one, self.points, self.compared, self.people, self.reference
        )

    @cached_property
    def spread(self) -> Spread:
        return Spread.of([point.value for point in self.compared.values()])

    @property
    def is_per_head(self) -> bool:
        return self.compared_unit != self.one.unit

    @property
    def digits(self) -> int:
        """After the point of a figure that is compared: as many as tell the areas apart."""
        if not self.is_per_head:
            return decimals_of(self.one.unit)
        return 2 if (self.spread.highest or 0) < 1 else 1

    def said(self, value: float | None, state: str = MISSING) -> str:
        """A figure that is compared as people read it, without its unit."""
        return number(value, self.digits) or STATE_WORDS[state]

    @property
    def reference_words(self) -> str:
        if self.reference.state == NOT_APPLICABLE and not self.is_per_head:
            return NOT_COMPARED
        return self.said(self.reference.value, self.reference.state)

    @property
    def hidden(self) -> int:
        """Areas whose figure is hidden."""
        return sum(point.state == SUPPRESSED for point in self.points.values())


def over(
    asker: Asker,
    item: Indicator,
    areas: Sequence[Area],
    other: Area | Areas,
    year: int,
    *,
    computed: bool,
) -> Over | None:
    """None where no area of the unit has a figure or a state other than 欠測."""
    decided = standing(asker, item, computed=computed)
    if decided is None:
        return None
    years = [year - 1, year]
    known = {area.code: series(asker, item, area, years, on=decided) for area in areas}
    shape = _shape(decided, list(known.values()), year)
    if shape is None:
        return None
    one, told = shape
    alike = {code: next((s for s in found if s.kind == one.kind), None)
             for code, found in known.items()}  # fmt: skip
    points = {code: _at(found, told) for code, found in alike.items()}
    if all(point.state == MISSING for point in points.values()):
        return None

    def of(place: Area) -> Point:
        found = series(asker, item, place, years, on=decided)
        return _at(next((s for s in found if s.kind == one.kind), None), told)

    own = Point(told, None, NOT_APPLICABLE)
    per = _per_head(asker, one, areas, points) if one.kind == NUMBER else None
    if isinstance(other, Areas):
        if per is not None:
            own = _rate_of_all(asker, one, other, values.added(told, [*map(of, other.parts)]))
    elif per is not None:
        own = _rate(asker, one, other, of(other))
    elif one.kind != NUMBER or other.unit == areas[0].unit:
        own = of(other)
    return Over(
        item, one, told, points, per or points,
        values.per_aged(one.unit)[1] if per is not None else one.unit,
        per is not None or one.kind != NUMBER,
        own,
        {code: _at(found, told - 1) for code, found in alike.items()},
        {
            code: breaks.between(found.breaks, told - 1, told) if found else ()
            for code, found in alike.items()
        },
        {area.code: population(asker, area, told, AGED) for area in areas} if per else {},
    )  # fmt: skip


def _shape(
    decided: Standing, known: Sequence[Sequence[Series]], year: int
) -> tuple[Series, int] | None:
    """What kind of figure it is, and of which year: for all areas the same."""
    if decided.way is not None and decided.way.is_by_year:
        is_there = [s for found in known for s in found if any(p.year == year for p in s.points)]
        return (is_there[0], year) if is_there else None
    found = [first for one in known if (first := values.first(one, year)) is not None]
    if not found:
        return None
    shown = [(s, p) for s, p in found if p.value is not None] or found
    told = [p.year for _, p in shown]
    return shown[0][0], max([y for y in told if y <= year] or [min(told)])


def _at(found: Series | None, year: int) -> Point:
    """The figure of that very year."""
    if found is not None and year >= 0:
        for point in found.points:
            if point.year == year:
                return point
    return Point(year, None, MISSING)


def _per_head(
    asker: Asker, one: Series, areas: Sequence[Area], points: Mapping[str, Point]
) -> dict[str, Point] | None:
    """Every area's number per head; None where it does not add up or no population is known."""
    if not values.adds_up(one.unit, one.basis):
        return None
    found = {area.code: _rate(asker, one, area, points[area.code]) for area in areas}
    has_some = any(p.value is not None for p in points.values())
    is_known = any(p.value is not None for p in found.values())
    return found if is_known or not has_some else None


def _rate_of_all(asker: Asker, one: Series, other: Areas, point: Point) -> Point:
    """A number of several areas together per head of all their people."""
    people = [population(asker, area, point.year, AGED) for area in other.parts]
    known = [number for number in people if number]
    if point.value is None or not point.year or len(known) < len(people):
        return point if point.value is None else Point(point.year, None, MISSING)
    return Point(point.year, point.value / sum(known) * values.per_aged(one.unit)[0])


def _rate(asker: Asker, one: Series, area: Area, point: Point) -> Point:
    if point.state != ACTUAL or point.value is None:
        return point
    people = population(asker, area, point.year, AGED) if point.year else None
    if not people:
        return Point(point.year, None, MISSING)
    return Point(point.year, point.value / people * values.per_aged(one.unit)[0])
