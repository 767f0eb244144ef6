"""Figures of two tables that count the same patients: what one hides, the other does not show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from zaitaku.disclosure.policy import Threshold
from zaitaku.release.blocks import Block, Row
from zaitaku.release.links import VISITS, Links
from zaitaku.validate import ACTUAL

WEST, EAST = ("municipality", "", "01"), ("municipality", "", "02")
FLOWS = "④流出入 同一建物"


def block(relation: str, name: str, values: Mapping[Any, float | None], limit: float = 10) -> Block:
    rows = [
        Row((2023, *key[0]) if key[0] != "計" else (2023,), key, ((value, ACTUAL),), False)
        for key, value in values.items()
    ]
    thresholds = {key: Threshold(limit, nothing_shown=limit > 10) for key in values}
    return Block("表", 2023, relation, name, rows, thresholds, lambda cells: [])


def visits(west: float | None, east: float | None) -> Block:
    values = {(WEST, "同一建物居住者"): west, (EAST, "同一建物居住者"): east}
    return block("supply_cell", VISITS, values)


def flows(west: float, east: float, limit: float = 10) -> Block:
    return block("flow_cell", FLOWS, {(WEST, "計"): west, (EAST, "計"): east}, limit)


def test_what_one_table_hides_the_other_hides() -> None:
    links = Links([visits(30.2, 50.0), flows(30.0, 50.1)])
    assert links.to_hide({FLOWS: {(WEST, "計")}}) == {VISITS: {(WEST, "同一建物居住者")}}
    assert links.to_hide({VISITS: {(EAST, "同一建物居住者")}}) == {FLOWS: {(EAST, "計")}}
    both = {VISITS: {(EAST, "同一建物居住者")}, FLOWS: {(EAST, "計")}}
    assert links.to_hide(both) == {}
    assert links.to_hide({}) == {}


def test_figures_that_differ_are_not_the_same_patients() -> None:
    links = Links([visits(30.0, 50.0), flows(120.0, 200.0)])
    assert links.to_hide({FLOWS: {(WEST, "計")}}) == {}


def test_a_figure_that_is_not_there_is_not_hidden() -> None:
    links = Links([visits(None, 50.0), flows(30.0, 50.0)])
    assert links.to_hide({FLOWS: {(WEST, "計"), (EAST, "計")}}) == {
        VISITS: {(EAST, "同一建物居住者")}
    }


def test_a_known_zero_is_no_secret() -> None:
    links = Links([visits(0.0, 50.0), flows(0.0, 50.0, limit=20)])
    assert links.to_hide({VISITS: {(WEST, "同一建物居住者")}}) == {}


@pytest.mark.parametrize(
    ("hidden", "expected"),
    [
        ({"③患者数": [(WEST, "計", "重症", "計")]}, "①供給 施設入居時等医学総合管理料"),
        ({"①供給 在宅時医学総合管理料": [(WEST, "重症")]}, "①供給 施設入居時等医学総合管理料"),
    ],
    ids=["the sum", "a part"],
)
def test_a_figure_alone_hidden_in_a_sum_follows_from_the_others(
    hidden: dict[str, list[Any]], expected: str
) -> None:
    parts = {"在宅時": 40.0, "施設入居時等": 20.0}
    acts = [
        block("supply_cell", f"①供給 {r}医学総合管理料", {(WEST, "重症"): value})
        for r, value in parts.items()
    ]
    whole = block("patients_cell", "③患者数", {(WEST, "計", "重症", "計"): 60.0})
    found = Links([*acts, whole]).to_hide({name: set(keys) for name, keys in hidden.items()})
    assert found == {expected: {(WEST, "重症")}}  # the smallest of those shown
