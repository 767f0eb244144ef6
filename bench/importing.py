"""How much longer an import takes than merely reading the same cells."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from python_calamine import CalamineWorkbook

from bench import table
from bench.timing import seconds, side_by_side
from zaitaku import sources
from zaitaku.build import importing
from zaitaku.disclosure.policy import load_policy
from zaitaku.ground import paths


def _read_cells(folder: Path) -> None:
    for path in sorted(folder.glob("*.xlsx")):
        book = CalamineWorkbook.from_path(path)
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    for path in sorted(folder.glob("*.csv")):
        path.read_text(encoding="utf-8-sig")


def report() -> None:
    folder, files = paths.SAMPLE_DATA, paths.sample_inputs()
    collect, read, ratio = side_by_side(
        lambda: sources.collect(files), lambda: _read_cells(folder), runs=3
    )
    print(f"  cells read with the Excel library      {read:6.2f} s")
    print(f"  files → checked tidy frames            {collect:6.2f} s   ratio {ratio:.1f}")

    def mark(message: str) -> None:
        marks.append((message, time.perf_counter()))

    def whole() -> None:
        with tempfile.TemporaryDirectory() as data:
            importing.run(files, Path(data), load_policy(paths.POLICY), progress=mark)

    marks: list[tuple[str, float]] = []
    start = time.perf_counter()
    total = seconds(whole)
    # masks of the sample come along: what protection costs elsewhere is in bench.disclosure
    protecting = next(at for message, at in marks if message.startswith("公表用のデータ")) - start
    until, whole_ratio = protecting / read, total / read
    print(f"  import until protection begins         {protecting:6.2f} s   ratio {until:.1f}")
    print(f"  whole import, protection and maps in   {total:6.2f} s   ratio {whole_ratio:.1f}")
    table.measured("files → checked frames, to reading the cells", ratio)
    table.measured("import before protection, to reading the cells", until)
