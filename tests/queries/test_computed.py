"""Answers that are computed keep the contract of a question, as those in SQL do."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.queries.test_public_answers import check_cells
from tests.test_cli import run
from zaitaku.ask import asker, queries, warehouse
from zaitaku.ask.answer import Answer
from zaitaku.ask.warehouse import Build
from zaitaku.build import checking
from zaitaku.derived import questions
from zaitaku.ground import paths
from zaitaku.ground.errors import DisclosureError, NotInDataError, QueryError
from zaitaku.ground.settings import MODES, Mode
from zaitaku.ground.states import ACTUAL, MISSING, NOT_APPLICABLE, SUPPRESSED
from zaitaku.indicators import catalogue

EVERY = questions.computed()
# the sample has no national table: tests/queries/test_standardised.py, test_similar_country.py
ANSWERED = [
    name for name in EVERY if name not in ("compare/standardised", "compare/similar_country")
]
PUBLIC = [name for name in ANSWERED if "public" in questions.load(name).modes]
FIGURES = ("count", "from")
# other ways to the same columns
ALSO: dict[str, tuple[dict[str, str], ...]] = {
    "additional_demand/by_source": ({"area_unit": "prefecture", "source": "kdb"},),
    "change/parts": ({"subject": "home_care", "aged": "65plus"}, {"before_year": "2021"}),
    "demand/gap": ({"demand": "by_75plus"}, {"area_unit": "zone", "factor": "1.2"}),
    "indicators/board": ({"by": "computed", "area_unit": "municipality"},),
    "indicators/by_area": ({"area_unit": "municipality", "kind": "per_100000"},),
    "profile/areas": ({"by": "computed", "other_unit": "municipality"},),
    "profile/indicators": ({"by": "computed", "area_unit": "municipality"}, {"area_unit": "zone"}),
    "plans/two_plans": ({"area_unit": "medical_area", "demand": "by_75plus"},),
    "zones/plan": ({"zone_scheme": "二次医療圏", "residence": "home"},),
}
# of the areas that are shown: numbers of areas, and how far they lie apart
SUMMARIES = {"change/distribution", "change/spread"}
# of published figures alone: nothing is hidden in them
OF_THE_PUBLIC = {"compare/similar"}
# by default these rest on what the prefecture may publish: ask for what rests on counts
DEPENDING: dict[str, dict[str, str]] = {
    "additional_demand/plan_table": {"source": "kdb"},
    "indicators/by_area": {"basis": catalogue.ways()[catalogue.OBLIGATORY][0].basis},
    "targets/by_area": {"indicator_id": "NP1"},
    "targets/from_demand": {"demand": "by_75plus"},
}


OF_SEVERAL_BUILDS = ("nation/by_area",)  # no question of one build, so none that is listed


def test_what_the_modules_declare_is_what_is_listed() -> None:
    declared: list[str] = []
    for path in sorted((paths.ROOT / "zaitaku" / "derived").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "declared":
                declared.append(ast.literal_eval(node.args[0]))
    assert sorted(declared) == sorted([*EVERY, *OF_SEVERAL_BUILDS])
    assert [questions.load(name).name for name in EVERY] == list(EVERY)
    assert not set(EVERY) & set(queries.names())
    assert set(questions.names()) == {*EVERY, *queries.names()}


@pytest.mark.parametrize("name", EVERY)
def test_a_default_is_one_of_the_choices(name: str) -> None:
    for param in questions.load(name).params:
        if isinstance(param.choices, tuple):
            assert param.default in (*param.choices, "''"), param.name


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", ANSWERED)
def test_an_answer_is_what_its_header_declares(
    name: str, mode: Mode, sample_build_dir: Path
) -> None:
    build = warehouse.open_build(sample_build_dir, mode)
    question = questions.load(name)
    if mode not in question.modes:
        with pytest.raises(DisclosureError, match="内部モード"):
            questions.run(build, name)
        return
    first, second = (questions.run(build, name) for _ in range(2))
    assert len(first) > 0
    assert (first.rows, first.states, first.notes) == (second.rows, second.states, second.notes)
    for params in ({}, *ALSO.get(name, ())):
        assert questions.breaches(questions.run(build, name, params), question) == [], params
    assert (first.name, first.build_id, first.mode) == (name, build.build_id, mode)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", EVERY)
def test_a_build_without_rows_has_no_figure(name: str, mode: Mode, empty_build_dir: Path) -> None:
    question = questions.load(name)
    if mode in question.modes:
        answer = questions.run(warehouse.open_build(empty_build_dir, mode), name)
        assert len(answer) == 0
        assert answer.columns == question.columns


def comparable(answer: Answer) -> Answer:
    """Without 追加的需要 by year: 公表 has that of the prefecture alone, which is split as a whole,
    and 内部 the sum of areas that are split each."""
    if answer.name != "plans/two_plans":
        return answer
    kept = [n for n, record in enumerate(answer.records) if record["panel"] != "追加的需要"]
    rows, states = ([cells[n] for n in kept] for cells in (answer.rows, answer.states))
    return replace(answer, rows=rows, states=states)


@pytest.mark.parametrize("name", PUBLIC)
def test_public_shows_no_other_figure_than_internal(name: str, sample_build_dir: Path) -> None:
    public, internal = (
        warehouse.open_build(sample_build_dir, mode) for mode in ("public", "internal")
    )
    for unit in ("municipality", "prefecture"):
        given, true = (
            questions.run(build, name, {"area_unit": unit}) for build in (public, internal)
        )
        check_cells(comparable(given), comparable(true))


def without(state: str) -> Callable[[Build], Callable[..., Answer]]:
    """Ask a build of which no figure that is subject to disclosure is known, all in one state."""

    def hidden(answer: Answer) -> Answer:
        places = {n for n, column in enumerate(answer.columns) if column.role in FIGURES}

        def every(cells: tuple[Any, ...], told: Any) -> tuple[Any, ...]:
            return tuple(told if n in places else cell for n, cell in enumerate(cells))

        rows = [every(row, None) for row in answer.rows]
        return replace(answer, rows=rows, states=[every(s, state) for s in answer.states])

    def of_build(build: Build) -> Callable[..., Answer]:
        return lambda name, **params: hidden(queries.run(build, name, params))

    return of_build


def figures(answer: Answer) -> dict[tuple[Any, ...], Mapping[str, Any]]:
    """Row → its figures with a number; a row is told by its codes, years and kinds."""
    telling = ("_code", "_id", "year", "source", "group", "comparison", "series", "panel", "kind")
    keys = [n for n, c in enumerate(answer.columns) if c.name.endswith(telling)]
    shown = [n for n, c in enumerate(answer.columns) if c.role in FIGURES]
    return {
        (*(row[n] for n in keys), place if answer.name == "additional_demand/by_source" else 0): {
            answer.names[n]: row[n] for n in shown if states[n] == ACTUAL
        }
        for place, (row, states) in enumerate(zip(answer.rows, answer.states, strict=True))
    }


@pytest.mark.parametrize("state", [SUPPRESSED, MISSING, NOT_APPLICABLE])
@pytest.mark.parametrize(
    "name", [name for name in ANSWERED if name not in ("zones/plan", *OF_THE_PUBLIC)]
)
def test_what_is_not_known_takes_figures_away_and_changes_none(
    name: str, state: str, sample_build_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hidden or missing figure makes no 0. (Zones: tests/properties/test_zones_figures.py.)"""
    build = warehouse.open_build(sample_build_dir, "internal")
    params = DEPENDING.get(name, {})
    whole = questions.run(build, name, params)
    monkeypatch.setattr(asker, "of_build", without(state))
    partial = questions.run(build, name, params)
    assert questions.breaches(partial, questions.load(name)) == []
    known = figures(whole)
    for key, shown in figures(partial).items():
        assert shown.items() <= known.get(key, {}).items(), key
    count = [sum(len(shown) for shown in figures(one).values()) for one in (whole, partial)]
    if name in SUMMARIES:
        assert partial.rows != whole.rows
    else:
        assert count[0] > count[1]  # something did depend on what was taken away


