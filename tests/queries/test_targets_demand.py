"""The obligatory target worked back from demand, on figures that a reader checks by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.queries.test_plan import NDB, TOWNS, started, target, value
from tests.tiny import Tiny
from zaitaku.ask.answer import Answer
from zaitaku.derived import questions
from zaitaku.ground.errors import QueryError
from zaitaku.ground.settings import Mode
from zaitaku.sentences import plan as sentences

A, B = (code for code, *_ in TOWNS)
BY_TOWN = {"area_unit": "municipality"}


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    """108 places in the prefecture in 2023, 60 of them in Ａ市; none is told for Ｂ町.

    People of 75 and more: Ａ市 grows by a half until 2030, Ｂ町 stays.
    """
    tiny = started(tmp_path)
    value(tiny, "NS1", 2023, 60.0, area_unit="municipality", area_code=A, source_row=9)
    for code, *old in ((A, 1_000, 1_000, 1_500), (B, 500, 500, 500)):
        tiny.supply(str(code), "在宅患者訪問診療料", patients=100, receipts=100, claims=190)
        tiny.add("resident_population", year=2023, municipality_code=code, sex="計",
                 age_band="75-79", population=old[0])  # fmt: skip
        for year, people in zip((2020, 2025, 2030), old, strict=True):
            tiny.add("population_projection", edition="令和5年推計", published_table="x",
                     area_code=code, area_name="", sex="計", age_band="75+", year=year,
                     population=float(people), basis="人")  # fmt: skip
    return tiny


def answer(tiny: Tiny, mode: Mode = "internal", **params: Any) -> Answer:
    given = {"target_year": 2030} | BY_TOWN | params
    return questions.run(tiny.build(mode), "targets/from_demand", given)


def rows(found: Answer) -> dict[str, dict[str, Any]]:
    return {record["area_code"]: record for record in found.records}


def test_places_grow_with_the_demand_of_their_area(tiny: Tiny) -> None:
    found = rows(answer(tiny))
    assert (found[A]["latest"], found[A]["growth_pct"], found[A]["needed"]) == (60, 150, 90)
    assert (found[A]["year"], found[A]["target_year"], found[A]["more"]) == (2023, 2030, 30)
    # of both towns together 1,500 people become 2,000: a third more
    assert (found["99"]["growth_pct"], found["99"]["needed"]) == (pytest.approx(400 / 3), 144)


def test_between_two_years_of_the_projection_demand_grows_on_a_straight_line(tiny: Tiny) -> None:
    """2029 is four fifths of the way from 2025: 140 %; 84 places."""
    found = rows(answer(tiny, target_year=2029))[A]
    assert (found["growth_pct"], found["needed"]) == (pytest.approx(140), 84)


def test_who_sees_more_cases_needs_fewer_places_and_parts_count_as_one(tiny: Tiny) -> None:
    assert rows(answer(tiny, capacity=1.25))[A]["needed"] == 72  # 90 ÷ 1.25, not 73
    assert rows(answer(tiny, capacity=1.4))[A]["needed"] == 65  # 64.3
    with pytest.raises(QueryError, match="0 より大きい"):
        answer(tiny, capacity=0)


def test_an_area_without_a_figure_is_not_known_and_says_why(tiny: Tiny) -> None:
    found = answer(tiny)
    row, states = rows(found)[B], dict(zip(found.names, found.states[-1], strict=True))
    assert row["needed"] is None and row["reason"] == "いまの数がないため"
    assert {states[name] for name in ("latest", "growth_pct", "needed", "more")} == {"欠測"}


def test_a_year_that_the_projection_does_not_reach_is_not_known(tiny: Tiny) -> None:
    row = rows(answer(tiny, target_year=2031))[A]
    assert row["needed"] is None and "将来需要" in row["reason"]


def test_a_hidden_figure_hides_what_is_made_of_it(tiny: Tiny) -> None:
    value(tiny, "NS1", 2023, None, area_unit="municipality", area_code=B, source_row=10)
    found = answer(tiny)
    states = dict(zip(found.names, found.states[-1], strict=True))
    assert {states[name] for name in ("latest", "needed", "more", "short")} == {"秘匿"}
    assert rows(found)[B]["reason"] == "もとの数が秘匿のため"


def test_the_target_stands_beside_only_for_its_own_year_and_basis(tiny: Tiny) -> None:
    town = {"area_unit": "municipality", "area_code": A, "baseline_value": 50.0, "basis": NDB}
    target(tiny, "NS1", 80.0, target_year=2030, **town)
    target(tiny, "NS1", 120.0)  # of 2029
    found = answer(tiny)
    assert (rows(found)[A]["goal"], rows(found)[A]["short"]) == (80, 10)
    whole = rows(found)["99"]
    assert whole["goal"] is None and "120 施設（2029年度）" in whole["goal_words"]
    said = sentences.needed(found, "市町村")
    assert "144 施設（2023年度は 108 施設で、需要はそのときの 133.3 %）" in said
    assert "同じ年度・基準の県の目標はない。" in said
    assert "目標のある 1 の市町村のうち 1 で足りない（Ａ市）。" in said
    later = answer(tiny, target_year=2029)
    assert rows(later)["99"]["short"] == 137 - 120  # 1,900 people: 108 × 19 ÷ 15 is 136.8


def test_without_a_projection_there_is_no_row(tmp_path: Path) -> None:
    found = answer(started(tmp_path))
    assert not found.rows and "計算できない" in sentences.needed(found, "市町村")


def test_places_are_no_patients_so_the_public_has_the_same(tiny: Tiny) -> None:
    assert rows(answer(tiny, "public"))[A]["needed"] == rows(answer(tiny))[A]["needed"] == 90
