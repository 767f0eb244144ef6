"""What the reader looks at, the same on every page: mode, build, 年度, unit, area, 比べる相手.

``ask`` answers a question for it. ``standing`` chooses what the bar on top chooses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar, cast

from zaitaku.access import asking
from zaitaku.ask import figures, references, regrouped, warehouse
from zaitaku.ask.answer import Answer, Ask
from zaitaku.ask.area import MUNICIPALITY, PREFECTURE, Area, Areas
from zaitaku.ask.asker import Asker, kdb_years, public_years
from zaitaku.ask.figures import Figure
from zaitaku.compose.choices import Choices
from zaitaku.derived import likeness, questions
from zaitaku.exhibits import noting
from zaitaku.ground import settings
from zaitaku.ground.errors import NotInDataError, WarehouseError
from zaitaku.ground.settings import Mode
from zaitaku.ground.years import fiscal_year_label

Made = TypeVar("Made")
SIMILAR = "similar"  # 比べる相手: the areas most like 注目する地域
ALIKE, MOST_ALIKE = "alike", 3  # 並べる: with 注目する地域 as many as lines can be told apart
UNITS = {"municipality": "市町村", "medical_area": "二次医療圏", "zone": "在宅医療圏"}
# kept when the reader goes to another page; a page's own choices start anew there
STANDING = (
    "pref", "year", "unit", "zones", "area", "town", "beside", "vs", "vs_unit", "vs_area", "mode",
    "build",
)  # fmt: skip
# key in the address → parameter of a question
_COMMON = {"year": "fiscal_year", "unit": "area_unit", "zones": "zone_scheme"}
Opened = tuple[str, str | None, Mode]  # data folder, build, mode
# (what is read, what is made of it, how) → what was made: the screen's remembers it
Keep = Callable[[Opened, Hashable, Callable[[], Any]], Any]


def made(opened: Opened, what: Hashable, make: Callable[[], Any]) -> Any:
    """Makes it each time."""
    return make()


def answering(opened: Opened, name: str, params: Mapping[str, Any]) -> Answer:
    """A question straight to its build."""
    data_dir, build_id, mode = opened
    return questions.run(warehouse.open_build(Path(data_dir), mode, build_id), name, params)


def is_kept(data_dir: Path, build_id: str, mode: Mode) -> bool:
    """Whether a build is still stored for a mode; any other text is none, nor is one that nobody
    chose yet."""
    is_id = re.fullmatch("[0-9a-f]{4,64}", build_id) is not None
    if not is_id or build_id in warehouse.held(data_dir):
        return False
    return warehouse.file_of(data_dir, build_id, mode).is_file()


class Reader:
    """``asked_build``: the build that a link asks for instead of the current one."""

    def __init__(
        self,
        choices: Choices,
        data_dir: Path,
        *,
        asked_build: str | None = None,
        keep: Keep = made,
    ) -> None:
        self.choices, self.data_dir, self.asked_build = choices, data_dir, asked_build
        self._keep = keep
        self._seen: dict[str, Answer] = {}

    # --- mode, build, questions -----------------------------------------------------------------

    @property
    def mode(self) -> Mode:
        """公表 unless the deployment pins 内部 or the reader chose it: forgetting fails closed."""
        held = asking.held_mode()
        if held is not None:
            return held
        return cast(Mode, self.choices.one("mode", settings.MODES, "public"))

    @property
    def is_internal(self) -> bool:
        """Whether all of 内部 is open, not the figures of some municipalities alone."""
        return self.open_mode == "internal"

    @property
    def open_mode(self) -> Mode:
        """The mode of what is not figures of one area: institutions, scenes that others saved."""
        return "public" if asking.scope() else self.mode

    @cached_property
    def build_id(self) -> str | None:
        """The build that is read; None if nothing was imported yet."""
        asked = self.asked_build
        if asked is not None and is_kept(self.data_dir, asked, self.mode):
            return asked
        return warehouse.current_build_id(self.data_dir)

    def ask(self, name: str, **params: Any) -> Answer:
        """Answer a question in the reader's mode.

        A common parameter that the question has and the caller leaves out (年度, 地域の単位,
        圏域の種類) is the reader's; None leaves the question's own default. Of a 年度 of the build
        that lacks the question's table there is no row, and ``lacking`` names the table. Raises
        QueryError and DisclosureError as ``questions.run`` does, WarehouseError without a build.
        """
        try:
            return self._asked(name, params)
        except NotInDataError as error:
            given: dict[str, Any] = dict(self._common())
            given |= {key: value for key, value in params.items() if value is not None}
            assert self.build_id is not None
            return questions.lacking(error, name, given, self.years, self.build_id, self.mode)

    def _asked(self, name: str, params: dict[str, Any]) -> Answer:
        known = questions.load(name).takes
        common = {key: value for key, value in self._common().items() if key in known}
        given = {key: value for key, value in (common | params).items() if value is not None}
        key = repr((name, sorted(given.items())))
        if key not in self._seen:
            opened = self._opened
            self._seen[key] = self._keep(opened, key, lambda: answering(opened, name, given))
        return self._seen[key]

    @property
    def _opened(self) -> Opened:
        return str(self.data_dir), self.build_id, self.mode

    def computed(self, function: Callable[..., Made], *args: Any, **kwargs: Any) -> Made:
        """What ``function(asker, …)`` of several questions gives, remembered as an answer is.

        Its arguments are told apart by what they print.
        """
        name = f"{function.__module__}.{function.__qualname__}"
        what = repr((name, args, sorted(kwargs.items()), sorted(self._common().items())))
        found: Made = self._keep(self._opened, what, lambda: function(self.asker, *args, **kwargs))
        return found

    def figure_of(self, name: str, column: str, area: Area, **params: Any) -> Figure | None:
        """One column of a question for one area alone; None where it has no row."""
        answer = self.ask(name, **params, **area.params())
        return figures.figure(answer, column, name=area.title)

    def of(self, one: Area | Areas, name: str, **params: Any) -> Answer:
        """A question for one area alone, or for several as one (``regrouped``)."""
        if isinstance(one, Areas):
            return regrouped.regrouped(self.ask(name, **params, **one.each()), one)
        return self.ask(name, **params, **one.params())

    @cached_property
    def figure_notes(self) -> tuple[noting.Note, ...]:
        """注記 of the prefecture that the reader's mode shows; none in a build of before."""
        try:
            return noting.of_answer(self.ask("build/figure_notes"))
        except WarehouseError:
            return ()

    def asking_of(self, folder: Path, build_id: str, mode: Mode) -> Ask:
        """How another data folder of the installation is asked: remembered as answers of this."""
        opened: Opened = (str(folder), build_id, mode)

        def ask(name: str, **params: Any) -> Answer:
            key = repr((name, sorted(params.items())))
            found: Answer = self._keep(opened, key, lambda: answering(opened, name, params))
            return found

        return ask

    def remembered(self, what: Hashable, make: Callable[[], Made]) -> Made:
        """What ``make`` makes, by what it is; made once for all who may see the same."""
        found: Made = self._keep(self._opened, what, make)
        return found

    @property
    def asker(self) -> Asker:
        """How answers that are computed from several questions ask: what is not there raises."""

        def ask(name: str, **params: Any) -> Answer:
            return self._asked(name, params)

        return Asker(ask, self.open_mode, tuple(self.years[::-1]))

    def _common(self) -> dict[str, str | int]:
        used = self.choices.used
        chosen = {name: self.choices.code(key) for key, name in _COMMON.items() if key in used}
        return {k: int(v) if k == "fiscal_year" else v for k, v in chosen.items()}

    # --- what is looked at ----------------------------------------------------------------------

    @property
    def year(self) -> int:
        """年度 chosen."""
        return int(self.choices.code("year"))

    @property
    def year_label(self) -> str:
        """令和5年度（2023）."""
        return fiscal_year_label(self.year)

    @property
    def years(self) -> Sequence[int]:
        """Every 年度 with KDB data, latest first; without any, those of the public tables."""
        return (kdb_years(self.ask) or public_years(self.ask))[::-1]

    @property
    def has_kdb(self) -> bool:
        """Whether any KDB table was imported."""
        return bool(kdb_years(self.ask))

    def year_labels(self, *, every: bool = False) -> dict[int, str]:
        """年度 → label: the chosen one, or every one with KDB data, in the order of time."""
        chosen = self.years[::-1] if every else [self.year]
        return {y: fiscal_year_label(y) for y in chosen}

    @property
    def unit(self) -> str:
        """municipality, medical_area or zone."""
        return self.choices.code("unit")

    @property
    def scheme(self) -> str:
        """The 圏域 scheme in use; '' when the data has none."""
        return str(self._common().get("zone_scheme", ""))

    @property
    def unit_label(self) -> str:
        """市町村, 二次医療圏, or the name of the 圏域 scheme: units are never mixed in a title."""
        return self.scheme if self.unit == "zone" else UNITS[self.unit]

    @property
    def area(self) -> Area:
        """注目する地域: one of the chosen unit, or the prefecture of which they are parts."""
        code = self.choices.code("area")
        if self.is_prefecture:
            return Area(PREFECTURE, "", code, self.prefecture_name)
        return self.area_of(self.unit, code, self.areas.get(code, code))

    @property
    def is_prefecture(self) -> bool:
        """Whether 注目する地域 is the prefecture: no row of an answer by areas is its own."""
        return self.choices.code("area") == self.prefecture.code

    @property
    def whose(self) -> tuple[str, ...]:
        """注目する地域 and its unit, as a title says them; of the prefecture the name says both."""
        return (self.area.name,) if self.is_prefecture else (self.area.name, self.unit_label)

    def here(self, answer: Answer) -> Answer:
        """An answer by areas in which 注目する地域 is: for the prefecture it is asked once more."""
        if not self.is_prefecture:
            return answer
        return self.ask(answer.name, **{**answer.params, **self.area.params()})

    def area_of(self, unit: str, code: str, name: str) -> Area:
        """An area of a unit, of the chosen scheme where it is a 圏域."""
        return Area(unit, self.scheme if unit == "zone" else "", code, name)

    @property
    def beside(self) -> dict[str, str]:
        """Code → name of the areas that the reader wants beside 注目する地域, in their order."""
        chosen, _ = self.choices.used["beside"]
        wanted = {code for one in chosen for code in self.together(one)}
        own = self.choices.code("area")
        return {c: name for c, name in self.areas.items() if c in wanted and c != own}

    def together(self, code: str) -> list[str]:
        """The areas that one entry of the list of areas to be set beside stands for."""
        if code == ALIKE:
            own = self.choices.code("area")
            found = self.ask("compare/similar", fiscal_year=None, area_code=own, top=MOST_ALIKE)
            return [row["area_code"] for row in found.records if row["area_code"] != own]
        unit, _, group = code.partition(":")
        if not group:
            return [code]
        scheme = self.scheme if unit == "zone" else None
        rows = self.ask("area/groups", group_unit=unit, zone_scheme=scheme).rows
        return [str(row[0]) for row in rows if row[1] == group]

    @property
    def marked(self) -> tuple[str, ...]:
        """注目する地域, then those beside it: what a figure shows apart from the others."""
        return (self.choices.code("area"), *self.beside)

    @property
    def areas(self) -> dict[str, str]:
        """Code → name of every area of the chosen unit, in the data's own order."""
        return self.areas_of(self.unit)

    def areas_of(self, unit: str) -> dict[str, str]:
        """Code → name of every area of a unit."""
        rows = self.ask("area/list", area_unit=unit, zone_scheme=self.scheme or None).rows
        return {str(row[0]): str(row[1]) for row in rows}

    @property
    def prefecture(self) -> Area:
        """The whole prefecture."""
        rows = self.ask("area/list", area_unit=PREFECTURE, zone_scheme=None).rows
        return Area(PREFECTURE, "", str(rows[0][0]), f"{rows[0][1]}全体")

    @property
    def prefecture_name(self) -> str:
        """岩手県."""
        return self.prefecture.name.removesuffix("全体")

    @property
    def place(self) -> str:
        """「岩手県 市町村別」, as a title says where."""
        return f"{self.prefecture_name} {self.unit_label}別"

    @property
    def reference(self) -> Area | Areas:
        """比べる相手: the prefecture, the 圏域 that the area belongs to, the areas most like it, or
        any other area."""
        kind = self.choices.code("vs")
        if kind == PREFECTURE:
            return self.prefecture
        if kind == SIMILAR:
            return self.similar or self.prefecture
        if kind == "other":
            unit, code = self.choices.code("vs_unit"), self.choices.code("vs_area")
            return self.area_of(unit, code, self.areas_of(unit)[code])
        return self.group_of(self.area, kind) or self.prefecture

    @property
    def similar(self) -> Areas | None:
        """The municipalities most like 注目する地域; None where they cannot be told."""
        if (answer := self.likeness) is None:
            return None
        codes = tuple(str(row["area_code"]) for row in answer.records[1:])
        return Areas(MUNICIPALITY, "", codes, f"似た{len(codes)}{UNITS[MUNICIPALITY]}")

    @property
    def likeness(self) -> Answer | None:
        """注目する地域, then the municipalities most like it, with what they are alike by."""
        if self.unit != MUNICIPALITY or self.is_prefecture:
            return None
        try:
            answer = self.ask("compare/similar", area_code=self.area.code)
        except (WarehouseError, NotInDataError):  # a build of before; no population of the year
            return None
        return answer if likeness.tells(answer, len(self.areas)) else None

    @property
    def compared(self) -> Area | Areas | None:
        """比べる相手; None where that is 注目する地域 itself."""
        other = self.reference
        is_own = isinstance(other, Area) and other.params() == self.area.params()
        return None if is_own else other

    def group_of(self, area: Area, unit: str) -> Area | None:
        """The area of a larger unit that an area belongs to; None where it is in none."""
        scheme = self.scheme if unit == "zone" else None
        for row in self.ask("area/groups", group_unit=unit, zone_scheme=scheme or None).rows:
            if row[0] == area.code:
                return self.area_of(unit, str(row[1]), str(row[2]))
        return None

    def against(self, question: str, column: str, **params: Any) -> Figure | None:
        """What the area's figure is set beside: that of 比べる相手, or comparable to it."""
        if (other := self.compared) is None:
            return None
        return references.beside(
            self.ask, question, column, self.area, other,
            unit_label=self.unit_label, zones=self.scheme, **params,
        )  # fmt: skip
