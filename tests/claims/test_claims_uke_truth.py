"""Synthetic receipts as files of four kinds give the tables of their histories too."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from tests.claims import made as inputs
from tests.claims import uke_files
from tests.claims.synthetic import differences, frames
from zaitaku.claims.synthetic import making


def test_the_tables_are_the_truth_from_files(tmp_path: Path) -> None:
    made = making.make(tmp_path / "made", 40_000, 3, lines=2)
    lines = sorted(made.extract.glob("receipt_lines-*.parquet"))
    rows = [row for path in lines for row in pq.read_table(path).to_pylist()]
    persons = pq.read_table(made.extract / "persons.parquet").to_pylist()
    folder = tmp_path / "uke"
    folder.mkdir()
    files = list(uke_files.write(folder, rows, persons))
    kinds = {path.name.partition("-")[0] for path in files}
    assert kinds >= {"医科", "DPC", "歯科", "調剤"} and len(files) > 300
    others = [path for path in made.extract.iterdir() if path not in lines]
    tables = frames(inputs.counted([*files, *others]))
    assert differences(made, tables) == {}
    assert tables["discharge"]["discharged"].sum() > 5
