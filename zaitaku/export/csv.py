"""Answer → CSV bytes. Codes stay text, 秘匿 and 該当なし are words, 欠測 is empty."""

from __future__ import annotations

import csv
import io
from typing import Literal

from zaitaku.answer import Answer
from zaitaku.errors import QueryError
from zaitaku.export import neutral, shown

Encoding = Literal["utf-8", "utf-8-sig", "cp932"]


def to_text(answer: Answer, *, neutralise: bool = True) -> str:
    """One header row of column names, then the rows; numbers as the source gives them.

    ``neutralise`` is for files a spreadsheet opens; scripts get the text as it is.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n" if neutralise else "\n")
    writer.writerow(answer.names)
    for row, states in zip(answer.rows, answer.states, strict=True):
        cells = [shown(value, state) for value, state in zip(row, states, strict=True)]
        if neutralise:
            cells = [neutral(cell) if isinstance(cell, str) else cell for cell in cells]
        writer.writerow(cells)
    return out.getvalue()


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
