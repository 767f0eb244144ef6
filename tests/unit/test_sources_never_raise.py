"""Whatever a file holds, collecting it ends in a report, never in an exception."""

import random
from pathlib import Path

import pytest

from tests.unit import factories as f

JUNK = [
    "",
    "*",
    "－",
    "合計",
    "保険者番号",
    "-5",
    "約3",
    "00990010",
    "県外",
    "1e9",
    "\n",
    "'",
    "同一建物",
]


@pytest.mark.parametrize("kind", f.TABLES)
@pytest.mark.parametrize("seed", range(12))
def test_cells_swapped_for_junk(kind: str, seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    rows = [list(row) for row in f.TABLES[kind]()]
    for _ in range(chance.choice([1, 3, 30])):
        row = chance.choice([row for row in rows if row])
        row[chance.randrange(len(row))] = chance.choice(JUNK)
    if seed % 3 == 0:
        del rows[chance.randrange(len(rows))]
    told = f.read(f.book(tmp_path / "R05.xlsx", {"a": rows}))
    assert {report.status for report in told.files} <= {"read", "skipped", "refused"}
    for report in told.files:
        assert (report.status == "read") == any(t.sheet == report.sheet for t in told.tables)
        assert report.status == "read" or (report.reason and report.problems)


@pytest.mark.parametrize("kind", f.TABLES)
@pytest.mark.parametrize("share", [0.1, 0.35, 0.6, 0.95])
def test_text_cut_anywhere(kind: str, share: float, tmp_path: Path) -> None:
    path = f.csv_file(tmp_path / "R05.csv", f.TABLES[kind]())
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    told = f.read(path)
    assert len(told.files) == 1


def test_ragged_rows(tmp_path: Path) -> None:
    for kind, make in f.TABLES.items():
        lines = [",".join(map(str, row[: max(1, len(row) - 2)])) for row in make()]
        (tmp_path / f"{kind}_R05.csv").write_text("\n".join(lines), encoding="utf-8")
    told = f.read(tmp_path)
    assert len(told.files) == len(f.TABLES)
