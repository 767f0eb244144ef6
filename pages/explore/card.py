"""市町村カルテ: one page on one area, on screen and as files (zaitaku/cards)."""

from zaitaku.ui import card_state, frame

frame.open_page("市町村カルテ")
chosen = card_state.choose()
if chosen is not None:
    card, asking, view = chosen
    for said in card.view.sentences:
        frame.sentence(said)
    card_state.files(card)
    card_state.show(card)
    card_state.notes(card)
    needs = asking.of(asking.areas[card.code], "patients/composition", dimension="care_level")
    reading = card.view.reading
    assert reading is not None
    frame.how_to_read(reading.what, reading.can, reading.cannot, needs)
    card_state.every_area(asking, view)
