"""Damaged files are refused, told or read as they are whole: a few of each kind, by one seed.

``make mutate N=1000 SEED=2`` tries as many as one likes.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

from tests import mutating
from tests.mutations import BASES, damaged, write_rows
from tests.unit.test_sources_header import sample_master
from zaitaku import sources

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.skipif(sys.platform == "win32", reason="Unix だけの試験です"),
]


def test_no_damage_is_read_in_silence() -> None:
    found = mutating.run(40, seed=5)
    assert [f"{one.name}: {one.fault}" for one in found if one.fault] == []
    assert {one.how for one in found} == {"refused", "told", "same"}


def test_a_figure_that_is_another_is_found(tmp_path: Path) -> None:
    """The judge can fail: a figure changed by one is told to be another."""
    base = next(base for base in BASES if base.name == "人口_年齢階級別.csv")
    assert base.rows is not None
    good = base.write(tmp_path / "whole")
    rows = [list(cells) for cells in base.rows]
    rows[3][-1] = str(int(rows[3][-1]) + 1)
    (tmp_path / "other").mkdir()
    bad = write_rows(tmp_path / "other" / "R05.csv", rows)
    whole, other = mutating.read(base, good), mutating.read(base, bad)
    assert mutating.verdict(whole, whole, good) == ("", "same")
    assert "黙って違う値" in mutating.verdict(whole, other, bad)[0]


def test_a_row_of_a_projection_twice_is_refused_under_whatever_kind(tmp_path: Path) -> None:
    """「市などの別」 differs: both rows were added up."""
    base = next(base for base in BASES if base.name == "将来推計人口.csv")
    good = base.write(tmp_path)
    _, path = damaged(base, good, tmp_path / "twice", random.Random(7), "行の重なり")
    told = sources.collect([path], known=sample_master())
    assert told.tables == []
    assert any("R05.csv" in one.where and "99201 2045年" in one.message for one in told.problems)
