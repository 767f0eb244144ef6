"""Rows of old codes and of wards carried to today's municipality. Never silently.

Parts of one municipality are added up; a sum with a hidden part is hidden, one with a missing part
is missing, and one is missing too when the table lacks a part of a merger altogether. Numbers of
institutions are not added up, as for every other area above the municipality; nor are shares, rates
and means, which a table tells row by row (``adds_up``): of two towns together they are not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from zaitaku.ground.states import ACTUAL, MISSING, NOT_APPLICABLE, SUPPRESSED, Problem
from zaitaku.sources.master import Master
from zaitaku.sources.model import Carried, Key, RawTable

# which of two states a sum takes: the later one (as in queries/_model/000_macros.sql)
_ORDER = (NOT_APPLICABLE, ACTUAL, MISSING, SUPPRESSED)
_NOT_ADDED_UP = frozenset({"institutions"})
_ADDS_UP = "adds_up"  # a column that says so of each row
_SHOWN = 10


_PROVENANCE = ("source_row", "source_id")


def carry(
    frames: Mapping[str, pd.DataFrame],
    master: Master,
    where: str,
    tables: Mapping[str, RawTable],
) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    """The frames of one table in today's codes, and what was done, in words.

    Codes that nothing is known of stay as they are. An error when a table has a 政令市 and its
    wards beside one another where only one can be meant; in a population table, which is published
    so, the wards stay as they are.
    """
    carried: dict[str, pd.DataFrame] = {}
    told: dict[str, Problem] = {}
    for name, frame in frames.items():
        table = tables[name]
        if table.carried is None or frame.empty or not _olds(frame, table.carried, master):
            carried[name] = frame
            continue
        parts = [frame] if not table.year else [part for _, part in frame.groupby(table.year)]
        done = [_carried(p, table.carried, table.key, master, where, told) for p in parts]
        carried[name] = pd.concat(done, ignore_index=True)
    return carried, list(told.values())


def _olds(frame: pd.DataFrame, shape: Carried, master: Master) -> dict[str, str]:
    """Old code or ward → today's municipality, of the codes that a frame has."""
    written = {code for column in shape.codes for code in frame[column].unique()}
    found = {code: master.current(code) for code in sorted(written - set(master.by_code))}
    return {code: now for code, now in found.items() if now is not None}


def _carried(
    frame: pd.DataFrame,
    shape: Carried,
    key: Key,
    master: Master,
    where: str,
    told: dict[str, Problem],
) -> pd.DataFrame:
    olds = _olds(frame, shape, master)
    lacking: dict[tuple[str, str], list[str]] = {}
    for column in shape.codes:
        present = set(frame[column].unique())
        beside = {o: n for o, n in olds.items() if o in present and _is_ward(o, n, master)}
        beside = {o: n for o, n in beside.items() if n in present}
        if beside and shape.has_wards_beside:
            olds = {old: now for old, now in olds.items() if old not in beside}
        elif beside and _is_summed(frame):
            _tell(told, where, "error", _both(beside, master), "どちらかの行だけにしてください。")
        for now in sorted({olds[code] for code in present if code in olds}):
            missing = master.changes.lacking(now, present)
            if missing and _is_summed(frame) and not shape.may_lack_parts:
                lacking[column, now] = missing
    if not olds:
        return frame
    _tell(told, where, "warning", *_changed(olds, master))
    for (_, now), missing in lacking.items():
        _tell(told, where, "warning", *_incomplete(now, missing, master))
    touched = np.logical_or.reduce(
        [frame[c].isin([*olds, *olds.values()]).to_numpy() for c in shape.codes]
    )
    moved = frame[touched].copy()
    for column in shape.codes:
        moved[column] = moved[column].map(lambda code: olds.get(code, code)).astype("str")
    if "insurer_no" in moved:
        moved["insurer_no"] = moved["municipality_code"].map(
            lambda code: master.by_code[code].insurer_no
        )
    for column, now in lacking:
        _set_missing(moved, moved[column] == now)
    whole: pd.DataFrame = pd.concat(
        [frame[~touched], _summed(moved, _alike(moved, shape, key))], ignore_index=True
    )
    return whole


def _is_ward(code: str, now: str, master: Master) -> bool:
    return master.changes.successor(code, master.by_code) is None and master.city_of(code) == now


def _is_summed(frame: pd.DataFrame) -> bool:
    return bool(_statuses(frame))


def _statuses(frame: pd.DataFrame) -> list[str]:
    return [name for name in map(str, frame.columns) if name.endswith("_status")]


