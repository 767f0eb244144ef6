"""被保険者数の表: how many persons 国保 and 後期高齢者医療 insure in each municipality.

Grain of ``insured_persons``: fiscal year × municipality. Both are those of whom KDB tells patients,
so that patients may be set beside the two together; an empty cell is 欠測 and leaves no sum.
"""

from __future__ import annotations

from zaitaku.ground.states import ACTUAL, MISSING
from zaitaku.sources.model import (
    Carried,
    Context,
    Extent,
    Key,
    Kind,
    Layout,
    RawTable,
    Reading,
    Template,
    Word,
)
from zaitaku.sources.sheet import written
from zaitaku.sources.sheet.grid import Grid
from zaitaku.sources.sheet.own import Statement, statements
from zaitaku.sources.sheet.table import Field

# 国保 and 後期 alone are values of tables of patients
_FIELDS = (
    Field("municipality_code", "municipality_code", "municipality_code|(市区?町村|団体)コード"),
    Field("municipality_name", "municipality_name", "municipality_name|市区?町村名?(称)?", False),
    Field("fiscal_year", "fiscal_year", "fiscal_year|年度"),
    Field(
        "national_health",
        "national_health（国保の被保険者数）",
        "national_health|(国保|国民健康保険)の?被保険者数",
    ),
    Field(
        "late_elderly",
        "late_elderly（後期高齢者医療の被保険者数）",
        "late_elderly|後期(高齢者(医療)?)?の?被保険者数",
    ),
)
_COUNTS = {"national_health": "国保の被保険者数", "late_elderly": "後期の被保険者数"}
_COLUMNS = (
    "fiscal_year",
    "municipality_code",
    *(name for one in _COUNTS for name in (one, f"{one}_status")),
)
_TEXTS = ("municipality_code", *(f"{name}_status" for name in _COUNTS))


def read(grid: Grid, top: int, context: Context) -> Reading:
    """One row per municipality and year; every wrong row is named and refuses the file."""
    rows, told = statements(grid, top, _FIELDS)
    frame, problems = written.table(grid, rows, _COLUMNS, lambda row: _record(row, context), _TEXTS)
    problems += written.repeats(
        grid,
        frame,
        ("fiscal_year", "municipality_code"),
        lambda row: f"{row.fiscal_year}年度の市区町村 {row.municipality_code} ",
    )
    frame = frame.astype({"fiscal_year": "int64", **dict.fromkeys(_COUNTS, "float64")})
    return Reading({"insured_persons": frame}, len(rows), told + problems)


def _record(row: Statement, context: Context) -> tuple[object, ...]:
    cells = row.cells
    code = written.municipality(cells["municipality_code"], context.master.current)
    name = written.text(cells["municipality_name"])
    known = context.master.by_code[code].municipality_name
    if name is not None and name != known:
        raise ValueError(
            f"市区町村コード {code} は「{known}」ですが、名前は「{name}」です。"
            "行がずれていないか確かめ、どちらかを直してください。"
        )
    counts = [written.count(cells[one], label) for one, label in _COUNTS.items()]
    told = [(count, MISSING if count is None else ACTUAL) for count in counts]
    year = written.year(cells["fiscal_year"], "年度（fiscal_year）")
    return (year, code, *(part for pair in told for part in pair))


TABLE = RawTable(
    name="insured_persons",
    label="被保険者数",
    columns="""
        fiscal_year integer, municipality_code varchar, national_health double,
        national_health_status varchar, late_elderly double, late_elderly_status varchar
    """,
    key=Key(("fiscal_year", "municipality_code")),
    replaced_by="fiscal_year",
    year="fiscal_year",
    extent=Extent("fiscal_year", "municipality_code"),
    carried=Carried(("municipality_code",)),
)
KIND = Kind(
    name="insured_persons",
    label="国保・後期高齢者医療の被保険者数の表",
    layouts=(
        Layout(
            tuple(Word(f.label, f.pattern) for f in _FIELDS if f.name != "municipality_name"),
            read,
        ),
    ),
    tables=(TABLE,),
    replaces="年度",
    order=232,
    page_label="被保険者数（国保・後期）",
    template=Template(
        notes=(
            "※被保険者数の表: 被保険者千人当たりの患者数を見るときだけ必要です。",
            "※1 行に 1 市区町村・1 年度。national_health は国保、late_elderly は後期の被保険者数"
            "（年度末現在か年度平均のどちらかにそろえる）。",
            "※分からない欄は空欄のまま（0 と書かない）。人口などで代えることはしません。",
        ),
        columns=tuple(field.name for field in _FIELDS),
        headings=(
            "市区町村コード",
            "市区町村名",
            "年度",
            "国保の被保険者数",
            "後期の被保険者数",
        ),
    ),
    is_public=True,
    is_dated=False,
)
