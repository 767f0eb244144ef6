"""From files to a finished build: read, keep what stays, write, protect, check, make current.

One import run is one build. A file of the same kind and year replaces the earlier one; other kinds
and years stay. Whatever goes wrong, CURRENT and the builds that were there are untouched.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from zaitaku import __version__, geography, indicators, paths, release, sources, warehouse
from zaitaku.disclosure.policy import Policy
from zaitaku.errors import (
    DisclosureError,
    SourceFileError,
    UsageError,
    WarehouseError,
    ZaitakuError,
)
from zaitaku.validate import Problem

# Raw table → the column whose values a new file of that kind replaces (None: all of it).
REPLACED_BY: dict[str, str | None] = {
    "municipality": None,
    "former_insurer": None,
    "municipality_change": "old_code",
    "zone_membership": "zone_scheme",
    "roles": None,
    "boundary": None,
    "resident_population": "year",
    "supply": "fiscal_year",
    "institutions": "fiscal_year",
    "patients": "fiscal_year",
    "patients_total": "fiscal_year",
    "flows": "fiscal_year",
    "flows_total": "fiscal_year",
    "discharge": "fiscal_year",
    "inpatient_flow": None,
    "population_projection": "published_table",
    "population_projection_share": "published_table",
    "population_projection_unit": "published_table",
    "homecare_demand": "measure",
    "ndb_act": "published_table",
    "facility_standard": "published_table",
    "home_nursing_station": None,
    "survey": "survey_year",
    "care_rates": "rate_source",
    "additional_demand": None,
    "indicator_values": None,
    "targets": None,
}
TABLE_LABELS = {
    "municipality": "市区町村マスタ",
    "former_insurer": "合併前の保険者番号",
    "municipality_change": "市区町村の変更",
    "zone_membership": "圏域",
    "roles": "役割",
    "boundary": "境界",
    "resident_population": "人口",
    "supply": "①供給",
    "institutions": "②医療機関別",
    "patients": "③患者数",
    "patients_total": "③患者数（合計・計）",
    "flows": "④流出入",
    "flows_total": "④流出入（合計）",
    "discharge": "⑤退院",
    "inpatient_flow": "入院の流出入",
    "population_projection": "将来推計人口",
    "population_projection_share": "将来推計人口の割合",
    "population_projection_unit": "将来推計人口の合算地域",
    "homecare_demand": "国の需要推計",
    "ndb_act": "NDBオープンデータ",
    "facility_standard": "施設基準の届出",
    "home_nursing_station": "訪問看護ステーション",
    "survey": "実態調査",
    "care_rates": "受療率",
    "additional_demand": "追加的需要",
    "indicator_values": "指標値",
    "targets": "目標",
}
LABELS_SHOWN = 10
# Tables that one kind of file fills together: an absent one still replaces the old rows.
COMPANIONS = (("patients", "patients_total"), ("flows", "flows_total"))

_REMEMBERED = "protected"  # folder of masks found before, see release.remembered


@dataclass
class ImportResult:
    """What an import did; ``build_id`` is None when nothing was stored."""

    build_id: str | None
    files: list[sources.FileReport]
    problems: list[Problem]
    replaced: list[str] = field(default_factory=list)
    already_there: bool = False
    exit_code: int = 0


def run(
    inputs: Sequence[Path],
    data_dir: Path,
    policy: Policy,
    *,
    fiscal_year: int | None = None,
    dry_run: bool = False,
    skip_refused: bool = False,
    progress: Callable[[str], None] = lambda message: None,
) -> ImportResult:
    """Import files or folders.

    Returns with ``exit_code`` 10 or 11 and no build when a file was refused (unless
    ``skip_refused``) or none could be read. Raises WarehouseError when the new build fails its
    checks and DisclosureError when it cannot be protected.
    """
    collected = sources.collect(
        inputs, fiscal_year=fiscal_year, known=_stored_master(data_dir), progress=progress
    )
    result = ImportResult(None, collected.files, collected.problems)
    refused = [report for report in collected.files if report.status == "refused"]
    if refused and not skip_refused:
        result.exit_code = max(report.exit_code for report in refused)
        return result
    if not collected.tables:
        result.exit_code = SourceFileError.exit_code
        return result
    if dry_run:
        return result
    _build(collected, data_dir, policy, result, progress)
    return result


def publish(
    data_dir: Path, policy: Policy, progress: Callable[[str], None] = lambda message: None
) -> ImportResult:
    """Protect the stored data anew, with the policy as it is now: a build without new files."""
    warehouse.open_build(data_dir, "internal")  # says so where there is nothing to publish
    result = ImportResult(None, [], [])
    _build(sources.Collected([], [], []), data_dir, policy, result, progress)
    return result


def remove_scheme(
    data_dir: Path,
    policy: Policy,
    scheme: str,
    progress: Callable[[str], None] = lambda message: None,
) -> ImportResult:
    """A build without an imported 圏域の種類; earlier builds keep it.

    UsageError when there is no such scheme; DisclosureError while the policy publishes it.
    """
    stored = warehouse.open_build(data_dir, "internal").cursor()
    found = stored.execute("select distinct zone_scheme from raw.zone_membership order by 1")
    known = [row[0] for row in found.fetchall()]
    if scheme not in known:
        raise UsageError(
            f"「{scheme}」という圏域の種類は取り込まれていません。"
            f"あるのは {'、'.join(known) or 'なし'} です。"
        )
    if scheme in policy.published_zone_schemes:
        raise DisclosureError(
            f"「{scheme}」は公表している圏域の種類です。先に公表規則（disclosure.toml）の"
            " published_zone_schemes から外してください。"
        )
    result = ImportResult(None, [], [])
    _build(sources.Collected([], [], []), data_dir, policy, result, progress, without=scheme)
    return result


def _stored_master(data_dir: Path) -> sources.Master | None:
    if warehouse.current_build_id(data_dir) is None:
        return None
    return _master(warehouse.open_build(data_dir, "internal").cursor())


def _master(connection: duckdb.DuckDBPyConnection) -> sources.Master | None:
    """The master that a build holds; a build of an earlier version knows of no changes."""
    stored = _raw_tables(connection)

    def rows(table: str, *columns: str) -> list[tuple[Any, ...]]:
        if table not in stored:
            return []
        names = ", ".join(columns)
        return connection.execute(f"select {names} from raw.{table} order by all").fetchall()

    towns = rows("municipality", *sources.Municipality._fields)
    changes = sources.changes_of(rows("municipality_change", *sources.Change._fields))
    if not towns and not changes.rows:
        return None
    former = dict(rows("former_insurer", "insurer_no", "old_code"))
    return replace(sources.Master.from_rows(towns), changes=changes, former_insurers=former)


def _raw_tables(connection: duckdb.DuckDBPyConnection) -> set[str]:
    found = connection.execute(
        "select table_name from duckdb_tables() where schema_name = 'raw'"
    ).fetchall()
    return {row[0] for row in found}


def _build(
    collected: sources.Collected,
    data_dir: Path,
    policy: Policy,
    result: ImportResult,
    progress: Callable[[str], None],
    without: str | None = None,
) -> None:
    pending = data_dir / f"building-{os.getpid()}.duckdb"
    pending_release = data_dir / f"building-{os.getpid()}-release.duckdb"
    geo: geography.Prepared | None = None
    try:
        with warehouse.writing(pending) as connection:
            connection.execute("begin")
            warehouse.run_script(connection, _model_files("00"))
            progress("これまでのデータを引き継いでいます")
            _keep_previous(connection, data_dir)
            connection.execute("delete from raw.zone_membership where zone_scheme = ?", [without])
            progress("読み取った表を書き込んでいます")
            _store(connection, collected, result)
            _require_basics(connection)
            _carry_stored(connection)
            _store_catalogue(connection)
            progress("地域ごとの集計を作っています")
            warehouse.run_script(connection, _model_files("0[1-9]"))
            progress("地図を準備しています")
            geo = _store_geometry(connection)
            build_id = _build_id(connection, policy)
            result.build_id = build_id
            if warehouse.file_of(data_dir, build_id, "internal").is_file():
                result.already_there = True
            else:
                _store_build_info(connection, build_id, geo)
                _refuse_failed(connection, "warehouse_*.sql")
                progress("公表用のデータを作り、秘匿を確かめています")
                with warehouse.writing(pending_release) as published:
                    release.write(connection, published, policy, progress, data_dir / _REMEMBERED)
                    _refuse_failed(published, "release_*.sql")
            connection.execute("commit")
        if not result.already_there:
            _put_in_place(data_dir, build_id, pending, pending_release, geo)
        warehouse.make_current(data_dir, build_id)
    except duckdb.Error as error:
        result.build_id = None
        raise WarehouseError(
            "データの書き込み中に問題が起きました。前のデータはそのまま残っています。"
            f"ディスクの空きと {data_dir} への書込権限を確かめてください。（詳細: {error}）"
        ) from error
    except ZaitakuError:
        result.build_id = None
        raise
    finally:
        pending.unlink(missing_ok=True)
        pending_release.unlink(missing_ok=True)


def _model_files(prefix: str) -> list[Path]:
    return sorted(paths.MODEL.glob(f"{prefix}*.sql"))


def _keep_previous(connection: duckdb.DuckDBPyConnection, data_dir: Path) -> None:
    current = warehouse.current_build_id(data_dir)
    if current is None:
        return
    previous = warehouse.open_build(data_dir, "internal").cursor()
    stored = _raw_tables(previous)
    # a build of an earlier version has no table for a kind of file that came later
    for table in (name for name in ("source", "problem", *REPLACED_BY) if name in stored):
        kept = previous.sql(f"select * from raw.{table}").to_arrow_table()
        warehouse.load(connection, f"raw.{table}", kept)


def _store(
    connection: duckdb.DuckDBPyConnection, collected: sources.Collected, result: ImportResult
) -> None:
    """Replace what the new tables cover, then add them with their provenance."""
    for name, values in _covered(collected).items():
        column = REPLACED_BY[name]
        condition = "true" if column is None else f"list_contains($values, {column})"
        if column is not None and not values:
            continue
        count = connection.execute(
            f"delete from raw.{name} where {condition}",
            {} if column is None else {"values": sorted(values)},
        ).fetchone()
        if count and count[0]:
            label = _labels(values) if column else "全体"
            result.replaced.append(
                f"{TABLE_LABELS.get(name, name)} {label}: 前の {count[0]} 行を置き換え"
            )
    row = connection.execute("select coalesce(max(source_id), 0) from raw.source").fetchone()
    next_id = row[0] if row else 0
    imported_at = datetime.now().replace(microsecond=0)
    for number, table in enumerate(collected.tables, start=next_id + 1):
        connection.execute(
            "insert into raw.source values (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                number,
                table.file_name,
                table.sheet,
                table.kind,
                table.fiscal_year,
                table.rows,
                table.sha256,
                imported_at,
            ],
        )
        for name, frame in table.frames.items():
            if len(frame):
                warehouse.load(connection, f"raw.{name}", frame.assign(source_id=number))
        _store_problems(connection, number, table.problems)
    _forget_unused_sources(connection)


def _carry_stored(connection: duckdb.DuckDBPyConnection) -> None:
    """What earlier files brought under codes that a new master or codes table ends."""
    master = _master(connection)
    assert master is not None
    for table, shape in sources.CARRIED.items():
        codes = {
            row[0]
            for column in shape.codes
            for row in connection.execute(f"select distinct {column} from raw.{table}").fetchall()
        }
        if any(code not in master.by_code and master.current(code) for code in codes if code):
            stored = connection.execute(f"select * from raw.{table}").df()
            carried, problems = sources.carry({table: stored}, master, TABLE_LABELS[table])
            errors = [str(problem) for problem in problems if problem.severity == "error"]
            if errors:
                raise WarehouseError("\n".join(errors))
            connection.execute(f"delete from raw.{table}")
            warehouse.load(connection, f"raw.{table}", carried[table])
            _store_problems(connection, None, problems)


def _labels(values: set[Any]) -> str:
    shown = "、".join(map(_label, sorted(values)[:LABELS_SHOWN]))
    return shown if len(values) <= LABELS_SHOWN else f"{shown} ほか{len(values) - LABELS_SHOWN}件"


def _label(value: Any) -> str:
    return f"{value}年度" if isinstance(value, int) else f"「{value}」"


def _covered(collected: sources.Collected) -> dict[str, set[Any]]:
    """Raw table → the years or schemes that new rows bring (none: it is replaced as a whole)."""
    covered: dict[str, set[Any]] = {}
    for table in collected.tables:
        for name, frame in table.frames.items():
            column = REPLACED_BY[name]
            values = set() if column is None else set(frame[column].unique().tolist())
            covered.setdefault(name, set()).update(values)
    for group in COMPANIONS:
        years = set().union(*(covered.get(name, set()) for name in group))
        if years:
            covered.update({name: years for name in group})
    return covered


def _store_problems(
    connection: duckdb.DuckDBPyConnection, source_id: int | None, problems: Sequence[Problem]
) -> None:
    for problem in problems:
        if problem.severity != "error":
            connection.execute(
                "insert into raw.problem values (?, ?, ?, ?, ?)",
                [source_id, problem.severity, problem.where, problem.message, problem.fix],
            )


def _forget_unused_sources(connection: duckdb.DuckDBPyConnection) -> None:
    used = " union ".join(f"select source_id from raw.{table}" for table in REPLACED_BY)
    connection.execute(f"delete from raw.source where source_id not in ({used})")
    connection.execute(
        "delete from raw.problem where source_id not in (select source_id from raw.source)"
    )
    # what is left of a source of which a later file replaced some years
    counts = " union all ".join(f"select source_id from raw.{table}" for table in REPLACED_BY)
    connection.execute(
        f"update raw.source set row_count = c.n from (select source_id, count(*) as n"
        f" from ({counts}) group by source_id) as c where c.source_id = source.source_id"
    )


def _store_catalogue(connection: duckdb.DuckDBPyConnection) -> None:
    """The program's own list of indicators, so that questions can name them."""
    rows = [
        (
            order,
            item.indicator_id,
            "・".join(item.functions),
            item.spo,
            item.name,
            item.unit,
            item.source,
            item.plan7,
            item.plan8,
            item.mark7,
            item.certainty,
            item.is_obligatory,
            item.place,
            item.counts,
            item.definition,
        )
        for order, item in enumerate(indicators.load().values(), start=1)
    ]
    warehouse.load_rows(connection, "raw.indicator_catalogue", rows)


