"""Figures of every zone of a plan, and what a plan changes against another.

Shares are of regrouped counts, never averages of municipalities' shares. Rows are insurers of the
prefecture only: inflow is 県内からの流入, and what comes from other prefectures is not seen.
A figure with a hidden or missing part has no value, only a state: never a partial sum.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from zaitaku.ground.errors import ValidationError
from zaitaku.ground.states import ACTUAL, MISSING, NOT_APPLICABLE, SUPPRESSED
from zaitaku.zones.inputs import COUNTED, MICRO, OUTSIDE, Inputs, Layers, Metric, state, worst
from zaitaku.zones.plan import Plan

TOP_DESTINATIONS = 3
NOWHERE = ""  # destination_code of municipalities that are in no zone
NOWHERE_NAME = "どの圏域にも入っていない市区町村"

METRICS: dict[str, Metric] = {
    "resident_patients": Metric("住んでいる患者数", "人/月", "④流出入"),
    "within_patients": Metric("圏域内で受ける患者数", "人/月", "④流出入"),
    "self_sufficiency_pct": Metric("完結率", "%", "④流出入"),
    "outflow_patients": Metric("流出", "人/月", "④流出入"),
    "outflow_outside_prefecture_patients": Metric("うち県外への流出", "人/月", "④流出入"),
    "outflow_pct": Metric("流出率", "%", "④流出入"),
    "inflow_patients": Metric("県内からの流入", "人/月", "④流出入"),
    "delivered_patients": Metric("圏域内の医療機関の患者数", "人/月", "④流出入"),
    "inflow_pct": Metric("県内からの流入率", "%", "④流出入"),
    **COUNTED,
}


class Figure(NamedTuple):
    """A value (None unless 実数) and its state."""

    value: float | None
    status: str


class Destination(NamedTuple):
    """Where residents of a zone go: a zone, 県外, or municipalities in no zone (code '')."""

    code: str
    name: str
    patients: float
    share_pct: float | None  # of resident patients; None when those are hidden or missing


@dataclass(frozen=True)
class ZoneFigures:
    """One zone. ``figures`` has every name of ``METRICS``.

    ``destinations``: the three largest, of those that may be told; ``destinations_status`` is
    秘匿 or 欠測 when others cannot be ranked because theirs are.
    """

    zone_code: str
    zone_name: str
    municipality_codes: tuple[str, ...]
    figures: Mapping[str, Figure]
    destinations: tuple[Destination, ...]
    destinations_status: str

    def __getitem__(self, metric: str) -> Figure:
        return self.figures[metric]


def evaluate(plan: Plan, inputs: Inputs) -> list[ZoneFigures]:
    """The zones of the plan, in its order, with their figures.

    ValidationError when the plan names a municipality there is no row for.
    """
    if not plan.zones:
        return []
    member = membership(plan, inputs)
    size = len(inputs.codes)
    from_zone = member @ inputs.flows  # layer × zone × destination municipality (and 県外)
    to_zone = from_zone[:, :, :size] @ member.T
    to_nowhere = from_zone[:, :, :size] @ (member.sum(axis=0) == 0)
    resident = from_zone.sum(axis=2)
    within = np.diagonal(to_zone, axis1=1, axis2=2)
    delivered = inputs.flows[:, :, :size].sum(axis=1) @ member.T
    layers = {
        "resident_patients": resident,
        "within_patients": within,
        "outflow_patients": resident - within,
        "outflow_outside_prefecture_patients": from_zone[:, :, size],
        "inflow_patients": delivered - within,
        "delivered_patients": delivered,
    }
    columns = {name: _column(table) for name, table in layers.items()}
    columns["self_sufficiency_pct"] = _percents(columns, "within_patients", "resident_patients")
    columns["outflow_pct"] = _percents(columns, "outflow_patients", "resident_patients")
    columns["inflow_pct"] = _percents(columns, "inflow_patients", "delivered_patients")
    columns |= {name: _counted(name, member, inputs) for name in COUNTED}
    # what zones exchange, then 県外, then municipalities in no zone
    partners = np.concatenate(
        [to_zone, from_zone[:, :, size:], to_nowhere[:, :, np.newaxis]], axis=2
    )
    labels = [(zone.zone_code, zone.zone_name) for zone in plan.zones]
    labels += [(OUTSIDE, OUTSIDE), (NOWHERE, NOWHERE_NAME)]
    found = []
    for row, zone in enumerate(plan.zones):
        figures = {name: columns[name][row] for name in METRICS}
        top, status = _destinations(partners[:, row], row, labels, figures["resident_patients"])
        found.append(
            ZoneFigures(
                zone.zone_code, zone.zone_name, zone.municipality_codes, figures, top, status
            )
        )
    return found


def overall(figures: Sequence[ZoneFigures]) -> dict[str, Figure]:
    """The plan as one: resident_patients, within_patients (own zone), self_sufficiency_pct."""
    sums = {
        name: _total([zone[name] for zone in figures])
        for name in ("resident_patients", "within_patients")
    }
    return sums | {
        "self_sufficiency_pct": percent(sums["within_patients"], sums["resident_patients"])
    }


def percent(part: Figure, whole: Figure) -> Figure:
    """part ÷ whole × 100; 該当なし when the whole is 0."""
    status = ACTUAL
    if part.status != ACTUAL or whole.status != ACTUAL:
        status = worst(part.status, whole.status)
    if status != ACTUAL or part.value is None or whole.value is None:
        return Figure(None, status)
    if not whole.value:
        return Figure(None, NOT_APPLICABLE)
    return Figure(part.value / whole.value * 100, ACTUAL)


def _percents(columns: Mapping[str, list[Figure]], part: str, whole: str) -> list[Figure]:
    return [percent(*pair) for pair in zip(columns[part], columns[whole], strict=True)]


def membership(plan: Plan, inputs: Inputs) -> Layers:
    """Zone × municipality, 1 where it belongs. ValidationError for a municipality without a row."""
    index = inputs.index()
    member = np.zeros((len(plan.zones), len(index)))
    for row, zone in enumerate(plan.zones):
        for code in zone.municipality_codes:
            if code not in index:
                raise ValidationError(
                    f"案「{plan.name}」の圏域「{zone.zone_name}」にある市区町村「{code}」の"
                    "データがありません。市区町村マスタのコードに直してください。"
                )
            member[row, index[code]] = 1
    return member


def known_sums(metric: str, plan: Plan, inputs: Inputs) -> list[float]:
    """Per zone the sum of what is 実数: a lower bound to decide 'at least', never to be shown."""
    member = membership(plan, inputs)
    if metric in inputs.amounts:
        return list((member @ inputs.amounts[metric][0] / MICRO).tolist())
    return [figure.value or 0.0 for figure in _counted(metric, member, inputs)]


def _column(layers: Layers) -> list[Figure]:
    """Layers × zone → a figure per zone."""
    found = []
    for value, *counts in layers.T.tolist():
        status = state(counts)
        found.append(Figure(value / MICRO if status == ACTUAL else None, status))
    return found


def _counted(metric: str, member: Layers, inputs: Inputs) -> list[Figure]:
    if metric in inputs.amounts:
        return _column(inputs.amounts[metric] @ member.T)
    if metric in inputs.providers:
        places, starts = inputs.providers[metric]
        if not len(starts):
            return [Figure(0.0, ACTUAL)] * len(member)
        present = np.maximum.reduceat(member[:, places], starts, axis=1)
        return [Figure(count, ACTUAL) for count in present.sum(axis=1).tolist()]
    return [Figure(None, MISSING)] * len(member)


def _destinations(
    row: Layers, own: int, labels: Sequence[tuple[str, str]], resident: Figure
) -> tuple[tuple[Destination, ...], str]:
    """The largest destinations of one zone (layers × destination), itself left out."""
    others = row.copy()
    others[:, own] = 0
    known = np.where((others[2] == 0) & (others[3] == 0), others[0], 0)
    top = []
    for place in np.argsort(-known, kind="stable")[:TOP_DESTINATIONS].tolist():
        if known[place] > 0:
            code, name = labels[place]
            patients = float(known[place]) / MICRO
            share = patients / resident.value * 100 if resident.value else None
            top.append(Destination(code, name, patients, share))
    return tuple(top), state(others[1:].sum(axis=1).tolist())


def _total(figures: Sequence[Figure]) -> Figure:
    statuses = [figure.status for figure in figures]
    status = state([statuses.count(name) for name in (ACTUAL, MISSING, SUPPRESSED)])
    if status != ACTUAL:
        return Figure(None, status)
    return Figure(sum(round((figure.value or 0) * MICRO) for figure in figures) / MICRO, ACTUAL)


# --- what a plan changes ---------------------------------------------------------------------


@dataclass(frozen=True)
class ZoneChange:
    """A zone of the plan beside the zone of the same code in the base.

    ``kind``: same (same members), changed, new, gone. ``change``: plan − base per metric; empty
    for new and gone zones. ``joined`` and ``left`` are municipality codes.
    """

    zone_code: str
    zone_name: str
    kind: str
    joined: tuple[str, ...]
    left: tuple[str, ...]
    plan: ZoneFigures | None
    base: ZoneFigures | None
    change: Mapping[str, Figure]


@dataclass(frozen=True)
class MunicipalityChange:
    """Where a municipality was and is (zone codes, '' for none), and which share of its own
    patients is served in its zone, before and after."""

    municipality_code: str
    base_zone_code: str
    plan_zone_code: str
    base_share_pct: Figure
    plan_share_pct: Figure

    @property
    def moved(self) -> bool:
        """Whether it is in another zone than before."""
        return self.base_zone_code != self.plan_zone_code


@dataclass(frozen=True)
class Comparison:
    """``overall``: change of the plan's figures as one. Zones in the plan's order, then gone ones;
    all municipalities, by code."""

    overall: Mapping[str, Figure]
    zones: tuple[ZoneChange, ...]
    municipalities: tuple[MunicipalityChange, ...]


class Standing(NamedTuple):
    """A plan by its figures: its zones, and for each municipality its zone and own share."""

    zones: tuple[ZoneFigures, ...]
    shares: Mapping[str, tuple[str, Figure]]


@lru_cache(maxsize=16)  # what a plan is compared with stays the same from move to move
def standing(plan: Plan, inputs: Inputs) -> Standing:
    """The figures of a plan, remembered for the same plan and inputs."""
    return Standing(tuple(evaluate(plan, inputs)), _shares(plan, inputs))


def compare(plan: Plan, base: Plan, inputs: Inputs) -> Comparison:
    """What the plan changes against the base, for zones of the same code and each municipality."""
    (after, now), (before, then) = standing(plan, inputs), standing(base, inputs)
    was = {zone.zone_code: zone for zone in before}
    codes = {zone.zone_code for zone in after}
    zones = [_zone_change(zone, was.get(zone.zone_code)) for zone in after]
    zones += [_zone_change(None, zone) for zone in before if zone.zone_code not in codes]
    municipalities = [
        MunicipalityChange(code, then[code][0], now[code][0], then[code][1], now[code][1])
        for code in inputs.codes
    ]
    return Comparison(
        _differences(overall(after), overall(before)), tuple(zones), tuple(municipalities)
    )


def _zone_change(after: ZoneFigures | None, before: ZoneFigures | None) -> ZoneChange:
    zone = after or before
    assert zone is not None
    now = set(after.municipality_codes) if after else set()
    then = set(before.municipality_codes) if before else set()
    kind = "new" if not before else "gone" if not after else "same" if now == then else "changed"
    return ZoneChange(
        zone.zone_code,
        zone.zone_name,
        kind,
        tuple(sorted(now - then)),
        tuple(sorted(then - now)),
        after,
        before,
        _differences(after.figures, before.figures) if after and before else {},
    )


def _differences(after: Mapping[str, Figure], before: Mapping[str, Figure]) -> dict[str, Figure]:
    return {name: _difference(after[name], before[name]) for name in after}


def _difference(after: Figure, before: Figure) -> Figure:
    if after.value is None or before.value is None:
        return Figure(None, worst(after.status, before.status))
    return Figure(round(after.value - before.value, 9), ACTUAL)


def _shares(plan: Plan, inputs: Inputs) -> dict[str, tuple[str, Figure]]:
    """Code → its zone, and the share of its patients that are served in that zone."""
    index = inputs.index()
    everywhere = _column(inputs.flows.sum(axis=2))
    found = dict.fromkeys(inputs.codes, (NOWHERE, Figure(None, NOT_APPLICABLE)))
    for zone in plan.zones:
        places = [index[code] for code in zone.municipality_codes]
        own = _column(inputs.flows[:, places][:, :, places].sum(axis=2))
        for code, place, part in zip(zone.municipality_codes, places, own, strict=True):
            found[code] = (zone.zone_code, percent(part, everywhere[place]))
    return found
