"""Sentences of the profile of an area, from its answer (profile/indicators). Pure.

An end is said of figures that areas of different size can be compared by, and where more areas can
be seen than are hidden: small figures are those that are hidden, so that a low end among a few
would say nothing. No figure is called good or bad but where its targets say which way is wanted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zaitaku.ask.answer import Answer
from zaitaku.comparing.funnels import ALIKE, HIGHER, LOWER
from zaitaku.ground.states import ACTUAL
from zaitaku.indicators.spread import HIGH, LOW

MOST = 5  # indicators that are named


def shown(answer: Answer) -> list[Mapping[str, Any]]:
    """The rows with a figure of the area, or with a word where others of its unit have one."""
    return [record for record in answer.records if not record["words"]]


def lacking(answer: Answer) -> list[str]:
    """「退院支援担当者を配置している診療所・病院数（DS1）　データなし: …」 of every other row."""
    return [
        f"{record['indicator_name']}（{record['indicator_id']}）　{record['words']}"
        for record in answer.records
        if record["words"]
    ]


def ends(answer: Answer) -> list[Mapping[str, Any]]:
    """The rows that lie in the highest or lowest fifth, those nearest to an end first."""
    found = [r for r in shown(answer) if _is_comparable(r) and r["end"]]
    return sorted(found, key=_from_end)


def profile(answer: Answer, area: str, counted: str, beside: str) -> str:
    """How many indicators are judged high or low beside 比べる相手; where none can be judged, how
    many have a figure and of how many the area lies at an end."""
    rows = shown(answer)
    known = sum(1 for r in rows if r["state"] == ACTUAL)
    compared = [r for r in rows if _is_comparable(r)]
    judged = [r["judgement"] for r in compared if r["judgement"]]
    if judged:
        return _judged(judged, area, beside)
    text = f"{area}では、{len(answer)} 指標のうち {known} に値が"
    if not compared:
        return f"{text}ある。"
    of_ends = [r["end"] for r in ends(answer)]
    high, low = of_ends.count(HIGH), of_ends.count(LOW)
    return (
        f"{text}あり、{counted}どうしを比べられる {len(compared)} のうち、"
        f"{high} が高いほう、{low} が低いほうの5分の1に入る。"
    )


def _judged(judgements: list[str], area: str, beside: str) -> str:
    """How many are high, low and alike, with how certain that is."""
    high, low, alike = (judgements.count(one) for one in (HIGHER, LOWER, ALIKE))
    lead = f"{area}では、{beside}と比べて判定できる {len(judgements)} 指標のうち"
    if not high and not low:
        return f"{lead}、高い・低いといえるものはない（どれも偶然とふだんのばらつきの範囲）。"
    found = "、".join(
        f"{count} が{word}" for count, word in ((high, HIGHER), (low, LOWER)) if count
    )
    rest = f"ほかの {alike} は同程度（その範囲）。" if alike else ""
    return f"{lead}、{found}（偶然とふだんのばらつきを超える）。{rest}"


def standing_out(answer: Answer) -> list[Mapping[str, Any]]:
    """The rows judged high or low, the farthest from 比べる相手 first, then the other ends."""
    judged = [r for r in shown(answer) if r["judgement"] in (HIGHER, LOWER)]
    judged.sort(key=lambda r: -abs(float(r["ratio"] or 100) - 100))
    return judged + [r for r in ends(answer) if r not in judged]


def first(answer: Answer, counted: str) -> list[str]:
    """The indicators to look at first, each with its figure and its reason."""
    return [_reason(record, counted) for record in standing_out(answer)[:MOST]]


def _is_comparable(record: Mapping[str, Any]) -> bool:
    is_seen = record["rank"] is not None and record["hidden"] < record["of"]
    return bool(record["comparable"]) and is_seen


def _from_end(record: Mapping[str, Any]) -> float:
    behind = record["of"] - record["rank"] if record["end"] == LOW else record["rank"] - 1
    return float(behind / record["of"])


def _reason(record: Mapping[str, Any], counted: str) -> str:
    hidden = f"（ほかに秘匿 {record['hidden']}）" if record["hidden"] else ""
    figure = record["compared_words"] or record["value_words"]
    beside = record["reference_words"]
    end = f"、{record['end']}の5分の1" if record["end"] and _is_comparable(record) else ""
    return (
        f"{record['indicator_name']}: {figure}（比べる相手 {beside}）。"
        f"{record['of']} {counted}中 {record['rank']} 番目{hidden}{end}。{_certainty(record)}"
    )


def _certainty(record: Mapping[str, Any]) -> str:
    """What the judgement says and how certain it is; '' where there is none."""
    judgement = record["judgement"]
    if not judgement:
        return ""
    if judgement == ALIKE:
        return "判定は同程度（偶然とふだんのばらつきの範囲）。"
    wanted = f"（目標に書かれた望ましい向き: {record['wanted']}）" if record["wanted"] else ""
    return f"判定は「{judgement}」（偶然とふだんのばらつきを超える）{wanted}。"