def _require_basics(connection: duckdb.DuckDBPyConnection) -> None:
    row = connection.execute("select count(*) from raw.municipality").fetchone()
    if not row or not row[0]:
        raise SourceFileError(
            "市区町村マスタがありません。municipality_code, municipality_name, insurer_no,"
            " medical_area_code, medical_area, home_care_zone の列をもつ CSV を"
            "一緒に取り込んでください（ひな形: sample_data の 市区町村マスタ.csv）。"
        )


def _store_geometry(connection: duckdb.DuckDBPyConnection) -> geography.Prepared | None:
    boundary = connection.execute(
        "select municipality_code, municipality_name, parent_name, geometry_wkb from raw.boundary"
    ).df()
    members = connection.execute(
        "select m.*, a.area_name from area_member as m"
        " inner join area as a using (area_unit, zone_scheme, area_code)"
    ).df()
    if boundary.empty:
        connection.execute(
            "create table area_point (area_unit varchar, zone_scheme varchar, area_code varchar,"
            " x double, y double, lon double, lat double)"
        )
        connection.execute(
            "create table adjacency (municipality_code varchar, neighbour_code varchar,"
            " shared_border_km double)"
        )
        return None
    prepared = geography.prepare(boundary, members)
    for name, frame in (("area_point", prepared.centroids), ("adjacency", prepared.adjacency)):
        warehouse.load(connection, name, frame, create=True)
    if prepared.missing:
        connection.execute(
            "insert into problem values (null, 'warning', '境界データ', ?, ?)",
            [
                f"境界のない市町村があります: {'、'.join(prepared.missing)}。",
                "地図では空白になります。新しい境界（国土数値情報 N03）を取り込んでください。",
            ],
        )
    return prepared


