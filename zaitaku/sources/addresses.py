"""Which municipality an address lies in, by the names of the master. Pure.

「下都賀郡壬生町…」 is 壬生町, 「栃木県宇都宮市…」 宇都宮市; the longest name wins (那須塩原市, not
那須町). A name that two municipalities share decides nothing, unless the master writes their 郡.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from zaitaku.sources.master import Municipality
from zaitaku.sources.sheet.names import place_key

_POSTCODE = re.compile(r"^〒?\d{3}-\d{4}")
# A name may begin after each of these. No pattern of a whole 郡 or 県 is asked for: names of 郡
# hold 市, 村 and 県 themselves (余市郡, 北村山郡, 北諸県郡).
_BEFORE_A_NAME = re.compile(r"^(?:北海道|東京都|大阪府|京都府)|県|郡|三宅島|八丈島")
_FARTHEST = 10  # 「鹿児島県」 and a 郡 of five; what stands behind is no place's name any more
_IN_A_COUNTY = re.compile(r".+?郡(.+[町村])")


class Place(NamedTuple):
    """What an address names; a name without a code is one of several municipalities."""

    code: str | None = None
    name: str | None = None


class Places:
    """Names of municipalities, to be found at the beginning of addresses."""

    def __init__(self, towns: Iterable[Municipality]) -> None:
        self._by_name: dict[str, set[tuple[str, str]]] = {}
        for town in towns:
            for key in name_keys(town.municipality_name):
                self._by_name.setdefault(key, set()).add(
                    (town.municipality_code, town.municipality_name)
                )
        self._longest_first = sorted(self._by_name, key=len, reverse=True)

    def of(self, address: str) -> Place:
        """The municipality whose name stands first; empty where none does."""
        text = _POSTCODE.sub("", place_key(address))
        for start in _starts(text):
            for name in self._longest_first:
                if text.startswith(name, start):
                    found = sorted(self._by_name[name])
                    return Place(*found[0]) if len(found) == 1 else Place(None, found[0][1])
        return Place()


def name_keys(name: str) -> set[str]:
    """A name as it may stand in an address; the 郡 that a master writes may be left out there."""
    key = place_key(name)
    in_a_county = _IN_A_COUNTY.fullmatch(key)
    return {key, in_a_county[1]} if in_a_county else {key}


def _starts(text: str) -> Iterator[int]:
    yield 0
    yield from (match.end() for match in _BEFORE_A_NAME.finditer(text, 0, _FARTHEST))
