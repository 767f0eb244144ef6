"""圏域案: what the page works on, from its choices and what the reader made of the plan.

内部 only. Nothing here changes a plan: moves are the screen's (``ui/redraw_state.py``).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path

from zaitaku.ask import queries, warehouse
from zaitaku.ask.answer import Answer
from zaitaku.ask.warehouse import Build
from zaitaku.build import geography
from zaitaku.compose.sheet import Sheet
from zaitaku.derived import zoning, zoning_figures, zoning_inputs
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
    base: Plan
    history: History
    saved: list[Saved]
    plan_id: str
    where: str  # the prefecture's name

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

    def name(self, municipality_code: str) -> str:
        return self.inputs.names.get(municipality_code, municipality_code)


def open_desk(sheet: Sheet) -> Desk | None:
    """Choose the plan; None (and the reader is told why) without schemes.

    DisclosureError in 公表: what it works on is read from the internal file.
    """
    if not sheet.is_internal:
        raise DisclosureError("検討中の圏域の案は、内部モードでだけ開けます。")
    sheet.part("redraw_told")
    data_dir, build = sheet.data_dir, _build(str(sheet.data_dir), sheet.build_id or "")
    names = _scheme_names(str(data_dir), build.build_id)
    if not names:
        sheet.tell(
            "圏域の種類がまだありません。圏域の表（ひな形: zaitaku template zones）か、"
            "二次医療圏の入った市区町村マスタを取り込んでください。"
        )
        return None
    saved = plans.listed(data_dir)
    first, second, third = sheet.columns([2, 3, 2])
    with first:
        base_name = sheet.choice("base", "今の圏域（比べる相手）", {n: n for n in names})
    with second:
        options = {NEW: "新しい案（今の圏域から始める）"}
        options |= {plan.plan_id: f"{plan.name}（{plan.saved_on} 保存）" for plan in saved}
        plan_id = sheet.choice("plan", "開く案", options)
    with third:
        residence = sheet.choice("residence", "居住形態", zoning_inputs.RESIDENCE_LABELS)
    ground = (str(data_dir), build.build_id, sheet.year, residence)
    with sheet.busy("流出入と機関を読み込んでいます…"):
        inputs = _inputs(*ground)
    base = _scheme(str(data_dir), build.build_id, base_name)
    source = (str(data_dir), build.build_id, base.name, plan_id)
    history = sheet.working(DESK, source, History(begin(data_dir, build, base, plan_id)))
    conditions = plans.conditions(data_dir)
    return Desk(
        data_dir, build, sheet.year, residence, inputs, conditions, base, history, saved, plan_id,
        sheet.prefecture_name,
    )  # fmt: skip


def identify(sheet: Sheet, desk: Desk) -> None:
    """The 版ID is that of this very plan; one that is not saved has none yet."""
    rests_on = repr((desk.plan.zones, desk.base, desk.conditions))
    sheet.rests_on(hashlib.sha256(rests_on.encode()).hexdigest())
    if desk.plan.zones != begin(desk.data_dir, desk.build, desk.base, desk.plan_id).zones:
        sheet.not_yet("この案を保存すると、この画面を資料にしたり、会議資料に追加したりできます。")


def begin(data_dir: Path, build: Build, base: Plan, plan_id: str) -> Plan:
    """The plan that a link names: a saved one, or the scheme in force under a new name."""
    if plan_id == NEW:
        return replace(base, name="新しい案")
    return plans.load(data_dir, plan_id, zoning.municipalities(build))


# --- the map and the move --------------------------------------------------------------------


@dataclass(frozen=True)
class Ground:
    """The prepared boundaries of the build, and where names go, the most populous place first."""

    url: str
    aspect: float
    places: dict[str, Place]
    borders: zone_maps.Seams


def edit(sheet: Sheet, desk: Desk) -> None:
    """The map on the left, the choices beside it; without boundaries the choices alone."""
    ground = _ground(str(desk.data_dir), desk.build.build_id)
    if ground is None:
        _move(sheet, desk)
        sheet.tell(
            "境界データが取り込まれていないため、地図を描けません。市町村は選択欄で選べます。"
            "国土数値情報「行政区域データ」（N03）を取り込むと、地図でも選べます。"
        )
        return
    left, right = sheet.columns([8, 5], gap="medium")
    with right:
        town = _move(sheet, desk)
    with left:
        _map(sheet, desk, town, ground)


def _map(sheet: Sheet, desk: Desk, town: str, ground: Ground) -> None:
    neighbours = desk.inputs.borders.neighbours() if desk.inputs.borders else {}
    kwargs = {
        "geo_url": ground.url,
        "aspect": ground.aspect,
        "places": ground.places,
        "borders": ground.borders,
        "zone_colors": zone_maps.colors(desk.plan, neighbours),
        "moved": desk.result.moved,
        "outline": _outline(desk) if desk.result.moved else "",
        "highlight": town,
        "place_name": desk.where,
    }
    sheet.headed(f"圏域案「{desk.plan.name}」｜{desk.where}｜{sheet.year_label}")
    sheet.drew(zone_maps.zone_map, (desk.plan,), kwargs)
    sheet.part("redraw_map", desk, kwargs)


def _move(sheet: Sheet, desk: Desk) -> str:
    """Choose a municipality and a zone to move it to; returns the municipality."""
    zones: dict[str, list[str]] = {}
    for zone in desk.plan.zones:
        for code in zone.municipality_codes:
            zones.setdefault(code, []).append(zone.zone_name)
    towns = {
        code: f"{name}（{'・'.join(zones.get(code, ['どの圏域にも入っていない']))}）"
        for code, name in desk.inputs.names.items()
    }
    town = sheet.choice("town", "市町村", towns, help="地図をクリックしても選べます。")
    sheet.part("redraw_about", desk, town)
    inside = desk.plan.zones_of(town)
    others = {z.zone_code: z.zone_name for z in desk.plan.zones if (z.zone_code,) != inside}
    sheet.choice("to", "移す先の圏域", others, _nearest(desk, town, others), empty="なし")
    sheet.part("redraw_buttons", desk, town, bool(others))
    return town


def _nearest(desk: Desk, town: str, others: dict[str, str]) -> str | None:
    """The zone beside it, so that the usual move needs no search."""
    beside = desk.inputs.borders.neighbours().get(town, set()) if desk.inputs.borders else set()
    found = (z.zone_code for z in desk.plan.zones if beside & set(z.municipality_codes))
    return next((code for code in found if code in others), None)


def _outline(desk: Desk) -> str:
    """The TopoJSON layer of the scheme the plan began from.

    二次医療圏 is the master's, unless a table of zones brought a scheme of that name.
    """
    imported = {row[0] for row in queries.run(desk.build, "zones/schemes").rows}
    unit = "zone" if desk.base.name in imported else "medical_area"
    return geography.layer_name(unit, desk.base.name)


# --- what is remembered: a build never changes --------------------------------------------------


@dataclass(frozen=True)
class _Ruled:
    """Rules, known by their text."""

    text: str
    conditions: Conditions = field(compare=False)


def _build(data_dir: str, build_id: str) -> Build:
    return warehouse.open_build(Path(data_dir), "internal", build_id)


@lru_cache(maxsize=20)
def _inputs(data_dir: str, build_id: str, year: int, residence: str) -> Inputs:
    return zoning_inputs.read_inputs(_build(data_dir, build_id), year, residence)


@lru_cache(maxsize=20)
def _scheme_names(data_dir: str, build_id: str) -> list[str]:
    return zoning.scheme_names(_build(data_dir, build_id))


@lru_cache(maxsize=100)
def _scheme(data_dir: str, build_id: str, name: str) -> Plan:
    return zoning.scheme(_build(data_dir, build_id), name)


@lru_cache(maxsize=200)
def _evaluated(
    ground: tuple[str, str, int, str], ruled: _Ruled, base: Plan, plan: Plan
) -> Evaluated:
    return zoning_figures.evaluated(plan, base, _inputs(*ground), ruled.conditions)


@lru_cache(maxsize=8)
def _ground(data_dir: str, build_id: str) -> Ground | None:
    build = _build(data_dir, build_id)
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
