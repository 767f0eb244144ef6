"""The reader of receipt files: many files in, rows of the tidy contract out, one pass over lines.

Rows of a file are held until its end, for only then it is known that it was not cut; lines that
no table needs are not held at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from zaitaku.claims import tidy
from zaitaku.claims.faults import Faults
from zaitaku.claims.readers import ORIGIN, Part, origin
from zaitaku.claims.uke.faults import Fault, FileFaultError, Teller
from zaitaku.claims.uke.people import COLUMNS, People, people
from zaitaku.claims.uke.physical import Lines, is_receipts
from zaitaku.claims.uke.receipts import RECORDS, Receipt, ReceiptReader

# of a receipt: its RE line, and the columns of the contract
Row = tuple[int, tuple[str, ...]]

_BATCH = 200_000
_HASHED = 1 << 20


@dataclass
class UkeReader:
    """医科, DPC, 歯科, 調剤 and 訪問看護; beside them the holder's file of identities."""

    name: str = "レセプト電算処理のファイル"
    receipts: int = 0

    def takes(self, path: Path, head: bytes) -> bool:
        return is_receipts(head) or _is_identities(head)

    def read(
        self, paths: Sequence[Path], folder: Path, faults: Faults, listed: frozenset[str]
    ) -> Iterator[Part]:
        """Parts of ``receipt_lines``, then the persons whom no file of identities names."""
        self.receipts = 0
        known, files = _apart(paths)
        who = people(folder, known)
        different = tuple(_different(files, faults))
        rows: list[Row] = []
        written = 0
        for number, path in enumerate(different):
            rows += self._file(path, number, who, faults, listed)
            if len(rows) >= _BATCH:
                where = folder / f"receipts-{written:05d}.parquet"
                yield _write(tidy.RECEIPT_LINES, rows, where, different)
                rows, written = [], written + 1
        where = folder / f"receipts-{written:05d}.parquet"
        yield _write(tidy.RECEIPT_LINES, rows, where, different)
        names = tidy.PERSONS.names
        seen = [(at, tuple(row[name] for name in names)) for at, row in who.rows()]
        if seen:
            yield _write(tidy.PERSONS, seen, folder / "receipts-persons.parquet", different)

    def _file(
        self, path: Path, number: int, who: People, faults: Faults, listed: frozenset[str]
    ) -> list[Row]:
        """The rows of a file; none where it cannot be used as a whole."""
        # what is told of a file that is left out is that it is left out
        own = Teller(path)
        lines = Lines(path, own, RECORDS)
        reader = ReceiptReader(lines, listed)
        rows: list[Row] = []
        try:
            for receipt in reader:
                if _belongs(receipt, own):
                    at = origin(number, receipt.line)
                    rows += [(at, row) for row in _rows(receipt, at, who)]
        except FileFaultError as error:
            lines.count_rest()
            faults.read(path, lines.number)
            faults.add(path, error.line, error.fault.value, max(lines.number, 1))
            return []
        faults.read(path, lines.number)
        own.hand_over(faults)
        self.receipts += reader.read
        return rows


def _belongs(receipt: Receipt, tell: Teller) -> bool:
    """Whether the receipt is one that ①–⑤ are made of; else it is told why not."""
    if receipt.is_public_only:
        tell.add(Fault.PUBLIC_ONLY, receipt.line)
        return False
    fault = _fault_of(receipt)
    if fault is not None:
        tell.add(fault, receipt.line)
        return False
    card = receipt.card
    if not card.is_of_the_tables:
        tell.add(Fault.OTHER_INSURER, receipt.line)
        return False
    if card.scheme == "国保" and not card.branch:
        tell.add(Fault.NO_BRANCH, receipt.line)
    return True


def _fault_of(receipt: Receipt) -> Fault | None:
    if receipt.institution is None:
        return Fault.NO_INSTITUTION
    if receipt.service_month is None:
        return Fault.SERVICE_MONTH
    if not receipt.kind.isdecimal():
        return Fault.KIND
    card = receipt.card
    if not (
        card.insurer_no.isascii() and card.insurer_no.isdecimal() and len(card.insurer_no) == 8
    ):
        return Fault.INSURER
    if not card.number or (card.scheme == "国保" and not (card.branch or card.birth)):
        return Fault.NUMBER
    return None


def _rows(receipt: Receipt, at: int, who: People) -> list[tuple[str, ...]]:
    """A row for each act; one without an act for a stay that has none, to know that it went on."""
    if not receipt.acts and not receipt.is_inpatient:
        return []
    where = receipt.institution
    if where is None or receipt.service_month is None:
        return []
    person = who.person(receipt.card, receipt.service_month, at)
    acts = receipt.acts or {"": 0}
    return [
        (
            f"F{at:016d}",
            "DPC" if receipt.is_dpc else where.source,
            "1" if receipt.is_inpatient else "0",
            receipt.service_month,
            where.claim_month,
            receipt.card.insurer_no,
            person,
            where.code,
            receipt.admission,
            code,
            str(count) if code else "",
            receipt.outcome,
            "",
        )
        for code, count in acts.items()
    ]


def _write(table: tidy.Table, rows: list[Row], path: Path, origins: tuple[Path, ...]) -> Part:
    columns = list(zip(*(row for _, row in rows), strict=True)) or [()] * len(table.names)
    arrays = [pa.array(column, pa.string()) for column in columns]
    arrays.append(pa.array([at for at, _ in rows], pa.int64()))
    pq.write_table(pa.table(arrays, [*table.names, ORIGIN]), path, compression="zstd")
    return Part(table.name, path, origins)


def _apart(paths: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """Files of identities, and receipts."""
    known = []
    for path in paths:
        with path.open("rb") as file:
            if _is_identities(file.read(_HASHED)):
                known.append(path)
    return known, [path for path in paths if path not in known]


def _is_identities(head: bytes) -> bool:
    first = head.removeprefix(b"\xef\xbb\xbf").splitlines()[:1]
    return bool(first) and set(first[0].decode("utf-8", "replace").split(",")) >= set(COLUMNS)


def _different(paths: list[Path], faults: Faults) -> Iterator[Path]:
    """Each content once; only files of one size are compared."""
    sizes: dict[int, list[Path]] = {}
    for path in paths:
        sizes.setdefault(path.stat().st_size, []).append(path)
    for same in sizes.values():
        seen: set[bytes] = set()
        for path in same:
            digest = _digest(path) if len(same) > 1 else b""
            if digest in seen:
                faults.note(path, None, Fault.SAME_FILE.value)
            else:
                seen.add(digest)
                yield path


def _digest(path: Path) -> bytes:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(_HASHED):
            found.update(part)
    return found.digest()
