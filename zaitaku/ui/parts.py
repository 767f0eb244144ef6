"""The parts of pages that only a screen has (buttons, forms), by the name a page calls them by."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from zaitaku.ui import (
    card_files,
    entry,
    figure_add,
    flow_decks,
    guide,
    intake,
    log_list,
    map_pane,
    open_view,
    pack_list,
    pack_stage,
    publishing,
    redraw_drafts,
    redraw_edit,
    redraw_files,
    redraw_rules,
    redraw_state,
)

PARTS: Mapping[str, Callable[..., None]] = {
    "card_files": card_files.offer,
    "card_words": card_files.table,
    "card_every": card_files.every_area,
    "entry": entry.show,
    "figure_pack": figure_add.choose,
    "figure_add": figure_add.offer,
    "flow_decks": flow_decks.draw,
    "flow_legend": flow_decks.legend,
    "guide": guide.show,
    "intake": intake.show,
    "log": log_list.show,
    "map": map_pane.draw,
    "open_view": open_view.ask,
    "packs": pack_list.show,
    "publishing": publishing.show,
    "show": pack_stage.show,
    "redraw_told": redraw_state.tell,
    "redraw_map": redraw_edit.draw_map,
    "redraw_towns": redraw_edit.chosen,
    "redraw_buttons": redraw_edit.buttons,
    "redraw_changes": redraw_edit.changes,
    "redraw_resume": redraw_drafts.resume,
    "redraw_drafts": redraw_edit.drafts,
    "redraw_reasons": redraw_rules.reasons,
    "redraw_switches": redraw_rules.switches,
    "redraw_files": redraw_files.show,
}
