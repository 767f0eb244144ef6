"""定義の変更: days from which a figure of the same name counts another thing. Pure.

Which there are is a table of the build (``queries/_model/095_definition_break.sql``); here it is
asked which of them lie between two fiscal years. A day inside a fiscal year mixes that year: it
can be compared neither with the year before nor with the year after.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zaitaku.ground.text import fiscal_year_of

# first part of a question's name → what its figures are of, where it is not said by an act
MEASURED = {"patients": "management", "bridge": "management", "standards": "standards"}
ACTS = ("supply", "institutions")  # their questions take an act (item) and its detail
AREAS = "areas"
_BEFORE, _MIXED, _AFTER = 0, 1, 2


@dataclass(frozen=True, order=True)
class Break:
    """A change of definition. ``area_code``: the one municipality that it concerns ('' for all)."""

    changed_on: date
    reason: str
    area_code: str = ""

    @property
    def fiscal_year(self) -> int:
        return fiscal_year_of(self.changed_on)

    @property
    def month(self) -> str:
        return f"{self.changed_on.year}年{self.changed_on.month}月"

    @property
    def label(self) -> str:
        """What stands beside it on a chart."""
        return f"{'合併' if self.area_code else '定義の変更'} {self.month}"

    @property
    def told(self) -> str:
        """「定義の変更 2024年6月（…）」 with the reason."""
        return f"{self.label}（{self.reason}）"

    def place(self, years: Sequence[int]) -> float:
        """Where it stands among years in their order, each centred on its number from 0."""
        after = next(n for n, year in enumerate(years) if self.side(year) != _BEFORE)
        months = (self.changed_on.month - 4) % 12 if self.mixes(years[after]) else 0
        return after - 0.5 + months / 12

    def mixes(self, year: int) -> bool:
        """Whether the year has months of before and of after."""
        return year == self.fiscal_year and (self.changed_on.month, self.changed_on.day) != (4, 1)

    def side(self, year: int) -> int:
        if year < self.fiscal_year:
            return _BEFORE
        return _MIXED if self.mixes(year) else _AFTER


def of_area(breaks: Iterable[Break], area_code: str) -> tuple[Break, ...]:
    """Those that concern the area, in the order of time."""
    return tuple(sorted({one for one in breaks if one.area_code in ("", area_code)}))


def concerns(one: Break, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> bool:
    """Whether rows with these columns have a figure of the municipality that it is about."""
    if not one.area_code:
        return True
    place = names.index("area_code") if "area_code" in names else None
    return place is not None and any(row[place] == one.area_code for row in rows)


def segment(breaks: Iterable[Break], year: int) -> str:
    """What tells the years that count alike from others: the last change before the year's end.

    '' before the first; the same words for two years exactly where nothing changed between them.
    """
    passed = [one for one in sorted(breaks) if one.side(year) != _BEFORE]
    if not passed:
        return ""
    last = passed[-1]
    return f"{last.label}{'の前後が混じる' if last.mixes(year) else 'より後'}"


def segments(breaks: Iterable[Break], years: Sequence[int]) -> list[str]:
    """``segment`` of each of the years; of changes before the first of them nothing is said."""
    if not years:
        return []
    parting = between(breaks, min(years), max(years))
    return [segment(parting, year) for year in years]


def label_of(segment: str) -> str:
    """「定義の変更 2024年6月」 of a ``segment``."""
    return segment.removesuffix("の前後が混じる").removesuffix("より後")


def between(breaks: Iterable[Break], first: int, second: int) -> tuple[Break, ...]:
    """The changes that two fiscal years lie on different sides of, in the order of time."""
    return tuple(one for one in sorted(breaks) if one.side(first) != one.side(second))


def refusal(crossed: Sequence[Break]) -> str:
    """Why two figures are not compared; '' where they may be."""
    if not crossed:
        return ""
    told = "、".join(dict.fromkeys(one.told for one in crossed))
    return f"間に{told}があり、数え方が違うため比べられません。"


def caveats(breaks: Iterable[Break], years: Sequence[int]) -> list[str]:
    """What to know of the years shown: which are mixed, and which cannot be compared."""
    found = []
    for one in sorted(set(breaks)):
        sides = {one.side(year) for year in years}
        if _MIXED in sides:
            found.append(
                f"{one.told}: {one.fiscal_year}年度には前後の月が混じり、"
                "ほかの年度と比べられません。"
            )
        elif len(sides) > 1:
            found.append(f"{one.told}: 前後の年度の数は比べられません。")
    return found


def of_question(
    rows: Iterable[Mapping[str, Any]], name: str, params: Mapping[str, Any]
) -> tuple[Break, ...]:
    """The changes that concern a question's figures, of all areas it may be asked for."""
    subject, by_municipality = name.partition("/")[0], params.get("area_unit") == "municipality"
    found = set()
    for row in rows:
        if row["measured"] == AREAS:
            concerns = by_municipality
        elif row["measured"] == "acts":
            concerns = subject in ACTS and _is_act(row, params)
        elif row["measured"] == "standards":
            groups = params.get("standard_group") or (row["item"],)
            concerns = MEASURED.get(subject) == "standards" and row["item"] in _listed(groups)
        else:
            concerns = MEASURED.get(subject) == row["measured"]
        if concerns:
            found.add(Break(row["changed_on"], row["reason"], row["area_code"]))
    return tuple(sorted(found))


def _is_act(row: Mapping[str, Any], params: Mapping[str, Any]) -> bool:
    """Whether the act asked for is that of the row; ① and ② write some as item or as detail."""
    items, detail = _listed(params.get("item")), params.get("detail") or ""
    is_item = row["item"] in (*items, detail)
    return is_item and row["detail"] in ("", detail)


def _listed(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, list | tuple) else (value,)
