"""Choosing one of ①'s acts and services: first 医療機能 and 職種, then the act."""

from __future__ import annotations

from dataclasses import dataclass

from zaitaku.compose.choices import short_code
from zaitaku.compose.sheet import Sheet

_FIRST = "在宅患者訪問診療料"


@dataclass(frozen=True)
class Item:
    """``detail`` is '' for the act as a whole."""

    group: str
    item: str
    detail: str

    @property
    def label(self) -> str:
        return f"{self.item}（{self.detail}）" if self.detail else self.item

    @property
    def code(self) -> str:
        """Short ASCII name: the source gives acts no code of their own."""
        return code_of(self.item, self.detail)


def code_of(item: str, detail: str) -> str:
    """An act's name in the address, the same on every page that has the act."""
    return short_code(f"{item}|{detail}")


def choose(sheet: Sheet) -> Item:
    """The two choices side by side; the same on every page that has them.

    Without ①, an act without a name: what is asked about it has no row, and says why.
    """
    items = _items(sheet)
    if not items:
        sheet.choice("item", "診療行為・サービス", {}, empty="集計表①がありません")
        return Item("", "", "")
    groups = {short_code(item.group): item.group for item in items}
    first = next((item for item in items if item.item == _FIRST), items[0])
    asked = next((item for item in items if item.code == sheet.choices.given("item")), first)
    group = sheet.choice("group", "医療機能・職種", groups, short_code(asked.group))
    here = {item.code: item for item in items if short_code(item.group) == group}
    labels = {code: item.label for code, item in here.items()}
    return here[sheet.choice("item", "診療行為・サービス", labels, first.code)]


def _items(sheet: Sheet) -> list[Item]:
    return [
        Item("／".join(part for part in (function, profession) if part), item, detail)
        for function, profession, item, detail, *_ in sheet.ask("supply/items").rows
    ]
