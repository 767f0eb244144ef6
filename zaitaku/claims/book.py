"""The five tables as a workbook in the official layout, which `zaitaku import` takes as it is.

A sheet ``options`` after them says every choice that the numbers were made with.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

import xlsxwriter

from zaitaku.claims.tables import (
    FLOW_BLOCKS,
    MEASURES,
    OUTSIDE,
    RESIDENCES,
    SEVERITIES,
    Cell,
    Tables,
)
from zaitaku.sources.kinds import kdb_discharge, kdb_institutions, kdb_patients
from zaitaku.sources.kinds.kdb_supply import ITEMS, SCHEMES

UNKNOWN = "…"  # read as 欠測
_DASH = "－"
_LEVELS = kdb_patients.CARE_LEVELS


class _Book:
    """Writes cells: codes and words as text, figures as numbers."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._head = book.add_format({"bold": True, "text_wrap": True, "border": 1})
        self._text = book.add_format({"num_format": "@"})
        self._tenth = book.add_format({"num_format": "#,##0.0"})
        self._whole = book.add_format({"num_format": "#,##0"})

    def sheet(self, name: str, title: str, target: str) -> Any:
        sheet = self._book.add_worksheet(name)
        sheet.write_string(0, 0, title)
        sheet.write_string(1, 0, target)
        sheet.set_column(0, 0, 6)
        sheet.set_column(1, 6, 14)
        return sheet

    def head(self, sheet: Any, row: int, texts: Sequence[str], first: int = 0) -> None:
        for column, text in enumerate(texts, start=first):
            # an empty text is written as a blank cell, as the official book has it
            sheet.write(row, column, text or None, self._head)

    def over(self, sheet: Any, row: int, first: int, last: int, text: str) -> None:
        if last > first:
            sheet.merge_range(row, first, row, last, text, self._head)
        else:
            sheet.write_string(row, first, text, self._head)

    def row(self, sheet: Any, row: int, cells: Iterable[object], *, whole: bool = False) -> None:
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                sheet.write_string(row, column, cell, self._text)
            elif cell is None:
                sheet.write_string(row, column, UNKNOWN, self._text)
            else:
                is_whole = whole or isinstance(cell, int)
                sheet.write_number(row, column, cell, self._whole if is_whole else self._tenth)


