"""A process that we start is told what we were told."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_ASK = "import sys; print(sys.flags.utf8_mode, sys.pycache_prefix)"


def test_a_process_of_ours_is_told_what_we_were_told(tmp_path: Path) -> None:
    start = (
        "import subprocess; from zaitaku.ground import processes; "
        f"subprocess.run(processes.python('-c', {_ASK!r}), check=True)"
    )
    prefix = tmp_path / "場所 その 1"
    told = ["-X", "utf8", "-X", f"pycache_prefix={prefix}"]
    done = subprocess.run(
        [sys.executable, *told, "-c", start], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.strip() == f"1 {prefix}"
