"""Which figures of the model are protected together, and which of them add up to which.

A ``Block`` is what a reader could add or subtract: one act of ① over all areas, the whole of ③, ④
or ⑤ of a year. It knows the rows of the release it fills; it does not know what is hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any

import duckdb

from zaitaku.build.release.sums import (
    DISCHARGE_SUMS,
    ELSEWHERE,
    OUTSIDE_PREFECTURE,
    TOTAL,
    WITHIN_PREFECTURE,
    Area,
    Sums,
    discharge_sums,
    flow_sums,
    patient_sums,
    supply_sums,
)
from zaitaku.disclosure.policy import Policy, Threshold, strictest
from zaitaku.disclosure.table import Cell, Dimension, Rule
from zaitaku.ground.states import ACTUAL, SUPPRESSED

UNITS = {"municipality": "市町村", "medical_area": "二次医療圏", "prefecture": "県"}
# measures of ⑤ in words, longer identifiers before those they begin with
DISCHARGE_WORDS = {
    "discharged": "退院患者数",
    "home_care": "在宅医療あり",
    "care_service": "介護サービス利用あり",
    "home_type": "住宅系",
    "residential_type": "居住系",
    "facility_type": "施設系",
    "facility": "介護施設入居",
}
MEASURE_WORDS = {"patients": "患者数", "receipts": "レセプト数", "claims": "算定回数"}
# a figure of ⑤ and one that it is a part of, besides the sums
DISCHARGE_PARTS = (
    ("care_service", "discharged"),
    ("home_care", "discharged"),
    ("facility", "care_service"),
    ("facility", "facility_type"),
)


@dataclass(frozen=True)
class Row:
    """One row of a release table: leading columns, its figure's key, (value, status) pairs.

    Several rows may be the same figure (the prefecture's total stands in every area unit).
    ``rest`` are further columns that are already fit to be shown.
    """

    lead: tuple[Any, ...]
    key: Any
    values: tuple[tuple[Any, str], ...]
    is_total: bool
    rest: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Block:
    """Figures protected together. ``measures`` are tables of the same shape, in this order:

    a figure hidden in one is hidden in those after it (a hidden number of patients would follow
    from their receipts), and it is never more than in those after it. ``parts``: pairs of members
    (the last of a key), of which the first is never more than the second. ``sums_over``: the sums
    under other rules of which area is made of which; None where they depend on none.
    """

    label: str
    fiscal_year: int
    relation: str
    name: str
    rows: list[Row]
    thresholds: dict[Any, Threshold]
    sums: Callable[[dict[Any, Cell]], Sums]
    measures: tuple[str, ...] = ("patients",)
    parts: tuple[tuple[str, str], ...] = ()
    sums_over: Callable[[Dimension, dict[Any, Cell]], Sums] | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """The measures as a reader is told them."""
        return tuple(MEASURE_WORDS.get(measure, measure) for measure in self.measures)

    def cells(self, measure: int) -> dict[Any, Cell]:
        """The figures of one measure, by key."""
        found: dict[Any, Cell] = {}
        for row in self.rows:
            value, status = row.values[measure]
            threshold = self.thresholds[row.key]
            found[row.key] = Cell(
                None if value is None else float(value),
                threshold._replace(nothing_shown=False) if value == 0 else threshold,
                secret=status == SUPPRESSED,
                broad=_broad(row.key),
            )
        return found

    def is_silent_zero(self, row: Row, measure: int) -> bool:
        """A 0 of an area that shows nothing: not shown, but no secret either.

        It would follow wherever a total above it is a 0 that may be shown, and a 0 may be
        published of anybody; so the attacker is taken to know it. What is not 0 is protected.
        """
        return row.values[measure][0] == 0 and self.thresholds[row.key].nothing_shown


class Blocks:
    """Reads the model tables of a build and yields its blocks."""

    def __init__(
        self, internal: duckdb.DuckDBPyConnection, policy: Policy, schemes: Sequence[str]
    ) -> None:
        self.internal = internal
        self.policy = policy
        self.schemes = list(schemes)
        self.names: dict[Any, str] = {
            # 圏域 of two kinds may share a name
            (unit, scheme, code): f"{name}（{scheme or UNITS[unit]}）"
            if unit in ("zone", "medical_area")
            else name
            for unit, scheme, code, name in internal.execute(
                "select area_unit, zone_scheme, area_code, area_name from area"
            ).fetchall()
        }
        self._words: dict[Any, str] = self.names | DISCHARGE_WORDS
        self.population: dict[tuple[int, Any], float | None] = {
            (year, (unit, scheme, code)): population
            for year, unit, scheme, code, population in internal.execute(
                "select fiscal_year, area_unit, zone_scheme, area_code, population"
                " from area_population"
            ).fetchall()
        }
        self.area_rules = self._area_rules()
        self.prefecture = next((area for area in self.names if area[0] == "prefecture"), None)

    @property
    def areas(self) -> dict[Area, list[str]]:
        """The municipalities of each area that is made of some."""
        return {area: [part[2] for part in parts] for area, parts in self.area_rules}  # type: ignore[misc,index]

    def __iter__(self) -> Iterator[Block]:
        yield from self.supply()
        yield from self.patients()
        yield from self.flows()
        yield from self.discharge()

    def cell_text(self, key: Any) -> str:
        """A figure's key with area names, as a report writes it."""
        parts = [self._words.get(part, part) for part in key]
        return "・".join(str(part) for part in parts if part != "")

    def reason_text(self, reason: str, block: Block) -> str:
        """A reason of ``disclosure`` with names and words in the place of keys.

        Other tables that it speaks of are named, the block's own is not.
        """
        reason = reason.replace(f"{block.name}・", "")
        for key, word in self._words.items():
            if str(key) in reason:
                reason = reason.replace(str(key), word)
        return reason.replace("・（", "（").replace("・」", "」").replace("・ ", " ")

    def supply(self) -> Iterator[Block]:
        """① per act: areas × details, for patients, receipts and claims."""
        summed = {
            row[0]
            for row in self.internal.execute(
                "select item from supply_item where is_sum_of_details"
            ).fetchall()
        }
        columns = "patients, patients_status, receipts, receipts_status, claims, claims_status"
        rows = self._rows(
            "supply_cell",
            f"item, area_code, detail, {columns}, institutions, institutions_status",
            "scheme = '合計'",
        )
        rows.sort(key=lambda row: (row[0], row[3]))
        for (year, item), group in groupby(rows, key=lambda row: (row[0], row[3])):
            made: list[Row] = []
            for _, unit, scheme, _, code, detail, *numbers in group:
                area = (unit, scheme, code)
                made.append(
                    Row(
                        (year, unit, scheme, code, "合計", item, detail),
                        (area, detail),
                        tuple(zip(numbers[0:6:2], numbers[1:6:2], strict=True)),
                        is_total=unit != "municipality" or detail == "",
                        rest=self._institutions(year, area, numbers[6], numbers[7]),
                    )
                )
            details = sorted({row.key[1] for row in made} - {""})
            sums = partial(supply_sums, item in summed)
            yield Block(
                "①供給",
                year,
                "supply_cell",
                f"①供給 {item}",
                made,
                {row.key: self._threshold(year, row.key[0]) for row in made},
                partial(sums, self.area_rules),
                ("patients", "receipts", "claims"),
                () if item in summed else tuple((detail, "") for detail in details),
                sums,
            )

    def patients(self) -> Iterator[Block]:
        """③: per area the total and each of 居住形態, 重症度 and 要介護度 by itself.

        Their combinations are not offered: three quarters of them would have to be hidden, and
        protecting them hides totals that readers need.
        """
        rows = self._rows(
            "patients_cell",
            "area_code, residence, severity, care_level, patients, patients_status",
            "scheme = '合計'",
        )
        for year, group in groupby(rows, key=lambda row: row[0]):
            made = [
                Row(
                    (year, unit, scheme, code, "合計", *need),
                    ((unit, scheme, code), *need),
                    ((value, status),),
                    is_total=unit != "municipality" or TOTAL in need,
                )
                for _, unit, scheme, code, *need, value, status in group
                if need.count(TOTAL) >= 2
            ]
            yield Block(
                "③患者数",
                year,
                "patients_cell",
                "③患者数",
                made,
                {row.key: self._threshold(year, row.key[0]) for row in made},
                partial(patient_sums, self.area_rules),
                sums_over=patient_sums,
            )

    def flows(self) -> Iterator[Block]:
        """④: origins × destinations at all area units at once, one block for each 居住形態.

        Both together are shown where both are: then they follow from what is shown anyway.
        """
        rows = self._rows(
            "flow_cell", "residence, origin_code, destination_code, patients, patients_status"
        )
        rows = [row for row in rows if row[3] != TOTAL]
        rows.sort(key=lambda row: (row[0], row[3]))
        for (year, residence), group in groupby(rows, key=lambda row: (row[0], row[3])):
            made = [
                Row(
                    (year, unit, scheme, residence, origin, destination),
                    _flow_key(unit, scheme, origin, destination),
                    ((value, status),),
                    is_total=unit != "municipality" or TOTAL in (origin, destination),
                )
                for _, unit, scheme, _, origin, destination, value, status in group
            ]
            yield Block(
                "④流出入",
                year,
                "flow_cell",
                f"④流出入 {residence}",
                made,
                {
                    row.key: self._threshold(
                        year, *(a for a in row.key[:2] if isinstance(a, tuple))
                    )
                    for row in made
                },
                partial(flow_sums, self.prefecture, self.area_rules),
                sums_over=partial(flow_sums, self.prefecture),
            )

    def discharge(self) -> Iterator[Block]:
        """⑤: areas × measures; kinds of service and of 要介護度 add up to 介護サービス利用."""
        rows = self._rows("discharge_cell", "area_code, measure, patients, patients_status")
        for year, group in groupby(rows, key=lambda row: row[0]):
            made = [
                Row(
                    (year, unit, scheme, code, measure),
                    ((unit, scheme, code), measure),
                    ((value, status),),
                    is_total=unit != "municipality",
                )
                for _, unit, scheme, code, measure, value, status in group
            ]
            yield Block(
                "⑤退院",
                year,
                "discharge_cell",
                "⑤退院",
                made,
                {row.key: self._threshold(year, row.key[0]) for row in made},
                partial(discharge_sums, self.area_rules),
                sums_over=discharge_sums,
                parts=(*DISCHARGE_PARTS, *((p, total) for total, ps in DISCHARGE_SUMS for p in ps)),
            )

    # --- rules and thresholds --------------------------------------------------------------------

    def _rows(self, table: str, columns: str, condition: str = "true") -> list[tuple[Any, ...]]:
        return self.internal.execute(
            f"select fiscal_year, area_unit, zone_scheme, {columns} from {table}"
            f" where (area_unit <> 'zone' or list_contains($schemes, zone_scheme))"
            f" and {condition} order by all",
            {"schemes": self.schemes},
        ).fetchall()

    def _area_rules(self) -> list[Rule]:
        """県 = Σ 市町村, 圏域 = Σ 市町村: overlapping hierarchies share their municipalities."""
        members: dict[Any, list[Hashable]] = {}
        for unit, scheme, code, municipality in self.internal.execute(
            "select area_unit, zone_scheme, area_code, municipality_code from area_member"
            " where area_unit <> 'municipality' order by all"
        ).fetchall():
            if unit != "zone" or scheme in self.schemes:
                members.setdefault((unit, scheme, code), []).append(
                    ("municipality", "", municipality)
                )
        return list(members.items())

    def _threshold(self, year: int, *areas: Area) -> Threshold:
        """The strictest of the areas a figure is about; the prefecture where it names none."""
        about = areas or ((self.prefecture,) if self.prefecture else ())
        found = [self.policy.threshold(self.population.get((year, area))) for area in about]
        return strictest(*(found or [self.policy.threshold(None)]))

    def _institutions(self, year: int, area: Area, value: Any, status: str) -> tuple[Any, ...]:
        limit = self.policy.institution_threshold
        few = limit is not None and value is not None and 0 < value < limit
        nothing = self._threshold(year, area).nothing_shown and status == ACTUAL
        return (None, SUPPRESSED) if few or nothing else (value, status)


# Figures of the prefecture are those that readers need most, then those of its 圏域. At these
# prices hardly more is hidden in all; dearer ones spare no more 圏域 and cost more towns.
_BROAD = {"prefecture": 1.0, "medical_area": 0.1, "zone": 0.1}


def _broad(key: Any) -> float:
    """By how much the loss of a figure hurts more; a flow between two areas is as any other."""
    areas = [part for part in key if isinstance(part, tuple)]
    if not areas:
        return _BROAD["prefecture"]
    return _BROAD.get(areas[0][0], 0.0) if len(areas) == 1 else 0.0


def _flow_key(unit: str, scheme: str, origin: str, destination: str) -> Any:
    """One name per figure: the prefecture as origin is 計, as destination it is 県内."""
    whole = unit == "prefecture"

    def member(code: str, in_prefecture: str) -> Any:
        if code in (TOTAL, OUTSIDE_PREFECTURE):
            return code
        if code == ELSEWHERE:  # it differs by the unit it is seen from, so it adds up to nothing
            return OUTSIDE_PREFECTURE if whole else f"{ELSEWHERE}（{scheme or UNITS[unit]}）"
        return in_prefecture if whole else (unit, scheme, code)

    return member(origin, TOTAL), member(destination, WITHIN_PREFECTURE)
