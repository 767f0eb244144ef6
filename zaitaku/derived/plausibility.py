"""①②③④ of the same area beside one another, this year beside last, and what differs much.

The questions compare (queries/plausibility); here their rows are put together and marked. A mark
says 「look」, never 「wrong」: each row says why its two figures may differ. What is hidden or
missing is not compared. Pure but for the questions; ② is not in 公表 and has no row there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from zaitaku.ask import queries
from zaitaku.ask.answer import Answer
from zaitaku.derived.declared import Asked, Computed, Values, declared, takes_areas
from zaitaku.derived.planner import asked as answered
from zaitaku.ground import settings
from zaitaku.ground.settings import Mode
from zaitaku.ground.states import ACTUAL, NOT_APPLICABLE

_COMPARING = ("plausibility/by_area", "plausibility/institutions")
LEAST = 10.0  # 人/月: below it in both, a share moves with one or two patients
MARKED, ALIKE, UNKNOWN = "大きく違う", "しきい値以内", "比べられない"
CHANGED = "定義の変更"  # between the two years: the reason says which
_YEARS = "の今年度と前年度"
COMPARED = declared(
    "plausibility/compared",
    f"""\
-- question: ①②③④の患者数は互いに、また前の年度と比べて、大きく違わないか
-- grain: one row per area and comparison
-- source: 供給側 診療行為別 (KDB 集計表①)、供給側 医療機関別 (KDB 集計表②)、\
需要側 患者数 (KDB 集計表③)、需要側 流出入 (KDB 集計表④)
-- param fiscal_year: integer default latest in supply_cell.fiscal_year = 年度
{takes_areas("municipality")}\
-- param difference_pct: double default 0 = 印をつける違い（%） | 0 のときは、設定の値
-- column area_code: varchar, key = 地域コード | 市町村は JIS X 0402 の 5 桁
-- column area_name: varchar, key = 地域名
-- column comparison: varchar, key = つき合わせる数
-- column patients: double, 人/月, count = 患者数 | つき合わせる数の初めのほう、または今の年度
-- column other_patients: double, 人/月, count = 相手の患者数 | \
つき合わせる数の後のほう、または前の年度
-- column difference_pct: double, %, from patients, other_patients = \
(patients - other_patients) / other_patients * 100 = 違い
-- column reason: varchar, key = 違ってよいわけ
-- column mark: varchar, key = 確かめる
-- note: 誤りとは限らず、わけを確かめるための印です。②（医療機関別）は内部モードだけで並べます。
""",
)


def asked(mode: Mode) -> tuple[str, ...]:
    """The questions that the mode may ask."""
    return tuple(name for name in _COMPARING if mode in queries.load(name).modes)


def compared(answers: tuple[Answer, ...], threshold: float) -> Answer:
    """The rows of all answers, area by area, each marked by the threshold (percent)."""
    first = answers[0]
    found = [
        (*row, _mark(record, state, threshold), *states)
        for answer in answers
        for record, state, row, states in zip(
            answer.records, answer.state_records, answer.rows, answer.states, strict=True
        )
    ]
    # area by area as the questions have them; tables of the year first, then years of a table
    areas = {code: place for place, code in enumerate(dict.fromkeys(row[0] for row in found))}
    found.sort(key=lambda row: (areas[row[0]], row[2].endswith(_YEARS)))
    size = len(first.columns) + 1
    return replace(
        first,
        name=COMPARED.name,
        question=COMPARED.question,
        source="、".join(dict.fromkeys(part for a in answers for part in a.source.split("、"))),
        columns=COMPARED.columns,
        rows=[row[:size] for row in found],
        states=[(*row[size:], ACTUAL) for row in found],
        notes=(
            f"違いが {threshold:g} % を超える組合せを「{MARKED}」としました（どちらも"
            f" {LEAST:g} 人/月に満たないときは除く）。誤りとは限らず、わけを確かめるための印です。",
            *dict.fromkeys(note for answer in answers for note in answer.notes),
        ),
    )


def _mark(record: Mapping[str, Any], states: Mapping[str, str], threshold: float) -> str:
    if (states["patients"], states["other_patients"]) != (ACTUAL, ACTUAL):
        return UNKNOWN
    if states["difference_pct"] == NOT_APPLICABLE and record["other_patients"]:
        return CHANGED
    return marked(record["patients"], record["other_patients"], threshold)


def marked(own: float | None, other: float | None, threshold: float) -> str:
    """Whether two figures differ by more than ``threshold`` percent of the second."""
    if own is None or other is None:
        return UNKNOWN
    if max(own, other) < LEAST or own == other:
        return ALIKE
    return MARKED if abs(own - other) > other * threshold / 100 else ALIKE


def sentence(answer: Answer, where: str) -> str:
    """How many comparisons there are, how many differ much, and how many cannot be made."""
    marks = [row[-1] for row in answer.rows]
    counts = {word: marks.count(word) for word in (MARKED, UNKNOWN, CHANGED)}
    text = f"{where}では、{len(marks)} 組のうち {counts[MARKED]} 組が大きく違う。"
    if counts[UNKNOWN]:
        text += f"秘匿・欠測のため比べられない組が {counts[UNKNOWN]} ある。"
    if counts[CHANGED]:
        text += f"定義の変更をまたぐため比べない組が {counts[CHANGED]} ある。"
    return text


def _compared(asked_: Asked, values: Values) -> Answer | None:
    given = {name: value for name, value in values.items() if name != "difference_pct"}
    found = [answered(asked_.ask, name, **given) for name in asked(asked_.build.open_mode)]
    answers = tuple(answer for answer in found if answer is not None)
    threshold = values["difference_pct"] or settings.difference_pct()
    return compared(answers, threshold) if answers else None


QUESTIONS = (Computed(COMPARED, _compared),)
