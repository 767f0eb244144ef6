"""What a reader passes over, told: notes between rows, remarks beside a table, headings again."""

from collections.abc import Sequence

from zaitaku.ground.states import Problem
from zaitaku.sources.sheet.grid import Grid


def told_notes(grid: Grid, rows: Sequence[int]) -> list[Problem]:
    """One warning for rows that were passed over as notes where rows of data were expected."""
    if not rows:
        return []
    shown = next(grid.text(rows[0], column) for column in grid.filled(rows[0]))
    return [
        grid.problem(
            "warning",
            rows[0],
            None,
            f"表の中の {len(rows)} 行を、注とみて読みとばしました（「{shown}」など）。",
            "データの行なら、番号と数値を入れ、行の頭の記号（※・#）を消してください。",
        )
    ]


def told_remarks(grid: Grid, rows: Sequence[int], width: int) -> list[Problem]:
    """One warning for texts just beyond the header: remarks, or the end of a row that was moved."""
    found = [row for row in rows if len(grid.rows[row]) > width and grid.rows[row][width] != ""]
    if not found:
        return []
    return [
        grid.problem(
            "warning",
            found[0],
            width,
            f"見出しのない列に値のある行が {len(found)} 行あり、その値は読みませんでした"
            f"（「{grid.text(found[0], width)}」など）。",
            "列がずれていないか確かめてください。",
        )
    ]


def told_repeats(grid: Grid, rows: Sequence[int]) -> list[Problem]:
    """A warning for every header that stands again further down, however many rows it has.

    A lone line, such as a note written above and below, is no header.
    """
    blocks: list[list[int]] = []
    for row in rows:
        if blocks and blocks[-1][-1] == row - 1:
            blocks[-1].append(row)
        else:
            blocks.append([row])
    return [
        grid.problem(
            "warning",
            block[0],
            None,
            f"見出しの行が {block[0] + 1} 行目にもう一度あります。"
            "データではないので読みとばしました。",
            "2つの表をつないだファイルなら、同じ年度・同じ種類の表か確かめてください。",
        )
        for block in blocks
        if any(len(grid.filled(row)) > 1 for row in block)
    ]
