"""Remembered masks: found once, looked up afterwards, and never trusted when they do not fit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from zaitaku.build.release import remembered
from zaitaku.build.release.remembered import Remembered
from zaitaku.disclosure.complementary import Protection, protect
from zaitaku.disclosure.policy import Policy, Threshold
from zaitaku.disclosure.table import Cell, Table, build

POLICY = Policy()


def table(**values: float) -> Table:
    cells = {name: Cell(value, Threshold(10)) for name, value in values.items()}
    cells["計"] = Cell(sum(values.values()), Threshold(10))
    return build("表", cells, [("計", list(values))])


@pytest.fixture
def searched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the tables that were searched, in order."""
    names: list[str] = []

    def counted(one: Table, policy: Policy) -> Protection:
        names.append(one.name)
        return protect(one, policy)

    monkeypatch.setattr(remembered, "protect", counted)
    return names


def test_the_same_table_is_searched_once(tmp_path: Path, searched: list[str]) -> None:
    first = Remembered(tmp_path, POLICY).protect(table(a=5, b=30, c=40))
    again = Remembered(tmp_path, POLICY).protect(table(a=5, b=30, c=40))
    assert len(searched) == 1
    assert first.hidden.tolist() == again.hidden.tolist() == [True, True, False, False]
    assert (again.reasons, again.least) == (first.reasons, first.least)
    assert again.complementary == 1


@pytest.mark.parametrize(
    ("other", "policy"),
    [
        (table(a=5, b=30, c=41), POLICY),
        (table(a=5, b=30, d=40), POLICY),
        (table(a=5, b=30, c=40), Policy(show_zero=False)),
    ],
    ids=["figure", "cell", "policy"],
)
def test_anything_else_is_another_table(
    tmp_path: Path, searched: list[str], other: Table, policy: Policy
) -> None:
    Remembered(tmp_path, POLICY).protect(table(a=5, b=30, c=40))
    Remembered(tmp_path, policy).protect(other)
    assert len(searched) == 2


@pytest.mark.parametrize(
    "damage",
    [lambda text: text.replace("1100", "1000"), lambda text: text[:-5], lambda text: ""],
    ids=["less is hidden", "cut", "empty"],
)
def test_a_file_that_was_changed_is_not_believed(
    tmp_path: Path, searched: list[str], damage: object
) -> None:
    Remembered(tmp_path, POLICY).protect(table(a=5, b=30, c=40))
    (path,) = tmp_path.iterdir()
    path.write_text(damage(path.read_text(encoding="utf-8")), encoding="utf-8")  # type: ignore[operator]
    found = Remembered(tmp_path, POLICY).protect(table(a=5, b=30, c=40))
    assert len(searched) == 2
    assert np.array_equal(found.hidden, [True, True, False, False])


def test_what_is_no_longer_stored_is_forgotten(tmp_path: Path) -> None:
    Remembered(tmp_path, POLICY).protect(table(a=5, b=30, c=40))
    memory = Remembered(tmp_path, POLICY)
    memory.protect(table(a=6, b=30, c=40))
    assert len(list(tmp_path.iterdir())) == 2
    memory.forget(used=False)
    assert len(list(tmp_path.iterdir())) == 1
    memory.forget(used=True)
    assert not list(tmp_path.iterdir())


def test_without_a_folder_nothing_is_kept(searched: list[str]) -> None:
    memory = Remembered(None, POLICY)
    for _ in range(2):
        memory.protect(table(a=5, b=30))
    memory.forget(used=False)
    assert len(searched) == 2
