"""取り込み: files in, what they would change, and which build is used (zaitaku/ui/intake.py)."""

from zaitaku.compose.sheet import Sheet


def compose(sheet: Sheet) -> None:
    sheet.open("取り込み", lead="")
    if sheet.internal_only("ファイルの取り込みは"):
        sheet.part("intake")
