"""Flows on a map, with the list of what it draws (queries/flows: matrix, largest, net)."""

import streamlit as st

from zaitaku.sentences import flows as sentences
from zaitaku.ui import answer, controls, download, flow_state, frame

LISTED = ("origin_name", "destination_name", "patients", "share_of_origin")
NET = ("origin_name", "destination_name", "net_patients", "patients", "back_patients")

frame.open_page("流出入の地図")
with st.container(horizontal=True):
    residence = flow_state.residence()
    span = controls.choice("span", "年度", {"one": "1年度", "all": "並べる"}, few=True)
want = flow_state.wanted()

kept = residence.kept
panels = {
    label: answer.ask("flows/matrix", residence=kept, fiscal_year=year)
    for year, label in controls.year_labels(every=span == "all").items()
}
listed = answer.ask(want.question, residence=kept, **want.params())
columns = NET if want.net else LISTED
whole = answer.ask("flows/summary", residence=kept, **controls.prefecture().params())
outside = answer.ask("flows/largest", residence=kept, destination_code=["県外"], top=1000)
when = controls.year_label() if span == "one" else "年度の推移"
title = f"{want.title}｜{residence.label}｜{controls.place()}｜{when}"

if frame.has_rows(panels[controls.year_label()], "patients"):
    frame.sentence(sentences.outside(whole, residences=kept))
    frame.figure_title(title)
    if len(panels) > 1:
        flow_state.draw(panels, want)
        label = f"流れの一覧（多い順）｜{controls.year_label()}"
        frame.table(listed, columns, key="listed", label=label, sort=False)
    else:
        drawn, beside = st.columns([3, 2])
        with drawn:
            flow_state.draw(panels, want)
        with beside:
            frame.table(
                listed,
                columns,
                key="listed",
                label="流れの一覧（多い順）",
                sort=False,
                expanded=True,
            )
    frame.table(outside, key="outside", label="県外への流出を表で見る")
    frame.how_to_read(
        what="住所地から医療機関所在地への流れ（弧）と、地域の中で受けている患者数（丸）。",
        can="どの地域へ集まり、どの地域から出ているか。数はヒートマップのほうが正確に読めます。",
        cannot="県外からの流入（元の集計の行は県内の保険者だけです）。通る道や通院の距離。",
        answer=listed,
    )
    download.buttons(listed)
