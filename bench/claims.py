"""`zaitaku aggregate` on synthetic receipts: time, memory, and what reading alone would take.

Each measure is a process of its own, so that its peak memory is its own. The receipts are written
first, into the system's place for temporary files or a given one: some 40 MB a million.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from zaitaku.claims import aggregate, tidy
from zaitaku.claims.synthetic import making

# a million, ten times that, and a median prefecture's year
SIZES = (1_000_000, 10_000_000, 13_000_000)
_SEED = 1
_MEBI = 1 << 20


@dataclass(frozen=True)
class Measured:
    seconds: float
    mebibytes: float

    @property
    def told(self) -> str:
        return f"{self.seconds:.1f} 秒 {self.mebibytes:,.0f} MB"


def report(folder: Path | None = None, sizes: Sequence[int] = SIZES) -> None:
    counted: dict[int, float] = {}
    for size in sizes:
        with tempfile.TemporaryDirectory(dir=folder) as name:
            where = Path(name)
            made = measured("make", where, size)
            extract = where / making.EXTRACT
            disk = sum(path.stat().st_size for path in extract.iterdir()) / _MEBI
            scan, count = measured("scan", where, size), measured("count", where, size)
        counted[size] = count.seconds
        print(
            f"  {size:>10,} 件/年（{disk:,.0f} MB）: 集計 {count.told}、"
            f"列を読むだけ {scan.told}（{count.seconds / scan.seconds:.1f} 倍）、"
            f"架空のレセプトを作る {made.told}",
            flush=True,
        )
    small, large = min(counted), sorted(counted)[-2] if len(counted) > 2 else max(counted)
    if small != large:
        growth = counted[large] / counted[small] / (large / small)
        print(f"  {small:,} から {large:,} 件へ: 比例の {growth:.2f} 倍")


def measured(what: str, folder: Path, size: int) -> Measured:
    """A run of ``work`` in a new process, which tells what it took after Python had started."""
    command = [sys.executable, "-m", "bench.claims", what, str(folder), str(size)]
    run = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    seconds, kibibytes = run.stdout.split()
    return Measured(float(seconds), float(kibibytes) / 1024)


def work(what: str, folder: Path, size: int) -> None:
    extract = folder / making.EXTRACT
    if what == "make":
        making.make(folder, size, _SEED)
    elif what == "count":
        aggregate.run(aggregate.Request([extract], folder / "out", threads=2, work=folder))
    else:
        scan(extract)


def scan(extract: Path) -> None:
    """Every column of the contract, decoded and looked at once."""
    with duckdb.connect(config={"threads": 2}) as connection:
        for table in (tidy.RECEIPT_LINES, tidy.CARE_LINES, tidy.PERSONS):
            # a sum of lengths cannot be read off the statistics that a file keeps
            columns = ", ".join(f'sum(strlen("{name}"))' for name in table.names)
            files = f"{extract}/{table.name}*.parquet"
            connection.execute(f"select {columns} from read_parquet('{files}')").fetchall()


if __name__ == "__main__":
    start = time.perf_counter()
    work(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(time.perf_counter() - start, peak)
