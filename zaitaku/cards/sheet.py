"""A card → a workbook of one sheet: real numbers, words where there is none, one A4 page."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from zaitaku.ask.figures import STATE_WORDS, Figure
from zaitaku.cards.content import MISSING, Block, Card, Row
from zaitaku.export import words
from zaitaku.ground.states import ACTUAL

_FONT = {"font_name": "游ゴシック", "font_size": 10}
_FORMATS = {0: "#,##0", 1: "#,##0.0", 2: "#,##0.00"}
_LABEL, _GROUP, _NUMBER = 44, 15, 15  # widths of columns, in characters
_PLAIN = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def to_bytes(card: Card) -> bytes:
    """The workbook. The same card gives the same bytes."""
    out = io.BytesIO()
    title = f"{card.view.title} {card.name}"
    with xlsxwriter.Workbook(out, _PLAIN) as book:
        book.set_properties({"title": title, "created": datetime(2000, 1, 1, tzinfo=UTC)})
        _Sheet(book, card).write()
    return out.getvalue()


class _Sheet:
    """The sheet being written, line by line."""

    def __init__(self, book: Any, card: Card) -> None:
        self._card = card
        self._sheet = book.add_worksheet("カルテ")
        self._line = 0
        styles: dict[str, dict[str, Any]] = {
            "name": {"bold": True, "font_size": 16},
            "stamp": {"bold": True, "font_color": "#8a3b00"},
            "text": {},
            "title": {"bold": True, "font_size": 12, "bottom": 1},
            "head": {
                "text_wrap": True,
                "align": "right",
                "valign": "bottom",
                "bg_color": "#e8eef5",
            },
            "state": {"align": "right", "font_color": "#595959"},
            "quiet": {"font_color": "#4f5d6b", "text_wrap": True, "valign": "top"},
        }
        self._styles = {name: book.add_format({**_FONT, **s}) for name, s in styles.items()}
        self._numbers = {
            places: book.add_format({**_FONT, "num_format": form})
            for places, form in _FORMATS.items()
        }
        self._width = 2 + max(len(block.heads) for block in card.blocks)

    def write(self) -> None:
        card, view = self._card, self._card.view
        self._text(card.name, "name")
        self._text(f"{view.title}　{card.about}　{view.year_label}")
        self._text(f"{words.stamp(view)}　版ID {view.id}", "stamp")
        for sentence in view.sentences:
            self._merged(sentence)
        for block in card.blocks:
            if block.rows or block not in (card.similar, card.certified):  # told where they are
                self._block(block)
        if view.reading is not None:
            self._title("読み方")
            for label, text in words.reading(view.reading):
                self._merged(f"{label}　{text}")
        self._title("留意事項・出典")
        for caveat in words.caveats(view):
            self._merged(f"・{caveat}")
        self._merged(words.footer(view, choices=False))
        self._print_setup()

    def _block(self, block: Block) -> None:
        self._title(block.title)
        if block.rows:
            for at in (0, 1):
                self._sheet.write_blank(self._line, at, None, self._styles["head"])
            for at, head in enumerate(block.heads, start=2):
                self._sheet.write_string(self._line, at, head, self._styles["head"])
            self._line += 1
        for row in block.rows:
            self._row(row)
        if block.note:
            self._merged(block.note)

    def _row(self, row: Row) -> None:
        self._sheet.write_string(self._line, 0, row.group, self._styles["text"])
        self._sheet.write_string(self._line, 1, row.label, self._styles["text"])
        for at, figure in enumerate(row.figures, start=2):
            self._cell(at, figure)
        self._line += 1

    def _cell(self, at: int, figure: Figure | None) -> None:
        if figure is not None and figure.state == ACTUAL and figure.value is not None:
            number = self._numbers[figure.column.decimals]
            self._sheet.write_number(self._line, at, figure.value, number)
        else:
            word = MISSING if figure is None else STATE_WORDS[figure.state]
            self._sheet.write_string(self._line, at, word, self._styles["state"])

    def _title(self, text: str) -> None:
        self._line += 1
        for at in range(self._width):
            self._sheet.write_blank(self._line, at, None, self._styles["title"])
        self._text(text, "title")

    def _text(self, text: str, style: str = "text") -> None:
        self._sheet.write_string(self._line, 0, text, self._styles[style])
        self._line += 1

    def _merged(self, text: str) -> None:
        """A line over the whole width, as high as its text needs."""
        self._sheet.merge_range(
            self._line, 0, self._line, self._width - 1, "", self._styles["quiet"]
        )
        self._sheet.write_string(self._line, 0, text, self._styles["quiet"])
        room = (_LABEL + _GROUP + _NUMBER * (self._width - 2)) / 2
        self._sheet.set_row(self._line, 16 * max(1, -(-len(text) // int(room))))
        self._line += 1

    def _print_setup(self) -> None:
        sheet = self._sheet
        sheet.set_column(0, 0, _GROUP)
        sheet.set_column(1, 1, _LABEL)
        sheet.set_column(2, self._width - 1, _NUMBER)
        sheet.hide_gridlines(2)
        sheet.set_portrait()
        sheet.set_paper(9)
        sheet.set_margins(left=0.5, right=0.5, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 1)
        stamp = words.stamp(self._card.view).replace("&", "&&")
        sheet.set_footer(f"&C{stamp}&R版ID {self._card.view.id}")
