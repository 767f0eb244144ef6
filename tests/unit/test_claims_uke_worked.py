"""The six receipts of the worked example that also exist as files: the rows typed by hand.

Everything in them is invented.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from tests.worked import UKE
from zaitaku.claims.faults import Faults
from zaitaku.claims.uke.reading import UkeReader

IDENTITIES = """insurer_no,symbol,number,branch,person_id
030015,,101,01,P01
39032016,,12345678,,P02
39032016,,22345678,,P03
030023,,105,1,P05
030015,,１０７,01,P07
39032016,,３２３４５６７８,,P10
"""
# inpatient, service and claim month, insurer, person, institution, admission, act, count
EXPECTED = """
0,2023-04,2023-05,00030015,P01,031100012,,114001110,2
0,2023-04,2023-05,00030015,P01,031100012,,114030710,1
0,2023-04,2023-05,00030015,P01,031100012,,114008010,1
0,2023-06,2023-07,39032016,P02,031100012,,114001110,1
0,2023-04,2023-05,39032016,P03,031100020,,114000110,1
0,2023-04,2023-05,39032016,P03,031100020,,114011670,1
0,2023-07,2023-08,00030023,P05,021100011,,114001110,2
0,2023-04,2023-07,00030015,P07,031100012,,114000110,1
0,2023-04,2023-07,00030015,P07,031100012,,114042810,1
1,2023-11,2023-12,39032016,P10,031200013,2023-10-01,190131810,20
1,2023-11,2023-12,39032016,P10,031200013,2023-10-01,190192410,1
1,2023-11,2023-12,39032016,P10,031200013,2023-10-01,113011710,1
"""
COLUMNS = (
    "inpatient",
    "service_month",
    "claim_month",
    "insurer_no",
    "person_id",
    "institution_code",
    "admission_date",
    "act_code",
    "count",
)
LISTED = frozenset(line.split(",")[7] for line in EXPECTED.split())


def test_the_files_are_the_tidy_rows(tmp_path: Path) -> None:
    identities = tmp_path / "identities.csv"
    identities.write_text(IDENTITIES, encoding="utf-8")
    reader, faults = UkeReader(), Faults()
    parts = list(reader.read([*sorted(UKE.iterdir()), identities], tmp_path, faults, LISTED))
    rows = [row for part in parts for row in pq.read_table(part.path).to_pylist()]
    assert sorted(",".join(row[name] for name in COLUMNS) for row in rows) == sorted(
        EXPECTED.split()
    )
    assert len({row["receipt_id"] for row in rows}) == 6
    assert {row["source"] for row in rows} == {"医科"}
    assert list(faults) == []
    assert (reader.receipts, faults.rows) == (6, 59)
