"""One answer → the bytes of a file, by its suffix: what ``zaitaku query --out`` writes."""

from __future__ import annotations

from pathlib import Path

from zaitaku.ask.answer import Answer
from zaitaku.export.csv import Headings
from zaitaku.ground.errors import UsageError

SUFFIXES = ("csv", "xlsx", "parquet")


def suffix_of(path: Path) -> str:
    """The form that a file's name asks for; UsageError names those there are."""
    suffix = path.suffix.lower().removeprefix(".")
    if suffix not in SUFFIXES:
        raise UsageError(
            f"「{path.name}」の形式では書き出せません。"
            f"ファイル名の末尾を {'、'.join(f'.{s}' for s in SUFFIXES)} のどれかにしてください。"
        )
    return suffix


def make(answer: Answer, suffix: str, *, headings: Headings = "names") -> bytes:
    """The file; ``headings`` are those of a CSV, which is for programs: a workbook has words."""
    if suffix == "csv":
        from zaitaku.export import csv

        return csv.to_text(answer, headings=headings, neutralise=False).encode()
    if suffix == "xlsx":
        from zaitaku.export import xlsx

        return xlsx.to_bytes(answer)
    from zaitaku.export import parquet

    return parquet.to_bytes(answer)
