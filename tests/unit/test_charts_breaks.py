"""Lines over years end where what they count changes, with a rule that says so; files alike."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.unit import exhibits, specs
from tests.unit import test_charts_demand as of_demand
from tests.unit import test_charts_targets as of_targets
from zaitaku.ask.answer import Answer, Column
from zaitaku.derived.planner_plans import COLUMNS as PLANS
from zaitaku.exhibits.charts import path as path_of
from zaitaku.exhibits.charts import timeline
from zaitaku.exhibits.charts import years as years_of
from zaitaku.exhibits.views import Exhibit
from zaitaku.export import words
from zaitaku.ground import breaks
from zaitaku.ground.breaks import Break

JUNE = Break(date(2024, 6, 1), "看取り加算を往診料でも算定するようになりました")
MERGER = Break(date(2022, 4, 1), "乙市の合併", "2")
LABEL = "定義の変更 2024年6月"
COLUMNS = (
    Column("area_code", "varchar", "key", "コード"),
    Column("area_name", "varchar", "key", "名"),
    Column("value", "double", "count", "値", "人"),
)


def years(*given: int, changes: Sequence[Break] = (JUNE,)) -> list[Answer]:
    """甲市 has 10 in every year."""
    return [
        Answer(
            "indicators/by_area", "", "", "KDB 集計表①", COLUMNS, [("1", "甲市", 10.0)],
            [("実数",) * 3], (), {"fiscal_year": year}, {}, "b", "public", tuple(changes),
        )
        for year in given
    ]  # fmt: skip


def lines(chart: Any) -> list[list[int]]:
    """The years of each line that is drawn, by its detail."""
    spec = chart.to_dict()
    (line,) = [
        layer
        for layer in specs.layers(spec)
        if layer["mark"]["type"] == "line" and "detail" in layer["encoding"]
    ]
    assert line["encoding"]["detail"]["field"] == "segment"
    found: dict[str, list[int]] = {}
    for row in spec["datasets"][line["data"]["name"]]:
        found.setdefault(row["segment"], []).append(row["year"])
    return list(found.values())


def told(chart: Any) -> set[str]:
    spec = chart.to_dict()
    return {row["label"] for rows in spec["datasets"].values() for row in rows if "label" in row}


@pytest.mark.parametrize(
    ("given", "parts", "labels"),
    [
        ((2022, 2023, 2024, 2025, 2026), [[2022, 2023], [2024], [2025, 2026]], {LABEL}),
        ((2022, 2023), [[2022, 2023]], set()),
        ((2025, 2026), [[2025, 2026]], set()),
        ((2023, 2025), [[2023], [2025]], {LABEL}),
    ],
)
def test_a_line_of_years_ends_at_the_change(
    given: tuple[int, ...], parts: list[list[int]], labels: set[str]
) -> None:
    answers = years(*given)
    chart = years_of.years(answers, "1", "人")
    assert (lines(chart), told(chart)) == (parts, labels)
    assert specs.faults(chart.to_dict()) == []
    exhibit = Exhibit("推移", years_of.years, (answers, "1", "人"))
    (drawn,) = exhibit.office_charts()
    assert [sum(v is not None for v in one.values) for one in drawn.series] == list(map(len, parts))
    assert any(LABEL in one.name for one in drawn.series[1:]) == bool(labels)
    assert any("比べられません" in text for text in exhibit.changes) == bool(labels)


def test_of_what_changed_before_all_years_nothing_is_said() -> None:
    """A change of 2018 and a merger of 2005 are in every figure of 2021–2023 alike."""
    before = (Break(date(2005, 6, 6), "甲市の合併", "1"), Break(date(2018, 4, 1), "区分"))
    answers = years(2021, 2022, 2023, changes=before)
    chart = years_of.years(answers, "1", "人")
    assert (lines(chart), told(chart)) == ([[2021, 2022, 2023]], set())
    assert "より後" not in json.dumps(chart.to_dict(), ensure_ascii=False)
    (drawn,) = Exhibit("推移", years_of.years, (answers, "1", "人")).office_charts()
    assert [one.name for one in drawn.series] == ["人"]
    path = path_of.path(of_targets.one(120, 100, 104, 108, changes=before))
    assert "より後" not in json.dumps(path.to_dict(), ensure_ascii=False)


def test_a_merger_breaks_the_line_of_its_own_town_only() -> None:
    answers = years(2020, 2021, 2022, 2023, changes=(MERGER,))
    assert lines(years_of.years(answers, "1", "人")) == [[2020, 2021, 2022, 2023]]
    theirs = [replace(answer, rows=[("2", "乙市", 10.0)]) for answer in answers]
    chart = years_of.years(theirs, "2", "人")
    assert (lines(chart), told(chart)) == ([[2020, 2021], [2022, 2023]], {"合併 2022年4月"})
    assert Exhibit("", years_of.years, (answers, "1", "人")).changes == []
    assert Exhibit("", years_of.years, (theirs, "2", "人")).changes


def test_the_path_to_a_target_is_broken_and_leads_nowhere() -> None:
    """2020–2025 of a target set in 2020: the trend and its fan are not drawn over June 2024."""
    chart = path_of.path(of_targets.one(120, 100, 104, 108, 109, 111, 112, changes=(JUNE,)))
    assert lines(chart) == [[2020, 2021, 2022, 2023], [2024], [2025]]
    assert LABEL in told(chart)
    assert specs.faults(chart.to_dict()) == []


def test_two_plans_are_broken_where_their_figures_are() -> None:
    rows = [
        (
            "医療計画",
            "目標: 看取り",
            "実績",
            year,
            10.0,
            "施設",
            "NDB",
            breaks.segment([JUNE], year),
        )
        for year in (2022, 2023, 2025)
    ]
    rows += [("医療計画", "目標: 看取り", "目標", 2029, 20.0, "施設", "NDB", "")]
    answer = of_demand.answer(PLANS, rows)
    chart = timeline.panels(answer)
    assert told(chart) == {LABEL}
    assert lines(chart) == [[2022, 2023, 2029], [2025]]  # 目標 is a series of its own
    assert specs.faults(chart.to_dict()) == []
    (drawn,) = Exhibit("", timeline.panels, (answer,)).office_charts()
    assert [one.name for one in drawn.series] == ["実績", f"実績（{LABEL}より後）", "目標"]


def test_files_say_what_changed_between_the_years_they_show() -> None:
    view = exhibits.view(Exhibit("推移", years_of.years, (years(2023, 2025), "1", "人")))
    assert any(LABEL in caveat for caveat in words.caveats(view))
    alone = exhibits.view(Exhibit("推移", years_of.years, (years(2022, 2023), "1", "人")))
    assert not any("定義の変更" in caveat for caveat in words.caveats(alone))
