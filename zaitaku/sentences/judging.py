"""Whether an area's figure is high or low beside another, and how sure that is. Pure.

Three grades: outside the widened 99.8 % limits it is said, outside the 95 % limits alone it may be
so, inside them it is about the same. A hidden figure is judged by nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zaitaku.ask.answer import Answer
from zaitaku.ask.figures import area_name, figure, words
from zaitaku.ground.reasons import ABSENT
from zaitaku.ground.states import ACTUAL, NOT_APPLICABLE

HIGHER, ALIKE, LOWER = "高い", "同程度", "低い"


def judged(
    answer: Answer, code: str | None, *, subject: str, unit_label: str, place: str = ""
) -> str:
    """「盛岡市の訪問診療の…は 14.2 人/千人で、岩手県全体（12.8 人/千人）より高い。…」

    ``code`` None: the prefecture, of which only its areas are judged. ``subject`` is what is
    counted, ``unit_label`` what areas are called, ``place`` the name of the prefecture.
    """
    own = None if code is None else _row(answer, code)
    start = "" if own is None else _of(answer, *own, subject)
    if code is not None and own is None:
        start = f"この条件では、選んだ地域の{subject}のデータがありません。"
    whole = f"{place}の{subject}" if place else subject
    return start + _of_all(answer, whole if code is None else "", unit_label)


def _row(answer: Answer, code: str) -> tuple[Mapping[str, Any], Mapping[str, str]] | None:
    pairs = zip(answer.records, answer.state_records, strict=True)
    return next(((row, states) for row, states in pairs if row["area_code"] == code), None)


def _of(answer: Answer, row: Mapping[str, Any], states: Mapping[str, str], subject: str) -> str:
    own = figure(answer, "value", row["area_code"])
    assert own is not None
    label = own.column.label
    name = f"{own.area}の{subject}" if label in subject else f"{own.area}の{subject}の{label}"
    if own.state != ACTUAL:
        return f"{name}は{ABSENT[own.state]}。"
    start = f"{name}は {own.words}"
    other = words(row["reference"], states["reference"], answer.column("reference"), unit=True)
    beside = f"{area_name(answer, row['reference_name'])}（{other}）"
    if states["ratio"] != ACTUAL:
        return f"{start}（{beside}とは比べられない）。"
    if states["judgement"] != ACTUAL:
        why = "地域の数が少なく" if states["judgement"] == NOT_APPLICABLE else ""
        return f"{start}で、{beside}より高いか低いかは、{why}判定できない。"
    start += "" if own.column.unit else " "
    doubt = "（患者が 10 人/月に満たない参考値）" if row["is_small"] else ""
    return f"{start}{doubt}で、{beside}{_grade(row)}。"


def _grade(row: Mapping[str, Any]) -> str:
    value = float(row["value"])
    if row["judgement"] != ALIKE:
        return f"より{row['judgement']}（偶然とふだんのばらつきを超える）"
    if value > float(row["limit_upper_95"]):
        return "より高めだが、高いとまでは言えない"
    if value < float(row["limit_lower_95"]):
        return "より低めだが、低いとまでは言えない"
    return "と同程度（偶然とふだんのばらつきの範囲）"


def _of_all(answer: Answer, subject: str, unit_label: str) -> str:
    """How many areas stand out; nothing where none could be judged."""
    position = answer.names.index("judgement")
    verdicts = [
        str(row[position])
        for row, states in zip(answer.rows, answer.states, strict=True)
        if states[position] == ACTUAL
    ]
    if not verdicts:
        return f"{subject}の値を判定できる{unit_label}がない。" if subject else ""
    others = len(answer) - len(verdicts)
    hidden = f"（ほか {others} は秘匿など）" if others else ""
    what = f"{subject}は、" if subject else ""
    high, low = verdicts.count(HIGHER), verdicts.count(LOWER)
    if not high and not low:
        return f"{what}{len(verdicts)} {unit_label}に高い・低い地域はない{hidden}。"
    return f"{what}{len(verdicts)} {unit_label}のうち、高い {high}、低い {low}{hidden}。"
