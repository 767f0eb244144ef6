"""市町村カルテ on the screen: its tables of words, its files, the cards of all areas."""

from __future__ import annotations

from functools import partial

import streamlit as st

from zaitaku.cards import Card, every
from zaitaku.cards.asking import Asking
from zaitaku.exhibits import tables
from zaitaku.exhibits.views import View
from zaitaku.ui import boards, card_job, handing
from zaitaku.ui.handing import Taken
from zaitaku.ui.screen import Screen


def table(_screen: Screen, rows: tuple[tuple[str, ...], ...], label: str) -> None:
    """A table of words, heading first; its figures stand to the right."""
    shown = tables.of_words(rows, texts=2 if rows[0][0] == "区分" else 1)
    st.html(boards.html(shown, label, sorts=False))


def offer(screen: Screen, card: Card) -> None:
    """The card as files, made when a button is pressed."""
    for suffix, form in every.FORMS.items():
        handing.button(
            form.label,
            partial(every.to_bytes, card, suffix, screen.data_dir),
            f"{every.file_stem(card)}.{suffix}",
            form.mime,
            key=f"card:{suffix}",
            taken=Taken(card.view.mode, "市町村カルテ", card.view.id, card.view.build_id),
            primary=suffix == "pdf",
        )


def every_area(_screen: Screen, asking: Asking, view: View) -> None:
    """All cards of the unit in one zip, made in the background."""
    card_job.offer(asking, view)
