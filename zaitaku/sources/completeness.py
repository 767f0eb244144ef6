"""What tables that tell of every municipality lack: a file cut at the end of a line looks whole.

Judged by year or edition over all tables of a run, because a table may come in pieces.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import product

import pandas as pd

from zaitaku.ground.states import Problem
from zaitaku.sources import known
from zaitaku.sources.master import Master, Municipality
from zaitaku.sources.model import Collected, Extent, SourceTable

Combination = tuple[object, ...]

_AREAS_SHOWN = 10
_SHOWN = 3
_FIX = "ファイルが途中で切れていないか、元の表を確かめてください。"


def tell_incomplete(collected: Collected, master: Master) -> None:
    """Warn of municipalities, and of combinations for some of them, that are not there."""
    extents = {t.name: t.extent for t in known.tables().values() if t.extent is not None}
    for name, extent in extents.items():
        holders = [table for table in collected.tables if len(table.frames.get(name, ()))]
        values = {value for t in holders for value in t.frames[name][extent.of].unique().tolist()}
        for value in sorted(values):
            sharing = [t for t in holders if (t.frames[name][extent.of] == value).any()]
            problem = _problem(name, extent, value, sharing, master)
            if problem is not None:
                sharing[0].problems.append(problem)
                collected.incomplete.append(problem)


def _problem(
    name: str, extent: Extent, value: object, tables: Sequence[SourceTable], master: Master
) -> Problem | None:
    columns = [column for factor in extent.factors for column in factor]
    whole = pd.concat([t.frames[name][[extent.of, extent.area, *columns]] for t in tables])
    combinations = _combinations(whole, extent)
    rows = whole[whole[extent.of] == value].drop_duplicates([extent.area, *columns])
    counts = {str(code): count for code, count in rows[extent.area].value_counts().items()}
    towns = _expected(counts, extent, master)
    absent = [town for town in towns if town.municipality_code not in counts]
    cut = [
        (town, missing)
        for town in towns
        if 0 < counts.get(town.municipality_code, 0) < len(combinations)
        and (missing := _missing(rows, extent, columns, town, combinations))
    ]
    if not absent and not cut:
        return None
    parts = []
    if absent:
        parts.append(f"{_some([town.municipality_name for town in absent])}：すべての行")
    parts += [
        f"{town.municipality_name}：{_words(missing, combinations, columns)}"
        for town, missing in cut[:_AREAS_SHOWN]
    ]
    if len(cut) > _AREAS_SHOWN:
        parts.append(f"ほか {len(cut) - _AREAS_SHOWN} 市区町村の一部の行")
    label = known.labels()[tables[0].kind]
    time = f"{value}年度" if isinstance(value, int) else f"「{value}」"
    return Problem(
        "warning",
        _some([_title(table) for table in tables]),
        f"{label}（{time}）で、マスタの {len(towns)} 市区町村のうち"
        f" {len(absent) + len(cut)} 市区町村の行が"
        f"そろっていません。ないのは {'／'.join(parts)} です。",
        _FIX,
    )


def _combinations(whole: pd.DataFrame, extent: Extent) -> list[Combination]:
    """Every combination that each municipality should have, in the order of the file."""
    factors = [
        list(whole[list(factor)].drop_duplicates().itertuples(index=False, name=None))
        for factor in extent.factors
    ]
    return [sum(parts, ()) for parts in product(*factors)]


def _expected(codes: Collection[str], extent: Extent, master: Master) -> list[Municipality]:
    """The master's municipalities in the prefectures of a table; all where it has none of them."""
    in_units = {town for code in codes for town in extent.units.get(code, ())}
    towns = master.in_prefectures_of(codes) or list(master.by_code.values())
    return [town for town in towns if town.municipality_code not in in_units]


def _missing(
    rows: pd.DataFrame,
    extent: Extent,
    columns: Sequence[str],
    town: Municipality,
    combinations: Sequence[Combination],
) -> list[Combination]:
    own = rows.loc[rows[extent.area] == town.municipality_code, list(columns)]
    there = set(own.itertuples(index=False, name=None))
    return [combination for combination in combinations if combination not in there]


def _words(
    missing: Sequence[Combination], combinations: Sequence[Combination], columns: Sequence[str]
) -> str:
    """The combinations in words, a tail of the file's order by where it begins."""
    varying = [len(set(values)) > 1 for values in zip(*combinations, strict=True)]

    def label(combination: Combination) -> str:
        shown = zip(columns, combination, varying, strict=True)
        return "・".join(_word(c, str(value)) for c, value, varies in shown if varies and value)

    if len(missing) > 1 and list(missing) == list(combinations[-len(missing) :]):
        return f"「{label(missing[0])}」から後の {len(missing):,} 行"
    return _some([f"「{label(combination)}」" for combination in missing], _SHOWN)


def _word(column: str, value: str) -> str:
    if column == "age_band" and value[:1].isdigit():
        return value.replace("+", "歳以上") if value.endswith("+") else f"{value}歳"
    return f"{value}年" if column == "year" else value


def _some(names: Sequence[str], shown: int = _AREAS_SHOWN) -> str:
    more = f" ほか{len(names) - shown:,}件" if len(names) > shown else ""
    return "、".join(names[:shown]) + more


def _title(table: SourceTable) -> str:
    return table.file_name + (f"「{table.sheet}」" if table.sheet else "")
