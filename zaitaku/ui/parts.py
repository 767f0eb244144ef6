"""The parts of pages that only a screen has (buttons, forms), by the name a page calls them by."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from zaitaku.ui import redraw_edit, redraw_files, redraw_rules, redraw_state

PARTS: Mapping[str, Callable[..., None]] = {
    "redraw_told": redraw_state.tell,
    "redraw_map": redraw_edit.draw_map,
    "redraw_about": redraw_edit.about,
    "redraw_buttons": redraw_edit.buttons,
    "redraw_reasons": redraw_rules.reasons,
    "redraw_switches": redraw_rules.switches,
    "redraw_files": redraw_files.show,
}
