"""都道府県を並べる: one figure of every prefecture, or of the 二次医療圏 of all of them.

Each figure is the one that its own build shows in the mode. A rank counts only what may be set
beside each other: numbers that are shown, of one 年度 and on one basis. Who has no such figure has
a row all the same, which says why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from zaitaku.access import asking
from zaitaku.ask.answer import Answer, Ask, Column
from zaitaku.ask.asker import Asker
from zaitaku.ask.figures import number
from zaitaku.derived import measuring
from zaitaku.derived.declared import declared
from zaitaku.derived.each_prefecture import Prefecture, builds_of
from zaitaku.ground.errors import NotInDataError, WarehouseError
from zaitaku.ground.settings import Mode
from zaitaku.ground.states import ACTUAL, MISSING, NOT_APPLICABLE
from zaitaku.indicators import catalogue
from zaitaku.indicators.values import NUMBER, PER_100K_AGED

UNITS = {"prefecture": "都道府県", "medical_area": "二次医療圏"}
LATEST = 0  # 年度: the last that each of them has
_INDICATOR = "indicators/by_area"
_ALONE = "年度と基準の同じ値が、ほかにありません"
_APART = "年度か基準が、ほかの多くと違います"
NATION = declared(
    "nation/by_area",
    """\
-- question: 同じ数値は、都道府県ごとに（二次医療圏ごとに）いくつか
-- grain: one row per area of every prefecture and measure
-- source: 都道府県ごとの版
-- column prefecture_code: varchar, key = 都道府県コード
-- column prefecture_name: varchar, key = 都道府県
-- column area_code: varchar, key = 地域コード
-- column area_name: varchar, key = 地域名
-- column measure: varchar, key = 数値
-- column unit: varchar, key = 単位
-- column fiscal_year: integer, key = 年度 | 値の年度。空欄は年度の記載がないもの
-- column basis: varchar, key = 基準（数え方）
-- column value: double, count = 値
-- column rank: integer, from value = 順位 | 年度と基準が同じで、値を示せる地域のうち、高いほうから
-- column of: integer, from value = 比べた数 | 順位を付けた地域の数
-- column fifth: integer, from value = 5 つに分けた位置 | 順位を付けた地域を 5 つに分けたとき。\
5 が最も高い
-- column remark: varchar, key = 備考 | 値や順位がない理由
-- column build_id: varchar, key = 版 | その都道府県の版
-- note: 値は、それぞれの都道府県の版が、そのモードで示すものです。秘匿の決まりは都道府県ごとです。
-- note: 順位は、年度と基準が同じで、値を示せるものの間だけで付けました。\
よい・悪いの順ではありません。
""",
)


@dataclass(frozen=True)
class Measure:
    """A column of a question, with what else is asked."""

    code: str
    label: str
    question: str
    column: str
    params: Mapping[str, Any] = field(default_factory=dict)
    unit: str = ""  # where the column's own would not say per whom, beside others


_PER, _AGED = "patients_per_1000_65plus", "人/65歳以上千人"
_ACT = {"visits": "在宅患者訪問診療料", "calls": "往診料"}
MEASURES = {
    one.code: one
    for one in (
        Measure("home_care", "在宅医療の患者", "patients/by_area", _PER, {}, _AGED),
        Measure(
            "visits", "訪問診療の患者", "supply/by_area", _PER, {"item": _ACT["visits"]}, _AGED
        ),
        Measure("calls", "往診の患者", "supply/by_area", _PER, {"item": _ACT["calls"]}, _AGED),
        Measure("completion", "訪問診療の完結率", "flows/summary", "self_sufficiency_pct"),
        Measure("discharge", "退院後の在宅医療", "discharge/by_area", "home_care_pct"),
    )
}


def measures() -> dict[str, Measure]:
    """Those of KDB, then the indicators of the national list, per head where they are numbers."""
    return MEASURES | {
        code: Measure(code, f"{code}　{one.name}", _INDICATOR, "value",
                      {"indicator_id": code})
        for code, one in catalogue.load().items()
    }  # fmt: skip


def years(prefectures: Sequence[Prefecture]) -> dict[int, int]:
    """年度 with KDB data, latest first → how many prefectures have it."""
    found = Counter(year for one in prefectures for year in _years(one.ask))
    return {year: found[year] for year in sorted(found, reverse=True)}


def _years(ask: Ask | None) -> set[int]:
    rows = ask("build/years").rows if ask is not None else ()
    return {int(row[1]) for row in rows if str(row[0]).startswith("kdb_")}


@dataclass(frozen=True)
class _Row:
    """``size``: that it only tells how large the area is."""

    prefecture: Prefecture
    code: str
    name: str
    unit: str = ""
    year: int | None = None
    basis: str = ""
    value: float | None = None
    state: str = MISSING
    why: str = ""
    is_size: bool = False

    @property
    def group(self) -> tuple[int | None, str]:
        """What may be ranked together."""
        return self.year, self.basis


def side_by_side(
    prefectures: Sequence[Prefecture],
    chosen: Sequence[Measure],
    mode: Mode,
    unit: str = "prefecture",
    year: int = LATEST,
) -> Answer:
    """A row for every measure and area. ``year`` LATEST: the last that each prefecture has.

    A prefecture that cannot be read is told in the notes; it has a row where rows are prefectures.
    """
    rows: list[tuple[Any, ...]] = []
    states: list[tuple[str, ...]] = []
    sources: list[str] = []
    notes: dict[str, None] = dict.fromkeys(note.told for note in NATION.notes)
    units: set[str] = set()
    areas = {one.code: _areas(one, unit) for one in prefectures}
    for measure in chosen:
        found = []
        for one in prefectures:
            own, answer = _of_prefecture(one, measure, unit, areas[one.code], year)
            found += _told(one, own, measure, mode, year)
            if answer is not None:
                sources += answer.source.split("、")
                notes |= dict.fromkeys(answer.notes)
        found = _in_one_unit(found)
        units |= {row.unit for row in found if row.unit}
        if len(chosen) == 1:  # from the highest down, those without a figure last
            found.sort(key=lambda row: (row.value is None, -(row.value or 0.0)))
        for cells in _ranked(measure, found):
            rows.append(tuple(cell for cell, _ in cells))
            states.append(tuple(state for _, state in cells))
    lead = [f"{one.name}: {one.fault}" for one in prefectures if one.fault]
    params = {"measures": [one.code for one in chosen], "area_unit": unit}
    return Answer(
        NATION.name, NATION.question, NATION.grain,
        "、".join(dict.fromkeys(sources)) or NATION.source,
        _columns(chosen, units), rows, states, (*lead, *notes),
        params | ({"fiscal_year": year} if year else {}),
        {"measures": "数値", "area_unit": "地域の単位", "fiscal_year": "年度"},
        builds_of(prefectures), mode,
    )  # fmt: skip


def comparable(answer: Answer) -> tuple[Answer, list[str]]:
    """Of one measure what may stand on one axis, and the names of the areas that are left out for
    being of another 年度 or basis than most. A figure that is alone is not left out."""
    shown = [states["value"] == ACTUAL for states in answer.state_records]
    apart = [
        is_shown and bool(record["remark"])
        for record, is_shown in zip(answer.records, shown, strict=True)
    ]
    if sum(shown) < 2 or not any(apart):
        return answer, []
    kept = [at for at, is_apart in enumerate(apart) if not is_apart]
    left = [str(r["area_name"]) for r, gone in zip(answer.records, apart, strict=True) if gone]
    rows, states = [answer.rows[at] for at in kept], [answer.states[at] for at in kept]
    return replace(answer, rows=rows, states=states), left


def _columns(chosen: Sequence[Measure], units: set[str]) -> tuple[Column, ...]:
    """Of one measure its value has that name and unit."""
    if len(chosen) != 1:
        return NATION.columns
    label, unit = chosen[0].label, next(iter(units)) if len(units) == 1 else ""
    return tuple(
        replace(one, label=label, unit=unit) if one.name == "value" else one
        for one in NATION.columns
    )


def _of_prefecture(
    one: Prefecture, measure: Measure, unit: str, areas: Sequence[tuple[str, str]], year: int
) -> tuple[list[_Row], Answer | None]:
    if one.ask is None:
        why = "版を読めません"
        return ([_Row(one, one.code, one.name, why=why)] if unit == "prefecture" else []), None
    answer, is_size, why = None, False, ""
    try:
        answer, is_size = _asked(one.ask, measure, unit, year)
    except NotInDataError:
        pass  # why is told where no figure is, whatever it is for
    except WarehouseError as error:
        why = str(error)
    if answer is None or not answer.rows:
        return [_Row(one, *_named(one, unit, *area), why=why) for area in areas], None
    column = answer.column(measure.column)
    told = answer.params.get("fiscal_year")
    # an indicator says how it was counted; of the others all is the same that the source says
    basis = str(answer.params.get("basis") or answer.source)
    at = answer.names.index(measure.column)
    figures = {
        str(row[answer.names.index("area_code")]): (row[at], states[at])
        for row, states in zip(answer.rows, answer.states, strict=True)
    }
    return [
        _Row(one, *_named(one, unit, code, name), measure.unit or column.unit, told or None, basis,
             *figures.get(code, (None, MISSING)), is_size=is_size)
        for code, name in areas
    ], answer  # fmt: skip


def _areas(one: Prefecture, unit: str) -> list[tuple[str, str]]:
    """Code and name of each area of a prefecture."""
    rows = one.ask("area/list", area_unit=unit).rows if one.ask is not None else ()
    return [(str(row[0]), str(row[1])) for row in rows]


def _named(one: Prefecture, unit: str, code: str, name: str) -> tuple[str, str]:
    """Of several 「中部」 each says whose it is."""
    return (one.code, one.name) if unit == "prefecture" else (code, f"{name}（{one.name}）")


def _asked(ask: Ask, measure: Measure, unit: str, year: int) -> tuple[Answer | None, bool]:
    """The answer, and whether it tells only how large an area is.

    Numbers of an indicator per head; what is told as a share is as it is.
    """
    if measure.question != _INDICATOR:
        given = {**measure.params, "area_unit": unit, **({"fiscal_year": year} if year else {})}
        return ask(measure.question, **given), False
    given = {**measure.params, "area_unit": unit, "fiscal_year": year}
    answer = ask(measure.question, **given, kind=PER_100K_AGED)
    if _has_figures(answer):
        return answer, False
    plain = ask(measure.question, **given, kind=NUMBER)
    return plain, "%" not in plain.column("value").unit if plain.rows else False


def _has_figures(answer: Answer) -> bool:
    at = answer.names.index("value")
    return any(states[at] != MISSING for states in answer.states)


def _told(
    one: Prefecture, rows: Sequence[_Row], measure: Measure, mode: Mode, year: int
) -> list[_Row]:
    """Rows without a figure say what the prefecture lacks."""
    lacking = [row.state == MISSING and not row.why for row in rows]
    if one.ask is None or not any(lacking):
        return list(rows)
    why = _lacking(one.ask, measure, mode, year)
    return [replace(r, why=why) if lacks else r for r, lacks in zip(rows, lacking, strict=True)]


def _lacking(ask: Ask, measure: Measure, mode: Mode, year: int) -> str:
    held = sorted(_years(ask))
    if year and year not in held:
        there = "・".join(map(str, held)) or "なし"
        return f"{year}年度のデータがありません（ある年度: {there}）"
    if measure.question != _INDICATOR:
        return "この数値のもとになる表がありません"
    asked = Asker(ask, "public" if asking.scope() else mode, tuple(held))
    return measuring.missing_words(asked, catalogue.load()[measure.code])


def _in_one_unit(rows: Sequence[_Row]) -> list[_Row]:
    """A figure in another unit than most have, or that tells only how large an area is, goes into
    the remark: beside the others it would be read as one of theirs."""
    units = Counter(row.unit for row in rows if row.state == ACTUAL and not row.is_size)
    usual = next((unit for unit, _ in units.most_common(1)), "")
    found = []
    for row in rows:
        if row.state == ACTUAL and (row.is_size or row.unit != usual):
            figure = f"{number(row.value, 0 if row.is_size else 1)} {row.unit}"
            why = "人口あたりにできません" if row.is_size else "ほかと単位が違います"
            row = replace(row, value=None, state=NOT_APPLICABLE, why=f"{figure}。{why}")
        found.append(replace(row, unit=usual))
    return found


def _fifth(rank: int, of: int) -> int:
    """5 for the highest; of fewer than five the ends are 5 and 1 all the same."""
    return 5 - (rank - 1) * 5 // of if of >= 5 else 5 - round((rank - 1) * 4 / (of - 1))


_Cell = tuple[Any, str]


def _ranked(measure: Measure, rows: Sequence[_Row]) -> Iterator[list[_Cell]]:
    groups: dict[tuple[int | None, str], list[float]] = {}
    for row in rows:
        if row.state == ACTUAL and row.value is not None:
            groups.setdefault(row.group, []).append(float(row.value))
    most = max((len(found) for found in groups.values()), default=0)
    for row in rows:
        yield _cells(measure, row, groups.get(row.group, []), most)


def _cells(measure: Measure, row: _Row, beside: Sequence[float], most: int) -> list[_Cell]:
    """``beside``: the numbers it may be ranked among, its own with them."""
    rank: int | None = None
    fifth: int | None = None
    of: int | None = None
    state = row.state
    why = row.why
    if state == ACTUAL and row.value is not None:
        if len(beside) < 2:
            state, why = NOT_APPLICABLE, _ALONE
        else:
            rank, of = 1 + sum(other > row.value for other in beside), len(beside)
            fifth = _fifth(rank, of)
            why = _APART if len(beside) < most else ""
    one = row.prefecture
    keys = (one.code, one.name, row.code, row.name, measure.label, row.unit)
    cells: list[_Cell] = [(key, ACTUAL) for key in keys]
    cells.append((row.year, ACTUAL if row.year is not None else MISSING))
    cells.append((row.basis, ACTUAL))
    cells.append((row.value, row.state))
    cells += [(found, state) for found in (rank, of, fifth)]
    return [*cells, (why, ACTUAL), (one.build_id, ACTUAL)]
