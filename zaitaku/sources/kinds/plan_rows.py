"""What the prefecture's tables of indicator values and of targets share: indicator, area, year.

An indicator is one of the catalogue, or the prefecture's own, told by its name, function, S/P/O
and unit in a row of the same table. An area is written by its code; 県 alone stands for the whole.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zaitaku.ground import codes
from zaitaku.ground.states import ACTUAL, Problem
from zaitaku.ground.text import digits, fiscal_years_in, label_key, numeral, squash, tidy
from zaitaku.indicators import FUNCTIONS, SPO, load
from zaitaku.indicators.values import KINDS
from zaitaku.sources.master import Master
from zaitaku.sources.sheet import written
from zaitaku.sources.sheet.grid import Cell, Grid
from zaitaku.sources.sheet.own import Statement
from zaitaku.sources.sheet.table import Field
from zaitaku.sources.sheet.values import COMMON_SYMBOLS, NegativeNumberError, Value, parse_number

INDICATOR = Field("indicator_id", "indicator_id", "indicator_id|指標(番号|コード|ID)")
DEFINING = (
    Field("indicator_name", "indicator_name", "indicator_name|指標(名称?)?", False),
    Field("function", "function", "function|(医療)?機能", False),
    Field("spo", "spo", "spo|SPO|S/P/O|種別", False),
    Field("unit", "unit", "unit|単位", False),
)
AREA = Field("area_code", "area_code", "area_code|地域コード")
SCHEME = Field("zone_scheme", "zone_scheme", "zone_scheme|圏域の種類|圏域種別", False)
FIGURE_KIND = Field("kind", "kind", "kind|(数値|目標)の(種類|型)", False)
SPO_WORDS = tuple(SPO)
DEFINITION = tuple(field.name for field in DEFINING)
_WHOLE = {"県", "全県", "県全体", "都道府県", "道", "府", "都"}
_SPO = {label_key(word): code for code, name in SPO.items() for word in (code, name)}
_FUNCTIONS = {label_key(name): name for name in FUNCTIONS}
_KIND_WORDS = {
    label_key(word): kind
    for kind, label in KINDS.items()
    for word in (kind, label, {"number": "数値", "words": "言葉"}.get(kind, label))
}
_YEAR = re.compile(r"(19|20)\d\d")


@dataclass(frozen=True)
class Definition:
    """The prefecture's own indicator as its table tells it."""

    name: str
    function: str
    spo: str
    unit: str


def own_indicators(
    rows: Sequence[Statement], grid: Grid
) -> tuple[dict[str, Definition], list[Problem]]:
    """Definitions of the indicators that are not in the catalogue, by id; what is wrong in them.

    An id that is neither in the catalogue nor defined in any row is an error at each of its rows.
    """
    found: dict[str, tuple[int, Definition]] = {}
    problems: list[Problem] = []
    for row in rows:
        item = indicator_id(row)
        if item in load() or not any(tidy(str(row.cells[name])) for name in DEFINITION):
            continue
        try:
            definition = _definition(row)
        except ValueError as error:
            problems.append(written.named(grid, row.row, str(error)))
            continue
        first, known = found.setdefault(item, (row.row, definition))
        if known != definition:
            text = f"指標「{item}」の名前・機能・種別・単位が {first}行目と違います。"
            problems.append(grid.problem("error", row.row - 1, None, text, "同じにしてください。"))
    told = set(found) | {indicator_id(row) for row in rows if any_definition(row)}
    for row in rows:
        item = indicator_id(row)
        if item not in load() and item not in told:
            near = difflib.get_close_matches(item, load(), n=2)
            hint = f"近い番号: {'、'.join(near)}。" if near else ""
            problems.append(
                grid.problem(
                    "error",
                    row.row - 1,
                    None,
                    f"指標「{item}」はカタログにありません。{hint}",
                    "番号を直すか、県独自の指標なら indicator_name・function・spo・unit を"
                    "書いてください。",
                )
            )
    return {item: definition for item, (_, definition) in found.items()}, problems


def indicator_id(row: Statement) -> str:
    return squash(str(row.cells["indicator_id"]))


def any_definition(row: Statement) -> bool:
    """Whether the row tries to tell what its indicator is."""
    return any(tidy(str(row.cells[name])) for name in DEFINITION)


def indicator_of(row: Statement) -> str:
    """Its id; ValueError for none, or for a unit that is not that of the catalogue."""
    if not indicator_id(row):
        raise ValueError("指標（indicator_id）が空です。カタログの番号を書いてください。")
    item, unit = load().get(indicator_id(row)), squash(str(row.cells["unit"]))
    if item is not None and unit and unit != squash(item.unit):
        raise ValueError(
            f"指標「{item.indicator_id}」の単位は「{item.unit}」ですが「{unit}」とあります。"
            "単位をそろえるか、別の番号の県独自の指標にしてください。"
        )
    return indicator_id(row)


