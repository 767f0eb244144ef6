"""The items of 在宅医療にかかる地域別データ集 that have a name here, and their headings as read.

An item is known by its 項目番号 and must say so in its headings: a number over other words means
that columns have moved. 死亡場所 has no number that is known; it is told by its headings alone.
Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# deaths, told by headings: where they stand and whether as persons or as a share
DEATHS, AT_HOME, IN_NURSING_HOMES = "死亡者数", "自宅での死亡者数", "老人ホームでの死亡者数"
AT_HOME_SHARE, IN_NURSING_HOMES_SHARE = "自宅死の割合", "老人ホーム死の割合"
_SHARE = re.compile(r"割合|率|%|当たり|あたり|人口\d*万?対|平均")
_HOME = re.compile(r"自宅|在宅死")
_NURSING_HOME = re.compile(r"老人ホーム")
_IN_ALL = re.compile(r"総数|死亡(者)?数")
_OTHER_PLACES = re.compile(r"病院|診療所|老健|介護老人保健|介護医療院|その他|助産")


@dataclass(frozen=True)
class Item:
    """An item with a name: what its headings and unit must say, and must not."""

    name: str
    told_by: str
    never: str = ""


_HOSPITAL, _CLINIC = "在宅療養支援病院|在支病", "在宅療養支援診療所|在支診"
_TIMES = "件"  # what a count of institutions never says
KNOWN: dict[int, Item] = {
    1: Item("人口", "人口", "65歳"),
    2: Item("65歳以上人口", "65歳"),
    5: Item("在宅療養支援病院数", _HOSPITAL),
    6: Item("機能強化型在宅療養支援病院数（項目6）", "強化|単独|連携"),
    7: Item("機能強化型在宅療養支援病院数（項目7）", "強化|単独|連携"),
    9: Item("在宅療養支援診療所数", _CLINIC),
    10: Item("機能強化型在宅療養支援診療所数（項目10）", "強化|単独|連携"),
    11: Item("機能強化型在宅療養支援診療所数（項目11）", "強化|単独|連携"),
    13: Item("訪問診療を実施する病院数", "訪問診療", _TIMES),
    14: Item("訪問診療の実施件数（病院）", "(?=.*訪問診療).*件"),
    15: Item("訪問診療を実施する在宅療養支援病院数", "訪問診療", _TIMES),
    19: Item("訪問診療を実施する診療所数", "訪問診療", _TIMES),
    20: Item("訪問診療の実施件数（診療所）", "(?=.*訪問診療).*件"),
    21: Item("訪問診療を実施する在宅療養支援診療所数", "訪問診療", _TIMES),
    22: Item("訪問診療の実施件数（在宅療養支援診療所）", "(?=.*訪問診療).*件"),
    26: Item("往診の実施件数（病院）", "(?=.*往診).*件"),
    32: Item("往診の実施件数（診療所）", "(?=.*往診).*件"),
    37: Item("看取りを実施する病院数", "看取り", _TIMES),
    38: Item("看取りの実施件数（病院）", "(?=.*看取り).*件"),
    43: Item("看取りを実施する診療所数", "看取り", _TIMES),
    44: Item("看取りの実施件数（診療所）", "(?=.*看取り).*件"),
    58: Item("訪問看護ステーション数", "訪問看護"),
}


def disagrees(number: int, headings: str) -> str:
    """The name of a known item whose headings (with the unit, squashed) say another thing; ''."""
    item = KNOWN.get(number)
    if item is None:
        return ""
    is_it = re.search(item.told_by, headings) and not (
        item.never and re.search(item.never, headings)
    )
    return "" if is_it else item.name


def name_of(number: int, headings: str) -> str:
    """What an item is called: by its number, as a place of death, or as its headings stand."""
    if number in KNOWN:
        return KNOWN[number].name
    return _death(headings) or f"{headings}（項目{number}）"


def is_named(name: str) -> bool:
    """Whether questions use the item; others are kept with their headings."""
    return name in {item.name for item in KNOWN.values()} | {
        DEATHS,
        AT_HOME,
        IN_NURSING_HOMES,
        AT_HOME_SHARE,
        IN_NURSING_HOMES_SHARE,
    }


def adds_up(headings: str) -> bool:
    """Whether the values of municipalities may be summed: counts may, shares and rates may not."""
    return _SHARE.search(headings) is None


def _death(headings: str) -> str:
    """A place of death by its headings; '' where they say another place or no place at all."""
    if "死亡" not in headings and "自宅死" not in headings and "在宅死" not in headings:
        return ""
    is_share = not adds_up(headings)
    at_home, in_homes = _HOME.search(headings), _NURSING_HOME.search(headings)
    if at_home and not in_homes:
        return AT_HOME_SHARE if is_share else AT_HOME
    if in_homes and not at_home:
        return IN_NURSING_HOMES_SHARE if is_share else IN_NURSING_HOMES
    is_all = not at_home and not in_homes and not _OTHER_PLACES.search(headings)
    return DEATHS if is_all and not is_share and _IN_ALL.search(headings) else ""
