"""Published figures regrouped by area: projections, stations, NDB, demand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.queries import three_towns
from tests.queries.three_towns import ask
from tests.tiny import Tiny
from zaitaku.ask import queries
from zaitaku.ground.settings import MODES, Mode
from zaitaku.ground.states import ACTUAL, SUPPRESSED

EDITION = "令和5年推計"


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    return three_towns.tiny_in(tmp_path)


# --- projection ------------------------------------------------------------------------------


def project(tiny: Tiny, code: str, population: float, **cell: Any) -> None:
    given = {"edition": EDITION, "published_table": "総人口", "sex": "計", "age_band": "計", **cell}
    tiny.add(
        "population_projection",
        area_code=code,
        area_name=code,
        year=given.pop("year", 2030),
        population=population,
        basis="人",
        **given,
    )


def unit(tiny: Tiny, *members: str) -> None:
    for member in members:
        tiny.add(
            "population_projection_unit",
            edition=EDITION,
            published_table="総人口",
            unit_code="07999",
            unit_name="浜通り地域",
            municipality_code=member,
        )


@pytest.mark.parametrize(
    ("area_unit", "expected"),
    [
        ("municipality", [("Ａ市", 50, 0), ("Ｂ市", None, 1), ("Ｃ町", None, 1)]),
        ("medical_area", [("圏0701", 50, 0), ("圏0702", 30, 0)]),
        ("prefecture", [("福島県", 80, 0)]),
    ],
)
def test_a_unit_counts_only_where_all_its_members_are(
    tiny: Tiny, area_unit: str, expected: list[tuple[Any, ...]]
) -> None:
    project(tiny, "07201", 50)
    project(tiny, "07999", 30)
    unit(tiny, "07204", "07209")
    rows = ask(tiny, "projection/by_area", area_unit=area_unit)
    assert [(row[1], row[6], row[9]) for row in rows] == expected


def test_a_unit_that_reaches_beyond_an_area_is_not_split(tiny: Tiny) -> None:
    project(tiny, "07999", 30)
    unit(tiny, "07201", "07204", "07209")
    rows = ask(tiny, "projection/by_area", area_unit="medical_area")
    assert [(row[6], row[9]) for row in rows] == [(None, 1), (None, 2)]


def test_one_missing_municipality_leaves_the_sum_out(tiny: Tiny) -> None:
    project(tiny, "07204", 20)
    ((_, name, *_, population, _, _, missing),) = ask(
        tiny, "projection/by_area", area_unit="medical_area", area_code=["0702"]
    )
    assert (name, population, missing) == ("圏0702", None, 1)


@pytest.mark.parametrize("mode", MODES)
def test_shares_become_persons_unrounded_and_bands_add_up(tiny: Tiny, mode: Mode) -> None:
    for year, total in ((2020, 80.0), (2030, 60.0)):
        project(tiny, "07201", total, year=year)
        tiny.add(
            "population_projection_share",
            edition=EDITION,
            published_table="75+ 割合",
            area_code="07201",
            area_name="Ａ市",
            age_band="75+",
            year=year,
            share_pct=20.5,
        )
    for band, people in (("60-64", 9), ("70-74", 7), ("75-79", 5), ("90+", 3)):
        project(tiny, "07201", people, edition="平成30年推計", age_band=band, year=2030)
    rows = ask(tiny, "projection/by_area", mode, area_code=["07201"], age_band=["75+"])
    assert [(r[5], r[6], r[7], r[8]) for r in rows] == [
        (2020, pytest.approx(16.4), 100, "割合から計算"),
        (2030, pytest.approx(12.3), pytest.approx(75), "割合から計算"),
    ]
    older = ask(
        tiny,
        "projection/by_area",
        mode,
        edition="平成30年推計",
        area_code=["07201"],
        age_band=["65+", "75+"],
    )
    assert [(r[4], r[6], r[8]) for r in older] == [("65+", 15, "人"), ("75+", 8, "人")]


def test_residents_by_sex_are_regrouped(tiny: Tiny) -> None:
    for code, men in (("07204", 4), ("07209", 6)):
        tiny.add(
            "resident_population",
            year=2025,
            municipality_code=code,
            sex="男",
            age_band="75-79",
            population=men,
        )
    found = (
        tiny.build()
        .cursor()
        .execute(
            "select area_unit, area_code, population from resident_population_cell"
            " where sex = '男' order by all"
        )
        .fetchall()
    )
    assert found == [
        ("medical_area", "0702", 10),
        ("municipality", "07204", 4),
        ("municipality", "07209", 6),
        ("prefecture", "07", None),  # Ａ市 has no men
        ("zone", "浜", 10),
    ]


# --- stations --------------------------------------------------------------------------------


@pytest.mark.parametrize(("second", "expected"), [(True, 2), (False, 1), (None, None)])
def test_stations_round_the_clock_are_known_only_where_all_say(
    tiny: Tiny, second: bool | None, expected: int | None
) -> None:
    for town, answer in (("07204", True), ("07209", second)):
        tiny.add(
            "home_nursing_station",
            municipality_code=town,
            station_name="架空",
            latitude=37.0,
            longitude=140.0,
            round_the_clock=answer,
        )
    rows = ask(tiny, "home_nursing/by_area", area_unit="medical_area")
    assert [(row[1], row[2], row[3]) for row in rows] == [("圏0701", 0, 0), ("圏0702", 2, expected)]


# --- the whole country -----------------------------------------------------------------------


def test_masked_acts_stay_masked(tiny: Tiny) -> None:
    for area, value, status in (
        ("計", 900.0, ACTUAL),
        ("0701", 40.0, ACTUAL),
        ("0702", None, SUPPRESSED),
        ("0101", 50.0, ACTUAL),
    ):
        tiny.add(
            "ndb_act",
            fiscal_year=2022,
            fiscal_period="2022年04月～2023年03月",
            measure="患者数",
            setting="全体",
            act_code="114001110",
            act_name="訪問診療料",
            area_code=area,
            area_name=area,
            value=value,
            value_status=status,
        )
    answer = queries.run(tiny.build("public"), "ndb/by_medical_area", {})
    assert [(row[0], row[5], row[6]) for row in answer.rows] == [
        ("0701", 40, 20_000),
        ("0702", None, 13_000),
    ]
    assert [states[7] for states in answer.states] == [ACTUAL, SUPPRESSED]
    assert answer.rows[0][7] == pytest.approx(2)
    assert len(ask(tiny, "ndb/by_medical_area", scope="nation")) == 4


@pytest.mark.parametrize(
    ("scope", "areas"), [("prefecture", {"0701"}), ("nation", {"0701", "0101"})]
)
def test_official_demand_is_an_index_of_its_first_year(
    tiny: Tiny, scope: str, areas: set[str]
) -> None:
    for area in ("0701", "0101"):
        for year, basis, receipts in ((2024, "実績", 200.0), (2040, "現状投影", 250.0)):
            tiny.add(
                "homecare_demand",
                measure="訪問診療",
                area_code=area,
                area_name=area,
                prefecture_code=area[:2],
                prefecture_name="県",
                year=year,
                basis=basis,
                receipts_per_month=receipts,
                receipts_per_month_status=ACTUAL,
            )
    rows = ask(tiny, "demand/official", "public", scope=scope)
    assert {row[0] for row in rows} == areas
    assert [row[6] for row in rows[:2]] == [100, 125]
