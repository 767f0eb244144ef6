"""はじめての使い方: the tutorial with its pictures (static/help), to be read or saved as PDF."""

from zaitaku.compose.sheet import Sheet


def compose(sheet: Sheet) -> None:
    sheet.open("はじめての使い方", lead="")
    sheet.part("guide")
