"""届出受理医療機関名簿: what institutions have notified to 地方厚生局, as published.

Grain of ``facility_standard``: institution × notification; an institution without one keeps one
row with none. The municipality is read from the address; where the address names none of the
master's, or one of several (``municipality_name_found`` is set then), ``municipality_code`` is
empty and the row stays. 病院 has 20 beds or more (医療法), the list itself does not say. A sheet
may hold several prefectures (the master's are kept) and several 区分 (each row is read as what it
is: 医科, 歯科, 薬局); the fiscal year is the one that contains its reference date.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from zaitaku.ground.states import Problem
from zaitaku.ground.text import dates_in, day_of, digits, fiscal_year_of, squash
from zaitaku.sources.addresses import Place, Places
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
    refusal,
)
from zaitaku.sources.sheet.frames import source_rows, text_column
from zaitaku.sources.sheet.grid import Cell, Grid
from zaitaku.sources.sheet.table import Field, Table, open_table

_DIVISIONS = {"医科": "医科", "歯科": "歯科", "薬局": "薬局", "調剤": "薬局"}
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
    """Every notification. Refused when the list has none of the master's prefectures."""
    as_of = _as_of(grid, top)
    table = open_table(grid, top, _FIELDS, key="prefecture_code")
    problems = table.problems
    _require_prefectures(grid, table)
    _keep_own_prefectures(grid, table, context)
    divisions = _keep_known_divisions(grid, table)
    prefectures = _prefectures(table)
    addresses = table.texts("address") or []
    found = _places(prefectures, addresses, context)
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
            "published_table": text_column([f"{year}年度 {division}" for division in divisions]),
            "division": text_column(divisions),
            "prefecture_code": text_column(prefectures),
            "municipality_code": text_column([place.code for place in found]),
            "municipality_name_found": text_column([place.name for place in found]),
            "institution_code": text_column(codes),
            "institution_name": text_column(names),
            "kind": text_column(list(map(_kind, divisions, beds))),
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


def _prefectures(table: Table) -> list[str]:
    return [(digits(cell) or "").zfill(2) for cell in table.cells("prefecture_code")]


def _require_prefectures(grid: Grid, table: Table) -> None:
    """TableRefusedError for a number that is no prefecture's, not even another one's."""
    for row, code in zip(table.data, _prefectures(table), strict=True):
        if len(code) > 2:
            column = table.columns["prefecture_code"]
            message = f"都道府県コード「{grid.text(row, column)}」が 2 桁の数字ではありません。"
            raise refusal(grid, row, message, _FIX, column)


def _keep_own_prefectures(grid: Grid, table: Table, context: Context) -> None:
    """Leave out other prefectures' rows, told by their number; refused where all are others'."""
    own = {code[:2] for code in context.master.by_code}
    prefectures = _prefectures(table)
    names = table.texts("prefecture_name") or []
    strange = Counter(n for n, p in zip(names, prefectures, strict=True) if p not in own)
    if not strange:
        return
    if strange.total() == len(prefectures):
        problem = grid.problem(
            "error",
            table.data[0],
            table.columns["prefecture_code"],
            f"この県のファイルではありません（{'、'.join(strange)}の名簿です）。"
            f"市区町村マスタにある都道府県は {'、'.join(sorted(own))} です。",
            "マスタと同じ都道府県の名簿を取り込んでください。",
        )
        raise NotWantedError([problem])
    counts = "、".join(f"{name} {number:,} 行" for name, number in strange.items())
    message = f"ほかの都道府県の行は取り込みませんでした（{counts}）。"
    table.problems.append(grid.problem("info", None, None, message))
    table.data = [row for row, p in zip(table.data, prefectures, strict=True) if p in own]


def _keep_known_divisions(grid: Grid, table: Table) -> list[str]:
    """The division of each row; rows of an unknown one are left out and told."""
    written = [squash(str(cell)) for cell in table.cells("division")]
    divisions = [_DIVISIONS.get(text) for text in written]
    if not any(divisions):
        told = "、".join(sorted(set(written)))
        raise _refused(
            grid,
            table.top,
            f"区分「{told}」を読めません（医科、歯科、薬局のどれかのはずです）。",
        )
    lost = [i for i, division in enumerate(divisions) if division is None]
    if lost:
        counts = Counter(written[i] for i in lost)
        message = "、".join(f"区分「{text}」の {n:,} 行" for text, n in counts.items())
        row, column = table.data[lost[0]], table.columns["division"]
        message += "は、医科、歯科、薬局のどれでもないため取り込みませんでした。"
        table.problems.append(grid.problem("warning", row, column, message, _FIX))
        table.data = [row for row, d in zip(table.data, divisions, strict=True) if d is not None]
    return [division for division in divisions if division is not None]


def _places(prefectures: Sequence[str], addresses: Sequence[str], context: Context) -> list[Place]:
    """Where each row's address lies, among the municipalities of the row's own prefecture."""
    of = {p: Places(context.master.in_prefectures_of([p])) for p in dict.fromkeys(prefectures)}
    pairs = list(zip(prefectures, addresses, strict=True))
    found = {(p, address): of[p].of(address) for p, address in dict.fromkeys(pairs)}
    return [found[pair] for pair in pairs]


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


def _unplaced(grid: Grid, frame: pd.DataFrame) -> list[Problem]:
    """Institutions without a municipality, by what their address lacks."""
    lost = frame[frame["municipality_code"].isna()]
    lost = lost.drop_duplicates(["prefecture_code", "division", "institution_code"])
    names_several = lost["municipality_name_found"].notna()
    fix = (
        "県の数には入り、市区町村や圏域では数えられません（0 は「不明」になります）。"
        "マスタの名称と住所の書き方を確かめてください。"
    )
    return [
        grid.problem(
            "warning",
            int(these["source_row"].iloc[0]) - 1,
            None,
            f"住所から市区町村が分からない医療機関が {len(these)} あります（{why}）: "
            + "、".join(f"{r.institution_name}（{r.address}）" for r in these[:_SHOWN].itertuples())
            + (" など。" if len(these) > _SHOWN else "。"),
            fix,
        )
        for these, why in (
            (lost[~names_several], "住所の先頭にマスタの市区町村名がない"),
            (lost[names_several], "同じ名称の市区町村が複数ある"),
        )
        if len(these)
    ]


def _refused(grid: Grid, row: int, message: str) -> TableRefusedError:
    return refusal(grid, row, message, _FIX)


TABLE = RawTable(
    name="facility_standard",
    label="施設基準の届出",
    columns="""
        fiscal_year integer, as_of_on date, published_table varchar, division varchar,
        prefecture_code varchar, municipality_code varchar, municipality_name_found varchar,
        institution_code varchar, institution_name varchar, kind varchar, beds_text varchar,
        beds integer, address varchar, standard_name varchar, standard_short varchar,
        received_no varchar, effective_on date
    """,
    key=Key(("published_table", "prefecture_code", "institution_code"), is_row=False),
    replaced_by="published_table",
)
KIND = Kind(
    name="facility_standards",
    label="届出受理医療機関名簿（地方厚生局・施設基準）",
    layouts=(
        Layout(
            tuple(
                Word(f.label, f.pattern) for f in _FIELDS if f.name not in ("beds", "received_no")
            ),
            read,
        ),
    ),
    tables=(TABLE,),
    replaces="年度 × 区分（医科、歯科、薬局）",
    order=200,
    page_label="施設基準の届出",
    is_public=True,
    is_dated=False,
)
