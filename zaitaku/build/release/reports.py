"""How much of each table is hidden, and what an attacker could still bound."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import duckdb

from zaitaku.build import writing
from zaitaku.build.release.blocks import Block
from zaitaku.build.release.decisions import Decision
from zaitaku.build.release.orders import Key
from zaitaku.disclosure.audit import Audit
from zaitaku.disclosure.policy import Policy
from zaitaku.disclosure.table import Bools, Table
from zaitaku.ground.errors import DisclosureError


@dataclass(frozen=True)
class TableReport:
    """What was hidden in one kind of table of one fiscal year, and what an attacker could bound.

    ``narrowest_share``: the narrowest interval of a hidden figure as a share of the width it must
    have; None where nothing is hidden. ``kept``: how many are hidden only because an earlier
    release hides them; ``exposed``: hidden figures that earlier releases show or give away.
    """

    table_name: str
    fiscal_year: int
    cells: int
    hidden_primary: int
    hidden_complementary: int
    unprotected: tuple[str, ...]
    narrowest_share: float | None
    kept: int = 0
    exposed: tuple[str, ...] = ()


def of_year(
    blocks: Sequence[Block],
    decisions: Sequence[Decision],
    audit: Callable[[Table, Bools], Audit],
    text: Callable[[Key], str],
) -> Iterator[TableReport]:
    """Attack what was decided on one year; a report for each kind of table.

    ``audit``: the attack on a mask of a table; ``text``: a figure in words.
    """
    audits: list[tuple[Decision, Audit]] = [
        (decision, audit(decision.table, decision.mask)) for decision in decisions
    ]
    for label, group in groupby(blocks, key=lambda block: block.label):
        mine = list(group)
        names = {block.name for block in mine}
        shares = [
            found.narrowest_share
            for decision, found in audits
            if found.narrowest_share is not None
            and names & {block.name for block in decision.group.blocks}
        ]
        small = sum(key[0] in names for decision in decisions for key in decision.small)
        hidden = sum(key[0] in names for decision in decisions for key in decision.hidden)
        yield TableReport(
            label,
            mine[0].fiscal_year,
            sum(len(block.thresholds) * len(block.measures) for block in mine),
            small,
            hidden - small,
            tuple(
                str(item)
                for _, found in audits
                for item in found.unprotected
                if item.key[0] in names  # type: ignore[index]
            ),
            min(shares, default=None),
            sum(key[0] in names for decision in decisions for key in decision.kept),
            tuple(
                f"{text(key)}（{why}）"
                for decision in decisions
                for key, why in sorted(decision.exposed.items(), key=str)
                if key[0] in names
            ),
        )


def store(
    connection: duckdb.DuckDBPyConnection, reports: Sequence[TableReport], policy: Policy
) -> None:
    # not the narrowest share: it lies between what is hidden and what would give it away, so that
    # of two figures that could stand there it tells which one does
    connection.execute(
        "create or replace table protection (table_name varchar, fiscal_year integer,"
        " cells bigint, hidden_primary bigint, hidden_complementary bigint, unprotected bigint)"
    )
    rows = [
        (
            r.table_name,
            r.fiscal_year,
            r.cells,
            r.hidden_primary,
            r.hidden_complementary,
            len(r.unprotected),
        )
        for r in reports
    ]
    writing.load_rows(connection, "protection", rows)
    connection.execute("create or replace table policy_line (line_no integer, line varchar)")
    writing.load_rows(connection, "policy_line", list(enumerate(policy.describe(), start=1)))


def refuse_unprotected(reports: Sequence[TableReport]) -> None:
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
