"""注目する地域 and the areas set beside it, where each is a column."""

from __future__ import annotations

from zaitaku import cards
from zaitaku.ask.area import Area
from zaitaku.compose.sheet import Sheet


def columns(sheet: Sheet) -> tuple[list[Area], str]:
    """The areas that have room, 注目する地域 first; what is told of the others, '' for none."""
    wanted = [sheet.area, *(sheet.area_of(sheet.unit, *one) for one in sheet.beside.items())]
    areas, left = wanted[: cards.MOST], wanted[cards.MOST :]
    if not left:
        return areas, ""
    names = "、".join(area.title for area in left)
    return areas, (
        f"並べて示せるのは {cards.MOST} 地域までです。ほか {len(left)} 地域（{names}）は、"
        "「並べる」で選び直すと示せます。"
    )
