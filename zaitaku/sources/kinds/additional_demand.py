"""追加的需要の表: the worksheet's inputs and what was agreed, per area and target year.

Grain of ``additional_demand``: area × year; every figure is 人/日 but the discharge counts (人).
An area is written by its code (市町村 5 digits, 二次医療圏 4 digits; a zone with its scheme).
"""

from __future__ import annotations

from zaitaku.sources.kinds.plan_rows import AREA, SCHEME, area_of
from zaitaku.sources.model import Context, Key, Kind, Layout, RawTable, Reading, Template, Word
from zaitaku.sources.sheet import written
from zaitaku.sources.sheet.grid import Grid
from zaitaku.sources.sheet.own import Statement, statements
from zaitaku.sources.sheet.table import Field
from zaitaku.zones.membership import written_date

_NUMBERS = (
    ("total", "追加的需要の総数（total）"),
    ("step1", "STEP1 の移行分（step1）"),
    ("carry_over", "持越し（carry_over）"),
    ("bed_report_home", "病床機能報告の在宅（bed_report_home）"),
    ("bed_report_facility", "病床機能報告の施設（bed_report_facility）"),
    ("survey_home", "独自調査の在宅（survey_home）"),
    ("survey_facility", "独自調査の施設（survey_facility）"),
    ("agreed_home", "合意した在宅（agreed_home）"),
    ("agreed_facility", "合意した施設（agreed_facility）"),
    ("care_plan_facility", "介護保険事業計画の見込み量（care_plan_facility）"),
)
_PAIRS = (
    ("bed_report_home", "bed_report_facility"),
    ("survey_home", "survey_facility"),
    ("agreed_home", "agreed_facility"),
)
_FIELDS = (
    AREA,
    SCHEME,
    Field("year", "year", "year|(目標)?年度"),
    Field("total", "total", "total|追加的需要(の総数)?"),
    Field("step1", "step1", "step1|移行分"),
    Field("carry_over", "carry_over", "carry_over|持越し", False),
    Field("bed_report_home", "bed_report_home", "bed_report_home|病床機能報告の在宅", False),
    Field(
        "bed_report_facility",
        "bed_report_facility",
        "bed_report_facility|病床機能報告の施設",
        False,
    ),
    Field("survey_home", "survey_home", "survey_home|調査の在宅", False),
    Field("survey_facility", "survey_facility", "survey_facility|調査の施設", False),
    Field("agreed_home", "agreed_home", "agreed_home|合意した在宅", False),
    Field("agreed_facility", "agreed_facility", "agreed_facility|合意した施設", False),
    Field("agreed_by", "agreed_by", "agreed_by|合意した場", False),
    Field("agreed_on", "agreed_on", "agreed_on|合意した日", False),
    Field(
        "care_plan_facility", "care_plan_facility", "care_plan_facility|介護計画の見込み量", False
    ),
    Field("note", "note", "note|備考", False),
)
_TEXTS = ("area_unit", "zone_scheme", "area_code", "agreed_by", "note")
_KEY = ("area_unit", "zone_scheme", "area_code", "year")
_COLUMNS = (
    "area_unit",
    "zone_scheme",
    "area_code",
    "year",
    *(name for name, _ in _NUMBERS),
    "agreed_by",
    "agreed_on",
    "note",
)


def read(grid: Grid, top: int, context: Context) -> Reading:
    """One row per area and year; a zone's code is checked when the build is made."""
    rows, told = statements(grid, top, _FIELDS)
    frame, problems = written.table(grid, rows, _COLUMNS, lambda row: _record(row, context), _TEXTS)
    problems += written.repeats(
        grid,
        frame,
        _KEY,
        lambda row: f"{row.area_code} の {row.year}年度 ",
    )
    return Reading({"additional_demand": frame}, len(rows), told + problems)


def _record(row: Statement, context: Context) -> tuple[object, ...]:
    cells = row.cells
    unit, scheme, code = area_of(row, context.master)
    values = {name: written.number(cells[name], label) for name, label in _NUMBERS}
    for name, label in _NUMBERS[:2]:
        if values[name] is None:
            raise ValueError(f"{label}が空です。なければ 0 と書いてください。")
    for home, facility in _PAIRS:
        if (values[home] is None) != (values[facility] is None):
            raise ValueError(
                f"{home} と {facility} は両方が必要です。両方を書くか、両方を空欄にしてください。"
            )
    by, on = written.text(cells["agreed_by"]), written_date(cells["agreed_on"], "agreed_on")
    if values["agreed_home"] is not None and (by is None or on is None):
        raise ValueError(
            "合意した数がありますが、合意した場（agreed_by）か日（agreed_on）が空です。"
            "誰がいつ決めたかを書いてください。"
        )
    for name in ("agreed_home", "agreed_facility"):
        value = values[name]
        if value is not None and value != int(value):
            raise ValueError(f"{name}「{cells[name]}」に小数があります。整数で書いてください。")
    year = written.year(cells["year"], "年度（year）")
    return unit, scheme, code, year, *values.values(), by, on, written.text(cells["note"])


TABLE = RawTable(
    name="additional_demand",
    label="追加的需要",
    columns="""
        area_unit varchar, zone_scheme varchar, area_code varchar, year integer, total double,
        step1 double, carry_over double, bed_report_home double, bed_report_facility double,
        survey_home double, survey_facility double, agreed_home double, agreed_facility double,
        care_plan_facility double, agreed_by varchar, agreed_on date, note varchar
    """,
    key=Key(_KEY),
)
KIND = Kind(
    name="additional_demand",
    label="追加的需要の表",
    layouts=(Layout(tuple(Word(f.label, f.pattern) for f in (AREA, *_FIELDS[2:5])), read),),
    tables=(TABLE,),
    replaces="全体",
    order=140,
    template=Template(
        notes=(
            "※追加的需要の表: 1 行に 1 つの地域・年度。取り込むと前の表は全部置き換わります。",
            "※area_code は市町村 5 桁・二次医療圏 4 桁・県 2 桁。圏域は zone_scheme に種類を書く。",
            "※total は目標年度の追加的需要（機械的試算、人/日）。一般病床の C3 未満は含めません。",
            "※step1 は介護医療院等への移行分（人/日、下限）。carry_over は前の期の未達成分（★）。",
            "※bed_report_home・_facility は病床機能報告の退院先（人）: 在宅医療、介護施設。",
            "※survey_home・_facility は独自調査の行き先（人）。なければ空欄。",
            "※agreed_home・_facility は合意した在宅医療と介護施設（移行分を含む、整数の人/日）。",
            "※合意した数には agreed_by（協議の場）と agreed_on（2024-02-01 の形）が必要です。",
            "※care_plan_facility は介護保険事業（支援）計画の、追加的需要の分の見込み量（人/日）。",
        ),
        columns=(
            "area_code",
            "zone_scheme",
            "year",
            "total",
            "step1",
            "carry_over",
            "bed_report_home",
            "bed_report_facility",
            "survey_home",
            "survey_facility",
            "agreed_home",
            "agreed_facility",
            "agreed_by",
            "agreed_on",
            "care_plan_facility",
            "note",
        ),
        headings=(
            "地域コード",
            "圏域の種類",
            "年度",
            "追加的需要",
            "移行分",
            "持越し",
            "病床機能報告の在宅",
            "病床機能報告の施設",
            "調査の在宅",
            "調査の施設",
            "合意した在宅",
            "合意した施設",
            "合意した場",
            "合意した日",
            "介護計画の見込み量",
            "備考",
        ),
    ),
    is_public=True,
    is_dated=False,
)