def _build_id(connection: duckdb.DuckDBPyConnection, policy: Policy) -> str:
    """Hash of what went in, of the code that shaped it and of the disclosure policy."""
    digest = hashlib.sha256(f"{__version__} {policy.digest()}".encode())
    for path in (*_model_files("0"), *sorted(paths.CHECKS.glob("*.sql"))):
        digest.update(path.read_bytes())
    rows: list[Any] = connection.execute(
        "select kind, fiscal_year, sha256, sheet, row_count from raw.source order by all"
    ).fetchall()
    digest.update(repr(rows).encode())
    # which edition of a scheme is in force depends on the day of the import
    for table in ("zone_in_force", "role", "indicator"):
        in_force = connection.execute(f"select * from {table} order by all").fetchall()
        digest.update(repr(in_force).encode())
    return digest.hexdigest()[:12]


def _store_build_info(
    connection: duckdb.DuckDBPyConnection, build_id: str, geo: geography.Prepared | None
) -> None:
    connection.execute(
        "create table build_info as select ? as build_id, ? as created_on, ? as software_version,"
        " ?::varchar as geo_hash, (select count(*) from problem where severity = 'warning')"
        " as problems, (select count(*) from source) as sources, ?::double as geo_aspect",
        [
            build_id,
            datetime.now().strftime("%Y-%m-%d %H:%M"),
            __version__,
            geo.content_hash if geo else None,
            geo.aspect if geo else None,
        ],
    )


def _refuse_failed(connection: duckdb.DuckDBPyConnection, pattern: str) -> None:
    failures = warehouse.failed_checks(connection, list(paths.CHECKS.glob(pattern)))
    if failures:
        raise WarehouseError(
            "取り込んだデータの検査で問題が見つかったため、新しい版は作りませんでした"
            "（前のデータはそのままです）。\n" + "\n".join(f"・{text}" for text in failures)
        )


def _put_in_place(
    data_dir: Path,
    build_id: str,
    pending: Path,
    pending_release: Path,
    geo: geography.Prepared | None,
) -> None:
    if geo is not None:
        folder = data_dir / "geo"
        folder.mkdir(exist_ok=True)
        target = folder / f"{geo.content_hash}.topojson"
        if not target.is_file():
            part = target.with_suffix(".part")
            part.write_bytes(geo.topojson)
            part.replace(target)
    pending_release.replace(warehouse.file_of(data_dir, build_id, "public"))
    pending.replace(warehouse.file_of(data_dir, build_id, "internal"))
