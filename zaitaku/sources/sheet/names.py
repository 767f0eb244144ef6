"""Names of places for comparing: one spelling of what official tables write in several. Pure.

Two names are the same place's when their keys are equal; what is shown keeps the writer's own.
"""

from __future__ import annotations

import re
from functools import lru_cache

from zaitaku.ground.text import squash

# Old and new forms that stand for one character in names of municipalities. Squashing comes first:
# widths, radicals, selectors of a variant.
_ONE_SPELLING = str.maketrans(
    "ヶヵ龍瀧龜﨑髙竈檜驒曾條惠鰺檮嶋濱邊邉澤瀨廣國櫻諫蘆關鹽豐榮與餘礪舘會縣藝靜德眞黑橫戶萬總彌讚",
    "ケカ竜滝亀崎高釜桧騨曽条恵鯵梼島浜辺辺沢瀬広国桜諌芦関塩豊栄与余砺館会県芸静徳真黒横戸万総弥讃",
)

# what a program writes where there was no heading, and what it leaves of one that it lost
_OF_PROGRAMS = re.compile(r"(列|column|field|f)_?\d*|unnamed.*|#.*", re.IGNORECASE)


def is_of_a_program(heading: str) -> bool:
    """Whether nobody gave a column this name: 「列1」「Unnamed: 3」「#REF!」."""
    return _OF_PROGRAMS.fullmatch(squash(heading)) is not None


@lru_cache(maxsize=65536)
def place_key(name: str) -> str:
    """The name as it is compared: 塩竈市 and 塩釜市, ⻑久手市 and 長久手市 are one."""
    return squash(name).translate(_ONE_SPELLING)
