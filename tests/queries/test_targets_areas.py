"""One indicator's targets over all areas: beside the prefecture's, and beside the plan before."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.queries.test_plan import TOWNS, asker, started, target, value
from tests.tiny import Tiny
from zaitaku.derived import measuring_targets_areas as areas
from zaitaku.derived import questions
from zaitaku.derived.measuring_targets import KDB
from zaitaku.ground.settings import Mode
from zaitaku.sentences import plan as sentences

NOW, BEFORE = {"revised_on": date(2024, 3, 29)}, {"revised_on": date(2021, 3, 31)}


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    return started(tmp_path)


def in_town(tiny: Tiny, at: int, goal: float | None, **more: Any) -> None:
    place = {"area_unit": "municipality", "area_code": TOWNS[at][0], "baseline_value": 40.0}
    target(tiny, "NS1", goal, **(place | more))


def across(tiny: Tiny, mode: Mode = "internal") -> list[areas.Across]:
    asking = asker(tiny, mode)
    return areas.across(asking, areas.places(asking.ask, "municipality", ""), "NS1")


def rows_across(tiny: Tiny, mode: Mode = "internal") -> list[dict[str, Any]]:
    params = {"indicator_id": "NS1", "area_unit": "municipality"}
    found = questions.run(tiny.build(mode), "targets/by_area", params)
    return [
        row | {"states": states}
        for row, states in zip(found.records, found.state_records, strict=True)
    ]


def earlier(tiny: Tiny, goal: float, **more: Any) -> dict[str, Any]:
    """The prefecture's row: 108 in 2023, where the earlier target of that year was ``goal``."""
    target(tiny, "NS1", 120.0, **NOW)
    old = {"target_year": 2023, "revision": "中間見直し", "baseline_year": 2020}
    target(tiny, "NS1", goal, **(BEFORE | old | more))
    return rows_across(tiny)[0]


def test_what_was_not_reached_of_the_plan_before(tiny: Tiny) -> None:
    row = earlier(tiny, 110.0)
    assert (row["area_name"], row["earlier_goal"], row["earlier_value"]) == ("架空県", 110, 108)
    assert row["unreached"] == 2 and (row["goal"], row["latest"], row["left"]) == (120, 108, 12)
    assert row["earlier_words"] == "110 施設（2023年度、中間見直し）"


@pytest.mark.parametrize(("goal", "baseline", "left"), [(105.0, 90.0, 0), (100.0, 130.0, 8)])
def test_a_target_that_was_reached_leaves_nothing_and_fewer_may_be_the_aim(
    goal: float, baseline: float, left: float, tiny: Tiny
) -> None:
    assert earlier(tiny, goal, baseline_value=baseline)["unreached"] == left


@pytest.mark.parametrize("more", [{"basis": KDB}, {"target_year": 2019, "baseline_year": 2018}])
def test_what_cannot_be_set_beside_the_earlier_target_is_not_known(
    more: dict[str, Any], tiny: Tiny
) -> None:
    """Another basis; a year without a figure. It is not 0."""
    row = earlier(tiny, 110.0, **more)
    assert row["unreached"] is None and row["states"]["unreached"] == "欠測"
    assert row["earlier_goal"] == 110


def test_the_targets_of_all_areas_make_a_sum_beside_the_prefectures(tiny: Tiny) -> None:
    target(tiny, "NS1", 120.0)
    in_town(tiny, 0, 70.0)
    in_town(tiny, 1, 25.0, kind="increase_rate")  # 40 and a quarter more: 50
    found = across(tiny)
    whole = areas.summed(found)
    assert whole == areas.Sum(120.0, 2029, "施設", 2, (), 120.0)
    assert "合計は 120 施設（2029年度）で、県の目標 120 施設と同じ" in said(found)


def test_a_sum_that_falls_short_of_the_prefectures_says_by_how_much(tiny: Tiny) -> None:
    target(tiny, "NS1", 120.0)
    in_town(tiny, 0, 60.0)
    in_town(tiny, 1, 50.0)
    assert "県の目標 120 施設を 10 施設下回る" in said(across(tiny))


def test_a_target_that_was_ended_says_the_one_it_ended(tiny: Tiny) -> None:
    target(tiny, "NS1", None, kind="words", target_words="廃止", **NOW)
    target(tiny, "NS1", 110.0, target_year=2023, revision="中間見直し", **BEFORE)
    in_town(tiny, 0, 70.0)
    row = rows_across(tiny)[0]
    assert (row["goal_words"], row["earlier_goal"]) == ("目標なし", 110)


def test_a_sum_without_an_area_is_not_set_beside_the_prefectures(tiny: Tiny) -> None:
    target(tiny, "NS1", 120.0)
    in_town(tiny, 0, 70.0)
    assert "数の目標がある 1 市町村の合計は 70 施設（2029年度）。Ｂ町に" in said(across(tiny))
    rows = rows_across(tiny)
    assert [row["goal_words"] for row in rows][2] == "目標なし" and rows[2]["goal"] is None


def test_a_target_in_words_is_no_number_of_a_sum(tiny: Tiny) -> None:
    target(tiny, "NS1", 120.0)
    in_town(tiny, 0, 70.0)
    in_town(tiny, 1, None, kind="words", target_words="増加")
    assert "Ｂ町に数の目標がないため" in said(across(tiny))


def test_targets_of_different_years_or_per_head_are_not_added_up(tiny: Tiny) -> None:
    in_town(tiny, 0, 70.0)
    in_town(tiny, 1, 50.0, target_year=2026)
    assert areas.summed(across(tiny)) is None


def test_targets_on_another_basis_are_neither_added_nor_set_beside(tiny: Tiny) -> None:
    target(tiny, "NS1", 120.0, basis=KDB)
    for at in (0, 1):
        in_town(tiny, at, 70.0)
    assert "合計は 140 施設（2029年度）。同じ年度・基準の県の目標はない" in said(across(tiny))


def test_bases_are_not_mixed_in_a_sum(tiny: Tiny) -> None:
    in_town(tiny, 0, 70.0)
    in_town(tiny, 1, 50.0, basis=KDB)
    assert areas.summed(across(tiny)) is None


def test_shares_are_not_added_up(tiny: Tiny) -> None:
    for at in (0, 1):
        in_town(tiny, at, 30.0, kind="share", baseline_value=20.0)
    assert areas.summed(across(tiny)) is None and "合計" not in said(across(tiny))


def test_a_hidden_figure_is_hidden_here_too(tiny: Tiny) -> None:
    in_town(tiny, 0, 70.0, basis="")
    where = {"area_unit": "municipality", "area_code": TOWNS[0][0]}
    value(tiny, "NS1", 2023, None, **where)
    row = rows_across(tiny)[1]
    assert row["area_name"] == "Ａ市" and row["latest_words"] == "秘匿"
    assert [row["states"][name] for name in ("latest", "left")] == ["秘匿", "秘匿"]


def said(found: list[areas.Across]) -> str:
    return sentences.across(found, areas.summed(found), "市町村")
