"""What is loaded, and the headline figures of the chosen area beside the reference."""

import streamlit as st

from zaitaku.ui import answer, controls, frame, loaded

# Label, question, column: each is a column of a question that another page shows in full.
HEADLINES = [
    ("65歳以上人口", "area/population", "population_65plus"),
    ("在宅医療の患者数", "patients/by_area", "patients"),
    ("65歳以上千人あたりの在宅医療の患者数", "patients/by_area", "patients_per_1000_65plus"),
    ("訪問診療を受けた患者数", "supply/by_area", "patients"),
    ("65歳以上千人あたりの訪問診療の患者数", "supply/by_area", "patients_per_1000_65plus"),
    ("地域の中で訪問診療を受ける割合（完結率）", "flows/summary", "self_sufficiency_pct"),
]

frame.open_page("概況")
loaded.line()

area, other = controls.area(), controls.reference()
frame.figure_title(f"{area.name}のおもな数値｜{controls.year_label()}")
st.caption(f"小さい文字は比べる相手（{other.name}）の数値です。")
cards = st.columns(3) + st.columns(3)
for card, (label, question, column) in zip(cards, HEADLINES, strict=True):
    with card:
        frame.headline(
            label, answer.figure(question, column, area), answer.figure(question, column, other)
        )
