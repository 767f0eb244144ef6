"""Institutions and how concentrated visits are (queries/supply/institutions.sql). 内部 only."""

from zaitaku.compose import institutions
from zaitaku.compose.sheet import Sheet
from zaitaku.sentences import shares as sentences


def compose(sheet: Sheet) -> None:
    sheet.open("医療機関")
    if not sheet.internal_only("医療機関ごとの数値は、公表できません。"):
        return
    about = institutions.choose(sheet)
    if about is None:
        return
    found = sheet.ask("supply/institutions", **about.act, **about.only)
    if sheet.has_rows(found, empty=about.empty):
        sizes = sheet.ask("institutions/size", **about.act, **about.where.params())
        sheet.say(sentences.concentration(sizes, area=about.where.name))
        institutions.figures(sheet, about, found)
        sheet.how_to_read(
            what="1か月に診た患者数で分けた医療機関の数（上）と、多い順に足した患者の割合（下）。",
            can="少数の医療機関にどれだけ頼っているか。曲線が左上に寄るほど、集中しています。",
            cannot="医療機関がさらに診られる人数。県外の医療機関。被用者保険・医療扶助の患者。",
            answer=found,
        )
        sheet.table(found, label="医療機関を表で見る")
        sheet.files(found)

        by_area = sheet.ask("institutions/size", **about.act)
        sheet.head("集中の度合い", about.label, sheet.place, sheet.year_label)
        sheet.table(by_area, label="地域ごとのまとめ", expanded=True)
        sheet.files(by_area)
