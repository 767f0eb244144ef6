"""The protected release: what 公表 may show of a build, in a file of its own.

Hands the blocks of figures to ``disclosure`` one by one; whatever comes back hidden is written as
秘匿 without a number. A figure that no block decided on is not written at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb

from zaitaku import paths, warehouse
from zaitaku.disclosure import audit as auditing
from zaitaku.disclosure.complementary import Protection
from zaitaku.disclosure.policy import Policy
from zaitaku.disclosure.primary import primary
from zaitaku.disclosure.rounding import rounded
from zaitaku.disclosure.table import Table, key_text
from zaitaku.errors import DisclosureError
from zaitaku.release.blocks import Block, Blocks
from zaitaku.release.links import Links
from zaitaku.release.remembered import Remembered
from zaitaku.validate import ACTUAL, SUPPRESSED

# Tables that hold no figure to protect, and the condition under which a row is published.
_IN_SCHEMES = "area_unit <> 'zone' or list_contains($schemes, zone_scheme)"
# Persons and acts that the prefecture's own tables count in small areas have no threshold behind
# them: only the prefecture's are published.
_NO_SMALL_COUNTS = (
    "(area_unit = 'prefecture' or indicator_id in"
    " (select indicator_id from indicator where not regexp_matches(unit, '人|件|回')))"
)
SUPPORT = {
    "prefecture_name": "true",
    "area": _IN_SCHEMES,
    "area_member": _IN_SCHEMES,
    "area_population": _IN_SCHEMES,
    "area_point": _IN_SCHEMES,
    "municipality_group": "group_unit <> 'zone' or list_contains($schemes, zone_scheme)",
    "zone_scheme": "list_contains($schemes, zone_scheme)",
    "adjacency": "true",
    "supply_item": "true",
    "care_level": "true",
    # the names of files that hold what is 内部 only are not published either
    "source": "kind not in ('kdb_institutions', 'roles', 'zones', 'survey')",
    "data_year": "kind <> 'kdb_institutions'",
    "build_info": "true",
    # published as they are by the Ministry, 社人研 and 厚生局
    "inpatient_area": "true",
    "inpatient_cell": "true",
    # the prefecture's plan as it publishes it
    "indicator": "true",
    "indicator_value": f"({_IN_SCHEMES}) and {_NO_SMALL_COUNTS}",
    "target": f"({_IN_SCHEMES}) and {_NO_SMALL_COUNTS}",
    "projection_cell": _IN_SCHEMES,
    "projection_unit": "true",
    "resident_population_cell": _IN_SCHEMES,
    "demand_cell": "true",
    "ndb_cell": "true",
    "facility_standard": "false",  # names institutions; its counts are in standard_cell
    "standard_group": "true",
    "standard_cell": _IN_SCHEMES,
    "home_nursing_station": "false",  # names them; counted in home_nursing_cell
    "home_nursing_cell": _IN_SCHEMES,
    # the prefecture's own plan tables; of a survey only totals, never what one institution said
    "care_rate": "true",
    "care_rate_band": "true",
    "care_rate_fit": "true",
    "projection_edition": "true",
    "additional_demand_cell": _IN_SCHEMES,
    "additional_demand_unit": _IN_SCHEMES,
    "survey_cell": "basis = '集計値' and area_unit = 'prefecture'",
}
RELATIONS = ("supply_cell", "patients_cell", "flow_cell", "discharge_cell")
# Warnings quote figures, so the release only says how many there are.
_PUBLIC_PROBLEMS = """
select null::integer as source_id, severity, '取り込んだ表' as place,
    count(*) || ' 件（内容は内部モードで見られます）' as message, '' as fix