def to_bytes(tables: Tables, target: str, choices: Sequence[tuple[str, ...]]) -> bytes:
    """The same tables give the same bytes."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": target, "created": datetime(2000, 1, 1, tzinfo=UTC)})
        writer = _Book(book)
        _supply(writer, tables, target)
        _institutions(writer, tables, target)
        _patients(writer, tables, target)
        _flows(writer, tables, target)
        _discharge(writer, tables, target)
        sheet = book.add_worksheet("options")
        for row, texts in enumerate(choices):
            writer.row(sheet, row, texts)
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, 4, 44)
    return out.getvalue()


def _supply(writer: _Book, tables: Tables, target: str) -> None:
    sheet = writer.sheet("①供給_診療行為別", "【供給側】在宅医療を実施している医療機関数等", target)
    writer.head(
        sheet,
        2,
        (
            *(
                "No.",
                "制度",
                "保険者番号",
                "保険者名称",
                "医療機能",
                "職種",
                "診療行為名称",
                "内訳",
            ),
            *("1ヶ月当り患者数（月平均）", "1ヶ月当りレセプト数（月平均）"),
            *("算定回数（月平均）", "医療機関数"),
        ),
    )
    number = 0
    for scheme in SCHEMES:
        for function, profession, item, detail in ITEMS:
            for town in tables.towns:
                number += 1
                cells: list[object] = [
                    tables.supply[scheme, town.code, item, detail, measure] for measure in MEASURES
                ]
                words = (scheme, town.insurer_no, town.name, function, profession, item, detail)
                writer.row(sheet, number + 2, [number, *words, *cells])


def _institutions(writer: _Book, tables: Tables, target: str) -> None:
    sheet = writer.sheet(
        "②供給_医療機関別", "【供給側】各医療機関における在宅医療の実施状況", target
    )
    width = len(kdb_institutions.ITEMS)
    writer.head(sheet, 2, ("No.",))
    writer.over(sheet, 2, 1, 4, "医療機関")
    writer.over(sheet, 2, 5, 4 + width, "1ヶ月当り患者数（月平均）")
    writer.head(sheet, 3, ("コード", "名称"), 1)
    writer.over(sheet, 3, 3, 4, "所在地")
    writer.head(sheet, 4, ("市町村番号（国保保険者番号）", "市町村名称"), 3)
    column = 5
    for item, group in groupby(kdb_institutions.ITEMS, key=lambda pair: pair[0]):
        details = [detail for _, detail in group]
        writer.over(sheet, 3, column, column + len(details) - 1, item)
        writer.head(sheet, 4, details, column)
        column += len(details)
    towns = {town.code: town for town in tables.towns}
    for number, one in enumerate(tables.institutions, start=1):
        town = towns.get(one.municipality_code)
        if town is None:
            continue
        cells: list[object] = [
            tables.institution[one.code, *item] for item in kdb_institutions.ITEMS
        ]
        writer.row(
            sheet, number + 4, [number, one.code, one.name, town.insurer_no, town.name, *cells]
        )


def _patients(writer: _Book, tables: Tables, target: str) -> None:
    sheet = writer.sheet("③需要_患者数", "【需要側】在宅医療を受けている患者数", target)
    heads = ("No.", "制度", "保険者番号\n※合計は国保", "保険者名称", "居住形態", "重症度")
    writer.head(sheet, 2, heads)
    writer.over(sheet, 2, 6, 5 + len(_LEVELS), "1ヶ月当り患者数（月平均）")
    writer.over(sheet, 3, 6, 5 + len(_LEVELS), "要介護度")
    # the official sheet has no 計, which is the sum of its columns unless these are not told
    total = [kdb_patients.TOTAL] if tables.lacking else []
    writer.head(sheet, 4, [*_LEVELS, *total], 6)
    number = 0
    for scheme in SCHEMES:
        for town in tables.towns:
            for residence in RESIDENCES:
                for severity in SEVERITIES:
                    number += 1
                    cells: list[object] = [
                        tables.patients[scheme, town.code, residence, severity, level]
                        for level in _LEVELS
                    ]
                    if tables.lacking:
                        cells.append(tables.managed[scheme, town.code, residence, severity])
                    words = (scheme, town.insurer_no, town.name, residence, severity)
                    writer.row(sheet, number + 4, [number, *words, *cells])


def _flows(writer: _Book, tables: Tables, target: str) -> None:
    sheet = writer.sheet("④需要_流出入", "【需要側】市町村別流出入", target)
    width = len(tables.towns) + 1
    writer.head(sheet, 2, ("No.",))
    writer.over(sheet, 2, 1, 3, "保険者所在地")
    writer.head(sheet, 3, ("二次医療圏", "保険者番号（国保）", "保険者名称"), 1)
    for block, residence in enumerate(FLOW_BLOCKS):
        first = 4 + block * width
        writer.over(sheet, 2, first, first + width - 1, residence)
        writer.head(sheet, 3, ("医療機関所在地",), first)
        writer.head(sheet, 4, ("二次医療圏",), first)
        areas = [town.medical_area or _DASH for town in tables.towns]
        writer.head(sheet, 5, (*areas, _DASH), first)
        writer.head(sheet, 6, (*(town.insurer_no for town in tables.towns), _DASH), first)
        writer.head(sheet, 7, (*(town.name for town in tables.towns), OUTSIDE), first)
    for number, origin in enumerate(tables.towns, start=1):
        cells: list[object] = [
            tables.flows[residence, origin.code, destination]
            for residence in FLOW_BLOCKS
            for destination in (*(town.code for town in tables.towns), OUTSIDE)
        ]
        place = (origin.medical_area or _DASH, origin.insurer_no, origin.name)
        writer.row(sheet, number + 7, [number, *place, *cells])


def _discharge(writer: _Book, tables: Tables, target: str) -> None:
    sheet = writer.sheet(
        "⑤退院患者",
        "医療療養病床（医療区分１）を退院した高齢者（65歳以上）の退院後６ヶ月間の状況",
        target,
    )
    plain = ("退院患者数", "在宅医療あり", "介護施設入居", "介護サービス利用あり")
    kinds = ("住宅系（訪問・通所等）", "居住系（有料・ＧＨ等）", "施設系（老健・特養等）")
    writer.head(sheet, 2, ("No.", "保険者番号", "保険者名称", *plain))
    writer.over(sheet, 2, 7, 9, "利用している介護サービス")
    writer.over(sheet, 2, 10, 16, "要介護度分布（介護サービス利用者）")
    writer.head(sheet, 3, (*kinds, *kdb_discharge.LEVELS), 7)
    for number, town in enumerate(tables.towns, start=1):
        cells: list[Cell] = [tables.discharge[town.code, name] for name in kdb_discharge.VALUES]
        writer.row(sheet, number + 3, [number, town.insurer_no, town.name, *cells], whole=True)
