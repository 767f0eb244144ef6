"""Inpatients between all 構想区域 of Japan (queries/inpatient/flows.sql, top.sql): NDB, not KDB."""

from zaitaku.compose import inpatient
from zaitaku.compose.sheet import Sheet

LEAD = (
    "厚生労働省が公表した入院（NDB）の割合です。人数はなく、在宅医療の KDB の数値とは別の資料です"
    "（足したり比べたりできません）。"
)


def compose(sheet: Sheet) -> None:
    sheet.open("全国の入院の流出入", lead=LEAD)
    chosen = inpatient.choose(sheet)
    if chosen is None:
        return
    inpatient.partners(sheet, chosen)
    flows = inpatient.matrix(sheet, chosen)
    sheet.how_to_read(
        what="住所地の入院患者がどの区域に入院しているか、入院患者がどの区域に住んでいるかの割合。",
        can="入院がどの区域に頼っているか。県外（ほかの都道府県）の区域も、載っていれば分かります。",
        cannot="人数。載っていない相手（患者が一定数に満たない区域）。在宅医療の流出入との大小。",
        answer=flows,
    )
    sheet.files(flows)
