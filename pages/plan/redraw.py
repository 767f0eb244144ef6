"""Redraw zones and see at once what becomes of the flows (zaitaku/derived/zoning.py, 内部 only)."""

from zaitaku.compose import lacking, redraw, redraw_change, redraw_map, redraw_tables
from zaitaku.compose.reader import MUNICIPALITY
from zaitaku.compose.sheet import Sheet


def compose(sheet: Sheet) -> None:
    sheet.open("圏域案")
    if not sheet.internal_only("検討中の圏域の案は"):
        return
    desk = redraw.open_desk(sheet)
    if desk is None:
        return
    needed = (lacking.PEOPLE, lacking.INSTITUTIONS, lacking.FLOWS)
    lacking.tell(sheet, needed, area_unit=MUNICIPALITY)  # zones are drawn of municipalities
    redraw.identify(sheet, desk)
    sheet.say(redraw_change.sentence(desk))
    redraw_map.edit(sheet, desk)
    with redraw_tables.tabs(sheet, desk):
        sheet.how_to_read(
            what="圏域の案と、その案での患者の流れ・人口・担い手。（ ）は今の圏域との差。",
            can="市町村を移すと、圏域の中で完結する患者がどれだけ増減し、どの規則に合わなくなるか。",
            cannot="移動時間、受入れの余力、県外からの流入。案のよしあしは数だけでは決まりません。",
            answer=desk.figures,
        )
        sheet.files(desk.figures)
