"""National acts by sex and age over the residents of the same sex and age."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.queries import three_towns
from tests.tiny import Tiny
from zaitaku.ask import queries
from zaitaku.ground.settings import MODES, Mode
from zaitaku.ground.states import ACTUAL, SUPPRESSED


def act(tiny: Tiny, sex: str, band: str, value: float | None) -> None:
    tiny.add("ndb_sex_age", fiscal_year=2022, fiscal_period="", published_table="2022年度 算定回数",
             measure="算定回数", setting="全体", act_code="114001110", act_name="訪問診療料",
             sex=sex, age_band=band, value=value,
             value_status=ACTUAL if value is not None else SUPPRESSED)  # fmt: skip


def residents(tiny: Tiny, sex: str, band: str, people: int, code: str = "00") -> None:
    tiny.add("population_total", year=2024, prefecture_code=code, sex=sex, age_band=band,
             population=people)  # fmt: skip


@pytest.mark.parametrize("mode", MODES)
def test_wider_bands_of_residents_are_added_up_never_split(tmp_path: Path, mode: Mode) -> None:
    tiny = three_towns.tiny_in(tmp_path)
    for sex, band, value in (("計", "計", 600), ("男", "85-89", 100), ("男", "90+", 200),
                             ("女", "85-89", None), ("女", "90+", 300)):  # fmt: skip
        act(tiny, sex, band, value)
    for sex in ("男", "女", "計"):
        for band, people in (("85-89", 1000), ("90-94", 400), ("95-99", 50), ("100+", 50)):
            residents(tiny, sex, band, people * (2 if sex == "計" else 1))
            residents(tiny, sex, band, 7, code="07")
    rows = queries.run(tiny.build(mode), "ndb/sex_age")
    found = {
        (r["sex"], r["age_band"]): (r["value"] or s["value"], r["population"], r["per_1000"])
        for r, s in zip(rows.records, rows.state_records, strict=True)
    }
    assert found == {
        ("計", "計"): (600, 3000, 200),
        ("男", "85-89"): (100, 1000, 100),
        ("男", "90+"): (200, 500, 400),
        ("女", "85-89"): (SUPPRESSED, 1000, None),
        ("女", "90+"): (300, 500, 600),
    }
    assert {r["population_year"] for r in rows.records} == {2024}


def test_without_the_row_of_the_whole_country_there_is_no_rate(tmp_path: Path) -> None:
    tiny = three_towns.tiny_in(tmp_path)
    act(tiny, "男", "90+", 200)
    ((value, people, rate),) = [
        (r["value"], r["population"], r["per_1000"])
        for r in queries.run(tiny.build(), "ndb/sex_age").records
    ]
    assert (value, people, rate) == (200, None, None)
