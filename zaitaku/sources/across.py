"""What can only be seen across tables of one run: the same rows twice, ④ beside ③."""

from collections.abc import Sequence

import pandas as pd

from zaitaku.ground.errors import ValidationError
from zaitaku.ground.states import Problem
from zaitaku.sources import known
from zaitaku.sources.model import Collected, FileReport, SourceTable

_FACTOR = 2.0
_SHOWN = 5


def prefer_zone_tables(collected: Collected) -> None:
    """A 圏域の表 says more than the master's column of the same scheme, which gives way."""
    named = {
        scheme
        for table in collected.tables
        if table.kind == "zones"
        for scheme in table.frames["zone_membership"]["zone_scheme"]
    }
    for table in collected.tables:
        members = table.frames.get("zone_membership")
        if table.kind == "zones" or members is None:
            continue
        both = members["zone_scheme"].isin(named)
        if both.any():
            table.frames["zone_membership"] = members[~both]
            table.problems.append(
                Problem(
                    "info",
                    _title(table).strip(),
                    f"「{members.loc[both, 'zone_scheme'].iloc[0]}」の列は使わず、"
                    "圏域の表のほうを取り込みました。",
                )
            )


def let_later_win(collected: Collected) -> None:
    """Rows that a later table of the run tells anew go, in raw tables that say so."""
    for raw in known.tables().values():
        told: set[object] = set()
        for table in reversed(collected.tables if raw.later_wins else []):
            if (frame := table.frames.get(raw.name)) is not None:
                keys = list(frame[list(raw.key.columns)].itertuples(index=False, name=None))
                is_new = [key not in told for key in keys]
                table.frames[raw.name] = frame[is_new].reset_index(drop=True)
                told.update(keys)


def settle_overlaps(collected: Collected) -> None:
    """Two sheets of a run that bring the same rows: a mere copy is skipped, else it is refused.

    A table may come in pieces (one file per 制度); the same row with two values cannot be right.
    """
    for name in dict.fromkeys(name for table in collected.tables for name in table.frames):
        holders = [table for table in collected.tables if len(table.frames.get(name, ()))]
        columns = list(known.tables()[name].key.columns)
        if _are_apart([table.frames[name] for table in holders], columns):
            continue
        keys = {id(table): _keys(table, name, columns) for table in holders}
        if not pd.concat(keys.values()).duplicated(columns).any():
            continue  # a book of 200 sheets has 20,000 pairs
        for position, later in enumerate(holders):
            for earlier in holders[:position]:
                # Either may have been dropped on the way.
                if earlier in collected.tables and later in collected.tables:
                    common = keys[id(earlier)].merge(
                        keys[id(later)], on=columns, suffixes=("_earlier", "_later")
                    )
                    if len(common):
                        _settle(collected, earlier, later, common)


def _are_apart(frames: Sequence[pd.DataFrame], columns: Sequence[str]) -> bool:
    """Whether a part of the key alone (the year, mostly) tells all rows of the tables apart."""
    for column in columns:
        values = [frame[column].unique().tolist() for frame in frames]
        together = {value for of_one in values for value in of_one}
        is_known = not any(pd.isna(value) for value in together)
        if is_known and len(together) == sum(map(len, values)):
            return True
    return False


def _keys(table: SourceTable, name: str, columns: list[str]) -> pd.DataFrame:
    """Each key of a table once, with its first row; what is not known compares equal."""
    frame = table.frames[name][[*columns, "source_row"]].drop_duplicates(columns)
    plain = frame[columns].astype(object)
    return plain.where(plain.notna(), None).assign(source_row=frame["source_row"])


def _settle(
    collected: Collected, earlier: SourceTable, later: SourceTable, common: pd.DataFrame
) -> None:
    if _is_copy(earlier, later):
        reason = f"{_title(earlier).strip()}と同じ内容の表です。"
        note = Problem("info", _title(later).strip(), reason)
        collected.tables.remove(later)
        for report in collected.files:
            if (report.path, report.sheet) == (later.path, later.sheet):
                report.status, report.rows, report.reason = "skipped", 0, reason
                report.problems = [note]
        return
    first = common.iloc[0]
    problem = Problem(
        "error",
        f"{_title(later)}{first['source_row_later']}行目",
        f"{_title(earlier)}{first['source_row_earlier']}行目と重なっています"
        f"（重なりは {len(common):,} 件）。",
        "どちらか一方のファイルだけを取り込んでください。",
    )
    collected.tables[:] = [table for table in collected.tables if table.path != later.path]
    for report in collected.files:
        if report.path == later.path and report.status == "read":
            _refuse(report, problem, is_cause=report.sheet == later.sheet)


def _is_copy(one: SourceTable, other: SourceTable) -> bool:
    """Whether two tables say the same, wherever their rows and columns stand."""
    if one.frames.keys() != other.frames.keys():
        return False
    return all(
        _in_order(one.frames[name]).equals(_in_order(other.frames[name])) for name in one.frames
    )


def _in_order(frame: pd.DataFrame) -> pd.DataFrame:
    said = frame.drop(columns="source_row")
    return said.sort_values(list(said.columns)).reset_index(drop=True)


def _refuse(report: FileReport, problem: Problem, is_cause: bool) -> None:
    report.status, report.rows, report.exit_code = "refused", 0, ValidationError.exit_code
    report.reason = str(problem)
    if is_cause:
        report.problems = [problem, *report.problems]


def _title(table: SourceTable) -> str:
    return table.file_name + (f"「{table.sheet}」" if table.sheet else " ")


def compare_flows_with_patients(collected: Collected) -> None:
    """Tell where ④'s row sums and ③'s patients differ by more than a factor of two.

    ③ counts 医学総合管理料, ④ 訪問診療料: they seldom agree, so this is information, not a fault.
    """
    for flows in [table for table in collected.tables if table.kind == "kdb_flows"]:
        patients = [
            table
            for table in collected.tables
            if table.kind == "kdb_patients" and table.fiscal_year == flows.fiscal_year
        ]
        if patients:
            problem = _comparison(flows, patients)
            if problem is not None:
                flows.problems.append(problem)
                for report in collected.files:
                    if (report.path, report.sheet) == (flows.path, flows.sheet):
                        report.problems = flows.problems


def _comparison(flows: SourceTable, patients: list[SourceTable]) -> Problem | None:
    by_origin = _sums(flows.frames["flows"], "origin_code")
    parts = _sums(pd.concat([table.frames["patients"] for table in patients]), "municipality_code")
    both = pd.concat([by_origin, parts], axis=1, keys=["flows", "patients"]).dropna()
    both = both[(both["flows"] > 0) & (both["patients"] > 0)]
    ratio = both["flows"] / both["patients"]
    far = both[(ratio > _FACTOR) | (ratio < 1 / _FACTOR)]
    if far.empty:
        return None
    shown = "、".join(
        f"{code}: ④ {row['flows']:,.1f}・③ {row['patients']:,.1f}"
        for code, row in far.head(_SHOWN).iterrows()
    )
    return Problem(
        "info",
        _title(flows).strip(),
        f"④の行の和と③の患者数が2倍を超えて違う市区町村が {len(far)} 件あります（{shown}）。"
        "定義が違うため一致しないのが普通です（③は医学総合管理料、④は訪問診療料）。",
    )


def _sums(frame: pd.DataFrame, code: str) -> "pd.Series[float]":
    """Sum per municipality; NaN where a part is hidden or missing, so nothing is compared."""
    groups = frame.groupby(code)["patients"]
    return groups.sum().where(groups.count() == groups.size())
