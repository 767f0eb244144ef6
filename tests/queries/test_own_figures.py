"""Who may see 内部 of one municipality: its own figures, and of no other anything that 公表 hides.

The attack of ``test_hidden_tells_nothing``: two prefectures that differ in what is hidden of others
give the same answers, to every question there is.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.queries.test_compare import COUNTS, VISIT
from tests.queries.test_hidden_tells_nothing import MORE, UNITS, made, told
from zaitaku.access import asking
from zaitaku.access.policy import Person
from zaitaku.ask import own_figures, warehouse
from zaitaku.ask.warehouse import Build
from zaitaku.build.release import support
from zaitaku.derived import questions
from zaitaku.ground.errors import DisclosureError

OWN = "99206"  # below the least count, as the two that differ
FIRST = COUNTS | {OWN: 4}
SECOND = FIRST | {"99207": 5, "99208": 3}
STAFF = Person("6市の職員", "internal", (OWN,))


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Build, Build]:
    folder = tmp_path_factory.mktemp("own")
    return made(folder / "a", FIRST), made(folder / "b", SECOND)


def for_staff(build: Build) -> Build:
    with asking.acting(STAFF):
        return warehouse.open_build(build.path.parent, "internal", build.build_id)


@pytest.mark.parametrize("name", [n for n in questions.names() if not n.startswith("build/")])
def test_nothing_of_others_is_told(name: str, both: tuple[Build, Build]) -> None:
    known = {param.name: param for param in questions.load(name).params}
    choices = known["area_unit"].choices if "area_unit" in known else ()
    units = [unit for unit in UNITS if isinstance(choices, tuple) and unit in choices]
    for params in ({}, *({"area_unit": unit} for unit in units), *MORE.get(name, ())):
        first, second = (told(for_staff(build), name, params) for build in both)
        assert first == second, params


def states(build: Build, name: str, column: str, **params: Any) -> dict[str, tuple[Any, str]]:
    answer = questions.run(build, name, params)
    at, code = answer.names.index(column), answer.names.index("area_code")
    return {
        str(row[code]): (row[at], state[at])
        for row, state in zip(answer.rows, answer.states, strict=True)
    }


def test_the_own_figures_are_there_and_the_others_as_in_public(both: tuple[Build, Build]) -> None:
    public = states(both[0], "supply/by_area", "patients", item=VISIT)
    staff = states(for_staff(both[0]), "supply/by_area", "patients", item=VISIT)
    assert public[OWN] == (None, "秘匿") and staff[OWN] == (4, "実数")
    assert {c: v for c, v in staff.items() if c != OWN} == {
        c: v for c, v in public.items() if c != OWN
    }
    whole = [states(b, "supply/by_area", "patients", item=VISIT, area_unit="prefecture")
             for b in (both[0], for_staff(both[0]))]  # fmt: skip
    assert whole[0] == whole[1]


def test_what_names_institutions_is_refused(both: tuple[Build, Build]) -> None:
    inside = [n for n in questions.names() if "public" not in questions.load(n).modes]
    assert inside
    for name in inside:
        with pytest.raises(DisclosureError, match="自分の市町村の内部の数値だけ"):
            questions.run(for_staff(both[0]), name)


def test_an_answer_says_whose_figures_it_holds(both: tuple[Build, Build]) -> None:
    answer = questions.run(for_staff(both[0]), "supply/by_area", {"item": VISIT})
    assert answer.mode == "internal" and answer.build_id == f"{both[0].build_id}+{OWN}"
    assert any(OWN in note for note in answer.notes)
    with asking.acting(Person("別", "internal", ("99207",))):
        other = warehouse.open_build(both[0].path.parent, "internal", both[0].build_id)
    again = questions.run(other, "supply/by_area", {"item": VISIT})
    assert again.key != answer.key  # what is remembered of one is not the other's


def test_every_table_that_is_protected_is_put_together(both: tuple[Build, Build]) -> None:
    """One that is forgotten here would be shown as in 公表: said, not guessed."""
    assert set(own_figures.OWN) == set(support.RELATIONS)


def test_it_reaches_no_file(both: tuple[Build, Build], tmp_path: Path) -> None:
    build = for_staff(both[0])
    cursor = build.cursor()
    for statement in (
        "select * from whole.main.supply_cell",
        f"attach '{build.path}' as again (read_only)",
        f"copy (select 1) to '{tmp_path / 'x.csv'}'",
        "set enable_external_access = true",
    ):
        with pytest.raises(duckdb.Error):
            cursor.execute(statement)
