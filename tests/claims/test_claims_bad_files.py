"""Bad input of every kind of file: named by file and line, without content; too much of it stops.

Tidy CSV has the same in ``test_claims_bad.py``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.claims import made
from tests.claims.test_claims_masters import line as master_line
from zaitaku.claims import aggregate
from zaitaku.ground.errors import SourceFileError, ValidationError

NAME, CARD, PERSON = "ヒミツ太郎", "987654321", "0000987654"
SECRETS = (NAME, CARD, PERSON, "ﾋﾐﾂ")

Change = Callable[[list[str]], list[str]]


class Case(NamedTuple):
    """A kind of file, how one of it is spoilt, and what is said of which line."""

    kind: str
    change: Callable[[bytes], bytes]
    what: str
    line: int
    stops: bool = True


def uke() -> bytes:
    """Two receipts of one person."""
    visit = "SI,14,1,114001110,,888,2," + "," * 6 + "1,1"
    lines = ["IR,2,03,1,1100012,,架空医院,202305,00,"]
    for number in (1, 2):
        lines += [
            f"RE,{number},1118,202304,{NAME},1,19520520,80",
            f"HO,  030015,,{CARD},2,7476",
            "SN,1,01,,,,01,,",
            visit,
        ]
    return ("\r\n".join([*lines, "GO,2,7476,99"]) + "\r\n\x1a").encode("cp932")


_KEY = "証記載保険者番号,被保険者番号,サービス提供年月,事業所番号,整理番号"
_HEAD = f"{_KEY},給付実績情報作成区分,審査年月"
_CLAIM = f"032011,{PERSON},202304,0370190011,000001,1,202305"


def detail() -> bytes:
    """Ten lines of a care claim, those of a second service on."""
    lines = [f"{_HEAD},サービス種類コード,サービス項目コード,日数・回数,氏名"]
    lines += [f"{_CLAIM},13,{item},4,{NAME}" for item in range(1111, 1121)]
    return ("\r\n".join(lines) + "\r\n").encode("cp932")


def master() -> bytes:
    lines = [master_line(f"3030{n:05}", NAME, "C000", source="歯科") for n in range(60)]
    return ("\r\n".join(lines) + "\r\n").encode("cp932")


def on(line: int, old: str, new: str) -> Callable[[bytes], bytes]:
    def change(content: bytes) -> bytes:
        lines = content.split(b"\r\n")
        assert old.encode("cp932") in lines[line - 1], old
        lines[line - 1] = lines[line - 1].replace(old.encode("cp932"), new.encode("cp932"))
        return b"\r\n".join(lines)

    return change


def recoded(content: bytes) -> bytes:
    return content.decode("cp932").encode("utf-8")


def half_recoded(content: bytes) -> bytes:
    """The second half of the lines in another encoding."""
    lines = content.split(b"\r\n")
    middle = len(lines) // 2
    return b"\r\n".join([*(recoded(line) for line in lines[:middle]), *lines[middle:]])


def other_half(content: bytes) -> bytes:
    """As bytes that are no CP932 at all, from line 31 on."""
    lines = content.split(b"\r\n")
    name = NAME.encode("cp932")
    return b"\r\n".join([*lines[:30], *(line.replace(name, b"\x81 ") for line in lines[30:])])


def cut(content: bytes) -> bytes:
    """Two thirds, and the line that was cut lacks a cell."""
    return content[: content.rindex(b",", 0, len(content) * 2 // 3)]


FILES = {
    "uke": ("a.UKE", uke),
    "detail": ("d1.csv", detail),
    "master": ("h.csv", master),
}
CUT = -1  # the last line

CASES = {
    "uke encoding": Case("uke", recoded, "文字コードが Shift_JIS", 1),
    "uke broken line": Case("uke", on(4, "SN,1", NAME), "行の形が仕様と合わない", 4),
    "uke eras": Case("uke", on(6, "202304", "50504"), "和暦と西暦が", 6, stops=False),
    "uke insurer": Case("uke", on(7, "  030015", "  999999"), "保険者の表にない", 6),
    "uke insurer is none": Case("uke", on(7, "  030015", NAME), "保険者番号が読めない", 6),
    "uke month outside": Case("uke", on(6, "202304", "202101"), "抽出の期間（extract.csv）の外", 6),
    "uke month is none": Case("uke", on(6, "202304", "202313"), "診療年月が読めない", 6),
    "uke negative": Case("uke", on(9, "888,2", "888,-2"), "回数が読めないか、負の数", 9),
    "uke birth is none": Case("uke", on(2, "19520520", "19521320"), "birth_date が決まりの形", 2),
    "uke cut": Case("uke", cut, "行の途中で切れている", CUT),
    "detail encoding": Case("detail", half_recoded, "文字コードの違うところ", 7),
    "detail broken line": Case("detail", on(3, _CLAIM, '"' + _CLAIM), "必要な欄が空か", 3),
    "detail eras": Case("detail", on(5, "202304", "50504"), "和暦と西暦が", 5, stops=False),
    "detail month outside": Case("detail", on(4, "202304", "202101"), "抽出の期間", 4),
    "detail negative": Case("detail", on(4, ",4,", ",-4,"), "count が決まりの形でない", 4),
    "detail cut": Case("detail", cut, "必要な欄が空か", CUT),
    "master encoding": Case("master", other_half, "文字コードの違うところ", 31),
    "master broken line": Case("master", on(9, '"H","', '"H","x'), "マスターの行の形が違う", 9),
    "master cut": Case("master", cut, "マスターの行の形が違う", CUT),
}


def folder_of(case: Case, where: Path) -> tuple[Path, str, int]:
    """The worked example with a spoilt file beside it: the folder, the file's name, the line."""
    folder = made.copy(where)
    name, content = FILES[case.kind]
    spoilt = case.change(content())
    (folder / name).write_bytes(spoilt)
    if case.kind == "detail":
        months = ("202304", "202101")
        basics = [f"{_CLAIM.replace('202304', month, 1)},23" for month in months]
        lines = [f"{_HEAD},要介護状態区分", *basics]
        (folder / "h1.csv").write_bytes(("\r\n".join(lines) + "\r\n").encode("cp932"))
    line = spoilt.count(b"\n") + 1 if case.line == CUT else case.line
    return folder, name, line


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_every_kind_of_bad_file_is_named(case: Case, tmp_path: Path) -> None:
    folder, name, line = folder_of(case, tmp_path)
    out = tmp_path / "out"
    told = ""
    if case.stops:
        with pytest.raises((ValidationError, SourceFileError)) as stopped:
            made.run([folder], out)
        assert not out.exists()
        told = str(stopped.value)
        assert_named(told, name, case.what, line)
    if not told.startswith(
        "「"
    ):  # a file that as a whole is of no use stops, however much may be bad
        result = made.run([folder], out, "max_bad_share=1")
        told += (out / aggregate.REPORT).read_text(encoding="utf-8") + "\n".join(result.faults)
        assert_named("\n".join(result.faults), name, case.what, line)
    assert [secret for secret in SECRETS if secret in told] == []


