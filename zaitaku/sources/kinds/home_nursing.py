"""訪問看護ステーション: points of 介護サービス情報公表, the national CSV in either of two headers.

Grain of ``home_nursing_station``: station, at its own place. Only the master's prefecture is kept.
The file names no reference date and need not say whether a station answers round the clock: both
are empty then. A station whose coordinates cannot be used is counted in its municipality, without
a point.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from zaitaku.ground.states import Problem, first_repeats
from zaitaku.ground.text import digits, squash
from zaitaku.sources.model import (
    Context,
    Key,
    Kind,
    Layout,
    NotWantedError,
    RawTable,
    Reading,
    TableRefusedError,
    Word,
)
from zaitaku.sources.sheet.codes import resolve_codes
from zaitaku.sources.sheet.frames import source_rows, text_column
from zaitaku.sources.sheet.grid import Cell, Grid
from zaitaku.sources.sheet.table import Field, Floats, Table, open_table

_IN_JAPAN = {"latitude": (20.0, 46.0), "longitude": (122.0, 154.0)}
_SHOWN = 3
_SERVICES = ("訪問看護", "HOUKAN")
_ROUND_THE_CLOCK = {
    **dict.fromkeys(("○", "〇", "◯", "はい", "あり", "有", "1"), True),
    **dict.fromkeys(("×", "いいえ", "なし", "無", "0"), False),
    **dict.fromkeys(("", "-"), None),
}
_FIX = "介護サービス情報公表システムの訪問看護の CSV を取り込んでください。"
_FIELDS = (
    Field(
        "code",
        "muni_code（市区町村コード）",
        "muni_code|municipality_code|市区?町村コード|都道府県コード又は市区?町村コード",
    ),
    Field("name", "name（事業所名）", "name|station_name|事業所名称?"),
    Field("latitude", "lat（緯度）", "lat|latitude|緯度"),
    Field("longitude", "lon（経度）", "lon|lng|longitude|経度"),
    Field("service", "array（サービスの種類）", "array|サービスの?種類"),
    Field("round_the_clock", "24時間対応", "round_the_clock|24時間(対応|体制)(の有無)?", False),
)


def read(grid: Grid, top: int, context: Context) -> Reading:
    """Stations of the master's municipalities. Refused when there is none, or another service."""
    table = open_table(grid, top, _FIELDS, key="code")
    problems = table.problems
    _require_service(grid, table)
    written = [digits(cell) or "" for cell in table.cells("code")]
    codes = resolve_codes(grid, table.places("code"), written, problems)
    current = {code: context.master.current(code) for code in dict.fromkeys(codes) if code}
    kept = [i for i, code in enumerate(codes) if current.get(code)]
    if not kept:
        message = (
            "市区町村マスタの市区町村にある事業所がありません。この県のファイルではありません。"
        )
        own = {code[:2] for code in context.master.by_code}
        is_here = any(code[:2] in own for code in codes)
        refused = TableRefusedError if is_here else NotWantedError
        raise refused([grid.problem("error", None, None, message, _FIX)])
    problems += _left_out(grid, table, codes, current, context)
    table.data = [table.data[i] for i in kept]
    latitudes, longitudes = _points(grid, table)
    there = [codes[i] for i in kept]
    stations = list(zip(there, table.texts("name") or [], latitudes, longitudes, strict=True))
    problems += _written_twice(table, stations)
    frame = pd.DataFrame(
        {
            "as_of_on": pd.Series([pd.NaT] * len(kept), dtype="datetime64[s]"),
            "municipality_code": text_column([current[codes[i]] for i in kept]),
            "station_name": text_column(table.texts("name")),
            "latitude": latitudes,
            "longitude": longitudes,
            "round_the_clock": pd.array(_answers(grid, table), dtype="boolean"),
            "source_row": source_rows(table.data),
        }
    )
    return Reading({"home_nursing_station": frame}, len(kept), problems)


def _require_service(grid: Grid, table: Table) -> None:
    told = {str(cell) for cell in table.cells("service")}
    strange = sorted(text for text in told if not any(word in squash(text) for word in _SERVICES))
    if strange:
        message = f"訪問看護ではないサービス（{'、'.join(strange[:3])}）の行があります。"
        row = next(
            r for r in table.data if str(grid.rows[r][table.columns["service"]]) == strange[0]
        )
        raise TableRefusedError(
            [grid.problem("error", row, table.columns["service"], message, _FIX)]
        )