from problem
group by severity
"""


@dataclass(frozen=True)
class TableReport:
    """What was hidden in one kind of table of one fiscal year, and what an attacker could bound.

    ``narrowest_share``: the narrowest interval of a hidden figure as a share of the width it must
    have; None where nothing is hidden.
    """

    table_name: str
    fiscal_year: int
    cells: int
    hidden_primary: int
    hidden_complementary: int
    unprotected: tuple[str, ...]
    narrowest_share: float | None


def write(
    internal: duckdb.DuckDBPyConnection,
    published: duckdb.DuckDBPyConnection,
    policy: Policy,
    progress: Callable[[str], None],
    remembered: Path | None = None,
) -> list[TableReport]:
    """Fill an empty release file from the model tables of a build.

    ``remembered``: a folder of masks found before, so that only what changed is searched anew.
    Why each cell is hidden goes to ``suppression`` of the internal file only. Raises
    DisclosureError when a cell cannot be protected or the policy names an unknown scheme.
    """
    schemes = published_schemes(internal, policy)
    published.execute((paths.MODEL / "000_macros.sql").read_text(encoding="utf-8"))
    for table, condition in SUPPORT.items():
        params = {"schemes": schemes} if "$schemes" in condition else {}
        _copy(internal, published, table, f"select * from {table} where {condition}", params)
    _copy(internal, published, "problem", _PUBLIC_PROBLEMS, {})
    for relation in RELATIONS:
        _copy(internal, published, relation, f"select * from {relation} limit 0", {})
    internal.execute(
        "create or replace table suppression (table_name varchar, fiscal_year integer,"
        " cell varchar, kind varchar, reason varchar)"
    )
    blocks = Blocks(internal, policy, schemes)
    memory = Remembered(remembered, policy)
    reports: list[TableReport] = []
    for year, of_year in _by_year(blocks):
        progress(f"公表用: {year}年度")
        found = protect_year(of_year, memory, progress)
        for label, group in groupby(of_year, key=lambda b: b.label):
            parts: list[tuple[Table, Any, Any]] = []
            written: dict[str, list[tuple[Any, ...]]] = {}
            reasons: list[tuple[Any, ...]] = []
            for block in group:
                one = found[block.name]
                parts += [
                    (table, one.primary(measure, policy), protection.hidden)
                    for measure, (table, protection) in enumerate(one.protections)
                ]
                written.setdefault(block.relation, []).extend(_rows(block, one.protections, policy))
                reasons += _reasons(block, one, blocks, policy)
            for relation, rows in written.items():
                warehouse.load_rows(published, relation, rows)
            warehouse.load_rows(internal, "suppression", reasons)
            reports.append(_report(label, year, parts, policy))
    _add_what_follows(internal, published)
    for connection in (internal, published):
        _store_reports(connection, reports, policy)
    memory.forget(used=any(report.unprotected for report in reports))
    _refuse_unprotected(reports)
    return reports


def audit(
    internal: duckdb.DuckDBPyConnection, published: duckdb.DuckDBPyConnection, policy: Policy
) -> list[TableReport]:
    """Take a release as an attacker holds it and bound every hidden figure of it."""
    blocks = Blocks(internal, policy, published_schemes(internal, policy))
    reports: list[TableReport] = []
    for year, of_year in _by_year(blocks):
        first: dict[str, set[Any]] = {}
        for label, group in groupby(of_year, key=lambda b: b.label):
            parts: list[tuple[Table, Any, Any]] = []
            for block in group:
                forced: set[Any] = set()
                for number, hidden in enumerate(_hidden_keys(block, published)):
                    table = block.table(number, forced)
                    mask = auditing.mask(table, hidden)
                    parts.append((table, primary(table, policy) & mask, mask))
                    forced |= hidden
                    first.setdefault(block.name, hidden)
            reports.append(_report(label, year, parts, policy))
        reports += _given_away_elsewhere(year, Links(of_year), first)
    return reports


def _by_year(blocks: Blocks) -> list[tuple[int, list[Block]]]:
    """Blocks of one year together, in the order of the tables: they may give each other away."""
    found: dict[int, list[Block]] = {}
    for block in blocks:
        found.setdefault(block.fiscal_year, []).append(block)
    return sorted(found.items())


@dataclass
class Decided:
    """What is hidden of a block: a protection per measure.

    ``linked``: figures hidden because another table shows the same; ``stays``: linked figures that
    were hidden on the way; ``reasons``: why, of those hidden for protection within the block.
    """

    protections: list[tuple[Table, Protection]] = field(default_factory=list)
    linked: set[Any] = field(default_factory=set)
    stays: set[Any] = field(default_factory=set)
    reasons: dict[Any, str] = field(default_factory=dict)

    def primary(self, measure: int, policy: Policy) -> Any:
        """Figures of a measure that are hidden by themselves, whatever other tables show."""
        table, _ = self.protections[measure]
        forced = table.forced & ~auditing.mask(table, self.linked | self.stays)
        return primary(replace(table, forced=forced), policy)


def protect_year(
    blocks: Sequence[Block], memory: Remembered, progress: Callable[[str], None]
) -> dict[str, Decided]:
    """What is hidden of every block of one year.

    Hiding in one table may ask for hiding in another; it is repeated until none does. A linked
    figure that was hidden once stays hidden, so it ends.
    """
    links = Links(blocks)
    found = {block.name: Decided() for block in blocks}
    todo = set(found)
    while todo:
        for block in blocks:
            if block.name in todo:
                progress(f"公表用: {block.name} {block.fiscal_year}年度")
                one = found[block.name]
                one.protections = list(_protect(block, memory, one.linked | one.stays))
                table, protection = one.protections[0]
                for index, reason in protection.reasons.items():
                    one.reasons.setdefault(table.keys[index], reason)
                one.stays = _hidden_first(one.protections) & links.figures[block.name]
        more = links.to_hide({name: one.stays for name, one in found.items()})
        for name, keys in more.items():
            found[name].linked |= keys
        todo = set(more)
    return found


def _hidden_first(protections: Sequence[tuple[Table, Protection]]) -> set[Any]:
    table, protection = protections[0]
    return {key for key, hide in zip(table.keys, protection.hidden, strict=True) if hide}


def _given_away_elsewhere(
    year: int, links: Links, hidden: Mapping[str, Set[Any]]
) -> list[TableReport]:
    found = links.to_hide(hidden)
    names = tuple(f"「{name} {key_text(key)}」" for name in found for key in found[name])
    return [TableReport("同じ患者を数えた表", year, 0, 0, 0, names, None)] if names else []


def published_schemes(internal: duckdb.DuckDBPyConnection, policy: Policy) -> list[str]:
    """Schemes of the build that the policy publishes; DisclosureError for one it lacks."""
    known = [row[0] for row in internal.execute("select zone_scheme from zone_scheme").fetchall()]
    for scheme in policy.published_zone_schemes:
        if known and scheme not in known:
            raise DisclosureError(
                f"公表規則（disclosure.toml）の published_zone_schemes にある「{scheme}」は"
                f"データにありません。使えるのは {'、'.join(known)} です。"
                "直して取り込み直してください。"
            )
    return [scheme for scheme in known if scheme in policy.published_zone_schemes]


def write_support(internal: duckdb.DuckDBPyConnection) -> None:
    """The tables an import fills from boundaries and its own record, empty; for checking SQL."""
    internal.execute(
        "create table area_point (area_unit varchar, zone_scheme varchar, area_code varchar,"
        " x double, y double, lon double, lat double)"
    )
    internal.execute(
        "create table adjacency (municipality_code varchar, neighbour_code varchar,"
        " shared_border_km double)"
    )
    internal.execute(
        "create table build_info as select '' as build_id, '' as created_on,"
        " '' as software_version, null::varchar as geo_hash, 0::bigint as problems,"
        " 0::bigint as sources, null::double as geo_aspect"
    )


def _copy(
    source: duckdb.DuckDBPyConnection,
    target: duckdb.DuckDBPyConnection,
    table: str,
    sql: str,
    params: dict[str, Any],
) -> None:
    rows = source.sql(sql, params=params).to_arrow_table()
    warehouse.load(target, table, rows, create=True)


def _protect(
    block: Block, memory: Remembered, first: Set[Any]
) -> Iterator[tuple[Table, Protection]]:
    forced = set(first)
    for number in range(len(block.measures)):
        table = block.table(number, forced)
        protection = memory.protect(table)
        yield table, protection
        forced |= {key for key, hide in zip(table.keys, protection.hidden, strict=True) if hide}


def _rows(
    block: Block, protections: Sequence[tuple[Table, Protection]], policy: Policy
) -> Iterator[tuple[Any, ...]]:
    hidden = [
        dict(zip(table.keys, protection.hidden, strict=True)) for table, protection in protections
    ]
    for row in block.rows:
        shown: list[Any] = []
        for measure, ((value, status), is_hidden) in enumerate(
            zip(row.values, hidden, strict=True)
        ):
            if is_hidden[row.key] or block.is_silent_zero(row, measure):
                shown += [None, SUPPRESSED]
            elif status == ACTUAL and policy.rounding != "none":
                shown += [rounded(float(value), policy.rounding, is_total=row.is_total), status]
            else:
                shown += [value, status]
        yield (*row.lead, *shown, *row.rest)


def _reasons(
    block: Block, decided: Decided, blocks: Blocks, policy: Policy
) -> Iterator[tuple[Any, ...]]:
    # later measures are hidden where the first one is; saying it once is enough
    table, protection = decided.protections[0]
    small = decided.primary(0, policy)
    for index, key in enumerate(table.keys):
        if not protection.hidden[index]:
            continue
        if small[index]:
            kind, reason = "一次", "しきい値より小さい数、または数を表示しない地域"
        elif key in decided.linked:
            kind, reason = "補完", "同じ患者を数えたほかの表（①と③、①と④）から分かるため"
        else:
            kind, reason = "補完", blocks.reason_text(decided.reasons.get(key, ""))
        yield block.name, block.fiscal_year, blocks.cell_text(key), kind, reason


def _hidden_keys(block: Block, published: duckdb.DuckDBPyConnection) -> list[set[Any]]:
    columns = [
        item[0] for item in published.execute(f"select * from {block.relation} limit 0").description
    ]
    lead = columns[: len(block.rows[0].lead)]
    found = published.execute(
        f"select {', '.join(lead)}, {', '.join(f'{m}_status' for m in block.measures)}"
        f" from {block.relation} where fiscal_year = $year",
        {"year": block.fiscal_year},
    ).fetchall()
    states = {row[: len(lead)]: row[len(lead) :] for row in found}
    return [
        {
            row.key
            for row in block.rows
            if states[row.lead][number] == SUPPRESSED and not block.is_silent_zero(row, number)
        }
        for number in range(len(block.measures))
    ]


def _report(
    label: str, year: int, parts: Sequence[tuple[Table, Any, Any]], policy: Policy
) -> TableReport:
    audits = [auditing.audit(table, hidden, policy) for table, _, hidden in parts]
    shares = [a.narrowest_share for a in audits if a.narrowest_share is not None]
    small = sum(int(mask.sum()) for _, mask, _ in parts)
    return TableReport(
        label,
        year,
        sum(len(table) for table, _, _ in parts),
        small,
        sum(int(mask.sum()) for _, _, mask in parts) - small,
        tuple(str(item) for a in audits for item in a.unprotected),
        min(shares, default=None),
    )


def _store_reports(
    connection: duckdb.DuckDBPyConnection, reports: Sequence[TableReport], policy: Policy
) -> None:
    connection.execute(
        "create or replace table protection (table_name varchar, fiscal_year integer,"
        " cells bigint, hidden_primary bigint, hidden_complementary bigint, unprotected bigint,"
        " narrowest_share double)"
    )
    rows = [
        (
            r.table_name,
            r.fiscal_year,
            r.cells,
            r.hidden_primary,
            r.hidden_complementary,
            len(r.unprotected),
            r.narrowest_share,
        )
        for r in reports
    ]
    warehouse.load_rows(connection, "protection", rows)
    connection.execute("create or replace table policy_line (line_no integer, line varchar)")
    warehouse.load_rows(connection, "policy_line", list(enumerate(policy.describe(), start=1)))


def _add_what_follows(
    internal: duckdb.DuckDBPyConnection, published: duckdb.DuckDBPyConnection
) -> None:
    """Rows that no block decides on: sums of shown figures, and combinations not offered."""
    published.execute(
        "insert into flow_cell by name select fiscal_year, area_unit, zone_scheme,"
        " '計' as residence, origin_code, destination_code,"
        " case when sum_status(patients_status) = '実数' then sum(patients) end as patients,"
        " sum_status(patients_status) as patients_status from flow_cell group by all"
    )
    cells = internal.sql(
        "select * replace (null::decimal(18, 6) as patients, if(patients_status = '実数', '秘匿',"
        " patients_status) as patients_status) from patients_cell where scheme = '合計'"
    ).to_arrow_table()
    published.register("incoming", cells)
    published.execute(
        "insert into patients_cell by name select i.* from incoming as i"
        " anti join patients_cell using (fiscal_year, area_unit, zone_scheme, area_code, residence,"
        " severity, care_level)"
        " semi join area using (area_unit, zone_scheme, area_code)"
    )
    published.unregister("incoming")


def _refuse_unprotected(reports: Sequence[TableReport]) -> None:
    failed = [report for report in reports if report.unprotected]
    if failed:
        raise DisclosureError(
            "公表用データに、他の数から計算できてしまう秘匿のマスが残りました: "
            + "、".join(
                f"{r.table_name} {r.fiscal_year}年度 {len(r.unprotected)} 件" for r in failed
            )
            + "。版は切り替えていません。公表規則（disclosure.toml）の"
            "公表する圏域を減らしてください。"
        )
