"""将来需要: Σ population × rate over real published populations, and what cannot be calculated."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import SHARED
from tests.tiny import Tiny
from tests.unit.test_planning_projection import EXPECTED, RATES, TOWNS, YEARS
from zaitaku.ask import queries
from zaitaku.ground.settings import MODES, Mode
from zaitaku.planning import projection as pr

EDITION = "平成30年推計"
NAMES = {"09201": "宇都宮市", "29201": "奈良市"}
REAL = SHARED / "data" / "population" / "ipss2018_sex_age5_2015_2045.csv"


def with_rates(
    tiny: Tiny, source: str, rates: dict[str, float], sex: str = "計", first_row: int = 2
) -> None:
    for row, (band, rate) in enumerate(rates.items(), start=first_row):
        first, last = pr.band_limits(band)
        tiny.add(
            "care_rates",
            rate_source=source,
            reference_year=2019,
            sex=sex,
            age_band=band,
            age_from=first,
            age_to=last,
            rate=rate,
            unit="レセプト件数/月",
            source_row=row,
            source_id=1,
        )


def people(tiny: Tiny, code: str, sex: str, band: str, year: int, population: float) -> None:
    tiny.add(
        "population_projection",
        edition=EDITION,
        published_table="男女5歳階級",
        area_code=code,
        area_name="",
        sex=sex,
        age_band=band,
        year=year,
        population=float(population),
        basis="人",
    )


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    towns = [(code, name, f"{code[:2]}01", "西", 1000) for code, name in NAMES.items()]
    tiny = Tiny(tmp_path, towns)
    for code, name in NAMES.items():
        for band, values in TOWNS[name].items():
            for year, population in zip(YEARS, values, strict=True):
                people(tiny, code, "計", band, year, population)
    with_rates(tiny, "試験用", RATES)
    return tiny


def rows(tiny: Tiny, mode: Mode = "internal", **params: Any) -> list[dict[str, Any]]:
    answer = queries.run(tiny.build(mode), "demand/projected", params)
    return [dict(zip(answer.names, row, strict=True)) for row in answer.rows]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("code", NAMES)
def test_worked_example(tiny: Tiny, code: str, mode: Mode) -> None:
    found = rows(tiny, mode, area_code=[code])
    assert [round(row["demand"], 3) for row in found] == list(EXPECTED[NAMES[code]])
    assert {row["peak_year"] for row in found} == {2045 if code == "09201" else 2040}
    assert {row["is_peak_last"] for row in found} == {code == "09201"}
    index = next(row["index_pct"] for row in found if row["year"] == 2040)
    expected = EXPECTED[NAMES[code]]
    assert index == pytest.approx(expected[5] / expected[1] * 100)


def test_the_query_and_the_definition_agree_by_sex(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path, [("99201", "Ａ市", "9901", "西", 60_000)])
    population: dict[pr.Key, float] = {}
    for sex, share in (("男", 0.4), ("女", 0.6)):
        for band, people_now in (("75-79", 100), ("80-84", 80), ("85-89", 50), ("90-94", 20),
                                 ("95+", 10)):  # fmt: skip
            population[sex, band] = people_now * share
            people(tiny, "99201", sex, band, 2020, people_now * share)
        with_rates(tiny, "性別", {"75-84": 0.05 * share, "90+": 0.2}, sex)
    rates = {(s, "75-84"): 0.05 * w for s, w in (("男", 0.4), ("女", 0.6))}
    rates |= {(s, "90+"): 0.2 for s in ("男", "女")}
    (row,) = rows(tiny)
    assert row["demand"] == pytest.approx(pr.project(population, rates))


@pytest.mark.parametrize(
    ("params", "factor"),
    [
        ({"factor": 1.5, "reach_year": 2040}, {2020: 1, 2030: 1.25, 2040: 1.5, 2045: 1.5}),
        ({"to_source": "倍", "reach_year": 2030}, {2020: 1, 2025: 1.5, 2030: 2, 2045: 2}),
        ({}, {2020: 1, 2045: 1}),
    ],
)
def test_scenarios_move_in_a_straight_line_and_then_stay(
    tiny: Tiny, params: dict[str, Any], factor: dict[int, float]
) -> None:
    # below the other rates of the table: the one written first is the one to begin with
    with_rates(tiny, "倍", {band: rate * 2 for band, rate in RATES.items()}, first_row=50)
    fixed = {row["year"]: row["demand"] for row in rows(tiny, area_code=["29201"])}
    moved = {row["year"]: row["demand"] for row in rows(tiny, area_code=["29201"], **params)}
    assert {y: moved[y] / fixed[y] for y in factor} == pytest.approx(factor)


def test_rates_that_do_not_fit_the_projection_are_not_used_and_told(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path, [("99201", "Ａ市", "9901", "西", 60_000)])
    people(tiny, "99201", "計", "75+", 2020, 100)
    with_rates(tiny, "細かい率", {"75-79": 0.01, "80+": 0.05})
    build = tiny.build()
    assert queries.run(build, "demand/projected").rows == []
    (row,) = queries.run(build, "demand/rates").rows
    assert row[4:] == (False, 2)
    told = queries.run(build, "build/problems").rows
    assert any("年齢階級と合いません" in str(problem) for problem in told)


def test_an_area_without_all_its_people_has_no_figure(tiny: Tiny) -> None:
    found = rows(tiny, area_unit="zone")
    assert {row["demand"] is None for row in found} == {False}
    tiny.add("municipality", municipality_code="29202", municipality_name="Ｃ市",
             insurer_no="00029202", medical_area_code="2901",
             medical_area_name="圏2901")  # fmt: skip
    other = Tiny(tiny.folder / "other", [])
    other.rows = tiny.rows
    found = rows(other, area_unit="medical_area")
    assert {row["area_code"]: row["demand"] is None for row in found} == {
        "0901": False, "2901": True,
    }  # fmt: skip


def test_by_75plus_holds_the_rate_of_each_area(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path, [("99201", "Ａ市", "9901", "西", 60_000),
                           ("99202", "Ｂ市", "9901", "西", 60_000)])  # fmt: skip
    for code, receipts in (("99201", 300), ("99202", 100)):
        tiny.supply(code, "在宅患者訪問診療料", receipts=receipts, patients=receipts)
        tiny.add("resident_population", year=2023, municipality_code=code, sex="計",
                 age_band="75-79", population=10_000)  # fmt: skip
        for year, old in ((2020, 8_000), (2040, 12_000)):
            people(tiny, code, "計", "75+", year, old)
    answer = queries.run(tiny.build(), "demand/by_75plus", {"target": "median"})
    found = {(row[0], row[2]): dict(zip(answer.names, row, strict=True)) for row in answer.rows}
    assert found["99201", 2020]["rate_per_1000"] == pytest.approx(30)
    assert found["99201", 2020]["demand"] == pytest.approx(0.03 * 8_000)
    # both end at the median of 30 and 10 per thousand
    assert found["99201", 2040]["demand"] == pytest.approx(0.02 * 12_000)
    assert found["99202", 2040]["demand"] == pytest.approx(0.02 * 12_000)


def test_growth_beside_the_ministry(tiny: Tiny) -> None:
    for year, receipts in ((2024, 200.0), (2030, 260.0)):
        tiny.rows.setdefault("homecare_demand", []).append(
            {
                "measure": "訪問診療",
                "area_code": "2901",
                "area_name": "奈良",
                "prefecture_code": "29",
                "prefecture_name": "奈良県",
                "year": year,
                "basis": "実績" if year == 2024 else "現状投影",
                "receipts_per_month": receipts,
                "receipts_per_month_status": "実数",
                "population": 1000.0,
            }
        )
    build = tiny.build()
    params = {"edition": EDITION, "rate_source": "試験用", "area_code": ["2901"]}
    (row,) = queries.run(build, "demand/beside_official", params).rows
    _, _, year, official, official_index, own, own_index, difference = row
    at_2024 = 2911.622 + (3522.062 - 2911.622) * 0.8
    assert (year, official, official_index) == (2030, 260, pytest.approx(130))
    assert own == pytest.approx(4105.899, abs=0.001)
    assert own_index == pytest.approx(4105.899 / at_2024 * 100, abs=0.001)
    assert difference == pytest.approx(own_index - 130)
    (level,) = queries.run(build, "demand/levels").rows[-1:]
    assert level[5:8] == (pytest.approx(200), pytest.approx(200), 1)


@pytest.mark.skipif(not REAL.is_file(), reason="社人研 平成30年推計（../shared/data）がない")
@pytest.mark.parametrize("code", [*NAMES, "29447"])
def test_the_real_file_gives_the_worked_example(code: str) -> None:
    rates = {(pr.BOTH_SEXES, band): rate for band, rate in RATES.items()}
    found = {}
    with REAL.open(encoding="utf-8-sig") as file:
        for record in csv.DictReader(file):
            if record["コード"].zfill(5) == code and record["市などの別"] != "a":
                population = {
                    (pr.BOTH_SEXES, _band(name)): float(value)
                    for name, value in record.items()
                    if name.endswith("/a")
                }
                found[int(record["年"].removesuffix("年"))] = pr.project(population, rates)
    assert sorted(found) == list(YEARS)
    if code in NAMES:
        assert [round(found[y], 3) for y in YEARS] == list(EXPECTED[NAMES[code]])
    else:  # 野迫川村: 449 people and ever fewer, so that demand is highest early
        assert 0 < max(found.values()) < 20
        assert pr.Series(YEARS, tuple(found[y] for y in YEARS)).peak in (2015, 2020, 2025)


def _band(name: str) -> str:
    text = name.removesuffix("/a").replace("～", "-").removesuffix("歳")
    return "90+" if "以上" in text else text
