"""The tidy contract as Parquet: lines of receipts month by month, the rest in one file each.

In a month the few receipts that matter lie among the many that do not, as in an extract of all
receipts: a program cannot skip the others unread.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from zaitaku.claims import tidy
from zaitaku.claims.synthetic import marginals
from zaitaku.claims.synthetic.codes import UNKNOWN, label
from zaitaku.claims.synthetic.places import PREFECTURE, SOURCES, Ints
from zaitaku.claims.synthetic.truth import SCHEMES, World

Texts = Sequence[str] | npt.NDArray[np.str_]
_ORDINARY = 3000  # codes of acts that no table counts, plainly of no fee table
_STEP = 37
_GROUP = 1_000_000
_SHARES = (0.5, 0.12, 0.38)  # 医科, 歯科, 調剤
_COLUMNS = ("person", "month", "later_stage", "town", "institution", "source", "inpatient")
_ALL = (*_COLUMNS, "claimed", "withdrawn", "admission", "died")


class Lines:
    """The lines of receipts, one file a month."""

    def __init__(
        self, world: World, drawn: tuple[Ints, list[str]], rng: np.random.Generator
    ) -> None:
        self._world, self._rng = world, rng
        act_code, names = drawn
        self._names = [*names, "", UNKNOWN, *(f"9{n:08d}" for n in range(_ORDINARY))]
        self._empty, self._unknown = len(names), len(names) + 1
        self._act_code = act_code
        self._by_receipt = np.argsort(world.book.act_receipt, kind="stable")
        sorted_receipts = world.book.act_receipt[self._by_receipt]
        everyone = np.arange(len(world.book) + 1)
        self._first = np.searchsorted(sorted_receipts, everyone)
        towns = range(world.places.towns)
        self._insurers = [world.places.insurer(town, s) for town in towns for s in (0, 1)]

    def write(self, folder: Path, month: int, receipts: int, lines: int) -> int:
        """All receipts of a month, so many at least; returns how many there are."""
        own = np.flatnonzero(self._world.book.column["month"] == month)
        others = max(receipts - len(own), 0)
        column = {name: self._world.book.column[name][own] for name in _ALL}
        added = self._ordinary(month, others)
        whole = {name: np.append(column[name], added[name]) for name in _ALL}
        acts = np.diff(self._first)[own]
        count = np.append(np.maximum(acts, 1), 1 + self._rng.poisson(lines - 1, others))
        order = self._rng.permutation(len(count))
        whole = {name: values[order] for name, values in whole.items()}
        starts = np.append(self._first[own], np.full(others, -1))[order]
        has_acts = np.append(acts > 0, np.zeros(others, bool))[order]
        path = folder / f"receipt_lines-{label(month)}.parquet"
        with pq.ParquetWriter(path, _schema(tidy.RECEIPT_LINES), compression="zstd") as writer:
            self._groups(writer, month, whole, count[order], starts, has_acts)
        return len(count)

    def _ordinary(self, month: int, count: int) -> dict[str, Ints]:
        """Receipts without anything that a table counts."""
        rng, people = self._rng, self._world.people
        person = rng.integers(0, len(people), int(count * 1.6) + 100)
        weight = np.where(people.switch[person] < 0, 1.0, 10.1 / 17.2)
        here = people.is_member(person, np.full(len(person), month))
        person = person[here & (rng.random(len(person)) < weight)][:count]
        person = np.append(person, rng.choice(person, count - len(person)))
        late = rng.random(count) < 0.5
        months = np.full(count, month)
        source = rng.choice((0, 2, 3), count, p=_SHARES)
        places = self._world.places
        institution = np.zeros(count, np.int64)
        for number, kind in ((0, "診療所"), (2, "歯科"), (3, "薬局")):
            these = source == number
            institution[these] = places.near(rng, kind, people.town[person[these]])
        found = {
            "person": person,
            "month": months,
            "later_stage": people.later_stage(person, months, late),
            "town": people.home_town(person, months, late),
            "institution": institution,
            "source": source,
            "claimed": months + 1,
            "admission": np.full(count, -1),
        }
        return {name: found.get(name, np.zeros(count, np.int64)) for name in _ALL}

    def _groups(
        self,
        writer: pq.ParquetWriter,
        month: int,
        whole: dict[str, Ints],
        count: Ints,
        starts: Ints,
        has_acts: Ints,
    ) -> None:
        """Row groups of whole receipts."""
        ends = np.cumsum(count)
        first = 0
        while first < len(count):
            before = ends[first - 1] if first else 0
            last = max(int(np.searchsorted(ends, before + _GROUP, "right")), first + 1)
            part = slice(first, last)
            receipts = {name: values[part] for name, values in whole.items()}
            writer.write_table(
                self._table(month, first, receipts, count[part], starts[part], has_acts[part])
            )
            first = last

    def _table(
        self,
        month: int,
        number: int,
        receipts: dict[str, Ints],
        count: Ints,
        starts: Ints,
        has_acts: Ints,
    ) -> pa.Table:
        line = np.repeat(np.arange(len(count)), count)
        within = np.arange(len(line)) - np.repeat(np.cumsum(count) - count, count)
        code, times = self._acts(line, within, starts, has_acts, receipts["inpatient"])
        places, book = self._world.places, receipts
        months = [label(m) for m in range(marginals.MONTHS + 6)]
        ids = [f"架空{label(month)}-{number + i:08d}" for i in range(len(count))]
        persons, who = np.unique(book["person"], return_inverse=True)
        days = [f"{label(m)}-01" for m in range(-6, marginals.MONTHS)]
        columns = {
            "receipt_id": (ids, line),
            "source": (SOURCES, book["source"][line]),
            "inpatient": (("0", "1"), book["inpatient"][line]),
            "service_month": (months, book["month"][line]),
            "claim_month": (months, book["claimed"][line]),
            "insurer_no": (self._insurers, (2 * book["town"] + book["later_stage"])[line]),
            "person_id": ([person_id(p) for p in persons], who[line]),
            "institution_code": (places.institution_codes, book["institution"][line]),
            "admission_date": (["", *days], _admission(book, line)),
            "act_code": (self._names, code),
            "count": (["", *map(str, range(1, 1000))], times),
            "outcome": (("", "死亡"), book["died"][line]),
            "status": (("", tidy.WITHDRAWN), book["withdrawn"][line]),
        }
        arrays = [
            pa.DictionaryArray.from_arrays(pa.array(index, pa.int32()), pa.array(list(values)))
            for values, index in (columns[name] for name in tidy.RECEIPT_LINES.names)
        ]
        return pa.Table.from_arrays(arrays, schema=_schema(tidy.RECEIPT_LINES))

    def _acts(
        self, line: Ints, within: Ints, starts: Ints, has_acts: Ints, inpatient: Ints
    ) -> tuple[Ints, Ints]:
        """Code and count of every line: of the book, empty for a bare stay, else ordinary."""
        rng = self._rng
        # some codes are common, and none stands twice on a receipt
        start = (rng.random(len(starts)) ** 3 * _ORDINARY).astype(np.int64)
        code = self._empty + 2 + (start[line] + within * _STEP) % _ORDINARY
        times = 1 + (rng.random(len(line)) < 0.1).astype(np.int64)
        is_unknown = rng.random(len(line)) < marginals.UNKNOWN_CODE
        code[is_unknown & (within == 0)] = self._unknown
        own = has_acts[line]
        act = self._by_receipt[starts[line[own]] + within[own]]
        code[own], times[own] = self._act_code[act], self._world.book.act_count[act]
        bare = ~own & (inpatient[line] == 1)
        code[bare], times[bare] = self._empty, 0
        return code, times


def others(folder: Path, world: World) -> None:
    """Everything but the lines."""
    people, places = world.people, world.places
    _write(folder, tidy.PERSONS, persons(world))
    care = world.care
    level = np.array(marginals.LEVELS)[care.level]
    town = [f"{code}0" for code, *_ in places.municipalities]
    months = np.array([label(m) for m in range(marginals.MONTHS + 1)])
    _write(
        folder,
        tidy.CARE_LINES,
        {
            "care_claim_id": [f"架空K{n:09d}" for n in care.claim],
            "care_insurer_no": np.array(town)[people.town[care.person]],
            "care_id": [care_id(n) for n in care.holder],
            "service_month": months[care.month],
            "claim_month": months[care.month + 1],
            "office_no": [f"{PREFECTURE}7{n:07d}" for n in care.office],
            "care_level": level,
            "service_type": care.service_type.astype(str),
            "service_item": care.item.astype(str),
            "count": care.count.astype(str),
            "status": np.where(care.cancelled, tidy.CANCELLED, ""),
        },
    )
    codes, towns = places.institution_codes, places.institution_towns
    _write(
        folder,
        tidy.INSTITUTIONS,
        {
            "institution_code": list(codes),
            "source": [SOURCES[s] for s in places.institution_sources],
            "name": [f"架空医療機関{n:05d}" for n in range(len(codes))],
            "municipality_code": [places.town_code(t) for t in towns],
        },
    )
    both = [(t, s) for t in range(places.towns) for s in (0, 1)]
    _write(
        folder,
        tidy.INSURERS,
        {
            "insurer_no": [places.insurer(t, s) for t, s in both],
            "scheme": [SCHEMES[s] for _, s in both],
            "municipality_code": [places.municipalities[t][0] for t, _ in both],
            "municipality_name": [places.municipalities[t][1] for t, _ in both],
            "table_insurer_no": [places.insurer(t, 0) for t, _ in both],
            "medical_area": [places.municipalities[t][3] for t, _ in both],
        },
    )
    span = f"{label(0)}..{label(marginals.MONTHS - 1)}"
    values = {
        "prefecture": PREFECTURE,
        "months_medical": span,
        "months_care": span,
        "fiscal_year": str(marginals.FIRST_YEAR),
        "frozen_on": f"{marginals.FIRST_YEAR + 1}-12-31",
        "note": "架空のレセプト。実在の人・医療機関とは関係がない",
    }
    _write(folder, tidy.EXTRACT, {"key": list(values), "value": list(values.values())})


def persons(world: World) -> dict[str, list[str]]:
    """Intervals of membership: a change of scheme or town ends one and begins another."""
    people, places, certified = world.people, world.places, world.care.certified
    linked = np.full(len(people), -1)
    linked[certified.person[certified.linked]] = np.flatnonzero(certified.linked)
    rows: list[tuple[str, ...]] = []
    birth = np.datetime_as_string(people.birth)
    for person in range(len(people)):
        changes = sorted(
            (int(month), int(day), kind)
            for month, day, kind in (
                (people.switch[person], people.switch_day[person], "scheme"),
                (people.move[person], people.move_day[person], "town"),
            )
            if 0 <= month < marginals.MONTHS
        )
        town, scheme = int(people.town[person]), int(people.switch[person] == -1)
        start = f"{label(0)}-01"
        for month, day, kind in changes:
            until = str(np.datetime64(f"{label(month)}-{day:02d}") - 1)
            # a change on the first day of all leaves nothing before it
            if until >= start:
                rows.append(
                    (person_id(person), SCHEMES[scheme], places.insurer(town, scheme), start, until)
                )
            start = f"{label(month)}-{day:02d}"
            if kind == "scheme":
                scheme = 1
            else:
                town = int(people.moved_to[person])
        end = int(people.end[person])
        until = "" if end >= marginals.MONTHS else f"{label(end)}-{int(people.end_day[person]):02d}"
        rows.append(
            (person_id(person), SCHEMES[scheme], places.insurer(town, scheme), start, until)
        )
    owner = np.array([int(row[0][2:]) for row in rows])
    columns = dict(zip(tidy.PERSONS.names[:5], map(list, zip(*rows, strict=True)), strict=True))
    columns["birth_date"] = list(birth[owner])
    columns["sex"] = [str(1 + n % 2) for n in owner]
    columns["care_id"] = [care_id(n) if n >= 0 else "" for n in linked[owner]]
    return columns


def person_id(number: int) -> str:
    return f"架空{number:08d}"


def care_id(number: int) -> str:
    return f"架空介護{number:08d}"


def _admission(book: dict[str, Ints], line: Ints) -> Ints:
    """Index of the first of the month of admission; 0 where there is none."""
    return np.where(book["inpatient"] == 1, book["admission"] + 7, 0)[line]


def _schema(table: tidy.Table) -> pa.Schema:
    return pa.schema([(name, pa.dictionary(pa.int32(), pa.string())) for name in table.names])


def _write(
    folder: Path, table: tidy.Table, columns: Mapping[str, Sequence[str] | npt.NDArray[np.str_]]
) -> None:
    frame = pd.DataFrame({name: columns[name] for name in table.names}, dtype="str")
    arrow = pa.Table.from_pandas(frame, preserve_index=False)
    pq.write_table(arrow, folder / f"{table.name}.parquet", compression="zstd")