def assert_named(told: str, name: str, what: str, line: int) -> None:
    (found,) = [each for each in told.splitlines() if name in each and what in each]
    assert re.search(rf"(?<!\d){line}(、\d+)* 行目", found), found


@pytest.mark.parametrize(
    ("table", "column", "value", "what"),
    [
        ("receipt_lines", "insurer_no", "00999999", "保険者の表にない"),
        ("receipt_lines", "service_month", "2021-01", "抽出の期間（extract.csv）の外"),
        ("receipt_lines", "service_month", "R5.4", "service_month が決まりの形でない"),
        ("receipt_lines", "count", "-2", "count が決まりの形でない"),
        ("care_lines", "service_month", "2021-01", "抽出の期間（extract.csv）の外"),
    ],
)
def test_a_bad_row_of_parquet_is_named(
    table: str, column: str, value: str, what: str, tmp_path: Path
) -> None:
    """By the number of the row: the fourth."""
    folder = made.copy(tmp_path)
    rows = made.rows_of(folder / f"{table}.csv")
    rows[3] |= {column: value, "person_id" if table == "receipt_lines" else "care_id": NAME}
    (folder / f"{table}.csv").unlink()
    pq.write_table(pa.Table.from_pylist(rows), folder / f"{table}.parquet")
    with pytest.raises(ValidationError) as stopped:
        made.run([folder], tmp_path / "out")
    assert_named(str(stopped.value), f"{table}.parquet", what, 4)
    assert NAME not in str(stopped.value) and not (tmp_path / "out").exists()


def test_two_schemes_at_once_are_named_in_parquet_too(tmp_path: Path) -> None:
    folder = made.copy(tmp_path)
    rows = made.rows_of(folder / "persons.csv")
    rows[1]["to"] = ""  # P02's 国保 does not end
    (folder / "persons.csv").unlink()
    pq.write_table(pa.Table.from_pylist(rows), folder / "persons.parquet")
    result = made.run([folder], tmp_path / "out")
    assert_named("\n".join(result.faults), "persons.parquet", "同時に2つの制度・保険者", 3)
