"""What the extract says of itself: prefecture, months, fiscal year, freeze date. Pure.

A month is a number here and in the SQL: year × 12 + month − 1, so that the next one is one more.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from zaitaku.ground.errors import ValidationError
from zaitaku.ground.years import japanese_year

_SPAN = re.compile(r"(\d{4})-(0[1-9]|1[0-2])\.\.(\d{4})-(0[1-9]|1[0-2])")
_FIX = "extract.csv の書き方は docs/集計手順書.md にあります。"
FOLLOW_UP = 6  # months after a discharge


@dataclass(frozen=True)
class Extract:
    """Months are (first, last); ``counted``: those that the means are made of."""

    prefecture: str
    fiscal_year: int
    medical: tuple[int, int]
    care: tuple[int, int]
    counted: tuple[int, int]
    frozen_on: str
    note: str

    @property
    def data_until(self) -> int:
        """The last month of both kinds of data."""
        return min(self.medical[1], self.care[1])

    @property
    def months(self) -> int:
        return self.counted[1] - self.counted[0] + 1

    @property
    def target(self) -> str:
        """The line of a table that says what is counted."""
        first, last = (f"{m // 12}年{m % 12 + 1}月" for m in self.counted)
        partial = "" if self.months == 12 else f"、{self.months}か月の平均"
        return f"集計対象：{japanese_year(self.fiscal_year)}（{first}～{last}診療分{partial}）"

    @property
    def is_followed_up(self) -> bool:
        """Whether ⑤ can be told: six months after the last month in which a discharge can be."""
        return self.data_until >= self.counted[1] - 1 + FOLLOW_UP


def number(month: str) -> int:
    """「2023-04」 as a number."""
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def written(month: int) -> str:
    """A number as 「2023-04」."""
    return f"{month // 12:04}-{month % 12 + 1:02}"


def parse(told: Mapping[str, str], months: int) -> Extract:
    """ValidationError where something lacks, or the months are not those that are divided by."""
    for key in ("prefecture", "fiscal_year", "months_medical", "months_care", "frozen_on"):
        if not told.get(key):
            raise ValidationError(f"extract.csv に {key} がありません。{_FIX}")
    if not re.fullmatch(r"\d\d", told["prefecture"]):
        raise ValidationError(
            f"extract.csv の prefecture が2桁の都道府県コードではありません。{_FIX}"
        )
    if not re.fullmatch(r"(19|20|21)\d\d", told["fiscal_year"]):
        raise ValidationError(f"extract.csv の fiscal_year が西暦4桁ではありません。{_FIX}")
    year = int(told["fiscal_year"])
    medical, care = (_span(told, key) for key in ("months_medical", "months_care"))
    first, last = year * 12 + 3, year * 12 + 14
    counted = (max(first, medical[0], care[0]), min(last, medical[1], care[1]))
    if counted[1] - counted[0] + 1 != months:
        raise ValidationError(
            f"{japanese_year(year)}のうち医療と介護の両方のデータがあるのは "
            f"{max(0, counted[1] - counted[0] + 1)} か月で、月平均を割る {months} か月と違います。"
            "足りない月を入れるか、--option months=（ある月数）を付けてください。"
        )
    return Extract(
        told["prefecture"], year, medical, care, counted, told["frozen_on"], told.get("note", "")
    )


def _span(told: Mapping[str, str], key: str) -> tuple[int, int]:
    match = _SPAN.fullmatch(told[key])
    if match is None:
        raise ValidationError(
            f"extract.csv の {key} が 2023-04..2024-05 の形ではありません。{_FIX}"
        )
    first, last = (number(f"{match[i]}-{match[i + 1]}") for i in (1, 3))
    if last < first:
        raise ValidationError(f"extract.csv の {key} の終わりが始めより前です。{_FIX}")
    return first, last
