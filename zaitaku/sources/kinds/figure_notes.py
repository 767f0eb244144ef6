"""注記の表: what the prefecture says of a figure, a row each; of an area or a 年度 if named.

Grain of ``figure_notes``: figure × area × year × mode. ``area_unit`` and ``area_code`` '': of every
area; ``year`` None: of every year. ``shown_in``: 公表 or 内部; without the word it stays 内部.
"""

from __future__ import annotations

from zaitaku.ground.text import label_key, tidy
from zaitaku.sources.kinds.plan_rows import SCHEME, area_of, year_of
from zaitaku.sources.model import Context, Key, Kind, Layout, RawTable, Reading, Template, Word
from zaitaku.sources.sheet import written
from zaitaku.sources.sheet.grid import Grid
from zaitaku.sources.sheet.own import Statement, statements
from zaitaku.sources.sheet.table import Field

INTERNAL, PUBLIC = "内部", "公表"
LONGEST = 300  # signs of a note
_FIGURE = Field("figure", "figure", "figure|注記する(図|図・指標)")
_NOTE = Field("note_text", "note_text", "note_text|注記")
_SHOWN_IN = Field("shown_in", "shown_in", "shown_in|出す(モード|ところ)", False)
_AREA = Field("area_code", "area_code", "area_code|地域コード", False)
_YEAR = Field("year", "year", "year|年度", False)
_FIELDS = (_FIGURE, _NOTE, _SHOWN_IN, _AREA, SCHEME, _YEAR)
_MODES = {label_key(word): word for word in (INTERNAL, PUBLIC)}
_KEY = ("figure", "area_unit", "zone_scheme", "area_code", "year", "shown_in")
_COLUMNS = [*_KEY, "note_text"]
_TEXTS = [name for name in _COLUMNS if name != "year"]


def read(grid: Grid, top: int, context: Context) -> Reading:
    """One row per note; every wrong row is named and refuses the file."""
    rows, told = statements(grid, top, _FIELDS)
    frame, found = written.table(grid, rows, _COLUMNS, lambda row: _record(row, context), _TEXTS)
    found += written.repeats(
        grid, frame, _KEY, lambda row: f"「{row.figure}」の同じ地域・年度・モードの注記"
    )
    frame = frame.astype({"year": "Int64"})
    return Reading({"figure_notes": frame}, len(rows), told + found)


def _record(row: Statement, context: Context) -> tuple[object, ...]:
    cells = row.cells
    figure, note = tidy(str(cells["figure"])), tidy(str(cells["note_text"]))
    if not figure:
        raise ValueError(
            "注記する図（figure）が空です。"
            "画面の名前、図の題にある言葉、指標の番号のどれかを書いてください。"
        )
    if not note or len(note) > LONGEST:
        raise ValueError(f"注記（note_text）を {LONGEST} 文字までで書いてください。")
    is_of_area = bool(tidy(str(cells["area_code"])) or tidy(str(cells["zone_scheme"])))
    return (
        figure,
        *(area_of(row, context.master) if is_of_area else ("", "", "")),
        year_of(cells["year"], "year") if tidy(str(cells["year"])) else None,
        written.one_of(cells["shown_in"], "出すモード（shown_in）", _MODES, empty=INTERNAL),
        note,
    )


TABLE = RawTable(
    name="figure_notes",
    label="注記",
    columns="""
        figure varchar, area_unit varchar, zone_scheme varchar, area_code varchar, year integer,
        shown_in varchar, note_text varchar
    """,
    key=Key(_KEY),
)
KIND = Kind(
    name="figure_notes",
    label="注記の表",
    layouts=(Layout(tuple(Word(field.label, field.pattern) for field in (_FIGURE, _NOTE)), read),),
    tables=(TABLE,),
    replaces="全体",
    order=175,
    template=Template(
        notes=(
            "※注記の表: 図に付ける注記を 1 行に 1 つ。取り込むと前の表は全部置き換わります。",
            "※figure は、画面の名前（供給 など）、図の題にある言葉（在宅患者訪問診療料 など）、"
            "指標の番号のどれか。",
            "※area_code・zone_scheme・year を書くと、その地域・年度の数がある図だけに出ます。",
            "※shown_in は 公表 か 内部。空欄は 内部（公表モード、静的サイトには出ません）。",
        ),
        columns=("figure", "note_text", "shown_in", "area_code", "zone_scheme", "year"),
        headings=("注記する図・指標", "注記", "出すモード", "地域コード", "圏域の種類", "年度"),
        choices={"shown_in": (INTERNAL, PUBLIC)},
        lists_areas=False,
    ),
    is_public=True,
    is_dated=False,
)
