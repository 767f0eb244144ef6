"""列の説明.csv: what every column of the tables beside it is, from the questions' own headers.

A table that leaves the screen leaves 「この図の読み方」 behind; this file goes with it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from zaitaku.ask.answer import Answer, Column
from zaitaku.export import ABSENT, neutral

NAME = "列の説明.csv"
HEAD = ("ファイル", "列の見出し", "列名", "単位", "意味", "数の書かれていないマス", "出典")
_OF_TABLE = "画面の表の列です。数は、画面と同じ文字（単位つき）で入っています。"
_NO_NUMBER = "".join(f"「{word}」: {meaning}" for word, meaning in ABSENT)
_ALWAYS_SHOWN = "".join(f"「{word}」: {meaning}" for word, meaning in ABSENT if word != "秘匿")
Row = tuple[str, ...]


def of_answer(file: str, answer: Answer) -> list[Row]:
    """A row per column of an answer written as ``file``."""
    return [
        (
            file,
            column.title,
            column.name,
            column.unit,
            _meaning(answer, column),
            _absent(column),
            answer.source,
        )
        for column in answer.columns
    ]


def of_words(file: str, head: Sequence[str], source: str) -> list[Row]:
    """The same of a table of plain text, whose heading is all that is known of its columns."""
    return [(file, title, "", "", _OF_TABLE, "", source) for title in head]


def to_bytes(rows: Iterable[Row]) -> bytes:
    """The file, for Excel (UTF-8 with BOM)."""
    out = io.StringIO()
    csv.writer(out).writerows([neutral(cell) for cell in row] for row in (HEAD, *rows))
    return out.getvalue().encode("utf-8-sig")


def _meaning(answer: Answer, column: Column) -> str:
    parts = [f"「{answer.column(name).label}」" for name in column.parts if name in answer.names]
    made = f"{'と'.join(parts)}から計算した数です。" if parts else ""
    description = column.description or ("" if made else column.label)
    is_open = bool(description) and bool(made) and not description.endswith("。")
    return description + ("。" if is_open else "") + made


def _absent(column: Column) -> str:
    """What stands where there is no number; nothing of it in a column of names and codes."""
    if not column.is_number or column.role == "key":
        return ""
    return _ALWAYS_SHOWN if column.role == "public" else _NO_NUMBER
