"""What a sheet is: the kinds of table that can be imported, told by their header words.

A sheet that could be two kinds, or lacks one header word of a kind, is refused, never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from zaitaku.sources import known
from zaitaku.sources.model import HEADING_FIX, Kind, Layout, TableRefusedError, refusal
from zaitaku.sources.sheet import dating
from zaitaku.sources.sheet.grid import Grid

_NEAR = 4  # a signature of so many words may lack one and still be told from a stranger


@dataclass
class Sheet:
    """A sheet on its way: its kind, layout and header row, or the reason why it is not read.

    ``years`` are those it states, ``cover_years`` those that a sheet without a table bears.
    """

    grid: Grid
    kind: Kind | None = None
    layout: Layout | None = None
    top: int = 0
    years: set[int] = field(default_factory=set)
    cover_years: set[int] = field(default_factory=set)
    refused: TableRefusedError | None = None
    skipped: str = ""


def recognise(grid: Grid) -> Sheet:
    """The kind whose header words stand in the sheet."""
    if grid.is_blank:
        return Sheet(grid, skipped="空のシートです。")
    every = [(kind, layout) for kind in known.kinds() for layout in kind.layouts]
    found = [
        (kind, layout, top)
        for kind, layout in every
        if (top := grid.header_top([word.regex for word in layout.signature])) is not None
        and not any(grid.find(word.regex) for word in layout.foreign)
    ]
    if len(found) == 1:
        kind, layout, top = found[0]
        return Sheet(grid, kind, layout, top, dating.years_of_sheet(grid, top))
    if found:
        labels = "、".join(kind.label for kind, *_ in found)
        return Sheet(
            grid,
            refused=refusal(
                grid,
                None,
                f"複数の種類（{labels}）に当てはまります。",
                "1枚のシートには1つの表だけを置いてください。",
            ),
        )
    for kind, layout in every:
        missing = [word.label for word in layout.signature if not grid.find(word.regex)]
        if len(missing) == 1 and len(layout.signature) >= _NEAR:
            return Sheet(
                grid,
                refused=refusal(
                    grid,
                    None,
                    f"{kind.label}の表に似ていますが、見出し「{missing[0]}」がありません。",
                    f"{HEADING_FIX}別の表ならこのシートを除いてください。",
                ),
            )
    return Sheet(
        grid,
        years=dating.years_of_sheet(grid, None),
        cover_years=dating.years_of_cover(grid),
        skipped=not_ours("見出し"),
    )


def not_ours(what: str) -> str:
    """Why nothing is read: ``what`` (headings, content) is of no kind."""
    labels = "、".join(known.labels().values())
    return f"{what}がどの種類とも一致しません。取り込めるのは {labels} です。"