def _left_out(
    grid: Grid,
    table: Table,
    codes: list[str],
    current: dict[str, str | None],
    context: Context,
) -> list[Problem]:
    """Stations elsewhere are told once; an unknown code of this prefecture is a warning."""
    prefectures = {code[:2] for code in context.master.by_code}
    lost = [i for i, code in enumerate(codes) if code and not current[code]]
    unknown = [i for i in lost if codes[i][:2] in prefectures]
    found = []
    if len(lost) > len(unknown):
        count = len(lost) - len(unknown)
        message = f"ほかの都道府県の {count:,} 事業所は取り込みませんでした。"
        found.append(grid.problem("info", None, None, message))
    if unknown:
        shown = "、".join(sorted({codes[i] for i in unknown}))
        message = f"市区町村マスタにないコード（{shown}）の {len(unknown)} 事業所を除きました。"
        fix = "合併などでコードが変わっていないか、マスタを確かめてください。"
        found.append(grid.problem("warning", table.data[unknown[0]], None, message, fix))
    return found


def _written_twice(table: Table, stations: Sequence[tuple[object, ...]]) -> list[Problem]:
    """One warning: a station may be listed with its branches, but each at its own place."""
    again = [repeat for first, repeat in first_repeats(stations)]
    if not again:
        return []
    name = stations[again[0]][1]
    return [
        table.grid.problem(
            "warning",
            table.data[again[0]],
            None,
            f"同じ名称・場所の事業所が2行以上あります（{name} など {len(again)} 行）。"
            "行の数だけ数えます。",
            "写しの行なら消してください。",
        )
    ]


def _points(grid: Grid, table: Table) -> tuple[Floats, Floats]:
    """Latitudes and longitudes, both NaN where they name no place in Japan; told once.

    A published file has such rows (0, 0; a blank): they cost the point, not the station.
    """
    latitudes, longitudes = (_degrees(table, name) for name in _IN_JAPAN)
    lost = np.isnan(latitudes) | np.isnan(longitudes)
    latitudes[lost] = longitudes[lost] = np.nan
    if lost.any():
        rows = [row for row, is_lost in zip(table.data, lost, strict=True) if is_lost]
        shown = "、".join(_told(grid, table, row) for row in rows[:_SHOWN])
        more = "ほか" if len(rows) > _SHOWN else ""
        message = (
            f"緯度・経度が空か、日本の範囲にない事業所が {len(rows):,} あります（{shown}{more}）。"
            "市区町村の数には入り、地図の点にはなりません。"
        )
        fix = "数が多いときは、緯度と経度の列が入れ替わっていないか確かめてください。"
        place = (rows[0], table.columns["latitude"])
        table.problems.append(grid.problem("warning", *place, message, fix))
    return latitudes, longitudes


def _told(grid: Grid, table: Table, row: int) -> str:
    name, *point = (grid.text(row, table.columns[c]) for c in ("name", "latitude", "longitude"))
    return f"{name} {'・'.join(text or '空欄' for text in point)}"


def _degrees(table: Table, name: str) -> Floats:
    """NaN for what is no number or not in Japan."""
    low, high = _IN_JAPAN[name]
    degrees = []
    for cell in table.cells(name):
        try:
            value = float(squash(str(cell)))
        except ValueError:
            value = np.nan
        degrees.append(value if low <= value <= high else np.nan)
    return np.array(degrees, dtype=np.float64)


def _answers(grid: Grid, table: Table) -> list[bool | None]:
    """Whether each station answers round the clock; None where the table does not say."""
    if "round_the_clock" not in table.columns:
        return [None] * len(table.data)
    answers: list[bool | None] = []
    for row, cell in zip(table.data, table.cells("round_the_clock"), strict=True):
        word = _word(cell)
        if word not in _ROUND_THE_CLOCK:
            column = table.columns["round_the_clock"]
            message = f"24時間対応「{grid.text(row, column)}」が分かりません。"
            fix = "「○」か「×」、分からなければ空欄にしてください。"
            table.problems.append(grid.problem("error", row, column, message, fix))
        answers.append(_ROUND_THE_CLOCK.get(word))
    return answers


def _word(cell: Cell) -> str:
    return digits(cell) or squash(str(cell))


TABLE = RawTable(
    name="home_nursing_station",
    label="訪問看護ステーション",
    columns="""
        as_of_on date, municipality_code varchar, station_name varchar, latitude double,
        longitude double, round_the_clock boolean
    """,
    key=Key(("municipality_code", "station_name", "latitude", "longitude"), is_row=False),
)
KIND = Kind(
    name="home_nursing",
    label="訪問看護ステーション（介護サービス情報公表）",
    layouts=(Layout(tuple(Word(field.label, field.pattern) for field in _FIELDS[:5]), read),),
    tables=(TABLE,),
    replaces="全体",
    order=210,
    page_label="訪問看護ステーション",
    is_public=True,
    is_dated=False,
)
