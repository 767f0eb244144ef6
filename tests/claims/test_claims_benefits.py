"""Care claims as tables with headings: the version that holds, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from zaitaku.claims import tidy
from zaitaku.claims.benefits import BenefitReader
from zaitaku.claims.faults import Faults
from zaitaku.claims.readers import ORIGIN
from zaitaku.ground.errors import SourceFileError

KEY = "証記載保険者番号,被保険者番号,サービス提供年月,事業所番号,整理番号"
HEAD = f"{KEY},給付実績情報作成区分,審査年月"
BASIC = f"{HEAD},要介護状態区分,氏名カナ"
DETAIL = f"{HEAD},サービス種類コード,サービス項目コード,日数・回数"
CLAIM = "992011,0000000007,202304,9970190011,000001"


def write(folder: Path, name: str, *lines: str, encoding: str = "cp932") -> Path:
    path = folder / name
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
    return path


def read(folder: Path, *paths: Path) -> tuple[list[dict[str, str]], Faults]:
    faults = Faults()
    reader = BenefitReader()
    assert all(reader.takes(path, path.read_bytes()) for path in paths)
    parts = list(reader.read(paths, folder, faults, frozenset()))
    rows = [row for part in parts for row in pq.read_table(part.path).to_pylist()]
    assert {part.table for part in parts} == {"care_lines"}
    return rows, faults


def test_the_latest_version_holds(tmp_path: Path) -> None:
    other = CLAIM.replace("000001", "000002")
    gone = CLAIM.replace("000001", "000003")
    basic = write(
        tmp_path,
        "h1.csv",
        BASIC,
        f"{CLAIM},1,202305,22,ｶｸｳ",
        f"{CLAIM},2,202307,23,ｶｸｳ",
        f"{other},1,50505,12,ｶｸｳ",
        f"{gone},1,202305,24,ｶｸｳ",
        f"{gone},3,202305,24,ｶｸｳ",
    )
    detail = write(
        tmp_path,
        "d1.csv",
        DETAIL,
        f"{CLAIM},1,202305,13,1111,04",
        f"{CLAIM},2,202307,13,1111,3",
        f"{CLAIM},2,202307,13,4000,1",
        f"{other},1,202305,63,1111,2",
        f"{gone},1,202305,13,1111,9",
        encoding="utf-8",
    )
    rows, faults = read(tmp_path, detail, basic)
    found = [(r["service_type"], r["service_item"], r["count"], r["care_level"]) for r in rows]
    assert found == [
        ("13", "1111", "3", "23"),
        ("13", "4000", "1", "23"),
        ("63", "1111", "2", "12"),
    ]
    assert {(r["care_insurer_no"], r["service_month"], r["claim_month"]) for r in rows} == {
        ("992011", "2023-04", "2023-07"),
        ("992011", "2023-04", "2023-05"),
    }
    assert len({r["care_claim_id"] for r in rows}) == 2 and len({r["care_id"] for r in rows}) == 1
    assert rows[0]["care_id"].startswith("K") and list(faults) == []
    assert tuple(rows[0]) == (*tidy.CARE_LINES.names, ORIGIN)
    assert [row[ORIGIN] for row in rows] == [3, 4, 5], "lines of the file"
    for path in tmp_path.glob("*.parquet"):
        assert "ｶｸｳ".encode() not in path.read_bytes()


def test_the_holder_says_who_is_who(tmp_path: Path) -> None:
    known = write(tmp_path, "who.csv", "care_insurer_no,insured_no,care_id", "992011,7,K01")
    basic = write(tmp_path, "h1.csv", BASIC, f"{CLAIM},1,202305,22,")
    detail = write(tmp_path, "d1.csv", DETAIL, f"{CLAIM},1,202305,13,1111,4")
    rows, _ = read(tmp_path, known, basic, detail)
    assert [row["care_id"] for row in rows] == ["K01"]


def test_what_is_wrong_is_named_by_line(tmp_path: Path) -> None:
    basic = write(
        tmp_path, "h1.csv", BASIC, f"{CLAIM},1,202305,22,", f"{CLAIM},9,202305,22,", "1,2"
    )
    alone = CLAIM.replace("000001", "000009")
    detail = write(tmp_path, "d1.csv", DETAIL, f"{alone},1,202305,13,1111,4")
    rows, faults = read(tmp_path, basic, detail)
    assert rows == []
    told = {(fault.path.name, fault.lines) for fault in faults}
    assert told == {("h1.csv", (3, 4)), ("d1.csv", (2,))}
    assert not any("992011" in str(fault) for fault in faults)


def test_a_file_without_headings_is_refused_with_words(tmp_path: Path) -> None:
    raw = write(tmp_path, "raw.csv", "1,0,0,1111,99201100,0,2,202305", "2,1,1111,7131,x")
    lacking = write(tmp_path, "lacking.csv", KEY, CLAIM)
    for path in (raw, lacking):
        assert BenefitReader().takes(path, path.read_bytes())
        with pytest.raises(SourceFileError, match="欄の名前"):
            list(BenefitReader().read([path], tmp_path, Faults(), frozenset()))
    assert not BenefitReader().takes(raw, b"care_claim_id,care_insurer_no,care_id\n")


def test_two_encodings_in_a_file_are_told_without_its_content(tmp_path: Path) -> None:
    basic = write(tmp_path, "h1.csv", BASIC, f"{CLAIM},1,202305,22,", encoding="utf-8")
    basic.write_bytes(basic.read_bytes() + f"{CLAIM},1,202305,22,架空".encode("cp932"))
    with pytest.raises(SourceFileError, match="文字コード") as told:
        read(tmp_path, basic)
    assert "992011" not in str(told.value) and told.value.__cause__ is None
