"""The attack on targets: how they are asked, and what the plan's own figures give away.

A target is judged by figures of the release, so its judgement knows nothing that is hidden. But a
plan says where it started: where that is a figure of KDB which the release hides, the published
target tells it, whatever the release does. Rows of an ended revision do so as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from zaitaku.ask.area import Area
from zaitaku.ask.asker import Asker, areas
from zaitaku.ask.contract import Question
from zaitaku.ask.warehouse import Build
from zaitaku.derived import questions
from zaitaku.derived.declared import Asked
from zaitaku.derived.measuring import indicators, series
from zaitaku.derived.measuring_targets import KDB
from zaitaku.derived.planner import asked as answered
from zaitaku.ground.states import ACTUAL, SUPPRESSED

SUBJECT = "targets/"
_UNITS = ("prefecture", "medical_area", "zone", "municipality")
_WRITTEN = 0.05  # plans write a figure with one decimal at most


def ways(build: Build, question: Question) -> Iterator[dict[str, Any]]:
    """Of every area, or of every indicator that has a target in each unit of areas."""
    ask = questions.of_build(build)
    history = answered(ask, "targets/history")
    set_ = dict.fromkeys(row["indicator_id"] for row in history.records) if history else {}
    for unit in _UNITS:
        for scheme in _schemes(build) if unit == "zone" else [""]:
            where = {"area_unit": unit} | ({"zone_scheme": scheme} if scheme else {})
            if "indicator_id" in question.takes:
                yield from (where | {"indicator_id": one} for one in set_)
            else:
                yield from (where | {"area_code": one.code} for one in areas(ask, unit, scheme))


def _schemes(build: Build) -> list[str]:
    sql = "select distinct zone_scheme from zone_scheme order by 1"
    return [str(row[0]) for row in build.cursor().execute(sql).fetchall()]


def faults(internal: Build, published: Build) -> Iterator[str]:
    """Published starting figures that are those of hidden cells, in sentences."""
    history = answered(questions.of_build(published), "targets/history")
    if history is None:
        return
    inside, outside = (Asked(build).asker for build in (internal, published))
    known = indicators(inside.ask)
    for row in history.records:
        if row["basis"] != KDB or row["baseline_value"] is None:
            continue
        area = Area(row["area_unit"], row["zone_scheme"], row["area_code"], row["area_name"])
        item, year = known[row["indicator_id"]], row["baseline_year"]
        true, shown = (_figures(one, item, area, year) for one in (inside, outside))
        for basis, (state, value) in true.items():
            is_hidden = shown.get(basis, (SUPPRESSED, None))[0] == SUPPRESSED
            if state == ACTUAL and is_hidden and abs(value - row["baseline_value"]) <= _WRITTEN:
                yield (
                    f"目標の表（{row['area_name']}、{row['indicator_name']}、{row['revision']}）の"
                    f"基準値 {row['baseline_value']:g} は、秘匿した {year} 年度の KDB の数です"
                )


def _figures(asker: Asker, item: Any, area: Area, year: int) -> Mapping[str, tuple[str, Any]]:
    """Basis → state and value of a year, of the figures computed from KDB."""
    return {
        one.basis: (point.state, point.value)
        for one in series(asker, item, area, [year])
        if not one.is_imported
        for point in one.points
        if point.year == year
    }
