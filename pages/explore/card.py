"""市町村カルテ: one page on one area, on screen and as files (zaitaku/cards)."""

from zaitaku.compose import card as cards
from zaitaku.compose import lacking, public_data
from zaitaku.compose.sheet import Sheet


def compose(sheet: Sheet) -> None:
    sheet.open("市町村カルテ")
    chosen = cards.choose(sheet)
    if chosen is None:
        return
    card, asking, view = chosen
    lacking.tell(sheet, cards.RESTS_ON)
    needs = asking.of(asking.areas[card.code], "patients/composition", dimension="care_level")
    reading = card.view.reading
    assert reading is not None
    if cards.are_beside(sheet):
        cards.side_by_side(sheet, asking)
        sheet.how_to_read(reading.what, reading.can, reading.cannot, needs)
        return
    with sheet.row():
        sheet.part("card_files", card)
    for said in card.view.sentences:
        sheet.say(said)
    cards.show(sheet, card)
    cards.notes(sheet, card)
    sheet.how_to_read(reading.what, reading.can, reading.cannot, needs)
    public_data.certified(sheet, own=True)
    sheet.part("card_every", asking, view)
