"""Table ⑤ from the histories: who left a long-term bed, and what followed in six months."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pandas as pd

from zaitaku.claims.synthetic import marginals
from zaitaku.claims.synthetic.hospital import LONG_TERM
from zaitaku.claims.synthetic.population import Population
from zaitaku.claims.synthetic.truth import LEVELS, World, acts, care_lines

_AGE = 65
_WINDOW = 6
_FACILITIES = (51, 52, 54)
_INTEGRATED = 55
_RESIDENCES = (32, 33, 35, 36, 37, 27, 28, 38, 39)
_COLUMNS = (
    "discharged",
    "home_care",
    "facility",
    "care_service",
    "home_type",
    "residential_type",
    "facility_type",
)
_NOTHING = pd.DataFrame({n: [] for n in ("month", "inpatient", "item", "detail", "type", "level")})


def discharge(world: World) -> pd.DataFrame:
    """A row a municipality."""
    receipts = _receipts(world)
    left = _left(world, receipts)
    seen = pd.DataFrame(left, columns=["person", "discharge", "town"])
    visits, lines = _of(acts(world), seen), _of(care_lines(world), seen)
    after = pd.DataFrame(
        [[*_after(visits.get(p, _NOTHING), lines.get(p, _NOTHING)), town] for p, _, town in left],
        columns=[*_COLUMNS, *LEVELS, "town"],
    )
    table = after.groupby("town").sum().reindex(range(world.places.towns), fill_value=0)
    table.insert(0, "municipality_code", [world.places.town_code(t) for t in table.index])
    table = table.sort_values("municipality_code").reset_index(drop=True)
    return table.astype(dict.fromkeys((*_COLUMNS, *LEVELS), int))


def _of(frame: pd.DataFrame, seen: pd.DataFrame) -> dict[int, pd.DataFrame]:
    """What each of them had in the six months."""
    found = frame.merge(seen[["person", "discharge"]], on="person")
    since = found["month"] - found["discharge"]
    found = found[(since >= 1) & (since <= _WINDOW)]
    return dict(_each(found))


def _each(frame: pd.DataFrame) -> Iterator[tuple[int, pd.DataFrame]]:
    """A person's rows, one person after the other."""
    frame = frame.sort_values("person", kind="stable")
    person = frame["person"].to_numpy()
    edges = np.append(np.flatnonzero(np.diff(person, prepend=-1)), len(person))
    for first, last in pairwise(edges):
        yield int(person[first]), frame.iloc[first:last]


def _receipts(world: World) -> dict[int, pd.DataFrame]:
    """Of people who were in hospital, all receipts that were not withdrawn."""
    columns = ("person", "month", "town", "inpatient", "died")
    column = world.book.column
    frame = pd.DataFrame({name: column[name] for name in columns})[column["withdrawn"] == 0]
    stayed = frame["person"][frame["inpatient"] == 1].unique()
    return dict(_each(frame[frame["person"].isin(stayed)]))


def _left(world: World, receipts: dict[int, pd.DataFrame]) -> list[tuple[int, int, int]]:
    """Person, month and municipality of each discharge that counts."""
    long_term = acts(world)
    long_term = long_term[long_term["item"] == LONG_TERM[0]]
    long_term = long_term[long_term["month"] < marginals.YEAR]
    found = []
    for person, billed in _each(long_term):
        rows, first = receipts[person], int(billed["month"].min())
        stays = rows[rows["inpatient"] == 1]
        inside = set(stays["month"])
        ends = (m for m in range(first, marginals.YEAR - 1) if m in inside and m + 1 not in inside)
        month = next(ends, None)
        if month is not None and _counts(world.people, person, month, rows):
            towns = stays["town"][stays["month"] == month]
            found.append((person, month, int(min(towns, key=world.places.town_code))))
    return found


def _counts(people: Population, person: int, month: int, rows: pd.DataFrame) -> bool:
    """65 on the month's last day, and seen for six months unless a receipt tells of the death."""
    if people.age(month)[person] < _AGE:
        return False
    told = (rows["died"] == 1) & (rows["month"] >= month)
    return bool(people.end[person] >= month + _WINDOW or told.any())


def _after(visits: pd.DataFrame, lines: pd.DataFrame) -> list[int]:
    """What followed in the six months, as a row of ⑤."""
    outside = visits[visits["inpatient"] == 0]
    calls = (outside["item"] == "往診料") & (outside["detail"] == "")
    types = set(lines["type"])
    facility = bool(types & {*_FACILITIES, _INTEGRATED})
    residence = not facility and bool(types & set(_RESIDENCES))
    level = -1
    if types:
        level = int(lines[lines["month"] == lines["month"].min()]["level"].max())
    return [
        1,
        int((calls | (outside["item"] == "在宅患者訪問診療料")).any()),
        int(bool(types & set(_FACILITIES))),
        int(bool(types)),
        int(bool(types) and not facility and not residence),
        int(residence),
        int(facility),
        *(int(level == number) for number in range(len(LEVELS))),
    ]
