"""Targets drawn: what is beside a bar, what the lines hold; drawn with Altair's validation on."""

from __future__ import annotations

from typing import Any

from zaitaku.derived.measuring_targets import Judged
from zaitaku.exhibits.charts.path import path
from zaitaku.exhibits.charts.progress import progress
from zaitaku.ground.breaks import Break
from zaitaku.indicators import Point, Target, judge
from zaitaku.sentences import plan as sentences_plan


def one(
    goal: float | None,
    *values: float | None,
    kind: str = "number",
    words: str = "",
    changes: tuple[Break, ...] = (),
) -> Judged:
    target = Target(kind, 2020, 100, 2025, goal, words)
    points = tuple(
        Point(2020 + n, v, "実数" if v is not None else "秘匿") for n, v in enumerate(values)
    )
    judgement = judge(target, points, changes)
    return Judged(
        "Ａ県", "NS1", "訪問診療", "施設", target, points, "NDB", judgement, "策定", "", "",
        breaks=changes,
    )  # fmt: skip


def rows(chart: Any) -> list[dict[str, Any]]:
    return [row for data in chart.to_dict()["datasets"].values() for row in data]


def test_progress_says_what_it_cannot_draw() -> None:
    found = [
        one(120, 100, 104, 108),
        one(120, 100, 99, 90),
        one(None, 100, 101, kind="words", words="増加"),
        one(120, None),
        one(110, 100, 110, 190),
    ]
    shown = {row["words"]: row for row in rows(progress(found)) if "words" in row}
    assert {text: row["end"] for text, row in shown.items()} == {
        "40 %　順調　108 施設（2022年度）": 40,
        "-50 %　遅れ　90 施設（2022年度）": -40,  # beyond the frame: the words tell
        "順調　101 施設（2021年度）": None,
        "判定できない　秘匿": None,
        "900 %　達成　190 施設（2022年度）": 160,
    }
    assert {row["due"] for row in shown.values()} == {40, None}


def test_the_path_holds_what_was_the_way_and_the_fan() -> None:
    drawn = rows(path(one(120, 100, 104, 109)))
    fan = {row["year"]: row for row in drawn if "low" in row}
    assert sorted(fan) == [2022, 2023, 2024, 2025]
    assert fan[2025]["low"] < fan[2025]["level"] < fan[2025]["high"]
    # least squares 4.5 a year through (2021, 104⅓)
    assert round(fan[2025]["level"], 2) == 122.33
    assert {row["text"] for row in drawn if "text" in row} == {
        "100", "104", "109", "傾向 122", "目標 120",
    }  # fmt: skip


def test_a_target_without_figures_is_the_way_alone() -> None:
    assert {row["text"] for row in rows(path(one(120))) if "text" in row} == {"目標 120"}


def test_sentences() -> None:
    found = [one(120, 100, 104, 108), one(120)]
    assert sentences_plan.targets(found, "Ａ県") == (
        "Ａ県の目標 2 件: 達成 0、順調 1、遅れ 0、判定できない 1。"
    )
    assert sentences_plan.target(found[0]) == (
        "順調。いまの傾向で目標に届きます。"
        "目標までは1年当たり +4.0、これまでは +4.0 です（単位 施設）。"
    )
