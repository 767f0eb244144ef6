"""A national table without the prefecture of the master is named, never silently without rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit import factories as f
from tests.unit import published as p
from tests.unit.test_sources_inpatient import ACUTE, workbook
from zaitaku import sources


def elsewhere(rows: f.Rows) -> f.Rows:
    """The areas of 架空県 as those of 岩手県."""

    def cell(value: object) -> object:
        if not isinstance(value, str):
            return value
        is_code = len(value) == 4 and value.startswith("99")
        return f"03{value[2:]}" if is_code else value.replace("99 架空県", "03 岩手県")

    return [[cell(value) for value in row] for row in rows]


def book(rows: Callable[[], f.Rows]) -> Callable[[Path, bool], Path]:
    def made(folder: Path, is_own: bool) -> Path:
        return f.book(folder / "a.xlsx", {"表": rows() if is_own else elsewhere(rows())})

    return made


def inpatient(folder: Path, is_own: bool) -> Path:
    area = 9901 if is_own else 301
    return workbook(folder / "a.xlsx", {area: {ACUTE: [(area, "区域", 0.8)]}})


KINDS = {"NDB": book(p.ndb), "需要推計": book(p.demand), "入院": inpatient}
SAID = "圏域が、この表に 1 つもありません"


@pytest.mark.parametrize("kind", KINDS)
def test_a_prefecture_that_is_lacking_is_named_and_the_rest_is_kept(
    kind: str, tmp_path: Path
) -> None:
    found = f.read(KINDS[kind](tmp_path, False))
    (told,) = [str(one) for one in found.problems if SAID in str(one)]
    assert "（コード 99）" in told and "0 ではありません" in told
    assert [one.status for one in found.files] == ["read"] and found.tables[0].frames


@pytest.mark.parametrize("kind", KINDS)
def test_with_the_prefecture_or_without_a_master_nothing_is_told(kind: str, tmp_path: Path) -> None:
    own = f.read(KINDS[kind](tmp_path, True))
    unknown = sources.collect([KINDS[kind](tmp_path, False)])
    for found in (own, unknown):
        assert found.tables
        assert not [one for one in found.problems if SAID in str(one)]
