"""What is entered, checked as a file would be; what the build holds, as a table to go on with.

Nothing is read in another way than by the import: a table is written as its file and given to the
reader of its kind.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from zaitaku import sources
from zaitaku.ask import warehouse
from zaitaku.build import entered, importing, model, writing
from zaitaku.build.entered import Rows, Version
from zaitaku.ground import paths
from zaitaku.ground.errors import ValidationError
from zaitaku.ground.states import ACTUAL, Problem
from zaitaku.indicators.values import KINDS as FIGURE_KINDS
from zaitaku.sources import known, templates

_LINE = re.compile(r"(\d+)行目|\b[A-Z]{1,3}(\d+)(?!\S)")
# template column → column of the raw table, where it is called otherwise
_STORED = {"source": "value_source"}
_YES_NO = {True: "はい", False: "いいえ"}
_NAME = "入力.csv"


@dataclass(frozen=True)
class Fault:
    """Something to be said of a table. ``row``: from 1, None where it is about the table."""

    severity: str
    row: int | None
    message: str
    fix: str


@dataclass(frozen=True)
class InUse:
    """Which file the rows of a kind come from in the current build; ``number``: of the version
    where it was entered."""

    file_name: str
    number: int | None


def check(data_dir: Path, kind: str, rows: Sequence[Sequence[str]]) -> list[Fault]:
    """What the import would say of the table, errors first. WarehouseError without a build."""
    clean = entered.tidied(rows)
    if not clean:
        return []
    with tempfile.TemporaryDirectory(prefix="zaitaku-entry-") as folder:
        path = Path(folder) / _NAME
        path.write_bytes(entered.as_csv(kind, clean))
        collected = sources.collect([path], known=importing.stored_master(data_dir))
    faults = [_fault(problem, kind) for problem in collected.problems]
    if is_sound(faults):
        faults += _beside_the_rest(data_dir, kind, collected)
    return sorted(faults, key=lambda one: (one.severity != "error", one.row or 0))


def _beside_the_rest(data_dir: Path, kind: str, collected: sources.Collected) -> list[Fault]:
    """What the checks of a build find in the table beside all else that the current build holds:
    each is true of a whole build, so that no reader can tell."""
    table = known.tables()[kind]
    checks = [
        path
        for path in paths.CHECKS.glob("warehouse_*.sql")
        if f"raw.{table.name}\n" in path.read_text(encoding="utf-8")
    ]
    if not checks:
        return []
    words = set(re.findall(r"\w+", "".join(path.read_text(encoding="utf-8") for path in checks)))
    build = warehouse.open_build(data_dir, "internal")
    with duckdb.connect(":memory:", config=dict(warehouse.OFFLINE)) as connection:
        quoted = str(build.path).replace("'", "''")
        connection.execute(f"attach '{quoted}' as stored (read_only)")
        connection.execute("create schema raw")
        connection.execute(model.declared(table))
        for one in collected.tables:
            frame = one.frames.get(table.name)
            if frame is not None and len(frame):
                writing.load(connection, f"raw.{table.name}", frame.assign(source_id=0))
        for schema, name in connection.execute(_STORED_TABLES).fetchall():
            if name in words and (schema, name) != ("raw", table.name):
                connection.execute(
                    f'create view {schema}."{name}" as from stored.{schema}."{name}"'
                )
        failed = writing.failed_checks(connection, checks)
    return [_fault(Problem("error", text, text, _FIX), kind) for text in failed]


_STORED_TABLES = """
    select schema_name, table_name from duckdb_tables() where database_name = 'stored'
    union all
    select schema_name, view_name from duckdb_views()
    where database_name = 'stored' and not internal
