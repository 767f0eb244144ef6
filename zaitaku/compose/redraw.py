"""圏域案: what the page works on, from its choices and what the reader made of the plan.

内部 only. Nothing here changes a plan: moves are the screen's (``ui/redraw_state.py``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path

from zaitaku.access import asking
from zaitaku.ask import queries, warehouse
from zaitaku.ask.answer import Answer
from zaitaku.ask.warehouse import Build
from zaitaku.compose.sheet import Sheet
from zaitaku.derived import zoning, zoning_figures, zoning_inputs, zoning_rules
from zaitaku.derived.zoning_figures import Evaluated
from zaitaku.exhibits import zone_maps
from zaitaku.exhibits.maps import Place
from zaitaku.ground.errors import DisclosureError
from zaitaku.kept import plans
from zaitaku.kept.plans import Saved
from zaitaku.zones.inputs import Inputs
from zaitaku.zones.plan import History, Plan
from zaitaku.zones.rules import Conditions

NEW = "new"
DESK = "redraw"  # what a session works on is kept under this name


@dataclass(frozen=True)
class Desk:
    """Everything about the plan that is being drawn."""

    data_dir: Path
    build: Build
    year: int
    residence: str
    inputs: Inputs
    conditions: Conditions
    decided: frozenset[str]  # rules that stand as approved, not as set here
    base: Plan
    history: History
    saved: list[Saved]
    plan_id: str
    where: str  # the prefecture's name
    begun: Plan  # what the plan was before it was changed here
    bases: Sequence[str]  # the schemes there are

    @property
    def plan(self) -> Plan:
        return self.history.present

    @cached_property
    def result(self) -> Evaluated:
        """The figures of the plan beside the base."""
        return self.evaluate(self.plan)

    @cached_property
    def figures(self) -> Answer:
        """The same as an answer, one row per zone."""
        return zoning_figures.as_answer(
            self.result, self.inputs, self.build, self.year, self.residence
        )

    def evaluate(self, plan: Plan) -> Evaluated:
        """Figures of any plan beside the base; those that were seen before are remembered."""
        ground = (str(self.data_dir), self.build.build_id, self.year, self.residence)
        return _evaluated(ground, _Ruled(repr(self.conditions), self.conditions), self.base, plan)

    @property
    def is_changed(self) -> bool:
        """Whether something is drawn that is not saved."""
        return self.plan.zones != self.begun.zones

    def name(self, municipality_code: str) -> str:
        return self.inputs.names.get(municipality_code, municipality_code)


def open_desk(sheet: Sheet) -> Desk | None:
    """Choose the plan; None (and the reader is told why) without schemes.

    DisclosureError in 公表: what it works on is read from the internal file.
    """
    if not sheet.is_internal:
        raise DisclosureError("検討中の圏域の案は、内部モードでだけ開けます。")
    sheet.part("redraw_told")
    data_dir, build = sheet.data_dir, internal_build(str(sheet.data_dir), sheet.build_id or "")
    names = _scheme_names(str(data_dir), build.build_id)
    if not names:
        sheet.tell(
            "圏域の種類がまだありません。圏域の表（ひな形: zaitaku template zones）か、"
            "二次医療圏の入った市区町村マスタを取り込んでください。"
        )
        return None
    saved = plans.listed(data_dir)
    sheet.part("redraw_resume", build, names)
    base_name = sheet.choice("base", "今の圏域（比べる相手）", {n: n for n in names})
    options = {NEW: "新しい案（今の圏域から始める）"}
    options |= {plan.plan_id: f"{plan.name}（{plan.saved_on} 保存）" for plan in saved}
    plan_id = sheet.choice("plan", "開く案", options)
    residence = sheet.choice("residence", "居住形態", zoning_inputs.RESIDENCE_LABELS)
    ground = (str(data_dir), build.build_id, sheet.year, residence)
    with sheet.busy("流出入と機関を読み込んでいます…"):
        inputs = _inputs(*ground)
    base = _scheme(str(data_dir), build.build_id, base_name)
    begun = begin(data_dir, build, base, plan_id)
    source = (str(data_dir), build.build_id, base.name, plan_id)
    history = sheet.working(DESK, source, History(begun))
    conditions = zoning_rules.in_force(build, plans.conditions(data_dir))
    decided = frozenset(zoning_rules.decided(build))
    return Desk(
        data_dir, build, sheet.year, residence, inputs, conditions, decided, base, history, saved,
        plan_id, sheet.prefecture_name, begun, names,
    )  # fmt: skip


def identify(sheet: Sheet, desk: Desk) -> None:
    """The 版ID is that of this very plan; one that is not saved has none yet."""
    rests_on = repr((desk.plan.zones, desk.base, desk.conditions))
    sheet.rests_on(hashlib.sha256(rests_on.encode()).hexdigest())
    if desk.is_changed:
        sheet.not_yet("この案を保存すると、この画面を資料にしたり、会議資料に追加したりできます。")


def begin(data_dir: Path, build: Build, base: Plan, plan_id: str) -> Plan:
    """The plan that a link names: a saved one, or the scheme in force under a new name."""
    if plan_id == NEW:
        return replace(base, name="新しい案")
    return plans.load(data_dir, plan_id, zoning.municipalities(build))


@dataclass(frozen=True)
class Ground:
    """The prepared boundaries of the build, and where names go, the most populous place first."""

    url: str
    aspect: float
    places: dict[str, Place]
    borders: zone_maps.Seams


def scheme(desk: Desk, name: str) -> Plan:
    """A scheme of the build."""
    return _scheme(str(desk.data_dir), desk.build.build_id, name)


def ground(desk: Desk) -> Ground | None:
    """The map of the build; None where no boundaries were imported."""
    return _ground(str(desk.data_dir), desk.build.build_id)


# --- what is remembered: a build never changes --------------------------------------------------


@dataclass(frozen=True)
class _Ruled:
    """Rules, known by their text."""

    text: str
    conditions: Conditions = field(compare=False)


def internal_build(data_dir: str, build_id: str) -> Build:
    """What plans are drawn on; DisclosureError for who may not see 内部 of every municipality."""
    if asking.scope():
        raise DisclosureError("圏域案は、県全体の内部の数値を見られる役割だけが開けます。")
    return warehouse.open_build(Path(data_dir), "internal", build_id)


@lru_cache(maxsize=20)
def _inputs(data_dir: str, build_id: str, year: int, residence: str) -> Inputs:
    return zoning_inputs.read_inputs(internal_build(data_dir, build_id), year, residence)


@lru_cache(maxsize=20)
def _scheme_names(data_dir: str, build_id: str) -> list[str]:
    return zoning.scheme_names(internal_build(data_dir, build_id))


@lru_cache(maxsize=100)
def _scheme(data_dir: str, build_id: str, name: str) -> Plan:
    return zoning.scheme(internal_build(data_dir, build_id), name)


@lru_cache(maxsize=200)
def _evaluated(
    ground: tuple[str, str, int, str], ruled: _Ruled, base: Plan, plan: Plan
) -> Evaluated:
    return zoning_figures.evaluated(plan, base, _inputs(*ground), ruled.conditions)


@lru_cache(maxsize=8)
def _ground(data_dir: str, build_id: str) -> Ground | None:
    build = internal_build(data_dir, build_id)
    rows = queries.run(build, "geo/layer").rows
    if not rows:
        return None
    name, aspect = rows[0]
    points = queries.run(build, "geo/points").rows
    file = Path(data_dir) / "geo" / f"{name}.topojson"
    return Ground(
        f"/geo/{name}.topojson",
        float(aspect),
        {code: Place(label, x, y) for code, label, x, y, *_ in points},
        zone_maps.seams(file.read_bytes()),
    )
