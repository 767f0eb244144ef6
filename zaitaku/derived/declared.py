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
from zaitaku.ask.area import Area, Areas
from zaitaku.ask.asker import Asker
from zaitaku.ask.contract import Question, parse
from zaitaku.ask.warehouse import Build
from zaitaku.ground.errors import NotInDataError

Values = Mapping[str, Any]  # every declared parameter with its value

_UNITS = "municipality|medical_area|zone|prefecture"
UNIT_LABELS = {"municipality": "市町村", "medical_area": "二次医療圏", "prefecture": "県"}
SCHEME = """\
-- param zone_scheme: varchar default in_force in zone_scheme.zone_scheme = 圏域の種類 | \
地域の単位が zone のとき
"""
# of what may be counted from one table or another: which of them says the year that is the latest
LAST_YEAR = """\
-- param fiscal_year: integer default 0 in data_year.fiscal_year = 年度 | \
省くと、数えるもののある最後の年度
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
        return Asker(self.ask, self.build.open_mode, asker.kdb_years(self.ask))

    @property
    def last_year(self) -> int:
        """The latest 年度 with KDB data; 0 where there is none."""
        return max(self.asker.years, default=0)


@dataclass(frozen=True)
class Computed:
    """``compute`` is given every declared parameter; None where the build lacks what it needs."""

    question: Question
    compute: Callable[[Asked, Values], Answer | None]


def year_of(asked: Asked, values: Values, question: str) -> int | None:
    """The 年度 of ``LAST_YEAR``: the one given, else the latest that the question has rows of.

    None where it has none of any year.
    """
    if values["fiscal_year"]:
        return int(values["fiscal_year"])
    latest = asked.ask(question, fiscal_year=None).params["fiscal_year"]
    return None if latest is None else int(latest)


def areas_of(ask: Ask, values: Values) -> list[Area]:
    """The areas that ``takes_areas`` names, in the data's own order."""
    known = asker.areas(ask, values["area_unit"], values["zone_scheme"] or "")
    return [one for one in known if not values["area_code"] or one.code in values["area_code"]]


def area_of(ask: Ask, values: Values) -> Area | None:
    """The area that ``area_unit`` and ``area_code`` name; NotInDataError where there is none so.

    None where the build has no area of that unit at all.
    """
    code = values["area_code"]
    return next(iter(_named(ask, values, "area", [code] if code else [])), None)


def reference_of(ask: Ask, values: Values, prefix: str = "reference") -> Area | Areas | None:
    """What is compared with: the area of that code, or several codes as one."""
    codes = list(dict.fromkeys(values[f"{prefix}_code"]))
    found = _named(ask, values, prefix, codes)
    if len(codes) < 2:
        return next(iter(found), None)
    unit, first = found[0].unit, found[0]
    counted = UNIT_LABELS.get(unit, first.zone_scheme)
    name = f"{first.name}など {len(codes)} {counted}"
    return Areas(unit, first.zone_scheme, tuple(codes), name)


def told_of(ask: Ask, values: Values, other: Area | Areas | None) -> tuple[str, ...]:
    """Which areas a reference of several is made of."""
    if not isinstance(other, Areas):
        return ()
    known = {one.code: one.name for one in asker.areas(ask, other.unit, other.zone_scheme)}
    names = "・".join(known[code] for code in other.codes)
    return (
        f"「{other.name}」は、{names}の数を足し合わせたものです（割合の平均ではありません）。"
        "1 つでも秘匿の地域があれば、値は出しません。",
    )


def _named(ask: Ask, values: Values, prefix: str, codes: list[str]) -> list[Area]:
    """The areas of these codes in their order; the first of the unit where there is no code."""
    unit = values[f"{prefix}_unit"]
    known = {one.code: one for one in asker.areas(ask, unit, values["zone_scheme"] or "")}
    if lacking := [code for code in codes if code not in known]:
        raise NotInDataError(
            f"地域「{lacking[0]}」は {prefix}_unit={unit} にありません。地域コードは"
            f" zaitaku query area/list -p area_unit={unit} で見られます。"
        )
    return [known[code] for code in codes] or list(known.values())[:1]
