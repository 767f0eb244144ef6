"""What both ways to propose share: the task made from the inputs, and a suggestion explained."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from zaitaku.ground.errors import ValidationError
from zaitaku.zones.evaluate import evaluate, overall
from zaitaku.zones.inputs import MICRO, Inputs
from zaitaku.zones.plan import Plan, Zone
from zaitaku.zones.search import Bounds, Group, Task

_LAST_STEP = "この提案は議論のためのたたき台です。自動で適用されることはありません。"


@dataclass(frozen=True)
class Limit:
    """Each zone's sum of ``amounts`` (by municipality code) lies between the two (None: open)."""

    label: str
    unit: str
    amounts: Mapping[str, float]
    minimum: float | None = None
    maximum: float | None = None

    def __str__(self) -> str:
        low = "" if self.minimum is None else f"{self.minimum:,g}{self.unit}以上"
        high = "" if self.maximum is None else f"{self.maximum:,g}{self.unit}以下"
        return f"{self.label} {low}{high}"


@dataclass(frozen=True)
class Suggestion:
    """What is proposed. ``self_sufficiency_pct`` is that of all zones together; None when hidden or
    missing flows are in it.

    ``proven_optimal``: no division that keeps the conditions has a higher one. ``bound_pct``: none
    can be higher than this; None when unknown.
    """

    zones: tuple[Zone, ...]
    self_sufficiency_pct: float | None
    steps: tuple[str, ...]
    proven_optimal: bool
    bound_pct: float | None

    def plan(self, name: str) -> Plan:
        """The proposal as a plan, with its steps as the note."""
        return Plan(name, self.zones, "\n".join(self.steps))


def task_of(
    inputs: Inputs, zones: int, min_self_sufficiency_pct: float, limits: Sequence[Limit] = ()
) -> Task:
    """The flows and conditions in numbers; ValidationError if they cannot be."""
    if not inputs.has_flows:
        raise ValidationError(
            "流出入（④）のデータがないため、圏域の案を作れません。④の表を取り込んでください。"
        )
    if not 0 <= min_self_sufficiency_pct <= 100:
        raise ValidationError(
            f"完結率の下限 {min_self_sufficiency_pct:g} は使えません。"
            "0 から 100 までにしてください。"
        )
    size, index = len(inputs.codes), inputs.index()
    if not 1 <= zones <= size:
        raise ValidationError(
            f"圏域の数 {zones} では分けられません。"
            f"1 から市区町村の数 {size} までの整数にしてください。"
        )
    neighbours, exempt = None, frozenset[int]()
    if inputs.borders is not None:
        beside = inputs.borders.neighbours()
        neighbours = tuple(
            frozenset(index[other] for other in beside.get(code, ()) if other in index)
            for code in inputs.codes
        )
        # a municipality that is not on the map cannot be refused for lying apart
        loose = inputs.borders.exempt | inputs.borders.without_shape
        exempt = frozenset(index[code] for code in loose if code in index)
    return Task(
        patients=inputs.flows[0][:, :size],
        residents=inputs.flows[0].sum(axis=1),
        neighbours=neighbours,
        exempt=exempt,
        zones=zones,
        min_share=min_self_sufficiency_pct / 100,
        bounds=tuple(
            Bounds(
                np.array([float(limit.amounts.get(code, 0)) for code in inputs.codes]),
                limit.minimum,
                limit.maximum,
            )
            for limit in limits
        ),
    )


@dataclass
class Proposal:
    """A proposal being made: the task, and its steps so far."""

    task: Task
    inputs: Inputs
    steps: list[str] = field(default_factory=list)

    def begin(self) -> None:
        """The first step: what the proposal is made from."""
        task = self.task
        unknown = int((self.inputs.flows[2:].sum(axis=0) > 0).sum())
        total = "" if unknown else f"、患者 {task.residents.sum() / MICRO:,.1f}人/月"
        borders = ""
        if task.neighbours is not None:
            borders = f"、隣り合う組 {sum(map(len, task.neighbours)) // 2}（航路を含む）"
        self.steps.append(
            f"{task.size}市区町村の流出入（県外受診を含む{total}{borders}）から作ります。"
        )
        self._tell_islands()
        if unknown:
            self.steps.append(
                f"秘匿・欠測の{unknown}組は0として計算します。実際の数では別の案になることがあります。"
            )

    def _tell_islands(self) -> None:
        """How those without a neighbour by land are taken."""
        borders, found = self.inputs.borders, self.inputs.islands()
        if borders is None or not found:
            return
        joined = {code for pair in borders.ferry_links for code in pair}
        ways = {
            "離れた圏域に入れてもよい": [c for c in found if c in borders.exempt],
            "航路でつながる": [c for c in found if c in joined - borders.exempt],
            "それだけの圏域になる": [c for c in found if c not in joined | borders.exempt],
        }
        told = "、".join(
            f"{self.inputs.names[code]}（{way}）" for way, codes in ways.items() for code in codes
        )
        self.steps.append(f"陸続きの隣が県内にない市区町村（離島・飛び地）: {told}。")

    def finish(
        self, groups: list[Group], optimal: bool = False, bound: float | None = None
    ) -> Suggestion:
        """The zones, each named after its centre, with their figures as the last steps.

        ``bound``: most patients (millionths) that any division keeps in their zone.
        """
        ordered = sorted(groups)
        zones = tuple(
            Zone(
                self.inputs.codes[self.centre(group)],
                f"{self.centre_name(group)}圏域",
                tuple(self.inputs.codes[place] for place in group),
            )
            for group in ordered
        )
        figures = evaluate(Plan("", zones), self.inputs)
        for zone, group in zip(figures, ordered, strict=True):
            pct, resident = zone["self_sufficiency_pct"], zone["resident_patients"]
            self.steps.append(
                f"{zone.zone_name}（{self.names(group)}）: 患者 "
                + (resident.status if resident.value is None else f"{resident.value:,.1f}人/月")
                + "、完結率 "
                + (pct.status if pct.value is None else f"{pct.value:.1f}%")
            )
        whole = overall(figures)["self_sufficiency_pct"].value
        total = float(self.task.residents.sum())
        exact = whole is not None  # flows that were taken as 0 prove nothing
        return Suggestion(
            zones=zones,
            self_sufficiency_pct=whole,
            steps=(*self.steps, _LAST_STEP),
            proven_optimal=optimal and exact,
            bound_pct=bound / total * 100 if bound is not None and exact else None,
        )

    def centre(self, group: Group) -> int:
        """The member whose institutions serve most patients of the prefecture."""
        delivered = self.task.patients.sum(axis=0)
        return max(group, key=lambda place: (delivered[place], -place))

    def centre_name(self, group: Group) -> str:
        """The centre's name."""
        return self.name(self.centre(group))

    def name(self, place: int) -> str:
        """A municipality's name."""
        return self.inputs.names[self.inputs.codes[place]]

    def names(self, places: Iterable[int]) -> str:
        """Names in a row."""
        return "、".join(map(self.name, places))

    def pct(self, patients: float) -> str:
        """Patients (millionths) as a share of all, in words."""
        total = float(self.task.residents.sum())
        return f"{patients / total * 100:.2f}%" if total else "－"
