"""Answers as files. Knows only ``Answer``: what it does not hold cannot leave by a file."""

from __future__ import annotations

import re

from zaitaku.ask.answer import Answer
from zaitaku.ask.periods import fiscal_years
from zaitaku.ground import notes
from zaitaku.ground.codes_words import words_of
from zaitaku.ground.reasons import HIDDEN_IN_FILES
from zaitaku.ground.settings import MODE_LABELS
from zaitaku.ground.states import ACTUAL, MISSING
from zaitaku.ground.years import fiscal_year_label

# what stands in a cell where there is no number, and what it means
ABSENT = (
    ("秘匿", HIDDEN_IN_FILES),
    ("該当なし", "合計できないなど、数が定義されないものです。"),
    ("空欄", "元の表に数がないもの（欠測）です。"),
)
_NUMBER = re.compile(r"[+-][0-9][0-9,]*(?:\.[0-9]+)?")
_LONGEST_NAME = 60  # Windows unpacks into folders with long names of their own
MODE_STAMPS = {
    "internal": "内部検討用・公表不可",
    "public": "公表用（公表できない数は秘匿）",
}


def shown(value: object, state: str) -> object:
    """A cell as a file writes it: the value, the state's word, or nothing where it is missing."""
    if state == ACTUAL:
        return value
    return None if state == MISSING else state


def neutral(text: str) -> str:
    """Text that a spreadsheet would run as a formula, made plain by a leading apostrophe.

    A number in words (「-1.3」) is none.
    """
    is_formula = text[:1] in ("=", "+", "-", "@", "\t", "\r") and not _NUMBER.fullmatch(text)
    return "'" + text if is_formula else text


def conditions(answer: Answer) -> list[tuple[str, str]]:
    """The parameters as label and value, for the reader of a file."""
    lines: list[tuple[str, str]] = []
    for name, value in answer.params.items():
        text = words_of(value)
        if name == "fiscal_year" and value is not None:
            text = fiscal_year_label(int(value))
        lines.append((answer.param_labels[name], text or "すべて"))
    return lines


def kdb_caveats(answer: Answer) -> tuple[str, ...]:
    """What holds of all KDB data in the years of the answer; nothing of other sources."""
    return notes.held(notes.KDB, fiscal_years([answer])) if "KDB" in answer.source else ()


def plain_name(title: str) -> str:
    """A title without the signs a file system refuses."""
    return re.sub(r'[\\/:*?"<>|\s]+', "_", title).strip("_.")[:_LONGEST_NAME]


def file_name(answer: Answer, title: str, suffix: str) -> str:
    """What the figure is called (with its area and year), mode and build."""
    return f"{plain_name(title)}_{MODE_LABELS[answer.mode]}_{answer.build_id}.{suffix}"


def as_records(answer: Answer) -> dict[str, object]:
    """What ``query --format json`` prints: rows with values or the state's word."""
    return {
        "name": answer.name,
        "question": answer.question,
        "mode": answer.mode,
        "build_id": answer.build_id,
        "params": answer.params,
        "notes": list(answer.notes),
        "rows": [
            {
                name: shown(value, state)
                for name, value, state in zip(answer.names, row, states, strict=True)
            }
            for row, states in zip(answer.rows, answer.states, strict=True)
        ],
    }


def as_lines(answer: Answer) -> list[str]:
    """What ``query --format table`` prints: columns side by side for a terminal."""
    cells = [[column.title for column in answer.columns]]
    for row, states in zip(answer.rows, answer.states, strict=True):
        line = []
        for column, value, state in zip(answer.columns, row, states, strict=True):
            cell = shown(value, state)
            is_quantity = column.role != "key" and not column.is_year
            if isinstance(cell, (int, float)) and is_quantity:
                line.append(f"{cell:,.{column.decimals}f}")
            else:
                line.append("" if cell is None else str(cell))
        cells.append(line)
    widths = [max(_columns(line[i]) for line in cells) for i in range(len(answer.columns))]
    lines = [
        "  ".join(
            text + " " * (width - _columns(text)) for text, width in zip(line, widths, strict=True)
        ).rstrip()
        for line in cells
    ]
    return [answer.question, f"{MODE_STAMPS[answer.mode]}　版 {answer.build_id}", *lines]


def _columns(text: str) -> int:
    """Terminal columns a text takes: Japanese characters take two."""
    import unicodedata

    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)
