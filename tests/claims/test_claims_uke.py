"""Receipt files: six receipts of the worked example, and files that are wrong in one way each."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from zaitaku.claims import tidy
from zaitaku.claims.faults import Faults
from zaitaku.claims.readers import ORIGIN
from zaitaku.claims.uke import dates
from zaitaku.claims.uke.faults import Fault
from zaitaku.claims.uke.reading import UkeReader
from zaitaku.ground.errors import SourceFileError

LISTED = frozenset({"114001110", "114030710", "303000110", "440005710", "190131810", "510000110"})
HEAD = "IR,2,99,1,1100012,,架空医院,202305,00,"
NAME = "架空　太郎"


def ki(fees: dict[int, tuple[str, str]], others: dict[int, str] | None = None) -> str:
    """A line of KI: code and count by slot (12 薬学管理料, 3 摘要), and other fields by place."""
    fields = ["KI", "20230401", "1", "1", "410004110", "45", "", *[""] * 107]
    for slot, (code, count) in fees.items():
        fields[7 + 4 * slot : 11 + 4 * slot] = ["1", code, count, "650"]
    for place, value in (others or {}).items():
        fields[place] = value
    return ",".join(fields).rstrip(",")


def receipt(
    acts: list[str],
    number: int = 1,
    kind: str = "1118",
    month: str = "202304",
    insurer: str = "  990010",
    card: str = "１０１",
    branch: str = "01",
) -> list[str]:
    return [
        f"RE,{number},{kind},{month},{NAME},1,19520520,80",
        f"HO,{insurer},,{card},2,7476",
        f"SN,1,01,,,,{branch},,",
        *acts,
    ]


def days(code: str, count: str, *on: int, comments: int = 6) -> str:
    marks = ["1" if day in on else "" for day in range(1, 32)]
    return ",".join(["SI", "14", "1", code, "", "888", count, *[""] * comments, *marks])


def write(folder: Path, lines: list[str], name: str = "a.UKE", end: str = "\x1a") -> Path:
    path = folder / name
    path.write_bytes(("\r\n".join(lines) + "\r\n" + end).encode("cp932"))
    return path


class Read:
    def __init__(self, work: Path, *paths: Path) -> None:
        work.mkdir(exist_ok=True)
        self.reader, self.faults = UkeReader(), Faults()
        self.rows: list[dict[str, str]] = []
        self.persons: list[dict[str, str]] = []
        for part in self.reader.read(paths, work, self.faults, LISTED):
            table = tidy.TABLES[part.table]
            found = pq.read_table(part.path)
            assert tuple(found.column_names) == (*table.names, ORIGIN)
            found = found.drop_columns(ORIGIN)
            (self.rows if part.table == "receipt_lines" else self.persons).extend(found.to_pylist())

    @property
    def told(self) -> dict[str, int]:
        return {fault.what: fault.count for fault in self.faults}


@pytest.fixture
def work(tmp_path: Path) -> Path:
    return tmp_path / "work"


VISIT = [days("114001110", "2", 3, 17)]


def test_dates_of_two_eras_are_told_by_their_length() -> None:
    assert dates.month("43101") == "2019-01" == dates.month("201901")
    assert dates.day("3270520") == "1952-05-20" == dates.day("19520520")
    assert dates.month("50605") == "2024-05"
    for wrong in ("", "202313", "2023", "9310 ", "99901", "20230a", "20230１"):
        assert dates.month(wrong) is None
    assert dates.day("20230229") is None


def test_a_line_becomes_a_row_and_names_do_not(tmp_path: Path, work: Path) -> None:
    wanted = [*VISIT, days("112007410", "1", 4), f"CO,1,1,810000001,{NAME}", f"SJ,01,{NAME}"]
    read = Read(work, write(tmp_path, [HEAD, *receipt(wanted), "GO,1,7476,99"]))
    (row,) = read.rows
    assert (row["act_code"], row["count"], row["inpatient"]) == ("114001110", "2", "0")
    assert (row["service_month"], row["claim_month"]) == ("2023-04", "2023-05")
    assert (row["insurer_no"], row["institution_code"]) == ("00990010", "991100012")
    assert row["person_id"].startswith("U") and "101" not in row["person_id"][:4]
    assert read.told == {}
    (person,) = read.persons
    assert (person["scheme"], person["birth_date"], person["care_id"]) == ("国保", "1952-05", "")
    for path in (*work.iterdir(), *tmp_path.glob("*.parquet")):
        content = path.read_bytes()
        assert NAME.encode() not in content and NAME.encode("cp932") not in content


def test_what_tells_a_person(tmp_path: Path, work: Path) -> None:
    """Full and half width are one; another 枝番 or insurer is another person; 後期 has none."""
    lines = [
        HEAD,
        *receipt(VISIT, 1),
        *receipt(VISIT, 2, card="101", branch="1"),
        *receipt(VISIT, 3, branch="02"),
        *receipt(VISIT, 4, insurer="  990028"),
        *receipt(VISIT, 5, insurer="39992016", branch=""),
        *receipt(VISIT, 6, insurer="39992016", branch="01"),
        "GO,6,1,99",
    ]
    first, second, third, fourth, fifth, sixth = (
        row["person_id"] for row in Read(work, write(tmp_path, lines)).rows
    )
    assert first == second and fifth == sixth
    assert len({first, third, fourth, fifth}) == 4
    other = Read(tmp_path / "other", write(tmp_path, lines)).rows
    assert other[0]["person_id"] != first, "another work folder, another key"


def test_the_holder_says_who_is_who(tmp_path: Path, work: Path) -> None:
    table = tmp_path / "identities.csv"
    table.write_text(
        "insurer_no,symbol,number,branch,person_id\n00990010,,101,1,P1\n39992016,,101,,P1\n"
    )
    lines = [HEAD, *receipt(VISIT), *receipt(VISIT, 2, insurer="39992016"), "GO,2,1,99"]
    read = Read(work, table, write(tmp_path, lines))
    assert [row["person_id"] for row in read.rows] == ["P1", "P1"]
    assert read.persons == []


def test_counts(tmp_path: Path, work: Path) -> None:
    lines = [
        HEAD,
        *receipt([days("114001110", "", 1, 2, 3), days("114001110", "1", 4)], 1),
        *receipt(["SI,14,1,114001110,,888,4"], 2),
        *receipt([days("114001110", "2", 1, 2, 3)], 3),
        *receipt([days("114001110", "-1")], 4),
        *receipt([days("114001110", "x")], 5),
        "GO,5,1,99",
    ]
    read = Read(work, write(tmp_path, lines))
    assert [row["count"] for row in read.rows] == ["4", "4", "2"]
    assert read.told == {Fault.UNLIKE_DAYS.value: 1, Fault.COUNT.value: 2}


def test_a_stay_has_a_row_without_a_listed_act(tmp_path: Path, work: Path) -> None:
    stay = receipt([days("190099910", "3", 1, 2, 3)], kind="1117")
    stay[0] = f"RE,1,1117,202304,{NAME},1,19520520,80,20230401,07"
    other = ["BU,xx,20230402,,", "HH,x", "CD,x,114001110", "SY,1,20230401,3"]
    dpc = receipt(other, 2, kind="1118")
    read = Read(work, write(tmp_path, [HEAD, *stay, *dpc, "GO,2,1,99"]))
    assert [(r["source"], r["inpatient"], r["admission_date"]) for r in read.rows] == [
        ("医科", "1", "2023-04-01"),
        ("DPC", "1", "2023-04-02"),
    ]
    assert [(r["act_code"], r["count"], r["outcome"]) for r in read.rows] == [
        ("", "", ""),
        ("", "", "死亡"),
    ]


def test_the_other_four_kinds(tmp_path: Path, work: Path) -> None:
    dental = [""] * 109
    dental[0:4] = ["SS", "14", "1", "303000110"]
    dental[77], dental[78] = "1", "1"
    files = [
        write(
            tmp_path,
            [
                "UK,2,99,3",
                "IR,2,99,3,3100013,,202305",
                *receipt([",".join(dental), days("114001110", "1", 9, comments=0)], kind="3118"),
                "GO,1,1",
            ],
            "s",
        ),
        write(
            tmp_path,
            [
                "YK,2,99,4,4100014,架空薬局,202305,00",
                *receipt(["CZ,440005710,9", ki({0: ("440005710", "2")})], kind="4118"),
                *receipt(
                    [ki({1: ("440005810", "3"), 14: ("440009710", "")}, {109: "440005910"})],
                    2,
                    kind="4118",
                ),
                *receipt([ki({}, {6: "440005910"})], 3, kind="4118"),
                "GO,3,1",
            ],
            "y",
        ),
    ]
    nurse = receipt(["KA,20240603,1,510000110,,5550,01,1", "KA,20240604,1,510000110"], card="９")
    nurse[0] = f"RE,1,6112,202406,{NAME},ｶｸｳ,2,19400101"
    nurse.append("RJ" + "," * 14 + "20240605")
    files.append(write(tmp_path, ["HM,2,99,6,6100015,架空,202407", "GO,1,1", *nurse], "h"))
    read = Read(work, *files)
    assert [(r["source"], r["inpatient"], r["act_code"], r["count"]) for r in read.rows] == [
        ("歯科", "0", "303000110", "1"),
        ("歯科", "0", "114001110", "1"),
        ("調剤", "0", "440005710", "2"),
        ("調剤", "0", "440005810", "3"),
        ("訪問看護", "0", "510000110", "2"),
    ]
    assert read.rows[4]["outcome"] == "死亡"
    assert read.told == {Fault.COUNT.value: 1, Fault.KI_PLACE.value: 1}
    assert {p["sex"] for p in read.persons} == {"1", "2"}


def test_receipts_that_the_tables_do_not_have(tmp_path: Path, work: Path) -> None:
    public = receipt(VISIT, 1)
    public[1] = "KO,12990010,1234567,,2"
    employed = receipt(VISIT, 2, insurer="06990012")
    nobody = receipt(VISIT, 3, card="")
    when = receipt(VISIT, 4, month="202313")
    family = receipt(VISIT, 5, branch="")
    read = Read(
        work, write(tmp_path, [HEAD, *public, *employed, *nobody, *when, *family, "GO,5,1,99"])
    )
    assert len(read.rows) == 1
    assert read.told == {
        Fault.PUBLIC_ONLY.value: 1,
        Fault.OTHER_INSURER.value: 1,
        Fault.NUMBER.value: 1,
        Fault.SERVICE_MONTH.value: 1,
        Fault.NO_BRANCH.value: 1,
    }


def test_management_records_and_joined_files(tmp_path: Path, work: Path) -> None:
    """MN before every receipt, an end in the middle, months of two eras."""
    old = [HEAD.replace("202305", "50505"), "MN,1,2,3", *receipt(VISIT, month="50504"), "GO,1,1,99"]
    new = ["MN,4", HEAD, *receipt(VISIT, month="202304"), "ZZ,9", "GO,1,1,99"]
    read = Read(work, write(tmp_path, [*old, "\x1a" + new[0], *new[1:]]))
    assert [row["service_month"] for row in read.rows] == ["2023-04", "2023-04"]
    assert read.told == {Fault.ERAS.value: 1}


GOOD = [HEAD, *receipt(VISIT), "GO,1,7476,99"]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (("\r\n".join(GOOD) + "\r\n\x1a").encode("utf-8"), Fault.ENCODING),
        (("\ufeff" + "\r\n".join(GOOD)).encode("utf-8"), Fault.ENCODING),
        (("\r\n".join(GOOD[:-1])).encode("cp932"), Fault.CUT),
        (("\r\n".join(GOOD[:-1]) + "\r\n").encode("cp932"), Fault.NO_END),
        (("\r\n".join([*GOOD[:-1], "GO,2,1"]) + "\r\n").encode("cp932"), Fault.RECEIPTS_MISSING),
        (b"a,b\r\n1,2\r\n", Fault.UNKNOWN),
        (b"", Fault.UNKNOWN),
    ],
)
def test_a_file_that_cannot_be_used(
    tmp_path: Path, work: Path, content: bytes, fault: Fault
) -> None:
    bad = tmp_path / "bad.UKE"
    bad.write_bytes(content)
    read = Read(work, bad, write(tmp_path, GOOD))
    assert len(read.rows) == 1
    (told,) = read.faults
    assert (told.path, told.what, told.is_bad) == (bad, fault.value, True)
    assert told.count == max(content.count(b"\n"), 1), "all of its lines are lost"
    assert read.faults.worst == 1
    assert NAME not in str(told) and "101" not in str(told)


def test_broken_lines_are_named_by_their_number(tmp_path: Path, work: Path) -> None:
    lines = [HEAD, *receipt(["SI,14", "?!garbage", *VISIT]), "GO,1,1,99"]
    read = Read(work, write(tmp_path, lines))
    assert len(read.rows) == 1
    (told,) = read.faults
    assert (told.what, told.count, told.lines) == (Fault.LINE.value, 2, (5, 6))
    assert read.faults.rows == len(lines) + 1


def test_the_same_file_counts_once(tmp_path: Path, work: Path) -> None:
    read = Read(work, write(tmp_path, GOOD), write(tmp_path, GOOD, "again.UKE"))
    assert len(read.rows) == 1
    assert read.told == {Fault.SAME_FILE.value: 1}
    assert read.faults.bad == 0


def test_what_is_a_receipt_file(tmp_path: Path) -> None:
    reader = UkeReader()
    path = tmp_path / "x"
    assert reader.takes(path, b"IR,2,03") and reader.takes(path, b"MN,1\r\nIR,2")
    assert reader.takes(path, b"insurer_no,symbol,number,branch,person_id\r\n")
    assert not reader.takes(path, b"receipt_id,source\n") and not reader.takes(path, b"PK\x03\x04")


def test_an_end_in_the_middle_is_not_that_of_the_file(tmp_path: Path, work: Path) -> None:
    """Two files in one, the second cut between two lines."""
    path = write(tmp_path, [*GOOD, "\x1a" + HEAD, *receipt(VISIT, 2)], end="")
    read = Read(work, path)
    assert read.rows == [] and read.told == {Fault.NO_END.value: len(GOOD) * 2 - 1}
    whole = write(tmp_path, [*GOOD, "\x1a" + HEAD, *receipt(VISIT, 2)], "whole.UKE")
    assert len(Read(tmp_path / "again", whole).rows) == 0, "GO of one does not tell of both"
    both = write(tmp_path, [*GOOD, "\x1a" + HEAD, *receipt(VISIT, 2), "GO,1,1,99"], "both.UKE")
    assert len(Read(tmp_path / "both", both).rows) == 2


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"insurer_no,symbol,number,branch,person_id\n990010,,1\n", "2 行目"),
        ("insurer_no,symbol,number,branch,person_id\n1,架,1,1,P\n".encode("cp932"), "UTF-8"),
    ],
)
def test_identities_that_cannot_be_read(
    tmp_path: Path, work: Path, content: bytes, told: str
) -> None:
    path = tmp_path / "identities.csv"
    path.write_bytes(content)
    with pytest.raises(SourceFileError, match=told) as error:
        Read(work, path, write(tmp_path, GOOD))
    assert "990010" not in str(error.value)


def test_order_and_files_do_not_matter(tmp_path: Path, work: Path) -> None:
    """Receipts in another order, in one file or in three."""
    each = [receipt(VISIT, n, card=f"{n}", month=f"20230{n}") for n in range(1, 7)]

    def rows(folder: str, *files: list[list[str]]) -> list[tuple[str, ...]]:
        paths = [
            write(
                tmp_path,
                [HEAD, *(line for lines in own for line in lines), f"GO,{len(own)},1,99"],
                f"{folder}{number}.UKE",
            )
            for number, own in enumerate(files)
        ]
        found = Read(work, *paths).rows
        return sorted(tuple(v for k, v in row.items() if k != "receipt_id") for row in found)

    whole = rows("a", each)
    assert len(whole) == 6
    assert rows("b", each[::-1]) == whole == rows("c", each[3:], each[:1], each[1:3])