def area_of(row: Statement, master: Master) -> tuple[str, str, str]:
    """(area_unit, zone_scheme, area_code) of a row; ValueError for an area nobody knows."""
    cell, scheme = row.cells["area_code"], tidy(str(row.cells["zone_scheme"]))
    said = tidy(str(cell))
    if not said:
        raise ValueError(
            "地域（area_code）が空です。"
            "市町村は5桁、二次医療圏は4桁、県は2桁のコードを書いてください。"
        )
    if scheme:
        return "zone", scheme, said
    prefectures = sorted({code[:2] for code in master.by_code})
    if said in _WHOLE and len(prefectures) == 1:
        return "prefecture", "", prefectures[0]
    code = digits(cell) or ""
    medical = {town.medical_area_code for town in master.by_code.values()}
    candidates = (
        ("medical_area", [code.zfill(4)] if len(code) in (3, 4) else [], medical),
        ("municipality", codes.municipality_readings(code), master.by_code),
        ("prefecture", [code.zfill(2)] if len(code) in (1, 2) else [], prefectures),
    )
    for unit, readings, known in candidates:
        for full in readings:
            if full in known:
                return unit, "", full
    raise ValueError(
        f"地域「{said}」は市区町村マスタにありません。"
        "コードを確かめてください（圏域なら zone_scheme に種類の名前を書いてください）。"
    )


def year_of(cell: Cell, column: str) -> int:
    """A fiscal year as written: 2023, 令和5年度; ValueError for anything else."""
    text = squash(str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell))
    found = {int(text)} if _YEAR.fullmatch(text) else fiscal_years_in(text)
    if isinstance(cell, date) or len(found) != 1:
        raise ValueError(
            f"{column}「{tidy(str(cell))}」は年度として読めません。"
            "2023 か 令和5年度 のように書いてください。"
        )
    return found.pop()


def kind_of(cell: Cell, otherwise: str) -> str:
    """How a figure is written, by its name or ours; ValueError for an unknown one."""
    text = str(cell)
    if not squash(text):
        return otherwise
    kind = _KIND_WORDS.get(label_key(text))
    if kind is None:
        raise ValueError(
            f"種類（kind）「{tidy(text)}」は決められた語ではありません。"
            f"{'、'.join(f'{label}（{code}）' for code, label in KINDS.items())} から"
            "選んでください。"
        )
    return kind


def number_of(
    cell: Cell, column: str, *, signs: bool = False, is_negative_fine: bool = False
) -> Value:
    """A number (a % sign is passed over), or with ``signs`` the state of 「*」; else ValueError.

    An empty cell is (None, 欠測).
    """
    said = tidy(str(cell))
    text = (numeral(cell) or cell).removesuffix("%") if isinstance(cell, str) else cell
    sign = 1
    if is_negative_fine and isinstance(text, str) and text[:1] in ("-", "△", "▲"):
        sign, text = -1, text[1:]
    if is_negative_fine and isinstance(text, float) and text < 0:
        sign, text = -1, -text
    try:
        value, status = parse_number(text, COMMON_SYMBOLS)
    except NegativeNumberError:
        raise ValueError(f"{column}「{said}」は負の数です。0以上の数を書いてください。") from None
    except ValueError:
        words = "（言葉の目標は kind を文字（words）にして target_words に書きます）"
        also = words if column == "target_value" else ""
        raise ValueError(
            f"{column}「{said}」は数値ではありません。数だけを書いてください{also}。"
        ) from None
    if status != ACTUAL and said and not signs:
        raise ValueError(f"{column}「{said}」は数値ではありません。数だけを書いてください。")
    return (None if value is None else sign * value), status


def defined(item: str, definitions: Mapping[str, Definition]) -> tuple[str | None, ...]:
    """Name, function, S/P/O and unit for the prefecture's own; None four times otherwise."""
    own = definitions.get(item)
    return (own.name, own.function, own.spo, own.unit) if own else (None,) * 4


def _definition(row: Statement) -> Definition:
    text = {name: tidy(str(row.cells[name])) for name in DEFINITION}
    empty = [name for name, value in text.items() if not value]
    if empty:
        raise ValueError(
            f"県独自の指標「{indicator_id(row)}」に {'・'.join(empty)} がありません。"
            "4つとも書いてください。"
        )
    parts = [part for part in re.split(r"[・、,，+＋/／]+", text["function"]) if part]
    functions = [_FUNCTIONS.get(label_key(part)) for part in parts]
    if not functions or None in functions:
        raise ValueError(
            f"機能（function）「{text['function']}」は決められた語ではありません。"
            f"{'・'.join(FUNCTIONS)} から選んで「・」で区切ってください。"
        )
    spo = _SPO.get(label_key(text["spo"]))
    if spo is None:
        raise ValueError(
            f"種別（spo）「{text['spo']}」は決められた語ではありません。"
            "S、P、O のどれかにしてください。"
        )
    ordered = [name for name in FUNCTIONS if name in functions]
    return Definition(text["indicator_name"], "・".join(ordered), spo, text["unit"])