"""


_FIX = "「地域コードの一覧」にあるコードと圏域の種類か、上のかっこの中のとおりにしてください。"


def is_sound(faults: Sequence[Fault]) -> bool:
    """Whether the import would take the table."""
    return not any(one.severity == "error" for one in faults)


def submit(data_dir: Path, kind: str, number: int) -> Version:
    """Ask for approval of a draft; ValidationError where the import would refuse it."""
    found = entered.version(data_dir, kind, number)
    errors = [one for one in check(data_dir, kind, found.rows) if one.severity == "error"]
    if errors:
        raise ValidationError(
            f"第{number}版には誤りが {len(errors)} 件あります（最初の誤り: {errors[0].message}）。"
            "直して新しい版を保存してから、決裁を申請してください。"
        )
    return entered.move(data_dir, kind, number, "submitted")


def _fault(problem: Problem, kind: str) -> Fault:
    """With the row of the table (the first line of the file has the headings), in its words."""
    found = _LINE.search(problem.where.replace(_NAME, ""))
    line = int(next(filter(None, found.groups()))) if found else None
    # other rows that a message names
    text = re.sub(r"(\d+)行目", lambda m: f"{int(m.group(1)) - 1}行目", problem.message)
    row = line - 1 if line and line > 1 else None
    return Fault(problem.severity, row, *(templates.told(kind, one) for one in (text, problem.fix)))


# --- what the build holds ---------------------------------------------------------------------


def begun(data_dir: Path, kind: str) -> Rows:
    """The rows of a kind in the current build, as they would be entered; () where it has none."""
    table = known.tables()[kind]
    template = templates.of(kind)
    cursor = warehouse.open_build(data_dir, "internal").cursor()
    try:
        frame = cursor.execute(f"select * from raw.{table.name} order by source_id, source_row")
    except duckdb.CatalogException:  # a build of before there was such a table
        return ()
    names = [item[0] for item in frame.description or ()]
    records = [dict(zip(names, row, strict=True)) for row in frame.fetchall()]
    return entered.tidied(
        [[_written(record, column) for column in template.columns] for record in records]
    )


def _written(record: dict[str, Any], column: str) -> str:
    """A stored cell as its reader takes it back."""
    value = record[_STORED.get(column, column)]
    status = record.get(f"{column}_status", ACTUAL)
    if value is None:
        return "" if status == ACTUAL else str(status)
    if column == "kind":
        return FIGURE_KINDS[str(value)]
    if isinstance(value, bool):
        return _YES_NO[value]
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return value.isoformat()[:10] if isinstance(value, date) else str(value)


def in_use(data_dir: Path, kind: str) -> list[InUse]:
    """The files that the current build has of a kind; none before the first import."""
    if warehouse.current_build_id(data_dir) is None:
        return []
    numbers = {one.sha256: one.number for one in entered.versions(data_dir, kind)}
    cursor = warehouse.open_build(data_dir, "internal").cursor()
    found = cursor.execute(
        "select file_name, sha256 from raw.source where kind = ? order by source_id", [kind]
    )
    return [InUse(str(name), numbers.get(str(digest))) for name, digest in found.fetchall()]


# --- two versions side by side -----------------------------------------------------------------


@dataclass(frozen=True)
class Difference:
    """A row that came, went, or of which cells changed. ``what``: 増えた・消えた・変わった;
    ``row``: how to know it; ``cells``: heading, before and after."""

    what: str
    row: str
    cells: tuple[tuple[str, str, str], ...] = ()


def differences(kind: str, before: Rows, after: Rows) -> list[Difference]:
    """What the later table has otherwise: rows are the same thing where their keys are equal."""
    columns = templates.of(kind).columns
    heads = list(templates.of(kind).titles.values())
    keys = [
        place
        for place, name in enumerate(columns)
        if _STORED.get(name, name) in known.tables()[kind].key.columns
    ]
    gone, new = _without(before, after), _without(after, before)
    found: list[Difference] = []
    for row in new:
        same = next((one for one in gone if all(one[k] == row[k] for k in keys)), None)
        name = "・".join(filter(None, (row[k] for k in keys)))
        if same is None:
            found.append(Difference("増えた", name, _cells(heads, [""] * len(row), row)))
        else:
            gone.remove(same)
            found.append(Difference("変わった", name, _cells(heads, same, row)))
    for row in gone:
        name = "・".join(filter(None, (row[k] for k in keys)))
        found.append(Difference("消えた", name, _cells(heads, row, [""] * len(row))))
    return found


def _without(rows: Rows, others: Rows) -> list[tuple[str, ...]]:
    """Rows that the others lack, each as often as it is lacking."""
    left = list(others)
    found = []
    for row in rows:
        if row in left:
            left.remove(row)
        else:
            found.append(row)
    return found


def _cells(
    heads: Sequence[str], before: Sequence[str], after: Sequence[str]
) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (head, old, new) for head, old, new in zip(heads, before, after, strict=True) if old != new
    )
