"""Starting a question from a script beside starting DuckDB alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bench.timing import side_by_side


def report(data_dir: Path) -> None:
    query = [sys.executable, "-m", "zaitaku.cli", "query", "patients/by_area"]
    query += ["--data", str(data_dir), "--format", "csv"]
    bare = [sys.executable, "-c", "import duckdb"]
    asked, started, ratio = side_by_side(
        lambda: subprocess.run(query, check=True, capture_output=True),
        lambda: subprocess.run(bare, check=True, capture_output=True),
        runs=7,
    )
    print(f"  import duckdb                          {started:6.2f} s")
    print(f"  zaitaku query patients/by_area         {asked:6.2f} s   ratio {ratio:.2f}")