def _alike(frame: pd.DataFrame, shape: Carried, key: Key) -> list[str]:
    """The columns in which rows that become one agree; rows without values in all that they say."""
    if not _is_summed(frame):
        return [name for name in map(str, frame.columns) if name not in _PROVENANCE]
    return [*(name for name in key.columns if name not in shape.codes), *shape.codes]


def _summed(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """One row per key; of columns that are no values, the first of each stays."""
    if not frame.duplicated(keys).any():
        return frame
    groups = frame.groupby(keys, dropna=False, sort=False)
    result: pd.DataFrame = groups.first(skipna=False).reset_index()
    size = groups.size().to_numpy()
    adds_up = np.ones(len(size), dtype=bool)
    if _ADDS_UP in frame:
        adds_up = groups[_ADDS_UP].all().to_numpy(dtype=bool)
    for status in _statuses(frame):
        value = status.removesuffix("_status")
        ranks = frame[status].map(_ORDER.index)
        rank = ranks.groupby([frame[key] for key in keys], dropna=False, sort=False).max()
        states = np.array(_ORDER, dtype=object)[rank.to_numpy(dtype=int)]
        is_sum = np.full(len(size), value not in _NOT_ADDED_UP) & adds_up
        states = np.where((size > 1) & ~is_sum, NOT_APPLICABLE, states)
        sums = groups[value].sum().to_numpy(dtype=float)
        result[value] = np.where(states == ACTUAL, sums, np.nan)
        result[status] = pd.array(states, dtype="str")
    ordered: pd.DataFrame = result[list(frame.columns)]
    return ordered


def _set_missing(frame: pd.DataFrame, rows: Any) -> None:
    """欠測 for every value of some rows; what is 秘匿 stays 秘匿."""
    for status in _statuses(frame):
        which = rows & (frame[status] != SUPPRESSED)
        frame.loc[which, status] = MISSING
        frame.loc[which, status.removesuffix("_status")] = np.nan


def told_changes(olds: Mapping[str, str], master: Master, where: str) -> list[Problem]:
    """The warning that a table's old codes were taken as today's; none when it has none."""
    return [Problem("warning", where, *_changed(olds, master))] if olds else []


# --- words ---------------------------------------------------------------------------------------


def _tell(told: dict[str, Problem], where: str, severity: Any, message: str, fix: str) -> None:
    told.setdefault(message, Problem(severity, where, message, fix))


def _changed(olds: Mapping[str, str], master: Master) -> tuple[str, str]:
    wards = {old: now for old, now in olds.items() if _is_ward(old, now, master)}
    merged = {old: now for old, now in olds.items() if old not in wards}
    said = []
    if merged:
        shown = "、".join(_step(old, now, master) for old, now in list(merged.items())[:_SHOWN])
        more = f" ほか{len(merged) - _SHOWN}件" if len(merged) > _SHOWN else ""
        said.append(f"合併・改称前の市区町村を、いまの市区町村に引き継ぎました（{shown}{more}）。")
    for city in dict.fromkeys(wards.values()):
        count = sum(1 for now in wards.values() if now == city)
        said.append(f"行政区 {count} 区を{master.by_code[city].municipality_name}にまとめました。")
    return "".join(said), (
        "同じ市区町村になるものは足しました（秘匿・欠測を含む和は秘匿・欠測。"
        "割合・率・平均は足さず、該当なし）。"
    )


def _step(old: str, now: str, master: Master) -> str:
    change = master.changes.of(old)
    day = f"、{change.changed_on}" if change and change.changed_on else ""
    name = master.changes.name(old)
    return f"{name} {old} → {master.by_code[now].municipality_name} {now}{day}".strip()


def _incomplete(now: str, missing: Sequence[str], master: Master) -> tuple[str, str]:
    names = _named(missing, master)
    return (
        f"{master.by_code[now].municipality_name}（{now}）は、合併前の {names} の行がないため、"
        "和が分からず欠測にしました。",
        "合併した市区町村がそろった表を取り込んでください。",
    )


def _both(beside: Mapping[str, str], master: Master) -> str:
    cities = "、".join(master.by_code[c].municipality_name for c in dict.fromkeys(beside.values()))
    return f"{cities}の行と、その行政区（{_named(list(beside), master)}）の行の両方があります。"


def _named(codes: Iterable[str], master: Master) -> str:
    def name(code: str) -> str:
        town = master.by_code.get(code)
        known = town.municipality_name if town else master.changes.name(code)
        return f"{known}（{code}）" if known else code

    listed = [name(code) for code in codes]
    more = f" ほか{len(listed) - _SHOWN}件" if len(listed) > _SHOWN else ""
    return "、".join(listed[:_SHOWN]) + more
