"""広域連合の構成市町村: which municipalities are one insurer of 介護保険 together.

Grain of ``care_union_member``: municipality. With it the figures of an area that holds a whole
union are known; they are never split over its towns.
"""

from __future__ import annotations

import pandas as pd

from zaitaku.sources.model import (
    Carried,
    Context,
    Key,
    Kind,
    Layout,
    RawTable,
    Reading,
    Template,
    Word,
)
from zaitaku.sources.sheet import written
from zaitaku.sources.sheet.codes import resolve_codes
from zaitaku.sources.sheet.frames import text_column
from zaitaku.sources.sheet.grid import Grid
from zaitaku.sources.sheet.own import statements
from zaitaku.sources.sheet.table import Field, find_columns

_FIELDS = (
    Field("union_name", "union_name", "union_name|広域連合名?"),
    Field("municipality_code", "municipality_code", "municipality_code|(市区?町村|団体)コード"),
)


def read(grid: Grid, top: int, context: Context) -> Reading:
    """One row per municipality; one that the master lacks, or that stands twice, is named."""
    rows, problems = statements(grid, top, _FIELDS)
    column = find_columns(grid, top, top + 1, _FIELDS)["municipality_code"]
    places = [(row.row - 1, column) for row in rows]
    cells = [str(row.cells["municipality_code"]) for row in rows]
    codes = resolve_codes(grid, places, cells, problems)
    names = [written.text(row.cells["union_name"]) for row in rows]
    for place, code, name in zip(places, codes, names, strict=True):
        if code and context.master.current(code) is None:
            message = f"市区町村コード「{code}」は市区町村マスタにありません。"
            problems.append(grid.problem("error", *place, message, "コードを直してください。"))
        if name is None:
            message = "広域連合の名前（union_name）が空です。"
            fix = "介護保険事業状況報告にある保険者の名前を書いてください。"
            problems.append(grid.problem("error", place[0], None, message, fix))
    frame = pd.DataFrame(
        {
            "union_name": text_column(names),
            "municipality_code": text_column(codes),
            "source_row": [row.row for row in rows],
        }
    )
    problems += written.repeats(
        grid, frame, ("municipality_code",), lambda row: f"市区町村 {row.municipality_code} "
    )
    return Reading({"care_union_member": frame}, len(rows), problems)


TABLE = RawTable(
    name="care_union_member",
    label="広域連合の構成市町村",
    columns="union_name varchar, municipality_code varchar",
    key=Key(("municipality_code",)),
    carried=Carried(("municipality_code",)),
)
KIND = Kind(
    name="care_unions",
    label="広域連合の構成市町村の表（介護保険）",
    layouts=(Layout(tuple(Word(f.label, f.pattern) for f in _FIELDS), read),),
    tables=(TABLE,),
    replaces="全体",
    order=231,
    page_label="広域連合の構成市町村",
    template=Template(
        notes=(
            "※広域連合の構成市町村の表: 介護保険の保険者が市区町村でないときだけ必要です。",
            "※1 行に 1 市区町村。union_name は、介護保険事業状況報告にある保険者の名前のとおり。",
            "※構成市町村がすべて入る圏域の数が分かるようになります。市町村に分けることはしません。",
        ),
        columns=("union_name", "municipality_code"),
        headings=(
            "広域連合名",
            "市区町村コード",
        ),
    ),
    is_dated=False,
)
