"""Charts of 追加的需要, 将来需要 and 二つの計画, drawn with validation on, from small answers."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tests.unit import specs
from zaitaku.ask.answer import Answer, Column
from zaitaku.derived.planner_plans import COLUMNS
from zaitaku.derived.planner_table import PLAN_TABLE
from zaitaku.exhibits.charts import beside_official, changes, projection, split_bars, timeline
from zaitaku.ground.states import ACTUAL, SUPPRESSED


def answer(columns: tuple[Column, ...], rows: list[tuple[Any, ...]], **params: Any) -> Answer:
    states = [tuple(SUPPRESSED if cell == "秘" else ACTUAL for cell in row) for row in rows]
    shown = [tuple(None if cell == "秘" else cell for cell in row) for row in rows]
    return Answer("n", "q", "g", "s", columns, shown, states, (), params, {}, "b", "public")


def drawn(chart: Any) -> tuple[dict[str, Any], str]:
    spec = chart.to_dict()
    return spec, spec["description"]


def test_split_bars_leave_out_municipalities_and_the_sum() -> None:
    tail = ("合意", "会議", "2024-02-01", 5.0, "")
    plan = answer(
        PLAN_TABLE.columns,
        [
            ("A", "西", "A", "西（計）", 2026, 100, 100, 15, 85, 40, 45, *tail),
            ("A", "西", "1", "甲市", 2026, None, 100, 15, 85, 40, 45, *tail),
            ("B", "東", "B", "東（計）", 2026, *["秘"] * 6, "試算", "", "", None, ""),
            ("計", "すべて", "計", "計", 2026, *["秘"] * 6, "", "", "", None, ""),
        ],
    )
    spec, said = drawn(split_bars.split_bars(plan, "A"))
    assert spec["height"] >= 150  # of which legend and axis take some 70: bars keep room
    assert "西 計 100（在宅 15・介護 85）　合意" in said
    assert "東 秘匿" in said
    assert "甲市" not in said


def test_lines_mark_the_peak_of_the_chosen_area() -> None:
    columns = (
        Column("area_code", "varchar", "key", "c"),
        Column("area_name", "varchar", "key", "n"),
        Column("year", "integer", "key", "年"),
        Column("demand", "double", "count", "将来需要", "件/月"),
        Column("index_pct", "double", "count", "指数", "%"),
        Column("population", "double", "public", "人口", "人"),
        Column("unit", "varchar", "key", "単位"),
    )
    rows = [
        ("1", "甲市", 2020, 100.0, 100.0, 30_000.0, "患者/月"),
        ("1", "甲市", 2040, 150.0, 150.0, 25_000.0, "患者/月"),
        ("2", "乙町", 2020, 50.0, 100.0, 60_000.0, "患者/月"),
        ("2", "乙町", 2040, 45.0, 90.0, 50_000.0, "患者/月"),
        ("3", "丙村", 2020, "秘", "秘", 900.0, "患者/月"),
        ("3", "丙村", 2040, "秘", "秘", 800.0, "患者/月"),
    ]
    demand = answer(columns, rows)
    spec, said = drawn(projection.lines(demand, "demand", "1"))
    assert "2地域" in said
    assert "2040年 150.0 人/月" in said  # the unit of the rates, not of the header
    assert "最も多い年 2040年" in str(spec)
    counted, hidden = changes.count_changes(demand, 2020, 2040)
    assert counted == {("5万人未満", "50%以上"): 1, ("5万～50万人", "減少"): 1}
    assert hidden == 1
    _, said = drawn(changes.changes(demand, 2020, 2040))
    assert "値を示せない市町村が 1" in said


@pytest.mark.parametrize("value", ["demand", "index_pct"])
def test_nothing_to_draw_is_an_empty_chart(value: str) -> None:
    columns = (
        Column("area_code", "varchar", "key", "c"),
        Column("area_name", "varchar", "key", "n"),
        Column("year", "integer", "key", "年"),
        Column(value, "double", "count", "値", "%" if value == "index_pct" else "件/月"),
    )
    drawn(projection.lines(answer(columns, [("1", "甲市", 2020, "秘")]), value, "1"))


def test_panels_never_mix_units() -> None:
    rows = [
        ("医療計画", "目標: 数", "実績", 2023, 60.0, "施設", "所在地", ""),
        ("医療計画", "目標: 数", "目標", 2029, 65.0, "施設", "所在地", ""),
        ("医療計画", "追加的需要", "在宅医療", 2026, "秘", "人/日", "試算", ""),
        ("将来需要", "将来需要", "将来需要", 2040, 4465.5, "件/月", "住所地", ""),
    ]
    spec, said = drawn(timeline.panels(answer(COLUMNS, rows)))
    heads = [row["head"] for data in spec["datasets"].values() for row in data if "head" in row]
    # what is 秘匿 has no point, and alone no panel
    assert [head for head in heads if "（" in head] == ["目標: 数（施設）", "将来需要（件/月）"]
    assert "4,465.5 件/月" in said
    assert spec["resolve"]["scale"]["y"] == "independent"
    units = [
        {row["unit"] for row in spec["datasets"][layer["data"]["name"]]}
        for layer in specs.layers(spec)
        if layer["mark"]["type"] == "line"
    ]
    assert units == [{"施設"}, {"件/月"}]


def test_words_of_a_panel_do_not_run_into_each_other() -> None:
    frame = pd.DataFrame(
        [("実績", year, "7,510.7") for year in (2021, 2022, 2023)] + [("目標", 2023, "9,012.8")],
        columns=["series", "year", "words"],
    )
    # 640 px over 32 years: 20 px a year; over 4 years: 160 px
    assert timeline.labelled(frame, [2018, 2050]) == [False, False, True, True]
    assert timeline.labelled(frame, [2020, 2024]) == [True, True, True, True]


def test_equal_projections_are_both_seen() -> None:
    columns = tuple(
        Column(name, "double", "public", name)
        for name in ("year", "own_index_pct", "official_index_pct")
    )
    found = answer(columns, [(2030, 120.0, 120.0)], base_year=2024)
    spec, _ = drawn(beside_official.beside_official(found, "受療率"))
    (rows,) = spec["datasets"].values()
    assert [row["series"] for row in rows] == ["受療率"] * 2 + ["国の推計"] * 2
