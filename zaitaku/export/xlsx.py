"""Answer → workbook: 数表 (real numbers, text codes), 定義・出典, 留意事項."""

from __future__ import annotations

from zaitaku.ask.answer import Answer
from zaitaku.ask.periods import period
from zaitaku.export import ABSENT, MODE_STAMPS, conditions, kdb_caveats, sheets
from zaitaku.ground.settings import MODE_LABELS


def to_bytes(answer: Answer) -> bytes:
    """The same answer gives the same bytes, so that two copies can be compared."""

    def write(book: sheets.Book) -> None:
        stamp = f"{MODE_STAMPS[answer.mode]}　版 {answer.build_id}"
        about = "　｜　".join(filter(None, (f"出典 {answer.source}", period([answer]))))
        book.answer("数表", answer, title=answer.question, stamp=stamp, about=about)
        book.lines("定義・出典", _definitions(answer))
        book.lines("留意事項", _caveats(answer))

    return sheets.written(answer.question, write)


def _definitions(answer: Answer) -> list[tuple[str, str]]:
    return [
        ("問い", answer.question),
        ("出典", answer.source),
        ("モード", f"{MODE_LABELS[answer.mode]}（{MODE_STAMPS[answer.mode]}）"),
        ("版", answer.build_id),
        *conditions(answer),
        *((column.title, column.description or column.label) for column in answer.columns),
    ]


def _caveats(answer: Answer) -> list[tuple[str, str]]:
    return [
        *((f"{number}", note) for number, note in enumerate(answer.notes, start=1)),
        *ABSENT,
        *(("KDB データ", caveat) for caveat in kdb_caveats(answer)),
    ]
