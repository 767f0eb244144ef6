"""``zaitaku audit`` on what is computed: it finds what gives a hidden figure away, nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.queries.test_compare import COUNTS
from tests.queries.test_hidden_tells_nothing import made
from zaitaku.ask import warehouse
from zaitaku.ask.answer import Answer
from zaitaku.ask.warehouse import Build
from zaitaku.derived import attacked, questions
from zaitaku.ground.states import ACTUAL, SUPPRESSED

HIDDEN = "99207"


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> tuple[Build, Build]:
    """Internal and published."""
    public = made(tmp_path_factory.mktemp("attacked") / "a", COUNTS)
    return warehouse.open_build(public.path.parent, "internal"), public


@pytest.mark.thorough
def test_every_judged_answer_is_asked_and_gives_nothing_away(build: tuple[Build, Build]) -> None:
    found = {one.question: one for one in attacked.attack(*build)}
    assert {"compare/rates", "compare/completion", "compare/standardised", "change/parts",
            "indicators/board", "indicators/by_area", "profile/areas",
            "profile/indicators"} <= found.keys()  # fmt: skip
    assert [one.unprotected for one in found.values() if one.unprotected] == []
    for name in ("compare/rates", "compare/standardised", "change/parts", "indicators/board",
                 "indicators/by_area"):  # fmt: skip
        assert found[name].asked > 5 and found[name].shown and found[name].hidden


def changed(answer: Answer, column: str, value: object) -> Answer:
    """The answer with a figure of the hidden town shown."""
    at, code = answer.names.index(column), answer.names.index("area_code")
    rows, states = [], []
    for row, state in zip(answer.rows, answer.states, strict=True):
        if row[code] == HIDDEN:
            assert state[at] == SUPPRESSED
            row = (*row[:at], value, *row[at + 1 :])
            state = (*state[:at], ACTUAL, *state[at + 1 :])
        rows.append(row)
        states.append(state)
    return replace(answer, rows=rows, states=states)


@pytest.mark.parametrize(("column", "value"), [
    ("value", 3.21), ("lower", 0.5), ("ratio", 88.8), ("judgement", "低い"), ("shrunken", 4.56),
    ("limit_lower_998", 1.0),
])  # fmt: skip
def test_a_figure_made_from_a_hidden_one_is_found(
    build: tuple[Build, Build], column: str, value: object
) -> None:
    answer = questions.run(build[1], "compare/rates")
    assert list(attacked.faults(answer, None)) == []
    assert any("秘匿した" in text for text in attacked.faults(changed(answer, column, value), None))


def test_a_rank_that_counts_hidden_areas_is_found(build: tuple[Build, Build]) -> None:
    """As in 内部, where one sees that a hidden area lies between two that are shown."""
    public, internal = (questions.run(one, "compare/rates") for one in build[::-1])
    of = public.names.index("of")
    rows = [row if row[of] is None else (*row[:of], len(internal), *row[of + 1 :])
            for row in public.rows]  # fmt: skip
    assert any("順位" in text for text in attacked.faults(replace(public, rows=rows), None))


def test_the_true_value_of_a_hidden_area_is_found_elsewhere(build: tuple[Build, Build]) -> None:
    """An end of all areas, or a reference, would be that of the hidden one."""
    public, internal = (questions.run(one, "compare/rates") for one in build[::-1])
    code, value = (public.names.index(name) for name in ("area_code", "value"))
    shown = [state[value] for state in public.states].index(ACTUAL)

    def with_value(answer: Answer, wanted: str) -> Answer:
        rows = [(*row[:value], 2.345678, *row[value + 1 :]) if row[code] == wanted else row
                for row in answer.rows]  # fmt: skip
        return replace(answer, rows=rows)

    public, internal = with_value(public, public.rows[shown][code]), with_value(internal, HIDDEN)
    told = list(attacked.faults(public, internal))
    assert any("別の所に出ています" in text for text in told)


def test_a_reference_of_hidden_areas_is_found(
    build: tuple[Build, Build], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Answered as in 内部 wherever it is set beside one town."""
    ask = questions.run

    def leaking(one: Build, name: str, params: dict[str, object]) -> Answer:
        return ask(build[0] if params.get("reference_code") == [HIDDEN] else one, name, params)

    monkeypatch.setattr(questions, "run", leaking)
    found = attacked.of_question(questions.load("compare/rates"), *build)
    assert any("比べる相手" in text for text in found.unprotected)


@pytest.mark.parametrize("column", ["value", "other"])
def test_words_that_say_a_hidden_indicator_are_found(
    build: tuple[Build, Build], column: str
) -> None:
    """The board writes its figures as words, too: of a hidden one they may say no number."""
    where = {"area_unit": "municipality", "other_unit": "municipality", "by": "computed"}
    one = {"area_code": HIDDEN, "other_code": ["99201"]}
    other = {"area_code": "99201", "other_code": [HIDDEN]}
    params = where | (one if column == "value" else other)
    answer = questions.run(build[1], "indicators/board", params)
    assert list(attacked.faults(answer, None)) == []
    states = [states[column] for states in answer.state_records]
    row, at = states.index(SUPPRESSED), answer.names.index(f"{column}_words")
    rows = [(*cells[:at], "3.2 人", *cells[at + 1 :]) if n == row else cells
            for n, cells in enumerate(answer.rows)]  # fmt: skip
    (told,) = attacked.faults(replace(answer, rows=rows), None)
    assert "言葉（3.2 人）に出ています" in told


def test_an_indicator_of_a_hidden_area_is_found_in_another(build: tuple[Build, Build]) -> None:
    params = {"area_unit": "municipality", "indicator_id": "NP1"}
    public, internal = (questions.run(one, "indicators/by_area", params) for one in build[::-1])
    code, value = (public.names.index(name) for name in ("area_code", "value"))
    assert list(attacked.faults(public, internal)) == []
    hidden, shown = (
        next(row[code] for row, states in zip(public.rows, public.states, strict=True)
             if states[value] == state)
        for state in (SUPPRESSED, ACTUAL)
    )  # fmt: skip

    def leaking(answer: Answer, wanted: str) -> Answer:
        columns = tuple(replace(c, type="double") if c.name == "value" else c
                        for c in answer.columns)  # fmt: skip
        rows = [(*row[:value], 12.3456) if row[code] == wanted else row for row in answer.rows]
        return replace(answer, rows=rows, columns=columns)

    told = list(attacked.faults(leaking(public, shown), leaking(internal, hidden)))
    assert any("別の所に出ています" in text for text in told)


def test_it_lists_what_it_asked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    from zaitaku.cli.builds import _print_answers

    _print_answers([attacked.AnswerReport("compare/rates", 12, 3_400, 56, ["もれた"])])
    told = capsys.readouterr().out
    assert (
        "compare/rates: 12 通りの聞き方、表示 3,400、秘匿 56、もれ 1" in told and "もれた" in told
    )
