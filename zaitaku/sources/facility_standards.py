"""届出受理医療機関名簿: what institutions have notified to 地方厚生局, as published.

Grain of ``facility_standard``: institution × notification; an institution without one keeps one
row with none. The municipality is read from the address; where the address names none of the
master's, ``municipality_code`` is empty and the row stays. 病院 has 20 beds or more (医療法), the
list itself does not say. One list per prefecture and 区分 (医科, 歯科, 薬局); the fiscal year is
the one that contains its reference date.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from zaitaku.sources.addresses import Places
from zaitaku.sources.frames import source_rows, text_column
from zaitaku.sources.grid import Cell, Grid
from zaitaku.sources.model import Context, Key, Kind, Reading, TableRefusedError, Word, refusal
from zaitaku.sources.table import Field, Table, open_table
from zaitaku.text import dates_in, day_of, digits, fiscal_year_of, squash
from zaitaku.validate import Problem

DIVISIONS = ("医科", "歯科", "薬局")
HOSPITAL, CLINIC, PHARMACY = "病院", "診療所", "薬局"
_HOSPITAL_BEDS = 20
_AS_OF = re.compile(r".*?現在")
_BEDS = re.compile(r"\d+$")
_SHOWN = 5
_FIX = "地方厚生局が公表した「届出受理医療機関名簿」の Excel を、書き換えずに取り込んでください。"
_FIELDS = (
    Field("prefecture_code", "都道府県コード", "都道府県コード"),
    Field("prefecture_name", "都道府県名", "都道府県名?"),
    Field("division", "区分", "区分"),
    Field("institution_code", "医療機関番号", "(医療機関|薬局)(番号|コード)"),
    Field("institution_name", "医療機関名称", "(医療機関|薬局)名称?"),
    Field("address", "医療機関所在地（住所）", r"(医療機関|薬局)所在地\(住所\)"),
    Field("beds", "病床数", "病床数", False),
    Field("standard_name", "受理届出名称", "受理届出名称?"),
    Field("standard_short", "受理記号", "受理記号"),
    Field("received_no", "受理番号", "受理番号"),
    Field("effective_on", "算定開始年月日", "算定開始年月日"),
)


def read(grid: Grid, top: int, context: Context) -> Reading:
    """Every notification. Refused when the list is not of the master's prefecture."""
    as_of = _as_of(grid, top)
    table = open_table(grid, top, _FIELDS, key="prefecture_code")
    problems = table.problems
    prefectures = [(digits(cell) or "").zfill(2) for cell in table.cells("prefecture_code")]
    _refuse_strangers(grid, table, prefectures, context)
    division = _division(grid, table)
    addresses = table.texts("address") or []
    places = Places(context.master.by_code.values())
    found = {address: places.of(address) for address in dict.fromkeys(addresses)}
    codes = _institution_codes(grid, table)
    names = table.texts("institution_name") or []
    beds_texts = table.texts("beds") or [""] * len(codes)
    beds = [_beds(text) for text in beds_texts]
    year = fiscal_year_of(as_of)
    rows = len(codes)
    frame = pd.DataFrame(
        {
            "fiscal_year": [year] * rows,
            "as_of_on": [as_of] * rows,
            "published_table": text_column([f"{year}年度 {division}"] * rows),
            "division": text_column([division] * rows),
            "prefecture_code": text_column(prefectures),
            "municipality_code": text_column([_code(found[text]) for text in addresses]),
            "municipality_name_found": text_column([_name(found[text]) for text in addresses]),
            "institution_code": text_column(codes),
            "institution_name": text_column(names),
            "kind": text_column([_kind(division, number) for number in beds]),
            "beds_text": text_column([text or None for text in beds_texts]),
            "beds": beds,
            "address": text_column(addresses),
            **{
                name: text_column([text or None for text in table.texts(name) or []])
                for name in ("standard_name", "standard_short", "received_no")
            },
            "effective_on": _dates(grid, table),
            "source_row": source_rows(table.data),
        }
    )
    problems += _unplaced(grid, frame)
    return Reading({"facility_standard": frame}, rows, problems, year)


def _as_of(grid: Grid, top: int) -> date:
    """「令和７年９月１日 現在」; the day the list was made stands behind it."""
    for line in grid.lines_above(top):
        told = _AS_OF.match(squash(line))
        if told and (days := dates_in(told[0])):
            return days[-1]
    raise _refused(grid, top, "いつ現在の名簿か（「令和7年9月1日 現在」）が表の上にありません。")


