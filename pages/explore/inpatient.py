"""Inpatients between all 構想区域 of Japan (queries/inpatient/flows.sql, top.sql): NDB, not KDB."""

import streamlit as st

from zaitaku.exhibits import measures
from zaitaku.exhibits.charts.heatmap import od_heatmap
from zaitaku.exhibits.charts.partner_shares import shares
from zaitaku.sentences import inpatient as sentences
from zaitaku.ui import answer, controls, download, frame, inpatient_state

SOURCE = "入院・NDB（全国）"
LEAD = (
    "厚生労働省が公表した入院（NDB）の割合です。人数はなく、在宅医療の KDB の数値とは別の資料です"
    "（足したり比べたりできません）。左の年度と地域の単位には従いません。"
)
SIDES = {
    "outgoing": "どこに入院しているか（流出）",
    "incoming": "どこから入院しているか（流入）",
}
MEASURES = ("share_of_origin", "share_of_destination")


def show(chosen: inpatient_state.Chosen) -> None:
    about = {"area_code": chosen.code, "bed_function": chosen.bed_function}
    tops = {side: answer.ask("inpatient/top", direction=side, **about) for side in SIDES}
    words = {"area": chosen.name, "bed_function": chosen.bed_function}
    frame.sentence(sentences.standing(tops["outgoing"], tops["incoming"], **words))
    for side, label in SIDES.items():
        frame.figure_title(SOURCE, f"{chosen.name}　{label}", chosen.bed_function)
        if len(tops[side]):
            frame.figure(shares, tops[side], key=f"shares-{side}")
        frame.table(tops[side], key=side, label=f"表で見る｜{label}")
        download.buttons(tops[side], key=side)
    flows = answer.ask(
        "inpatient/flows", prefecture_code=chosen.prefecture_code, bed_function=chosen.bed_function
    )
    labels = measures.menu("inpatient/flows", *MEASURES)
    measure = controls.choice("ip_measure", "見る割合", labels, few=True)
    frame.figure_title(
        SOURCE, labels[measure], f"{chosen.prefecture} 構想区域別", chosen.bed_function
    )
    frame.figure(od_heatmap, flows, measure, chosen.code)
    st.caption(
        "「…」（データなし）は、患者が少なく元の表に載っていない相手です。0 ではありません。"
    )
    frame.table(flows, key="inpatient-flows")
    frame.how_to_read(
        what="住所地の入院患者がどの区域に入院しているか、入院患者がどの区域に住んでいるかの割合。",
        can="入院がどの区域に頼っているか。県外（ほかの都道府県）の区域も、載っていれば分かります。",
        cannot="人数。載っていない相手（患者が一定数に満たない区域）。在宅医療の流出入との大小。",
        answer=flows,
    )
    download.buttons(flows)


frame.open_page("全国の入院の流出入", lead=LEAD)
if (area := inpatient_state.choose()) is not None:
    show(area)
