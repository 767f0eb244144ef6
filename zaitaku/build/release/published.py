"""What earlier releases showed and hid: kept in the data folder, also when builds are deleted.

One file for each release (``published/<build>.parquet``): every figure with its true value, whether
it was hidden, and of which municipalities each area was made. It holds small numbers, as a build
does, and is as much 内部 as one.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa
from pyarrow import parquet

from zaitaku.build.release.blocks import Block, Blocks
from zaitaku.build.release.orders import Key, key_of
from zaitaku.build.release.sums import Area
from zaitaku.disclosure.policy import Policy
from zaitaku.ground import store
from zaitaku.ground.errors import DisclosureError
from zaitaku.ground.states import SUPPRESSED

_AREAS = b"areas"


class Figure(NamedTuple):
    """A row of a block as it was: a number, whether the source hid it, and whether the release did.

    One entry for each measure.
    """

    values: tuple[float | None, ...]
    secret: tuple[bool, ...]
    hidden: tuple[bool, ...]
    limit: float
    nothing_shown: bool


@dataclass(frozen=True)
class Earlier:
    """One earlier release: its areas with their municipalities, and figures by year and block."""

    build_id: str
    areas: Mapping[Area, tuple[str, ...]]
    figures: Mapping[tuple[int, str], Mapping[Any, Figure]]


def load(folder: Path, *, without: str = "") -> list[Earlier]:
    """Every earlier release but one, the same content once; DisclosureError if unreadable."""
    found: dict[bytes, Earlier] = {}
    for path in sorted(folder.glob("*.parquet")):
        if path.stem == without:
            continue
        try:
            content = path.read_bytes()
            # releases of the same data under the same rules differ in nothing
            if content not in found:
                found[content] = _read(path.stem, parquet.read_table(pa.BufferReader(content)))
        except (OSError, ValueError, KeyError, TypeError, pa.ArrowException) as error:
            raise DisclosureError(
                f"前に公表した版の控え「{path}」を読めません。これがないと、前の公表と合わせて"
                "秘匿した数が分かるかを確かめられません。バックアップから戻してください。"
                f"この版を公表していなければ zaitaku builds --discard {path.stem} で除けます。"
            ) from error
    return list(found.values())


def is_recorded(folder: Path, build_id: str) -> bool:
    return _file(folder, build_id).is_file()


def record(
    folder: Path,
    build_id: str,
    internal: duckdb.DuckDBPyConnection,
    published: duckdb.DuckDBPyConnection,
    policy: Policy,
) -> None:
    """Keep what the release of a build shows and hides."""
    of_release = published.execute("select zone_scheme from zone_scheme").fetchall()
    schemes = [row[0] for row in of_release]
    blocks = Blocks(internal, policy, schemes)
    rows = [
        row
        for block in blocks
        if is_there(block, published)
        for row in _rows(block, hidden_keys(block, published))
    ]
    areas = [[*area, members] for area, members in blocks.areas.items()]
    table = pa.Table.from_pylist(rows, schema=_SCHEMA).replace_schema_metadata(
        {_AREAS: json.dumps(areas, ensure_ascii=False)}
    )
    path = _file(folder, build_id)
    folder.mkdir(parents=True, exist_ok=True)
    with store.replacing(path, is_durable=True) as pending:
        parquet.write_table(table, pending)


def discard(folder: Path, build_id: str) -> None:
    """Forget a release that was never published."""
    with suppress(FileNotFoundError):
        _file(folder, build_id).unlink()


def is_there(block: Block, published: duckdb.DuckDBPyConnection) -> bool:
    """Whether a release has any row of the block's table: of one that it withholds it has none."""
    found = published.execute(f"select 1 from {block.relation} limit 1").fetchone()
    return found is not None


def hidden_keys(block: Block, published: duckdb.DuckDBPyConnection, relation: str = "") -> set[Key]:
    """Figures of a block that a release hides; ``relation``: where its rows stand instead."""
    relation = relation or block.relation
    columns = [
        item[0] for item in published.execute(f"select * from {relation} limit 0").description
    ]
    lead = columns[: len(block.rows[0].lead)]
    found = published.execute(
        f"select {', '.join(lead)}, {', '.join(f'{m}_status' for m in block.measures)}"
        f" from {relation} where fiscal_year = $year",
        {"year": block.fiscal_year},
    ).fetchall()
    states = {row[: len(lead)]: row[len(lead) :] for row in found}
    return {
        key_of(block, row.key, measure)
        for row in block.rows
        for measure in range(len(block.measures))
        if states[row.lead][measure] == SUPPRESSED and not block.is_silent_zero(row, measure)
    }


_SCHEMA = pa.schema(
    [
        ("year", pa.int32()),
        ("block", pa.string()),
        ("figure", pa.string()),
        ("values", pa.list_(pa.float64())),
        ("secret", pa.list_(pa.bool_())),
        ("hidden", pa.list_(pa.bool_())),
        ("limit", pa.float64()),
        ("nothing_shown", pa.bool_()),
    ]
)


def _rows(block: Block, hidden: Collection[Key]) -> Iterator[dict[str, Any]]:
    for row in {row.key: row for row in block.rows}.values():
        threshold = block.thresholds[row.key]
        measures = range(len(block.measures))
        yield {
            "year": block.fiscal_year,
            "block": block.name,
            "figure": json.dumps(row.key, ensure_ascii=False),
            "values": [None if value is None else float(value) for value, _ in row.values],
            "secret": [status == SUPPRESSED for _, status in row.values],
            "hidden": [key_of(block, row.key, measure) in hidden for measure in measures],
            "limit": threshold.limit,
            "nothing_shown": threshold.nothing_shown,
        }


def _read(build_id: str, table: pa.Table) -> Earlier:
    figures: dict[tuple[int, str], dict[Any, Figure]] = {}
    columns = [table.column(name).to_pylist() for name in _SCHEMA.names]
    for year, block, figure, values, secret, hidden, limit, nothing in zip(*columns, strict=True):
        key = tuple(tuple(p) if isinstance(p, list) else p for p in json.loads(figure))
        figures.setdefault((year, block), {})[key] = Figure(
            tuple(values), tuple(secret), tuple(hidden), limit, nothing
        )
    areas = json.loads(table.schema.metadata[_AREAS])
    return Earlier(
        build_id, {(unit, scheme, code): tuple(m) for unit, scheme, code, m in areas}, figures
    )


def _file(folder: Path, build_id: str) -> Path:
    return folder / f"{build_id}.parquet"
