"""What the SQL counted as cells of the official tables: means, zeros, what is not told. Pure.

A cell is a Decimal, or None where it cannot be told (written 「…」, read as 欠測).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from zaitaku.claims.engines import Rows
from zaitaku.claims.extract import Extract
from zaitaku.sources.kinds import kdb_discharge, kdb_flows, kdb_institutions, kdb_patients
from zaitaku.sources.kinds.kdb_supply import ITEMS, SCHEMES

Cell = Decimal | None
Key = tuple[str, ...]
RESIDENCES = ("在宅時", "施設入居時等")
SEVERITIES = ("重症", "その他", "計")
OUTSIDE = kdb_flows.OUTSIDE
FLOW_BLOCKS = (*kdb_flows.RESIDENCES, "合計")
MEASURES = ("patients", "receipts", "claims", "institutions")
# the columns of ⑤ as the SQL names them, in the order of the official table
DISCHARGE = (
    *("discharged", "home_care", "facility", "care_service"),
    *("home_type", "residential_type", "facility_type"),
    *("support_1", "support_2", "care_1", "care_2", "care_3", "care_4", "care_5"),
)
_TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Town:
    """A municipality as the tables print it."""

    code: str
    name: str
    insurer_no: str
    medical_area: str


@dataclass(frozen=True)
class Institution:
    code: str
    name: str
    municipality_code: str


@dataclass(frozen=True)
class Tables:
    """The five tables; every cell of the official layout is there."""

    towns: tuple[Town, ...]
    institutions: tuple[Institution, ...]
    supply: dict[Key, Cell] = field(default_factory=dict)  # scheme, town, item, detail, measure
    institution: dict[Key, Cell] = field(default_factory=dict)  # institution, item, detail
    patients: dict[Key, Cell] = field(default_factory=dict)  # scheme, town, …, care level
    flows: dict[Key, Cell] = field(default_factory=dict)  # residence, origin, destination
    discharge: dict[Key, Cell] = field(default_factory=dict)  # town, column

    def cells(self) -> dict[Key, Cell]:
        """All of them by table and key."""
        named = {
            "①": self.supply,
            "②": self.institution,
            "③": self.patients,
            "④": self.flows,
            "⑤": self.discharge,
        }
        return {(name, *key): cell for name, cells in named.items() for key, cell in cells.items()}


def mean(total: int, months: int) -> Decimal:
    """A monthly mean as printed: half up to one place, only here."""
    return (Decimal(total) / months).quantize(_TENTH, ROUND_HALF_UP)


def fill(
    found: Mapping[str, Rows],
    towns: Sequence[Town],
    institutions: Sequence[Institution],
    extract: Extract,
    *,
    min_linked_share: float,
) -> Tables:
    """Every cell of the layout; what the SQL did not find is 0."""
    months = extract.months
    lacking = unlinked_towns(found["linked_share"], towns, min_linked_share)
    sums = {
        name: {tuple(row[:width]): row[width:] for row in found[name].rows}
        for name, width in (
            ("supply", 4),
            ("institutions", 4),
            ("patients", 5),
            ("flows", 3),
            ("discharge", 1),
        )
    }
    tables = Tables(tuple(towns), _seen(sums["institutions"], institutions))
    for scheme in SCHEMES:
        for _, _, item, detail in ITEMS:
            for town in towns:
                counts = sums["supply"].get((scheme, town.code, item, detail), (0, 0, 0, 0))
                means = [*(mean(count, months) for count in counts[:3]), Decimal(counts[3])]
                for measure, value in zip(MEASURES, means, strict=True):
                    tables.supply[scheme, town.code, item, detail, measure] = value
    for one in tables.institutions:
        for item, detail in kdb_institutions.ITEMS:
            key = (one.code, one.municipality_code, item, detail)
            (count,) = sums["institutions"].get(key, (0,))
            tables.institution[one.code, item, detail] = mean(count, months)
    for scheme in SCHEMES:
        for town in towns:
            for residence in RESIDENCES:
                for severity in SEVERITIES:
                    for level in kdb_patients.CARE_LEVELS:
                        cell = (scheme, town.code, residence, severity, level)
                        (count,) = sums["patients"].get(cell, (0,))
                        is_lacking = level == "未認定" and town.code in lacking
                        tables.patients[cell] = None if is_lacking else mean(count, months)
    for residence in FLOW_BLOCKS:
        for origin in towns:
            for destination in (*(town.code for town in towns), OUTSIDE):
                count = sums["flows"].get((origin.code, destination, residence), (0, 0))[0]
                tables.flows[residence, origin.code, destination] = mean(count, months)
    for town in towns:
        counts = sums["discharge"].get((town.code,), (0,) * len(DISCHARGE))
        for name, count in zip(kdb_discharge.VALUES, counts, strict=False):
            tables.discharge[town.code, name] = Decimal(count)
    return tables


def unlinked_towns(linked: Rows, towns: Sequence[Town], least: float) -> frozenset[str]:
    """Towns whose share of linked persons is too low to tell 未認定 from 「つながらない」.

    A town without an insurer of its own (広域連合) takes the share of all unions together; one
    whose people used no care at all has nothing that could be lost.
    """
    persons: dict[str, int] = {}
    known: dict[str, int] = {}
    for record in linked.records():
        code = record["municipality_code"]
        persons[code] = persons.get(code, 0) + record["persons"]
        known[code] = known.get(code, 0) + record["linked"]
    found = set()
    for town in towns:
        key = town.code if town.code in persons else ""
        if persons.get(key) and known[key] / persons[key] < least:
            found.add(town.code)
    return frozenset(found)


def _seen(
    sums: Mapping[Key, Sequence[int]], institutions: Sequence[Institution]
) -> tuple[Institution, ...]:
    """Institutions that stand in ②: those that treated anybody."""
    wanted = {key[0] for key in sums}
    return tuple(one for one in institutions if one.code in wanted)
