"""圏域案: the figures of the plan beside the scheme in force, the rules, plans side by side."""

from __future__ import annotations

from collections.abc import Sequence

from zaitaku.ask import figures
from zaitaku.compose.redraw import Desk
from zaitaku.compose.sheet import Place, Sheet
from zaitaku.derived import zoning, zoning_figures
from zaitaku.derived.zoning_figures import Evaluated
from zaitaku.ground.states import MISSING, SUPPRESSED
from zaitaku.kept import plans
from zaitaku.zones.evaluate import (
    METRICS,
    TOP_DESTINATIONS,
    Figure,
    ZoneChange,
    ZoneFigures,
    overall,
)
from zaitaku.zones.plan import Plan
from zaitaku.zones.rules import LEVELS, RULES, Finding, Level

_FLOWS = (
    "resident_patients",
    "self_sufficiency_pct",
    "outflow_patients",
    "inflow_patients",
)
_MEANS = (
    "population_65plus",
    "population_75plus",
    "institutions",
    "round_the_clock_providers",
    "end_of_life_providers",
    "active_role_institutions",
    "coordination_bases",
)
_TABS = (
    "流れと完結",
    "人口と担い手",
    "規則の確認",
    "案を並べて比べる",
    "案の保存・提案",
    "読み方とファイル",
)
_SHORT = {
    "resident_patients": "住んでいる患者",
    "institutions": "訪問診療",
    "round_the_clock_providers": "24時間対応",
    "end_of_life_providers": "看取り",
    "active_role_institutions": "積極的役割",
    "coordination_bases": "拠点",
}


def tabs(sheet: Sheet, desk: Desk) -> Place:
    """What becomes of the zones, and what can be done with the plan, beside each other; the place
    for how to read all of it."""
    # the numbers behind the map just drawn, as numbers
    sheet.tabled(desk.figures, ("zone_name", *_FLOWS, *_MEANS))
    within, means, ruled, compared, kept, reading = sheet.tabs("redraw_under", _TABS)
    with within:
        _within(sheet, desk)
    with means:
        _who(sheet, desk)
    with ruled:
        _rules(sheet, desk)
    with compared:
        _side_by_side(sheet, desk)
    with kept:
        sheet.part("redraw_files", desk)
    return reading


def _within(sheet: Sheet, desk: Desk) -> None:
    """Where patients go; changes in brackets."""
    sheet.head("患者の流れと圏域内の完結", f"{desk.where} 圏域別", sheet.year_label)
    changes = _changes(desk)
    table = {"圏域": [_mark(change) for change in changes]}
    table |= _columns(changes, _FLOWS)
    for place in range(TOP_DESTINATIONS):
        table[f"流出先 {place + 1}位"] = [_destination(c.plan, place) for c in changes if c.plan]
    with sheet.box("redraw_flows"):
        _table(sheet, table, _FLOWS)
    _note(sheet, desk, "")


def _who(sheet: Sheet, desk: Desk) -> None:
    """Who lives and works there; changes in brackets."""
    changes = _changes(desk)
    sheet.head("人口と担い手", f"{desk.where} 圏域別", sheet.year_label)
    table = {"圏域": [_mark(change) for change in changes]}
    table["市町村"] = [
        "、".join(map(desk.name, c.plan.municipality_codes)) for c in changes if c.plan
    ]
    table |= _columns(changes, _MEANS)
    with sheet.box("redraw_means"):
        _table(sheet, table, _MEANS)
    _note(sheet, desk, "訪問診療・看取り・24時間対応・積極的役割・拠点は、それを担う機関の数です。")


def _changes(desk: Desk) -> list[ZoneChange]:
    return [change for change in desk.result.comparison.zones if change.plan is not None]


def _note(sheet: Sheet, desk: Desk, counted: str) -> None:
    gone = [c.zone_name for c in desk.result.comparison.zones if c.kind == "gone"]
    note = "（ ）は今の圏域との差です。圏域コードが同じ圏域どうしを比べています。" + counted
    sheet.note(note + (f"案でなくなった圏域: {'、'.join(gone)}。" if gone else ""))


def _columns(changes: Sequence[ZoneChange], metrics: Sequence[str]) -> dict[str, list[str]]:
    return {_title(m): [_cell(c.plan, c, m) for c in changes if c.plan] for m in metrics}


def _destination(zone: ZoneFigures, place: int) -> str:
    """「盛岡 12.3（5.1%）」; the state where those that could follow may not be told."""
    if place < len(zone.destinations):
        found = zone.destinations[place]
        share = "" if found.share_pct is None else f"（{found.share_pct:.1f}%）"
        return f"{found.name} {found.patients:,.1f}{share}"
    unknown = zone.destinations_status in (SUPPRESSED, MISSING)
    return figures.STATE_WORDS[zone.destinations_status] if unknown else "なし"


def _mark(change: ZoneChange) -> str:
    return change.zone_name + {"changed": "（変更）", "new": "（新設）"}.get(change.kind, "")


