"""入力: the prefecture's own tables, entered, approved and put into use (zaitaku/ui/entry.py)."""

from zaitaku.compose.sheet import Sheet


def compose(sheet: Sheet) -> None:
    sheet.open("入力", lead="")
    if sheet.internal_only("表の入力は"):
        sheet.part("entry")
