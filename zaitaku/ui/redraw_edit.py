"""圏域案: the map, and the controls that move a municipality."""

from __future__ import annotations

from typing import Any

import streamlit as st

from zaitaku.compose import words
from zaitaku.exhibits import zone_maps
from zaitaku.ui import controls, record, redraw_state
from zaitaku.ui.redraw_state import Desk, Ground
from zaitaku.zones import plan as editing
from zaitaku.zones.evaluate import MunicipalityChange

_MAP = "redraw_map"


def draw(desk: Desk) -> None:
    """The map on the left, the controls beside it; without boundaries the controls alone."""
    ground = redraw_state.ground(desk)
    left, right = st.columns([8, 5], gap="medium") if ground else (None, st.container())
    with right:
        town = _controls(desk)
    if left is None or ground is None:
        st.info(
            "境界データが取り込まれていないため、地図を描けません。市町村は選択欄で選べます。"
            "国土数値情報「行政区域データ」（N03）を取り込むと、地図でも選べます。"
        )
        return
    with left:
        _map(desk, town, ground)


def _map(desk: Desk, town: str, ground: Ground) -> None:
    neighbours = desk.inputs.borders.neighbours() if desk.inputs.borders else {}
    kwargs: dict[str, Any] = {
        "geo_url": ground.url,
        "aspect": ground.aspect,
        "places": ground.places,
        "borders": ground.borders,
        "zone_colors": zone_maps.colors(desk.plan, neighbours),
        "moved": desk.result.moved,
        "outline": redraw_state.outline(desk) if desk.result.moved else "",
        "highlight": town,
        "place_name": desk.where,
    }
    record.headed(f"圏域案「{desk.plan.name}」｜{desk.where}｜{controls.year_label()}")
    record.drew(zone_maps.zone_map, (desk.plan,), kwargs)
    if record.alone():
        return
    spec = zone_maps.zone_map(desk.plan, **kwargs)
    # drawn as it is: remembering it would take longer than making it
    st.vega_lite_chart(
        None,
        spec,
        theme=None,
        width="content",
        key=_MAP,
        on_select=lambda: redraw_state.choose_clicked(_MAP),
    )
    st.caption(
        "市町村をクリックすると選べます（太い枠）。しま模様は移した市町村、"
        f"破線は今の圏域（{desk.base.name}）の境界です。"
    )


def _controls(desk: Desk) -> str:
    """Choose a municipality and a zone and move it; returns the municipality."""
    zones: dict[str, list[str]] = {}
    for zone in desk.plan.zones:
        for code in zone.municipality_codes:
            zones.setdefault(code, []).append(zone.zone_name)
    towns = {
        code: f"{name}（{'・'.join(zones.get(code, ['どの圏域にも入っていない']))}）"
        for code, name in desk.inputs.names.items()
    }
    town = controls.choice("town", "市町村", towns, help="地図をクリックしても選べます。")
    _about(desk, town)
    # another municipality, another neighbour: an old target would be taken by mistake
    if st.session_state.get("_redraw_town", town) != town:
        st.session_state.pop("to", None)
    st.session_state["_redraw_town"] = town
    inside = desk.plan.zones_of(town)
    others = {z.zone_code: z.zone_name for z in desk.plan.zones if (z.zone_code,) != inside}
    controls.choice("to", "移す先の圏域", others, _nearest(desk, town, others), empty="なし")
    st.button(
        f"{desk.name(town)}を移す",
        key="redraw_move",
        type="primary",
        disabled=not others,
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
    return town


def _nearest(desk: Desk, town: str, others: dict[str, str]) -> str | None:
    """The zone beside it, so that the usual move needs no search."""
    beside = desk.inputs.borders.neighbours().get(town, set()) if desk.inputs.borders else set()
    found = (z.zone_code for z in desk.plan.zones if beside & set(z.municipality_codes))
    return next((code for code in found if code in others), None)


def _about(desk: Desk, town: str) -> None:
    change = next(
        (c for c in desk.result.comparison.municipalities if c.municipality_code == town), None
    )
    if change is not None:
        st.caption(words.escape(_share_words(desk, change)))


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
