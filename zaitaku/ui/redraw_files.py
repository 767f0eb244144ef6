"""圏域案: saving by name, files, and proposals made from the flows."""

from __future__ import annotations

import csv
import io

import streamlit as st

from zaitaku.access import asking
from zaitaku.compose import words
from zaitaku.compose.redraw import NEW, Desk
from zaitaku.derived.zoning_inputs import with_conditions
from zaitaku.ground.errors import ZaitakuError
from zaitaku.ui import handing, redraw_state, uploading
from zaitaku.ui.handing import Taken
from zaitaku.ui.screen import Screen
from zaitaku.zones import planfile, sizes, suggest
from zaitaku.zones.membership import COLUMNS, to_rows
from zaitaku.zones.plan import named_as
from zaitaku.zones.proposal import Suggestion

_FOUND = "_redraw_found"
_METHODS = {"optimise": "最適化（完結率が最も高い）", "plurality": "最多受療先でまとめる"}


def show(screen: Screen, desk: Desk) -> None:
    """Saving, files and proposals."""
    _save(screen, desk)
    _proposals(screen, desk)


def _save(screen: Screen, desk: Desk) -> None:
    """Save, delete with undo, export and import."""
    screen.head("案の保存と受け渡し", f"案「{desk.plan.name}」")
    name, button = st.columns([3, 2], vertical_alignment="bottom")
    with name:
        suggested = "" if desk.plan_id == NEW else desk.plan.name
        if st.session_state.get("_redraw_named") != desk.plan_id:
            st.session_state["_redraw_named"] = desk.plan_id
            st.session_state["redraw_name"] = suggested
        written = st.text_input("案の名前", key="redraw_name", max_chars=60)
    taken = any(saved.name == written.strip() for saved in desk.saved)
    with button:
        again = st.checkbox("同じ名前の案を置き換える", key="redraw_replace") if taken else False
        st.button(
            "保存する",
            key="redraw_save",
            type="primary",
            disabled=not written.strip() or (taken and not again) or not asking.may("change"),
            on_click=redraw_state.save,
            kwargs={"replace_saved": again},
        )
    _deletion(desk)
    _files(desk)


def _deletion(desk: Desk) -> None:
    opened = next((saved for saved in desk.saved if saved.plan_id == desk.plan_id), None)
    gone = redraw_state.deleted()
    with st.container(horizontal=True):
        if opened is not None:
            st.button(
                f"「{opened.name}」を削除する",
                key="redraw_delete",
                on_click=redraw_state.delete,
                args=(opened,),
            )
        if gone is not None:
            st.button(
                f"削除した「{gone.name}」を元に戻す",
                key="redraw_restore",
                on_click=redraw_state.bring_back,
            )


def _files(desk: Desk) -> None:
    with st.container(horizontal=True):
        taken = Taken("internal", "圏域案", build_id=desk.build.build_id)
        handing.button(
            "案を書き出す（JSON）",
            lambda: planfile.to_json(desk.plan).encode(),
            f"圏域案_{_file_stem(desk.plan.name)}_内部.json",
            "application/json",
            key="redraw_json",
            taken=taken,
        )
        handing.button(
            "圏域の表で書き出す（CSV）",
            lambda: _table(desk),
            f"圏域案_{_file_stem(desk.plan.name)}_内部.csv",
            "text/csv",
            key="redraw_csv",
            taken=taken,
            help="決まった案は、この表を取り込むと圏域の種類になります。",
        )
    st.caption(
        "取り込んだ圏域の種類を除くには、コマンド zaitaku zones remove 種類の名前 を使います"
        "（前の版と保存した案は残ります）。"
    )
    with st.expander("案のファイルを開く（JSON・CSV・Excel）"):
        given = uploading.field(
            "案のファイル", ["json", "csv", "xlsx"], "redraw_file", page="redraw", labelled=False
        )
        if given is not None:
            st.button(
                "このファイルの案を開く",
                key="redraw_open",
                on_click=redraw_state.read_file,
                args=(given.name, given.getvalue()),
            )


def _file_stem(name: str) -> str:
    return "".join(sign if sign.isalnum() else "_" for sign in name)


def _table(desk: Desk) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(to_rows(desk.plan))
    return out.getvalue().encode("utf-8-sig")


# --- proposals -------------------------------------------------------------------------------


def _proposals(screen: Screen, desk: Desk) -> None:
    """Made from the flows, with its steps; on the desk only when the reader says so."""
    with st.expander("流出入から案を提案する", key="redraw_suggest", on_change="rerun") as place:
        if not place.open:
            return
        first, second, third = st.columns([2, 2, 3], vertical_alignment="bottom")
        with first:
            zones = st.number_input(
                "圏域の数", 1, len(desk.inputs.codes), len(desk.plan.zones), key="redraw_number"
            )
        with second:
            floor = st.number_input("完結率の下限（%）", 0, 100, 0, 5, key="redraw_floor")
        with third:
            method = screen.choice("by", "方法", _METHODS)
        ruled = method == "optimise" and st.checkbox(
            "役割・機能・人口の規則を条件にする", value=True, key="redraw_ruled"
        )
        is_even = st.checkbox(
            "大きさをそろえる",
            value=True,
            key="redraw_even",
            help="市町村の数は平均の半分から 2 倍まで、人口は平均の 4 分の 1 以上にします。"
            "陸続きの隣がない離島は、それだけの圏域になることがあります。",
        )
        if st.button("提案を作る", key="redraw_make"):
            _make(desk, int(zones), float(floor), method, ruled=ruled, is_even=is_even)
        found = st.session_state.get(_FOUND)
        if isinstance(found, Suggestion):
            st.markdown(
                "\n".join(f"{n}. {words.escape(step)}" for n, step in enumerate(found.steps, 1))
            )
            st.button(
                "この提案を案として開く",
                key="redraw_take",
                on_click=redraw_state.edit,
                # called as the zones they continue, so that what is moved can be told
                args=(lambda plan: named_as(found.plan(plan.name), desk.base),),
                help="「元に戻す」で取り消せます。保存はされません。",
            )


def _make(desk: Desk, zones: int, floor: float, method: str, *, ruled: bool, is_even: bool) -> None:
    inputs = with_conditions(desk.inputs, desk.conditions)
    st.session_state.pop(_FOUND, None)
    try:
        with st.spinner("提案を作っています（10 秒以内）…"):
            limits = sizes.even(inputs, zones) if is_even else ()
            propose = suggest.plurality if method == "plurality" else suggest.optimise
            if ruled:
                limits += suggest.limits_from(inputs, desk.conditions.settings)
            st.session_state[_FOUND] = propose(
                inputs, zones=zones, min_self_sufficiency_pct=floor, limits=limits
            )
    except ZaitakuError as error:
        st.error(str(error))
