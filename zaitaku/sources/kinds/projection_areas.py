"""Which rows of a national 社人研 table are kept: the master's municipalities, and what stands for
them.

Kept are the municipalities of the master; 浜通り, a unit of its own that is never split; and wards
of a 政令市 where the city itself is not given. Rows of other prefectures are counted and left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from zaitaku.ground.states import Problem
from zaitaku.sources.master import Master
from zaitaku.sources.model import NotWantedError, TableRefusedError
from zaitaku.sources.sheet.frames import text_column
from zaitaku.sources.sheet.grid import Grid

# 令和5年推計 publishes these 13 municipalities of 福島県 as one area only.
UNITS: dict[str, tuple[str, tuple[str, ...]]] = {
    "07999": (
        "浜通り地域",
        tuple(f"07{n}" for n in (204, 209, 212, *range(541, 549), 561, 564)),
    )
}
LATER_CODES = {"40305": "40231"}  # 那珂川町 became a city after the 平成30年推計 was published
_SHOWN = 5


@dataclass
class Areas:
    """``kept``: positions of rows → the code they count for; several rows of a code add up."""

    kept: dict[int, str] = field(default_factory=dict)
    wards: set[int] = field(default_factory=set)
    others: set[str] = field(default_factory=set)
    unknown: list[str] = field(default_factory=list)

    def problems(self, grid: Grid) -> list[Problem]:
        """``left_out``; TableRefusedError where nothing is kept."""
        if not self.kept:
            problem = grid.problem(
                "error",
                None,
                None,
                "市区町村マスタの市区町村が1つもありません。"
                "この県のファイルではないか、この県には市区町村別の推計がありません。",
                "マスタと同じ都道府県を含む将来推計人口の表を取り込んでください。",
            )
            raise (TableRefusedError if self.unknown else NotWantedError)([problem])
        return self.left_out(grid)

    def left_out(self, grid: Grid) -> list[Problem]:
        """What was left out: rows of other prefectures, municipalities unknown to the master."""
        found = []
        if self.others:
            message = f"ほかの都道府県の {len(self.others):,} 地域は取り込みませんでした。"
            found.append(grid.problem("info", None, None, message))
        if self.unknown:
            more = "など" if len(self.unknown) > _SHOWN else ""
            shown = "、".join(self.unknown[:_SHOWN]) + more
            found.append(
                grid.problem(
                    "warning",
                    None,
                    None,
                    f"市区町村マスタにない市区町村を取り込みませんでした（{shown}）。",
                    "合併や市制施行でコードが変わっていないか、マスタを確かめてください。",
                )
            )
        return found


def choose(
    codes: Sequence[str], names: Sequence[str], kinds: Sequence[str], master: Master
) -> Areas:
    """Decide row by row. ``kinds`` is 「市などの別」: a row 「a」 is a whole prefecture."""
    prefectures = {code[:2] for code in master.by_code}
    given = set(codes)
    areas = Areas()
    for position, (code, name, kind) in enumerate(zip(codes, names, kinds, strict=True)):
        if kind == "a" or not code:
            continue
        city = master.city_of(code)
        current = master.current(code) or master.current(LATER_CODES.get(code, code))
        if code in UNITS and code[:2] in prefectures:
            areas.kept[position] = code
        elif city is not None:
            areas.wards.add(position)
            if city not in given:
                areas.kept[position] = city
        elif current is not None:
            areas.kept[position] = current
        elif code[:2] not in prefectures:
            areas.others.add(code)
        else:
            areas.unknown.append(f"{code} {name}".strip())
    return areas


def unit_frame(codes: Sequence[str], edition: str, published_table: str, row: int) -> pd.DataFrame:
    """The members of the units among some codes."""
    records = [
        (edition, published_table, code, UNITS[code][0], member, row)
        for code in dict.fromkeys(codes)
        if code in UNITS
        for member in UNITS[code][1]
    ]
    columns = ["edition", "published_table", "unit_code", "unit_name", "municipality_code"]
    frame = pd.DataFrame(records, columns=[*columns, "source_row"])
    for name in columns:
        frame[name] = text_column(frame[name].to_list())
    return frame
