"""A table of figures as HTML: far quicker to show than cells that Streamlit draws one by one.

Everything is text: nothing in a name is taken for a tag. ``page/tables.css`` says how it looks,
``tables.js`` sorts it in the browser, without asking the server.
"""

from __future__ import annotations

from html import escape

from zaitaku.exhibits.tables import REFERENCE, Board, Line

LONG = 12  # characters; a longer text breaks its line


def html(shown: Board, label: str, *, sorts: bool) -> str:
    """The table in a frame that scrolls, its headings in view; ``label`` says what it is."""
    head = "".join(_heading(shown, at, sorts=sorts) for at in range(len(shown.head)))
    long = frozenset(
        at
        for at in range(len(shown.head))
        if any(len(line.cells[at]) > LONG for line in (*shown.pinned, *shown.lines))
    )
    pinned = "".join(_row(shown, line, long) for line in shown.pinned)
    rows = "".join(_row(shown, line, long) for line in shown.lines)
    apart = f"<tbody class='apart'>{pinned}</tbody>" if pinned else ""
    return (
        f"<div class='board' role='region' tabindex='0' aria-label='{escape(label)}'><table>"
        f"<thead><tr>{head}</tr></thead>{apart}<tbody>{rows}</tbody></table></div>"
    )


def _heading(shown: Board, at: int, *, sorts: bool) -> str:
    title, kind = escape(shown.head[at]), " class='number'" if at in shown.numbers else ""
    if not sorts:
        return f"<th scope='col'{kind}>{title}</th>"
    return f"<th scope='col'{kind} aria-sort='none'><button type='button'>{title}</button></th>"


def _row(shown: Board, line: Line, long: frozenset[int]) -> str:
    kind = (
        ""
        if not line.mark
        else " class='reference'"
        if line.mark == REFERENCE
        else " class='chosen'"
    )
    cells = "".join(_cell(shown, line, at, at in long) for at in range(len(shown.head)))
    return f"<tr{kind}>{cells}</tr>"


def _cell(shown: Board, line: Line, at: int, is_long: bool) -> str:
    text, value = escape(line.cells[at]), line.values[at]
    if line.mark and at in line.marked:
        text += f" <span class='mark'>{line.mark}</span>"
    kinds = [
        kind
        for kind, is_so in (
            ("number", at in shown.numbers),
            ("absent", at in shown.numbers and value is None and line.mark != REFERENCE),
            ("long", is_long),
        )
        if is_so
    ]
    kind = f" class='{' '.join(kinds)}'" if kinds else ""
    by = f" data-by='{value!r}'" if at in shown.numbers and isinstance(value, int | float) else ""
    return f"<td{kind}{by}>{text}</td>"
