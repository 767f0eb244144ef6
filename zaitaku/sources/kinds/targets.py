"""目標の表: numeric targets of the 医療計画 as prefectures write them, words included.

Grain of ``targets``: indicator × area × kind × target year × revision. ``baseline_value`` is a
level, ``target_value`` is in the unit of its kind (None for words).
"""

from __future__ import annotations

from zaitaku.ground.text import tidy
from zaitaku.indicators.targets import POLARITIES
from zaitaku.indicators.values import INCREASE, KINDS, NUMBER, SHARE, WORDS
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
from zaitaku.zones.membership import written_date

_BASELINE_YEAR = Field("baseline_year", "baseline_year", "baseline_year|基準年度?")
_TARGET_YEAR = Field("target_year", "target_year", "target_year|目標年度?")
_FIELDS = (
    INDICATOR,
    AREA,
    _BASELINE_YEAR,
    _TARGET_YEAR,
    SCHEME,
    FIGURE_KIND,
    Field("baseline_value", "baseline_value", "baseline_value|基準値", False),
    Field("target_value", "target_value", "target_value|目標値", False),
    Field("target_words", "target_words", "target_words|目標の(言葉|文言)", False),
    Field("polarity", "polarity", "polarity|望ましい向き", False),
    Field("basis", "basis", "basis|基準|数え方", False),
    Field("revision", "revision", "revision|策定・改定|改定の区分", False),
    Field("revised_on", "revised_on", "revised_on|(策定|改定)日", False),
    Field("note", "note", "note|備考", False),
    *DEFINING,
)
REVISIONS = ("策定", "中間見直し", "改定")
_AREAS = ("area_unit", "zone_scheme", "area_code")
_KEY = ("indicator_id", *_AREAS, "kind", "target_year", "revised_on")
_COLUMNS = [
    *_KEY,
    "baseline_year",
    "baseline_value",
    "target_value",
    "target_words",
    "polarity",
    "basis",
    "revision",
    "note",
    *DEFINITION,
]
_YEARS, _VALUES = ("baseline_year", "target_year"), ("baseline_value", "target_value")
_TEXTS = [name for name in _COLUMNS if name not in (*_YEARS, *_VALUES, "revised_on")]


def read(grid: Grid, top: int, context: Context) -> Reading:
    """One row per target; every wrong row is named and refuses the file."""
    rows, told = statements(grid, top, _FIELDS)
    definitions, problems = own_indicators(rows, grid)
    frame, found = written.table(
        grid, rows, _COLUMNS, lambda row: _record(row, context, definitions), _TEXTS
    )
    found += written.repeats(
        grid,
        frame,
        _KEY,
        lambda row: f"指標「{row.indicator_id}」の同じ地域・種類・目標年度・改定日の目標",
        "が {first}行目にもあります。"
        "どちらか一方を消すか、改定なら revision と revised_on を書いてください。",
    )
    frame = frame.astype(dict.fromkeys(_YEARS, "int64") | dict.fromkeys(_VALUES, "float64"))
    return Reading({"targets": frame}, len(rows), told + problems + found)


def _record(
    row: Statement, context: Context, definitions: dict[str, Definition]
) -> tuple[object, ...]:
    item, cells = indicator_of(row), row.cells
    words = tidy(str(cells["target_words"]))
    is_words = bool(words) and not tidy(str(cells["target_value"]))
    kind = kind_of(cells["kind"], WORDS if is_words else NUMBER)
    area = area_of(row, context.master)
    start, end = (year_of(cells[name], name) for name in ("baseline_year", "target_year"))
    if end <= start:
        raise ValueError(
            f"目標の年度（{end}）が基準の年度（{start}）より後ではありません。"
            "年度を直してください。"
        )
    baseline, _ = number_of(cells["baseline_value"], "baseline_value")
    polarity = tidy(str(cells["polarity"]))
    if polarity and polarity not in POLARITIES:
        raise ValueError(
            f"望ましい向き（polarity）「{polarity}」は決められた語ではありません。"
            f"{'、'.join(POLARITIES)} のどちらか、または空欄にしてください。"
        )
    return (
        item,
        *area,
        kind,
        end,
        written_date(cells["revised_on"], "revised_on"),
        start,
        baseline,
        _goal(row, kind, words),
        words,
        polarity,
        tidy(str(cells["basis"])),
        _revision(row),
        tidy(str(cells["note"])),
        *defined(item, definitions),
    )


