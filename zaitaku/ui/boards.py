"""A table of figures as HTML: far quicker to show than cells that Streamlit draws one by one.

Everything is text: nothing in a name is taken for a tag. ``page/tables.css`` says how it looks,
``tables.js`` sorts it in the browser, without asking the server.
"""

from __future__ import annotations

from html import escape

from zaitaku.exhibits.tables import REFERENCE, Board, Line

LONG = 12  # characters; a longer text breaks its line
MOST_COLUMNS = 40  # for which the style sheet has a rule


def html(shown: Board, label: str, *, sorts: bool) -> str:
    """The table in a frame that scrolls, its headings in view; ``label`` says what it is.

    It is sent at every choice, so a cell says only what its column does not: of the table's classes
    ``n3`` makes the third column one of numbers, ``l2`` the second one of long texts. End tags that
    HTML does not need are left out.
    """
    columns = range(len(shown.head))
    every = (*shown.pinned, *shown.lines)
    kinds = ["words"] if shown.is_words else []
    kinds += [f"n{at + 1}" for at in columns if at in shown.numbers]
    kinds += [f"l{at + 1}" for at in columns if any(len(x.cells[at]) > LONG for x in every)]
    head = "".join(_heading(shown, at, sorts=sorts) for at in columns)
    pinned = "".join(_row(shown, line) for line in shown.pinned)
    rows = "".join(_row(shown, line) for line in shown.lines)
    apart = f"<tbody class=apart>{pinned}" if pinned else ""
    return (
        f"<div class='board' role='region' tabindex='0' aria-label='{escape(label)}'>"
        f"<table class='{' '.join(kinds)}'><thead><tr>{head}{apart}<tbody>{rows}</table></div>"
    )


def _heading(shown: Board, at: int, *, sorts: bool) -> str:
    title, kind = escape(shown.head[at]), " class='number'" if at in shown.numbers else ""
    if not sorts:
        return f"<th scope='col'{kind}>{title}"
    return f"<th scope='col'{kind} aria-sort='none'><button type='button'>{title}</button>"


def _row(shown: Board, line: Line) -> str:
    mark = "" if not line.mark else "reference" if line.mark == REFERENCE else "chosen"
    kinds = " ".join(filter(None, (mark, "total" if line.is_total else "")))
    cells = "".join(_cell(shown, line, at) for at in range(len(shown.head)))
    return f"<tr class='{kinds}'>{cells}" if kinds else f"<tr>{cells}"


def _cell(shown: Board, line: Line, at: int) -> str:
    cell, value = line.cells[at], line.values[at]
    text = escape(cell)
    if line.mark and at in line.marked:
        text += f" <span class='mark'>{line.mark}</span>"
    if at not in shown.numbers or shown.is_words:
        return f"<td>{text}"
    if not isinstance(value, int | float):
        return f"<td>{text}" if line.mark == REFERENCE else f"<td class=absent>{text}"
    # the browser sorts by the number that it reads; told is one that was rounded
    return f"<td>{text}" if _read(cell) == value else f"<td data-by={value:.9g}>{text}"


def _read(text: str) -> float | None:
    """A number as ``tables.js`` reads it."""
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return None
