"""From records to receipts: what is kept of each, record by record.

Only what the tables need is read. Unknown records are skipped and no order but RE before its own
lines is required: files of an insurer have records that those of a clinic do not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from zaitaku.claims.uke import dates
from zaitaku.claims.uke.acts import ActReader
from zaitaku.claims.uke.faults import Fault, FileFaultError
from zaitaku.claims.uke.people import Card, branch_of, plain
from zaitaku.claims.uke.physical import Lines

_SOURCES = {"1": "医科", "3": "歯科", "4": "調剤", "6": "訪問看護"}
_FRAME = (b"RE", b"GO", b"IR", b"YK", b"HM", b"HO", b"SN", b"SY", b"RJ", b"BU", b"HH")
_ACTS = (b"SI", b"SS", b"KI", b"KA")
RECORDS = frozenset((*_FRAME, *_ACTS))
_INPATIENT = "13579"
_DIED = "3"  # 転帰 of a diagnosis; the others tell of one of several diagnoses alone


@dataclass(frozen=True)
class Institution:
    """Who claims, and when: the head of a file or of each receipt."""

    source: str
    code: str
    claim_month: str


@dataclass
class Receipt:
    """One receipt as it is being read; ``acts`` are those wanted."""

    line: int
    institution: Institution | None
    kind: str
    service_month: str | None
    birth: str
    sex: str
    admission: str = ""
    insurer_no: str | None = None
    symbol: str = ""
    number: str = ""
    branch: str = ""
    is_dpc: bool = False
    outcome: str = ""
    acts: dict[str, int] = field(default_factory=dict)

    @property
    def card(self) -> Card:
        return Card(
            self.insurer_no or "", self.symbol, self.number, self.branch, self.birth, self.sex
        )

    @property
    def is_inpatient(self) -> bool:
        has_wards = self.institution is not None and self.institution.source in ("医科", "歯科")
        return self.is_dpc or (has_wards and self.kind[-1] in _INPATIENT)

    @property
    def is_public_only(self) -> bool:
        """医療扶助 and the like, which no insurer pays a part of."""
        return self.insurer_no is None


class ReceiptReader:
    """The receipts of one file."""

    def __init__(self, lines: Lines, wanted: frozenset[str]) -> None:
        self.lines = lines
        self.claimed = 0
        self.read = 0
        self._acts = ActReader(wanted, self._fault)
        self._institution: Institution | None = None
        self._receipt: Receipt | None = None
        self._era: bool | None = None
        self._total_follows = False
        self._readers: dict[bytes, Callable[[bytes], None]] = {
            b"IR": self._head,
            b"YK": self._head,
            b"HM": self._head,
            b"HO": self._insurer,
            b"SN": self._eligibility,
            b"SY": self._diagnosis,
            b"RJ": self._place,
            b"BU": self._stay,
            b"HH": self._stay,
            b"SI": self._treatment,
            b"SS": lambda line: self._acts.dental(line, self._own_acts),
            b"KI": lambda line: self._acts.pharmacy(line, self._own_acts),
            b"KA": lambda line: self._acts.nursing(line, self._own_acts),
        }

    def __iter__(self) -> Iterator[Receipt]:
        readers = self._readers
        has_total = False
        for line in self.lines:
            mark = line[:2]
            if mark == b"RE":
                if self._receipt is not None:
                    yield self._receipt
                self._start(line)
                has_total = False
            elif mark == b"GO":
                has_total = self._total(line) or has_total
            elif self._receipt is not None or mark in (b"IR", b"YK", b"HM"):
                reader = readers.get(mark)
                if reader is not None:
                    reader(line)
        if self._receipt is not None:
            yield self._receipt
        self._ends(has_total)

    def _fault(self, fault: Fault) -> None:
        self.lines.tell.add(fault, self.lines.number)

    def _treatment(self, line: bytes) -> None:
        """SI: by far the most lines, and few of them wanted."""
        if self._receipt is not None and self._acts.has_wanted(line):
            self._acts.treatment(line, self._receipt.acts, self._source)

    @property
    def _source(self) -> str:
        return self._institution.source if self._institution else ""

    @property
    def _own_acts(self) -> dict[str, int]:
        return self._receipt.acts if self._receipt is not None else {}

    def _head(self, line: bytes) -> None:
        """IR, YK or HM: the claim month stands one field later where a reserve is kept."""
        found = _fields(line, 9)
        source = _SOURCES.get(found[3].strip())
        prefecture, code = found[2].strip(), found[4].strip()
        month = next((m for text in found[5:9] if (m := dates.month(text.strip()))), None)
        if source is None or month is None or not (prefecture + code).isdecimal():
            self._institution = None
            return
        self._tell_era(next(t.strip() for t in found[5:9] if dates.month(t.strip())))
        self._institution = Institution(source, prefecture.zfill(2) + code.zfill(7), month)

    def _start(self, line: bytes) -> None:
        """RE: the names in it are not kept."""
        found = _fields(line, 9)
        month = found[3].strip()
        self._tell_era(month)
        self.read += 1
        nursing = self._source == "訪問看護"
        sex, birth = (found[6], found[7]) if nursing else (found[5], found[6])
        ward = self._source in ("医科", "歯科")
        self._receipt = Receipt(
            self.lines.number,
            self._institution,
            found[2].strip(),
            dates.month(month),
            dates.day(birth.strip()) or "",
            sex.strip(),
            (dates.day(found[8].strip()) or "") if ward else "",
        )

    def _insurer(self, line: bytes) -> None:
        receipt = self._receipt
        if receipt is None or receipt.insurer_no is not None:
            return
        found = [plain(text) for text in _fields(line, 4, decoded=True)]
        receipt.insurer_no = found[1].zfill(8)
        receipt.symbol, receipt.number = found[2], found[3]

    def _eligibility(self, line: bytes) -> None:
        if self._receipt is not None:
            found = _fields(line, 7)
            # 負担者種別 1 is the insurance; the others are 公費
            if found[1].strip() in ("1", "") and found[6].strip():
                self._receipt.branch = branch_of(found[6])

    def _diagnosis(self, line: bytes) -> None:
        if self._receipt is not None and _fields(line, 4)[3].strip() == _DIED:
            self._receipt.outcome = "死亡"

    def _place(self, line: bytes) -> None:
        """RJ of 訪問看護: the day of death, where there is one."""
        if self._receipt is not None and _fields(line, 15)[14].strip():
            self._receipt.outcome = "死亡"

    def _stay(self, line: bytes) -> None:
        if self._receipt is not None:
            self._receipt.is_dpc = True
            if line[:2] == b"BU":
                self._receipt.admission = dates.day(_fields(line, 3)[2].strip()) or ""

    def _total(self, line: bytes) -> bool:
        """GO closes an institution's part, except in 訪問看護, where it stands before the first."""
        text = _fields(line, 2)[1].strip()
        if text.isdecimal():
            self.claimed += int(text)
            self._total_follows = True
        return self._receipt is not None

    def _tell_era(self, text: str) -> None:
        if not text.isdecimal():
            return
        is_era = dates.is_of_an_era(text)
        if self._era is None:
            self._era = is_era
        elif self._era != is_era:
            self._fault(Fault.ERAS)
            self._era = is_era

    def _ends(self, has_total: bool) -> None:
        if not (has_total or self.lines.has_end):
            raise FileFaultError(Fault.NO_END, self.lines.number)
        if self._total_follows and self.claimed != self.read:
            raise FileFaultError(Fault.RECEIPTS_MISSING, self.lines.number)


def _fields(line: bytes, count: int, decoded: bool = False) -> list[str]:
    """The first fields, padded: trailing empty ones may have been dropped.

    Text is only decoded where it belongs to a key; elsewhere a name becomes nothing readable.
    """
    parts = line.split(b",", count)[:count]
    encoding = "cp932" if decoded else "ascii"
    found = [part.decode(encoding, errors="replace") for part in parts]
    return found + [""] * (count - len(found))
