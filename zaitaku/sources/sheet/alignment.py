"""Whether the headings of a wide table stand over their data.

A cell inserted or deleted in the headings alone, or in the data alone, moves every value to its
right under another heading, and each of them still is a number. What it leaves behind is seen:
values that no heading names, and headings of figures without a single value.
"""

from collections.abc import Sequence

from zaitaku.ground.states import Problem, first_repeats
from zaitaku.sources.sheet.grid import Cell, Grid, column_letters
from zaitaku.sources.sheet.table import is_number

_FIX = (
    "見出しとデータのどちらかに、セルの挿入や削除がないか確かめてください。"
    "表の外の計算は、表から1列あけて置いてください。"
)
_BLANK_FIX = (
    "見出しとデータの列がずれていないか確かめてください。"
    "ずれていなければ、この列の値のないセルに「…」（欠測）か 0 を入れてください。"
)
_SHOWN = 5


def misplaced(
    grid: Grid, header: range, rows: Sequence[int], columns: Sequence[int]
) -> list[Problem]:
    """Errors for figures under no heading or two, and for headings of figures without any.

    ``header``: the rows of headings, ``rows``: those with data, ``columns``: those read as numbers.
    """
    headed = {column for row in header for column, cell in enumerate(grid.rows[row]) if cell != ""}
    return [
        *_with_two_headings(grid, header, columns),
        *_without_heading(grid, headed, rows, columns),
        *_without_value(grid, header[-1], rows, columns),
    ]


def _with_two_headings(grid: Grid, header: range, columns: Sequence[int]) -> list[Problem]:
    """A line of the headings stands beside its place, and one figure would be read as two."""
    found = []
    for column in dict.fromkeys(columns[again] for _, again in first_repeats(columns)):
        texts = "」「".join(text for text in grid.stack(column, header[0], header[-1] + 1) if text)
        found.append(
            grid.problem(
                "error",
                header[0],
                column,
                f"1つの列に2つの見出し（「{texts}」）があります。",
                "見出しの行が横にずれていないか確かめてください。",
            )
        )
    return found


def _without_heading(
    grid: Grid, headed: set[int], rows: Sequence[int], columns: Sequence[int]
) -> list[Problem]:
    stray: list[tuple[int, int]] = []
    first, last = min(headed), max(headed)
    column = first
    while True:
        if column not in headed:
            cells = [_cell(grid, row, column) for row in rows]
            if column > last and all(cell == "" for cell in cells):
                break  # a blank column ends the table: what stands beyond is not of it
            places = zip(rows, cells, strict=True)
            stray += [(row, column) for row, cell in places if is_number(cell)]
        column += 1
    if not stray:
        return []
    shown = "、".join(
        f"{grid.cell_name(*place)} の {grid.text(*place)}" for place in stray[:_SHOWN]
    )
    more = f" ほか{len(stray) - _SHOWN:,}個" if len(stray) > _SHOWN else ""
    first_figure, last_figure = column_letters(min(columns)), column_letters(max(columns))
    return [
        grid.problem(
            "error",
            *stray[0],
            f"見出しのない列に数値があります（{shown}{more}）。"
            f"数値の見出しは {first_figure}列から {last_figure}列までにあります。"
            "見出しとデータの列がずれているおそれがあります。",
            _FIX,
        )
    ]


def _without_value(
    grid: Grid, heading_row: int, rows: Sequence[int], columns: Sequence[int]
) -> list[Problem]:
    blank = [column for column in columns if all(_cell(grid, row, column) == "" for row in rows)]
    if len(blank) == len(columns):
        return []  # nothing there that could have moved
    return [
        grid.problem(
            "error",
            heading_row,
            column,
            f"見出しはありますが、データの {len(rows):,} 行のどこにも値がありません。",
            _BLANK_FIX,
        )
        for column in blank
    ]


def _cell(grid: Grid, row: int, column: int) -> Cell:
    cells = grid.rows[row]
    return cells[column] if column < len(cells) else ""
