"""Supply of one act or service by area (queries/supply/by_area.sql): bars, map or years."""

from zaitaku.compose import items, supply
from zaitaku.compose.sheet import Sheet
from zaitaku.exhibits import measures
from zaitaku.sentences import standing as sentences

MEASURES = (supply.RATE, "patients", "receipts", "claims", "institutions")


def compose(sheet: Sheet) -> None:
    sheet.open("供給")
    item, labels = items.choose(sheet), measures.menu(supply.QUESTION, *MEASURES)
    value, form = sheet.choice("measure", "見る数値", labels, few=True), supply.choose(sheet)

    act = {"item": item.item, "detail": item.detail}
    result = sheet.ask(supply.QUESTION, **act)
    against = sheet.against(supply.QUESTION, value, **act)

    if sheet.has_rows(result, value):
        words = {"subject": item.label, "unit_label": sheet.unit_label, "reference": against}
        sheet.say(sentences.standing(sheet.here(result), value, sheet.area.code, **words))
        found = supply.panels(sheet, item, value, form)
        when = "年度の推移" if len(found.answers) > 1 else sheet.year_label
        title = sheet.head(item.label, labels[value], sheet.place, when)
        supply.draw(sheet, found, value, form, title)
        sheet.how_to_read(
            what="選んだ診療行為・サービスを、その地域の住民（保険者の加入者）がどれだけ受けたか。",
            can="地域どうしの多い少ないと年度による変化。濃い棒が注目する地域、破線が比べる相手。",
            cannot="地域の医療機関がどれだけ提供したか（流出入を見る）、需要が足りているか。",
            answer=result,
        )
        sheet.files(result)