def _refuse_strangers(
    grid: Grid, table: Table, prefectures: Sequence[str], context: Context
) -> None:
    own = {code[:2] for code in context.master.by_code}
    strange = sorted(set(prefectures) - own)
    if not strange:
        return
    names = table.texts("prefecture_name") or []
    found = "、".join(
        dict.fromkeys(n for n, p in zip(names, prefectures, strict=True) if p in strange)
    )
    position = next(i for i, code in enumerate(prefectures) if code in strange)
    raise refusal(
        grid,
        table.data[position],
        f"この県のファイルではありません（{found}の名簿です）。"
        f"市区町村マスタにある都道府県は {'、'.join(sorted(own))} です。",
        "マスタと同じ都道府県の名簿を取り込んでください。",
        table.columns["prefecture_code"],
    )


def _division(grid: Grid, table: Table) -> str:
    found = {squash(str(cell)) for cell in table.cells("division")}
    known = [name for name in DIVISIONS if name in found or (name == "薬局" and "調剤" in found)]
    if len(found) != 1 or not known:
        told = "、".join(sorted(found))
        raise _refused(
            grid,
            table.top,
            f"区分「{told}」を読めません（医科、歯科、薬局のどれか1つのはずです）。",
        )
    return known[0]


def _institution_codes(grid: Grid, table: Table) -> list[str]:
    codes = []
    for row, cell in zip(table.data, table.cells("institution_code"), strict=True):
        number = (digits(cell) or "").zfill(7)
        if digits(cell) is None or len(number) != 7:
            column = table.columns["institution_code"]
            message = f"医療機関番号「{grid.text(row, column)}」が 7 桁の数字ではありません。"
            table.problems.append(grid.problem("error", row, column, message, _FIX))
        codes.append(number)
    return codes


def _beds(text: str) -> int:
    """「一般　　　86／療養　　　100」 → 186; 0 where none are written."""
    parts = [_BEDS.search(squash(part)) for part in re.split("[／/]", text)]
    return sum(int(found[0]) for found in parts if found)


def _kind(division: str, beds: int) -> str:
    if division == "薬局":
        return PHARMACY
    return HOSPITAL if beds >= _HOSPITAL_BEDS else CLINIC


def _dates(grid: Grid, table: Table) -> pd.Series[pd.Timestamp]:
    """「令和 6年 6月 1日」; blank where nothing is notified. An unreadable date is an error."""
    known: dict[Cell, date | None] = {}
    days: list[date | None] = []
    for row, cell in zip(table.data, table.cells("effective_on"), strict=True):
        if cell not in known:
            known[cell] = day_of(cell)
            if cell != "" and known[cell] is None:
                column = table.columns["effective_on"]
                message = f"算定開始年月日「{grid.text(row, column)}」を読めません。"
                table.problems.append(grid.problem("error", row, column, message, _FIX))
        days.append(known[cell])
    return pd.Series(np.array(days, dtype="datetime64[s]"))


def _code(found: tuple[str, str] | None) -> str | None:
    return found[0] if found else None


def _name(found: tuple[str, str] | None) -> str | None:
    return found[1] if found else None


def _unplaced(grid: Grid, frame: pd.DataFrame) -> list[Problem]:
    lost = frame[frame["municipality_code"].isna()].drop_duplicates("institution_code")
    if lost.empty:
        return []
    shown = "、".join(
        f"{row.institution_name}（{row.address}）" for row in lost[:_SHOWN].itertuples()
    )
    more = " など" if len(lost) > _SHOWN else ""
    return [
        grid.problem(
            "warning",
            int(lost["source_row"].iloc[0]) - 1,
            None,
            f"住所から市区町村が分からない医療機関が {len(lost)} あります: {shown}{more}。",
            "県の数には入り、市区町村や圏域の数には入りません。マスタの名称を確かめてください。",
        )
    ]


def _refused(grid: Grid, row: int, message: str) -> TableRefusedError:
    return refusal(grid, row, message, _FIX)


KIND = Kind(
    "facility_standards",
    "届出受理医療機関名簿（地方厚生局・施設基準）",
    tuple(Word(f.label, f.pattern) for f in _FIELDS if f.name not in ("beds", "received_no")),
    read,
    {"facility_standard": Key(("published_table", "prefecture_code", "institution_code"), False)},
    is_dated=False,
)
