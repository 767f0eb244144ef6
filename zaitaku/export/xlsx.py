"""Answer → workbook: 数表 (real numbers, text codes), 定義・出典, 留意事項."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from zaitaku.answer import Answer, Column
from zaitaku.export import KDB_CAVEATS, MODE_STAMPS, conditions, shown
from zaitaku.settings import MODE_LABELS

_FONT = {"font_name": "游ゴシック", "font_size": 10.5}
_HEADER_ROW = 3


def to_bytes(answer: Answer) -> bytes:
    """The same answer gives the same bytes, so that two copies can be compared."""
    out = io.BytesIO()
    # nothing in the data is a formula, a link or a number by its looks
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": answer.question, "created": datetime(2000, 1, 1, tzinfo=UTC)})
        _write_table(book, answer)
        _write_definitions(book, answer)
        _write_caveats(book, answer)
    return out.getvalue()


def _write_table(book: Any, answer: Answer) -> None:
    sheet = book.add_worksheet("数表")
    title = book.add_format({**_FONT, "bold": True, "font_size": 12})
    stamp = book.add_format({**_FONT, "font_color": "#8a3b00"})
    head = book.add_format(
        {**_FONT, "bold": True, "text_wrap": True, "border": 1, "bg_color": "#e8eef5"}
    )
    text = book.add_format({**_FONT, "num_format": "@"})
    state = book.add_format({**_FONT, "align": "right", "font_color": "#595959"})
    sheet.write_string(0, 0, answer.question, title)
    sheet.write_string(1, 0, f"{MODE_STAMPS[answer.mode]}　版 {answer.build_id}", stamp)
    numbers = {0: "#,##0", 1: "#,##0.0"}
    formats = {d: book.add_format({**_FONT, "num_format": numbers[d]}) for d in numbers}
    for index, column in enumerate(answer.columns):
        sheet.write_string(_HEADER_ROW, index, column.title, head)
        sheet.set_column(index, index, _width(answer, index, column))
    for line, (row, states) in enumerate(
        zip(answer.rows, answer.states, strict=True), start=_HEADER_ROW + 1
    ):
        for index, column in enumerate(answer.columns):
            value = shown(row[index], states[index])
            if value is None:
                sheet.write_blank(line, index, None, text)
            elif column.is_number and not isinstance(value, str):
                is_label = column.role == "key"  # a year is no quantity: 2,023 would be wrong
                sheet.write_number(
                    line, index, value, text if is_label else formats[column.decimals]
                )
            else:
                sheet.write_string(line, index, str(value), state if column.is_number else text)
    sheet.freeze_panes(_HEADER_ROW + 1, 0)
    sheet.autofilter(_HEADER_ROW, 0, _HEADER_ROW + len(answer), len(answer.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEADER_ROW)
    sheet.set_footer(f"&L{answer.source}&C{MODE_STAMPS[answer.mode]}&R&P / &N")


def _width(answer: Answer, index: int, column: Column) -> float:
    longest = max((len(str(row[index])) for row in answer.rows[:200]), default=0)
    return float(min(max(10, longest * (1 if column.is_number else 2), len(column.title)), 44))


def _write_definitions(book: Any, answer: Answer) -> None:
    lines = [("問い", answer.question), ("出典", answer.source)]
    lines += [("モード", f"{MODE_LABELS[answer.mode]}（{MODE_STAMPS[answer.mode]}）")]
    lines += [("版", answer.build_id), *conditions(answer)]
    lines += [(column.title, column.description or column.label) for column in answer.columns]
    _write_lines(book, "定義・出典", lines)


def _write_caveats(book: Any, answer: Answer) -> None:
    lines = [(f"{number}", note) for number, note in enumerate(answer.notes, start=1)]
    lines += [
        ("秘匿", "少ない数、または他の数から少ない数が分かる数は「秘匿」とし、0 とは区別します。")
    ]
    lines += [("該当なし", "合計できないなど、数が定義されないものです。")]
    lines += [("空欄", "元の表に数がないもの（欠測）です。")]
    lines += [("KDB データ", caveat) for caveat in KDB_CAVEATS]
    _write_lines(book, "留意事項", lines)


def _write_lines(book: Any, name: str, lines: list[tuple[str, str]]) -> None:
    sheet = book.add_worksheet(name)
    bold = book.add_format({**_FONT, "bold": True, "valign": "top"})
    wrap = book.add_format({**_FONT, "text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 90)
    for line, (label, value) in enumerate(lines):
        sheet.write_string(line, 0, label, bold)
        sheet.write_string(line, 1, value, wrap)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
