"""Packs of scenes: order, messages, what changed, files (zaitaku/kept/packs.py)."""

from zaitaku.compose.sheet import Sheet


def compose(sheet: Sheet) -> None:
    sheet.open("会議資料", lead="場面をそろえて、配る資料と会議モードの画面にします。")
    sheet.part("packs")
