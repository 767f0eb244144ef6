"""介護の給付実績 as tables with headings (H1 基本, D1 明細) → care lines of the tidy contract.

The order of the fields of the exchange file (交換情報識別番号 1111) was not read by us: a file
without headings is refused, not guessed. What is known is applied: a record is new, changed or
cancelled (作成区分 1, 2, 3), and that of the latest 審査年月 holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from zaitaku.claims import lines, tidy
from zaitaku.claims.faults import Faults
from zaitaku.claims.readers import ORIGIN, Part, origin
from zaitaku.claims.uke import dates
from zaitaku.claims.uke.people import table
from zaitaku.ground import secret
from zaitaku.ground.errors import SourceFileError

_INSURER, _PERSON, _MONTH, _OFFICE, _NUMBER = (
    "証記載保険者番号",
    "被保険者番号",
    "サービス提供年月",
    "事業所番号",
    "整理番号",
)
_KEY = (_INSURER, _PERSON, _MONTH, _OFFICE, _NUMBER)
_KIND, _REVIEWED = "給付実績情報作成区分", "審査年月"
_LEVEL = "要介護状態区分"
_TYPE, _ITEM, _COUNT = "サービス種類コード", "サービス項目コード", "日数・回数"
_COMMON = (*_KEY, _KIND, _REVIEWED)
_BASIC, _DETAIL = (*_COMMON, _LEVEL), (*_COMMON, _TYPE, _ITEM, _COUNT)
_KINDS, _CANCELLED = ("1", "2", "3"), 3  # 新規 修正 取消: in one month the higher stands
_IDENTITIES = ("care_insurer_no", "insured_no", "care_id")
_EXCHANGE = b"1111"
_BATCH = 200_000
_LINE = "必要な欄が空か、形が違う（行を除いた）"
_ERAS = "和暦と西暦が 1 つのファイルに混じる（桁数で読み分けた）"
_ALONE = "基本（H1）のない明細（行を除いた）"

# a claim, and when it was reviewed and how
Claim = tuple[str, ...]
Version = tuple[str, int]


@dataclass
class BenefitReader:
    """The two tables, and beside them the holder's file: which insured person is which care_id."""

    name: str = "介護給付費の給付実績"

    def takes(self, path: Path, head: bytes) -> bool:
        names = _heading(head)
        return set(_KEY) <= names or set(_IDENTITIES) <= names or _is_exchange(head)

    def read(
        self, paths: Sequence[Path], folder: Path, faults: Faults, listed: frozenset[str]
    ) -> Iterator[Part]:
        """Basics first, for a detail holds only in the version that holds; then the details."""
        kinds = {path: self._kind(path) for path in paths}
        latest: dict[Claim, tuple[Version, str]] = {}
        for path in (p for p, kind in kinds.items() if kind == "basic"):
            for line, row in _rows(path, faults, _BASIC):
                self._note(latest, row, path, line, faults)
        people = _People(secret.key(folder), {})
        for path in (p for p, kind in kinds.items() if kind == "identities"):
            people.load(path)
        made: list[tuple[int, tuple[str, ...]]] = []
        written = 0
        details = tuple(p for p, kind in kinds.items() if kind == "detail")
        for number, path in enumerate(details):
            for line, row in _rows(path, faults, _DETAIL):
                found = _line(latest, row, people)
                if found is None:
                    faults.add(path, line, _ALONE)
                elif found:
                    made.append((origin(number, line), found))
                if len(made) >= _BATCH:
                    yield _write(made, folder, written, details)
                    made, written = [], written + 1
        yield _write(made, folder, written, details)

    def _kind(self, path: Path) -> str:
        with path.open("rb") as file:
            names = _heading(file.read(65_536))
        if set(_IDENTITIES) <= names:
            return "identities"
        for kind, needed in (("detail", _DETAIL), ("basic", _BASIC)):
            if set(needed) <= names:
                return kind
        raise SourceFileError(
            f"「{path.name}」の給付実績は読めません。給付実績の交換ファイル（識別番号 1111）の"
            "欄の並びは仕様で確かめていないため、1行目に欄の名前のある表だけを読みます。"
            f"基本（H1）には {'、'.join(_BASIC)}、明細（D1）には {'、'.join(_DETAIL)} の列を"
            "付けて書き出すか、care_lines.csv を用意してください。"
        )

    def _note(
        self,
        latest: dict[Claim, tuple[Version, str]],
        row: dict[str, str],
        path: Path,
        line: int,
        faults: Faults,
    ) -> None:
        claim, version = _claim(row), _version(row)
        if claim is None or version is None:
            faults.add(path, line, _LINE)
        elif claim not in latest or latest[claim][0] < version:
            latest[claim] = (version, row[_LEVEL].strip().zfill(2))


