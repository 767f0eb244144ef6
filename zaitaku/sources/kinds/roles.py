"""役割の表: 積極的役割を担う医療機関 and 連携を担う拠点, with the functions each covers.

Grain of ``roles``: organisation × role × municipality × period. An organisation at work in several
municipalities has a row for each. ``round_the_clock`` None: not said.
"""

from __future__ import annotations

import re
from datetime import date, datetime

import pandas as pd

from zaitaku.ground.states import Problem
from zaitaku.ground.text import label_key, squash, tidy
from zaitaku.sources.carry import told_changes
from zaitaku.sources.kinds.zones import MUNICIPALITY, SCHEME, VALID, known
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
from zaitaku.sources.sheet.frames import text_column
from zaitaku.sources.sheet.grid import Cell, Grid
from zaitaku.sources.sheet.own import Statement, statements
from zaitaku.sources.sheet.table import Field
from zaitaku.zones.inputs import FUNCTIONS
from zaitaku.zones.membership import Municipalities, written_date

ACTIVE_ROLE = "積極的役割医療機関"
COORDINATION_BASE = "拠点"
_ROLES = {
    label_key(word): role
    for role, words in {
        ACTIVE_ROLE: (
            ACTIVE_ROLE,
            "積極的役割",
            "積極的役割を担う医療機関",
            "在宅医療において積極的役割を担う医療機関",
        ),
        COORDINATION_BASE: (
            COORDINATION_BASE,
            "連携拠点",
            "連携を担う拠点",
            "在宅医療に必要な連携を担う拠点",
        ),
    }.items()
    for word in words
}
_FUNCTIONS = {label_key(name): (name,) for name in FUNCTIONS} | dict.fromkeys(
    ("すべて", "全て", "全部", "4機能", "全機能"), FUNCTIONS
)
_YES = {"○", "◯", "〇", "はい", "あり", "有", "1", "true", "yes"}
_NO = {"×", "✕", "いいえ", "なし", "無", "0", "false", "no"}
_FIELDS = (
    Field("role", "role", "role|役割"),
    Field(
        "organisation_name",
        "organisation_name",
        "(organisation|organization|institution)_name|(医療機関|機関|拠点|医療機関・拠点)?(の)?名称?",
    ),
    MUNICIPALITY,
    Field(
        "organisation_code",
        "organisation_code",
        "(organisation|organization|institution)_code|(医療)?機関コード",
        False,
    ),
    Field("functions", "functions", "functions?|(担う|対応する)?(医療)?機能", False),
    Field("round_the_clock", "round_the_clock", "round_the_clock|24時間(対応|体制)?", False),
    SCHEME,
    Field("zone_code", "zone_code", "zone_code|(担当する)?圏域(コード)?", False),
    *VALID,
)


def read(grid: Grid, top: int, context: Context) -> Reading:
    """One row per organisation, role and municipality; every wrong row is named."""
    rows, told = statements(grid, top, _FIELDS)
    municipalities = known(rows, context)
    records, problems = [], []
    for row in rows:
        try:
            records.append(_record(row, municipalities))
        except ValueError as error:
            message, _, fix = str(error).partition("。")
            problems.append(grid.problem("error", row.row - 1, None, f"{message}。", fix))
    frame = pd.DataFrame(records, columns=_COLUMNS)
    for name in _TEXTS:
        frame[name] = text_column(frame[name].to_list())
    problems += told_changes(municipalities.mergers, context.master, grid.title)
    problems += _repeats(grid, frame) + written.odd_codes(grid, frame)
    return Reading({"roles": frame}, len(rows), told + problems)


_TEXTS = (
    "organisation_code",
    "organisation_name",
    "municipality_code",
    "role",
    "functions",
    "zone_scheme",
    "zone_code",
)
_COLUMNS = [*_TEXTS, "round_the_clock", "valid_from", "valid_to", "source_row"]


def _record(row: Statement, municipalities: Municipalities) -> tuple[object, ...]:
    cells = row.cells
    name = tidy(str(cells["organisation_name"]))
    if not name:
        raise ValueError(
            "名称（organisation_name）が空です。医療機関・拠点の名称を書いてください。"
        )
    role = _ROLES.get(label_key(str(cells["role"])))
    if role is None:
        raise ValueError(
            f"役割（role）「{cells['role']}」は決められた語ではありません。"
            f"「{ACTIVE_ROLE}」か「{COORDINATION_BASE}」にしてください。"
        )
    scheme, zone = (tidy(str(cells[column])) or None for column in ("zone_scheme", "zone_code"))
    if bool(scheme) != bool(zone):
        raise ValueError(
            "担当する圏域は zone_scheme と zone_code の両方が必要です。"
            "両方を書くか、両方を空欄にしてください。"
        )
    start, end = (written_date(cells[column], column) for column in ("valid_from", "valid_to"))
    if start and end and start > end:
        raise ValueError(f"適用開始 {start} が適用終了 {end} より後です。日付を直してください。")
    code = tidy(str(cells["organisation_code"])) or None
    return (
        code,
        name,
        written.municipality(cells["municipality_code"], municipalities.current),
        role,
        "・".join(_functions(cells["functions"])),
        scheme,
        zone,
        _yes_or_no(cells["round_the_clock"]),
        start,
        end,
        row.row,
    )


