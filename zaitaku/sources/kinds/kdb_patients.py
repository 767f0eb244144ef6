"""③需要（患者数）: scheme × insurer × residence × severity × care level → patients.

``patients`` holds the parts only (国保・後期, 重症・その他); every row with a total in it is in
``patients_total``. 居住形態 and 重症度 come from 医学総合管理料: not the 居住形態 of ④.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from zaitaku.ground.states import Problem
from zaitaku.sources.insurers import resolve
from zaitaku.sources.model import (
    Carried,
    Context,
    Extent,
    Key,
    Kind,
    Layout,
    RawTable,
    Reading,
    Word,
)
from zaitaku.sources.sheet.alignment import misplaced
from zaitaku.sources.sheet.checks import (
    Part,
    judged,
    repeated_rows,
    sum_warnings,
    total_row_warnings,
)
from zaitaku.sources.sheet.frames import cycled, each, long_columns, source_rows
from zaitaku.sources.sheet.grid import Grid
from zaitaku.sources.sheet.numbers import Numbers, known_labels, read_labels, read_numbers
from zaitaku.sources.sheet.table import Field, Table, open_table
from zaitaku.sources.sheet.values import DASH_IS_ZERO

TOTAL = "計"
CARE_LEVELS = (
    "未認定",
    "要支援１",
    "要支援２",
    "要介護１",
    "要介護２",
    "要介護３",
    "要介護４",
    "要介護５",
)
_SCHEMES = known_labels(("合計", "国保", "後期")) | {"計": "合計"}
_RESIDENCES = known_labels(("在宅時", "施設入居時等", TOTAL)) | {"合計": TOTAL}
_SEVERITIES = known_labels(("重症", "その他", TOTAL)) | {"合計": TOTAL}

_FIELDS = (
    Field("scheme", "制度", "制度(区分)?"),
    Field("insurer_no", "保険者番号", ".*保険者番号.*"),
    Field("name", "保険者名称", "保険者名称?|市(区)?町村名称?", is_required=False),
    Field("residence", "居住形態", "居住形態"),
    Field("severity", "重症度", "重症度"),
    *(
        Field(level, level, pattern)
        for level, pattern in zip(
            CARE_LEVELS,
            ("未認定.*", *(f"要支援{n}" for n in "12"), *(f"要介護{n}" for n in "12345")),
            strict=True,
        )
    ),
    Field(TOTAL, TOTAL, "合?計", is_required=False),
)
_KEYS = ("scheme", "insurer_no", "residence", "severity")


def read(grid: Grid, top: int, context: Context) -> Reading:
    """One row per key and care level, parts and totals apart, and checks between them."""
    table = open_table(grid, top, _FIELDS, key="insurer_no")
    problems = table.problems
    insurers = resolve(
        grid, table.places("insurer_no"), table.texts("name"), context.master, problems
    )
    keys = _keys(table, insurers.numbers, table.data)
    levels = [name for name in (*CARE_LEVELS, TOTAL) if name in table.columns]
    columns = [table.columns[name] for name in levels]
    numbers = read_numbers(grid, table.data, columns, DASH_IS_ZERO, problems)
    problems += repeated_rows(grid, table.data, keys, lambda position: "・".join(keys[position]))
    problems += misplaced(grid, table.header, table.data, columns)
    sums = _check(grid, keys, numbers, levels)
    if table.totals:
        foot = _keys(table, [""] * len(table.totals), table.totals)
        without_insurer = [(key[0], "", *key[2:]) for key in keys]
        sums += total_row_warnings(table, numbers, without_insurer, foot, DASH_IS_ZERO)
    problems += judged(grid, sums)
    whole = _frame(keys, insurers.municipality_codes, numbers, levels, context.fiscal_year)
    is_total = np.logical_or.outer(
        [
            scheme == "合計" or TOTAL in (residence, severity)
            for scheme, _, residence, severity in keys
        ],
        [level == TOTAL for level in levels],
    ).ravel()
    frames = {
        "patients": whole[~is_total].reset_index(drop=True),
        "patients_total": whole[is_total].reset_index(drop=True),
    }
    return Reading(frames, len(table.data), problems)


def _keys(
    table: Table, insurers: Sequence[str], rows: Sequence[int]
) -> list[tuple[str, str, str, str]]:
    return list(
        zip(
            read_labels(table, "scheme", _SCHEMES, rows=rows),
            insurers,
            read_labels(table, "residence", _RESIDENCES, rows=rows),
            read_labels(table, "severity", _SEVERITIES, rows=rows),
            strict=True,
        )
    )


def _check(
    grid: Grid, keys: Sequence[tuple[str, ...]], numbers: Numbers, levels: Sequence[str]
) -> list[Problem]:
    """国保＋後期＝合計, 重症＋その他＝計, 在宅時＋施設入居時等＝計, and 計 over care levels."""
    problems: list[Problem] = []
    for axis, total, parts in (
        (0, "合計", ("国保", "後期")),
        (3, TOTAL, ("重症", "その他")),
        (2, TOTAL, ("在宅時", "施設入居時等")),
    ):
        problems += _check_axis(grid, keys, numbers, axis, total, parts)
    if TOTAL in levels:
        last = levels.index(TOTAL)
        members = [Part(level, numbers.part([i])) for i, level in enumerate(levels[:last])]
        problems += sum_warnings(grid, TOTAL, numbers.part([last]), members)
    return problems


def _check_axis(
    grid: Grid,
    keys: Sequence[tuple[str, ...]],
    numbers: Numbers,
    axis: int,
    total: str,
    parts: tuple[str, str],
) -> list[Problem]:
    position = {key: index for index, key in enumerate(keys)}
    found: list[tuple[int, int, int]] = []
    for key, index in position.items():
        if key[axis] == total:
            first, second = (position.get((*key[:axis], part, *key[axis + 1 :])) for part in parts)
            if first is not None and second is not None:
                found.append((index, first, second))
    if not found:
        return []
    whole, first_part, second_part = (numbers.take(index) for index in zip(*found, strict=True))
    return sum_warnings(
        grid, total, whole, [Part(parts[0], first_part), Part(parts[1], second_part)]
    )


def _frame(
    keys: Sequence[tuple[str, ...]],
    codes: Sequence[str],
    numbers: Numbers,
    levels: Sequence[str],
    fiscal_year: int,
) -> pd.DataFrame:
    width = len(levels)
    columns = {
        name: each(values, width)
        for name, values in zip(_KEYS, zip(*keys, strict=True), strict=True)
    }
    return pd.DataFrame(
        {
            "fiscal_year": np.full(len(keys) * width, fiscal_year),
            "scheme": columns["scheme"],
            "insurer_no": columns["insurer_no"],
            "municipality_code": each(codes, width),
            "residence": columns["residence"],
            "severity": columns["severity"],
            "care_level": cycled(levels, len(keys)),
            **long_columns("patients", numbers),
            "source_row": np.repeat(source_rows(numbers.rows), width),
        }
    )


TABLE = RawTable(
    name="patients",
    label="③患者数",
    columns="""
        fiscal_year integer, scheme varchar, insurer_no varchar, municipality_code varchar,
        residence varchar, severity varchar, care_level varchar,
        patients decimal(18, 6), patients_status varchar
    """,
    key=Key(("fiscal_year", "scheme", "municipality_code", "residence", "severity", "care_level")),
    replaced_by="fiscal_year",
    year="fiscal_year",
    extent=Extent(
        "fiscal_year",
        "municipality_code",
        (("scheme",), ("residence",), ("severity",), ("care_level",)),
    ),
    carried=Carried(("municipality_code",)),
)
# 計 of every 制度, its parts of 合計 only
TOTALS = replace(
    TABLE,
    name="patients_total",
    label="③患者数（合計・計）",
    extent=Extent(
        "fiscal_year", "municipality_code", (("scheme", "residence", "severity", "care_level"),)
    ),
)
KIND = Kind(
    name="kdb_patients",
    label="③需要（患者数）",
    layouts=(
        Layout(
            (
                Word("制度", "制度(区分)?"),
                Word("保険者番号", ".*保険者番号.*"),
                Word("居住形態"),
                Word("重症度"),
            ),
            read,
        ),
    ),
    tables=(TABLE, TOTALS),
    replaces="年度",
    order=50,
    page_label="③ 需要（患者数）",
    is_public=True,
    covers_together=True,
)
