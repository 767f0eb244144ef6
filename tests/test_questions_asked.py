"""What the program asks exists: questions, their columns and parameters, acts, groups.

A page that asks for an act nobody knows would say データなし for ever.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.test_cli import run
from zaitaku.ask import queries, warehouse
from zaitaku.ask.area import Area
from zaitaku.ask.asker import Asker
from zaitaku.build import checking, writing
from zaitaku.cards import blocks
from zaitaku.derived import questions
from zaitaku.exhibits import measures
from zaitaku.ground import paths
from zaitaku.ground.errors import NotInDataError, QueryError, WarehouseError
from zaitaku.indicators import catalogue

SOURCES = sorted([*paths.ROOT.glob("zaitaku/**/*.py"), *paths.ROOT.glob("pages/**/*.py")])
_QUESTION = re.compile(r"[a-z_]+/[a-z_0-9]+")
NAMES = set(questions.names())
SUBJECTS = {name.partition("/")[0] for name in NAMES}
AT_RUN_TIME = object()
ACT_KEYS = {"item", "detail"}


@pytest.fixture(scope="module")
def build(empty_build_dir: Path) -> warehouse.Build:
    return warehouse.open_build(empty_build_dir, "internal")


def is_question(node: ast.AST) -> bool:
    text = node.value if isinstance(node, ast.Constant) else None
    return (
        isinstance(text, str)
        and _QUESTION.fullmatch(text) is not None
        and text.partition("/")[0] in SUBJECTS
    )


def literal(node: ast.AST) -> Any:
    try:
        return ast.literal_eval(node)
    except ValueError:
        return AT_RUN_TIME


def asked(tree: ast.AST) -> Iterator[tuple[int, str, dict[str, Any], str | None]]:
    """Line, question, literal parameters and column of every call that names a question."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            named = [number for number, arg in enumerate(node.args) if is_question(arg)]
            if not named:
                continue
            params = {k.arg: literal(k.value) for k in node.keywords if k.arg is not None}
            rest = node.args[named[0] + 1 :]
            called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            column = literal(rest[0]) if called == "figure" and rest else AT_RUN_TIME
            if rest and isinstance(rest[0], ast.Dict):  # queries.run(build, name, {...})
                pairs = zip(rest[0].keys, rest[0].values, strict=True)
                params |= {literal(k): literal(v) for k, v in pairs if k is not None}
            given = {key: value for key, value in params.items() if value is not None}
            name = literal(node.args[named[0]])
            yield node.lineno, name, given, None if column is AT_RUN_TIME else column


def faults_of_code(text: str, name: str, build: warehouse.Build) -> list[str]:
    tree = ast.parse(text)
    found: list[str] = []
    for line, question, params, column in asked(tree):
        if question in NAMES:
            declared = {param.name for param in questions.load(question).params}
            given = {k: v for k, v in params.items() if v is not AT_RUN_TIME or k not in declared}
            where = f"{name} {line}行目"
            found += checking.call_faults(
                build, where, question, given, column, load=questions.load
            )
    for node in ast.walk(tree):
        if is_question(node) and literal(node) not in NAMES:
            found.append(f"{name}: 質問「{literal(node)}」はありません。")
    return found


