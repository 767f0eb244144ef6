"""Sheets of a workbook (``xlsx``, ``book``): a table of numbers, or lines of label and text.

Numbers are numbers, codes are text, 秘匿 and 該当なし are words, 欠測 is an empty cell; nothing in
the data becomes a formula or a link. Every sheet prints on A4 landscape with its heading repeated.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from zaitaku.ask.answer import Answer, Column
from zaitaku.export import shown
from zaitaku.ground.codes_words import words_of

_FONT = {"font_name": "游ゴシック", "font_size": 10.5}
_HEADER_ROW = 3
_NUMBERS = {0: "#,##0", 1: "#,##0.0", 2: "#,##0.00"}
_A4 = 9
_MOST_IN_NAME = 31  # Excel's limit for the name of a sheet


class Book:
    """A workbook being written; its styles are made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._names: set[str] = set()
        self._title = self._style(bold=True, font_size=12)
        self._stamp = self._style(font_color="#8a3b00")
        self._head = self._style(bold=True, text_wrap=True, border=1, bg_color="#e8eef5")
        self._text = self._style(num_format="@")
        self._wrap = self._style(text_wrap=True, valign="top")
        self._bold = self._style(bold=True, valign="top")
        self._state = self._style(align="right", font_color="#595959")
        self._numbers = {d: self._style(num_format=form) for d, form in _NUMBERS.items()}

    def _style(self, **style: Any) -> Any:
        return self._book.add_format({**_FONT, **style})

    def answer(
        self,
        name: str,
        answer: Answer,
        *,
        title: str,
        stamp: str,
        about: str = "",
        columns: Sequence[str] = (),
    ) -> None:
        """A sheet of the answer's rows; ``columns`` (default: all) come in the order given."""
        chosen = [answer.names.index(column) for column in columns or answer.names]
        declared = [answer.columns[place] for place in chosen]
        sheet = self._sheet(name, title, stamp, about, [column.title for column in declared])
        for line, (row, states) in enumerate(
            zip(answer.rows, answer.states, strict=True), start=_HEADER_ROW + 1
        ):
            for index, (place, column) in enumerate(zip(chosen, declared, strict=True)):
                self._cell(sheet, line, index, column, shown(row[place], states[place]))
        for index, (place, column) in enumerate(zip(chosen, declared, strict=True)):
            sheet.set_column(index, index, _width(answer, place, column))
        sheet.autofilter(_HEADER_ROW, 0, _HEADER_ROW + len(answer), len(chosen) - 1)
        sheet.set_footer(f"&L{_plain(answer.source)}&C{_plain(stamp)}&R&P / &N")

    def words(
        self, name: str, rows: Sequence[Sequence[str]], *, title: str, stamp: str, about: str = ""
    ) -> None:
        """A sheet of plain text; the first of ``rows`` is the heading."""
        sheet = self._sheet(name, title, stamp, about, rows[0])
        for line, row in enumerate(rows[1:], start=_HEADER_ROW + 1):
            for index, text in enumerate(row):
                sheet.write_string(line, index, text, self._text)
        for index, column in enumerate(zip(*rows, strict=True)):
            sheet.set_column(index, index, min(max(10, *(len(text) * 2 for text in column)), 60))
        sheet.set_footer(f"&C{_plain(stamp)}&R&P / &N")

    def form(
        self,
        name: str,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        lists: Mapping[int, tuple[list[str] | str, bool]],
        *,
        spare: int,
    ) -> None:
        """A sheet to be written in: headings in the first row, cells as text, lists to choose from.

        ``lists``: column → the words (or where they stand), and whether others are taken, too;
        offered also in ``spare`` rows below. What is typed stays as typed: codes keep their zeros.
        """
        sheet = self._book.add_worksheet(self._unused(name))
        for index, head in enumerate(heads):
            sheet.write_string(0, index, head, self._head)
            sheet.set_column(index, index, max(12, len(head) * 2 + 2), self._text)
        for line, row in enumerate(rows, start=1):
            for index, text in enumerate(row):
                if text:
                    sheet.write_string(line, index, text, self._text)
        for index, (words, is_open) in lists.items():
            told = {
                "validate": "list",
                "source": words,
                "error_type": "warning" if is_open else "stop",
                "error_title": "一覧にない言葉",
                "error_message": "一覧から選んでください。「説明」のシートに決まりがあります。",
            }
            sheet.data_validation(1, index, len(rows) + spare, index, told)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        _print_setup(sheet)

    def columns(self, name: str, rows: Sequence[Sequence[str]]) -> None:
        """A sheet of text that other sheets choose from; the first row is the heading."""
        sheet = self._book.add_worksheet(self._unused(name))
        for line, row in enumerate(rows):
            for index, text in enumerate(row):
                sheet.write_string(line, index, text, self._text if line else self._head)
        for index, column in enumerate(zip(*rows, strict=True)):
            sheet.set_column(index, index, min(max(10, *(len(text) * 2 for text in column)), 60))
        sheet.freeze_panes(1, 0)
        _print_setup(sheet)

    def lines(self, name: str, lines: Sequence[tuple[str, str]]) -> None:
        """A sheet of label and text."""
        sheet = self._book.add_worksheet(self._unused(name))
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, 1, 90)
        for line, (label, value) in enumerate(lines):
            sheet.write_string(line, 0, label, self._bold)
            sheet.write_string(line, 1, value, self._wrap)
        _print_setup(sheet)

    def _sheet(self, name: str, title: str, stamp: str, about: str, heads: Sequence[str]) -> Any:
        sheet = self._book.add_worksheet(self._unused(name))
        sheet.write_string(0, 0, title, self._title)
        sheet.write_string(1, 0, stamp, self._stamp)
        if about:
            sheet.write_string(2, 0, about)
        for index, head in enumerate(heads):
            sheet.write_string(_HEADER_ROW, index, head, self._head)
        sheet.freeze_panes(_HEADER_ROW + 1, 0)
        sheet.repeat_rows(_HEADER_ROW)
        _print_setup(sheet)
        return sheet

    def _cell(self, sheet: Any, line: int, index: int, column: Column, value: object) -> None:
        if value is None:
            sheet.write_blank(line, index, None, self._text)
        elif column.is_number and not isinstance(value, str):
            is_label = column.role == "key" or column.is_year
            sheet.write_number(
                line, index, value, self._text if is_label else self._numbers[column.decimals]
            )
        else:
            text = (
                words_of(value) if column.role == "key" or isinstance(value, bool) else str(value)
            )
            sheet.write_string(line, index, text, self._state if column.is_number else self._text)

    def _unused(self, name: str) -> str:
        """A name Excel takes: no forbidden sign, at most 31 characters, not given twice."""
        plain = re.sub(r"[\[\]:*?/\\]", "・", name).strip("'")[:_MOST_IN_NAME]
        found, number = plain, 1
        while found in self._names:
            number += 1
            ending = f" ({number})"
            found = plain[: _MOST_IN_NAME - len(ending)] + ending
        self._names.add(found)
        return found


def written(title: str, write: Callable[[Book], None]) -> bytes:
    """The workbook that ``write`` fills. The same content gives the same bytes."""
    out = io.BytesIO()
    # nothing in the data is a formula, a link or a number by its looks
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": title, "created": datetime(2000, 1, 1, tzinfo=UTC)})
        write(Book(book))
    return out.getvalue()


def _print_setup(sheet: Any) -> None:
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)


def _plain(text: str) -> str:
    """A footer reads & as a command, and takes 255 characters in all."""
    return text.replace("&", "&&")[:110]


def _width(answer: Answer, index: int, column: Column) -> float:
    longest = max((len(str(row[index])) for row in answer.rows[:200]), default=0)
    return float(min(max(10, longest * (1 if column.is_number else 2), len(column.title)), 44))
