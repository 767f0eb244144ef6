"""An attack on every public answer: two prefectures that differ in hidden figures alone.

Whatever is published is the same for both, word for word: so no interval, ratio, rank, judgement,
limit, share or note tells which of the two one looks at, and a hidden figure is bounded by nothing
but what the policy itself says of it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.queries.test_compare import COUNTS, TOWNS, VISIT
from tests.tiny import Tiny
from zaitaku.ask import warehouse
from zaitaku.ask.warehouse import Build
from zaitaku.derived import questions
from zaitaku.ground.errors import ZaitakuError

# two towns of one area, both below the least count: together as many as before
MOVED = COUNTS | {"99207": 5, "99208": 3}
UNITS = ("municipality", "medical_area", "zone", "prefecture")
PUBLIC = [
    name
    for name in questions.names()
    if "public" in questions.load(name).modes and not name.startswith("build/")
]
MORE: dict[str, tuple[dict[str, Any], ...]] = {
    "compare/rates": (
        {"subject": "home_care"},
        {"widening": "additive"},
        {"reference_unit": "municipality", "reference_code": "99207"},
        {"reference_unit": "municipality", "reference_code": "99208", "widening": "none"},
        # hidden ones together, and one of them beside what is shown
        {"reference_unit": "municipality", "reference_code": ["99207", "99208"]},
        {"reference_unit": "municipality", "reference_code": ["99201", "99207"]},
    ),
    "compare/completion": (
        {"reference_unit": "municipality", "reference_code": "99207"},
        {"reference_unit": "municipality", "reference_code": ["99207", "99208"]},
    ),
    "compare/standardised": (
        {"widening": "additive"},
        {"reference_unit": "municipality", "reference_code": "99207"},
        {"reference_unit": "municipality", "reference_code": "99201"},
    ),
    "profile/indicators": ({"by": "computed", "area_code": "99207"},),
    "profile/areas": (
        {"by": "computed"},
        {"by": "computed", "other_unit": "municipality"},
        {"by": "computed", "other_unit": "municipality", "other_code": ["99207", "99208"]},
        {"by": "computed", "other_unit": "municipality", "other_code": ["99206", "99208"]},
    ),
    "change/parts": ({"subject": "home_care", "aged": "65plus"}, {"subject": "home_care"}),
    "supply/by_area": ({"item": VISIT},),
}


def made(folder: Path, counts: dict[str, int]) -> Build:
    """Two years: a change of a hidden figure is as hidden as the figure. With the national rates
    and the men and women that the adjusted ratio needs."""
    folder.mkdir()
    tiny = Tiny(folder, TOWNS)
    for code, _, _, _, population in TOWNS:
        for sex, share in (("男", 2), ("女", 3)):
            for band, people in (("0-4", population * 2 // 3), ("65-69", population // 3)):
                tiny.add("resident_population", year=2023, municipality_code=code, sex=sex,
                         age_band=band, population=people * share // 5)  # fmt: skip
    for sex, per_1000 in (("男", 20.0), ("女", 40.0)):
        for band, weight in (("0-4", 1), ("65-69", 9)):
            tiny.add("ndb_sex_age", fiscal_year=2022, fiscal_period="", published_table="",
                     measure="患者数", setting="全体", act_code="114001110",
                     act_name=f"{VISIT}（１）１", sex=sex, age_band=band,
                     value=per_1000 * weight, value_status="実数")  # fmt: skip
            tiny.add("population_total", year=2022, prefecture_code="00", sex=sex, age_band=band,
                     population=1_000)  # fmt: skip
    for year, last in ((2022, COUNTS), (2023, counts)):
        tiny.year = year
        for code, count in last.items():
            tiny.supply(code, VISIT, patients=count, receipts=count, claims=count * 2)
            tiny.flow(code, code, count)
            for scheme, number in (("合計", count), ("国保", 1), ("後期", count - 1)):
                tiny.patients(code, scheme, number)
    return tiny.build("public")


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Build, Build]:
    folder = tmp_path_factory.mktemp("hidden")
    return made(folder / "a", COUNTS), made(folder / "b", MOVED)


def told(build: Build, name: str, params: dict[str, Any]) -> Any:
    """All that an answer says, or why there is none."""
    try:
        answer = questions.run(build, name, params)
    except ZaitakuError as error:
        return str(error)
    return answer.rows, answer.states, answer.notes, answer.columns


@pytest.mark.parametrize("name", PUBLIC)
def test_both_prefectures_publish_the_same(name: str, both: tuple[Build, Build]) -> None:
    known = {param.name: param for param in questions.load(name).params}
    choices = known["area_unit"].choices if "area_unit" in known else ()
    units = [unit for unit in UNITS if isinstance(choices, tuple) and unit in choices]
    for params in ({}, *({"area_unit": unit} for unit in units), *MORE.get(name, ())):
        first, second = (told(build, name, params) for build in both)
        assert first == second, params


def test_the_two_do_differ(both: tuple[Build, Build]) -> None:
    """In what is hidden, or there would be nothing to find."""
    for name in ("compare/rates", "compare/standardised"):
        first = questions.run(both[0], name)
        states = {row["area_code"]: row["state"] for row in first.records}
        assert states["99207"] == states["99208"] == "秘匿" and "実数" in states.values()
    inside = [warehouse.open_build(build.path.parent, "internal") for build in both]
    one, other = (questions.run(build, "compare/rates").rows for build in inside)
    assert one != other
