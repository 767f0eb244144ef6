"""Broken off at any write, by a kill or by the disk: nothing is lost, nothing half, no leftovers.

Imports and publishing take minutes so: ``make breaking`` tries them, and kills at random moments.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from zaitaku.ground import paths

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.skipif(sys.platform == "win32", reason="Unix だけの試験です"),
]


@pytest.mark.parametrize(
    ("work", "how"),
    [
        ("pack", "kill"),
        ("pack", "ENOSPC"),
        ("plan", "EROFS"),
        ("draft", "kill"),
        ("prune", "kill"),
        ("use", "kill"),
        ("adopt", "kill"),
        ("discard", "kill"),
        ("release", "kill"),
        ("release", "ENOSPC"),
        ("release", "EROFS"),
        ("withdraw", "EROFS"),
        ("open", "kill"),
        ("open", "ENOSPC"),
        ("entry", "kill"),
        ("entry", "ENOSPC"),
        ("backup", "kill"),
        ("backup", "ENOSPC"),
        ("restore", "kill"),
        ("restore", "ENOSPC"),
    ],
)
def test_nothing_is_lost_wherever_it_is_broken_off(work: str, how: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.breaking", work, str(tmp_path), how]
    told = subprocess.run(command, cwd=paths.ROOT, capture_output=True, text=True)
    assert told.returncode == 0, told.stdout[-3000:] + told.stderr[-3000:]
    first = told.stdout.strip().splitlines()[-1]
    assert "誤り 0" in first and int(first.split()[2]) > 2, first
