"""Names of the municipalities of the country, as the published population table has them.

The master has those of one prefecture. Grain of ``population_place``: year × 団体コード; 郡 and
wards too, under the names by which they are told from municipalities.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from zaitaku.sources.model import Key, RawTable
from zaitaku.sources.sheet.frames import source_rows, text_column
from zaitaku.sources.sheet.table import Table


def places(table: Table, codes: Sequence[str], year: int) -> pd.DataFrame:
    """One row per code, as first written; a table without 都道府県名 leaves it empty."""
    names = table.texts("name") or []
    prefectures = table.texts("prefecture") or [""] * len(names)
    frame = pd.DataFrame(
        {
            "year": year,
            "municipality_code": text_column(codes),
            "prefecture_name": text_column(prefectures),
            "municipality_name": text_column(names),
            "source_row": source_rows(table.data),
        }
    )
    named = frame[(frame["municipality_code"] != "") & (frame["municipality_name"] != "")]
    return named.drop_duplicates("municipality_code").reset_index(drop=True)


PLACE = RawTable(
    name="population_place",
    label="人口の表にある市区町村の名前",
    columns="""
        year integer, municipality_code varchar, prefecture_name varchar, municipality_name varchar
    """,
    key=Key(("year", "municipality_code")),
    replaced_by="year",
)
