"""Demand to come (queries/demand/projected.sql, by_75plus.sql, beside_official.sql)."""

import streamlit as st

from zaitaku.exhibits.charts import beside_official, changes, projection
from zaitaku.sentences import demand as sentences
from zaitaku.ui import answer, controls, demand_state, download, frame

LEAD = "受療率を将来の人口に当てはめた計算です（予測ではありません）。"
MEASURES = {"index_pct": "指数", "demand": "件数"}
SHOWN = ("area_name", "year", "demand", "index_pct", "population_75plus", "peak_year",
         "is_peak_last")  # fmt: skip
GAP = ("area_name", "basis", "current_cases", "year", "need_cases", "possible_cases",
       "gap_cases", "gap_visits", "gap_institutions")  # fmt: skip


def show(wanted: demand_state.Wanted) -> None:
    value = controls.choice("measure", "見る数値", MEASURES, few=True)
    area, demand = controls.area(), wanted.ask()
    if not frame.has_rows(demand, "demand"):
        return
    gap = demand_state.gaps(demand)
    frame.sentence(sentences.projected(demand, area.code, wanted.base_year))
    frame.sentence(sentences.gap(gap, area.code))
    frame.figure_title(f"訪問診療の将来需要（{MEASURES[value]}）", controls.place(), wanted.words)
    frame.figure(projection.lines, demand, value, area.code)
    frame.table(demand, SHOWN, key="demand")
    download.buttons(demand)

    frame.figure_title("最も多い年の需要と、いまの担い手の差", controls.place())
    frame.table(gap, GAP, label="地域ごとの差", expanded=demand_state.is_known(gap))
    download.buttons(gap, key="gap")

    until = demand_state.horizon(wanted.years)
    towns = wanted.ask(area_unit="municipality", zone_scheme=None)
    frame.figure_title(f"{wanted.base_year}年から{until}年の変化別の市町村の数", wanted.words)
    frame.figure(changes.changes, towns, wanted.base_year, until, key="changes")

    place = demand_state.medical_area()
    rates = {"edition": wanted.edition, "rate_source": wanted.rate_source}
    beside = answer.ask("demand/beside_official", **rates, area_code=[place.code])
    own = wanted.label if wanted.rate_source else "75歳以上人口の伸び"
    frame.figure_title(f"国の推計と並べる｜{place.name}（構想区域）", f"{own}｜{wanted.edition}")
    st.caption(sentences.beside_official(beside, place.code, own))
    if len(beside):
        frame.figure(beside_official.beside_official, beside, own, key="beside")
        every = answer.ask("demand/beside_official", **rates)
        frame.table(every, key="beside", label="すべての構想区域の差")
        download.buttons(every)
    frame.how_to_read(
        what="将来推計人口 × 受療率の和（5年おき）。太い線は注目する地域、灰色はほかの地域。",
        can="需要がいつ最も多くなり、いまの担い手でどれだけ足りないか（流出入がいまのままなら）。",
        cannot="実際に訪問診療を受ける人の数。受療率の変化、施設の増減、担い手の高齢化。",
        answer=demand,
    )


frame.open_page("将来需要", lead=LEAD)
if (chosen := demand_state.projection()) is not None:
    show(chosen)
