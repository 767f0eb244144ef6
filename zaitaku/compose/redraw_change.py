"""圏域案: what was moved, and what comes of it: before → after, and the rules in short."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zaitaku.ask import figures
from zaitaku.compose.redraw import NEW, Desk
from zaitaku.compose.sheet import Sheet
from zaitaku.derived.zoning_figures import Evaluated
from zaitaku.ground.states import ACTUAL, MISSING
from zaitaku.zones.evaluate import METRICS, Figure, ZoneFigures, overall
from zaitaku.zones.inputs import worst
from zaitaku.zones.plan import Move, Plan, moves
from zaitaku.zones.rules import RULES, Finding

_NAMED = 3  # municipalities or zones that are named before the rest is counted
_PCT = "self_sufficiency_pct"
_SHORT = {
    "complete": "漏れ・重なりなし",
    "active_role": "積極的役割",
    "coordination_base": "拠点",
    "functions": "4つの機能",
    "contiguous": "つながり",
    "self_sufficiency_floor": "完結率",
    "population_floor": "人口",
}
KEPT, BROKEN, UNDECIDED = "合う", "合わない", "判定できない"


# --- the sentence ------------------------------------------------------------------------------


def sentence(desk: Desk) -> str:
    """What was moved and what changed."""
    share, small = _within(desk), _breaches(desk)
    moved = moved_words(desk.plan, desk.base, desk.inputs.names)
    if not moved:
        own = f"「{desk.plan.name}」は今の圏域（{desk.base.name}）と同じ分け方。"
        if desk.plan_id == NEW:
            own = f"まだ市町村を移していない（今の圏域は{desk.base.name}）。"
        return (
            f"{own}圏域の中で{share.label}は {share.after}、"
            f"{small.label}は {len(desk.plan.zones)} 圏域のうち {small.after}。"
        )
    lead = "" if desk.plan_id == NEW else f"「{desk.plan.name}」: "
    return f"{lead}{moved}移した案。圏域の中で{_beside(share)}、{_beside(small)}。"


def moved_words(plan: Plan, base: Plan, names: Mapping[str, str]) -> str:
    """「花巻市を岩手中部から盛岡へ」, the first few named and all counted; '' for nothing."""
    found = moves(plan, base)
    if not found:
        return ""

    def name(move: Move) -> str:
        return names.get(move.municipality_code, move.municipality_code)

    routes = {(move.base_zone, move.plan_zone) for move in found}
    if len(routes) == 1:
        told = "・".join(map(name, found[:_NAMED]))
        start, end = (zone or "圏域なし" for zone in routes.pop())
        return f"{told}{_others(len(found))}を{start}から{end}へ"
    told = "、".join(
        f"{name(move)}（{move.base_zone or '圏域なし'}→{move.plan_zone or '圏域なし'}）"
        for move in found[:_NAMED]
    )
    return f"{told}{_others(len(found))}を"


def _others(count: int) -> str:
    return f"など {count} 市町村" if count > _NAMED else ""


def _beside(change: Change) -> str:
    """「…は 88.5% → 87.9%（−0.6 ポイント）」"""
    if change.before == change.after:
        return f"{change.label}は {change.after}のまま"
    difference = f"（{change.difference}）" if change.difference else ""
    return f"{change.label}は {change.before} → {change.after}{difference}"


# --- three figures -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """A figure in words, in the base and in the plan; ``difference`` is '' where there is none.

    ``where``: the zone it is of.
    """

    label: str
    before: str
    after: str
    difference: str
    where: str = ""


@dataclass(frozen=True)
class Chip:
    """A rule in short: whether the plan keeps it, whether the base did, and which zones do not.

    ``is_partial``: it is broken, and besides cannot be decided somewhere.
    """

    label: str
    verdict: str
    was: str
    zones: tuple[str, ...] = ()
    is_partial: bool = False

    @property
    def where(self) -> str:
        """「盛岡・久慈、ほかに判定できないところがある」"""
        partial = ["ほかに判定できないところがある"] if self.is_partial else []
        return "、".join(["・".join(self.zones)] * bool(self.zones) + partial)


def consequences(sheet: Sheet, desk: Desk) -> None:
    """Three figures first, then the rules, for the screen and for files."""
    changes = [_within(desk), _smallest(desk), _breaches(desk)]
    chips = [_chip(desk, rule) for rule in RULES if desk.conditions.settings[rule].enabled]
    head = ("項目", f"今の圏域（{desk.base.name}）", "この案", "差")
    title = f"今の圏域との違い｜案「{desk.plan.name}」｜{desk.where}｜{sheet.year_label}"
    rows = [
        (one.label, one.before, f"{one.after}（{one.where}）" if one.where else one.after,
         one.difference)
        for one in changes
    ]  # fmt: skip
    for chip in chips:
        now = f"{chip.verdict}（{chip.where}）" if chip.where else chip.verdict
        rows.append((f"規則: {chip.label}", chip.was, now, ""))
    for row in rows:
        sheet.listed(head, row, title=title, behind=[desk.figures])
    sheet.part("redraw_changes", changes, chips)
    if told := islands_words(desk):
        sheet.note(told)
    sheet.part("redraw_drafts", desk)


def _within(desk: Desk) -> Change:
    own, base = (overall(one.figures)[_PCT] for one in _both(desk))
    return _change("完結する患者の割合", base, own, "%", "ポイント", 1)


def _smallest(desk: Desk) -> Change:
    """By population; by patients where no population was imported."""
    metric = "population" if desk.inputs.has("population") else "resident_patients"
    label = "最小の圏域の人口" if metric == "population" else "最小の圏域の患者"
    (own, where), (base, _) = (_least(one.figures, metric) for one in _both(desk))
    unit, decimals = METRICS[metric].unit, 0 if metric == "population" else 1
    return _change(label, base, own, f" {unit}", unit, decimals, where)


def _least(zones: Sequence[ZoneFigures], metric: str) -> tuple[Figure, str]:
    """The smallest zone; unknown as soon as one is, for that one could be smaller."""
    found = [(zone[metric], zone.zone_name) for zone in zones if zone.municipality_codes]
    if not found:
        return Figure(None, MISSING), ""
    status = worst(*(figure.status for figure, _ in found))
    if status != ACTUAL:
        return Figure(None, status), ""
    return min(found, key=lambda one: one[0].value or 0)


def _breaches(desk: Desk) -> Change:
    """Zones with at least one breach; what cannot be decided is told and not counted."""
    own, base = (Figure(len(_broken(one)), ACTUAL) for one in _both(desk))
    undecided = {f.rule for f in desk.result.findings if not f.decided}
    where = f"ほかに判定できない規則 {len(undecided)}" if undecided else ""
    return _change("規則に合わない圏域", base, own, " 圏域", "圏域", 0, where)


def _broken(result: Evaluated) -> set[str]:
    return {found.zone_code for found in result.findings if found.decided and found.zone_code}


def _both(desk: Desk) -> tuple[Evaluated, Evaluated]:
    """The plan and the base."""
    return desk.result, desk.evaluate(desk.base)


def _change(
    label: str, base: Figure, own: Figure, unit: str, points: str, decimals: int, where: str = ""
) -> Change:
    before, after = (_words(figure, unit, decimals) for figure in (base, own))
    difference = ""
    if base.value is not None and own.value is not None and before != after:
        gap = own.value - base.value
        sign = "+" if gap > 0 else "−"
        difference = f"{sign}{figures.number(abs(gap), decimals)} {points}"
    return Change(label, before, after, difference, where)


def _words(figure: Figure, unit: str, decimals: int) -> str:
    if figure.value is None:
        return figures.STATE_WORDS[figure.status]
    return figures.number(figure.value, decimals) + unit


# --- rules -------------------------------------------------------------------------------------


def _chip(desk: Desk, rule: str) -> Chip:
    setting = desk.conditions.settings[rule]
    label = _SHORT[rule]
    if rule in ("self_sufficiency_floor", "population_floor") and setting.threshold is not None:
        label += f" {setting.threshold:,g}{RULES[rule].unit}以上"
    now, was = ([f for f in one.findings if f.rule == rule] for one in _both(desk))
    names = {zone.zone_code: zone.zone_name for zone in desk.plan.zones}
    broken = (names[f.zone_code] for f in now if f.decided and f.zone_code in names)
    verdict = _verdict(now)
    is_partial = verdict == BROKEN and any(not f.decided for f in now)
    return Chip(label, verdict, _verdict(was), tuple(dict.fromkeys(broken)), is_partial)


def _verdict(found: Sequence[Finding]) -> str:
    if any(one.decided for one in found):
        return BROKEN
    return UNDECIDED if found else KEPT


def islands_words(desk: Desk) -> str:
    """How the rule of contiguity takes municipalities without a neighbour by land; '' for none."""
    found = desk.inputs.islands()
    if not found or not desk.conditions.settings["contiguous"].enabled:
        return ""

    def treated(code: str) -> str:
        if code in desk.conditions.exempt:
            return "離れていてよい"
        ferries = [pair for pair in sorted(desk.conditions.ferry_links) if code in pair]
        ends = "・".join(desk.name(one if other == code else other) for one, other in ferries)
        return f"航路で{ends}とつながる" if ends else "どことも離れている"

    listed = "、".join(f"{desk.name(code)}（{treated(code)}）" for code in found)
    return (
        f"陸続きの隣が県内にない市町村（離島・飛び地）: {listed}。"
        "扱いは下の「規則としきい値を変える」で変えられます。"
    )
