"""公表: what goes out, its audit, releases with their numbers (zaitaku/ui/publishing.py)."""

from zaitaku.compose.sheet import Sheet


def compose(sheet: Sheet) -> None:
    sheet.open("公表", lead="")
    sheet.part("publishing")
