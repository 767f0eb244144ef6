"""Redraw zones and see at once what becomes of the flows (zaitaku/derived/zoning.py, 内部 only)."""

from zaitaku.ui import (
    download,
    frame,
    redraw_edit,
    redraw_files,
    redraw_state,
    redraw_tables,
)

frame.open_page("圏域案")
if frame.internal_only("検討中の圏域の案は"):
    desk = redraw_state.open_desk()
    if desk is not None:
        redraw_state.identify(desk)
        frame.sentence(redraw_tables.sentence(desk))
        redraw_edit.draw(desk)
        redraw_tables.zones(desk)
        redraw_tables.rules(desk)
        redraw_tables.side_by_side(desk)
        redraw_files.save(desk)
        redraw_files.drafts(desk)
        frame.how_to_read(
            what="圏域の案と、その案での患者の流れ・人口・担い手。（ ）は今の圏域との差。",
            can="市町村を移すと、圏域の中で完結する患者がどれだけ増減し、どの規則に合わなくなるか。",
            cannot="移動時間、受入れの余力、県外からの流入。案のよしあしは数だけでは決まりません。",
            answer=desk.figures,
        )
        download.buttons(desk.figures)
