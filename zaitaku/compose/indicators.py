"""What the page 指標 shows and lets the reader choose: the board, one indicator, its basis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from zaitaku.ask.answer import Answer
from zaitaku.compose import words
from zaitaku.compose.sheet import Sheet
from zaitaku.derived import measuring, measuring_across, measuring_board
from zaitaku.ground.states import ACTUAL, SUPPRESSED
from zaitaku.ground.years import fiscal_year_label
from zaitaku.indicators import FUNCTIONS, OUTCOME, SPO
from zaitaku.indicators.catalogue import OBLIGATORY, UNCONFIRMED, Indicator
from zaitaku.indicators.values import KINDS, NUMBER, PER_100K, PER_100K_AGED

BASES = {"own": "指標ごとの基準", "computed": "KDB などから計算した値"}
PANELS = 3  # years side by side
_SHOWN = (ACTUAL, SUPPRESSED)
_MARKS = (
    "【必須】はすべての計画で目標を定める指標、● は第7次の指標例で印のあるものです。"
    "「一部」は、指標の定義の一部だけの数です。"
)
NOT_BESIDE = "基準の違う値どうしの大小は言えません。濃い棒が注目する地域です。"
COLUMNS = ("function", "spo", "indicator_id", "indicator_name", "mark", "value_words", "year")
TABLE = (*COLUMNS, "other_words", "basis", "gap", "words")


@dataclass(frozen=True)
class Chosen:
    """One indicator on one basis: year label → every area's figure (``panels`` is empty where only
    the prefecture has one), and the years of 注目する地域 (``own``)."""

    item: Indicator
    basis: str
    panels: dict[str, Answer]
    every: tuple[Answer, ...]
    own: tuple[Answer, ...]

    @property
    def name(self) -> str:
        """The indicator with its basis: the same name on another basis is another figure."""
        return f"{self.item.name}（{self.basis}）"

    @property
    def latest(self) -> Answer:
        return self.every[-1]

    @property
    def when(self) -> str:
        """The years set side by side."""
        return "–".join(dict.fromkeys((next(iter(self.panels)), list(self.panels)[-1])))


def choose_basis(sheet: Sheet) -> bool:
    """Whether the reader wants the computed figures instead of each indicator's own basis."""
    return sheet.choice("by", "基準（数え方）", BASES, few=True) == "computed"


def board(sheet: Sheet, computed: bool) -> Answer:
    """Every indicator for 注目する地域 beside 比べる相手, in the chosen year."""
    return sheet.computed(
        measuring_board.board, sheet.area, sheet.reference, sheet.year, computed=computed
    )


def columns(sheet: Sheet) -> tuple[str, ...]:
    """Of the board's table."""
    return tuple(name for name in TABLE if sheet.compared or name != "other_words")


def draw(sheet: Sheet, answer: Answer) -> None:
    """The board as the plan lays it out: functions across, S・P・O down; what is lacking folded."""
    known = measuring.indicators(sheet.ask)
    value = answer.names.index("value")
    rows = [
        (known[cells["indicator_id"]], cells, states[value])
        for row, states in zip(answer.rows, answer.states, strict=True)
        if (cells := dict(zip(answer.names, row, strict=True)))
    ]
    other = answer.column("other_words").label if sheet.compared else ""
    sheet.note(_MARKS)
    for place, function in zip(sheet.columns([1] * len(FUNCTIONS)), FUNCTIONS, strict=True):
        with place:
            sheet.text(f"**{function}**")
    for spo, label in SPO.items():
        with sheet.framed():
            none_given = "　指標例はなく、県が独自に置きます" if spo == OUTCOME else ""
            sheet.note(f"{spo}　{label}{none_given}")
            for place, function in zip(sheet.columns([1] * len(FUNCTIONS)), FUNCTIONS, strict=True):
                here = [r for r in rows if r[0].spo == spo and function in r[0].functions]
                with place:
                    _cell(sheet, here, other)


