"""The six receipts of the worked example that exist as files too: the same rows and tables."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.claims import made
from zaitaku.claims.faults import Faults
from zaitaku.claims.readers import ORIGIN
from zaitaku.claims.uke.reading import UkeReader

UKE = made.WORKED / "uke"
RECEIPTS = ("R01", "R04", "R06", "R08", "R11", "R17")
# as they stand on the cards, in either width
IDENTITIES = """insurer_no,symbol,number,branch,person_id
030015,,101,01,P01
39032016,,12345678,,P02
39032016,,22345678,,P03
030023,,105,1,P05
030015,,１０７,01,P07
39032016,,３２３４５６７８,,P10
"""


@pytest.fixture
def identities(tmp_path: Path) -> Path:
    path = tmp_path / "identities.csv"
    path.write_text(IDENTITIES, encoding="utf-8")
    return path


def test_the_files_are_the_tidy_rows(tmp_path: Path, identities: Path) -> None:
    tidy = made.rows_of(made.INPUT / "receipt_lines.csv")
    wanted = [row for row in tidy if row.pop("receipt_id") in RECEIPTS]
    listed = frozenset(row["act_code"] for row in wanted)
    reader, faults = UkeReader(), Faults()
    parts = list(reader.read([*sorted(UKE.iterdir()), identities], tmp_path, faults, listed))
    rows = [row for part in parts for row in pq.read_table(part.path).to_pylist()]
    assert all(row.pop(ORIGIN) for row in rows)
    assert len({row.pop("receipt_id") for row in rows}) == len(RECEIPTS) == reader.receipts
    assert {row.pop("outcome") for row in rows} == {""}
    assert sorted(map(tuple, map(dict.items, rows))) == sorted(map(tuple, map(dict.items, wanted)))
    assert list(faults) == [] and faults.rows == 59


def test_the_tables_are_the_same_from_files(tmp_path: Path, identities: Path) -> None:
    """Six receipts as claimed beside the others as tidy rows."""
    folder = made.copy(tmp_path)
    path = folder / "receipt_lines.csv"
    made.write(path, [row for row in made.rows_of(path) if row["receipt_id"] not in RECEIPTS])
    mixed = made.counted([folder, UKE, identities])
    assert mixed == made.counted([made.INPUT])