def acts_in(tree: ast.AST) -> Iterator[dict[str, str]]:
    """Literal dictionaries that name an act: {"item": …, "detail": …}."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            value = literal(node)
            is_act = isinstance(value, dict) and value and set(value) <= ACT_KEYS
            if is_act and all(isinstance(told, str) for told in value.values()):
                yield value


def test_everything_that_is_asked_in_code_exists(build: warehouse.Build) -> None:
    found: list[str] = []
    count = 0
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        count += len(list(asked(ast.parse(text))))
        found += faults_of_code(text, str(path.relative_to(paths.ROOT)), build)
    assert count > 60
    assert found == []


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ('answer.ask("supply/by_aera")', "質問「supply/by_aera」はありません"),
        ('answer.ask("supply/by_area", itme="往診料")', "引数「itme」はありません"),
        ('answer.ask("supply/by_area", item="住診料")', "値「住診料」はどの表にもありません"),
        ('answer.ask("standards/list", standard_group=["支援所"])', "値「支援所」は"),
        ('answer.figure("supply/by_area", "patient", area)', "列「patient」はありません"),
        ('queries.run(build, "institutions/size", {"item": "往信"})', "値「往信」は"),
        ('answer.ask("indicators/board", ohter_unit="zone")', "引数「ohter_unit」はありません"),
        ('answer.ask("demand/gap", demand="by_75")', "値「by_75」は"),
        ('WAYS = [("x", "flows/sumary")]', "質問「flows/sumary」はありません"),
    ],
)
def test_a_misspelt_name_in_code_is_found(code: str, fault: str, build: warehouse.Build) -> None:
    assert any(fault in text for text in faults_of_code(code, "a.py", build))


def test_acts_that_stand_in_tables_of_the_code_are_acts(build: warehouse.Build) -> None:
    for path in SOURCES:
        for act in acts_in(ast.parse(path.read_text(encoding="utf-8"))):
            faults = [
                checking.call_faults(build, path.name, name, act)
                for name in ("supply/by_area", "institutions/size")
            ]
            assert [] in faults, faults
    for act in blocks.ACTS:
        assert checking.call_faults(build, "cards", "supply/by_area", {"item": act}) == []


def test_every_measure_is_of_a_question_as_it_is_asked(build: warehouse.Build) -> None:
    named = (*blocks.MAIN, *blocks.FLOWS, *blocks.DEPENDENCE, *blocks.OVER_YEARS)
    assert set(named) <= set(measures.load())
    for one in measures.load().values():
        given = (one.measure, one.question, one.params, one.column)
        assert checking.call_faults(build, *given) == []


# --- the ways of indicators ----------------------------------------------------------------------


def ways_with(monkeypatch: pytest.MonkeyPatch, **changed: Any) -> None:
    way = replace(catalogue.ways()["NS1"][0], **changed)
    monkeypatch.setattr("zaitaku.indicators.ways", lambda: {way.indicator_id: (way,)})


def test_the_ways_as_they_are(build: warehouse.Build) -> None:
    assert checking.indicator_faults(build) == []


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"question": "institutions/sise"}, "質問「institutions/sise」はありません"),
        ({"column": "institution"}, "列「institution」はありません"),
        ({"params": {"itme": "往診"}}, "引数「itme」はありません"),
        ({"params": {"item": "住診"}}, "値「住診」はどの表にもありません"),
        ({"params": {"item": "看取り", "detail": "看取加算"}}, "内訳「看取加算」はありません"),
        ({"indicator_id": "NS99"}, "この番号の指標は catalogue.csv にありません"),
    ],
)
def test_a_misspelt_way_fails_the_check(
    changed: dict[str, Any],
    fault: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    build: warehouse.Build,
) -> None:
    ways_with(monkeypatch, **changed)
    found = checking.indicator_faults(build)
    assert any(fault in text for text in found), found
    assert checking.exit_code(found) == 12


def test_only_what_a_build_lacks_is_no_data() -> None:
    """A misspelt question or parameter is never データなし."""
    area = Area("prefecture", "", "99", "県")

    def asker(error: Exception) -> Asker:
        def ask(name: str, **params: Any) -> Any:
            raise error

        return Asker(ask, "internal", (2023,))

    assert asker(NotInDataError("年度")).of(area, "supply/by_area", fiscal_year=1999) is None
    with pytest.raises(QueryError, match="綴り"):
        asker(QueryError("綴り")).of(area, "supply/by_area", itme="往診料")


def test_a_parameter_that_the_question_lacks_is_not_left_out() -> None:
    given: dict[str, Any] = {}

    def ask(name: str, **params: Any) -> Any:
        given.update(params)
        raise NotInDataError("")

    area = Area("prefecture", "", "99", "県")
    asker = Asker(ask, "internal", (2023,))
    asker.of(area, "home_nursing/by_area", fiscal_year=None, itme="往診料")
    assert given == {"area_unit": "prefecture", "zone_scheme": None, "itme": "往診料"}


# --- nothing to ask, nothing to check ------------------------------------------------------------


@pytest.fixture
def no_questions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(paths, "QUERIES", tmp_path / "none")
    for cached in (queries.names, queries.load):
        cached.cache_clear()
    yield
    monkeypatch.undo()
    for cached in (queries.names, queries.load):
        cached.cache_clear()


@pytest.mark.parametrize("command", [["queries"], ["queries", "area/list"], ["check"]])
def test_no_question_file_at_all_is_an_error(
    command: list[str], no_questions: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ["--data", str(tmp_path / "data")] if command == ["check"] else []
    assert run(*command, *data) == 12
    assert "質問のファイルが 1 つもありません" in capsys.readouterr().err


def test_a_build_without_checks_is_not_a_build_that_passed() -> None:
    with pytest.raises(WarehouseError, match="検査のファイル"):
        writing.failed_checks(None, [])
