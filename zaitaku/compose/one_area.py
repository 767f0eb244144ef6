"""What a page says where a figure is of one of the areas, and 注目する地域 is the prefecture."""

from __future__ import annotations

from zaitaku.compose import pages
from zaitaku.compose.sheet import Sheet


def offer(sheet: Sheet, reason: str) -> None:
    """Why there is no figure, and the way to the first area of the unit."""
    page, first = pages.named(sheet.page), next(iter(sheet.areas), "")
    sheet.note(f"{reason}上の「地域」で{sheet.unit_label}を選ぶと見られます。")
    if page is not None and first:
        area = sheet.area_of(sheet.unit, first, sheet.areas[first])
        sheet.link(page.file, f"{area.title}を見る →", area=first)
