"""圏域案: the rules switched and set, for everyone who uses the data."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from zaitaku.compose import redraw_tables
from zaitaku.compose.redraw import Desk
from zaitaku.kept import plans
from zaitaku.ui import redraw_state
from zaitaku.ui.screen import Screen
from zaitaku.zones.inputs import pieces
from zaitaku.zones.rules import LEVELS, RULES, Setting


def reasons(screen: Screen, desk: Desk) -> None:
    """Every finding with its reason and municipalities, when the reader opens them."""
    with st.expander("理由と市町村", key="redraw_reasons", on_change="rerun") as place:
        if place.open:
            redraw_tables.reasons(screen, desk)


def switches(screen: Screen, desk: Desk) -> None:
    """Which rules count, from what on, and how a breach is marked."""
    with st.expander(
        "規則としきい値を変える（このデータを使う全員に共通）",
        key="redraw_rules",
        on_change="rerun",
    ) as place:
        if not place.open:
            return
        if desk.decided:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.caption("薄い規則は、決裁した「圏域の規則の表」のとおりです。")
                screen.link("data/entry.py", "入力で改める")
        for name, rule in RULES.items():
            setting = desk.conditions.settings[name]
            is_decided = name in desk.decided
            key = f"rule_{name}_decided" if is_decided else f"rule_{name}"
            on, threshold, level = st.columns([4, 2, 2], vertical_alignment="bottom")
            on.toggle(
                rule.label, value=setting.enabled, key=key, on_change=_set, disabled=is_decided
            )
            if setting.threshold is not None:
                threshold.number_input(
                    f"下限（{rule.unit}）",
                    min_value=0.0,
                    max_value=100.0 if rule.unit == "%" else None,
                    value=float(setting.threshold),
                    step=1.0,
                    key=f"{key}_threshold",
                    disabled=is_decided,
                    on_change=_set,
                    format="%g",
                )
            level.selectbox(
                "合わないとき",
                list(LEVELS),
                index=list(LEVELS).index(setting.severity),
                format_func=lambda code: LEVELS[code],
                key=f"{key}_level",
                disabled=is_decided,
                on_change=_set,
                filter_mode=None,
            )
        _islands(desk)
    st.session_state["_redraw_conditions"] = plans.conditions(desk.data_dir)


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
