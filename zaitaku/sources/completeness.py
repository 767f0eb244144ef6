"""What tables that tell of every municipality lack: a file cut at the end of a line looks whole.

Judged by year or edition over all tables of a run, because a table may come in pieces.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import product

import numpy as np
import numpy.typing as npt
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
        values = [set(table.frames[name][extent.of].unique().tolist()) for table in holders]
        for value in sorted(set().union(*values)):
            sharing = [table for table, own in zip(holders, values, strict=True) if value in own]
            problem = _problem(name, extent, value, sharing, master)
            if problem is not None:
                sharing[0].problems.append(problem)
                collected.incomplete.append(problem)


def _problem(
    name: str, extent: Extent, value: object, tables: Sequence[SourceTable], master: Master
) -> Problem | None:
    columns = [column for factor in extent.factors for column in factor]
    frames = [table.frames[name] for table in tables]
    wanted = [extent.of, extent.area, *columns]
    whole = frames[0] if len(frames) == 1 else pd.concat([frame[wanted] for frame in frames])
    numbers, size = _numbers(whole, extent)
    of_value = (whole[extent.of] == value).to_numpy()
    there = _there(whole[extent.area][of_value], numbers[of_value], size)
    towns = _expected(there, extent, master)
    absent = [town for town in towns if town.municipality_code not in there]
    some = [town for town in towns if 0 < len(there.get(town.municipality_code, ())) < size]
    if not absent and not some:
        return None
    combinations = _combinations(whole, extent)
    cut = [(town, _missing(there[town.municipality_code], combinations)) for town in some]
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


def _numbers(whole: pd.DataFrame, extent: Extent) -> tuple[npt.NDArray[np.int64], int]:
    """Which of ``_combinations`` each row has, by position, and how many of them there are."""
    numbers, size = np.zeros(len(whole), dtype=np.int64), 1
    for factor in extent.factors:
        of_factor, count = np.zeros(len(whole), dtype=np.int64), 1
        for column in factor:
            of_column, values = pd.factorize(whole[column], use_na_sentinel=False)
            of_factor, together = pd.factorize(of_factor * len(values) + of_column)
            count = len(together)
        numbers, size = numbers * count + of_factor, size * count
    return numbers, size


def _there(
    areas: pd.Series[str], numbers: npt.NDArray[np.int64], size: int
) -> dict[str, npt.NDArray[np.int64]]:
    """The numbers that each municipality has, each once."""
    of_area, codes = pd.factorize(areas)
    both = np.unique((of_area * size + numbers)[of_area >= 0])  # -1: of no municipality
    parts = np.split(both % size, np.searchsorted(both, np.arange(1, len(codes)) * size))
    return {str(code): part for code, part in zip(codes, parts, strict=False)}


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
    there: npt.NDArray[np.int64], combinations: Sequence[Combination]
) -> list[Combination]:
    own = set(there.tolist())
    return [one for number, one in enumerate(combinations) if number not in own]


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
