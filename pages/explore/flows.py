"""Who is visited from where (queries/flows/matrix.sql, summary.sql, top.sql)."""

import streamlit as st

from zaitaku.exhibits import measures
from zaitaku.exhibits.charts.heatmap import od_heatmap
from zaitaku.exhibits.charts.partners import partners
from zaitaku.sentences import flows as sentences
from zaitaku.ui import answer, controls, download, flow_state, frame

MEASURES = ("patients", "share_of_origin", "share_of_destination")
DIRECTIONS = {"outgoing": "流出先", "incoming": "県内からの流入元"}

frame.open_page("流出入")
blocks, labels = flow_state.blocks(), measures.menu("flows/matrix", *MEASURES)
with st.container(horizontal=True):
    residence = flow_state.residence()
    measure = controls.choice("measure", "見る数値", labels, few=True)
    group = controls.choice("blocks", "並べる圏域", blocks, few=True) if blocks else None
    least = flow_state.minimum()

area, kept = controls.area(), residence.kept
matrix = answer.ask("flows/matrix", residence=kept, group_unit=group)
summary = answer.ask("flows/summary", residence=kept)
outgoing = answer.ask("flows/top", residence=kept, area_code=area.code)
title = f"{residence.label}｜{controls.place()}｜{controls.year_label()}"

if frame.has_rows(matrix, "patients"):
    said = {"residences": kept, "unit_label": controls.unit_label()}
    first = sentences.self_sufficiency(summary, outgoing, area.code, **said)
    frame.sentence(first + sentences.inflow(summary, area.code))
    frame.figure_title(f"訪問診療の流出入　{labels[measure]}｜{title}")
    frame.figure(od_heatmap, matrix, measure, area.code, least)
    frame.table(matrix, label="流出入を表で見る")
    frame.how_to_read(
        what="行の地域に住む患者が、列の地域の医療機関から訪問診療を受けている数や割合。",
        can="濃い対角線は地域の中で受けている患者。横に濃いマスは流出先、縦に濃いマスは流入元。",
        cannot="県外からの流入（元の集計の行は県内の保険者だけです）。受けられていない人の数。",
        answer=matrix,
    )
    download.buttons(matrix)
    if group:
        zones = answer.ask("flows/matrix", residence=kept, area_unit=group)
        place = f"{controls.prefecture().name.removesuffix('全体')} {blocks[group]}別"
        frame.figure_title("圏域ごとの合計", residence.label, place, controls.year_label())
        frame.figure(od_heatmap, zones, measure)
    frame.figure_title(f"完結率・流出・県内からの流入｜{title}")
    frame.table(summary, label="地域ごとのまとめ")
    download.buttons(summary)

    direction = controls.choice("direction", "向き", DIRECTIONS, few=True)
    top = answer.ask("flows/top", residence=kept, area_code=area.code, direction=direction)
    frame.figure_title(f"{area.name}の{DIRECTIONS[direction]}｜{title}")
    if frame.has_rows(top):
        frame.figure(partners, top, key="partners")
        frame.table(top, label=f"{DIRECTIONS[direction]}を表で見る")
        download.buttons(top)
