"""圏域案: the figures of the plan beside the scheme in force, the rules, plans side by side."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import streamlit as st

from zaitaku.ask import figures
from zaitaku.compose import words
from zaitaku.derived import zoning
from zaitaku.derived.zoning import Evaluated
from zaitaku.ground.states import MISSING, SUPPRESSED
from zaitaku.ui import controls, frame, record, redraw_state
from zaitaku.ui.redraw_state import Desk
from zaitaku.zones.evaluate import (
    METRICS,
    TOP_DESTINATIONS,
    Figure,
    ZoneChange,
    ZoneFigures,
    overall,
)
from zaitaku.zones.plan import Plan
from zaitaku.zones.rules import RULES, Finding, Setting

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
_SHORT = {
    "resident_patients": "住んでいる患者",
    "institutions": "訪問診療",
    "round_the_clock_providers": "24時間対応",
    "end_of_life_providers": "看取り",
    "active_role_institutions": "積極的役割",
    "coordination_bases": "拠点",
}


def sentence(desk: Desk) -> str:
    """What the plan changes, in one sentence."""
    result = desk.result
    own = overall(result.figures)["self_sufficiency_pct"]
    change = result.comparison.overall["self_sufficiency_pct"]
    rules = (
        f"規則に合わないところは赤 {result.count('red')} 件、黄 {result.count('amber')} 件です。"
    )
    whole = f"全体の完結率は {_words(own, 'self_sufficiency_pct')}%"
    if own.value is None:
        whole = f"全体の完結率は{figures.STATE_WORDS[own.status]}"
    if not result.moved:
        same = f"「{desk.plan.name}」は今の圏域（{desk.base.name}）と同じ分け方です。"
        return f"{same}{whole}で、{rules}"
    moved = "、".join(desk.name(code) for code in result.moved[:3])
    more = f"など {len(result.moved)} 市町村" if len(result.moved) > 3 else ""
    against = ""
    if change.value is not None:
        against = f"（今の圏域より {_signed(change, 'self_sufficiency_pct')} ポイント）"
    return (
        f"「{desk.plan.name}」は今の圏域（{desk.base.name}）から{moved}{more}を移し、"
        f"{whole}{against}、{rules}"
    )


def zones(desk: Desk) -> None:
    """Two tables: where patients go, and who lives and works there; changes in brackets."""
    # the numbers behind the map just drawn, as numbers
    record.tabled(desk.figures, ("zone_name", *_FLOWS, *_MEANS), "")
    frame.figure_title("患者の流れと圏域内の完結", f"{desk.where} 圏域別", controls.year_label())
    changes = [c for c in desk.result.comparison.zones if c.plan is not None]
    gone = [change for change in desk.result.comparison.zones if change.kind == "gone"]
    table = {"圏域": [_mark(change) for change in changes]}
    table |= _columns(changes, _FLOWS)
    for place in range(TOP_DESTINATIONS):
        table[f"流出先 {place + 1}位"] = [_destination(c.plan, place) for c in changes if c.plan]
    with st.container(key="redraw_flows"):
        _table(table, _FLOWS)
    frame.figure_title("人口と担い手", f"{desk.where} 圏域別", controls.year_label())
    table = {"圏域": [_mark(change) for change in changes]}
    table["市町村"] = [
        "、".join(map(desk.name, c.plan.municipality_codes)) for c in changes if c.plan
    ]
    table |= _columns(changes, _MEANS)
    with st.container(key="redraw_means"):
        _table(table, _MEANS)
    note = (
        "（ ）は今の圏域との差です。圏域コードが同じ圏域どうしを比べています。"
        "訪問診療・看取り・24時間対応・積極的役割・拠点は、それを担う機関の数です。"
    )
    if gone:
        note += f"案でなくなった圏域: {'、'.join(change.zone_name for change in gone)}。"
    st.caption(words.escape(note))


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


def _table(columns: dict[str, list[str]], metrics: Sequence[str]) -> None:
    draw(columns, {_title(metric) for metric in metrics})


def draw(columns: dict[str, list[str]], numbers: Collection[str]) -> None:
    """A plain table. As Markdown, because the page draws several anew after every move."""
    for row in zip(*columns.values(), strict=True):
        record.listed(tuple(columns), row)
    if record.alone():
        return
    titles = [words.escape(title) for title in columns]
    lines = ["| " + " | ".join(titles) + " |"]
    lines.append("|" + "|".join("---:" if t in numbers else ":---" for t in columns) + "|")
    for row in zip(*columns.values(), strict=True):
        lines.append("| " + " | ".join(map(words.escape, row)) + " |")
    st.markdown("\n".join(lines))


# --- rules -----------------------------------------------------------------------------------


def rules(desk: Desk) -> None:
    """The list of what breaks a rule or cannot be decided, and the switches."""
    frame.figure_title("規則の確認", f"案「{desk.plan.name}」", controls.year_label())
    findings = desk.result.findings
    if findings:
        _summary(desk)
        with st.expander("理由と市町村", key="redraw_reasons", on_change="rerun") as place:
            if place.open:
                _reasons(desk)
    else:
        st.success("使っている規則に合わないところはありません。")
    _switches(desk)


def _summary(desk: Desk) -> None:
    """One row per rule and level; the zones it concerns, or the reason where it concerns all."""
    names = {zone.zone_code: zone.zone_name for zone in desk.plan.zones}
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in desk.result.findings:
        groups.setdefault((finding.severity, finding.rule), []).append(finding)
    rows = [
        (
            zoning.LEVELS[level],
            RULES[rule].label,
            str(len(found)),
            "、".join(dict.fromkeys(names.get(f.zone_code, f.reason) for f in found)),
        )
        for (level, rule), found in groups.items()
    ]
    titles = ("判定", "規則", "件数", "圏域")
    columns = zip(*rows, strict=True)
    draw(dict(zip(titles, map(list, columns), strict=True)), {"件数"})


def _reasons(desk: Desk) -> None:
    findings = desk.result.findings
    draw(
        {
            "判定": [zoning.LEVELS[finding.severity] for finding in findings],
            "理由": [finding.reason for finding in findings],
            "市町村": ["、".join(map(desk.name, f.municipality_codes)) for f in findings],
        },
        (),
    )


def _switches(desk: Desk) -> None:
    with st.expander(
        "規則としきい値を変える（このデータを使う全員に共通）",
        key="redraw_rules",
        on_change="rerun",
    ) as place:
        if not place.open:
            return
        for name, rule in RULES.items():
            setting = desk.conditions.settings[name]
            on, threshold, level = st.columns([4, 2, 2], vertical_alignment="bottom")
            on.toggle(rule.label, value=setting.enabled, key=f"rule_{name}", on_change=_set)
            if setting.threshold is not None:
                threshold.number_input(
                    f"下限（{rule.unit}）",
                    min_value=0.0,
                    max_value=100.0 if rule.unit == "%" else None,
                    value=float(setting.threshold),
                    step=1.0,
                    key=f"rule_{name}_threshold",
                    on_change=_set,
                    format="%g",
                )
            level.selectbox(
                "合わないとき",
                list(zoning.LEVELS),
                index=list(zoning.LEVELS).index(setting.severity),
                format_func=lambda code: zoning.LEVELS[code],
                key=f"rule_{name}_level",
                on_change=_set,
                filter_mode=None,
            )
        _islands(desk)
    st.session_state["_redraw_conditions"] = desk.conditions


def _islands(desk: Desk) -> None:
    names = dict(desk.inputs.names)
    st.multiselect(
        "離れていてよい市町村（離島・飛び地）",
        list(names),
        default=sorted(desk.conditions.exempt & set(names)),
        format_func=lambda code: names.get(code, code),
        key="rule_exempt",
        placeholder="なし",
        on_change=_set,
    )
    pairs = _ferry_pairs(desk)
    if pairs:
        st.multiselect(
            "航路でつながる組",
            pairs,
            default=[pair for pair in sorted(desk.conditions.ferry_links) if pair in pairs],
            format_func=lambda pair: " ― ".join(names.get(code, code) for code in pair),
            key="rule_ferries",
            placeholder="なし",
            on_change=_set,
        )


def _ferry_pairs(desk: Desk) -> list[tuple[str, str]]:
    """Pairs of which one touches nothing, or that belong to different pieces of land."""
    from zaitaku.zones.inputs import pieces

    borders = desk.inputs.borders
    if borders is None:
        return []
    beside = borders.neighbours()
    land = pieces(desk.inputs.codes, lambda code: beside.get(code, ()), frozenset())
    piece_of = {code: number for number, piece in enumerate(land) for code in piece}
    return [
        (one, other)
        for one in desk.inputs.codes
        for other in desk.inputs.codes
        if one < other and piece_of[one] != piece_of[other]
    ]


def _set() -> None:
    """Before the page: the switches as they stand become the rules for everyone."""
    state = st.session_state
    before = state["_redraw_conditions"]
    chosen = {
        name: Setting(
            bool(state.get(f"rule_{name}", setting.enabled)),
            None
            if setting.threshold is None
            else float(state.get(f"rule_{name}_threshold", setting.threshold)),
            state.get(f"rule_{name}_level", setting.severity),
        )
        for name, setting in before.settings.items()
    }
    redraw_state.set_conditions(
        replace(
            before,
            settings=chosen,
            exempt=frozenset(state.get("rule_exempt", before.exempt)),
            ferry_links=frozenset(map(tuple, state.get("rule_ferries", before.ferry_links))),
        )
    )


# --- side by side ----------------------------------------------------------------------------


def side_by_side(desk: Desk) -> None:
    """The scheme in force, the plan on the desk and any saved plans, one row each."""
    frame.figure_title("案を並べて比べる", desk.where, controls.year_label())
    others = {plan.plan_id: plan.name for plan in desk.saved if plan.plan_id != desk.plan_id}
    chosen = controls.choices("with", "並べる案", others, placeholder="保存した案から選ぶ")
    rows = [(f"今の圏域（{desk.base.name}）", desk.evaluate(desk.base))]
    rows.append((f"{desk.plan.name}（いま描いている案）", desk.result))
    rows += [(others[code], desk.evaluate(_saved(desk, code))) for code in chosen]
    _compare([name for name, _ in rows], [result for _, result in rows])


def _saved(desk: Desk, plan_id: str) -> Plan:
    from zaitaku.kept import plans

    return plans.load(desk.data_dir, plan_id, zoning.municipalities(desk.build))


def _compare(names: Sequence[str], results: Sequence[Evaluated]) -> None:
    worst = [zoning.lowest(result.figures) for result in results]
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
    draw({"案": list(names)} | numbers | texts | counts, {*numbers, *counts})
