"""What 医療機関 lets the reader choose, and its two figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from zaitaku.ask.answer import Answer
from zaitaku.ask.area import Area
from zaitaku.compose import items, words
from zaitaku.compose.sheet import Sheet
from zaitaku.exhibits.charts.concentration import concentration, top_tenth
from zaitaku.exhibits.charts.distribution import distribution

_SCOPES = {"prefecture": "県全体", "area": "注目する地域"}


@dataclass(frozen=True)
class About:
    """An act (``detail`` is '' for it as a whole) in an area, with what is asked of it alone."""

    item: str
    detail: str
    where: Area
    only: dict[str, Any]

    @property
    def act(self) -> dict[str, str]:
        """As questions take it."""
        return {"item": self.item, "detail": self.detail}

    @property
    def label(self) -> str:
        return self.detail or self.item

    @property
    def empty(self) -> str:
        """Why there may be none."""
        return (
            f"{self.where.title}には、この診療行為を行った医療機関がありません"
            "（②の集計表にありません）。"
            "範囲を「県全体」にするか、ほかの診療行為や年度を選んでください。"
        )


def choose(sheet: Sheet) -> About | None:
    """The whole prefecture or 注目する地域, and one of ②'s acts; None, told, without ②."""
    scope = sheet.choice("scope", "範囲", _SCOPES, few=True)
    listed = sheet.ask("institutions/items").rows
    if not listed:
        sheet.tell(words.lacking(["institution_cell"], sheet.year, sheet.years))
        return None
    acts = {items.code_of(*row): row for row in listed}
    names = {code: "｜".join(filter(None, row)) for code, row in acts.items()}
    item, detail = acts[sheet.choice("item", "診療行為", names, _asked_before(sheet, list(acts)))]
    if scope == "area" and not sheet.is_prefecture:
        return About(item, detail, sheet.area, {"area_code": [sheet.area.code]})
    return About(item, detail, sheet.prefecture, {})


def _asked_before(sheet: Sheet, codes: Sequence[str]) -> str | None:
    """The act of a link kept from a version that numbered the acts of its build."""
    number = sheet.choices.given("act")
    is_one = isinstance(number, str) and number.isdecimal() and int(number) < len(codes)
    return codes[int(str(number))] if is_one else None


def figures(sheet: Sheet, about: About, found: Answer) -> None:
    """How large institutions are, and how far patients rest on the largest of them."""
    title = (about.label, about.where.name, sheet.year_label)
    sheet.head("医療機関の規模", *title)
    sheet.draw(distribution, found, key="distribution")
    if len(found) > 1 and top_tenth(found):
        sheet.head("医療機関への集中", *title)
        sheet.draw(concentration, found, key="concentration")
