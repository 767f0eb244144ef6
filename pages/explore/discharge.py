"""Those discharged from 医療療養病床 within six months (queries/discharge/by_area.sql)."""

from zaitaku.compose import forms
from zaitaku.compose.maps import Subject
from zaitaku.compose.sheet import Sheet

QUESTION = "discharge/by_area"
WHO = "医療療養病床（医療区分１）の退院患者"
MEASURES = (
    "home_care_pct", "facility_pct", "care_service_pct", "discharged", "home_care", "facility",
)  # fmt: skip


def compose(sheet: Sheet) -> None:
    sheet.open("退院", lead="65歳以上で、退院後 6 か月の間に使ったものです。1 年の人数です。")
    value = forms.measure(sheet, QUESTION, MEASURES)
    form = forms.arranged(sheet, forms.choose(sheet))
    about = Subject(QUESTION, value, WHO)
    result = sheet.ask(QUESTION)
    if sheet.has_rows(result, value):
        forms.say(sheet, result, about)
        forms.draw(sheet, about, form)
        sheet.how_to_read(
            what="医療療養病床（医療区分１）を退院した人のうち、在宅医療や介護施設などを使った人の割合と数。",
            can="退院した人が、在宅医療と介護施設のどちらに多くつながったか。地域と年度の違い。",
            cannot="退院の調整のしかた、入退院ルールの有無、必要な人に足りているか。"
            "在宅医療と介護施設は重なるため、足して 100 % にはなりません。",
            answer=result,
        )
        sheet.files(result)
    sheet.link("explore/supply.py", "入退院支援加算・退院時共同指導料は、画面「供給」で見る →")
