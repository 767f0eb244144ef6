"""Any measure on a map (queries/supply/by_area.sql, patients/by_area.sql, flows/summary.sql)."""

from zaitaku.compose import maps
from zaitaku.compose.sheet import Sheet
from zaitaku.sentences import standing as sentences


def compose(sheet: Sheet) -> None:
    sheet.open("地図")
    about = maps.subject(sheet)
    limits, lines = maps.settings(sheet, about)
    result, value = sheet.ask(about.question, **about.params), about.value
    against = sheet.against(about.question, value, **about.params)

    if sheet.has_rows(result, value):
        words = {"subject": about.label, "unit_label": sheet.unit_label, "reference": against}
        sheet.say(sentences.standing(sheet.here(result), value, sheet.area.code, **words))
        sheet.head(about.label, result.column(value).label, sheet.place, sheet.year_label)
        maps.draw(sheet, result, value, limits, lines)
        sheet.table(result)
        sheet.how_to_read(
            what="地域ごとの値を階級に分けて塗った地図。濃いほど値が大きく、線と枠は凡例のとおり。",
            can="値の高い地域・低い地域がどこに集まっているか。"
            "境界を共通にすると年度を比べられます。",
            cannot="面積の広い地域ほど目立ちますが、患者が多いわけではありません。"
            "階級の境目の小さな差。",
            answer=result,
        )
        sheet.files(result)
