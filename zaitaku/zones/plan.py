"""A plan: which municipality belongs to which zone. Immutable; every edit gives a new plan.

A plan knows codes and names, no figures. It may be incomplete or contradict itself while it is
being drawn (a zone without members, a municipality nowhere): ``rules`` tells.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from zaitaku.ground.errors import ValidationError

UNDO_STEPS = 100


@dataclass(frozen=True)
class Zone:
    """One zone. ``municipality_codes`` are kept sorted and without repeats."""

    zone_code: str
    zone_name: str
    municipality_codes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "municipality_codes", tuple(sorted(set(self.municipality_codes))))


@dataclass(frozen=True)
class Plan:
    """Zones in their order. ``name`` is the plan's, and the ``zone_scheme`` when published."""

    name: str
    zones: tuple[Zone, ...]
    note: str = ""

    def zone(self, zone_code: str) -> Zone:
        """The zone of a code; ValidationError when there is none."""
        for zone in self.zones:
            if zone.zone_code == zone_code:
                return zone
        raise ValidationError(
            f"案「{self.name}」に圏域「{zone_code}」はありません。"
            f"あるのは {'、'.join(zone.zone_code for zone in self.zones)} です。"
        )

    def zones_of(self, municipality_code: str) -> tuple[str, ...]:
        """Codes of the zones that hold a municipality: one in a sound plan."""
        return tuple(z.zone_code for z in self.zones if municipality_code in z.municipality_codes)

    def municipality_codes(self) -> tuple[str, ...]:
        """Every municipality of the plan, sorted, once."""
        return tuple(sorted({code for zone in self.zones for code in zone.municipality_codes}))


def move(plan: Plan, municipality_code: str, zone_code: str) -> Plan:
    """The municipality in that zone and in no other; a zone that loses its last member stays.

    A municipality that was in no zone is added. ValidationError when there is no such zone.
    """
    target = plan.zone(zone_code)
    if plan.zones_of(municipality_code) == (zone_code,):
        return plan

    def changed(zone: Zone) -> Zone:
        others = [code for code in zone.municipality_codes if code != municipality_code]
        if zone is target:
            return replace(zone, municipality_codes=(*others, municipality_code))
        return replace(zone, municipality_codes=tuple(others))

    return replace(plan, zones=tuple(map(changed, plan.zones)))


def add_zone(plan: Plan, zone_name: str, municipality_codes: Iterable[str] = ()) -> Plan:
    """A further zone, named so, with these municipalities moved into it; its code is its name.

    ValidationError when the name is empty, or already the name or code of a zone.
    """
    name = _free_name(plan, zone_name)
    wider = replace(plan, zones=(*plan.zones, Zone(name, name)))
    for code in municipality_codes:
        wider = move(wider, code, name)
    return wider


def rename(plan: Plan, zone_code: str, zone_name: str) -> Plan:
    """The zone under another name; its code stays, so that comparisons still find it."""
    zone = plan.zone(zone_code)
    name = _free_name(plan, zone_name, besides=zone)
    return replace(
        plan, zones=tuple(replace(z, zone_name=name) if z is zone else z for z in plan.zones)
    )


def remove_empty(plan: Plan) -> Plan:
    """The plan without the zones that have no municipality."""
    return replace(plan, zones=tuple(zone for zone in plan.zones if zone.municipality_codes))


class Move(NamedTuple):
    """A municipality that is in another zone of the plan than of the base; zones by name, '' for
    none."""

    municipality_code: str
    base_zone: str
    plan_zone: str


def moves(plan: Plan, base: Plan) -> list[Move]:
    """What was moved, by code of municipality. Zones are the same where their codes are."""
    was, now = _placed(base), _placed(plan)
    nowhere = ("", "")
    return [
        Move(code, was.get(code, nowhere)[1], now.get(code, nowhere)[1])
        for code in sorted({*was, *now})
        if was.get(code, nowhere)[0] != now.get(code, nowhere)[0]
    ]


def _placed(plan: Plan) -> dict[str, tuple[str, str]]:
    return {
        code: (zone.zone_code, zone.zone_name)
        for zone in plan.zones
        for code in zone.municipality_codes
    }


def named_as(plan: Plan, base: Plan) -> Plan:
    """The plan with each zone called as the zone of the base that it continues.

    That is the one it shares most municipalities with, the largest overlap first (of equal ones the
    one with least besides); each zone of the base is continued once. The rest keep their names,
    unless the base has them: those get a number.
    """
    overlaps = []
    for number, zone in enumerate(plan.zones):
        for place, old in enumerate(base.zones):
            members, others = set(zone.municipality_codes), set(old.municipality_codes)
            overlaps.append((-len(members & others), len(members | others), number, place))
    continued: dict[int, int] = {}
    for overlap, _, number, place in sorted(overlaps):
        if overlap and number not in continued and place not in continued.values():
            continued[number] = place
    taken = {text for zone in base.zones for text in (zone.zone_code, zone.zone_name)}
    zones = []
    for number, zone in enumerate(plan.zones):
        if number in continued:
            old = base.zones[continued[number]]
            zones.append(replace(zone, zone_code=old.zone_code, zone_name=old.zone_name))
            continue
        code, name = _unused(zone.zone_code, taken), _unused(zone.zone_name, taken)
        taken |= {code, name}
        zones.append(replace(zone, zone_code=code, zone_name=name))
    return replace(plan, zones=tuple(zones))


def _unused(text: str, taken: set[str]) -> str:
    numbered = (f"{text}{number}" for number in range(2, len(taken) + 3))
    return text if text not in taken else next(t for t in numbered if t not in taken)


def _free_name(plan: Plan, zone_name: str, besides: Zone | None = None) -> str:
    name = zone_name.strip()
    if not name:
        raise ValidationError("圏域の名前が空です。名前を書いてください。")
    for zone in plan.zones:
        if zone is not besides and name in (zone.zone_name, zone.zone_code):
            raise ValidationError(
                f"圏域「{name}」はすでに案「{plan.name}」にあります。別の名前を書いてください。"
            )
    return name


@dataclass(frozen=True)
class History:
    """A plan with what came before and what was undone; at most ``UNDO_STEPS`` steps back."""

    present: Plan
    past: tuple[Plan, ...] = ()
    future: tuple[Plan, ...] = ()

    def record(self, plan: Plan) -> History:
        """The plan after one more edit; what had been undone is gone. No change, no step."""
        if plan == self.present:
            return self
        return History(plan, (*self.past, self.present)[-UNDO_STEPS:])

    def undo(self) -> History:
        """One step back; unchanged when there is none."""
        if not self.past:
            return self
        return History(self.past[-1], self.past[:-1], (self.present, *self.future))

    def redo(self) -> History:
        """One undone step forward again; unchanged when there is none."""
        if not self.future:
            return self
        return History(self.future[0], (*self.past, self.present), self.future[1:])
