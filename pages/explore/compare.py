"""Whether a figure is high, for whom, and whether it is chance (compare/*): intervals or funnel."""

from zaitaku.compose import comparing, likeness
from zaitaku.compose.sheet import Sheet


def compose(sheet: Sheet) -> None:
    sheet.open("比べる")
    chosen = comparing.choose(sheet)
    result = comparing.ask(sheet, chosen)

    if result is not None and sheet.has_rows(result, "value"):
        comparing.say(sheet, chosen, result)
        comparing.draw(sheet, chosen, result)
        sheet.how_to_read(
            what="地域ごとの値と、比べる相手との違いが偶然とふだんのばらつきを超えるかどうか。",
            can="高い・低いと判定した地域は、偶然とふだんのばらつきでは説明しにくい違いがある。",
            cannot=comparing.CANNOT[chosen.figure],
            answer=result,
        )
        sheet.files(result)
        likeness.alike(sheet)
