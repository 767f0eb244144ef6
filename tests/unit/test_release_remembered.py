"""Remembered masks: found once, looked up afterwards, and never trusted when they do not fit."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from zaitaku.ask import warehouse
from zaitaku.build.release import remembered, support
from zaitaku.build.release.blocks import Blocks
from zaitaku.build.release.groups import grouped
from zaitaku.build.release.remembered import Remembered
from zaitaku.disclosure.audit import Audit, audit
from zaitaku.disclosure.complementary import Protection, protect
from zaitaku.disclosure.policy import Policy, Threshold, load_policy
from zaitaku.disclosure.table import Bools, Cell, Table, build
from zaitaku.ground import paths

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


# --- masks that come along with the program ------------------------------------------------------


def shipped(tmp_path: Path, one: Table, change: Callable[[str], str] = str) -> Path:
    """A zip with the mask of a table, found and kept as ``make sample-masks`` does."""
    made = tmp_path / "made"
    Remembered(made, POLICY, remembered.SAMPLE_KEY, tmp_path / "none").protect(one)
    target = tmp_path / "masks.zip"
    with zipfile.ZipFile(target, "w") as file:
        for path in made.iterdir():
            file.writestr(path.name, change(path.read_text(encoding="utf-8")))
    return target


def sealed(change: Callable[[str], str]) -> Callable[[str], str]:
    """A change by somebody who knows how a file is sealed."""

    def changed(text: str) -> str:
        written = change(text[64:])
        return hashlib.sha256(written.encode()).hexdigest() + written

    return changed


def looked_up(tmp_path: Path, masks: Path, one: Table, policy: Policy = POLICY) -> list[bool]:
    memory = Remembered(tmp_path / "data", policy, b"k" * 32, masks)
    return [bool(cell) for cell in memory.protect(one).hidden]


def test_a_mask_that_comes_along_is_not_searched(tmp_path: Path, searched: list[str]) -> None:
    masks = shipped(tmp_path, table(a=5, b=30, c=40))
    searched.clear()
    assert looked_up(tmp_path, masks, table(a=5, b=30, c=40)) == [True, True, False, False]
    assert not searched
    # and is remembered as any other
    assert looked_up(tmp_path, tmp_path / "none", table(a=5, b=30, c=40))[:2] == [True, True]
    assert not searched


@pytest.mark.parametrize(
    "change",
    [
        sealed(lambda text: text.replace('"hidden": "1100"', '"hidden": "1000"')),
        lambda text: text.replace('"hidden": "1100"', '"hidden": "1111"'),
        sealed(lambda text: text.replace('"hidden": "1100"', '"hidden": "0100"')),
        sealed(lambda text: text.replace('"hidden": "1100"', '"hidden": "110"')),
        lambda text: "",
    ],
    ids=["the audit fails", "no seal", "a small one is shown", "too short", "empty"],
)
def test_a_mask_that_comes_along_is_audited(
    tmp_path: Path, searched: list[str], change: Callable[[str], str]
) -> None:
    masks = shipped(tmp_path, table(a=5, b=30, c=40), change)
    searched.clear()
    assert looked_up(tmp_path, masks, table(a=5, b=30, c=40)) == [True, True, False, False]
    assert len(searched) == 1


def test_the_audit_of_a_mask_that_comes_along_is_made_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = table(a=5, b=30, c=40)
    masks = shipped(tmp_path, one)
    made: list[list[bool]] = []

    def counted(table: Table, mask: Bools, policy: Policy) -> Audit:
        made.append(mask.tolist())
        return audit(table, mask, policy)

    monkeypatch.setattr(remembered, "audit", counted)
    memory = Remembered(tmp_path / "data", POLICY, b"k" * 32, masks)
    hidden = memory.protect(one).hidden
    assert len(made) == 1 and memory.audit(one, hidden).ok and len(made) == 1
    # of anything else it is made
    assert not memory.audit(one, np.array([True, False, False, False])).ok
    assert len(made) == 2


def test_a_mask_of_anything_else_is_stale(
    tmp_path: Path, searched: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    masks = shipped(tmp_path, table(a=5, b=30, c=40))
    searched.clear()
    looked_up(tmp_path, masks, table(a=5, b=31, c=40))
    looked_up(tmp_path, masks, table(a=5, b=30, c=40), Policy(show_zero=False))
    monkeypatch.setattr(remembered, "code", lambda: "another program")
    looked_up(tmp_path, masks, table(a=5, b=30, c=40))
    assert len(searched) == 3


def test_a_file_of_masks_that_is_none_costs_time_only(tmp_path: Path, searched: list[str]) -> None:
    (tmp_path / "masks.zip").write_bytes(b"PK\x03\x04 cut")
    assert looked_up(tmp_path, tmp_path / "masks.zip", table(a=5, b=30)) == [True, True, False]
    assert len(searched) == 1


@pytest.mark.thorough
def test_the_masks_of_the_sample_are_those_of_today(sample_build_dir: Path) -> None:
    policy = load_policy(paths.POLICY)
    internal = warehouse.open_build(sample_build_dir, "internal").cursor()
    blocks = list(Blocks(internal, policy, support.published_schemes(internal, policy)))
    years = {block.fiscal_year for block in blocks}
    groups = [g for y in years for g in grouped([b for b in blocks if b.fiscal_year == y], policy)]
    names = {remembered._name(group.table(), policy, remembered.SAMPLE_KEY) for group in groups}
    assert len(names) > 50
    assert names == set(remembered.sample_masks(paths.SAMPLE_MASKS)), "make sample-masks"
