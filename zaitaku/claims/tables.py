"""What the SQL counted as cells of the official tables: means, zeros, what is not told. Pure.

A cell is a Decimal, or None where it cannot be told (written 「…」, read as 欠測).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from itertools import product

from zaitaku.claims.engines import Rows
from zaitaku.claims.extract import Extract
from zaitaku.sources.kinds import kdb_discharge, kdb_flows, kdb_institutions, kdb_patients
from zaitaku.sources.kinds.kdb_supply import ITEMS, SCHEMES

Cell = Decimal | None
Key = tuple[str, ...]
Sums = Mapping[Key, Sequence[int]]
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
# what rests on care claims: the rest of ① and ⑤ rests on medical claims alone
CARE_ITEM = "【介護保険】"
CARE_COLUMNS = frozenset(kdb_discharge.VALUES) - {"discharged", "home_care"}
LINKED = ("linked_share", "unlinked_person")  # steps that say whose care is known
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
    """The five tables; every cell of the official layout is there, of those that were counted.

    ``lacking``: codes of the towns whose people's care is not known.
    """

    towns: tuple[Town, ...]
    institutions: tuple[Institution, ...]
    lacking: frozenset[str] = frozenset()
    supply: dict[Key, Cell] = field(default_factory=dict)  # scheme, town, item, detail, measure
    institution: dict[Key, Cell] = field(default_factory=dict)  # institution, item, detail
    patients: dict[Key, Cell] = field(default_factory=dict)  # scheme, town, …, care level
    flows: dict[Key, Cell] = field(default_factory=dict)  # residence, origin, destination
    discharge: dict[Key, Cell] = field(default_factory=dict)  # town, column
    # ③ over all care levels, which is known without care claims: scheme, town, residence, severity
    managed: dict[Key, Decimal] = field(default_factory=dict)

    def cells(self) -> dict[Key, Cell]:
        """All of them by table and key; ③ with its 計, which official tables may not have."""
        managed = {(*row, kdb_patients.TOTAL): value for row, value in self.managed.items()}
        named = {
            "①": self.supply,
            "②": self.institution,
            "③": self.patients | managed,
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
    """Every cell of the tables that were counted; what the SQL did not find in them is 0."""
    months = extract.months
    lacking = unlinked_towns(found["linked_share"], towns, min_linked_share) | unknown_towns(
        found["unlinked_person"], min_linked_share
    )
    sums = {
        name: {tuple(row[:width]): row[width:] for row in found[name].rows}
        for name, (width, _) in _FILLED.items()
        if name in found
    }
    seen = _seen(sums.get("institutions", {}), institutions)
    tables = Tables(tuple(towns), seen, lacking)
    for name, counts in sums.items():
        _FILLED[name][1](tables, counts, months)
    return tables


def _fill_supply(tables: Tables, sums: Sums, months: int) -> None:
    for scheme in SCHEMES:
        for _, _, item, detail in ITEMS:
            for town in tables.towns:
                counts = sums.get((scheme, town.code, item, detail), (0, 0, 0, 0))
                means = [*(mean(count, months) for count in counts[:3]), Decimal(counts[3])]
                is_lacking = item.startswith(CARE_ITEM) and town.code in tables.lacking
                for measure, value in zip(MEASURES, means, strict=True):
                    cell = (scheme, town.code, item, detail, measure)
                    tables.supply[cell] = None if is_lacking else value


def _fill_institutions(tables: Tables, sums: Sums, months: int) -> None:
    for one in tables.institutions:
        for item, detail in kdb_institutions.ITEMS:
            (count,) = sums.get((one.code, one.municipality_code, item, detail), (0,))
            tables.institution[one.code, item, detail] = mean(count, months)


def _fill_flows(tables: Tables, sums: Sums, months: int) -> None:
    for residence in FLOW_BLOCKS:
        for origin in tables.towns:
            for destination in (*(town.code for town in tables.towns), OUTSIDE):
                count = sums.get((origin.code, destination, residence), (0, 0))[0]
                tables.flows[residence, origin.code, destination] = mean(count, months)


def _fill_discharge(tables: Tables, sums: Sums, months: int) -> None:
    for town in tables.towns:
        counts = sums.get((town.code,), (0,) * len(DISCHARGE))
        for name, count in zip(kdb_discharge.VALUES, counts, strict=False):
            is_lacking = name in CARE_COLUMNS and town.code in tables.lacking
            tables.discharge[town.code, name] = None if is_lacking else Decimal(count)


def _fill_patients(tables: Tables, sums: Sums, months: int) -> None:
    for scheme, town, residence, severity in product(SCHEMES, tables.towns, RESIDENCES, SEVERITIES):
        row = (scheme, town.code, residence, severity)
        counts = {level: sums.get((*row, level), (0,))[0] for level in kdb_patients.CARE_LEVELS}
        for level, count in counts.items():
            is_lacking = town.code in tables.lacking
            tables.patients[*row, level] = None if is_lacking else mean(count, months)
        # everybody has one level in a month, 未認定 if no other
        tables.managed[row] = mean(sum(counts.values()), months)


# step → how many of its columns are the key, and who fills its cells
_FILLED: dict[str, tuple[int, Callable[[Tables, Sums, int], None]]] = {
    "supply": (4, _fill_supply),
    "institutions": (4, _fill_institutions),
    "patients": (5, _fill_patients),
    "flows": (3, _fill_flows),
    "discharge": (1, _fill_discharge),
}


def unlinked_towns(linked: Rows, towns: Sequence[Town], least: float) -> frozenset[str]:
    """Towns of whose people too few, or none, are linked to say anything about their care.

    A town without an insurer of its own (広域連合) takes the share of all unions together. Where
    nobody is linked nothing is known, whatever ``least`` is; nor where nobody used care at all,
    for no municipality is like that: its care claims are not in the extract.
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
        linked_persons = known.get(key, 0)
        if not linked_persons or linked_persons / persons[key] < least:
            found.add(town.code)
    return frozenset(found)


def unknown_towns(known: Rows, least: float) -> frozenset[str]:
    """Towns none of whose receipts is of a person linked to care, or few of a known person.

    Care is linked to the table of persons: nothing of it comes to receipts that bear other
    pseudonyms, as those do that are read without a table of identities.
    """
    receipts: dict[str, int] = {}
    lost: dict[str, int] = {}
    linked: dict[str, int] = {}
    for record in known.records():
        code = record["municipality_code"]
        receipts[code] = receipts.get(code, 0) + record["receipts"]
        lost[code] = lost.get(code, 0) + record["unknown_person"]
        linked[code] = linked.get(code, 0) + record["linked"]
    return frozenset(
        code
        for code, count in receipts.items()
        if not linked[code] or (count - lost[code]) / count < least
    )


def _seen(sums: Sums, institutions: Sequence[Institution]) -> tuple[Institution, ...]:
    """Institutions that stand in ②: those that treated anybody."""
    wanted = {key[0] for key in sums}
    return tuple(one for one in institutions if one.code in wanted)
