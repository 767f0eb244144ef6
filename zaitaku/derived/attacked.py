"""The attack on what is computed for 公表: intervals, ratios, ranks, judgements, smoothed rates.

The audit of the release bounds its cells by sums; here every computed question is asked of the
release in each way a reader can, and of the build itself beside it. Found is a figure shown though
one that it is made from is hidden, a figure that is a hidden one to its last digit, a rank that
counts a hidden area, words that say a hidden number, and anything set beside hidden areas as
the reference. Targets are asked of every area (``attacked_targets``).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from zaitaku.ask.answer import Answer
from zaitaku.ask.contract import Param, Question
from zaitaku.ask.warehouse import Build
from zaitaku.derived import attacked_targets, questions
from zaitaku.derived.measuring import indicators
from zaitaku.ground.errors import ZaitakuError
from zaitaku.ground.states import ACTUAL, SUPPRESSED

_TARGETS = attacked_targets.SUBJECT
_SUBJECTS = ("change/", "compare/", "indicators/", "profile/", _TARGETS)
_TRIED = 2  # of a filter with many values, and of hidden areas as the reference
_WHOLE = frozenset({"fiscal_year", "zone_scheme"})  # every value of these
_NARROW = frozenset({"municipality", "medical_area"})  # the units with hidden areas
# told otherwise where a figure is hidden, so that a row is not known by it
_SAID = frozenset({"state", "reason", "basis", "unit"})
_REFERENCES = {"reference_code": "reference_unit", "other_code": "other_unit"}
Params = Mapping[str, Any]


@dataclass
class AnswerReport:
    """One question: in how many ways it was asked, what was shown and hidden, and what leaks."""

    question: str
    asked: int = 0
    shown: int = 0
    hidden: int = 0
    unprotected: list[str] = field(default_factory=list)

    def found(self, text: str) -> None:
        if text not in self.unprotected:
            self.unprotected.append(text)


def attack(internal: Build, published: Build) -> Iterator[AnswerReport]:
    """Every computed question about areas that are judged, placed or set beside a year before."""
    for name in questions.computed():
        question = questions.load(name)
        if name.startswith(_SUBJECTS) and "public" in question.modes:
            yield of_question(question, internal, published)


def of_question(question: Question, internal: Build, published: Build) -> AnswerReport:
    """One question, in every way it is asked."""
    report = AnswerReport(question.name)
    of_targets = question.name.startswith(_TARGETS)
    for params in (attacked_targets.ways if of_targets else _ways)(published, question):
        answer = _answer(published, question.name, params)
        if answer is None:
            continue
        report.asked += 1
        by_unit = set(params) <= {"area_unit"}  # what costs more is asked once a unit
        beside = by_unit or of_targets
        for fault in faults(answer, _answer(internal, question.name, params) if beside else None):
            report.found(fault)
        numbers = [at for at, column in enumerate(answer.columns) if column.role != "key"]
        states = [row[at] for row in answer.states for at in numbers]
        report.shown += states.count(ACTUAL)
        report.hidden += states.count(SUPPRESSED)
        if by_unit and params.get("area_unit") in _NARROW:
            for fault in _beside_hidden(published, question, params, answer):
                report.found(fault)
    for fault in attacked_targets.faults(internal, published) if of_targets else ():
        report.found(fault)
    return report


def faults(public: Answer, internal: Answer | None) -> Iterator[str]:
    """What a public answer gives away, in sentences."""
    yield from _from_hidden(public)
    yield from _ranked(public)
    yield from _in_words(public)
    if internal is not None:
        yield from _told_again(public, internal)


def _from_hidden(answer: Answer) -> Iterator[str]:
    """A figure whose parts are hidden, and which is not."""
    for row, states in zip(answer.records, answer.state_records, strict=True):
        for column in answer.columns:
            hidden = [part for part in column.parts if states[part] == SUPPRESSED]
            if hidden and states[column.name] == ACTUAL:
                yield (
                    f"{_where(answer, row)}の「{column.label}」（{row[column.name]}）は、"
                    f"秘匿した「{answer.column(hidden[0]).label}」から作られています"
                )


def _ranked(answer: Answer) -> Iterator[str]:
    """Ranks are those among the values that are shown, or one could tell where a hidden one is."""
    if not {"rank", "of", "value", "area_code"} <= set(answer.names):
        return
    by = "compared" if "compared" in answer.names else "value"
    groups: dict[Any, list[Mapping[str, Any]]] = {}
    for row, states in zip(answer.records, answer.state_records, strict=True):
        if states[by] == ACTUAL and states["rank"] == ACTUAL:
            groups.setdefault(row.get("indicator_id"), []).append(row)
    for rows in groups.values():
        values = [row[by] for row in rows]
        for row in rows:
            higher = sum(value > row[by] for value in values)
            lower = sum(value < row[by] for value in values)
            if row["of"] != len(rows) or row["rank"] not in (higher + 1, lower + 1):
                yield f"{_where(answer, row)}の順位が、示した値だけの順位と違います"


def _in_words(answer: Answer) -> Iterator[str]:
    """A hidden number whose words beside it have one: 「秘匿」 has no digit."""
    for column in answer.columns:
        words = f"{column.name}_words"
        if words not in answer.names:
            continue
        for row, states in zip(answer.records, answer.state_records, strict=True):
            if states[column.name] == SUPPRESSED and re.search(r"\d", str(row[words] or "")):
                yield (
                    f"{_where(answer, row)}の秘匿した「{column.label}」が、"
                    f"言葉（{row[words]}）に出ています"
                )


def _told_again(public: Answer, internal: Answer) -> Iterator[str]:
    """A number of the public answer that is the true one of a hidden cell of the same column."""
    true: dict[Any, list[Mapping[str, Any]]] = {}
    for row in internal.records:
        true.setdefault(_key(internal, row), []).append(row)
    for column in public.columns:
        if column.type != "double" or column.role == "key":
            continue
        shown, own, hidden = set(), set(), []
        for row, states in zip(public.records, public.state_records, strict=True):
            values = {one[column.name] for one in true.get(_key(public, row), ())}
            if states[column.name] == ACTUAL:
                shown.add(row[column.name])
                own |= values & {row[column.name]}  # what is shown rightly
            elif states[column.name] == SUPPRESSED:
                hidden.append((row, values))
        for row, values in hidden:
            if any(_telling(value) and value in shown - own for value in values):
                yield f"{_where(public, row)}の秘匿した「{column.label}」が、別の所に出ています"


def _beside_hidden(
    build: Build, question: Question, params: Params, answer: Answer
) -> Iterator[str]:
    """Set beside hidden areas, one or several, nothing may be said of them."""
    names = question.takes
    code = next((name for name in _REFERENCES if name in names), "")
    if not code or "value" not in answer.names or "area_code" not in answer.names:
        return
    unit = str(params.get("area_unit") or answer.params.get("area_unit") or "")
    hidden, shown = _areas(answer, SUPPRESSED), _areas(answer, ACTUAL)
    sets: list[list[str]] = [[one] for one in hidden[:_TRIED]]
    sets += [list(two) for two in itertools.combinations(hidden[:_TRIED], 2)]
    sets += [[one, other] for one in hidden[:_TRIED] for other in shown[:1]]
    for codes in sets:
        given = {**params, _REFERENCES[code]: unit, code: codes}
        found = _answer(build, question.name, given)
        if found is None or "reference" not in found.names:
            continue
        rows = zip(found.records, found.state_records, strict=True)
        kept = [row for row, states in rows if states["reference"] == ACTUAL]
        if kept and not _any_shown(answer, codes, kept):
            yield f"比べる相手を秘匿の地域（{'・'.join(codes)}）にすると、その値が出ます"


def _any_shown(answer: Answer, codes: list[str], kept: list[Mapping[str, Any]]) -> bool:
    """Whether what is compared there is shown of all those areas: an indicator may be, one by one
    (``indicator_id``), while another of the same area is hidden."""
    for row in kept:
        mine = [
            states["value"]
            for one, states in zip(answer.records, answer.state_records, strict=True)
            if one["area_code"] in codes and one.get("indicator_id") == row.get("indicator_id")
        ]
        if SUPPRESSED in mine:
            return False
    return True


def _areas(answer: Answer, state: str) -> list[str]:
    rows = zip(answer.records, answer.state_records, strict=True)
    return list(dict.fromkeys(str(r["area_code"]) for r, s in rows if s["value"] == state))


def _ways(build: Build, question: Question) -> Iterator[dict[str, Any]]:
    """Each unit of areas; of the first, where most is hidden, also one other choice at a time."""
    by_name = {param.name: param for param in question.params}
    unit = by_name.get("area_unit")
    if unit is None:
        yield {}
    for value in _values(build, unit) if unit is not None else []:
        yield {"area_unit": value}
    at = {} if unit is None else {"area_unit": "municipality"}
    for param in question.params:
        if param is unit or param.name in _REFERENCES:
            continue
        listed = _municipalities(build, param) if unit is not None else []
        for value in listed or _values(build, param):
            if str(value) != param.default:
                yield {**at, param.name: [value] if param.is_list else value}


def _municipalities(build: Build, param: Param) -> list[Any]:
    """Every one, of a question about one area: a hidden figure is in the answer of its own."""
    if param.name != "area_code" or param.is_list:
        return []
    sql = "select area_code from area where area_unit = 'municipality' order by sort_key"
    return [row[0] for row in build.cursor().execute(sql).fetchall()]


def _values(build: Build, param: Param) -> list[Any]:
    if param.name == "indicator_id":  # those of the catalogue, which is no table of figures
        return list(indicators(questions.of_build(build)))
    if isinstance(param.choices, tuple):
        return list(param.choices)
    if not param.choices:
        return []
    table, column = param.choices.split(".")
    sql = f"select distinct {column} from {table} where {column} is not null order by 1"
    every = [row[0] for row in build.cursor().execute(sql).fetchall()]
    return every if param.name in _WHOLE else every[:_TRIED]


def _answer(build: Build, name: str, params: Params) -> Answer | None:
    """None where the build cannot answer that: what is refused tells nothing."""
    try:
        return questions.run(build, name, params)
    except ZaitakuError:
        return None


def _key(answer: Answer, row: Mapping[str, Any]) -> tuple[Any, ...]:
    """What a row is of, in either mode: what is said of its value is another in each."""
    said = _SAID | {f"{column.name}_words" for column in answer.columns}
    return tuple(row[c.name] for c in answer.columns if c.role == "key" and c.name not in said)


def _where(answer: Answer, row: Mapping[str, Any]) -> str:
    """The row in words, with how it was asked for."""
    named = [row.get("area_name"), row.get("indicator_name"), row.get("year")]
    year = answer.params.get("fiscal_year")
    words = [str(one) for one in (*named, f"{year}年度" if year else "") if one]
    return f"「{answer.name} {' '.join(words)}」"


def _telling(value: Any) -> bool:
    """Whether a number is its own: one with a fraction is not met by chance."""
    return isinstance(value, float) and value != round(value, 2)
