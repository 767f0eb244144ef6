"""The protected release: what 公表 may show of a build, in a file of its own.

Hands the groups of figures to ``disclosure`` one by one; whatever comes back hidden is written as
秘匿 without a number. A figure that nothing decided on is not written at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from zaitaku.build import writing
from zaitaku.build.release import reports, support
from zaitaku.build.release.blocks import Block, Blocks
from zaitaku.build.release.decisions import Decision, decide, search
from zaitaku.build.release.groups import grouped
from zaitaku.build.release.history import History, within_reach
from zaitaku.build.release.orders import Key, key_of
from zaitaku.build.release.published import Earlier, hidden_keys, is_there
from zaitaku.build.release.remembered import Remembered
from zaitaku.build.release.reports import TableReport
from zaitaku.disclosure import audit as auditing
from zaitaku.disclosure.policy import KDB_TABLES, Policy
from zaitaku.disclosure.rounding import rounded
from zaitaku.ground import reasons
from zaitaku.ground.states import ACTUAL, SUPPRESSED

__all__ = ["TableReport", "audit", "write"]


def write(
    internal: duckdb.DuckDBPyConnection,
    published: duckdb.DuckDBPyConnection,
    policy: Policy,
    progress: Callable[[str], None],
    remembered: Path | None = None,
    key: bytes = b"",
    earlier: Sequence[Earlier] = (),
) -> list[TableReport]:
    """Fill an empty release file from the model tables of a build.

    ``remembered``: a folder of masks found before, so that only what changed is searched anew;
    ``key``: what their names are keyed with. ``earlier``: what was published before, which together
    with this release must not give away what either hides.
    A table that the policy withholds is protected as though it were shown, with the others, and no
    row of it is written: what it would show is kept in the internal file, which the audit reads.
    Why each cell is hidden goes to ``suppression`` of the internal file only. Raises
    DisclosureError when a cell cannot be protected or the policy names an unknown scheme.
    """
    schemes = support.published_schemes(internal, policy)
    support.copy(internal, published, policy)
    internal.execute(
        "create or replace table suppression (table_name varchar, fiscal_year integer,"
        " cell varchar, kind varchar, reason varchar)"
    )
    blocks = Blocks(internal, policy, schemes)
    # what is hidden does not depend on which tables are written
    memory = Remembered(remembered, replace(policy, published_kdb_tables=tuple(KDB_TABLES)), key)
    kept_back = support.withheld(policy)
    for relation in kept_back:
        internal.execute(
            f"create or replace table {support.aside(relation)} as from {relation} limit 0"
        )
    history = _history(blocks, earlier)
    found: list[TableReport] = []
    years = [(year, of_year, grouped(of_year, policy)) for year, of_year in _by_year(blocks)]
    total, at = sum(len(groups) for _, _, groups in years), 0
    for year, of_year, groups in years:
        decisions = []
        for group in groups:
            at += 1
            progress(f"公表用（{at}/{total}）: {group.name} {year}年度")
            decision = search(group, policy, memory.protect, history)
            decisions.append(decision)
            for block in group.blocks:
                rows = list(_rows(block, decision, policy))
                if block.relation in kept_back:
                    writing.load_rows(internal, support.aside(block.relation), rows)
                else:
                    writing.load_rows(published, block.relation, rows)
                told = list(_reasons(block, decision, blocks))
                writing.load_rows(internal, "suppression", told)
        found += reports.of_year(of_year, decisions, memory.audit, blocks.cell_text)
    _add_what_follows(internal, published, kept_back)
    shown = [one for one in found if one.table_name in _shown(policy)]
    for connection in (internal, published):
        reports.store(connection, shown, policy)
    memory.forget(used=any(report.unprotected for report in found))
    reports.refuse_unprotected(found)
    return found


def _shown(policy: Policy) -> set[str]:
    """Labels of the blocks that are published."""
    return {KDB_TABLES[name] for name in policy.published_kdb_tables}


def audit(
    internal: duckdb.DuckDBPyConnection,
    published: duckdb.DuckDBPyConnection,
    policy: Policy,
    earlier: Sequence[Earlier] = (),
) -> list[TableReport]:
    """Take a release as an attacker holds it, with all others, and bound every hidden figure.

    The attacker is taken to hold the tables that are withheld too, as they would be published.
    """
    blocks = Blocks(internal, policy, support.published_schemes(internal, policy))
    history = _history(blocks, earlier)
    attack = partial(auditing.audit, policy=policy)
    found: list[TableReport] = []
    for _, of_year in _by_year(blocks):
        hidden = set[Key]()
        for block in of_year:
            is_shown = is_there(block, published)
            where = published if is_shown else internal
            relation = block.relation if is_shown else support.aside(block.relation)
            hidden |= hidden_keys(block, where, relation)
        decisions = []
        for group in grouped(of_year, policy):
            table = within_reach(history.table(group), policy) if history else group.table()
            decisions.append(decide(group, table, auditing.mask(table, hidden), policy))
        found += reports.of_year(of_year, decisions, attack, blocks.cell_text)
    return found


def _history(blocks: Blocks, earlier: Sequence[Earlier]) -> History | None:
    return History(earlier, blocks.areas) if earlier else None


def _by_year(blocks: Blocks) -> list[tuple[int, list[Block]]]:
    """Blocks of one year together, in the order of the tables: they may give each other away."""
    found: dict[int, list[Block]] = {}
    for block in blocks:
        found.setdefault(block.fiscal_year, []).append(block)
    return sorted(found.items())


def _rows(block: Block, decision: Decision, policy: Policy) -> Iterator[tuple[Any, ...]]:
    for row in block.rows:
        shown: list[Any] = []
        for measure, (value, status) in enumerate(row.values):
            if key_of(block, row.key, measure) in decision.hidden or block.is_silent_zero(
                row, measure
            ):
                shown += [None, SUPPRESSED]
            elif status == ACTUAL and policy.rounding != "none":
                shown += [rounded(float(value), policy.rounding, is_total=row.is_total), status]
            else:
                shown += [value, status]
        yield (*row.lead, *shown, *row.rest)


def _reasons(block: Block, decision: Decision, blocks: Blocks) -> Iterator[tuple[Any, ...]]:
    at_source = {row.key for row in block.rows if row.values[0][1] == SUPPRESSED}
    # later measures are hidden where the first one is; saying it once is enough
    for figure in dict.fromkeys(row.key for row in block.rows):
        key = key_of(block, figure)
        if key not in decision.hidden:
            continue
        if key in decision.small:
            silent = block.thresholds[figure].nothing_shown
            kind, reason = "一次", reasons.SILENT_AREA if silent else reasons.SMALL
            if figure in at_source:
                reason = reasons.AT_SOURCE
        else:
            kind, reason = "補完", blocks.reason_text(decision.reasons.get(key, ""), block)
        yield block.name, block.fiscal_year, blocks.cell_text(figure), kind, reason


def _add_what_follows(
    internal: duckdb.DuckDBPyConnection,
    published: duckdb.DuckDBPyConnection,
    kept_back: Set[str],
) -> None:
    """Rows that no block decides on: sums of shown figures, and combinations not offered."""
    published.execute(
        "insert into flow_cell by name select fiscal_year, area_unit, zone_scheme,"
        " '計' as residence, origin_code, destination_code,"
        " case when sum_status(patients_status) = '実数' then sum(patients) end as patients,"
        " sum_status(patients_status) as patients_status from flow_cell group by all"
    )
    if "patients_cell" in kept_back:
        return
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
