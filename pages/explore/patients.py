"""Patients by need (queries/patients/composition.sql, by_need.sql), and how many there are
(by_area.sql): parts, map or years."""

from zaitaku.compose import forms, patients, public_data
from zaitaku.compose.sheet import Sheet
from zaitaku.exhibits.charts.composition import PALETTES, shares_beside_numbers
from zaitaku.sentences import shares as sentences


def compose(sheet: Sheet) -> None:
    sheet.open("患者")
    form = forms.choose(sheet, patients.PARTS, among=(forms.MAP, forms.YEARS))
    if form.form in patients.PARTS:
        _parts(sheet)
    else:
        patients.figure(sheet, form)
    public_data.certified(sheet)


def _parts(sheet: Sheet) -> None:
    about = patients.choose(sheet)
    area, other = sheet.area, sheet.reference
    result = sheet.ask("patients/composition", area_code=about.areas, **about.kept)
    own, against = (sheet.of(one, "patients/composition", **about.kept) for one in (area, other))

    if sheet.has_rows(result, "total_patients"):
        words = {"subject": "在宅医療の患者", "other": other.title}
        words["reference"] = against if sheet.compared else None
        sheet.say(sentences.composition(own, area.code, **words))
        what = f"在宅医療の患者の構成（{about.label}別）"
        sheet.head(what, sheet.place, sheet.year_label)
        palette = PALETTES[about.dimension]
        marked = {"highlight": sheet.marked, "reference": against}
        sheet.draw(shares_beside_numbers, result, palette, sort=about.sort, **marked)
        patients.tell_hidden(sheet, result)
        sheet.table(result)
        sheet.how_to_read(
            what="在宅医療を受けている患者を区分に分けた割合（左）と、その人数（右）。",
            can="どの区分の患者が多い地域か。"
            "人数が少ない地域の割合は、わずかな増減で大きく動きます。",
            cannot="必要なのに受けていない人の数。1つでも秘匿の区分がある地域の割合は示しません。",
            answer=result,
        )
        sheet.files(result)
        need = sheet.ask("patients/by_need", scheme=about.scheme, **area.params())
        sheet.table(need, label=f"{area.title}の 居住形態 × 重症度 × 要介護度")
        sheet.files(need)
