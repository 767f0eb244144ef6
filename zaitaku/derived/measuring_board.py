"""The board: every indicator of an area beside another, on the same basis and year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from zaitaku.ask import figures
from zaitaku.ask.answer import Answer
from zaitaku.ask.area import Area, Areas
from zaitaku.ask.asker import Asker
from zaitaku.derived.declared import (
    LAST_YEAR,
    ONE_AREA,
    Asked,
    Computed,
    Values,
    area_of,
    declared,
    reference_of,
)
from zaitaku.derived.measuring import (
    KDB_NOTES,
    LABELS,
    coded,
    indicators,
    missing_words,
    params_of,
    series,
    standing,
    standing_figure,
    words_of,
)
from zaitaku.ground import breaks
from zaitaku.ground.states import ACTUAL, MISSING, NOT_APPLICABLE
from zaitaku.indicators import values
from zaitaku.indicators.catalogue import Indicator
from zaitaku.indicators.values import NUMBER, Point, Series

BOARD = declared(
    "indicators/board",
    f"""\
-- question: 医療計画の指標は、ある地域と比べる相手で、それぞれいくつか
-- grain: one row per indicator
-- source: KDB 集計表①②、指標値の表、指標のカタログ
{ONE_AREA}\
-- param other_unit: varchar default prefecture in municipality|medical_area|zone|prefecture = \
比べる相手の単位
-- param other_code: varchar[] in area.area_code = 比べる相手 | \
空のときは、その単位の最初の地域。いくつかのときは、数を足し合わせて 1 つとみる
{LAST_YEAR}\
-- param by: varchar default own in own|computed = 基準 | \
own は指標ごとの基準、computed は KDB などから計算した値
-- column function: varchar, key = 医療機能
-- column spo: varchar, key = S・P・O
-- column indicator_id: varchar, key = 番号
-- column indicator_name: varchar, key = 指標
-- column mark: varchar, key = 印 | 必須、第7次の●、県独自
-- column value_words: varchar, key = 値
-- column other_words: varchar, key = 比べる相手
-- column value: double, count = 値（数）
-- column unit: varchar, key = 単位
-- column year: integer, public = 年度
-- column other: double, count = 比べる相手の値（数） | 同じ基準・年度の値だけ
-- column basis: varchar, key = 基準
-- column gap: varchar, key = 指標の定義との違い
-- column words: varchar, key = データなしのとき
-- note: {KDB_NOTES[0]}
""",
)


def board(
    asker: Asker, area: Area, other: Area | Areas, year: int, *, computed: bool = False
) -> Answer:
    """Every indicator of the catalogue for one area, beside another on the same basis and year.

    ``computed``: on the basis of the computed figures, though there are imported ones.
    """
    base = asker.ask("indicators/catalogue")
    rows: list[tuple[Any, ...]] = []
    states: list[tuple[str, ...]] = []
    changed: dict[str, list[str]] = {}
    for item in indicators(asker.ask).values():
        found = standing_figure(asker, item, area, year, computed=computed)
        lead = ("・".join(item.functions), item.spo, item.indicator_id, item.name, item.mark)
        said: dict[str, str] = {}
        if found is None:
            rest = _absent(asker, item, other, year, computed)
        else:
            rest, said = _figures(asker, item, other, *found)
            for told in breaks.caveats(found[0].breaks, [found[1].year]):
                changed.setdefault(told, []).append(item.name)
        rows.append((*lead, *rest))
        states.append(_states(rows[-1], said))
    columns = tuple(
        replace(
            c, label={"value_words": area.title, "other_words": other.title}.get(c.name, c.label)
        )
        for c in BOARD.columns
    )
    return replace(
        base,
        name=BOARD.name,
        question=f"{area.title}の医療計画の指標（比べる相手: {other.title}）",
        grain=BOARD.grain,
        source=BOARD.source,
        columns=columns,
        rows=rows,
        states=states,
        notes=(
            *KDB_NOTES,
            *base.notes,
            *(f"{'、'.join(names)}: {told}" for told, names in changed.items()),
        ),
        params=params_of(area)
        | {"fiscal_year": year, "other": coded(other)}
        | ({"basis": "計算した値"} if computed else {}),
        param_labels=LABELS,
    )


def _figures(
    asker: Asker, item: Indicator, other: Area | Areas, one: Series, point: Point
) -> tuple[tuple[Any, ...], dict[str, str]]:
    """The rest of a row with a figure, and the states of its two numbers."""
    beside = _beside(asker, item, other, one, point.year)
    gap = f"{one.fit}: {one.gap}" if one.fit else ""
    said = tuple(words_of(p.value, p.state, one.unit) for p in (point, beside))
    row = (*said, point.value, one.unit, point.year or None, beside.value, one.basis, gap, "")
    return row, {"value": point.state, "other": beside.state}


def _absent(
    asker: Asker, item: Indicator, other: Area | Areas, year: int, computed: bool
) -> tuple[Any, ...]:
    """The rest of a row without a figure; what is known of the other area is said with its year."""
    found = (
        None
        if isinstance(other, Areas)  # each of them may be of another year
        else standing_figure(asker, item, other, year, computed=computed)
    )
    decided = standing(asker, item, computed=computed)
    said, basis = "", decided.basis if decided else ""
    if found is not None and found[1].value is not None:
        one, point = found
        when = f"（{point.year}年度）" if point.year else ""
        said = f"{words_of(point.value, point.state, one.unit)}{when}"
    word = figures.STATE_WORDS[MISSING]
    words = missing_words(asker, item, computed=computed)
    return (word, said, None, item.unit, None, None, basis, "", words)


def _beside(asker: Asker, item: Indicator, other: Area | Areas, one: Series, year: int) -> Point:
    """The other area's figure of the same basis and year; 欠測 where there is none."""
    if isinstance(other, Areas):
        if one.kind != NUMBER or not values.adds_up(one.unit, one.basis):
            return Point(year, None, NOT_APPLICABLE)
        return values.added(year, [_beside(asker, item, p, one, year) for p in other.parts])
    for candidate in series(asker, item, other, [year]):
        if (candidate.kind, candidate.basis) == (one.kind, one.basis):
            same = [point for point in candidate.points if point.year == year]
            return same[0] if same else Point(year, None, MISSING)
    return Point(year, None, MISSING)


def _states(row: Sequence[Any], said: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(
        said.get(column.name, MISSING if cell is None else ACTUAL)
        for column, cell in zip(BOARD.columns, row, strict=True)
    )


def _board(asked: Asked, values: Values) -> Answer | None:
    own, other = area_of(asked.ask, values), reference_of(asked.ask, values, "other")
    if own is None or other is None:
        return None
    year = values["fiscal_year"] or asked.last_year
    return board(asked.asker, own, other, year, computed=values["by"] == "computed")


QUESTIONS = (Computed(BOARD, _board),)