def _functions(cell: Cell) -> list[str]:
    found: list[str] = []
    for part in filter(None, re.split(r"[、,，・/／;；\s]+", tidy(str(cell)))):
        names = _FUNCTIONS.get(label_key(part))
        if names is None:
            raise ValueError(
                f"機能（functions）「{part}」は決められた語ではありません。"
                f"{'・'.join(FUNCTIONS)} から選んで「・」で区切ってください。"
            )
        found += names
    return [name for name in FUNCTIONS if name in found]


def _yes_or_no(cell: Cell) -> bool | None:
    word = squash(str(cell)).lower()
    if not word:
        return None
    if word in _YES or word in _NO:
        return word in _YES
    raise ValueError(
        f"24時間対応（round_the_clock）「{cell}」が分かりません。"
        "「はい」か「いいえ」、分からなければ空欄にしてください。"
    )


def _repeats(grid: Grid, frame: pd.DataFrame) -> list[Problem]:
    """The same organisation in the same role and place twice at the same time."""
    problems = []
    keys = frame["organisation_code"].fillna(frame["organisation_name"])
    for _, group in frame.groupby([keys, frame["role"], frame["municipality_code"]]):
        if len(group) == 1:
            continue
        seen: list[tuple[date, date, int]] = []
        for row in group.itertuples():
            start, end = _day(row.valid_from, date.min), _day(row.valid_to, date.max)
            first = next((n for s, e, n in seen if max(s, start) <= min(e, end)), None)
            if first is not None:
                problems.append(
                    grid.problem(
                        "error",
                        int(str(row.source_row)) - 1,
                        None,
                        f"「{row.organisation_name}」の{row.role}が {first}行目と重なっています。",
                        "期間を分けるか、一方を消してください。",
                    )
                )
            seen.append((start, end, int(str(row.source_row))))
    return problems


def _day(value: object, otherwise: date) -> date:
    if isinstance(value, datetime):
        return value.date() if value == value else otherwise
    return value if isinstance(value, date) else otherwise


TABLE = RawTable(
    name="roles",
    label="役割",
    columns="""
        organisation_code varchar, organisation_name varchar, municipality_code varchar,
        role varchar, functions varchar, round_the_clock boolean,
        zone_scheme varchar, zone_code varchar,
        valid_from date, valid_to date
    """,
    key=Key(("organisation_name", "role", "municipality_code"), is_row=False),
    carried=Carried(("municipality_code",)),
)
KIND = Kind(
    name="roles",
    label="役割の表",
    layouts=(Layout(tuple(Word(field.label, field.pattern) for field in _FIELDS[:3]), read),),
    tables=(TABLE,),
    replaces="全体",
    order=100,
    template=Template(
        notes=(
            "※役割の表: 1 行に 1 つの役割。取り込むと、前の役割の表は全部置き換わります。",
            "※role は 積極的役割医療機関 か 拠点。両方を担う機関は 2 行に分けて書いてください。",
            "※organisation_code は②の医療機関コードと同じもの（分からなければ空欄）。",
            "※municipality_code は所在地。この市町村が入る圏域の機関として数えます。",
            "※functions は 退院支援・日常の療養支援・急変時の対応・看取り を「・」で区切って書く。",
            "※round_the_clock は 24 時間対応なら はい、そうでなければ いいえ、不明なら空欄。",
            "※zone_scheme・zone_code は担当する圏域（なければ両方とも空欄）。",
        ),
        columns=(
            "role",
            "organisation_code",
            "organisation_name",
            "municipality_code",
            "functions",
            "round_the_clock",
            "zone_scheme",
            "zone_code",
            "valid_from",
            "valid_to",
        ),
        headings=(
            "役割",
            "機関コード",
            "名称",
            "市区町村コード",
            "機能",
            "24時間対応",
            "圏域の種類",
            "圏域コード",
            "適用開始日",
            "適用終了日",
        ),
        choices={"role": (ACTIVE_ROLE, COORDINATION_BASE), "round_the_clock": ("はい", "いいえ")},
    ),
    is_dated=False,
)
