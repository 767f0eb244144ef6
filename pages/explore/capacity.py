"""Who stands in an area: notifications, 24 hours, 訪問看護, the survey (queries/capacity)."""

from zaitaku.compose import capacity
from zaitaku.compose.sheet import Sheet

LEAD = "医療機関・事業所の所在地で数えます。患者の住所地による数（供給）とは比べられません。"
_SHOWN = {
    "standards": capacity.notifications,
    "gaps": capacity.round_the_clock,
    "stations": capacity.stations,
    "survey": capacity.survey,
}


def compose(sheet: Sheet) -> None:
    sheet.open("体制", lead=LEAD)
    _SHOWN[capacity.choose(sheet)](sheet)
