"""圏域案: the map that can be clicked, and the buttons that move a municipality."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from zaitaku.compose.redraw import Desk
from zaitaku.exhibits import zone_maps
from zaitaku.ui import redraw_state
from zaitaku.ui.screen import Screen
from zaitaku.zones import plan as editing
from zaitaku.zones.evaluate import MunicipalityChange

_MAP = "redraw_map"


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
    screen.note(
        "市町村をクリックすると選べます（太い枠）。しま模様は移した市町村、"
        f"破線は今の圏域（{desk.base.name}）の境界です。"
    )


def about(screen: Screen, desk: Desk, town: str) -> None:
    """What the plan does to the chosen municipality."""
    change = next(
        (c for c in desk.result.comparison.municipalities if c.municipality_code == town), None
    )
    if change is not None:
        screen.note(_share_words(desk, change))
    # another municipality, another neighbour: an old target would be taken by mistake
    if st.session_state.get("_redraw_town", town) != town:
        st.session_state.pop("to", None)
    st.session_state["_redraw_town"] = town


def buttons(screen: Screen, desk: Desk, town: str, can_move: bool) -> None:
    """Move, undo, redo, back to the scheme in force, and the zones themselves."""
    st.button(
        f"{desk.name(town)}を移す",
        key="redraw_move",
        type="primary",
        disabled=not can_move,
        on_click=redraw_state.move_chosen,
        width="stretch",
    )
    back, forward, start = st.columns(3, gap="small")
    back.button(
        "元に戻す",
        key="redraw_undo",
        disabled=not desk.history.past,
        on_click=redraw_state.undo,
        width="stretch",
    )
    forward.button(
        "やり直す",
        key="redraw_redo",
        disabled=not desk.history.future,
        on_click=redraw_state.redo,
        width="stretch",
    )
    start.button(
        "今の圏域に",
        key="redraw_reset",
        disabled=desk.plan.zones == desk.base.zones,
        help="すべて今の圏域に戻します（「元に戻す」で取り消せます）。",
        on_click=redraw_state.edit,
        args=(lambda plan: editing.Plan(plan.name, desk.base.zones, plan.note),),
        width="stretch",
    )
    _zone_controls(desk, town)


def _share_words(desk: Desk, change: MunicipalityChange) -> str:
    """「北上市の患者のうち圏域内で受ける割合: 今の圏域 80.1%、この案 75.0%」"""

    def words(figure: tuple[float | None, str]) -> str:
        return figure[1] if figure[0] is None else f"{figure[0]:.1f}%"

    text = (
        f"{desk.name(change.municipality_code)}の患者のうち、自分の圏域の中で受ける割合は、"
        f"今の圏域で {words(change.base_share_pct)}"
    )
    return text + (f"、この案で {words(change.plan_share_pct)}。" if change.moved else "。")


def _zone_controls(desk: Desk, town: str) -> None:
    with st.expander("圏域を増やす・名前を変える", key="redraw_zones", on_change="rerun") as place:
        if not place.open:
            return
        name = st.text_input("圏域の名前", key="redraw_zone_name", max_chars=40)
        st.button(
            f"{desk.name(town)}を新しい圏域にする",
            key="redraw_add",
            disabled=not name.strip(),
            on_click=redraw_state.edit,
            args=(lambda plan: editing.add_zone(plan, name, [town]),),
        )
        inside = desk.plan.zones_of(town)
        if inside:
            zone = desk.plan.zone(inside[0])
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
