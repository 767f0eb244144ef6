"""Insurers of 介護保険 that a table names without a number: municipalities, or several together.

A 広域連合 or 一部事務組合 is an insurer of its own. Its people are not split over its towns: the
row keeps its name, and no municipality.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zaitaku.ground.prefectures import CODES
from zaitaku.ground.states import Problem
from zaitaku.ground.text import squash
from zaitaku.sources.addresses import name_keys
from zaitaku.sources.master import Master
from zaitaku.sources.model import NotWantedError, refusal
from zaitaku.sources.sheet.checks import repeated_rows
from zaitaku.sources.sheet.grid import Grid
from zaitaku.sources.sheet.names import place_key
from zaitaku.sources.sheet.table import is_number, line_fault, repeats_header

WHOLE = "全国"
_SHOWN = 12
_FIX = "厚生労働省が公表した Excel を、行や列を消さずに取り込んでください。"


@dataclass
class Insurers:
    """Row by row of the sheet: prefecture, insurer, and the municipality's code ('' for several).

    ``whole``: the row of the whole country, None where the table has none.
    """

    rows: list[int]
    prefectures: list[str]
    names: list[str]
    codes: list[str]
    whole: int | None


def find(
    grid: Grid, first: int, columns: tuple[int, int], width: int, problems: list[Problem]
) -> Insurers:
    """The rows of insurers from ``first`` on; ``columns``: prefecture and insurer.

    A row that has figures and neither a prefecture nor a name is an error.
    """
    found = Insurers([], [], [], [], None)
    for row in range(first, len(grid.rows)):
        prefecture, name = (squash(grid.text(row, column)) for column in columns)
        if not prefecture and not name and not any(map(is_number, _filled(grid, row))):
            continue
        if repeats_header(grid, 0, first, row):
            continue
        if problem := line_fault(grid, row, width):
            problems.append(problem)
        elif prefecture == WHOLE and found.whole is None:
            found.whole = row
        elif prefecture in CODES and name:
            found.rows.append(row)
            found.prefectures.append(prefecture)
            found.names.append(grid.text(row, columns[1]))
        elif any(map(is_number, _filled(grid, row)[1:])):
            message = f"どの保険者の行か（「{grid.text(row, columns[0])}」）を読めません。"
            problems.append(grid.problem("error", row, columns[0], message, _FIX))
    keys = list(zip(found.prefectures, found.names, strict=True))
    problems += repeated_rows(grid, found.rows, keys, lambda i: "".join(keys[i]))
    return found


def _filled(grid: Grid, row: int) -> list[object]:
    return [cell for cell in grid.rows[row] if cell != ""]


def place(grid: Grid, found: Insurers, master: Master) -> list[Problem]:
    """Give each insurer of the master's prefectures its code; what is to be told of those without.

    NotWantedError where the table has no row of these prefectures.
    """
    own = {code[:2] for code in master.by_code}
    if not any(CODES[name] in own for name in found.prefectures):
        told = "、".join(dict.fromkeys(found.prefectures)) or "なし"
        problem = grid.problem(
            "error",
            None,
            None,
            f"市区町村マスタの都道府県の保険者が1つもありません（表にあるのは {told[:60]}）。",
            "その都道府県のある表を取り込んでください。",
        )
        raise NotWantedError([problem])
    towns: dict[tuple[str, str], set[str]] = {}
    for town in master.by_code.values():
        for key in name_keys(town.municipality_name):
            towns.setdefault((town.municipality_code[:2], key), set()).add(town.municipality_code)
    several: list[str] = []
    for prefecture, name in zip(found.prefectures, found.names, strict=True):
        codes = towns.get((CODES[prefecture], place_key(name)), set())
        found.codes.append(next(iter(codes)) if len(codes) == 1 else "")
        if not found.codes[-1] and CODES[prefecture] in own:
            several.append(name)
    lacking = [t.municipality_name for c, t in master.by_code.items() if c not in found.codes]
    return [_told(grid, several, lacking)] if several or lacking else []


def _told(grid: Grid, several: Sequence[str], lacking: Sequence[str]) -> Problem:
    parts = []
    if several:
        parts.append(
            f"広域連合など、市区町村マスタの市区町村ではない保険者（{_some(several)}）は、"
            "その保険者のまま取り込みました。市町村には分けていません。"
        )
    if lacking:
        parts.append(f"行のない市区町村（{_some(lacking)}）は欠測です。")
    return grid.problem(
        "info" if several else "warning",
        None,
        None,
        "".join(parts),
        "広域連合の構成市町村の表（care_unions）を取り込むと、構成市町村がすべて入る圏域の数は"
        "分かります。",
    )


def _some(names: Sequence[str]) -> str:
    more = f" ほか{len(names) - _SHOWN}件" if len(names) > _SHOWN else ""
    return "、".join(names[:_SHOWN]) + more


def refuse_title(grid: Grid, top: int, words: Sequence[str], what: str) -> None:
    """Refused unless one title above the header has all the words."""
    lines = [squash(line) for line in grid.lines_above(top)]
    if not any(all(word in line for word in words) for line in lines):
        raise refusal(grid, None, f"表題から、{what}の表であることを読めません。", _FIX)
