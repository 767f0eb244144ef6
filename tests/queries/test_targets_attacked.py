"""``zaitaku audit`` on targets: asked of every area, and what a published plan tells of KDB."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.queries.test_plan import TOWNS, started, target
from zaitaku.ask import warehouse
from zaitaku.ask.warehouse import Build
from zaitaku.derived import attacked, attacked_targets, questions
from zaitaku.derived.measuring_targets import KDB
from zaitaku.disclosure.policy import Policy
from zaitaku.ground.states import ACTUAL, SUPPRESSED

VISIT = "在宅患者訪問診療料"
SHOWN, HIDDEN = (code for code, *_ in TOWNS)
FEW = 3.4  # of the hidden town in 2023


def made(folder: Path, baseline: float | None, **more: Any) -> tuple[Build, Build]:
    """Internal and published: the plan's targets are published, of a town with few patients."""
    tiny = started(folder)
    tiny.policy = Policy(published_own_tables=("targets",))
    for code, count in ((SHOWN, 80.0), (HIDDEN, FEW)):
        tiny.supply(code, VISIT, patients=count, receipts=count, claims=count)
        place = {"area_unit": "municipality", "area_code": code, "basis": KDB}
        start = {"baseline_year": 2023, "baseline_value": 80.0 if code == SHOWN else baseline}
        target(tiny, "NP1", 12.0, **(place | start | more))
    target(tiny, "NS1", 120.0)
    public = tiny.build("public")
    return warehouse.open_build(folder, "internal"), public


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Build, Build]:
    return made(tmp_path_factory.mktemp("targets"), 5.0)


def test_targets_are_asked_of_every_area_and_give_nothing_away(
    builds: tuple[Build, Build],
) -> None:
    found = {
        name: attacked.of_question(questions.load(name), *builds)
        for name in questions.computed()
        if name.startswith("targets/")
    }
    assert found.keys() == {"targets/judged", "targets/by_area", "targets/from_demand"}
    assert [one.unprotected for one in found.values()] == [[], [], []]
    del found["targets/from_demand"]  # no table of what it projects is here
    for one in found.values():
        assert one.asked >= 5 and one.shown and one.hidden


def test_the_audit_asks_them(builds: tuple[Build, Build], monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def noted(question: Any, *_: Build) -> attacked.AnswerReport:
        asked.append(question.name)
        return attacked.AnswerReport(question.name)

    monkeypatch.setattr(attacked, "of_question", noted)
    list(attacked.attack(*builds))
    assert {"targets/judged", "targets/by_area", "compare/rates"} <= set(asked)


@pytest.mark.parametrize(
    ("baseline", "more", "is_found"),
    [
        (FEW, {}, True),
        (3.0, {}, False),  # a round figure of the plan's own
        (None, {"kind": "increase_rate"}, False),
        (FEW, {"basis": "所在地・施設数"}, False),  # of another kind of figure
        (FEW, {"baseline_year": 2020}, False),
        # ended, but still in the table of revisions
        (FEW, {"target_words": "廃止", "kind": "words", "revised_on": date(2021, 3, 31)}, True),
    ],
)
def test_a_plan_that_starts_at_a_hidden_figure_is_found(
    baseline: float | None, more: dict[str, Any], is_found: bool, tmp_path: Path
) -> None:
    found = list(attacked_targets.faults(*made(tmp_path, baseline, **more)))
    assert [("Ｂ町" in text and "3.4" in text) for text in found] == [True] * is_found


def test_a_target_judged_by_a_hidden_figure_is_found(builds: tuple[Build, Build]) -> None:
    """As in 内部: the latest figure, the words that say it, and what is left of the way."""
    params = {"area_unit": "municipality", "indicator_id": "NP1"}
    public, internal = (questions.run(one, "targets/by_area", params) for one in builds[::-1])
    assert list(attacked.faults(public, internal)) == []
    row = [row["area_code"] for row in public.records].index(HIDDEN)
    latest, left, words = (public.names.index(n) for n in ("latest", "left", "latest_words"))
    assert public.states[row][latest] == public.states[row][left] == SUPPRESSED
    for at, value in ((left, 8.6), (words, "3.4 人/月（2023年度）")):
        rows, states = [list(one) for one in public.rows], [list(one) for one in public.states]
        rows[row][at], states[row][at] = value, ACTUAL
        leaking = replace(public, rows=list(map(tuple, rows)), states=list(map(tuple, states)))
        assert list(attacked.faults(leaking, None)) != []


@pytest.mark.parametrize("column", ["baseline", "progress_pct", "forecast", "latest"])
def test_a_hidden_latest_of_one_area_is_found_in_another_figure(
    builds: tuple[Build, Build], column: str
) -> None:
    """The true figure, met in any number of the same column that is not its own."""
    where = {"area_unit": "municipality"}
    public, internal = (
        questions.run(one, "targets/judged", where | {"area_code": HIDDEN}) for one in builds[::-1]
    )
    at = public.names.index(column)

    def with_rows(answer: Any, state: str, value: float | None) -> Any:
        ((row,), (states,)) = answer.rows, answer.states
        own = [(*row[:at], value, *row[at + 1 :])]
        return replace(answer, rows=own, states=[(*states[:at], state, *states[at + 1 :])])

    other = with_rows(public, ACTUAL, 12.3456)
    hidden = with_rows(public, SUPPRESSED, None)
    other_rows = [(public.rows[0][0] + "x", *other.rows[0][1:])]
    both = replace(public, rows=[*hidden.rows, *other_rows], states=[*hidden.states, *other.states])
    told = list(attacked.faults(both, with_rows(internal, ACTUAL, 12.3456)))
    assert any("別の所に出ています" in text for text in told)
