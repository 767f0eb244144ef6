"""The figures that plans and meetings print, each with its own link."""

from zaitaku.compose import figures
from zaitaku.compose.sheet import Sheet


def compose(sheet: Sheet) -> None:
    sheet.open("図の一覧", lead="")
    figures.show(sheet)
