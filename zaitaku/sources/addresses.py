"""Which municipality an address lies in, by the names of the master. Pure.

「下都賀郡壬生町…」 is 壬生町, 「栃木県宇都宮市…」 宇都宮市; the longest name wins (那須塩原市, not
那須町). A name that two municipalities share decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from zaitaku.sources.master import Municipality
from zaitaku.text import squash

_PREFECTURE = re.compile(r"^(北海道|東京都|大阪府|京都府|.{2,3}県)")
_COUNTY = re.compile(r"^[^市区町村]{1,6}?郡")
_SPELLINGS = str.maketrans({"ヶ": "ケ", "ヵ": "カ", "龍": "竜", "﨑": "崎", "髙": "高"})


class Places:
    """Names of municipalities, to be found at the beginning of addresses."""

    def __init__(self, towns: Iterable[Municipality]) -> None:
        self._by_name: dict[str, set[tuple[str, str]]] = {}
        for town in towns:
            key = _key(town.municipality_name)
            self._by_name.setdefault(key, set()).add(
                (town.municipality_code, town.municipality_name)
            )
        self._longest_first = sorted(self._by_name, key=len, reverse=True)

    def of(self, address: str) -> tuple[str, str] | None:
        """Code and name; None when no name, or more than one municipality, fits."""
        text = _key(address)
        without = _PREFECTURE.sub("", text)
        for form in (text, without, _COUNTY.sub("", without)):
            for name in self._longest_first:
                if form.startswith(name):
                    found = self._by_name[name]
                    return next(iter(found)) if len(found) == 1 else None
        return None


def _key(text: str) -> str:
    return squash(text).translate(_SPELLINGS)
