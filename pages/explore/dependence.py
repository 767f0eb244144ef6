"""How far an area rests on few institutions (queries/institutions/size.sql, if_stops.sql). 内部."""

from zaitaku.compose import dependence, residence
from zaitaku.compose.sheet import Sheet


def compose(sheet: Sheet) -> None:
    sheet.open("依存")
    if not sheet.internal_only("医療機関ごとの数値は、公表できません。"):
        return
    chosen = residence.choose(sheet)
    if not dependence.concentration(sheet, chosen):
        return
    affected = dependence.if_stops(sheet, chosen)
    if affected is not None:
        sheet.how_to_read(
            what="上は少数の医療機関に頼る度合い、下は1つの医療機関がやめたときの患者の住所地の推計。",
            can="どこが1つの医療機関に頼っているか、やめたときにどの市町村と話すべきか。",
            cannot="実際の患者の住所地（資料にありません）。ほかの医療機関が引き受けられる人数。",
            answer=affected,
        )
        sheet.files(affected)
