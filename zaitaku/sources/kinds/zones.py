"""圏域の表: any number of schemes, who belongs to which zone, from when to when.

Grain of ``zone_membership``: scheme × period × municipality, in today's codes; periods of a scheme
do not overlap. A file holds whole schemes: a row that cannot be right refuses the file.
"""

from __future__ import annotations

import pandas as pd

from zaitaku.ground.text import digits, tidy
from zaitaku.sources.carry import told_changes
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
from zaitaku.sources.sheet.frames import text_column
from zaitaku.sources.sheet.grid import Grid
from zaitaku.sources.sheet.own import Statement, statements, todays
from zaitaku.sources.sheet.table import Field
from zaitaku.zones.membership import Edition, Municipalities, check_rows, column_codes

MUNICIPALITY = Field(
    "municipality_code", "municipality_code", "municipality_code|(市区?町村|団体)コード"
)
SCHEME = Field("zone_scheme", "zone_scheme", "zone_scheme|圏域の種類|圏域種別", False)
VALID = (
    Field("valid_from", "valid_from", "valid_from|適用開始日?|(有効)?開始日", False),
    Field("valid_to", "valid_to", "valid_to|適用終了日?|(有効)?終了日", False),
)
_FIELDS = (
    Field("zone_scheme", SCHEME.label, SCHEME.pattern),
    Field("zone_code", "zone_code", "zone_code|圏域コード", False),
    Field("zone_name", "zone_name", "zone_name|圏域名称?"),
    MUNICIPALITY,
    *VALID,
)


def read(grid: Grid, top: int, context: Context) -> Reading:
    """One row per scheme, period and municipality; every wrong row is named."""
    rows, told = statements(grid, top, _FIELDS)
    municipalities = known(rows, context)
    editions, problems = check_rows(
        [row.cells for row in rows],
        municipalities,
        file=grid.title,
        numbers=[row.row for row in rows],
    )
    problems += told_changes(municipalities.mergers, context.master, grid.title)
    frame = _frame(editions, rows, municipalities)
    return Reading({"zone_membership": frame}, len(rows), told + problems)


def known(rows: list[Statement], context: Context) -> Municipalities:
    """The municipalities of the prefectures that the table names; ``mergers``: what its old
    codes and wards are today."""
    written = [row.cells["municipality_code"] for row in rows]
    mergers = todays(written, context.master)
    heads = [*column_codes(written).values(), *mergers.values()]
    towns = context.master.in_prefectures_of(heads) or list(context.master.by_code.values())
    names = {town.municipality_code: town.municipality_name for town in towns}
    return Municipalities(names, mergers)


def _frame(
    editions: list[Edition], rows: list[Statement], municipalities: Municipalities
) -> pd.DataFrame:
    first: dict[tuple[str, str], int] = {}
    codes = column_codes([row.cells["municipality_code"] for row in rows])
    for row in rows:
        number = digits(row.cells["municipality_code"]) or ""
        code = municipalities.current(codes.get(number, ""))
        first.setdefault((tidy(str(row.cells["zone_scheme"])), code or ""), row.row)
    records = [
        (
            edition.plan.name,
            zone.zone_code,
            zone.zone_name,
            code,
            edition.valid_from,
            edition.valid_to,
            first.get((edition.plan.name, code), 0),
        )
        for edition in editions
        for zone in edition.plan.zones
        for code in zone.municipality_codes
    ]
    columns = [field.name for field in _FIELDS] + ["source_row"]
    frame = pd.DataFrame(records, columns=columns)
    for name in ("zone_scheme", "zone_code", "zone_name", "municipality_code"):
        frame[name] = text_column(frame[name].to_list())
    return frame


TABLE = RawTable(
    name="zone_membership",
    label="圏域",
    columns="""
        zone_scheme varchar, zone_code varchar, zone_name varchar, municipality_code varchar,
        valid_from date, valid_to date
    """,
    # a town may be in several editions of a scheme, all of one file
    key=Key(("zone_scheme", "municipality_code"), is_row=False),
    replaced_by="zone_scheme",
    carried=Carried(("municipality_code",)),
)
KIND = Kind(
    name="zones",
    label="圏域の表",
    layouts=(
        Layout(
            tuple(Word(f.label, f.pattern) for f in (_FIELDS[0], _FIELDS[2], MUNICIPALITY)),
            read,
            foreign=(Word("role", "role|役割"),),
        ),
    ),
    tables=(TABLE,),
    replaces="その表にある圏域の種類",
    order=90,
    template=Template(
        notes=(
            "※圏域の表: 1 行に 1 市区町村。圏域の種類ごとに、県内の全市区町村を書いてください。",
            "※取り込むと、この表にある種類の圏域だけが置き換わり、ほかの種類はそのまま残ります。",
            "※zone_scheme は種類の名前（在宅医療圏、保健所、医師会など）。いくつでも書けます。",
            "※zone_code がなければ空欄（名前がコードの代わりになります）。",
            "※valid_from・valid_to は適用の初日と最終日（2024-04-01 の形）。定めがなければ空欄。",
            "※同じ種類の期間は重ねないでください。集計には取込日に適用されている版を使います。",
        ),
        columns=(
            "zone_scheme",
            "zone_code",
            "zone_name",
            "municipality_code",
            "valid_from",
            "valid_to",
        ),
        headings=(
            "圏域の種類",
            "圏域コード",
            "圏域名",
            "市区町村コード",
            "適用開始日",
            "適用終了日",
        ),
    ),
    is_dated=False,
)