# --- the commands --------------------------------------------------------------------------------


def test_the_commands_list_describe_and_answer(
    sample_build_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("queries", "--json") == 0
    listed = {one["name"]: one for one in json.loads(capsys.readouterr().out)}
    assert set(EVERY) <= set(listed)
    assert listed["zones/plan"]["modes"] == ["internal"]
    ask = ("query", "indicators/board", "--data", str(sample_build_dir), "--format", "json")
    assert run(*ask, "-p", "area_unit=medical_area", "-p", "by=computed") == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    shown = [row["value"] for row in rows]
    assert "秘匿" in shown or "欠測" in shown
    assert any(isinstance(value, float) for value in shown)
    assert run("query", "zones/plan", "--data", str(sample_build_dir)) == 16
    assert "内部モードでだけ" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "params", "error", "told"),
    [
        ("indicators/bord", {}, QueryError, "近い名前: indicators/board"),
        ("indicators/board", {"by": "mine"}, QueryError, "own、computed"),
        ("indicators/board", {"are_code": "1"}, QueryError, "area_code"),
        ("indicators/board", {"area_code": "nowhere"}, NotInDataError, "nowhere"),
        ("indicators/by_area", {"indicator_id": "ZZ"}, NotInDataError, "ZZ"),
        ("demand/gap", {"demand": "by_75plus", "to_source": "x"}, QueryError, "to_source"),
    ],
)
def test_what_cannot_be_asked_is_told(
    name: str, params: dict[str, str], error: type[Exception], told: str, sample_build_dir: Path
) -> None:
    with pytest.raises(error, match=told):
        questions.run(warehouse.open_build(sample_build_dir, "internal"), name, params)


def test_the_check_finds_an_answer_that_breaks_its_header(
    sample_build_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build = warehouse.open_build(sample_build_dir, "internal")
    answer = questions.run(build, "demand/gap")
    question = questions.load("demand/gap")
    place = answer.names.index("gap_cases")
    zero = tuple(0.0 if n == place else cell for n, cell in enumerate(answer.rows[0]))
    state = tuple(MISSING if n == place else one for n, one in enumerate(answer.states[0]))
    wrong = replace(answer, rows=[zero], states=[state])
    assert any("gap_cases" in fault for fault in questions.breaches(wrong, question))
    fewer = replace(answer, columns=answer.columns[1:])
    assert any("列がヘッダーと違います" in text for text in questions.breaches(fewer, question))
    monkeypatch.setattr(questions, "run", lambda build, name: fewer)
    found = checking.faults(sample_build_dir, computed=questions.faults)
    assert any("demand/gap" in fault for fault in found)
    assert checking.exit_code(found) == QueryError.exit_code
