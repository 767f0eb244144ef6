"""圏域案: what the page works on, and every edit of it.

A plan on the desk belongs to its source (the base scheme or a saved plan) and has its own undo.
Edits run as callbacks before the page, so that one interaction shows everything anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import streamlit as st

from zaitaku.ask import queries, warehouse
from zaitaku.ask.answer import Answer
from zaitaku.ask.warehouse import Build
from zaitaku.build import geography
from zaitaku.derived import zoning
from zaitaku.derived.zoning import Evaluated
from zaitaku.exhibits import zone_maps
from zaitaku.exhibits.maps import Place
from zaitaku.ground import settings
from zaitaku.ground.errors import ZaitakuError
from zaitaku.kept import plans
from zaitaku.kept.plans import Saved
from zaitaku.ui import answer, controls, record
from zaitaku.zones import plan as editing
from zaitaku.zones.inputs import Inputs
from zaitaku.zones.plan import History, Plan
from zaitaku.zones.rules import Conditions

NEW = "new"
_REMEMBERED = 50
_DESK, _TOLD, _DELETED = "_redraw_desk", "_redraw_told", "_redraw_deleted"


@dataclass(frozen=True)
class Desk:
    """Everything about the plan that is being drawn, in one run of the page."""

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
        return zoning.as_answer(self.result, self.inputs, self.build, self.year, self.residence)

    def evaluate(self, plan: Plan) -> Evaluated:
        """Figures of any plan beside the base; those that were seen before are remembered."""
        seen: dict[object, Evaluated] = st.session_state[_DESK]["seen"]
        key = (
            self.build.build_id,
            self.year,
            self.residence,
            repr(self.conditions),
            self.base,
            plan,
        )
        if key not in seen:
            while len(seen) >= _REMEMBERED:
                seen.pop(next(iter(seen)))
            seen[key] = zoning.evaluated(plan, self.base, self.inputs, self.conditions)
        return seen[key]

    def name(self, municipality_code: str) -> str:
        return self.inputs.names.get(municipality_code, municipality_code)

    @property
    def data_dir(self) -> Path:
        return settings.data_dir()


def open_desk() -> Desk | None:
    """Draw the controls that choose the plan; None (and the reader is told why) without schemes."""
    _tell()
    build = _build()
    names = _scheme_names(str(settings.data_dir()), build.build_id)
    if not names:
        st.info(
            "圏域の種類がまだありません。圏域の表（ひな形: zaitaku template zones）か、"
            "二次医療圏の入った市区町村マスタを取り込んでください。"
        )
        return None
    data_dir = settings.data_dir()
    saved = plans.listed(data_dir)
    first, second, third = st.columns([2, 3, 2])
    with first:
        base_name = controls.choice("base", "今の圏域（比べる相手）", {n: n for n in names})
    with second:
        options = {NEW: "新しい案（今の圏域から始める）"}
        options |= {plan.plan_id: f"{plan.name}（{plan.saved_on} 保存）" for plan in saved}
        plan_id = controls.choice("plan", "開く案", options)
    with third:
        residence = controls.choice("residence", "居住形態", zoning.RESIDENCE_LABELS)
    year = controls.year()
    conditions = plans.conditions(data_dir)
    inputs = _inputs(str(data_dir), build.build_id, year, residence)
    base = _scheme(str(data_dir), build.build_id, base_name)
    history = _open(build, base, plan_id)
    where = controls.prefecture().name.removesuffix("全体")
    return Desk(build, year, residence, inputs, conditions, base, history, saved, plan_id, where)


def identify(desk: Desk) -> None:
    """The 版ID is that of this very plan; one that is not saved has none yet."""
    rests_on = repr((desk.plan.zones, desk.base, desk.conditions))
    record.rests_on(hashlib.sha256(rests_on.encode()).hexdigest())
    if desk.plan.zones != _begin(desk.build, desk.base, desk.plan_id).zones:
        record.not_yet("この案を保存すると、この画面を資料にしたり、会議資料に追加したりできます。")


def edit(change: Callable[[Plan], Plan]) -> None:
    """Record one edit; what cannot be done is told and changes nothing."""
    _keep(lambda history: history.record(change(history.present)))


def undo() -> None:
    _keep(History.undo)


def redo() -> None:
    _keep(History.redo)


def move_chosen() -> None:
    """Move the chosen municipality to the chosen zone."""
    code, zone = st.session_state["town"], st.session_state["to"]
    edit(lambda plan: editing.move(plan, code, zone))


def choose_clicked(key: str) -> None:
    """The municipality clicked on the map is the chosen one."""
    clicked = st.session_state[key].selection.get("area") or [{}]
    code = clicked[0].get("code")
    if isinstance(code, str) and code:
        st.session_state["town"] = code


def save(*, replace_saved: bool) -> None:
    """Save under the name written; the saved plan stays on the desk with its undo."""
    desk = st.session_state[_DESK]
    name = str(st.session_state["redraw_name"]).strip()

    def work() -> None:
        plan = replace(_present(), name=name)
        stored = plans.save(settings.data_dir(), plan, replace=replace_saved)
        # a name is no edit: undo goes on with the moves
        history = replace(desk["histories"][desk["source"]], present=plan)
        source = (*desk["source"][:-1], stored.plan_id)
        desk["histories"][source] = history
        st.session_state["plan"] = stored.plan_id
        _say("success", f"案「{name}」を保存しました。")

    _try(work)


def delete(plan: Saved) -> None:
    """Put a saved plan aside; ``bring_back`` undoes it."""
    plans.delete(settings.data_dir(), plan.plan_id)
    st.session_state[_DELETED] = plan
    if st.session_state.get("plan") == plan.plan_id:
        st.session_state["plan"] = NEW


def deleted() -> Saved | None:
    """The plan deleted last in this session, while it can be brought back."""
    found = st.session_state.get(_DELETED)
    return found if isinstance(found, Saved) else None


def bring_back() -> None:
    plan = st.session_state.pop(_DELETED)
    plans.restore(settings.data_dir(), plan.plan_id)
    st.session_state["plan"] = plan.plan_id


def read_file(name: str, content: bytes) -> None:
    """Put the plan of a file on the desk, as one edit."""
    import tempfile

    def work() -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / Path(name).name
            path.write_bytes(content)
            plan = zoning.plan_of_file(path, _build())
        edit(lambda _: plan)
        _say("success", f"「{name}」の案を開きました（まだ保存していません）。")

    _try(work)


def set_conditions(chosen: Conditions) -> None:
    _try(lambda: plans.set_conditions(settings.data_dir(), chosen))


# --- shapes ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ground:
    """The prepared boundaries of the build, and where names go, the most populous place first."""

    url: str
    aspect: float
    places: dict[str, Place]
    borders: zone_maps.Seams


def ground(desk: Desk) -> Ground | None:
    """None where no boundaries were imported."""
    return _ground(str(settings.data_dir()), desk.build.build_id)


def outline(desk: Desk) -> str:
    """The TopoJSON layer of the scheme the plan began from.

    二次医療圏 is the master's, unless a table of zones brought a scheme of that name.
    """
    imported = {row[0] for row in queries.run(desk.build, "zones/schemes").rows}
    unit = "zone" if desk.base.name in imported else "medical_area"
    return geography.layer_name(unit, desk.base.name)


@st.cache_resource(max_entries=8, show_spinner=False)
def _ground(data_dir: str, build_id: str) -> Ground | None:
    build = warehouse.open_build(Path(data_dir), "internal", build_id)
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


# --- what is kept ----------------------------------------------------------------------------


def _build() -> Build:
    return warehouse.open_build(settings.data_dir(), "internal", answer.build_id())


@st.cache_resource(max_entries=20, show_spinner="流出入と機関を読み込んでいます…")
def _inputs(data_dir: str, build_id: str, year: int, residence: str) -> Inputs:
    build = warehouse.open_build(Path(data_dir), "internal", build_id)
    return zoning.read_inputs(build, year, residence)


@st.cache_resource(max_entries=20, show_spinner=False)
def _scheme_names(data_dir: str, build_id: str) -> list[str]:
    return zoning.scheme_names(warehouse.open_build(Path(data_dir), "internal", build_id))


@st.cache_resource(max_entries=100, show_spinner=False)
def _scheme(data_dir: str, build_id: str, name: str) -> Plan:
    return zoning.scheme(warehouse.open_build(Path(data_dir), "internal", build_id), name)


def _open(build: Build, base: Plan, plan_id: str) -> History:
    """The history of the chosen source, begun when it is first opened."""
    desk = st.session_state.setdefault(_DESK, {"histories": {}, "seen": {}})
    source = (str(settings.data_dir()), build.build_id, base.name, plan_id)
    if source not in desk["histories"]:
        desk["histories"][source] = History(_begin(build, base, plan_id))
    desk["source"] = source
    history: History = desk["histories"][source]
    return history


def _begin(build: Build, base: Plan, plan_id: str) -> Plan:
    if plan_id == NEW:
        return replace(base, name="新しい案")
    return plans.load(settings.data_dir(), plan_id, zoning.municipalities(build))


def _present() -> Plan:
    desk = st.session_state[_DESK]
    history: History = desk["histories"][desk["source"]]
    return history.present


def _keep(change: Callable[[History], History]) -> None:
    desk = st.session_state[_DESK]

    def work() -> None:
        desk["histories"][desk["source"]] = change(desk["histories"][desk["source"]])

    _try(work)


def _try(work: Callable[[], None]) -> None:
    try:
        work()
    except ZaitakuError as error:
        _say("error", str(error))


def _say(kind: str, text: str) -> None:
    st.session_state[_TOLD] = (kind, text)


def _tell() -> None:
    """What the last edit had to say, once."""
    told = st.session_state.pop(_TOLD, None)
    if told is not None:
        {"error": st.error, "success": st.success}[told[0]](told[1])
