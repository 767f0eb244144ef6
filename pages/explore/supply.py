"""Supply of one act or service by area (queries/supply/by_area.sql): bars, map or years."""

from zaitaku.compose import forms, items, visits
from zaitaku.compose.maps import Subject
from zaitaku.compose.sheet import Sheet

QUESTION = "supply/by_area"
MEASURES = (
    "patients_per_1000_65plus", "patients", "receipts", "claims", "claims_per_receipt",
    "institutions",
)  # fmt: skip


def compose(sheet: Sheet) -> None:
    sheet.open("供給")
    item = items.choose(sheet)
    value = forms.measure(sheet, QUESTION, MEASURES)
    form = forms.arranged(sheet, forms.choose(sheet))

    about = Subject(QUESTION, value, item.label, {"item": item.item, "detail": item.detail})
    result = sheet.ask(QUESTION, **about.params)

    if sheet.has_rows(result, value):
        forms.say(sheet, result, about)
        limit = visits.limit(result, about)
        forms.draw(sheet, about, form, limit)
        visits.tell(sheet, limit)
        sheet.how_to_read(
            what="選んだ診療行為・サービスを、その地域の住民（保険者の加入者）がどれだけ受けたか。",
            can="地域どうしの多い少ないと年度による変化。濃い棒が注目する地域、破線が比べる相手。",
            cannot="地域の医療機関がどれだけ提供したか（流出入を見る）、需要が足りているか。",
            answer=result,
        )
        sheet.files(result)