def _goal(row: Statement, kind: str, words: str) -> float | None:
    """The number a kind needs; None for words, which need their words."""
    cell = row.cells["target_value"]
    if kind == WORDS:
        if tidy(str(cell)):
            raise ValueError(
                f"文字の目標（kind が words）に target_value「{tidy(str(cell))}」があります。"
                "数の目標なら kind を直し、文字なら target_words に書いてください。"
            )
        if not words:
            raise ValueError("文字の目標に target_words がありません。計画の言葉を書いてください。")
        return None
    value, _ = number_of(cell, "target_value", is_negative_fine=kind == INCREASE)
    if value is None:
        raise ValueError(
            "目標値（target_value）が空です。"
            "数を書くか、言葉の目標なら kind を文字（words）にしてください。"
        )
    if kind == SHARE and value > 100:
        raise ValueError(f"割合の目標が 100 % を超えています（{value:g}）。% で書いてください。")
    return value


def _revision(row: Statement) -> str:
    revision = tidy(str(row.cells["revision"])) or REVISIONS[0]
    if revision not in REVISIONS:
        raise ValueError(
            f"策定・改定（revision）「{revision}」は決められた語ではありません。"
            f"{'、'.join(REVISIONS)} のどれかにしてください。"
        )
    if revision != REVISIONS[0] and not tidy(str(row.cells["revised_on"])):
        raise ValueError(
            f"{revision}の日（revised_on）がありません。2024-03-31 のように書いてください。"
        )
    return revision


TABLE = RawTable(
    name="targets",
    label="目標",
    columns="""
        indicator_id varchar, area_unit varchar, zone_scheme varchar, area_code varchar,
        kind varchar, target_year integer, revised_on date, baseline_year integer,
        baseline_value double, target_value double, target_words varchar, polarity varchar,
        basis varchar, revision varchar, note varchar, indicator_name varchar, function varchar,
        spo varchar, unit varchar
    """,
    key=Key(_KEY),
)
KIND = Kind(
    name="targets",
    label="目標の表",
    layouts=(
        Layout(
            tuple(
                Word(field.label, field.pattern)
                for field in (INDICATOR, _BASELINE_YEAR, _TARGET_YEAR)
            ),
            read,
        ),
    ),
    tables=(TABLE,),
    replaces="全体",
    order=160,
    template=Template(
        notes=(
            "※目標の表: 計画の数値目標を 1 行に 1 つ。取り込むと前の表は全部置き換わります。",
            "※中間見直しや改定では前の行を残し、新しい行を足してください（経過が残ります）。",
            "※area_code は市町村 5 桁・二次医療圏 4 桁・県 2 桁。圏域は zone_scheme に種類を書く。",
            "※kind は number（数）・per_100000（人口10万対）・per_100000_65plus・increase_rate"
            "（増加率 %）・share（割合 %）・words（「増加」などの文字だけ）。",
            "※baseline_value は基準年度の数。増加率の目標でも、元になる数を書く（率ではない）。",
            "※words の目標は target_value を空け、target_words に計画の言葉を書く。",
            "※polarity は 多いほどよい か 少ないほどよい（空欄なら基準値と目標値から決める）。",
            "※basis は判定に使う実績値の数え方。指標値の表の basis と同じ語、または KDB。",
            "※revision は 策定・中間見直し・改定、revised_on はその日（2024-03-29 の形）。",
            "※目標をやめたときは kind を words、target_words を 廃止 として足してください。",
        ),
        columns=(
            "indicator_id",
            "zone_scheme",
            "area_code",
            "kind",
            "baseline_year",
            "baseline_value",
            "target_year",
            "target_value",
            "target_words",
            "polarity",
            "basis",
            "revision",
            "revised_on",
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
            "目標の種類",
            "基準年度",
            "基準値",
            "目標年度",
            "目標値",
            "目標の言葉",
            "望ましい向き",
            "数え方",
            "改定の区分",
            "改定日",
            "備考",
            "指標名",
            "機能",
            "種別",
            "単位",
        ),
        choices={
            "kind": tuple(KINDS.values()),
            "polarity": tuple(POLARITIES),
            "revision": REVISIONS,
            "spo": SPO_WORDS,
        },
    ),
    is_public=True,
    is_dated=False,
)
