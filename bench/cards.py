"""市町村カルテ of every municipality beside drawing their charts alone; memory for few and for all.

Each is measured in a process of its own (``python -m bench.cards DATA WHAT COUNT``), so that the
peak of one does not hide that of another. The charts alone are the three charts of each card as
SVG; the cards are whole pages with tables, texts and fonts, packed into one zip.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

FEW, ALL = 10, 35
FORMS = ("pdf", "pptx", "xlsx")


def report(data_dir: Path) -> None:
    """Print seconds of processor, their ratio to the charts alone, and peak memory."""
    charts = _measured(data_dir, "charts", ALL)
    print(f"  {ALL} cards, charts alone                {charts['seconds']:6.2f} s")
    for form in FORMS:
        few, every = (_measured(data_dir, form, count) for count in (FEW, ALL))
        print(
            f"  {ALL} cards as {form:<4} in a zip            {every['seconds']:6.2f} s"
            f"   ratio {every['seconds'] / charts['seconds']:.2f}"
            f"   peak {few['peak']:.0f} MB ({FEW}) → {every['peak']:.0f} MB ({ALL}),"
            f" ratio {every['peak'] / few['peak']:.2f}"
        )


def _measured(data_dir: Path, what: str, count: int) -> Any:
    command = [sys.executable, "-m", "bench.cards", str(data_dir), what, str(count)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def _measure(data_dir: Path, what: str, count: int) -> dict[str, float]:
    from zaitaku.ask import warehouse
    from zaitaku.cards import Asking, every, made
    from zaitaku.compose import pages
    from zaitaku.derived.questions import of_build
    from zaitaku.export import picture

    os.environ["ZAITAKU_DATA"] = str(data_dir)
    view = pages.view_of("card", {"mode": ["internal"]})
    build = warehouse.open_build(data_dir, view.mode, view.build_id)
    asking = Asking(of_build(build), view)
    asking.areas = dict(list(asking.areas.items())[:count])
    if what == "charts":
        cards = [made(asking, code, view) for code in asking.areas]
        exhibits = [e for card in cards for e in card.view.exhibits if e.builder is not None]
        start = time.process_time()
        for exhibit in exhibits:
            picture.drawing(exhibit, data_dir)
    else:
        with tempfile.TemporaryDirectory() as folder:
            start = time.process_time()
            every.write(asking, view, what, Path(folder) / "all.zip", data_dir)
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    return {"seconds": seconds, "peak": peak}


if __name__ == "__main__":
    print(json.dumps(_measure(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))))
