"""An answer that is computed, under the contract of a question: its header, and what computes it.

The header has the lines of a question in SQL (``ask/queries.py``) and the same parser. It stands
beside the function, which takes its columns from it, so that what is listed is what is returned.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from zaitaku.ask import asker
from zaitaku.ask.answer import Answer, Ask
from zaitaku.ask.area import Area
from zaitaku.ask.asker import Asker
from zaitaku.ask.contract import Question, parse
from zaitaku.ask.warehouse import Build
from zaitaku.ground.errors import NotInDataError

Values = Mapping[str, Any]  # every declared parameter with its value

_UNITS = "municipality|medical_area|zone|prefecture"
SCHEME = """\
-- param zone_scheme: varchar default in_force in zone_scheme.zone_scheme = 圏域の種類 | \
地域の単位が zone のとき
"""
ONE_AREA = f"""\
-- param area_unit: varchar default prefecture in {_UNITS} = 地域の単位
{SCHEME}\
-- param area_code: varchar default '' in area.area_code = 地域 | 空のときは、その単位の最初の地域
"""


def takes_areas(unit: str) -> str:
    """Parameters of a question about every area of a unit, which is ``unit`` by default."""
    return f"""\
-- param area_unit: varchar default {unit} in {_UNITS} = 地域の単位
{SCHEME}\
-- param area_code: varchar[] in area.area_code = 地域 | 空のときは全地域
"""


def declared(name: str, header: str) -> Question:
    """The declaration of a computed answer."""
    return parse(name, Path(f"{name}.py"), header)


class Asked:
    """A build asked by what computes: each question once, as several figures rest on one."""

    def __init__(self, build: Build) -> None:
        self.build = build
        self._answers: dict[str, Answer] = {}
        self._ask = asker.of_build(build)

    def ask(self, name: str, **params: Any) -> Answer:
        """Answer a question in SQL."""
        key = repr((name, sorted(params.items())))
        if key not in self._answers:
            self._answers[key] = self._ask(name, **params)
        return self._answers[key]

    @cached_property
    def asker(self) -> Asker:
        """The same with the mode and the years of the build."""
        return Asker(self.ask, self.build.mode, asker.kdb_years(self.ask))

    @property
    def last_year(self) -> int:
        """The latest 年度 with KDB data; 0 where there is none."""
        return max(self.asker.years, default=0)


@dataclass(frozen=True)
class Computed:
    """``compute`` is given every declared parameter; None where the build lacks what it needs."""

    question: Question
    compute: Callable[[Asked, Values], Answer | None]


def areas_of(ask: Ask, values: Values) -> list[Area]:
    """The areas that ``takes_areas`` names, in the data's own order."""
    known = asker.areas(ask, values["area_unit"], values["zone_scheme"] or "")
    return [one for one in known if not values["area_code"] or one.code in values["area_code"]]


def area_of(ask: Ask, values: Values, prefix: str = "area") -> Area | None:
    """The area that ``area_unit`` and ``area_code`` name; NotInDataError where there is none so.

    None where the build has no area of that unit at all.
    """
    unit, code = values[f"{prefix}_unit"], values[f"{prefix}_code"]
    known = asker.areas(ask, unit, values["zone_scheme"] or "")
    if not code:
        return next(iter(known), None)
    found = next((one for one in known if one.code == code), None)
    if found is None:
        raise NotInDataError(
            f"地域「{code}」は {prefix}_unit={unit} にありません。地域コードは"
            f" zaitaku query area/list -p area_unit={unit} で見られます。"
        )
    return found
