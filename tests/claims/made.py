"""Inputs for `aggregate`: the worked example, changed as a test wants it, and how it is counted."""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from zaitaku.claims import aggregate, definition, engines, inputs, loading, tidy
from zaitaku.claims.engines import Rows
from zaitaku.claims.faults import Faults

WORKED = Path(__file__).with_name("worked")
INPUT = WORKED / "input"
EXPECTED = WORKED / "expected"
Row = dict[str, str]


def expected(name: str) -> list[Row]:
    return rows_of(EXPECTED / f"{name}.csv")


def rows_of(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, rows: Sequence[Mapping[str, str]]) -> Path:
    """A tidy file; one without rows has the heading of the contract."""
    heads = list(rows[0]) if rows else list(tidy.TABLES[path.stem.split("-")[0]].names)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, heads, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def copy(folder: Path) -> Path:
    """The worked input to be spoilt."""
    target = folder / "input"
    shutil.copytree(INPUT, target)
    return target


def counted(paths: Iterable[Path], *options: str, variants: bool = False) -> dict[str, Rows]:
    """What the SQL answers to the inputs, without writing anything."""
    values = definition.chosen(options)
    with (
        tempfile.TemporaryDirectory() as folder,
        engines.connected(Path(folder), threads=1) as connection,
    ):
        faults = Faults()
        parts = inputs.parts(inputs.find(list(paths)), Path(folder), faults, connection)
        loaded = loading.load(connection, parts, faults, months=int(values["months"]))
        assert faults.bad == 0, list(map(str, faults))
        return engines.run(
            engines.DuckDB(connection), values | aggregate.given(loaded), variants=variants
        )


def run(paths: Iterable[Path], out: Path, *options: str, **more: object) -> aggregate.Result:
    request = aggregate.Request(list(paths), out, options, **more)  # type: ignore[arg-type]
    return aggregate.run(request)
