"""Answer → CSV bytes. Codes stay text, 秘匿 and 該当なし are words, 欠測 is empty."""

from __future__ import annotations

import csv
import io
from typing import Literal

from zaitaku.ask.answer import Answer, Column
from zaitaku.export import neutral, shown
from zaitaku.ground.codes_words import words_of
from zaitaku.ground.errors import QueryError

Headings = Literal["names", "ja"]
Encoding = Literal["utf-8", "utf-8-sig", "cp932"]


def to_text(answer: Answer, *, headings: Headings = "ja", neutralise: bool = True) -> str:
    """One header row, then the rows; numbers as the source gives them.

    ``headings``: labels with their units for people (ja), or the columns' names for programs.
    ``neutralise`` is for files a spreadsheet opens; scripts get the text as it is.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n" if neutralise else "\n")
    ja = headings == "ja"
    writer.writerow([c.title for c in answer.columns] if ja else answer.names)
    for row, states in zip(answer.rows, answer.states, strict=True):
        cells = [shown(value, state) for value, state in zip(row, states, strict=True)]
        if ja:
            cells = [_said(cell, at) for cell, at in zip(cells, answer.columns, strict=True)]
        if neutralise:
            cells = [neutral(cell) if isinstance(cell, str) else cell for cell in cells]
        writer.writerow(cells)
    return out.getvalue()


def _said(cell: object, column: Column) -> object:
    """Codes in the words of people: 「市町村」, not what a program calls it."""
    is_code = column.role == "key" and isinstance(cell, str)
    return words_of(cell) if is_code or isinstance(cell, bool) else cell


def to_bytes(answer: Answer, encoding: Encoding = "utf-8-sig") -> bytes:
    """The file; ZaitakuError names the cell that the encoding cannot write."""
    try:
        return to_text(answer).encode(encoding)
    except UnicodeEncodeError:
        raise QueryError(_not_encodable(answer, encoding)) from None


def _not_encodable(answer: Answer, encoding: Encoding) -> str:
    for number, row in enumerate(answer.rows, start=2):
        for column, value in zip(answer.columns, row, strict=True):
            try:
                str(value).encode(encoding)
            except UnicodeEncodeError as error:
                character = str(value)[error.start]
                return (
                    f"{number} 行目「{column.label}」の「{value}」にある文字「{character}」は"
                    " Shift_JIS（CP932）で書けません。UTF-8 の CSV か Excel を使ってください。"
                )
    return "Shift_JIS（CP932）で書けない文字があります。UTF-8 の CSV か Excel を使ってください。"
