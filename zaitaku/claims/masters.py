"""The masters of acts a user supplies (医科, 歯科, 調剤, as published) → the list of acts.

They add to the list that ships: codes of editions after it are found by their names, and every code
a master names is known, counted or not. What the list says of older codes stays, for a master
names those of its own time only.

Where the fields stand: マスターファイル仕様説明書 令和8年度版 (支払基金), 歯科診療行為マスター
(基本テーブル, 76 fields) and 調剤行為マスター (65); 医科 as measured on published files.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from zaitaku.claims import lines, master_rules, tidy
from zaitaku.claims.faults import Faults
from zaitaku.claims.master_rules import DENTAL, MEDICAL, PHARMACY, Place
from zaitaku.claims.readers import Part

LIST = Path(__file__).with_name("acts.csv")
_EDITION = "利用者のマスター"
_CODE = 2  # in a line of any master, from 0
_NO_ADDITION = "00000"
_BASIC = "1"  # 告示等識別区分（１）: 基本項目
_ANOTHER = "一覧とマスターで項目が違うコード（一覧の項目で数えた）"
_OPEN = ("", "0", "99999999")


@dataclass(frozen=True)
class Layout:
    """Where a line of a master has what is used, from 0; ``fields``: how many it has at least."""

    fields: int
    name: int
    until: int
    place: Callable[[list[str]], Place]


def _medical(fields: list[str]) -> Place:
    return Place(MEDICAL, fields[84] + fields[91].zfill(3), fields[92].zfill(2))


def _dental(fields: list[str]) -> Place:
    is_addition = fields[7] != _NO_ADDITION
    return Place(DENTAL, fields[3] + fields[4].zfill(3), fields[5].zfill(2), is_addition)


def _pharmacy(fields: list[str]) -> Place:
    """コード表用番号: 節, 区分, 枝番, two figures each."""
    number = fields[62].zfill(10)
    return Place(PHARMACY, number[:4], number[4:6], fields[55] != _BASIC)


_LAYOUTS = {
    "S": Layout(113, 4, 87, _medical),
    "H": Layout(76, 8, 57, _dental),
    "M": Layout(65, 4, 60, _pharmacy),
}


@dataclass(frozen=True)
class Act:
    """A line of a master, as far as it is used."""

    path: Path
    line: int
    code: str
    name: str
    place: Place
    valid_to: str


@dataclass
class MasterReader:
    """The three masters of acts; the further tables of 歯科 (h-2 …) are none and not read."""

    name: str = "診療行為マスター"

    def takes(self, path: Path, head: bytes) -> bool:
        return _kind(head) is not None

    def read(
        self, paths: Sequence[Path], folder: Path, faults: Faults, listed: frozenset[str]
    ) -> Iterator[Part]:
        """The list with what the masters add, and all codes they name."""
        acts: dict[str, Act] = {}
        for path in paths:
            acts.update({act.code: act for act in _lines(path, faults)})
        rows = _merged(shipped(), acts.values(), faults)
        yield _write(tidy.ACTS, [tuple(r[n] for n in tidy.ACTS.names) for r in rows], folder)
        known = [(a.code, a.name) for a in acts.values() if a.code.startswith(tidy.HOME_CHAPTER)]
        yield _write(tidy.KNOWN_CODES, known, folder)


def _merged(
    rows: list[dict[str, str]], acts: Iterable[Act], faults: Faults
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
            faults.note(act.path, act.line, _ANOTHER)
    return [*rows, *added]


def derived(act: Act) -> dict[str, str] | None:
    """The row of the list that the rules make of an act; None where no table counts it."""
    name = unicodedata.normalize("NFKC", act.name)
    found = master_rules.found(act.place, name)
    if found is None:
        return None
    return {
        "item": found.item,
        "detail": found.detail,
        "source": act.place.source,
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
    with path.open("rb") as file:
        layout = _LAYOUTS[_kind(file.read(65_536)) or "S"]
    wanted = "公開されたままの（Shift_JIS、CP932）診療行為マスターを入れてください。"
    # line by line: a quotation mark that a cut line leaves open must not swallow the next
    for number, cells in lines.each(path, "cp932", wanted):
        faults.read(path, 1)
        fields = [cell.strip() for cell in cells]
        if len(fields) < layout.fields or not fields[_CODE].isdecimal():
            broken = faults.cut if lines.is_cut(path, number) else faults.add
            broken(path, number, "マスターの行の形が違う（行を除いた）")
            continue
        until = fields[layout.until]
        yield Act(
            path,
            number,
            fields[_CODE],
            fields[layout.name],
            layout.place(fields),
            "" if until in _OPEN else f"{until[:4]}-{until[4:6]}-{until[6:8]}",
        )


def _kind(head: bytes) -> str | None:
    """S, H or M: the second field of each line; a master has many fields and no header."""
    first = head.splitlines()[:1]
    if not first:
        return None
    fields = [field.strip(b'" ') for field in first[0].split(b",")]
    is_master = len(fields) > 20 and fields[0].isdigit() and fields[2].isdigit()
    kind = fields[1].decode("ascii", "replace") if is_master else ""
    return kind if kind in _LAYOUTS else None


def _write(table: tidy.Table, rows: Sequence[tuple[str, ...]], folder: Path) -> Part:
    path = folder / f"master-{table.name}.parquet"
    columns = list(zip(*rows, strict=True)) or [()] * len(table.names)
    arrays = [pa.array(column, pa.string()) for column in columns]
    pq.write_table(pa.table(arrays, list(table.names)), path)
    return Part(table.name, path)
