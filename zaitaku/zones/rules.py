"""Which rule a plan breaks, where and why; and which cannot be decided.

The 指針 (令和5年3月31日 医政地発0331第14号) asks for at least one 積極的役割を担う医療機関 and one
連携を担う拠点 in each zone, and for the four functions. The floors have no official value: they are
the prefecture's own, amber until it decides otherwise. A rule whose table is absent is amber,
never silently passed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from zaitaku.ground.states import NOT_APPLICABLE
from zaitaku.zones.evaluate import ZoneFigures, known_sums
from zaitaku.zones.inputs import COUNTED, FUNCTIONS, Inputs, pieces
from zaitaku.zones.plan import Plan

Level = Literal["red", "amber"]
LEVELS: Mapping[Level, str] = {"red": "赤", "amber": "黄"}


@dataclass(frozen=True)
class Setting:
    """A rule as it is set: ``threshold`` (None where the rule has none) and what a breach is."""

    enabled: bool = True
    threshold: float | None = None
    severity: Level = "red"


@dataclass(frozen=True)
class Rule:
    """A rule's label and unit for the page; ``default`` as it stands before anyone sets it."""

    label: str
    unit: str
    default: Setting


@dataclass(frozen=True)
class Finding:
    """One line of the list. ``zone_code`` is '' when it concerns the whole plan.

    ``reason`` says what, the measured value and the threshold. Not ``decided``: whether the rule
    is kept cannot be told, for want of a table or of a value.
    """

    severity: Level
    rule: str
    zone_code: str
    municipality_codes: tuple[str, ...]
    reason: str
    decided: bool = True


RULES: dict[str, Rule] = {
    "complete": Rule("市区町村の漏れ・重なりがない", "", Setting()),
    "active_role": Rule("積極的役割を担う医療機関がある", "施設", Setting(threshold=1)),
    "coordination_base": Rule("連携を担う拠点がある", "か所", Setting(threshold=1)),
    "functions": Rule("4つの機能を担う機関がある", "施設", Setting(threshold=1)),
    "contiguous": Rule("1つにつながっている", "", Setting()),
    "self_sufficiency_floor": Rule("完結率の下限", "%", Setting(True, 50, "amber")),
    "population_floor": Rule("人口の下限", "人", Setting(False, 10_000, "amber")),
}
DEFAULTS: Mapping[str, Setting] = {name: rule.default for name, rule in RULES.items()}


@dataclass(frozen=True)
class Conditions:
    """The rules as this prefecture has set them, and what it declares of its islands."""

    settings: Mapping[str, Setting] = field(default_factory=lambda: dict(DEFAULTS))
    ferry_links: frozenset[tuple[str, str]] = frozenset()
    exempt: frozenset[str] = frozenset()


def check(
    plan: Plan,
    figures: Sequence[ZoneFigures],
    inputs: Inputs,
    settings: Mapping[str, Setting] = DEFAULTS,
) -> list[Finding]:
    """Every breach and every rule that cannot be decided: red first, then by rule and zone.

    ``figures`` are those of ``evaluate(plan, inputs)``. A rule that ``settings`` leave out stands
    as by default.
    """
    in_force = {**DEFAULTS, **settings}
    found = [
        finding
        for name, checker in _CHECKERS.items()
        if in_force[name].enabled
        for finding in checker(plan, figures, inputs, in_force[name])
    ]
    return sorted(found, key=lambda finding: finding.severity != "red")


# --- the rules -------------------------------------------------------------------------------


def _complete(
    plan: Plan, figures: Sequence[ZoneFigures], inputs: Inputs, setting: Setting
) -> list[Finding]:
    found = []
    zones_of: dict[str, list[str]] = {code: [] for code in inputs.codes}
    for zone in plan.zones:
        for code in zone.municipality_codes:
            zones_of.setdefault(code, []).append(zone.zone_name)
    absent = [code for code, zones in zones_of.items() if not zones]
    if absent:
        reason = (
            f"どの圏域にも入っていない市区町村が{len(absent)}あります: {_names(absent, inputs)}。"
        )
        found.append(Finding(setting.severity, "complete", "", tuple(absent), reason))
    for code, zones in zones_of.items():
        if len(zones) > 1:
            listed = "と".join(f"「{zone}」" for zone in zones)
            reason = f"{_names([code], inputs)}が{listed}の{len(zones)}圏域に入っています。"
            found.append(Finding(setting.severity, "complete", "", (code,), reason))
    for zone in plan.zones:
        if not zone.municipality_codes:
            reason = f"「{zone.zone_name}」に市区町村が1つもありません。"
            found.append(Finding(setting.severity, "complete", zone.zone_code, (), reason))
    return found


