"""Several areas as the reference: by hand, and as an attack on what is hidden."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from tests.queries.test_compare import COUNTS, TOWNS, VISIT
from tests.tiny import Tiny
from zaitaku.ask.answer import Answer
from zaitaku.ask.area import Areas
from zaitaku.ask.references import together
from zaitaku.ask.warehouse import Build
from zaitaku.derived import questions
from zaitaku.ground.states import ACTUAL, SUPPRESSED

THREE = ["99201", "99202", "99206"]  # 60 of 2,000, 30 and 90 of 1,000 people


def made(folder: Path) -> Tiny:
    tiny = Tiny(folder, TOWNS)
    for code, count in COUNTS.items():
        tiny.supply(code, VISIT, patients=count, receipts=count, claims=count * 2)
        tiny.flow(code, code, count)
        for scheme, number in (("合計", count), ("国保", 1), ("後期", count - 1)):
            tiny.patients(code, scheme, number)
    return tiny


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    return made(tmp_path_factory.mktemp("several"))


@pytest.fixture(scope="module")
def builds(tiny: Tiny) -> dict[str, Build]:
    return {mode: tiny.build(mode) for mode in ("internal", "public")}


def ask(build: Build, name: str, **params: Any) -> Answer:
    return questions.run(build, name, params)


def of_several(build: Build, name: str, codes: list[str], **more: Any) -> Answer:
    return ask(build, name, reference_unit="municipality", reference_code=codes, **more)


def test_a_rate_of_several_is_that_of_their_sums(builds: dict[str, Build]) -> None:
    answer = of_several(builds["internal"], "compare/rates", THREE)
    row = answer.records[0]
    assert row["reference"] == pytest.approx(180 / 4000 * 1000)  # the mean of the rates is 50
    assert row["reference_name"] == "Ａ市など 3 市町村"
    assert any("Ａ市・2市・6市の数を足し合わせた" in note for note in answer.notes)
    assert row["ratio"] == pytest.approx(30 / 45 * 100)


def test_one_code_is_that_area_itself_and_twice_the_same_is_one(builds: dict[str, Build]) -> None:
    for codes in (["99202"], ["99202", "99202"]):
        answer = of_several(builds["internal"], "compare/rates", codes)
        assert (answer.records[0]["reference_name"], answer.records[0]["reference"]) == ("2市", 30)


def test_completion_of_several_is_weighted_by_patients(tmp_path: Path) -> None:
    """Ａ市 keeps 60 of 80 and 2市 all of its 30: 90 of 110, where the mean of the two is 87.5 %."""
    own = made(tmp_path)
    own.flow("99201", "99202", 20)
    answer = of_several(own.build("internal"), "compare/completion", ["99201", "99202"])
    assert answer.records[0]["reference"] == pytest.approx(90 / 110 * 100)


def test_indicators_of_several_are_per_head_of_all_their_people(builds: dict[str, Build]) -> None:
    codes = {"other_unit": "municipality", "other_code": THREE, "by": "computed"}
    answer = ask(builds["internal"], "profile/indicators", area_unit="municipality",
                 area_code="99203", **codes)  # fmt: skip
    found = [row for row in answer.records if row["indicator_name"].startswith("訪問診療を受けた")]
    assert found and found[0]["reference"] == pytest.approx(45)
    board = ask(builds["internal"], "indicators/board", area_unit="municipality",
                area_code="99203", **codes)  # fmt: skip
    shown = [r for r in board.records if r["indicator_name"].startswith("訪問診療を受けた")]
    assert shown[0]["other"] == pytest.approx(180)


def test_a_sum_of_several_never_differs_by_a_hidden_one(builds: dict[str, Build]) -> None:
    """The attack: every set of towns with a hidden one, in every question, has no figure at all.

    A sum with it, less the sum without it, would be it. And a set of shown towns is the sum of
    what is shown, so that it tells nothing that is not told.
    """
    public, internal = builds["public"], builds["internal"]
    states = {row["area_code"]: row["state"] for row in ask(public, "compare/rates").records}
    hidden = {code for code, state in states.items() if state == SUPPRESSED}
    assert {"99207", "99208"} <= hidden and len(states) - len(hidden) >= 3
    for name in ("compare/rates", "compare/completion"):
        inside = {r["area_code"]: r for r in ask(internal, name).records}
        for codes in [list(c) for size in (2, 3) for c in combinations(sorted(states), size)]:
            answer = of_several(public, name, codes)
            row, said = answer.records[0], answer.state_records[0]
            if hidden & set(codes):
                assert row["reference"] is None and said["reference"] == SUPPRESSED
                assert {row["ratio"], row["judgement"]} == {None}
            else:
                counted, base = (
                    ("patients", "population")
                    if name == "compare/rates"
                    else ("within_patients", "resident_patients")
                )
                sums = [sum(inside[code][part] for code in codes) for part in (counted, base)]
                per = 1000 if name == "compare/rates" else 100
                assert row["reference"] == pytest.approx(sums[0] / sums[1] * per)
                assert said["reference"] == ACTUAL


@pytest.mark.parametrize("column", ["patients", "patients_per_1000_65plus"])
@pytest.mark.parametrize("name", ["supply/by_area", "patients/by_area"])
def test_nor_in_a_figure_or_a_row_of_a_table(
    name: str, column: str, builds: dict[str, Build]
) -> None:
    more = {"item": VISIT} if name == "supply/by_area" else {}
    answer = ask(builds["public"], name, **more)
    states = {row["area_code"]: said[column] for row, said in
              zip(answer.records, answer.state_records, strict=True)}  # fmt: skip
    hidden = {code for code, state in states.items() if state != ACTUAL}
    assert hidden and len(states) - len(hidden) >= 2
    for codes in combinations(sorted(states), 2):
        found = together(answer, column, codes, "似た2市町村")
        assert (found.state == ACTUAL) == (not hidden & set(codes))
        assert (found.value is None) == bool(hidden & set(codes))


def test_a_code_that_is_none_is_named(builds: dict[str, Build]) -> None:
    from zaitaku.ground.errors import ZaitakuError

    with pytest.raises(ZaitakuError, match="99999"):
        of_several(builds["internal"], "compare/rates", ["99201", "99999"])


def test_each_is_no_answer_of_them_as_one() -> None:
    """A set has no ``params`` of its own, so that no page can take its first row for all."""
    assert not hasattr(Areas("municipality", "", ("1", "2"), ""), "params")
