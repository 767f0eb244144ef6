"""Readings of municipalities in a build: those of the master's, in both modes; none is no fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit import factories as f
from zaitaku.ask import queries, warehouse
from zaitaku.build import importing
from zaitaku.disclosure.policy import Policy
from zaitaku.ground.settings import MODES, Mode

HEADER = ["lgcode", "citykana"]


def readings(data: Path, mode: Mode) -> list[tuple[object, ...]]:
    return queries.run(warehouse.open_build(data, mode), "area/readings").rows


@pytest.mark.parametrize("mode", MODES)
def test_the_sample_has_one_for_each_municipality(mode: Mode, sample_build_dir: Path) -> None:
    rows = readings(sample_build_dir, mode)
    towns = queries.run(warehouse.open_build(sample_build_dir, mode), "area/list").rows
    assert [row[:2] for row in rows] == [town[:2] for town in towns]
    assert rows[0] == ("99201", "架空市", "かくうし")


@pytest.mark.parametrize("mode", MODES)
def test_a_build_without_any_answers_with_no_row(mode: Mode, empty_build_dir: Path) -> None:
    assert readings(empty_build_dir, mode) == []


def test_a_national_list_is_kept_for_the_next_master(tmp_path: Path) -> None:
    data = tmp_path / "data"
    master = f.csv_file(tmp_path / "m.csv", f.master())
    lists = [
        f.csv_file(tmp_path / "1.csv", [HEADER, ["992011", "そらみ"], ["032051", "はなまきし"]]),
        f.csv_file(tmp_path / "2.csv", [HEADER, ["992011", "そらみし"], ["992020", "きりかわし"]]),
    ]
    for files in ([master, lists[0]], [lists[1]]):
        result = importing.run(files, data, Policy())
        assert result.exit_code == 0, result.problems
    for mode in MODES:
        assert readings(data, mode) == [
            ("99201", "空見市", "そらみし"),
            ("99202", "霧川市", "きりかわし"),
        ]
    towns = f.master()
    hanamaki = ["03205", "花巻市", "00030056", "0302", "岩手中部", ""]
    importing.run([f.csv_file(tmp_path / "m2.csv", [*towns, hanamaki])], data, Policy())
    assert readings(data, "internal")[0] == ("03205", "花巻市", "はなまきし")
