"""A pack on the big screen, one scene at a time (zaitaku/ui/pack_stage.py)."""

from zaitaku.compose.sheet import Sheet


def compose(sheet: Sheet) -> None:
    sheet.part("show")
