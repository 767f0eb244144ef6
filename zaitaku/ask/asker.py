"""How to ask: questions of one build in one mode, and what there is to ask about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from zaitaku.ask import queries
from zaitaku.ask.answer import Answer, Ask
from zaitaku.ask.area import Area
from zaitaku.ask.warehouse import Build
from zaitaku.ground.errors import NotInDataError
from zaitaku.ground.settings import Mode

_COMMON = ("area_unit", "zone_scheme", "fiscal_year")  # not every question has them


@dataclass(frozen=True)
class Asker:
    """``ask(question, **params)``, the mode it answers in, and the 年度 with KDB data in order."""

    ask: Ask
    mode: Mode
    years: tuple[int, ...]

    def of(self, area: Area, name: str, **params: Any) -> Answer | None:
        """The answer for every area of that unit; None where the build has no such year or act.

        A place or a year that the question does not take is left out; what else it does not take
        is an error, as it would be another figure.
        """
        known = queries.load(name).takes
        where = {"area_unit": area.unit, "zone_scheme": area.zone_scheme or None}
        given = {k: v for k, v in (where | params).items() if k in known or k not in _COMMON}
        try:
            return self.ask(name, **given)
        except NotInDataError:
            return None


def of_build(build: Build) -> Ask:
    """Questions in SQL straight to a build, in the mode it was opened in; with those that are
    computed: ``derived.questions.of_build``."""

    def ask(name: str, **params: Any) -> Answer:
        return queries.run(build, name, params)

    return ask


def areas(ask: Ask, unit: str, scheme: str) -> list[Area]:
    """Every area of a unit (of a zone: of that scheme), in the data's own order."""
    rows = ask("area/list", area_unit=unit, zone_scheme=scheme or None).rows
    zones = scheme if unit == "zone" else ""
    return [Area(unit, zones, str(row[0]), str(row[1])) for row in rows]


def public_years(ask: Ask) -> tuple[int, ...]:
    """Every 年度 with a population, else with data of any kind, in the order of time."""
    rows = ask("build/years").rows
    people = {row[1] for row in rows if row[0] == "resident_population"}
    return tuple(sorted(people or {row[1] for row in rows}))


def kdb_years(ask: Ask) -> tuple[int, ...]:
    """Every 年度 with KDB data, in the order of time."""
    found = {row[1] for row in ask("build/years").rows if str(row[0]).startswith("kdb_")}
    return tuple(sorted(found))
