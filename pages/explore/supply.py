"""Supply of one act or service by area (queries/supply/by_area.sql)."""

import streamlit as st

from zaitaku import sentences
from zaitaku.charts.bars import bars
from zaitaku.figures import figure
from zaitaku.ui import answer, controls, download, frame, items

MEASURES = {
    "patients_per_1000_65plus": "65歳以上千人あたり患者数",
    "patients": "患者数",
    "receipts": "レセプト数",
    "claims": "算定回数",
    "institutions": "医療機関数",
}

frame.open_page("供給")
item = items.choose()
with st.container(horizontal=True):
    value = controls.choice("measure", "見る数値", MEASURES, few=True)
    sort = controls.choice("sort", "並び", {"value": "多い順", "code": "コード順"}, few=True)
    span = controls.choice("span", "年度", {"one": "1年度", "all": "並べる"}, few=True)
is_rate = value == "patients_per_1000_65plus"

act = {"item": item.item, "detail": item.detail}
shown = controls.year_labels(every=span == "all")
results = {y: answer.ask("supply/by_area", fiscal_year=y, **act) for y in shown}
result = answer.ask("supply/by_area", **act)
area, other = controls.area(), controls.reference()
against = {
    y: figure(
        answer.ask("supply/by_area", fiscal_year=y, **act, **other.params()), value, name=other.name
    )
    for y in shown
}

if frame.has_rows(result, value):
    title = f"{item.label}｜{MEASURES[value]}｜{controls.place()}"
    frame.sentence(
        sentences.standing(
            result,
            value,
            area.code,
            subject=item.label,
            unit_label=controls.unit_label(),
            reference=against[controls.year()],
        )
    )
    frame.figure_title(title)
    frame.chart(
        bars(
            {label: results[y] for y, label in shown.items()},
            value,
            title=title,
            beside="patients" if is_rate else None,
            sort=sort,
            highlight=area.code,
            references={label: against[y] for y, label in shown.items()} if is_rate else None,
        )
    )
    frame.table(result)
    frame.how_to_read(
        what="選んだ診療行為・サービスを、その地域の住民（保険者の加入者）がどれだけ受けたか。",
        can="地域どうしの多い少ないと、年度による変化。濃い棒が注目する地域、破線が比べる相手。",
        cannot="その地域の医療機関がどれだけ提供したか（流出入を見てください）、需要が足りているか。",
        answer=result,
    )
    download.buttons(result)
