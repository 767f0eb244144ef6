"""The figures that plans and meetings print, each with its own link."""

from zaitaku.compose import figures
from zaitaku.compose.sheet import Sheet

LEAD = "計画書や会議でよく使われる図です。上で選んだ地域・年度・モードのまま開きます。"


def compose(sheet: Sheet) -> None:
    sheet.open("図の一覧", lead="")
    sheet.note(LEAD)
    figures.show(sheet)
