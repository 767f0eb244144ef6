"""Where people die (queries/regional/places_of_death.sql): at home, in a nursing home."""

from zaitaku.compose import deaths
from zaitaku.compose.sheet import Sheet


def compose(sheet: Sheet) -> None:
    sheet.open("死亡場所", lead="")
    deaths.show(sheet)
