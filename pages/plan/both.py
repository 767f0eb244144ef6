"""Two plans on one time axis (derived/planner_plans.py): small multiples, one unit a panel."""

from zaitaku.compose import demand as demands
from zaitaku.compose import worksheet
from zaitaku.compose.sheet import Sheet
from zaitaku.exhibits.charts.timeline import panels
from zaitaku.sentences import demand as sentences

LEAD = (
    "医療計画の目標、介護保険事業（支援）計画の見込み量、追加的需要、将来需要を、"
    "同じ年の軸に並べます。単位と数え方が違うため、縦の軸は分けてあります。"
)
WHOSE = {"own": "注目する地域", "prefecture": "県全体"}


def compose(sheet: Sheet) -> None:
    sheet.open("二つの計画", lead=LEAD)
    whose = sheet.choice("whose", "地域", WHOSE, few=True)
    area = sheet.area if whose == "own" else sheet.prefecture
    choice = worksheet.source_alone(sheet)
    wanted = demands.projection(sheet, quiet=True)
    result = demands.two_plans(sheet, area, choice, wanted)

    if demands.has_panels(result):
        sheet.say(sentences.two_plans(result, area.title))
        sheet.head("二つの計画と将来需要", area.title)
        sheet.draw(panels, result)
        demands.tell_missing(sheet, result, area)
        sheet.table(result, sort=False)
        sheet.how_to_read(
            what="目標と実績、追加的需要の按分、見込み量、将来需要を、1つずつの枠で同じ年に並べた図。",
            can="二つの計画の目標年度と数が合っているか、需要が増える時期に目標が間に合うか。",
            cannot="枠どうしの大小（単位も数え方も違う）。追加的需要と将来需要を足した必要量。",
            answer=result,
        )
        sheet.files(result)
    else:
        demands.tell_missing(sheet, result, area)
        sheet.note("表を取り込むと、ここに同じ年の軸で並びます。")
