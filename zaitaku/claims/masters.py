"""The master of acts a user supplies (医科診療行為マスター, as published) → the list of acts.

It adds to the list that ships: codes of editions after it are found by their names, and every code
the master names is known, counted or not. What the list says of older codes stays, for a master
names those of its own time only.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from zaitaku.claims import master_rules, tidy
from zaitaku.claims.faults import Faults
from zaitaku.claims.readers import Part
from zaitaku.ground.errors import SourceFileError

LIST = Path(__file__).with_name("acts.csv")
_EDITION = "利用者のマスター"
# places in a line of the 医科 master, from 0
_KIND, _CODE, _NAME, _SECTION, _UNTIL, _NUMBER, _BRANCH = 1, 2, 4, 84, 87, 91, 92
_FIELDS = 113
_MEDICAL = "S"
_OTHER_MASTERS = {"H": "歯科", "M": "調剤"}
_ANOTHER = "一覧とマスターで項目が違うコード（一覧の項目で数えた）"
_OPEN = ("", "0", "99999999")


@dataclass(frozen=True)
class Act:
    """A line of the master, as far as it is used."""

    line: int
    code: str
    name: str
    section: str
    branch: str
    valid_to: str


@dataclass
class MasterReader:
    """医科 only: the columns of the other two were not read by us, and are not guessed."""

    name: str = "診療行為マスター"

    def takes(self, path: Path, head: bytes) -> bool:
        return _kind(head) is not None

    def read(
        self, paths: Sequence[Path], folder: Path, faults: Faults, listed: frozenset[str]
    ) -> Iterator[Part]:
        """The list with what the masters add, and all codes they name."""
        acts: dict[str, Act] = {}
        for path in paths:
            with path.open("rb") as file:
                kind = _kind(file.read(65_536))
            if kind != _MEDICAL:
                raise SourceFileError(
                    f"「{path.name}」は{_OTHER_MASTERS.get(kind or '', '')}のマスターのようですが、"
                    "列の並びを仕様で確かめていないため使いません。入力から外してください。"
                    "歯科と調剤の行為は、同梱の一覧（acts.csv）で数えます。"
                )
            acts.update({act.code: act for act in _lines(path, faults)})
        rows = _merged(shipped(), acts.values(), paths[-1], faults)
        yield _write(tidy.ACTS, [tuple(r[n] for n in tidy.ACTS.names) for r in rows], folder)
        known = [(a.code, a.name) for a in acts.values() if a.code.startswith(tidy.HOME_CHAPTER)]
        yield _write(tidy.KNOWN_CODES, known, folder)


def _merged(
    rows: list[dict[str, str]], acts: Iterable[Act], path: Path, faults: Faults
) -> list[dict[str, str]]:
    """The rows of the list, then those of codes it lacks; a code that means another thing now
    is told, and counted as the list says until somebody decides."""
    places = {row["code"]: (row["item"], row["detail"]) for row in rows}
    added = []
    for act in acts:
        row = derived(act)
        if row is None:
            continue
        place = places.get(act.code)
        if place is None:
            added.append(row)
        elif place != (row["item"], row["detail"]):
            faults.note(path, act.line, _ANOTHER)
    return [*rows, *added]


def derived(act: Act) -> dict[str, str] | None:
    """The row of the list that the rules make of an act; None where no table counts it."""
    name = unicodedata.normalize("NFKC", act.name)
    found = master_rules.found(act.section, act.branch, name)
    if found is None:
        return None
    return {
        "item": found.item,
        "detail": found.detail,
        "source": "医科",
        "code": act.code,
        "name": act.name,
        # the date of a change in the master is not that of a birth: open
        "valid_from": "",
        "valid_to": act.valid_to,
        "edition": _EDITION,
        "status": found.status,
        "option": found.option,
        "note": "",
    }


def shipped() -> list[dict[str, str]]:
    """The list of acts that comes with the program."""
    with LIST.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _lines(path: Path, faults: Faults) -> Iterator[Act]:
    try:
        with path.open(encoding="cp932", newline="") as file:
            for number, fields in enumerate(csv.reader(file), start=1):
                if len(fields) < _FIELDS or not fields[_CODE].isdecimal():
                    faults.add(path, number, "マスターの行の形が違う（行を除いた）")
                    continue
                until = fields[_UNTIL].strip()
                yield Act(
                    number,
                    fields[_CODE],
                    fields[_NAME],
                    f"{fields[_SECTION].strip()}{fields[_NUMBER].strip().zfill(3)}",
                    fields[_BRANCH].strip().zfill(2),
                    "" if until in _OPEN else f"{until[:4]}-{until[4:6]}-{until[6:8]}",
                )
    except UnicodeDecodeError as error:
        raise SourceFileError(
            f"「{path.name}」を Shift_JIS（CP932）として読めません。公開されたままの"
            "診療行為マスターを入れてください。"
        ) from error


def _kind(head: bytes) -> str | None:
    """S, H or M: the second field of each line; a master has many fields and no header."""
    first = head.splitlines()[:1]
    if not first:
        return None
    fields = [field.strip(b'" ') for field in first[0].split(b",")]
    is_master = len(fields) > 20 and fields[0].isdigit() and fields[2].isdigit()
    kind = fields[1].decode("ascii", "replace") if is_master else ""
    return kind if kind in (_MEDICAL, *_OTHER_MASTERS) else None


def _write(table: tidy.Table, rows: Sequence[tuple[str, ...]], folder: Path) -> Part:
    path = folder / f"master-{table.name}.parquet"
    columns = list(zip(*rows, strict=True)) or [()] * len(table.names)
    arrays = [pa.array(column, pa.string()) for column in columns]
    pq.write_table(pa.table(arrays, list(table.names)), path)
    return Part(table.name, path)