@dataclass
class _People:
    """Pseudonyms of insured persons; those of the holder, where there are."""

    key: bytes
    known: dict[tuple[str, str], str]

    def load(self, path: Path) -> None:
        for row in table(path, _IDENTITIES):
            insurer, number, care_id = (row[name].strip() for name in _IDENTITIES)
            self.known[insurer.zfill(6), number.zfill(10)] = care_id

    def care_id(self, insurer: str, number: str) -> str:
        known = self.known.get((insurer, number))
        return known or f"K{secret.keyed(self.key, insurer.encode(), number.encode())[:24]}"


def _line(
    latest: dict[Claim, tuple[Version, str]], row: dict[str, str], people: _People
) -> tuple[str, ...] | None:
    """A care line; None where its claim is unknown, () where another version holds or none."""
    claim, version = _claim(row), _version(row)
    if claim is None or version is None or claim not in latest:
        return None
    holds, level = latest[claim]
    if version != holds or holds[1] == _CANCELLED:
        return ()
    insurer, number, month, office, _ = claim
    claim_id = secret.keyed(people.key, *(part.encode("utf-8") for part in claim))[:24]
    return (
        f"C{claim_id}",
        insurer,
        people.care_id(insurer, number),
        month,
        version[0],
        office,
        level,
        row[_TYPE].strip().zfill(2),
        row[_ITEM].strip().zfill(4),
        row[_COUNT].strip().lstrip("0") or "0",
        "",
    )


def _claim(row: dict[str, str]) -> Claim | None:
    """What tells one claim from another, each part in the width of the contract."""
    insurer, number, month, office, reference = (row[name].strip() for name in _KEY)
    at = dates.month(month)
    digits = insurer.isdecimal() and number.isalnum() and office.isalnum()
    if at is None or not digits or len(insurer) > 6 or len(number) > 10 or len(office) > 10:
        return None
    return (insurer.zfill(6), number.zfill(10), at, office.zfill(10), reference)


def _version(row: dict[str, str]) -> Version | None:
    at, kind = dates.month(row[_REVIEWED].strip()), row[_KIND].strip()
    return (at, int(kind)) if at is not None and kind in _KINDS else None


def _rows(
    path: Path, faults: Faults, needed: Sequence[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Line and row; only the columns that are needed are kept."""
    wanted = "全体を UTF-8 か Shift_JIS（CP932）で保存してください。"
    places, width = dict[str, int](), 0
    is_era: bool | None = None
    for line, cells in lines.each(path, _encoding(path), wanted):
        if not places:
            names = [name.strip(' "') for name in cells]
            places, width = {name: names.index(name) for name in needed}, len(names)
            continue
        faults.read(path, 1)
        if len(cells) < width:
            (faults.cut if lines.is_cut(path, line) else faults.add)(path, line, _LINE)
            continue
        row = {name: cells[place] for name, place in places.items()}
        of_an_era = dates.is_of_an_era(row[_MONTH].strip())
        if is_era is not None and is_era != of_an_era:
            faults.note(path, line, _ERAS)
        is_era = of_an_era
        yield line, row


def _encoding(path: Path) -> str:
    """UTF-8 or CP932, by the heading: it is Japanese."""
    with path.open("rb") as file:
        return "utf-8-sig" if set(_KEY) <= _names(file.readline(), "utf-8-sig") else "cp932"


def _heading(head: bytes) -> set[str]:
    first = head.split(b"\n", 1)[0]
    return _names(first, "utf-8-sig") | _names(first, "cp932")


def _names(line: bytes, encoding: str) -> set[str]:
    return {name.strip(' "\r\n') for name in line.decode(encoding, "replace").split(",")}


def _is_exchange(head: bytes) -> bool:
    """An exchange file: a control record first, then lines that name 1111."""
    first = head.split(b"\n")[:3]
    fields = [[field.strip(b'" \r') for field in line.split(b",")] for line in first]
    return len(fields) > 1 and fields[0][0] == b"1" and _EXCHANGE in (*fields[0], *fields[1])


def _write(
    rows: list[tuple[int, tuple[str, ...]]], folder: Path, number: int, origins: tuple[Path, ...]
) -> Part:
    path = folder / f"benefits-{number:05d}.parquet"
    names = list(tidy.CARE_LINES.names)
    columns = list(zip(*(row for _, row in rows), strict=True)) or [()] * len(names)
    arrays = [pa.array(column, pa.string()) for column in columns]
    arrays.append(pa.array([at for at, _ in rows], pa.int64()))
    pq.write_table(pa.table(arrays, [*names, ORIGIN]), path, compression="zstd")
    return Part(tidy.CARE_LINES.name, path, origins)
