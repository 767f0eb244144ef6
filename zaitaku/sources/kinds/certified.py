"""介護保険事業状況報告 年報 by insurer: 認定者数 (第4-1-1表) and 第1号被保険者数 (第2表).

As published: one sheet per group of people, the whole country's 1,571 insurers below each other, no
code. Grain of ``certified``: fiscal year × insurer × people × 要介護度; of ``care_insured``: fiscal
year × insurer × age. Both at the end of the fiscal year, which no sheet names: the file's name or
``--fiscal-year`` tells it. All insurers are kept; those of the master's prefectures have the code
of their municipality, several municipalities together have none ('').
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from zaitaku.ground.states import Problem
from zaitaku.sources import insurer_names
from zaitaku.sources.insurer_names import WHOLE, Insurers
from zaitaku.sources.model import (
    HEADING_FIX,
    Carried,
    Context,
    Key,
    Kind,
    Layout,
    RawTable,
    Reading,
    Word,
    refusal,
)
from zaitaku.sources.sheet.alignment import misplaced
from zaitaku.sources.sheet.checks import Part, judged, sum_warnings
from zaitaku.sources.sheet.frames import cycled, each, long_columns, source_rows
from zaitaku.sources.sheet.grid import HEADER_DEPTH, Grid
from zaitaku.sources.sheet.numbers import Numbers, read_numbers
from zaitaku.sources.sheet.values import DASH_IS_ZERO

LEVELS = ("要支援１", "要支援２", "要介護１", "要介護２", "要介護３", "要介護４", "要介護５")
ALL = "計"
EVERYBODY, FIRST, SECOND = "総数", "第1号被保険者", "第2号被保険者"
# what stands above the levels of a sheet → whom it counts
_PEOPLE = {
    EVERYBODY: EVERYBODY,
    "(再掲)第1号被保険者": FIRST,
    "(再掲)第2号被保険者": SECOND,
    "(再掲)第1号被保険者-90歳以上-": "90+",
} | {
    f"(再掲)第1号被保険者-{age}歳以上{age + 5}歳未満-": f"{age}-{age + 4}"
    for age in range(65, 90, 5)
}
_AGES = {
    "計": ALL,
    "65歳以上75歳未満": "65-74",
    "75歳以上85歳未満": "75-84",
    "85歳以上": "85+",
}
_ABOVE = 4  # rows of a header
_PREFECTURE, _INSURER = Word("都道府県"), Word("保険者")
_FIX = "厚生労働省が公表した「保険者別」の Excel を、行や列を消さずに取り込んでください。"


def read_certified(grid: Grid, top: int, context: Context) -> Reading:
    """One sheet of 第4-1-1表. Refused when it does not count 男女計 at the end of the year."""
    told = ("認定者数", "男女計", "年度末現在")
    insurer_names.refuse_title(grid, top, told, "年度末現在の男女計の認定者数")
    words = {level.translate(_NARROW): level for level in LEVELS} | {"合計": ALL}
    columns, start = _columns(grid, top, words)
    people = _people(grid, start, min(columns.values()))
    problems: list[Problem] = []
    found = _insurers(grid, top, start, max(columns.values()) + 1, problems)
    told_of = insurer_names.place(grid, found, context.master)
    if people == EVERYBODY:  # the other sheets of the book have the same insurers
        problems += told_of
    numbers = _numbers(grid, range(top, start), found, list(columns.values()), problems)
    parts = [Part(level, numbers.part([i])) for i, level in enumerate(columns) if level != ALL]
    whole = numbers.part([list(columns).index(ALL)])
    problems += judged(grid, sum_warnings(grid, "合計", whole, parts, unit=0))
    frame = _long(found, numbers, list(columns), context.fiscal_year, "care_level", "certified")
    frame.insert(4, "people", each([people], len(frame)))
    return Reading({"certified": frame}, len(found.rows), problems)


def read_insured(grid: Grid, top: int, context: Context) -> Reading:
    """第2表: 第1号被保険者 by age."""
    told = ("第1号被保険者数", "年度末現在")
    insurer_names.refuse_title(grid, top, told, "年度末現在の第１号被保険者数")
    columns, start = _columns(grid, top, _AGES)
    problems: list[Problem] = []
    width = max(len(row) for row in grid.rows[top:start])
    found = _insurers(grid, top, start, width, problems)
    problems += insurer_names.place(grid, found, context.master)
    numbers = _numbers(grid, range(top, start), found, list(columns.values()), problems)
    parts = [Part(age, numbers.part([i])) for i, age in enumerate(columns) if age != ALL]
    whole = numbers.part([list(columns).index(ALL)])
    problems += judged(grid, sum_warnings(grid, "計", whole, parts, unit=0))
    frame = _long(found, numbers, list(columns), context.fiscal_year, "age_band", "insured")
    return Reading({"care_insured": frame}, len(found.rows), problems)


_NARROW = str.maketrans("１２３４５", "12345")


def _columns(grid: Grid, top: int, words: dict[str, str]) -> tuple[dict[str, int], int]:
    """The column of each heading, and the first row under them all."""
    below = top + HEADER_DEPTH
    places = {word: grid.find(word, top, below) for word in words}
    if lacking := [word for word, found in places.items() if not found]:
        raise refusal(grid, top, f"見出し「{lacking[0]}」がありません。", HEADING_FIX)
    # merged cells repeat the heading below and beside it
    columns = {words[word]: min(column for _, column in found) for word, found in places.items()}
    header = max(min(row for row, _ in found) for found in places.values())
    return columns, header + 1


def _people(grid: Grid, start: int, column: int) -> str:
    """The group that stands over the levels; merged cells may begin the header only below it."""
    above = grid.stack(column, max(start - _ABOVE, 0), start - 1)
    for text in above:
        if text in _PEOPLE:
            return _PEOPLE[text]
    shown = above[-1] if above else ""
    message = f"誰の数か（総数、第１号被保険者 など）を、要介護度の上の「{shown}」から読めません。"
    raise refusal(grid, start - 1, message, _FIX, column)


def _insurers(grid: Grid, top: int, start: int, width: int, problems: list[Problem]) -> Insurers:
    places = [grid.find(word.regex, top, start) for word in (_PREFECTURE, _INSURER)]
    columns = places[0][0][1], places[1][0][1]
    return insurer_names.find(grid, start, columns, width, problems)


def _numbers(
    grid: Grid, header: range, found: Insurers, columns: Sequence[int], problems: list[Problem]
) -> Numbers:
    """The insurers' figures, checked against the whole country's: a row cut off is seen there."""
    numbers = read_numbers(grid, found.rows, columns, DASH_IS_ZERO, problems)
    problems += misplaced(grid, header, found.rows, columns)
    if found.whole is None:
        message = "全国の行がないため、保険者がそろっているかを確かめられません。"
        problems.append(grid.problem("warning", None, None, message, _FIX))
        return numbers
    whole = read_numbers(grid, [found.whole], columns, DASH_IS_ZERO, problems)
    sums = numbers.values.sum(axis=0)
    if numbers.statuses is None and not np.array_equal(sums, whole.values[0]):
        worst = int(np.abs(sums - whole.values[0]).argmax())
        message = (
            f"保険者の和 {sums[worst]:,.0f} が全国の行 {whole.values[0][worst]:,.0f} と"
            "一致しません。行が足りないか、値が書き換えられています。"
        )
        problems.append(grid.problem("error", found.whole, columns[worst], message, _FIX))
    found.rows.append(found.whole)
    found.prefectures.append(WHOLE)
    found.names.append(WHOLE)
    found.codes.append("")
    return read_numbers(grid, found.rows, columns, DASH_IS_ZERO, [])


def _long(
    found: Insurers, numbers: Numbers, labels: Sequence[str], year: int, factor: str, value: str
) -> pd.DataFrame:
    width, rows = len(labels), len(found.rows)
    return pd.DataFrame(
        {
            "fiscal_year": np.full(rows * width, year),
            "prefecture_name": each(found.prefectures, width),
            "insurer_name": each(found.names, width),
            "municipality_code": each(found.codes, width),
            factor: cycled(labels, rows),
            **long_columns(value, numbers),
            "source_row": source_rows(found.rows).repeat(width),
        }
    )


# insurer_name 全国 is the whole country
TABLE = RawTable(
    name="certified",
    label="介護保険の認定者",
    columns="""
        fiscal_year integer, prefecture_name varchar, insurer_name varchar,
        municipality_code varchar, people varchar, care_level varchar,
        certified double, certified_status varchar
    """,
    key=Key(("fiscal_year", "prefecture_name", "insurer_name", "people", "care_level")),
    replaced_by="fiscal_year",
    year="fiscal_year",
    carried=Carried(("municipality_code",)),
)
INSURED = RawTable(
    name="care_insured",
    label="介護保険の第1号被保険者",
    columns="""
        fiscal_year integer, prefecture_name varchar, insurer_name varchar,
        municipality_code varchar, age_band varchar, insured double, insured_status varchar
    """,
    key=Key(("fiscal_year", "prefecture_name", "insurer_name", "age_band")),
    replaced_by="fiscal_year",
    year="fiscal_year",
    carried=Carried(("municipality_code",)),
)
KIND = Kind(
    name="certified",
    label="介護保険事業状況報告 年報（認定者数、第１号被保険者数。保険者別）",
    layouts=(
        Layout(
            (
                _PREFECTURE,
                _INSURER,
                *(Word(level, level.translate(_NARROW)) for level in LEVELS),
                Word("合計"),
            ),
            read_certified,
        ),
        Layout(
            (_PREFECTURE, _INSURER, *(Word(age) for age in list(_AGES)[1:])),
            read_insured,
        ),
    ),
    tables=(TABLE, INSURED),
    replaces="年度（認定者数と被保険者数は別に）",
    order=230,
    page_label="介護保険の認定者",
    is_public=True,
)
