"""記録: who did what and when (zaitaku/access/log.py), for 公表・管理 alone."""

from zaitaku.compose.sheet import Sheet


def compose(sheet: Sheet) -> None:
    sheet.open("記録", lead="")
    sheet.part("log")
