"""Two plans on one time axis (derived/planner_plans.py): small multiples, one unit a panel."""

import streamlit as st

from zaitaku.exhibits.charts.timeline import panels
from zaitaku.sentences import demand as sentences
from zaitaku.ui import controls, demand_state, download, frame, worksheet_state

LEAD = (
    "医療計画の目標、介護保険事業（支援）計画の見込み量、追加的需要、将来需要を、"
    "同じ年の軸に並べます。単位と数え方が違うため、縦の軸は分けてあります。"
)
WHOSE = {"own": "注目する地域", "prefecture": "県全体"}

frame.open_page("二つの計画", lead=LEAD)
whose = controls.choice("whose", "地域", WHOSE, few=True)
area = controls.area() if whose == "own" else controls.prefecture()
choice = worksheet_state.source_alone()
wanted = demand_state.projection(quiet=True)
result = demand_state.two_plans(area, choice, wanted)

if demand_state.has_panels(result):
    frame.sentence(sentences.two_plans(result, area.name))
    frame.figure_title("二つの計画と将来需要", area.name)
    frame.figure(panels, result)
    demand_state.tell_missing(result, area)
    frame.table(result, sort=False)
    frame.how_to_read(
        what="目標と実績、追加的需要の按分、見込み量、将来需要を、1つずつの枠で同じ年に並べた図。",
        can="二つの計画の目標年度と数が合っているか、需要が増える時期に目標が間に合うか。",
        cannot="枠どうしの大小（単位も数え方も違う）。追加的需要と将来需要を足した必要量。",
        answer=result,
    )
    download.buttons(result)
else:
    demand_state.tell_missing(result, area)
    st.caption("表を取り込むと、ここに同じ年の軸で並びます。")
