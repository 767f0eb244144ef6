"""指標値の表: figures of indicators that no other file gives, one row each, with their basis.

Grain of ``indicator_values``: indicator × area × year × kind × basis. ``value`` None has a
status. The prefecture's own indicators carry their definition.
"""

from __future__ import annotations

from zaitaku.ground.states import MISSING
from zaitaku.ground.text import tidy
from zaitaku.indicators.values import KINDS, SHARE, VALUE_KINDS
from zaitaku.sources.kinds.plan_rows import (
    AREA,
    DEFINING,
    DEFINITION,
    FIGURE_KIND,
    INDICATOR,
    SCHEME,
    SPO_WORDS,
    Definition,
    area_of,
    defined,
    indicator_of,
    kind_of,
    number_of,
    own_indicators,
    year_of,
)
from zaitaku.sources.model import Context, Key, Kind, Layout, RawTable, Reading, Template, Word
from zaitaku.sources.sheet import written
from zaitaku.sources.sheet.grid import Grid
from zaitaku.sources.sheet.own import Statement, statements
from zaitaku.sources.sheet.table import Field

_YEAR = Field("year", "year", "year|年度")
_VALUE = Field("value", "value", "value|値|実績値?")
_FIELDS = (
    INDICATOR,
    AREA,
    _YEAR,
    _VALUE,
    SCHEME,
    FIGURE_KIND,
    Field("basis", "basis", "basis|基準|数え方", False),
    Field("value_source", "source", "source|出典", False),
    Field("note", "note", "note|備考", False),
    *DEFINING,
)
_AREAS = ("area_unit", "zone_scheme", "area_code")
_KEY = ("indicator_id", *_AREAS, "year", "kind", "basis")
_COLUMNS = [*_KEY, "value", "value_status", "value_source", "note", *DEFINITION]
_TEXTS = [name for name in _COLUMNS if name not in ("year", "value")]


def read(grid: Grid, top: int, context: Context) -> Reading:
    """One row per figure; every wrong row is named and refuses the file."""
    rows, told = statements(grid, top, _FIELDS)
    definitions, problems = own_indicators(rows, grid)
    frame, found = written.table(
        grid, rows, _COLUMNS, lambda row: _record(row, context, definitions), _TEXTS
    )
    found += written.repeats(
        grid,
        frame,
        _KEY,
        lambda row: f"指標「{row.indicator_id}」の同じ地域・年度・種類・基準の値",
        "が {first}行目にもあります。どちらか一方を消すか、基準（basis）を書き分けてください。",
    )
    frame = frame.astype({"year": "int64", "value": "float64"})
    return Reading({"indicator_values": frame}, len(rows), told + problems + found)


def _record(
    row: Statement, context: Context, definitions: dict[str, Definition]
) -> tuple[object, ...]:
    item, cells = indicator_of(row), row.cells
    kind = kind_of(cells["kind"], "number")
    if kind not in VALUE_KINDS:
        raise ValueError(
            f"種類（kind）「{kind}」の値は書けません。{'、'.join(VALUE_KINDS)} から選んでください。"
        )
    value, status = number_of(cells["value"], "value", signs=True)
    if status == MISSING:
        raise ValueError("値（value）が空です。数か「秘匿」を書くか、この行を消してください。")
    if kind == SHARE and value is not None and value > 100:
        raise ValueError(f"割合が 100 % を超えています（{value:g}）。% で書いてください。")
    return (
        item,
        *area_of(row, context.master),
        year_of(cells["year"], "year"),
        kind,
        tidy(str(cells["basis"])),
        value,
        status,
        tidy(str(cells["value_source"])),
        tidy(str(cells["note"])),
        *defined(item, definitions),
    )


TABLE = RawTable(
    name="indicator_values",
    label="指標値",
    columns="""
        indicator_id varchar, area_unit varchar, zone_scheme varchar, area_code varchar,
        year integer, kind varchar, basis varchar, value double, value_status varchar,
        value_source varchar, note varchar, indicator_name varchar, function varchar, spo varchar,
        unit varchar
    """,
    key=Key(_KEY),
)
KIND = Kind(
    name="indicator_values",
    label="指標値の表",
    layouts=(
        Layout(
            tuple(Word(field.label, field.pattern) for field in (INDICATOR, _YEAR, _VALUE)),
            read,
            foreign=(Word("target_year", "target_year|目標年度?"),),
        ),
    ),
    tables=(TABLE,),
    replaces="全体",
    order=150,
    template=Template(
        notes=(
            "※指標値の表: 医療計画の指標の値を 1 行に 1 つ。取り込むと前の表は全部置き換わります。",
            "※取り込んだ値は公表モードにも出ます。公表できない小さい数は「秘匿」と書いてください。",
            "※indicator_id は指標の番号（一覧は zaitaku query indicators/catalogue）。",
            "※area_code は市町村 5 桁・二次医療圏 4 桁・県 2 桁。圏域は zone_scheme に種類を書く。",
            "※kind は number（数）・per_100000・per_100000_65plus・share（%）。空欄は number。",
            "※basis は数え方（所在地か住所地か、件数・回数・患者数）。違う基準は比べません。",
            "※県独自の指標は好きな番号にし、indicator_name・function・spo・unit も書いてください。",
            "※function は 退院支援・日常の療養支援・急変時の対応・看取り、spo は S・P・O。",
        ),
        columns=(
            "indicator_id",
            "zone_scheme",
            "area_code",
            "year",
            "kind",
            "value",
            "basis",
            "source",
            "note",
            "indicator_name",
            "function",
            "spo",
            "unit",
        ),
        headings=(
            "指標番号",
            "圏域の種類",
            "地域コード",
            "年度",
            "数値の種類",
            "値",
            "数え方",
            "出典",
            "備考",
            "指標名",
            "機能",
            "種別",
            "単位",
        ),
        choices={"kind": tuple(KINDS[one] for one in VALUE_KINDS), "spo": SPO_WORDS},
    ),
    is_public=True,
    is_dated=False,
)
