"""圏域案: the map that can be clicked, the buttons that move, and what comes of a move."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from html import escape
from typing import Any

import streamlit as st

from zaitaku.compose import redraw, redraw_change
from zaitaku.compose.redraw import Desk
from zaitaku.compose.redraw_change import BROKEN, KEPT, UNDECIDED, Change, Chip
from zaitaku.exhibits import zone_maps
from zaitaku.kept import drafts as kept_drafts
from zaitaku.kept.drafts import Draft
from zaitaku.ui import redraw_drafts, redraw_state
from zaitaku.ui.screen import Screen
from zaitaku.zones import plan as editing
from zaitaku.zones.evaluate import MunicipalityChange

_MAP = "redraw_map"
_NAMED = 3  # zones that a chip names


def draw_map(screen: Screen, desk: Desk, given: Mapping[str, Any]) -> None:
    """The map of the plan; a click chooses a municipality."""
    # drawn as it is: remembering it would take longer than making it
    st.vega_lite_chart(
        None,
        zone_maps.zone_map(desk.plan, **given),
        theme=None,
        width="content",
        key=_MAP,
        on_select=lambda: redraw_state.choose_clicked(_MAP),
    )
    screen.note("太い枠: 選んだ市町村　しま: 移した市町村　破線: 今の圏域の境")


def chosen(screen: Screen, towns: Sequence[str]) -> None:
    """Other municipalities, another neighbour: an old target would be taken by mistake."""
    if st.session_state.get("_redraw_towns", towns) != towns:
        st.session_state.pop("to", None)
    st.session_state["_redraw_towns"] = list(towns)


def buttons(screen: Screen, desk: Desk, towns: Sequence[str], can_move: bool) -> None:
    """Move, undo, redo, and the zones themselves; then how the chosen one is cared for."""
    names = f"{len(towns)} 市町村" if len(towns) != 1 else desk.name(towns[0])
    with st.container(horizontal=True, gap="small"):
        st.button(
            f"{names}を移す" if towns else "移す",
            key="redraw_move",
            type="primary",
            disabled=not (towns and can_move),
            on_click=redraw_state.move_chosen,
        )
        st.button(
            "元に戻す", key="redraw_undo", disabled=not desk.history.past,
            on_click=redraw_state.undo,
        )  # fmt: skip
        st.button(
            "やり直す", key="redraw_redo", disabled=not desk.history.future,
            on_click=redraw_state.redo,
        )  # fmt: skip
        with st.popover("新しい圏域…", key="redraw_zones"):
            _zone_controls(desk, towns)
    change = next(
        (c for c in desk.result.comparison.municipalities if [c.municipality_code] == [*towns]),
        None,
    )
    if change is not None:
        screen.note(_share_words(desk, change))


def _share_words(desk: Desk, change: MunicipalityChange) -> str:
    """「北上市の患者のうち圏域内で受ける割合: 今の圏域 80.1%、この案 75.0%」"""

    def words(figure: tuple[float | None, str]) -> str:
        return figure[1] if figure[0] is None else f"{figure[0]:.1f}%"

    text = (
        f"{desk.name(change.municipality_code)}の患者のうち自分の圏域で受ける割合: "
        f"{words(change.base_share_pct)}"
    )
    return text + (f" → {words(change.plan_share_pct)}" if change.moved else "")


def _zone_controls(desk: Desk, towns: Sequence[str]) -> None:
    """What is needed less often than to move: a new zone, names, and all as it was."""
    name = st.text_input("圏域の名前", key="redraw_zone_name", max_chars=40)
    st.button(
        "選んだ市町村を新しい圏域にする",
        key="redraw_add",
        disabled=not (name.strip() and towns),
        on_click=redraw_state.edit,
        args=(lambda plan: editing.add_zone(plan, name, towns),),
    )
    inside = {zone for town in towns for zone in desk.plan.zones_of(town)}
    if len(inside) == 1:
        zone = desk.plan.zone(inside.pop())
        st.button(
            f"「{zone.zone_name}」をこの名前に変える",
            key="redraw_rename",
            disabled=not name.strip(),
            on_click=redraw_state.edit,
            args=(lambda plan: editing.rename(plan, zone.zone_code, name),),
        )
    st.button(
        "市町村のない圏域を消す",
        key="redraw_remove",
        disabled=all(zone.municipality_codes for zone in desk.plan.zones),
        on_click=redraw_state.edit,
        args=(editing.remove_empty,),
    )
    st.button(
        "すべて今の圏域に戻す",
        key="redraw_reset",
        disabled=desk.plan.zones == desk.base.zones,
        help="「元に戻す」で取り消せます。",
        on_click=redraw_state.edit,
        args=(lambda plan: editing.Plan(plan.name, desk.base.zones, plan.note),),
    )


def drafts(screen: Screen, desk: Desk) -> None:
    """What is not saved, what was left, and what was just discarded: one line with its buttons."""
    redraw_drafts.settle(screen, desk)
    with st.container(horizontal=True, vertical_alignment="center", key="redraw_draft"):
        if desk.is_changed:
            st.caption(
                f"保存していない変更は、下書きとして {kept_drafts.DAYS} 日間残ります。",
                width="content",
            )
            _tried("破棄する", "redraw_discard", redraw_drafts.discard)
        elif redraw_drafts.can_take_back():
            st.caption("下書きを破棄しました。", width="content")
            _tried("破棄を取り消す", "redraw_take_back", redraw_drafts.take_back)
        elif (draft := redraw_drafts.left(desk)) is not None:
            st.caption(_left_words(desk, draft), width="content")
            _tried("前回の続きから", "redraw_go_on", redraw_drafts.open_again, draft, desk.build)
            _tried("破棄する", "redraw_discard_left", redraw_drafts.discard_left, draft)
        elif redraw_drafts.discarded_left() is not None:
            st.caption("前回の下書きを破棄しました。", width="content")
            _tried("破棄を取り消す", "redraw_bring_back_left", redraw_drafts.bring_back_left)


def _tried(label: str, key: str, work: Callable[..., object], *given: object) -> None:
    st.button(
        label, key=key, on_click=redraw_state.attempt, args=(lambda: work(*given),), width="content"
    )


def _left_words(desk: Desk, draft: Draft) -> str:
    """「前回の下書き（11月27日 22:10、花巻市を岩手中部から盛岡へ移した案）」"""
    on = draft.changed_on
    time = f"{on.month}月{on.day}日 {on:%H:%M}、" if on else ""
    base = redraw.scheme(desk, draft.base)
    moved = redraw_change.moved_words(draft.history.present, base, desk.inputs.names)
    return f"前回の下書き（{time}{moved + '移した案' if moved else '市町村は移していない案'}）"


def changes(screen: Screen, found: Sequence[Change], chips: Sequence[Chip]) -> None:
    """今の圏域 → この案: figures as cards, rules as chips; each says in words what it means."""
    cards = "".join(_card(one) for one in found)
    rules = "".join(_rule(chip) for chip in chips)
    st.html(
        f'<div class="redraw-sums"><dl>{cards}</dl><ul aria-label="規則に合うか">{rules}</ul></div>'
    )


def _card(one: Change) -> str:
    same = one.before == one.after
    beside = "今の圏域と同じ" if same else f"今の圏域 {one.before}"
    lines = [f"<span>{escape(text)}</span>" for text in (beside, one.difference, one.where) if text]
    return (
        f"<div><dt>{escape(one.label)}</dt>"
        f"<dd><strong>{escape(one.after)}</strong>{''.join(lines)}</dd></div>"
    )


_LOOK = {KEPT: "kept", BROKEN: "broken", UNDECIDED: "open"}


def _rule(chip: Chip) -> str:
    rest = len(chip.zones) - _NAMED
    short = replace(chip, zones=(*chip.zones[:_NAMED], *([f"ほか {rest}"] if rest > 0 else [])))
    where = f"（{short.where}）" if short.where else ""
    before = "" if chip.was == chip.verdict else f" ← 今の圏域では{chip.was}"
    return (
        f'<li class="{_LOOK[chip.verdict]}"><b>{chip.verdict}</b> '
        f"{escape(chip.label + where + before)}</li>"
    )
