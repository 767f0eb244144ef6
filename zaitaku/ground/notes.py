"""Caveats with the fiscal years in which they are true. Pure.

A caveat of a question or of KDB data may hold for some years only (the claims of visiting nurses'
stations were on paper until 2024), so it is asked for with the years of the figures shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_SPAN = re.compile(r"(?P<first>\d{4})?(?P<dots>\.\.)?(?P<last>\d{4})?")


@dataclass(frozen=True)
class Note:
    """A caveat; ``first`` and ``last``: its fiscal years (None: since ever, from then on)."""

    text: str
    first: int | None = None
    last: int | None = None

    def holds(self, year: int) -> bool:
        return (self.first is None or self.first <= year) and (
            self.last is None or year <= self.last
        )

    @property
    def told(self) -> str:
        """The text with its years, for a reader who has chosen none."""
        if self.first is None and self.last is None:
            return self.text
        first = "" if self.first is None else f"{self.first}"
        last = "" if self.last is None else f"{self.last}"
        span = first if first == last else f"{first}～{last}"
        return f"（{span}年度）{self.text}"


def spanned(written: str, text: str) -> Note:
    """A note as a header writes its years: 2018..2023, ..2023, 2024.. or 2024; ValueError else."""
    match = _SPAN.fullmatch(written)
    if match is None or not (match["first"] or match["last"]):
        raise ValueError(written)
    first, last = (int(match[end]) if match[end] else None for end in ("first", "last"))
    if not match["dots"]:
        if last is not None:
            raise ValueError(written)
        last = first
    if first is not None and last is not None and first > last:
        raise ValueError(written)
    return Note(text, first, last)


def held(notes: Iterable[Note], years: Sequence[int]) -> tuple[str, ...]:
    """The texts that are true of any of the years; of no year, every one with its years."""
    if not years:
        return tuple(note.told for note in notes)
    return tuple(note.text for note in notes if any(note.holds(year) for year in years))


# What must be known of any figure from KDB data.
KDB = (
    Note(
        "国民健康保険と後期高齢者医療の加入者だけの集計です。"
        "被用者保険や医療扶助（生活保護）の患者は含まれません。"
    ),
    Note(
        "訪問看護ステーションの医療保険のレセプトは、2023年度までは電子化されていなかったため、"
        "集計に含まれません。",
        last=2023,
    ),
    Note(
        "訪問看護ステーションの医療保険のレセプトの電子化は2024年6月に始まり、12月に義務になりました。"
        "2024年度の集計にどこまで含まれるかは、元の表の説明で確かめてください。",
        first=2024,
        last=2024,
    ),
    Note(
        "訪問看護ステーションの医療保険のレセプトは、2025年度からは電子化されています。"
        "集計に含まれるかどうかは、元の表の説明で確かめてください。",
        first=2025,
    ),
    Note(
        "医療と介護の情報の突合は市町村により割合が異なり、"
        "突合できない患者の要介護度は「未認定」に含まれることがあります。"
    ),
    Note(
        "市町村別の数は保険者の所在地によるもので、"
        "住所地特例などのため実際に住んでいる場所と一致しないことがあります。"
    ),
    Note(
        "数は 1 か月当たりの平均で、同じ患者が複数の医療機関にかかると、"
        "医療機関の側の表ではそれぞれに数えられます。"
    ),
)