def _cell(zone: ZoneFigures, change: ZoneChange, metric: str) -> str:
    own = _words(zone[metric], metric)
    difference = change.change.get(metric, Figure(None, MISSING))
    # a change too small to be seen in the figures is none
    if difference.value is None or not _signed(difference, metric):
        return own
    return f"{own}（{_signed(difference, metric)}）"


def _words(figure: Figure, metric: str) -> str:
    if figure.value is None:
        return figures.STATE_WORDS[figure.status]
    return figures.number(figure.value, _decimals(metric))


def _signed(figure: Figure, metric: str) -> str:
    if figure.value is None:
        return ""
    text = figures.number(abs(figure.value), _decimals(metric))
    if not text.strip("0."):
        return ""
    return ("+" if figure.value > 0 else "−") + text


def _decimals(metric: str) -> int:
    return 0 if METRICS[metric].unit in ("人", "施設", "か所") else 1


def _title(metric: str) -> str:
    label, unit, _ = METRICS[metric]
    return f"{_SHORT.get(metric, label)}（{unit}）"


def _table(sheet: Sheet, columns: dict[str, list[str]], metrics: Sequence[str]) -> None:
    sheet.plain(columns, {_title(metric) for metric in metrics})


# --- rules -----------------------------------------------------------------------------------


def _rules(sheet: Sheet, desk: Desk) -> None:
    """The list of what breaks a rule or cannot be decided, and the switches."""
    sheet.head("規則の確認", f"案「{desk.plan.name}」", sheet.year_label)
    findings = desk.result.findings
    if findings:
        _summary(sheet, desk)
        sheet.part("redraw_reasons", desk)
    else:
        sheet.tell("使っている規則に合わないところはありません。", "success")
    sheet.part("redraw_switches", desk)


def _summary(sheet: Sheet, desk: Desk) -> None:
    """One row per rule and level; the zones it concerns, or the reason where it concerns all."""
    names = {zone.zone_code: zone.zone_name for zone in desk.plan.zones}
    groups: dict[tuple[Level, str], list[Finding]] = {}
    for finding in desk.result.findings:
        groups.setdefault((finding.severity, finding.rule), []).append(finding)
    rows = [
        (
            LEVELS[level],
            RULES[rule].label,
            str(len(found)),
            "、".join(dict.fromkeys(names.get(f.zone_code, f.reason) for f in found)),
        )
        for (level, rule), found in groups.items()
    ]
    titles = ("判定", "規則", "件数", "圏域")
    columns = zip(*rows, strict=True)
    sheet.plain(dict(zip(titles, map(list, columns), strict=True)), {"件数"})


def reasons(sheet: Sheet, desk: Desk) -> None:
    findings = desk.result.findings
    sheet.plain(
        {
            "判定": [LEVELS[finding.severity] for finding in findings],
            "理由": [finding.reason for finding in findings],
            "市町村": ["、".join(map(desk.name, f.municipality_codes)) for f in findings],
        },
        (),
    )


# --- side by side ----------------------------------------------------------------------------


def _side_by_side(sheet: Sheet, desk: Desk) -> None:
    """The scheme in force, the plan on the desk and any saved plans, one row each."""
    sheet.head("案を並べて比べる", desk.where, sheet.year_label)
    others = {plan.plan_id: plan.name for plan in desk.saved if plan.plan_id != desk.plan_id}
    chosen = sheet.choose_many("with", "並べる案", others, placeholder="保存した案から選ぶ")
    rows = [(f"今の圏域（{desk.base.name}）", desk.evaluate(desk.base))]
    rows.append((f"{desk.plan.name}（いま描いている案）", desk.result))
    rows += [(others[code], desk.evaluate(_saved(desk, code))) for code in chosen]
    _compare(sheet, [name for name, _ in rows], [result for _, result in rows])


def _saved(desk: Desk, plan_id: str) -> Plan:
    return plans.load(desk.data_dir, plan_id, zoning.municipalities(desk.build))


def _compare(sheet: Sheet, names: Sequence[str], results: Sequence[Evaluated]) -> None:
    worst = [zoning_figures.lowest(result.figures) for result in results]
    pct = "self_sufficiency_pct"
    numbers = {
        "圏域の数": [str(len(result.plan.zones)) for result in results],
        "移した市町村": [str(len(result.moved)) for result in results],
        "全体の完結率（%）": [_words(overall(r.figures)[pct], pct) for r in results],
    }
    texts = {
        "完結率が最も低い圏域": [
            f"{zone.zone_name} {_words(zone[pct], pct)}%" if zone else "データなし"
            for zone in worst
        ],
    }
    counts = {
        "赤（件）": [str(result.count("red")) for result in results],
        "黄（件）": [str(result.count("amber")) for result in results],
    }
    sheet.plain({"案": list(names)} | numbers | texts | counts, {*numbers, *counts})
