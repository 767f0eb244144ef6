"""`zaitaku aggregate` on synthetic receipts: time, memory, and what reading alone would take.

Each measure is a process of its own, so that its peak memory is its own. The receipts are written
first, into the system's place for temporary files or a given one: some 40 MB a million.

`python -m bench.claims spark 100000 1000000` counts with DuckDB and with Spark (two workers each)
what was read once, and refuses where a row differs. It needs the extra ``spark`` and a Java.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import duckdb

from zaitaku.claims import aggregate, definition, engines, inputs, loading, spark, tidy
from zaitaku.claims.faults import Faults
from zaitaku.claims.synthetic import making

# a million, ten times that, and a median prefecture's year
SIZES = (1_000_000, 10_000_000, 13_000_000)
_SEED = 1
_MEBI = 1 << 20
_WORKERS = 2


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


def beside_spark(sizes: Sequence[int], folder: Path | None = None) -> None:
    """Time of the definition alone, after reading: DuckDB, Spark, and until Spark is ready."""
    for size in sizes:
        with tempfile.TemporaryDirectory(dir=folder) as name:
            extract = making.make(Path(name), size, _SEED).extract
            ours, ready, theirs = _both(extract, Path(name))
        print(
            f"  {size:>10,} 件/年: DuckDB {ours:.1f} 秒、Spark {theirs:.1f} 秒"
            f"（{theirs / ours:.1f} 倍。ほかに始めて渡すまで {ready:.1f} 秒）。行は同じ",
            flush=True,
        )


def _both(extract: Path, folder: Path) -> tuple[float, float, float]:
    """Seconds of DuckDB, of starting Spark and handing the tables over, and of Spark."""
    with engines.connected(folder, threads=_WORKERS) as connection:
        parts = inputs.parts(inputs.find([extract]), folder, Faults(), connection)
        loaded = loading.load(connection, parts, Faults(), months=12)
        values = definition.defaults() | aggregate.given(loaded)
        clock = [time.perf_counter()]
        ours = engines.run(engines.DuckDB(connection), values, variants=True)
        clock.append(time.perf_counter())
        with spark.session(connection, folder, workers=_WORKERS) as engine:
            clock.append(time.perf_counter())
            theirs = engines.run(engine, values, variants=True)
            clock.append(time.perf_counter())
    for table, found in ours.items():
        if Counter(found.rows) != Counter(theirs[table].rows):
            raise SystemExit(f"{table}: Spark の行が DuckDB の行と違います。")
    counted, ready, done = (after - before for before, after in pairwise(clock))
    return counted, ready, done


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
    if sys.argv[1] == "spark":
        beside_spark([int(size) for size in sys.argv[2:]])
        sys.exit()
    start = time.perf_counter()
    work(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(time.perf_counter() - start, peak)