def choose(sheet: Sheet, computed: bool) -> Chosen | None:
    """Draw the controls of one indicator; None (and the reader is told) where nothing is known.

    Its own basis is chosen at first, also where the areas shown have no figure on it.
    """
    known = measuring.indicators(sheet.ask)
    item = known[
        sheet.choice(
            "ind",
            "くわしく見る指標",
            {code: f"{code}　{one.name}" for code, one in known.items()},
            OBLIGATORY,
        )
    ]
    areas = [sheet.area_of(sheet.unit, code, name) for code, name in sheet.areas.items()]
    if sheet.is_prefecture:
        areas.append(sheet.area)
    decided = sheet.computed(measuring.standing, item, computed=computed)
    known_bases = sheet.computed(measuring.known_bases, item, areas)
    bases = ({decided.basis: NUMBER} if decided else {}) | known_bases
    _about(sheet, item)
    none = (
        f"{sheet.unit_label}別の値がありません。"
        f"{measuring.missing_words(sheet.asker, item, computed=computed)}"
    )
    if not known_bases:
        sheet.tell(none)
        return None
    with sheet.row():
        names = {str(number): basis for number, basis in enumerate(bases)}
        basis = names[sheet.choice("basis", "基準（数え方）", names)]
        kinds = {NUMBER: "数"} | {kind: KINDS[kind] for kind in (PER_100K, PER_100K_AGED)}
        kinds = kinds if bases[basis] == NUMBER else {bases[basis]: KINDS[bases[basis]]}
        kind = sheet.choice("per", "見る数値", kinds, few=True)
    if basis not in known_bases:
        sheet.tell(none)
        return None
    parts = [area for area in areas if area.unit == sheet.unit]
    found = sheet.computed(measuring_across.across, item, basis, parts, kind)
    own = (
        sheet.computed(measuring_across.across, item, basis, [sheet.area], kind)
        if sheet.is_prefecture
        else found
    )
    panels = {_year(year): answer for year, answer in list(found.items())[-PANELS:]}
    return Chosen(item, basis, panels, tuple((found or own).values()), tuple(own.values()))


def _about(sheet: Sheet, item: Indicator) -> None:
    """What is known of an indicator; what is not confirmed says so."""
    sure = "" if item.is_confirmed else f"　この指標は{UNCONFIRMED}（確度 {item.certainty}）"
    parts = (
        "・".join(item.functions),
        SPO[item.spo],
        f"単位 {item.unit}",
        f"出典 {item.source}" + ("" if item.is_own else f"（{UNCONFIRMED}）"),
        f"数えるもの {item.counts or UNCONFIRMED}",
        item.place or f"所在地か住所地か {UNCONFIRMED}",
        f"定義 {item.definition or UNCONFIRMED}",
        f"第7次 {_listed(item.plan7)}、第8次 {_listed(item.plan8)}",
    )
    sheet.note("｜".join(parts) + sure)


def _listed(word: str) -> str:
    return {"1": "あり", "0": "なし", "?": UNCONFIRMED, "": "―"}.get(word, word)


def _cell(sheet: Sheet, rows: Sequence[tuple[Indicator, dict[str, Any], str]], other: str) -> None:
    """One function and one of S・P・O: figures first, what has none behind a fold."""
    shown = [_entry(i, cells, other) for i, cells, state in rows if state in _SHOWN]
    absent = [_lacking(i, cells, other) for i, cells, state in rows if state not in _SHOWN]
    sheet.text("\n\n".join(shown) or "―")
    if absent:
        with sheet.fold(f"値なし {len(absent)}"):
            sheet.text("\n\n".join(absent))


def _head(item: Indicator, cells: dict[str, Any]) -> str:
    mark = cells["mark"]
    before = {"": "", "●": "● "}.get(mark, f"【{mark}】")
    several = "" if len(item.functions) == 1 else "　複数の機能"
    doubt = "" if item.is_confirmed else f"　名称は{UNCONFIRMED}"
    return f"{words.escape(before + item.name)} :small[{item.indicator_id}{several}{doubt}]"


def _entry(item: Indicator, cells: dict[str, Any], other: str) -> str:
    when = f"{cells['year']}年度" if cells["year"] else "年の記載なし"
    part = "・一部" if cells["gap"].startswith("一部") else ""
    beside = f"　{other} {cells['other_words']}" if other and cells["other_words"] else ""
    figure = f"**{words.escape(cells['value_words'])}**"
    return f"{_head(item, cells)}  \n{figure} :small[{words.escape(beside)}]  \n" + (
        ":small[" + words.escape("・".join((when, cells["basis"])) + part) + "]"
    )


def _lacking(item: Indicator, cells: dict[str, Any], other: str) -> str:
    why = cells["words"] or f"{cells['value_words']}: {cells['gap'].split(': ')[-1]}。"
    is_known = other and cells["words"] and cells["other_words"]
    beside = f"　{other} {cells['other_words']}" if is_known else ""
    return f"{_head(item, cells)}  \n:small[{words.escape(why + beside)}]"


def _year(year: int) -> str:
    return fiscal_year_label(year) if year else "年の記載なし"
