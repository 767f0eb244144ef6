"""Change between two years (queries of change/, zaitaku/derived/changing*.py)."""

from zaitaku.compose import change
from zaitaku.compose.sheet import Sheet


def compose(sheet: Sheet) -> None:
    sheet.open("変化")
    about = change.choose(sheet)
    if about is None:
        return
    if about.form == change.PARTS:
        change.draw_parts(sheet, about)
    else:
        change.draw_sizes(sheet, about)
