"""Acts of NDBオープンデータ by 二次医療圏 (queries/ndb/by_medical_area.sql)."""

from zaitaku.compose import ndb
from zaitaku.compose.sheet import Sheet


def compose(sheet: Sheet) -> None:
    sheet.open("NDB", lead="すべての医療保険の数です。KDB の数（国保・後期）とは比べられません。")
    ndb.show(sheet)
