"""What is loaded, the headline figures of the chosen area beside the reference, one map."""

import streamlit as st

from zaitaku.sentences import standing as sentences
from zaitaku.ui import answer, controls, download, frame, loaded, map_state

# Label, question, column: each is a column of a question that another page shows in full.
HEADLINES = [
    ("65歳以上人口", "area/population", "population_65plus"),
    ("在宅医療の患者数", "patients/by_area", "patients"),
    ("65歳以上千人当たりの在宅医療の患者数", "patients/by_area", "patients_per_1000_65plus"),
    ("訪問診療を受けた患者数", "supply/by_area", "patients"),
    ("65歳以上千人当たりの訪問診療の患者数", "supply/by_area", "patients_per_1000_65plus"),
    ("地域の中で訪問診療を受ける割合（完結率）", "flows/summary", "self_sufficiency_pct"),
]
VALUE = "patients_per_1000_65plus"

frame.open_page("概況")
loaded.line()

area, other = controls.area(), controls.reference()
frame.figure_title(f"{area.name}のおもな数値", controls.year_label())
st.caption(
    f"下の小さい数値は、比べる相手（{other.name}）のものです。完結率は地域の広さで変わるので、"
    "その中の同じ単位の地域を患者数で重みづけた値と比べます。"
)
cards = [*st.columns(3), *st.columns(3)]
for card, (label, question, column) in zip(cards, HEADLINES, strict=True):
    own = answer.figure(question, column, area)
    with card:
        frame.headline(label, own, controls.against(question, column))

result = answer.ask("patients/by_area")
if frame.has_rows(result, VALUE):
    title = frame.figure_title(
        "在宅医療の患者", result.column(VALUE).label, controls.place(), controls.year_label()
    )
    frame.sentence(
        sentences.standing(
            result,
            VALUE,
            area.code,
            subject="在宅医療",
            unit_label=controls.unit_label(),
            reference=controls.against("patients/by_area", VALUE),
        )
    )
    map_state.draw(result, VALUE, map_state.quantiles(result, VALUE))
    frame.table(result)
    frame.how_to_read(
        what="在宅医療（医学総合管理料）を受けている患者数を、65歳以上人口千人当たりで塗り分けた地図。",
        can="在宅医療を受けている人の割合が高い地域と低い地域。太い枠が注目する地域。",
        cannot="どの医療機関が支えているか（流出入を見る）、必要な人に足りているか。",
        answer=result,
    )
    download.buttons(result)