def _at_least(rule: str, *metrics: str) -> Callable[..., list[Finding]]:
    """A rule that asks for at least the threshold of each metric in every zone with members."""

    def checker(
        plan: Plan, figures: Sequence[ZoneFigures], inputs: Inputs, setting: Setting
    ) -> list[Finding]:
        return [
            finding
            for metric in metrics
            for finding in _floor(rule, metric, plan, figures, inputs, setting)
        ]

    return checker


def _floor(
    rule: str,
    metric: str,
    plan: Plan,
    figures: Sequence[ZoneFigures],
    inputs: Inputs,
    setting: Setting,
) -> list[Finding]:
    label, unit, table = COUNTED[metric]
    if not inputs.has(metric):
        return [_no_table(rule, label, table)]
    threshold = setting.threshold or 0
    found = []
    for zone, known in zip(figures, known_sums(metric, plan, inputs), strict=True):
        measured, status = zone[metric]
        # what is known may already be enough, whatever the hidden part is
        if not zone.municipality_codes or known >= threshold:
            continue
        if measured is None:
            found.append(_undecided(rule, zone, label, status))
        else:
            reason = (
                f"「{zone.zone_name}」の{label}は{measured:,.10g}{unit}で、"
                f"下限の{threshold:,.10g}{unit}に足りません。"
            )
            found.append(_breach(rule, zone, reason, setting))
    return found


def _self_sufficiency(
    plan: Plan, figures: Sequence[ZoneFigures], inputs: Inputs, setting: Setting
) -> list[Finding]:
    rule, threshold = "self_sufficiency_floor", setting.threshold or 0
    if not inputs.has_flows:
        return [_no_table(rule, "完結率", "④流出入")]
    found = []
    for zone in figures:
        measured, status = zone["self_sufficiency_pct"]
        if (
            not zone.municipality_codes or status == NOT_APPLICABLE
        ):  # nobody lives there to be served
            continue
        if measured is None:
            found.append(_undecided(rule, zone, "完結率", status))
        elif measured < threshold - 1e-9:  # 80.0 is not less than 80
            reason = (
                f"「{zone.zone_name}」の完結率は{measured:.1f}%で、"
                f"下限の{threshold:g}%に足りません。"
            )
            found.append(_breach(rule, zone, reason, setting))
    return found


def _contiguous(
    plan: Plan, figures: Sequence[ZoneFigures], inputs: Inputs, setting: Setting
) -> list[Finding]:
    if inputs.borders is None:
        return [_no_table("contiguous", "つながり", "行政区域の境界")]
    neighbours = inputs.borders.neighbours()
    found = []
    for zone in figures:
        unseen = [c for c in zone.municipality_codes if c in inputs.borders.without_shape]
        seen = [code for code in zone.municipality_codes if code not in unseen]
        if unseen and len(zone.municipality_codes) > 1:
            reason = (
                f"「{zone.zone_name}」のつながりは判定できません"
                f"（{_names(unseen, inputs)}の境界がありません）。"
            )
            found.append(
                Finding("amber", "contiguous", zone.zone_code, tuple(unseen), reason, decided=False)
            )
        apart = pieces(seen, lambda code: neighbours.get(code, ()), inputs.borders.exempt)
        if len(apart) > 1 and not unseen:
            listed = " / ".join(_names(piece, inputs) for piece in apart)
            reason = (
                f"「{zone.zone_name}」は{len(apart)}つに分かれています（{listed}）。"
                "陸続きか、登録した航路でつながる1つの区域にしてください。"
            )
            outside = tuple(code for piece in apart[1:] for code in piece)
            found.append(Finding(setting.severity, "contiguous", zone.zone_code, outside, reason))
    return found


_CHECKERS: dict[str, Callable[..., list[Finding]]] = {
    "complete": _complete,
    "active_role": _at_least("active_role", "active_role_institutions"),
    "coordination_base": _at_least("coordination_base", "coordination_bases"),
    "functions": _at_least("functions", *(f"function:{name}" for name in FUNCTIONS)),
    "contiguous": _contiguous,
    "self_sufficiency_floor": _self_sufficiency,
    "population_floor": _at_least("population_floor", "population"),
}


# --- words -----------------------------------------------------------------------------------


def _breach(rule: str, zone: ZoneFigures, reason: str, setting: Setting) -> Finding:
    return Finding(setting.severity, rule, zone.zone_code, zone.municipality_codes, reason)


def _no_table(rule: str, label: str, table: str) -> Finding:
    reason = f"{label}は判定できません（{table}の表がありません）。"
    return Finding("amber", rule, "", (), reason, decided=False)


def _undecided(rule: str, zone: ZoneFigures, label: str, status: str) -> Finding:
    reason = f"「{zone.zone_name}」の{label}は判定できません（{status}の値を含みます）。"
    return Finding("amber", rule, zone.zone_code, zone.municipality_codes, reason, decided=False)


def _names(codes: Iterable[str], inputs: Inputs) -> str:
    return "、".join(inputs.names.get(code, code) for code in codes)
