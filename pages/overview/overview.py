"""What is loaded, the headline figures of the chosen area beside the reference, one map."""

from zaitaku.compose import lacking, maps, overview, public_data
from zaitaku.compose.sheet import Sheet
from zaitaku.sentences import standing as sentences

VALUE = "patients_per_1000_65plus"


def compose(sheet: Sheet) -> None:
    sheet.open("概況")
    lacking.tell(sheet, overview.RESTS_ON)
    result = sheet.ask("patients/by_area")
    label = result.column(VALUE).label
    against = sheet.against("patients/by_area", VALUE)
    words = {"subject": "在宅医療", "unit_label": sheet.unit_label, "reference": against}
    if len(result):
        sheet.say(sentences.standing(sheet.here(result), VALUE, sheet.area.code, **words))

    show, shares = (overview.side_by_side, [1, 1]) if sheet.beside else (overview.headlines, [1, 2])
    figures, where = sheet.columns(shares, gap="medium")
    with figures:
        show(sheet)
    with where:
        sheet.head("在宅医療の患者", label, sheet.place, sheet.year_label)
        if sheet.has_rows(result, VALUE):
            maps.draw(sheet, result, VALUE, maps.quantiles(result, VALUE))
    sheet.table(result)
    sheet.how_to_read(
        what="在宅医療（医学総合管理料）を受けている患者数を、"
        "65歳以上人口千人当たりで塗り分けた地図。",
        can="在宅医療を受けている人の割合が高い地域と低い地域。太い枠が注目する地域。",
        cannot="どの医療機関が支えているか（流出入を見る）、必要な人に足りているか。",
        answer=result,
    )
    sheet.files(result)
    public_data.certified(sheet)
    overview.loaded(sheet)
