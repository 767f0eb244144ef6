"""Where demand meets supply, per area (queries/bridge/by_area.sql; ② in 内部)."""

import streamlit as st

from zaitaku.exhibits.charts.bridge import bridge
from zaitaku.sentences import bridge as sentences
from zaitaku.ui import answer, controls, download, frame

frame.open_page("需要と供給")
area = controls.area()
result = answer.ask("bridge/by_area")
# ② names institutions: only 内部 has it
by_institutions = (
    answer.figure("institutions/size", "patients", area) if controls.mode() == "internal" else None
)

if frame.has_rows(result, "resident_patients"):
    frame.sentence(sentences.standing(result, area.code))
    frame.figure_title(
        "住んでいる患者と診ている患者", area.name, controls.unit_label(), controls.year_label()
    )
    frame.figure(bridge, result, area.code, by_institutions)
    st.caption(sentences.why_different(result, area.code))
    frame.how_to_read(
        what="地域に住む患者から、出ていく患者を引き、入ってくる患者を足して、"
        "地域の医療機関の患者に至る橋渡し。灰色は数え方の違う表の値。",
        can="地域の医療機関が、住民とほかの地域のどちらをどれだけ支えているか。",
        cannot="県外からの流入。受けられていない人の数。③と④の差を、漏れや誤りとはいえません。",
        answer=result,
    )
    frame.table(result, label="すべての地域を表で見る")
    download.buttons(result)
