"""The questions behind cards, each asked once for all areas and then cut into areas.

A part of an answer is what the question would have answered for that area alone: same parameters,
same rows. So one card and all cards hold the same figures, and a card of many costs no question.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from zaitaku.access import asking
from zaitaku.ask import references
from zaitaku.ask.answer import Answer, Ask
from zaitaku.ask.area import MUNICIPALITY, PREFECTURE, Area
from zaitaku.ask.asker import areas, kdb_years
from zaitaku.ask.figures import Figure, figure
from zaitaku.derived import likeness
from zaitaku.exhibits import noting
from zaitaku.exhibits.views import View
from zaitaku.ground.errors import NotInDataError, WarehouseError


class Asking:
    """Answers for the areas of a link: its year, unit and 圏域 scheme.

    ``ask(name, **params)`` answers one question in the reader's mode.
    """

    def __init__(self, ask: Ask, view: View) -> None:
        self._ask = ask
        self._link = view.link
        self._answers: dict[str, Answer] = {}
        self._rows: dict[str, dict[str, list[int]]] = {}
        self.year = int(self._one("year"))
        self.scheme = self._one("zones")
        self.is_internal = view.mode == "internal" and not asking.scope()
        self.prefecture = next(iter(self._areas(PREFECTURE).values()))
        self.unit = PREFECTURE if self._is_whole() else self._one("unit")
        self.areas = self._areas(self.unit)
        self.beside = self._beside()
        found = self.whole("build/years").rows
        self.figure_notes = self._figure_notes()
        self.years = list(kdb_years(self.whole))
        self._certified_year = max((row[1] for row in found if row[0] == "certified"), default=0)
        self.kinds = {row[0] for row in found} | {
            row[2] for row in self.whole("build/sources").rows
        }

    def _one(self, key: str) -> str:
        return next(iter(self._link.get(key, ())), "")

    def _is_whole(self) -> bool:
        """Whether the link is about the prefecture; beside others it has a column anyway."""
        is_area = self._one("area") == self.prefecture.code and not self._one("beside")
        return is_area or self._one("scope") == PREFECTURE

    def _scheme_of(self, unit: str) -> str:
        return self.scheme if unit == "zone" else ""

    def _areas(self, unit: str) -> dict[str, Area]:
        return {area.code: area for area in areas(self.whole, unit, self.scheme)}

    def _beside(self) -> Mapping[str, Area]:
        """Municipality → the 圏域 of the chosen kind that it belongs to."""
        group = self._one("group")
        if self.unit != "municipality" or not group:
            return {}
        rows = self.whole("area/groups", group_unit=group, zone_scheme=self.scheme or None).rows
        return {
            str(row[0]): Area(group, self._scheme_of(group), str(row[1]), str(row[2]))
            for row in rows
        }

    def _figure_notes(self) -> tuple[noting.Note, ...]:
        """注記 of the prefecture; none in a build of before."""
        try:
            return noting.of_answer(self._ask("build/figure_notes"))
        except WarehouseError:
            return ()

    def whole(self, name: str, **params: Any) -> Answer:
        """The answer for all areas, asked once."""
        key = f"{name} {sorted(params.items())}"
        if key not in self._answers:
            self._answers[key] = self._ask(name, **params)
        return self._answers[key]

    def of(self, place: Area, name: str, **params: Any) -> Answer:
        """The answer for one area alone; no row where the data have none for it."""
        common = {"fiscal_year": self.year, "area_unit": place.unit, "zone_scheme": self.scheme}
        given = {key: value for key, value in {**common, **params}.items() if value}
        whole = self.whole(name, **given)
        key = repr(whole.key)
        if key not in self._rows:
            code = whole.names.index("area_code")
            rows: dict[str, list[int]] = {}
            for number, row in enumerate(whole.rows):
                rows.setdefault(str(row[code]), []).append(number)
            self._rows[key] = rows
        mine = self._rows[key].get(place.code, [])
        return replace(
            whole,
            rows=[whole.rows[number] for number in mine],
            states=[whole.states[number] for number in mine],
            params={**whole.params, "area_code": [place.code]},
        )

    def figure(self, place: Area, name: str, column: str, **params: Any) -> Figure | None:
        """One value of one area; None where the data have no row for it."""
        return figure(self.of(place, name, **params), column, name=place.title)

    def beside_figure(
        self, own: Area, other: Area, name: str, column: str, **params: Any
    ) -> Figure | None:
        """What ``own``'s figure is set beside in the column of ``other``: ``references.beside``."""
        if other == own or not references.depends_on_borders(name, column):
            return self.figure(other, name, column, **params)

        def ask(question: str, **given: Any) -> Answer:
            return self.whole(question, **{key: value for key, value in given.items() if value})

        return references.beside(
            ask, name, column, own, other, zones=self.scheme,
            **{"fiscal_year": self.year, **params},
        )  # fmt: skip

    def likeness(self, place: Area) -> Answer | None:
        """A municipality, then those most like it; None where they cannot be told."""
        if place.unit != MUNICIPALITY:
            return None
        try:
            answer = self.whole("compare/similar", fiscal_year=self.year, area_code=place.code)
        except (WarehouseError, NotInDataError):  # a build of before; no population of the year
            return None
        return answer if likeness.tells(answer, len(self.areas)) else None

    def certified(self, place: Area) -> Answer | None:
        """Those certified for care by 要介護度, of the latest year; None where no table was
        imported, or has no row of the area."""
        if not self._certified_year:
            return None
        return self.of(place, "certified/by_area", fiscal_year=self._certified_year) or None

    def projection(self, place: Area) -> Answer | None:
        """The future population of an area; None where no projection was imported."""
        if not any(kind.startswith("population_projection") for kind in self.kinds):
            return None
        return self.of(place, "projection/by_area", fiscal_year=None, age_band=["計", "65+", "75+"])
