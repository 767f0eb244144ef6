"""Who is visited from where (queries/flows/matrix.sql, summary.sql, top.sql)."""

import streamlit as st

from zaitaku import sentences_flows as sentences
from zaitaku.charts.heatmap import od_heatmap
from zaitaku.charts.ranking import partners
from zaitaku.ui import answer, controls, download, frame

RESIDENCES = {"home": "同一建物以外（居宅など）", "shared": "同一建物（施設など）", "both": "両方"}
KEPT = {"home": ["同一建物以外"], "shared": ["同一建物"], "both": []}
MEASURES = {
    "patients": "患者数",
    "share_of_origin": "住所地に占める割合",
    "share_of_destination": "医療機関所在地に占める割合",
}
BLOCKS = {"medical_area": "二次医療圏", "zone": "在宅医療圏"}
DIRECTIONS = {"outgoing": "流出先", "incoming": "県内からの流入元"}

frame.open_page("流出入")
has_blocks = controls.area_unit() == "municipality" and controls.zone_scheme()
with st.container(horizontal=True):
    residence = controls.choice("residence", "居住形態", RESIDENCES, few=True)
    measure = controls.choice("measure", "見る数値", MEASURES, few=True)
    blocks = controls.choice("blocks", "並べる圏域", BLOCKS, few=True) if has_blocks else None

area, kept = controls.area(), KEPT[residence]
matrix = answer.ask("flows/matrix", residence=kept, group_unit=blocks)
summary = answer.ask("flows/summary", residence=kept)
outgoing = answer.ask("flows/top", residence=kept, area_code=area.code)
title = f"{RESIDENCES[residence]}｜{controls.place()}｜{controls.year_label()}"

if frame.has_rows(matrix, "patients"):
    said = {"residences": kept, "unit_label": controls.unit_label()}
    first = sentences.self_sufficiency(summary, outgoing, area.code, **said)
    frame.sentence(first + sentences.inflow(summary, area.code))
    frame.figure_title(f"訪問診療の流出入　{MEASURES[measure]}｜{title}")
    frame.chart(od_heatmap(matrix, measure, area.code))
    frame.table(matrix, label="流出入を表で見る")
    frame.how_to_read(
        what="行の地域に住む患者が、列の地域の医療機関から訪問診療を受けている数や割合。",
        can="濃い対角線は地域の中で受けている患者。横に濃いマスは流出先、縦に濃いマスは流入元。",
        cannot="県外からの流入（元の集計の行は県内の保険者だけです）。受けられていない人の数。",
        answer=matrix,
    )
    download.buttons(matrix)
    frame.figure_title(f"完結率・流出・県内からの流入｜{title}")
    frame.table(summary, label="地域ごとのまとめ", expanded=True)
    download.buttons(summary)

    direction = controls.choice("direction", "向き", DIRECTIONS, few=True)
    top = answer.ask("flows/top", residence=kept, area_code=area.code, direction=direction)
    frame.figure_title(f"{area.name}の{DIRECTIONS[direction]}｜{title}")
    if frame.has_rows(top):
        frame.chart(partners(top), key="partners")
        frame.table(top, label=f"{DIRECTIONS[direction]}を表で見る")
        download.buttons(top)
