"""A plan from a table of zones (CSV, Excel), read as an import would read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from zaitaku import sources
from zaitaku.ground.errors import SourceFileError, ValidationError
from zaitaku.ground.states import Problem
from zaitaku.zones.membership import Municipalities
from zaitaku.zones.plan import Plan, Zone


def plan_of(path: Path, known: Municipalities) -> Plan:
    """The scheme of the table, in its only edition or the one in force today.

    SourceFileError when it is no such table; ValidationError for what is wrong in it, or when it
    holds several schemes.
    """
    towns = ((code, name, code, None, None) for code, name in known.names.items())
    changes = sources.changes_of((old, "", "", new, "", None) for old, new in known.mergers.items())
    master = replace(sources.Master.from_rows(towns), changes=changes)
    collected = sources.collect([path], known=master)
    tables = [table for table in collected.tables if table.kind == "zones"]
    if not tables:
        known_kinds = [report for report in collected.files if not report.is_unknown]
        errors: list[Problem] = [
            p for report in known_kinds for p in report.problems if p.severity == "error"
        ]
        told = "\n".join(map(str, errors)) or (
            f"{path.name}: 圏域の表ではありません。zone_scheme（圏域の種類）、zone_name（圏域）、"
            "municipality_code（市区町村コード）の見出しが要ります。"
        )
        wrong = any(report.exit_code == ValidationError.exit_code for report in collected.files)
        kind = ValidationError if wrong else SourceFileError
        raise kind(f"{told}\nひな形は zaitaku template zones で書けます。JSON の案も読めます。")
    frame = tables[0].frames["zone_membership"].astype(object)
    editions: dict[tuple[str, Any, Any], dict[str, tuple[str, list[str]]]] = {}
    rows: list[dict[Any, Any]] = frame.where(frame.notna(), None).to_dict("records")
    for row in rows:
        key = (row["zone_scheme"], row["valid_from"], row["valid_to"])
        zone = editions.setdefault(key, {}).setdefault(row["zone_code"], (row["zone_name"], []))
        zone[1].append(row["municipality_code"])
    today = date.today()
    in_force = [k for k in editions if (k[1] or today) <= today <= (k[2] or today)]
    chosen = list(editions) if len(editions) == 1 else in_force
    if len(chosen) != 1:
        raise ValidationError(
            f"{path.name}: 圏域の種類や期間が{len(editions)}通りあります"
            f"（{'、'.join(dict.fromkeys(str(key[0]) for key in editions))}）。"
            "1つの種類・期間だけの表にしてください。"
        )
    zones = editions[chosen[0]]
    return Plan(str(chosen[0][0]), tuple(Zone(c, name, tuple(m)) for c, (name, m) in zones.items()))
