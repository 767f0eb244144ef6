"""Patients by need (queries/patients/composition.sql, by_need.sql)."""

import streamlit as st

from zaitaku.exhibits.charts.composition import PALETTES, shares_beside_numbers
from zaitaku.sentences import shares as sentences
from zaitaku.ui import answer, controls, download, frame

DIMENSIONS = {"care_level": "要介護度", "residence": "居住形態", "severity": "重症度"}
SCHEMES = {"all": "合計", "kokuho": "国保", "kouki": "後期"}
FILTERS = {
    dimension: {f"{dimension[0]}{place}": name for place, name in enumerate(names)}
    for dimension, names in {
        "residence": ["在宅時", "施設入居時等"],
        "severity": ["重症", "その他"],
        "care_level": list(PALETTES["care_level"]),
    }.items()
}
LABELS = {**DIMENSIONS, "scheme": "制度"}

frame.open_page("患者")
internal = controls.mode() == "internal"  # 市町村×制度 is not published
with st.container(horizontal=True):
    dimension = controls.choice("by", "分け方", LABELS if internal else DIMENSIONS, few=True)
    sort = controls.choice("sort", "並び", {"code": "コード順", "value": "多い順"}, few=True)
    scheme = controls.choice("scheme", "制度", SCHEMES, few=True) if internal else "all"
with st.expander("絞り込み（地域・居住形態・重症度・要介護度）"):
    codes = controls.choices("areas", f"地域（{controls.unit_label()}）", controls.areas())
    chosen = {
        name: [options[code] for code in controls.choices(name, LABELS[name], options)]
        for name, options in FILTERS.items()
    }

kept = {"dimension": dimension, "scheme": SCHEMES[scheme], **chosen}
area, other = controls.area(), controls.reference()
result = answer.ask("patients/composition", area_code=codes, **kept)
own, against = (answer.ask("patients/composition", **kept, **a.params()) for a in (area, other))

if frame.has_rows(result, "total_patients"):
    frame.sentence(
        sentences.composition(
            own, area.code, subject="在宅医療の患者", reference=against, other=other.name
        )
    )
    frame.figure_title(
        f"在宅医療の患者の構成（{LABELS[dimension]}別）｜{controls.place()}｜{controls.year_label()}"
    )
    palette = PALETTES[dimension]
    frame.figure(shares_beside_numbers, result, palette, sort=sort, highlight=area.code)
    frame.table(result)
    frame.how_to_read(
        what="在宅医療を受けている患者を区分に分けた割合（左）と、その人数（右）。",
        can="どの区分の患者が多い地域か。人数が少ない地域の割合は、わずかな増減で大きく動きます。",
        cannot="必要なのに受けていない人の数。1つでも秘匿の区分がある地域の割合は示しません。",
        answer=result,
    )
    download.buttons(result)
    need = answer.ask("patients/by_need", scheme=SCHEMES[scheme], **area.params())
    frame.table(need, label=f"{area.name}の 居住形態 × 重症度 × 要介護度")
    download.buttons(need)
