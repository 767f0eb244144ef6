"""Those discharged from 医療療養病床 within six months (queries/discharge/by_area.sql)."""

from zaitaku.compose import discharge
from zaitaku.compose.sheet import Sheet


def compose(sheet: Sheet) -> None:
    sheet.open("退院", lead="65歳以上で、退院後 6 か月の間に使ったものです。1 年の人数です。")
    discharge.show(sheet)
    sheet.link("explore/supply.py", "入退院支援加算・退院時共同指導料は、画面「供給」で見る →")
