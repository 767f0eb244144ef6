"""Supply of one act or service by area (queries/supply/by_area.sql)."""

import streamlit as st

from zaitaku.exhibits.charts.bars import bars
from zaitaku.sentences import standing as sentences
from zaitaku.ui import answer, controls, download, frame, items

RATE = "patients_per_1000_65plus"
MEASURES = {
    RATE: "65歳以上千人当たり患者数",
    "patients": "患者数",
    "receipts": "レセプト数",
    "claims": "算定回数",
    "institutions": "医療機関数（①住所地）",
}

frame.open_page("供給")
item = items.choose()
with st.container(horizontal=True):
    value = controls.choice("measure", "見る数値", MEASURES, few=True)
    sort = controls.choice("sort", "並び", {"value": "多い順", "code": "コード順"}, few=True)
    span = controls.choice("span", "年度", {"one": "1年度", "all": "並べる"}, few=True)

act = {"item": item.item, "detail": item.detail}
result = answer.ask("supply/by_area", **act)
area, other = controls.area(), controls.reference()
against = answer.figure("supply/by_area", value, other, **act)

if frame.has_rows(result, value):
    words = {"subject": item.label, "unit_label": controls.unit_label(), "reference": against}
    frame.sentence(sentences.standing(result, value, area.code, **words))
    panels, lines = {}, {}
    for year, label in controls.year_labels(every=span == "all").items():
        panels[label] = answer.ask("supply/by_area", fiscal_year=year, **act)
        lines[label] = answer.figure("supply/by_area", value, other, fiscal_year=year, **act)
    when = controls.year_label() if len(panels) == 1 else "年度の推移"
    title = frame.figure_title(item.label, MEASURES[value], controls.place(), when)
    rate = {"beside": "patients", "references": lines} if value == RATE else {}
    frame.figure(bars, panels, value, title=title, sort=sort, highlight=area.code, **rate)
    for label, panel in panels.items():
        frame.table(panel, key=f"supply-{label}", label=f"表で見る｜{label}")
    frame.how_to_read(
        what="選んだ診療行為・サービスを、その地域の住民（保険者の加入者）がどれだけ受けたか。",
        can="地域どうしの多い少ないと年度による変化。濃い棒が注目する地域、破線が比べる相手。",
        cannot="地域の医療機関がどれだけ提供したか（流出入を見る）、需要が足りているか。",
        answer=result,
    )
    download.buttons(result)
