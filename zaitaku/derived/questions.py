"""Every question that a build answers, whether SQL does or a computation over several of them.

One list, one way to ask: commands and pages ask here by name. What computes an answer is imported
when it is asked for, as ``zaitaku query`` must start quickly.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any

from zaitaku.ask import asker, given, queries, warehouse
from zaitaku.ask.answer import Answer, Ask, Column
from zaitaku.ask.contract import Question
from zaitaku.ask.warehouse import Build
from zaitaku.derived.declared import Asked, Computed
from zaitaku.ground.errors import NotInDataError, ZaitakuError
from zaitaku.ground.settings import Mode
from zaitaku.ground.states import ACTUAL, STATES

# question → the module of this room that declares and computes it
_COMPUTED = {
    "additional_demand/by_source": "planner_sources",
    "additional_demand/four_groups": "planner_sources",
    "additional_demand/plan_table": "planner_table",
    "change/distribution": "changing_areas",
    "change/parts": "changing_parts",
    "change/spread": "changing_areas",
    "compare/completion": "judging_completion",
    "compare/rates": "judging_rates",
    "compare/similar": "likeness",
    "compare/similar_country": "likeness_country",
    "compare/standardised": "judging_standardised",
    "demand/gap": "planner_demand",
    "indicators/board": "measuring_board",
    "indicators/by_area": "measuring_across",
    "plans/two_plans": "planner_plans",
    "plausibility/compared": "plausibility",
    "profile/areas": "measuring_profile",
    "profile/indicators": "measuring_profile",
    "targets/by_area": "measuring_targets_areas",
    "targets/from_demand": "measuring_targets_demand",
    "targets/judged": "measuring_targets",
    "zones/plan": "zoning_figures",
}


def names() -> tuple[str, ...]:
    """Every question, sorted; QueryError where there is no file of a question at all."""
    return tuple(sorted((*queries.names(), *_COMPUTED)))


def computed() -> tuple[str, ...]:
    """Those that a function answers."""
    return tuple(_COMPUTED)


def load(name: str) -> Question:
    """What a question declares; QueryError where there is none of that name."""
    if name in _COMPUTED:
        return _found(name).question
    if name not in queries.names():
        raise queries.unknown(name, names())
    return queries.load(name)


def run(build: Build, name: str, params: Mapping[str, Any] | None = None) -> Answer:
    """Ask one question of a build; ``params`` and errors as those of ``queries.run``.

    A computed answer keeps the parameters that its makers tell the reader of. Where the build has
    nothing to compute it from, it has no row.
    """
    if name not in _COMPUTED:
        load(name)  # of an unknown name, tell the computed ones that are like it, too
        return queries.run(build, name, params)
    found = _found(name)
    question = found.question
    values = resolved(build, name, params)
    answer = found.compute(Asked(build), values)
    # one without a row may say why
    return nothing(question, values, build.build_id, build.mode) if answer is None else answer


def resolved(build: Build, name: str, params: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Every parameter with the value that ``run`` would answer for; what it refuses is refused."""
    question = load(name)
    queries.allowed(build, question)
    with warehouse.reading(build):
        return given.resolve(build, question, params or {})


@cache
def _found(name: str) -> Computed:
    module = import_module(f"zaitaku.derived.{_COMPUTED[name]}")
    declared: tuple[Computed, ...] = module.QUESTIONS
    return next(one for one in declared if one.question.name == name)


def nothing(
    question: Question, values: Mapping[str, Any], build_id: str, mode: Mode, lacking: str = ""
) -> Answer:
    """An answer without a row; ``lacking``: the table that has nothing of the year."""
    return Answer(
        question.name, question.question, question.grain, question.source, question.columns,
        [], [], tuple(note.told for note in question.notes), dict(values),
        {param.name: param.label for param in question.params}, build_id, mode, lacking=lacking,
    )  # fmt: skip


def of_build(build: Build) -> Ask:
    """Every question straight to a build, in the mode it was opened in."""

    def ask(name: str, **params: Any) -> Answer:
        return run(build, name, params)

    return ask


def lacking(
    error: NotInDataError, name: str, params: Mapping[str, Any], years: Collection[int],
    build_id: str, mode: Mode,
) -> Answer:  # fmt: skip
    """What a question says where one table has nothing of a 年度 of the build: no row, and which
    table. Anything else that is not there is raised."""
    if error.param != "fiscal_year" or params.get("fiscal_year") not in years:
        raise error
    return nothing(load(name), params, build_id, mode, error.table)


def of_some_tables(build: Build) -> Ask:
    """``of_build`` where a 年度 may lack some of the tables (``lacking``)."""
    strict = of_build(build)
    years = asker.kdb_years(strict) or asker.public_years(strict)

    def ask(name: str, **params: Any) -> Answer:
        try:
            return strict(name, **params)
        except NotInDataError as error:
            return lacking(error, name, params, years, build.build_id, build.mode)

    return ask


# --- the contract --------------------------------------------------------------------------------


def faults(build: Build) -> list[str]:
    """Where computed answers of a build break what their headers declare, in sentences."""
    found: list[str] = []
    for question in map(load, computed()):
        if build.mode in question.modes:
            try:
                told = breaches(run(build, question.name), question)
            except NotInDataError:  # a table that nobody imported is no fault
                told = []
            except ZaitakuError as error:
                told = [str(error)]
            found += [f"{question.file}: {text}" for text in told]
    return found


def breaches(answer: Answer, question: Question) -> list[str]:
    """How an answer differs from its header: its columns, and the state of every cell."""
    found = queries.role_faults(question)
    said = [(c.name, c.role, c.parts) for c in answer.columns]
    told = [(c.name, c.role, c.parts) for c in question.columns]
    if said != told:
        return [*found, f"列がヘッダーと違います。宣言 {told} 実際 {said}"]
    for own, declared in zip(answer.columns, question.columns, strict=True):
        # a figure of no unit has that of the indicator asked for, by which it may be whole
        if own.type != declared.type and (declared.type, own.type) != ("double", "integer"):
            found.append(f"列 {own.name} の型は {own.type} です（宣言 {declared.type}）。")
        if own.unit != declared.unit and declared.unit:
            found.append(f"列 {own.name} の単位は {own.unit} です（宣言 {declared.unit}）。")
    return found + list(dict.fromkeys(_cell_faults(answer)))


def _cell_faults(answer: Answer) -> Iterator[str]:
    for row, states in zip(answer.rows, answer.states, strict=True):
        for column, value, state in zip(answer.columns, row, states, strict=True):
            if state not in STATES or (value is None) != (state != ACTUAL):
                yield f"列 {column.name} に、状態「{state}」と合わない値があります。"
            elif value is not None and not _is_of(column, value):
                yield f"列 {column.name} に、{column.type} でない値「{value}」があります。"


def _is_of(column: Column, value: object) -> bool:
    kinds: dict[str, type | tuple[type, ...]] = {"varchar": str, "boolean": bool}
    return isinstance(value, kinds.get(column.type, (int, float)))
