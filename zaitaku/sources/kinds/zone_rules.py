"""圏域の規則の表: which rules a plan of zones is held to, and their floors, as they were decided.

Grain of ``zone_rules``: rule. ``threshold`` is in the unit of the rule (施設, か所, % or 人), None
for a rule that has none. Rules that the table does not name stay as they are set on 圏域案.
"""

from __future__ import annotations

from zaitaku.ground.text import label_key, tidy
from zaitaku.sources.model import Context, Key, Kind, Layout, RawTable, Reading, Template, Word
from zaitaku.sources.sheet import written
from zaitaku.sources.sheet.grid import Cell, Grid
from zaitaku.sources.sheet.own import Statement, statements
from zaitaku.sources.sheet.table import Field
from zaitaku.zones.rules import LEVELS, RULES

_RULE = Field("rule", "rule", "rule|(圏域の)?規則")
_ON = Field("is_on", "is_on", "is_on|使う")
_THRESHOLD = Field("threshold", "threshold", "threshold|下限|しきい値", False)
_LEVEL = Field("level", "level", "level|合わないとき", False)
_NOTE = Field("note", "note", "note|備考", False)
_FIELDS = (_RULE, _ON, _THRESHOLD, _LEVEL, _NOTE)
_COLUMNS = ("rule", "is_on", "threshold", "level", "note")
_TEXTS = ("rule", "level", "note")
_LABELS = {rule.label: rule for rule in RULES.values()}
_RULES = {label_key(label): label for label in _LABELS}
_LEVELS = {label_key(word): word for word in LEVELS.values()}
_YES_NO = {label_key(word): word for word in ("はい", "いいえ")}


def read(grid: Grid, top: int, context: Context) -> Reading:
    """One row per rule; every wrong row is named and refuses the file."""
    rows, told = statements(grid, top, _FIELDS)
    frame, found = written.table(grid, rows, _COLUMNS, _record, _TEXTS)
    found += written.repeats(grid, frame, ("rule",), lambda row: f"規則「{row.rule}」")
    frame = frame.astype({"is_on": "bool", "threshold": "float64"})
    return Reading({"zone_rules": frame}, len(rows), told + found)


def _record(row: Statement) -> tuple[object, ...]:
    cells = row.cells
    label = written.one_of(cells["rule"], "規則（rule）", _RULES)
    default = _LABELS[label].default
    return (
        label,
        written.one_of(cells["is_on"], "使う（is_on）", _YES_NO) == "はい",
        _threshold(label, cells["threshold"]),
        written.one_of(
            cells["level"], "合わないとき（level）", _LEVELS, empty=LEVELS[default.severity]
        ),
        tidy(str(cells["note"])),
    )


def _threshold(label: str, cell: Cell) -> float | None:
    rule, value = _LABELS[label], written.number(cell, "下限（threshold）")
    if rule.default.threshold is None:
        if value is not None:
            raise ValueError(
                f"規則「{label}」に下限（threshold）「{cell}」があります。"
                "この規則に下限はないので、空欄にしてください。"
            )
        return None
    if value is None:
        raise ValueError(
            f"規則「{label}」の下限（threshold）が空です。{rule.unit} の数を書いてください。"
        )
    if rule.unit == "%" and value > 100:
        raise ValueError(
            f"規則「{label}」の下限（threshold）「{cell}」が 100 を超えています。"
            "0 から 100 までの % で書いてください。"
        )
    return value


TABLE = RawTable(
    name="zone_rules",
    label="圏域の規則",
    columns="rule varchar, is_on boolean, threshold double, level varchar, note varchar",
    key=Key(("rule",)),
)
KIND = Kind(
    name="zone_rules",
    label="圏域の規則の表",
    layouts=(Layout(tuple(Word(field.label, field.pattern) for field in (_RULE, _ON)), read),),
    tables=(TABLE,),
    replaces="全体",
    order=178,
    template=Template(
        notes=(
            "※圏域の規則の表: 圏域案が合うかどうかを見る規則を 1 行に 1 つ。"
            "取り込むと前の表は全部置き換わります。",
            f"※rule は {'、'.join(_LABELS)} のどれか。書かない規則は、画面「圏域案」で決めたまま。",
            "※is_on は はい か いいえ。threshold は下限で、完結率は %、人口は人、ほかは機関の数。",
            "※level は合わないときの印: 赤 か 黄。空欄は規則ごとの初めの印。",
        ),
        columns=_COLUMNS,
        headings=("規則", "使う", "下限", "合わないとき", "備考"),
        choices={
            "rule": tuple(_LABELS),
            "is_on": ("はい", "いいえ"),
            "level": tuple(LEVELS.values()),
        },
        lists_areas=False,
    ),
    is_dated=False,
    needs_master=False,
)
